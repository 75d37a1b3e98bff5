"""What a roster's delivery makes of the people as they stand. Pure.

A record is of the person that the same record was before; else of the one person who has its
employee number or one of its addresses. HR goes before lists of other kinds, and those before
identity providers: whoever knows less adds names and fills what is empty, and moves nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

import polars as pl

from core.accounts.frames import MOMENT
from core.accounts.identifiers import Rules, forms, is_address
from core.accounts.kinds import Employment, IdentifierKind
from core.accounts.list_views import RowError
from core.accounts.people.sharing import shared_addresses
from core.names import name_key

HR = ("bamboohr", "personio", "hibob", "workday", "rippling")
FIELDS = (
    "name", "given_name", "family_name", "email", "employee_number", "manager", "department",
    "title", "kind", "employment", "start_at", "end_at", "zone",
)  # fmt: skip
"""What a roster says of a person."""
_PLAIN = Rules()


@dataclass(frozen=True)
class Days:
    """How a date becomes a moment: ``zone`` where the roster names none, ``leaves_at`` the local
    time at which access ends on a last day."""

    zone: str
    leaves_at: time


@dataclass(frozen=True)
class Roster:
    """What a delivery makes of the people. Frames have :data:`FIELDS` and, where it is known,
    ``person``."""

    new: pl.DataFrame
    changed: pl.DataFrame
    relisted: list[int]
    """People who were gone from the list, and are back."""
    unlisted: list[int]
    """People whom a complete list no longer has."""
    names: pl.DataFrame
    """``record``, ``form``, ``kind``: what each record says its person is known by."""
    of: pl.DataFrame
    """``record``, ``person``: whose each is; null for a new person."""
    errors: tuple[RowError, ...] = ()
    twice: int = 0
    """Records that are of one person who has a better one in the same list."""
    notes: tuple[str, ...] = ()
    """What is to be known: who has whose address, who began again."""


def rank(format_id: str | None) -> int:
    """How much a list of this format knows of people: the lower, the more."""
    if format_id in HR:
        return 0
    is_idp = format_id and any(word in format_id for word in ("okta", "entra", "google", "jumpc"))
    return 2 if is_idp or format_id in ("scim", "scim-list") else 1


def read_roster(
    rows: pl.DataFrame,
    people: pl.DataFrame,
    identifiers: pl.DataFrame,
    *,
    feed: int,
    ranks: dict[int, int],
    own_rank: int,
    complete: bool,
    days: Days,
    says: Collection[str],
) -> Roster:
    """``rows``: ``frames.PEOPLE``; ``people``: ``people.tables.STORED``; ``ranks``: feed → rank;
    ``says``: the fields that the delivery has a column for, whose empty cells say *none*."""
    given = _with_moments(rows, days).rename({"key": "record"})
    names = names_of(given)
    linked, errors, notes = _linked(given, names, people, identifiers, feed)
    best = linked.sort(
        pl.col("employment") == str(Employment.LEFT), pl.col("end_at"),
        descending=[False, True], nulls_last=False, maintain_order=True,
    )  # fmt: skip
    firsts = pl.concat(
        [
            best.filter(pl.col("person").is_not_null()).unique("person", keep="first"),
            best.filter(pl.col("person").is_null()),
        ]
    )
    known = firsts.filter(pl.col("person").is_not_null())
    owners = pl.DataFrame(
        {"owner": list(ranks), "owner_rank": list(ranks.values())},
        schema={"owner": pl.Int64, "owner_rank": pl.Int64},
    )
    before = people.select(
        "person", pl.col("feed").alias("owner"), "unlisted_at",
        *(pl.col(name).alias(f"was_{name}") for name in FIELDS),
    ).join(owners, on="owner", how="left")  # fmt: skip
    joined = known.join(before, on="person", how="inner")
    leads = _leads(feed, own_rank)
    merged = joined.with_columns(
        leads=leads,
        began_again=_began_again(),
        **{
            name: pl.when(leads & _says(name))
            .then(pl.col(name))
            .when(leads & pl.lit(name[:-3] in says) & (pl.col("owner") == feed))
            .then(pl.col(name))
            .otherwise(pl.coalesce(f"was_{name}", name))
            for name in FIELDS
        },
    ).filter(pl.col("leads") | ~_is_over())
    differs = pl.any_horizontal([pl.col(n).ne_missing(pl.col(f"was_{n}")) for n in FIELDS])
    takes_over = pl.col("leads") & pl.col("owner").ne_missing(feed)
    ends = pl.col("end_at").ne_missing(pl.col("was_end_at")) | (
        (pl.col("employment") == str(Employment.LEFT))
        != (pl.col("was_employment") == str(Employment.LEFT))
    )
    changed = merged.filter(differs | takes_over).with_columns(end_moved=ends)
    own = people.filter(pl.col("feed") == feed)
    gone = own.filter(pl.col("unlisted_at").is_null()).join(
        linked.select("person").drop_nulls(), on="person", how="anti"
    )
    back = merged.filter(pl.col("unlisted_at").is_not_null() & pl.col("leads"))
    return Roster(
        new=firsts.filter(pl.col("person").is_null()),
        changed=changed,
        relisted=back["person"].to_list(),
        unlisted=gone["person"].to_list() if complete else [],
        names=names,
        of=linked.select("record", "person"),
        errors=errors,
        notes=(*shared_addresses(firsts, names, people, identifiers), *notes, *_told_again(merged)),
        twice=len(linked) - len(firsts),
    )


def _leads(feed: int, own_rank: int) -> pl.Expr:
    """Whether what this list says of a person goes before what is known.

    It is their list, or knows more than theirs; or it says that they began again after the end that
    theirs gives (a leaver who is back as a contractor), which theirs, not knowing of it, does not
    take back.
    """
    is_theirs = (pl.col("owner").is_null() | (pl.col("owner") == feed)).fill_null(value=True)
    knows_more = (pl.lit(own_rank) < pl.col("owner_rank")).fill_null(value=True)
    return is_theirs | (knows_more & ~_is_over()) | _began_again()


def _began_again() -> pl.Expr:
    """Active from a day on that is later than the end that was known."""
    was_end = pl.coalesce("was_end_at", "unlisted_at")
    knew = (pl.col("was_start_at") > was_end).fill_null(value=False)
    is_later = (pl.col("start_at") > was_end).fill_null(value=False)
    return is_later & ~knew & (pl.col("employment") != str(Employment.LEFT))


def _is_over() -> pl.Expr:
    """The end that this list gives is of before the start that another knows of."""
    is_before = (pl.col("end_at") < pl.col("was_start_at")).fill_null(value=False)
    return is_before & (pl.col("was_employment") != str(Employment.LEFT))


def _told_again(merged: pl.DataFrame) -> list[str]:
    names = merged.filter("began_again").select(pl.coalesce("was_name", "name")).to_series()
    return [f"Started again after they left: {_some(names)}."] if len(names) else []


def _some(names: pl.Series) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5:,} more"


def _says(name: str) -> pl.Expr:
    """Whether the list says this of a person; *unknown* says nothing."""
    if name == "employment":
        return pl.col(name) != str(Employment.UNKNOWN)
    return pl.col(name).is_not_null()


def names_of(given: pl.DataFrame) -> pl.DataFrame:
    """``record``, ``form``, ``kind``: everything that records say people are known by."""
    parts = [
        given.select("record", text=pl.col("email")),
        given.select("record", text=pl.col("addresses")).explode("text"),
        given.select("record", text=pl.col("user_names")).explode("text"),
    ]
    texts = pl.concat(parts).drop_nulls().with_columns(form=forms(pl.col("text"), _PLAIN))
    address = str(IdentifierKind.ADDRESS)
    user = str(IdentifierKind.USER_NAME)
    called = texts.drop_nulls().select(
        "record",
        "form",
        kind=pl.when(_is_address(pl.col("form"))).then(pl.lit(address)).otherwise(pl.lit(user)),
    )
    numbers = given.select(
        "record",
        form=forms(pl.col("employee_number"), _PLAIN),
        kind=pl.lit(str(IdentifierKind.NUMBER)),
    ).drop_nulls()
    return pl.concat([called, numbers]).unique(maintain_order=True)


def _is_address(column: pl.Expr) -> pl.Expr:
    return column.map_elements(is_address, return_dtype=pl.Boolean)


def _linked(
    given: pl.DataFrame,
    names: pl.DataFrame,
    people: pl.DataFrame,
    identifiers: pl.DataFrame,
    feed: int,
) -> tuple[pl.DataFrame, tuple[RowError, ...], list[str]]:
    """The records with ``person``, those that fit two people, and what is to be said."""
    own = people.filter(pl.col("feed") == feed, pl.col("record").is_not_null())
    by_record = own.select("record", pl.col("person").alias("by_record"))
    one = identifiers.filter(pl.col("identifier_kind") != str(IdentifierKind.USER_NAME))
    fits = names.join(
        one, left_on=["form", "kind"], right_on=["form", "identifier_kind"], how="inner"
    )
    fits, reused = _without_reused(fits, given, people, identifiers, feed)
    fits = _who_is_listed(fits, people)
    by_name = fits.group_by("record").agg(
        by_name=pl.col("person").min(), several=pl.col("person").n_unique()
    )
    found = (
        given.join(by_record, on="record", how="left")
        .join(by_name, on="record", how="left")
        .with_columns(
            person=pl.coalesce("by_record", pl.when(pl.col("several") == 1).then("by_name"))
        )
    )
    unclear = found.filter(pl.col("person").is_null() & (pl.col("several") > 1))
    said = dict(people.select("person", "name").iter_rows()) if len(unclear) else {}
    errors = []
    for row in unclear.select("record", "line").iter_rows(named=True):
        ids = fits.filter(pl.col("record") == row["record"])["person"].unique().sort().to_list()
        who = " and ".join(said.get(each, str(each)) for each in ids[:3])
        errors.append(
            RowError(
                row["line"],
                f"fits {len(ids)} people here: {who}. Correct the number or address, or join them.",
            )
        )
    return found.drop("by_record", "by_name", "several"), tuple(errors), reused


def _without_reused(
    fits: pl.DataFrame,
    given: pl.DataFrame,
    people: pl.DataFrame,
    identifiers: pl.DataFrame,
    feed: int,
) -> tuple[pl.DataFrame, list[str]]:
    """The fits without those of an address that this list gave somebody else, and a note of each.

    Its own employee numbers tell people apart: another number and another name under a known
    address is somebody who was given the address of one who left. With the same name it is who was
    hired again.
    """
    number = str(IdentifierKind.NUMBER)
    numbers = identifiers.filter(
        pl.col("identifier_kind") == number, pl.col("feed") == feed
    ).select("person", theirs="form")
    own = given.select(
        "record", "name", "email", number=forms(pl.col("employee_number"), _PLAIN)
    ).drop_nulls("number")
    by_number = fits.filter(pl.col("kind") == number).select("record", "person")
    others = (
        fits.join(own, on="record")
        .join(by_number, on=["record", "person"], how="anti")
        .join(numbers.group_by("person").agg("theirs"), on="person")
        .join(people.select("person", was="name"), on="person")
        .unique(["record", "person"], maintain_order=True)
    )
    another = [
        each
        for each in others.iter_rows(named=True)
        if name_key(each["name"] or "") != name_key(each["was"])
    ]
    if not another:
        return fits, []
    reused = pl.DataFrame(
        [(each["record"], each["person"]) for each in another],
        schema={"record": pl.String, "person": pl.Int64},
        orient="row",
    )
    told = [
        f"{each['email'] or each['form']} was {each['was']}’s and is now {each['name']}’s, by "
        "their employee numbers: two people. Whose the accounts with it are is to be confirmed."
        for each in another[:5]
    ]
    return fits.join(reused, on=["record", "person"], how="anti"), told


def _who_is_listed(fits: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Of several who have a record's names, those whom a list still has, if there are any."""
    listed = people.filter(
        pl.col("unlisted_at").is_null(), pl.col("employment") != str(Employment.LEFT)
    ).select("person", is_listed=pl.lit(value=True))
    marked = fits.join(listed, on="person", how="left").with_columns(
        pl.col("is_listed").fill_null(value=False)
    )
    return marked.filter(pl.col("is_listed") | ~pl.col("is_listed").any().over("record")).drop(
        "is_listed"
    )


def _with_moments(rows: pl.DataFrame, days: Days) -> pl.DataFrame:
    """Dates as moments in each person's zone."""
    zoned = rows.with_columns(pl.col("zone").fill_null(days.zone).alias("_zone"))
    parts = []
    for (zone,), part in zoned.group_by("_zone", maintain_order=True):
        place = str(zone)
        ZoneInfo(place)  # raises for one that is none: readers have checked it
        parts.append(
            part.with_columns(
                start_at=_moment(_day("start", place), time(0), place),
                end_at=_moment(_day("end", place), days.leaves_at, place),
            )
        )
    whole = (
        pl.concat(parts)
        if parts
        else zoned.with_columns(start_at=pl.lit(None, MOMENT), end_at=pl.lit(None, MOMENT))
    )
    given = ("_zone", "start", "end", "start_moment", "end_moment")
    return whole.drop(given).sort("line")


def _day(name: str, zone: str) -> pl.Expr:
    """The day, of what is given as a moment in the zone."""
    there = pl.col(f"{name}_moment").dt.convert_time_zone(zone).dt.date()
    return pl.coalesce(there, name)


def _moment(day: pl.Expr, at: time, zone: str) -> pl.Expr:
    return (
        day.cast(pl.Datetime("us"))
        .dt.combine(at)
        .dt.replace_time_zone(zone, ambiguous="latest", non_existent="null")
        .dt.convert_time_zone("UTC")
        .cast(MOMENT)
    )
