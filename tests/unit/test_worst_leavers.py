"""Whose leaving would be worst: the ranking, over everybody's accounts at once."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.offboarding.if_left.ranking import ORDER, ROUTES, ranked

HELD = {"person": pl.Int64, "app": pl.String, "admin": pl.Boolean}
PERSON = {"person": pl.Int64}
APPS = ("a", "b", "c", "d")
OF_APPS = pl.DataFrame(
    [("a", 0, True), ("b", 24, False), ("c", 72, False)], schema=ROUTES, orient="row"
)
"""``d`` is not known to the catalogue."""


def people(*numbers: int) -> pl.DataFrame:
    return pl.DataFrame({"person": list(numbers)}, schema=PERSON)


def held(*rows: tuple[int, str, bool | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=HELD, orient="row")


def test_who_locks_an_app_comes_first_then_who_owns_most_then_whose_access_stays() -> None:
    theirs = held((1, "c", None), (1, "b", None), (2, "a", True), (3, "a", False), (4, "b", False))
    found = ranked(theirs, people(2), people(4, 4, 5), OF_APPS, 10)
    assert found["person"].to_list() == [2, 4, 5, 1, 3]
    by_person = {row["person"]: row for row in found.to_dicts()}
    assert by_person[1] == {
        "person": 1, "apps": 2, "stays": 2, "hours": 96, "administers": 0,
        "only_administrator_of": 0, "answers_for": 0,
    }  # fmt: skip
    assert by_person[2]["administers"] == by_person[2]["only_administrator_of"] == 1
    assert by_person[5]["apps"] == 0, "who owns something and has no account counts, too"


def test_an_app_of_which_no_route_is_known_stays() -> None:
    [row] = ranked(held((1, "d", None)), people(), people(), OF_APPS, 5).to_dicts()
    assert (row["stays"], row["hours"]) == (1, 0)


HOLDINGS = st.sets(st.tuples(st.integers(1, 6), st.sampled_from(APPS)), max_size=20)


@given(HOLDINGS, st.lists(st.integers(1, 8), max_size=6), st.randoms(), st.integers(1, 5))
def test_the_ranking_does_not_depend_on_the_order_of_rows(
    holdings: set[tuple[int, str]], owners: list[int], random: object, limit: int
) -> None:
    rows = [(person, app, None) for person, app in sorted(holdings)]
    first = ranked(held(*rows), people(), people(*owners), OF_APPS, 100)
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert ranked(held(*rows), people(), people(*owners[::-1]), OF_APPS, 100).equals(first)
    assert ranked(held(*rows), people(), people(*owners), OF_APPS, limit).equals(first.head(limit))
    keys = [tuple(-row[name] for name in ORDER) + (row["person"],) for row in first.to_dicts()]
    assert keys == sorted(keys)
    assert set(first["person"]) == {person for person, _app in holdings} | set(owners)
