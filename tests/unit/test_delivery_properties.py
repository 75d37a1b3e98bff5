"""What holds for every list: its order and its spelling do not matter, and no row is lost."""

import csv
import io
import json
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.accounts.formats.delivery import Delivery
from core.accounts.formats.reader import read
from core.accounts.kinds import Subject
from core.errors import OfframpError

NAME = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf", "Co", "Cn")),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() and not text.strip().startswith("=") and "@" not in text)
ROW = st.fixed_dictionaries(
    {
        "Name": NAME,
        "Status": st.sampled_from(["Active", "Suspended", "Deactivated", "Invited", "Frosty", ""]),
        "Role": st.sampled_from(["Admin", "Owner", "Member", "Wizard", ""]),
        "Last login": st.sampled_from(["2026-01-02", "31.12.2025", "Never", ""]),
    }
)
LISTS = st.lists(ROW, min_size=1, max_size=12).map(
    lambda rows: [{"Email": f"person{at}@example.com", **row} for at, row in enumerate(rows)]
)


def as_csv(rows: list[dict[str, Any]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def taken(data: bytes, name: str = "list.csv") -> Delivery:
    return read(data, name, Subject.ACCOUNTS)


def facts(delivery: Delivery) -> pl.DataFrame:
    return delivery.frame.drop("line").sort("key")


@given(LISTS, st.randoms())
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    turned = list(rows)
    random.shuffle(turned)
    assert facts(taken(as_csv(turned))).equals(facts(taken(as_csv(rows))), null_equal=True)


@given(LISTS, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(max_examples=25, deadline=None)
def test_no_row_is_lost_however_it_is_written(
    rows: list[dict[str, Any]], separator: str, encoding: str
) -> None:
    found = taken(as_csv(rows, separator, encoding))
    assert (found.frame.height, found.errors) == (len(rows), ())
    assert facts(found).equals(facts(taken(as_csv(rows))), null_equal=True)


@given(LISTS)
@settings(max_examples=20, deadline=None)
def test_json_says_what_a_table_says(rows: list[dict[str, Any]]) -> None:
    found = taken(json.dumps({"users": rows}).encode(), "list.json")
    assert facts(found).equals(facts(taken(as_csv(rows))), null_equal=True)


@given(LISTS)
@settings(max_examples=10, deadline=None)
def test_reading_twice_says_the_same(rows: list[dict[str, Any]]) -> None:
    data = as_csv(rows)
    first, again = taken(data), taken(data)
    assert first.frame.equals(again.frame, null_equal=True)
    assert (first.sha256, first.notes, first.guesses) == (again.sha256, again.notes, again.guesses)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda one: one.encode("utf-8", "replace")),
    )
)
@settings(max_examples=100, deadline=None)
def test_anything_is_read_or_refused_in_words(data: bytes) -> None:
    for subject in Subject:
        for name in ("list.csv", "list.json"):
            try:
                found = read(data, name, subject)
            except OfframpError:
                continue
            assert found.frame["key"].is_unique().all()
