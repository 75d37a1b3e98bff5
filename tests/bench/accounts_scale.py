"""A million accounts of a hundred apps and 200,000 people: matched and their findings derived, or
merged as barely as can be, in a process of its own that says how long and how much memory it took.

``python -m tests.bench.accounts_scale make FOLDER`` makes the frames, then
``… accounts_scale WAY FOLDER`` prints one line of JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from core.accounts.frames import (
    ASSIGNED,
    DECISIONS,
    IDENTIFIERS,
    MOMENT,
    PERSONS,
    REFUSED,
    REMOVALS,
    STANDING,
    empty,
)
from core.accounts.identifiers import rules

APPS, PEOPLE, ACCOUNTS = 100, 200_000, 1_000_000
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
RULE = rules([["example.com", "example.org"]], plus_is_same=True)
SHARED = 0.08
"""Of the accounts: those whose address no one here has."""


def make(folder: Path) -> None:
    """The frames, as Parquet."""
    chance = np.random.default_rng(17)
    people = _people(chance)
    people.write_parquet(folder / "persons.parquet")
    _identifiers(people).write_parquet(folder / "identifiers.parquet")
    accounts = _accounts(chance, people)
    accounts.write_parquet(folder / "accounts.parquet")
    some = accounts.filter(pl.col("email_form").is_not_null()).sample(5_000, seed=1)
    some.select(
        "app",
        "key",
        person=pl.lit(7, pl.Int64),
        owner=pl.lit(None, pl.String),
        kind=pl.lit(None, pl.String),
        email=pl.col("email_form"),
        user_name=pl.lit(None, pl.String),
    ).cast(dict(DECISIONS)).write_parquet(folder / "decisions.parquet")
    removed = accounts.filter(pl.col("email_form").is_not_null()).sample(20_000, seed=2)
    removed.select(
        "app",
        form="email_form",
        case=pl.lit(1),
        step=pl.lit(1),
        done=pl.int_range(pl.len()) % 2 == 0,
        at=pl.lit(NOW - timedelta(days=4)),
        ends=True,
        was=pl.lit(None),
    ).cast(dict(REMOVALS)).write_parquet(folder / "removals.parquet")
    first = accounts.filter(pl.col("app").is_in(["app-00", "app-01", "app-02"]))
    first.sample(fraction=0.95, seed=3).select("app", form="email_form").drop_nulls().cast(
        dict(ASSIGNED)
    ).write_parquet(folder / "assigned.parquet")


def _people(chance: np.random.Generator) -> pl.DataFrame:
    left = chance.random(PEOPLE) < 0.1
    given, family = _words(900), _words(9_000)
    end = _moments(chance, PEOPLE, 0, 700)
    return pl.DataFrame(
        {
            "person": pl.arange(1, PEOPLE + 1, eager=True, dtype=pl.Int64),
            "given": given.gather(chance.integers(0, 900, PEOPLE)),
            "family": family.gather(chance.integers(0, 9_000, PEOPLE)),
            "end_at": end.set(pl.Series(~left), None),
        }
    ).select(
        "person",
        name=pl.concat_str("given", "family", separator=" "),
        email=pl.format("{}.{}.{}@example.com", "given", "family", "person").str.to_lowercase(),
        kind=pl.lit("employee"),
        employment=pl.when(pl.col("end_at").is_null()).then(pl.lit("active")).otherwise(
            pl.lit("left")
        ),
        start_at=pl.lit(None, MOMENT),
        end_at="end_at",
        left_at="end_at",
        end_told_at=pl.lit(None, MOMENT),
    ).select(list(PERSONS))  # fmt: skip


def _words(number: int) -> pl.Series:
    """So many words to be names, none like another on purpose."""
    ends = ["ba", "del", "fin", "gor", "hu", "kam", "lo", "mir", "nas", "pet"]
    digits = [[int(one) for one in str(each)] for each in range(number)]
    return pl.Series(["".join(ends[one] for one in each).title() for each in digits])


def _identifiers(people: pl.DataFrame) -> pl.DataFrame:
    """An address, a user name and a number of everybody."""
    said = [
        people.select(form=form, identifier_kind=pl.lit(kind), person="person")
        for kind, form in (
            ("address", pl.col("email")),
            ("user-name", pl.format("u{}", "person")),
            ("number", pl.col("person").cast(pl.String)),
        )
    ]
    return pl.concat(said).cast(dict(IDENTIFIERS))


def _accounts(chance: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    app = chance.integers(0, APPS, ACCOUNTS)
    whose = pl.Series(chance.integers(0, PEOPLE, ACCOUNTS))
    email = people["email"].gather(whose)
    strange = pl.Series(chance.random(ACCOUNTS) < SHARED)
    aliased = pl.Series(chance.random(ACCOUNTS) < 0.05)
    has_left = people["left_at"].gather(whose).is_not_null()
    frame = pl.DataFrame(
        {
            "app_number": app,
            "email": email,
            "name": people["name"].gather(whose),
            "strange": strange,
            "aliased": aliased,
            "status": _one_of(
                chance, {"active": 0.9, "deactivated": 0.06, "suspended": 0.02, "invited": 0.02}
            ),
            # Most accounts of leavers were deactivated.
            "removed": has_left & pl.Series(chance.random(ACCOUNTS) < 0.9),
            "admin": pl.Series(chance.random(ACCOUNTS) < 0.02),
            "second_factor": pl.Series(chance.random(ACCOUNTS) < 0.9),
            "kind": _one_of(chance, {"person": 0.96, "guest": 0.02, "service": 0.01, "bot": 0.01}),
            "last_active": _moments(chance, ACCOUNTS, 1, 95),
            "created": _moments(chance, ACCOUNTS, 400, 2_000),
            "first_seen": _moments(chance, ACCOUNTS, 30, 400),
            "gone": pl.Series(chance.random(ACCOUNTS) < 0.02),
        }
    ).with_row_index("number")
    address = pl.when("strange").then(pl.format("x{}@example.net", "number"))
    address = address.when("aliased").then(
        pl.col("email").str.replace("@example.com", "+app@example.org", literal=True)
    )
    made = frame.with_columns(
        pl.format("app-{}", pl.col("app_number").cast(pl.String).str.zfill(2)).alias("app"),
        feed=pl.col("app_number").cast(pl.Int64),
        key=pl.format("U{}", pl.col("number").cast(pl.String).str.zfill(9)),
        email=address.otherwise("email"),
        status=pl.when("removed").then(pl.lit("deactivated")).otherwise("status"),
        last_seen=pl.lit(NOW - timedelta(days=1), MOMENT),
        last_snapshot=pl.col("app_number").cast(pl.Int64) * 10,
        status_since=pl.col("first_seen"),
    ).with_columns(
        external_id="key",
        user_name="email",
        email_form="email",
        user_form="email",
        gone_at=pl.when("gone").then("last_seen"),
    )
    schema = {"app": pl.String, "feed": pl.Int64, **STANDING}
    missing = [
        pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in made.columns
    ]
    return made.with_columns(missing).select(list(schema)).cast(dict(schema))


def _one_of(chance: np.random.Generator, shares: dict[str, float]) -> pl.Series:
    picked = chance.choice(len(shares), ACCOUNTS, p=list(shares.values()))
    return pl.Series(list(shares)).gather(picked)


def _moments(chance: np.random.Generator, number: int, least: int, most: int) -> pl.Series:
    days = chance.uniform(least, most, number)
    stamps = NOW.timestamp() - days * 86_400
    return (
        pl.Series(stamps * 1e6).cast(pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    )


Read = Callable[[str], pl.DataFrame]


def ours(read: Read) -> Callable[[], dict[str, int]]:
    """All matches and all findings."""
    from core.accounts.findings.context import Context, FeedFacts
    from core.accounts.findings.derive import findings
    from core.accounts.matching.exact import with_matches

    names = ("accounts", "persons", "identifiers", "decisions", "removals", "assigned")
    accounts, persons, identifiers, decisions, removals, assigned = map(read, names)
    day = timedelta(days=1)

    def run() -> dict[str, int]:
        matched = with_matches(accounts, identifiers, decisions, RULE)
        context = Context(
            NOW,
            90,
            [FeedFacts(each, NOW - day, each * 10, 35 * day) for each in range(APPS)],
            identifiers,
            RULE,
            removals,
            assigned,
            frozenset(["app-00", "app-01", "app-02"]),
        )
        found = findings(matched, persons, context)
        return {"matched": len(matched["person"].drop_nulls()), "findings": len(found)}

    return run


def pandas(read: Read) -> Callable[[], dict[str, int]]:
    """An exact merge of the same rows by the address as it is: no rules, no second identifier."""
    accounts, held = read("accounts").to_pandas(), _addresses(read).to_pandas()

    def run() -> dict[str, int]:
        merged = accounts.merge(held, how="left", left_on="email_form", right_on="form")
        return {"matched": int(merged["person"].notna().sum())}

    return run


def pandas_each(read: Read) -> Callable[[], dict[str, int]]:
    """A merge for each way in which an account is somebody's, as many as are looked for here."""
    accounts, identifiers = read("accounts").to_pandas(), read("identifiers")
    held = {
        kind: identifiers.filter(pl.col("identifier_kind") == kind)
        .select("form", "person")
        .to_pandas()
        for kind in ("address", "user-name", "number")
    }
    ways = [("email_form", "address"), ("user_form", "address"), ("user_form", "user-name")]
    ways.append(("employee_number", "number"))

    def run() -> dict[str, int]:
        person = None
        for column, kind in ways:
            merged = accounts.merge(held[kind], how="left", left_on=column, right_on="form")
            person = merged["person"] if person is None else person.fillna(merged["person"])
        assert person is not None
        return {"matched": int(person.notna().sum())}

    return run


def polars(read: Read) -> Callable[[], dict[str, int]]:
    """The same in Polars."""
    accounts, held = read("accounts"), _addresses(read)

    def run() -> dict[str, int]:
        merged = accounts.join(held, how="left", left_on="email_form", right_on="form")
        return {"matched": len(merged["person"].drop_nulls())}

    return run


def suggestions(read: Read) -> Callable[[], dict[str, int]]:
    """Suggestions for 50,000 unmatched accounts, half of them of someone here by their name."""
    from core.accounts.matching.alike.suggestions import suggestions as suggest

    unmatched = read("accounts").filter(pl.col("email_form").str.ends_with("@example.net"))
    unmatched = unmatched.head(50_000)
    persons, identifiers = read("persons"), read("identifiers")

    def run() -> dict[str, int]:
        having = pl.DataFrame(schema={"app": pl.String, "person": pl.Int64})
        found = suggest(unmatched, persons, identifiers, empty(REFUSED), having)
        return {"asked": len(unmatched), "suggestions": len(found)}

    return run


def _addresses(read: Read) -> pl.DataFrame:
    held = read("identifiers").filter(pl.col("identifier_kind") == "address")
    return held.select("form", "person")


WAYS: dict[str, Callable[[Read], Callable[[], dict[str, int]]]] = {
    "ours": ours,
    "pandas": pandas,
    "pandas_each": pandas_each,
    "polars": polars,
    "suggestions": suggestions,
}


def main(way: str, folder: Path) -> None:
    """Run one way once in a warm process, and say how it was."""
    if way == "make":
        make(folder)
        return
    run = WAYS[way](lambda name: pl.read_parquet(folder / f"{name}.parquet"))
    seconds, processor = [], []
    for _ in range(3):
        began, worked = time.perf_counter(), time.process_time()
        counts = run()
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    said = {"first": seconds[0], "best": min(seconds), "processor": min(processor)}
    said |= {"peak_mb": peak, **counts}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
