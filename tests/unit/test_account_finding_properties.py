"""What holds of the findings of any accounts."""

import random
from datetime import timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.accounts.findings.context import FeedFacts
from core.accounts.findings.derive import findings
from core.accounts.frames import REMOVALS
from tests.support.made_accounts import NOW, account, ago, context, identifiers, matched, persons

DAYS = st.integers(1, 400)
MOMENTS = st.builds(ago, DAYS)
MAYBE = st.none() | MOMENTS
FLAGS = st.sampled_from([True, False, None])
PEOPLE = persons(
    {"person": 1},
    {"person": 2, "left_at": ago(30), "end_at": ago(30)},
    {"person": 3, "end_at": NOW + timedelta(days=9), "end_told_at": ago(2)},
    {"person": 4, "kind": "guest", "end_at": ago(9)},
)
KNOWN = identifiers(*((f"p{each}@example.com", "address", each) for each in range(1, 5)))


@st.composite
def accounts(draw: st.DrawFn) -> dict[str, Any]:
    feed = draw(st.integers(1, 3))
    first, last = sorted([draw(DAYS), draw(DAYS)], reverse=True)
    person = draw(st.none() | st.integers(1, 4))
    gone = draw(st.sampled_from([False, False, True]))
    return account(
        draw(st.sampled_from("abcdefgh")),
        app=f"app-{feed % 2}",
        feed=feed,
        email=f"p{person or 9}@example.com",
        person=person,
        match="exact" if person else None,
        status=draw(st.sampled_from(["active", "suspended", "deactivated", "invited", "unknown"])),
        kind=draw(st.sampled_from(["person", "person", "guest", "bot"])),
        admin=draw(FLAGS),
        second_factor=draw(FLAGS),
        last_active=draw(MAYBE),
        never_active=draw(FLAGS),
        expires=draw(MAYBE),
        first_seen=ago(first),
        last_seen=ago(last),
        last_snapshot=draw(st.integers(1, 9)),
        status_since=ago(last),
        returned_at=draw(st.none() | st.just(ago(last))),
        gone=gone,
        gone_at=ago(last / 2) if gone else None,
    )


ROWS = st.lists(accounts(), max_size=8, unique_by=lambda row: (row["feed"], row["key"]))
FEEDS = st.lists(
    st.builds(
        lambda feed, complete, stale: FeedFacts(
            feed, complete, 7 if complete else None, timedelta(days=stale)
        ),
        st.integers(1, 3),
        MAYBE,
        st.integers(1, 60),
    ),
    max_size=3,
    unique_by=lambda feed: feed.feed,
)
REMOVED = st.lists(
    st.tuples(
        st.sampled_from(["app-0", "app-1"]),
        st.sampled_from([f"p{each}@example.com" for each in range(1, 10)]),
        st.just(1),
        st.just(1),
        st.booleans(),
        MAYBE,
        st.booleans(),
        MAYBE,
    ),
    max_size=3,
)


def found(rows: list[Any], feeds: list[FeedFacts], removed: list[Any], **said: Any) -> pl.DataFrame:
    removals = pl.DataFrame(removed, schema=REMOVALS, orient="row")
    beside = context(feeds=feeds, removals=removals, identifiers=KNOWN, **said)
    return findings(matched(*rows), PEOPLE, beside)


@settings(max_examples=40)
@given(ROWS, FEEDS, REMOVED, st.integers(0, 10**6))
def test_the_order_of_rows_does_not_matter(
    rows: list[Any], feeds: list[Any], removed: list[Any], seed: int
) -> None:
    chance = random.Random(seed)
    mixed = [chance.sample(each, len(each)) for each in (rows, feeds, removed)]
    assert found(rows, feeds, removed).equals(found(*mixed))


@settings(max_examples=40)
@given(ROWS, FEEDS, REMOVED)
def test_each_finding_names_the_list_that_says_it(
    rows: list[Any], feeds: list[Any], removed: list[Any]
) -> None:
    known = {feed.feed: feed for feed in feeds}
    by_key = {(row["feed"], row["key"]): row for row in rows}
    result = found(rows, feeds, removed)
    assert result["id"].n_unique() == len(result)
    assert (
        not result.select(pl.any_horizontal(pl.all().exclude("person", "detail").is_null()))
        .to_series()
        .any()
    )
    for each in result.iter_rows(named=True):
        row, feed = by_key[each["feed"], each["key"]], known[each["feed"]]
        assert not row["gone"]
        assert row["status"] not in ("suspended", "deactivated")
        assert each["since"] <= NOW
        if each["kind"] == "only-admin":
            assert (each["snapshot"], each["as_of"]) == (7, feed.complete_at)
        else:
            assert (each["snapshot"], each["as_of"]) == (row["last_snapshot"], row["last_seen"])
            assert each["since"] <= row["last_seen"] + feed.stale_after


@settings(max_examples=30)
@given(ROWS, FEEDS, st.integers(1, 100))
def test_time_alone_resolves_nothing(rows: list[Any], feeds: list[Any], days: int) -> None:
    """But what is about a day to come, which comes."""
    later = found(rows, feeds, [], now=NOW + timedelta(days=days))
    before = found(rows, feeds, []).filter(pl.col("kind") != "admin-leaving")
    assert set(before["id"]) <= set(later["id"])
