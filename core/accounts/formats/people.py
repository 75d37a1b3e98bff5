"""The rows of a roster as people. Pure."""

from collections.abc import Mapping
from datetime import time

import polars as pl

from core.accounts import identifiers
from core.accounts.formats import cells
from core.accounts.formats.accounts import without_key
from core.accounts.formats.fields import Fields, counted, unique_rows
from core.accounts.formats.words import having
from core.accounts.frames import MOMENT, PEOPLE
from core.accounts.kinds import Employment, PersonKind
from core.time_zones import known_zones

DATE_FIELDS = ("start", "end", "end_otherwise")
_PLAIN = identifiers.Rules()
_EMPLOYMENT = (Employment.LEFT, Employment.NOT_STARTED, Employment.ON_LEAVE, Employment.ACTIVE)
_KINDS = (PersonKind.CONTRACTOR, PersonKind.GUEST, PersonKind.EMPLOYEE)
_MEANT = {
    **{"employment": "Employment status", "status": "Employment status"},
    **{"person_kind": "Kind of employment", "active": "Employment status"},
}
_WITH_ZONE = r"\d:\d{2}.*(?:Z|UTC|GMT|[+-]\d{1,2}:?\d{2})\)?$|^\d{9,18}$"
"""A moment with a zone, or one in seconds or less since an epoch, which is in UTC."""
_LIST_END = r"\s*[;,|+]\s*"


def read_people(fields: Fields) -> pl.DataFrame:
    """``frames.PEOPLE``, one row a person; what is wrong is in ``fields``."""
    start, end, moments = _dates(fields)
    field = "employment" if fields.has("employment") else "status"
    column = fields.text(field)
    # An IdP's words for an account's status mean something else for its person.
    stands = column, fields.words.effects("employment", column)
    kinds = fields.effects("person_kind")
    email, addresses = _addresses(fields)
    given, family = fields.text("given_name", cells.named), fields.text("family_name", cells.named)
    joined = pl.concat_str(given, family, separator=" ", ignore_nulls=True)
    frame = pl.DataFrame(
        {
            "name": fields.text("name", cells.named),
            "joined": pl.select(joined.replace("", None)).to_series(),
            "given_name": given,
            "family_name": family,
            "email": email,
            "addresses": addresses,
            "user_names": _user_names(fields),
            "employee_number": fields.identifier("employee_number"),
            "manager": _manager(fields),
            "department": fields.text("department"),
            "title": fields.text("title"),
            "kind": _first(having(*kinds, _KINDS), having(*stands, _KINDS), PersonKind.EMPLOYEE),
            "employment": _employment(
                fields, having(*stands, _EMPLOYMENT), having(*kinds, _EMPLOYMENT)
            ),
            "start": start,
            "end": end,
            **moments,
            "zone": _zone(fields),
            "line": fields.table.lines,
        }
    )
    fields.say_unknown_words(_MEANT)
    return _keyed(fields, frame)


def _dates(fields: Fields) -> tuple[pl.Series, pl.Series, Mapping[str, pl.Series]]:
    """First and last day; of two last days the one on which somebody last works. And the moments of
    those that are given as one with a zone, whose day depends on where somebody is."""
    found, moments = {}, {}
    for name in DATE_FIELDS:
        column = fields.dates(name, days=True)
        fields.say_dates(name, column, matters=name != "start")
        found[name] = column.moments.dt.date()
        moments[name] = _moments(fields, name, column.moments)
    both = found["end"].is_not_null() & found["end_otherwise"].is_not_null()
    differ = int((both & (found["end"] != found["end_otherwise"])).sum())
    if differ:
        fields.notes.append(
            f"{counted(differ, 'person has', 'people have')} two end dates: the last working day "
            "counts, not the date of termination."
        )
    end = pl.select(pl.coalesce(found["end"], found["end_otherwise"])).to_series()
    backwards = (end < found["start"]).fill_null(False)
    if backwards.any():
        fields.fail(backwards, "The last day is before the first.")
    end_moment = pl.select(
        pl.when(found["end"].is_not_null()).then(moments["end"]).otherwise(moments["end_otherwise"])
    ).to_series()
    return found["start"], end, {"start_moment": moments["start"], "end_moment": end_moment}


def _moments(fields: Fields, name: str, written: pl.Series) -> pl.Series:
    """Where a day is written as a moment with a zone: the moment, in UTC. At midnight as it is
    written it is a day that a program wrote as a moment, and that day counts."""
    text = fields.text(name)
    is_moment = text.str.contains(_WITH_ZONE).fill_null(False)
    if not is_moment.any():
        return pl.repeat(None, len(text), dtype=MOMENT, eager=True)
    at = fields.dates(name).moments
    is_midnight = (written.dt.time() == time(0)).fill_null(True)
    return at.set(~is_moment | is_midnight, None)


def _addresses(fields: Fields) -> tuple[pl.Series, pl.Series]:
    email = fields.text("email", cells.addresses)
    further = [
        (cells.all_addresses(text) if text else []) for text in fields.text("addresses", cells.tidy)
    ]
    given = [cells.all_addresses(text) if text else [] for text in fields.text("email", cells.tidy)]
    proxies = [cells.proxies(text) if text else [] for text in fields.text("proxies")]
    mains = [main or next(iter(proxy), None) for main, proxy in zip(email, proxies, strict=True)]
    lists = [
        list(dict.fromkeys(one for one in (*some, *more, *proxy) if one != main)) or None
        for main, some, more, proxy in zip(mains, given, further, proxies, strict=True)
    ]
    return (
        pl.Series("email", mains, dtype=pl.String),
        pl.Series("addresses", lists, dtype=pl.List(pl.String)),
    )


def _user_names(fields: Fields) -> pl.Series:
    name = "user_names" if fields.has("user_names") else "user_name"
    column = fields.identifier(name)
    return column.str.replace_all(_LIST_END, ";").str.split(";")


def _manager(fields: Fields) -> pl.Series:
    """An address where there is one, else as it stands: a number, a name."""
    given = fields.text("manager", cells.named)
    address = cells.addresses(given)
    has = given.str.contains("@", literal=True)
    return pl.select(pl.when(has).then(pl.coalesce(address, given)).otherwise(given)).to_series()


def _first(main: pl.Series, otherwise: pl.Series, default: str) -> pl.Series:
    return pl.select(pl.coalesce(main, otherwise, pl.lit(str(default)))).to_series()


def _employment(fields: Fields, stands: pl.Series, by_kind: pl.Series) -> pl.Series:
    """What the list says; an account that is switched off is a leaver's, whatever else it says."""
    active, blocked = fields.flag("active"), fields.flag("blocked")
    suspended = fields.flag("suspended")
    left, here = pl.lit(Employment.LEFT.value), pl.lit(Employment.ACTIVE.value)
    return pl.select(
        pl.coalesce(
            pl.when(active.eq(False) | blocked).then(left),
            stands,
            pl.when(active).then(here),
            by_kind,
            # A suspended account says nothing of its person; one that is not, that they are here.
            pl.when(suspended.eq(False) | blocked.eq(False)).then(here),
            pl.lit(Employment.UNKNOWN.value),
        )
    ).to_series()


def _zone(fields: Fields) -> pl.Series:
    column = fields.text("zone")
    zones = known_zones()
    unknown = [text for text in column.drop_nulls().unique() if text not in zones]
    if unknown:
        shown = ", ".join(f"“{text:.40}”" for text in sorted(unknown)[:5])
        fields.notes.append(f"No time zones by name: {shown}; left out.")
        column = column.replace(unknown, None)
    return column


def _keyed(fields: Fields, frame: pl.DataFrame) -> pl.DataFrame:
    frame = frame.with_columns(
        name=pl.coalesce(
            "name", "joined", "email", pl.col("user_names").list.first(), "employee_number"
        ),
        key=pl.coalesce(
            "employee_number",
            identifiers.forms(pl.col("email"), _PLAIN),
            identifiers.forms(pl.col("user_names").list.first(), _PLAIN),
        ),
    ).drop("joined")
    frame = without_key(fields, frame, "has no e-mail address, user name or employee number.")
    kept, same = unique_rows(frame, fields.errors, "person", ("name", "email"))
    if same and not fields.errors:
        fields.notes.append(f"{counted(same, 'row', 'rows')} left out that stand there twice.")
    return kept.select(pl.col(name).cast(kind) for name, kind in PEOPLE.items())
