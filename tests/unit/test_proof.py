"""The pure part of proof: percentiles, samples, what counts as early, open and always late."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.offboarding.cases.integrity import Integrity
from core.offboarding.durations import length
from core.offboarding.models import CaseKind, CaseStatus
from core.offboarding.proof.export import (
    answer,
    as_json,
    drawn,
    figures,
    method,
    removed,
    report_data,
    sheets,
)
from core.offboarding.proof.late_removals import late_removals
from core.offboarding.proof.leaver import Counts, Leaver
from core.offboarding.proof.period import (
    FEW,
    KINDS,
    LEAVER_KINDS,
    AppProof,
    Period,
    Proof,
    Sample,
    apps_of,
    distribution,
    draw,
    nearest_rank,
    spread,
)

EFFECTIVE = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
INTACT = Integrity(1, ())
TIMES = st.lists(st.timedeltas(timedelta(0), timedelta(days=400)), min_size=1, max_size=60)


def leaver(number: int = 1, took: timedelta | None = HOUR, **more: Any) -> Leaver:
    """Somebody whose access was gone after an hour."""
    given: dict[str, Any] = {
        "id": number,
        "person": f"Person {number}",
        "kind": CaseKind.VOLUNTARY,
        "status": CaseStatus.CLOSED,
        "effective": EFFECTIVE,
        "zone": "UTC",
        "steps": 4,
        "unfinished": 0,
        "removals": 2,
        "removals_open": 0,
        "last_removed_at": None if took is None else EFFECTIVE + took,
        "due": 4,
        "late": 0,
        "exceptions": 0,
    }
    return Leaver(**(given | more))


def proof(*population: Leaver, **more: Any) -> Proof:
    given: dict[str, Any] = {
        "period": Period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin"),
        "kinds": LEAVER_KINDS,
        "now": NOW,
        "whole": True,
        "apart": {},
        "population": population,
        "apps": (),
        "controls": (),
        "late": (),
        "exceptions": (),
        "sample": Sample("s", ()),
    }
    return Proof(**(given | more))


@given(TIMES, st.integers(1, 100))
def test_a_percentile_is_the_smallest_that_so_many_are_not_above(
    times: list[timedelta], percent: int
) -> None:
    found = nearest_rank(sorted(times), percent)
    assert found in times
    reached = [t for t in times if t <= found]
    assert len(reached) * 100 >= percent * len(times)
    below = [t for t in times if t < found]
    assert len(below) * 100 < percent * len(times)


@given(TIMES)
def test_the_spread_is_in_order_and_ends_with_the_worst(times: list[timedelta]) -> None:
    found = spread(times)
    assert (found.count, found.worst) == (len(times), max(times))
    if found.median is None or found.p95 is None:
        assert found.median is found.p95 is None
        assert len(times) < FEW
    else:
        assert len(times) >= FEW
        assert found.median <= found.p95 <= max(times)


def test_percentiles_worked_by_hand() -> None:
    hours = [HOUR * n for n in range(1, 21)]
    found = spread(hours)
    assert (found.median, found.p95, found.worst) == (10 * HOUR, 19 * HOUR, 20 * HOUR)
    few = spread(hours[:-1])
    assert (few.count, few.median, few.p95, few.worst) == (19, None, None, 19 * HOUR)
    assert spread([None]) == spread([]) == type(found)(0, None, None, None)


def test_before_the_moment_counts_as_nothing_and_is_early() -> None:
    early = leaver(took=-5 * HOUR)
    assert (early.took, early.is_early, removed(early, NOW)) == (timedelta(0), True, "early")
    at_once = leaver(took=timedelta(0))
    assert (at_once.took, at_once.is_early) == (timedelta(0), False)
    assert proof(early, at_once).early == 1


def test_an_open_removal_is_not_measured_but_has_an_age() -> None:
    open_one = leaver(removals_open=1)
    assert open_one.took is None
    assert open_one.open_for(NOW) == timedelta(days=30)
    assert open_one.open_for(EFFECTIVE - HOUR) is None
    found = proof(open_one, leaver(2), leaver(3, removals_open=2, effective=NOW + HOUR))
    assert (found.took.count, found.open_ages, found.to_come) == (1, [timedelta(days=30)], 1)
    assert "1 person still has some access, the longest since 30 d" in answer(found)


def test_who_had_nothing_to_remove_is_counted_apart() -> None:
    found = proof(leaver(took=None, removals=0))
    assert (found.without_removal, found.took.count) == (1, 0)
    assert "1 with nothing to remove" in method(found)


def test_an_excused_removal_is_neither_removed_nor_nothing() -> None:
    late = leaver(removals_excused=1, last_excused_at=EFFECTIVE + 59 * 24 * HOUR)
    found = proof(late, leaver(2))
    assert (late.took, found.took.count) == (None, 1)
    assert dict(distribution(found))["not applicable"] == 1
    assert "All removals of 1 person are done" in answer(found)
    assert answer(found).endswith(
        "For 1 person removals were marked not applicable instead, 59 d after the end of access."
    )
    assert removed(late, NOW) == "not applicable after 59 d"
    every = leaver(took=None, removals=0, removals_excused=3, last_excused_at=EFFECTIVE)
    found = proof(every)
    assert (found.without_removal, len(found.excused)) == (0, 1)
    assert answer(found).endswith("For 1 person removals were marked not applicable instead.")
    assert "1 with removals that were marked not applicable" in method(found)
    told = as_json(found, INTACT)["removal"]
    assert (told["excused"], told["nothing_to_remove"]) == (1, 0)
    assert removed(every, NOW) == "not applicable"


def test_a_cancelled_case_is_in_the_population_but_nobody_left() -> None:
    found = proof(leaver(), leaver(2, took=900 * HOUR, status=CaseStatus.CANCELLED, late=3))
    assert (len(found.population), len(found.leavers), found.cancelled) == (2, 1, 1)
    assert (found.took.worst, found.late_total) == (HOUR, 0)
    assert "1 cancelled (the person stayed)" in method(found)


@given(st.lists(st.timedeltas(-timedelta(days=5), timedelta(days=400)), max_size=40))
def test_the_bars_add_up_to_the_leavers(times: list[timedelta]) -> None:
    found = proof(*(leaver(n, took) for n, took in enumerate(times)), leaver(99, removals_open=1))
    bars = dict(distribution(found))
    assert sum(bars.values()) == len(times) + 1
    assert bars["still open"] == 1
    assert bars["by the moment"] == sum(took <= timedelta(0) for took in times)


@given(st.sets(st.integers(1, 10_000), max_size=80), st.integers(0, 100), st.text(max_size=10))
def test_a_sample_is_the_same_for_everyone_in_whatever_order(
    numbers: set[int], size: int, seed: str
) -> None:
    cases = [leaver(n) for n in sorted(numbers)]
    found = draw(cases, size, seed)
    assert len(found.cases) == min(size, len(cases))
    assert set(found.cases) <= set(cases)
    assert draw(cases[::-1], size, seed) == found
    # A larger sample begins with the smaller one: more can be drawn later.
    assert draw(cases, size + 5, seed).cases[:size] == found.cases


def test_another_seed_draws_others_and_every_case_has_its_chance() -> None:
    cases = [leaver(n) for n in range(1, 101)]
    often = dict.fromkeys(range(1, 101), 0)
    for seed in range(400):
        for one in draw(cases, 10, str(seed)).cases:
            often[one.id] += 1
    assert min(often.values()) > 15
    assert max(often.values()) < 75


def test_the_sample_drawn_by_hand() -> None:
    """As its description says: sha256sum of ``2026:OFF-0001`` to ``2026:OFF-0004``."""
    cases = [leaver(n) for n in range(1, 5)]
    found = draw(cases, 2, "2026")
    assert [one.number for one in found.cases] == ["OFF-0002", "OFF-0003"]
    assert "“2026:OFF-0001”" in drawn(proof(*cases, sample=found))


def counts(**more: Any) -> Counts:
    given: dict[str, Any] = {
        "steps": 2, "unfinished": 0, "removals": 1, "removals_open": 0,
        "last_removed_at": EFFECTIVE + HOUR, "due": 2, "late": 0, "exceptions": 0,
    }  # fmt: skip
    return Counts(**(given | more))


def test_apps_are_measured_each_by_itself_the_most_often_late_first() -> None:
    found = apps_of(
        {
            "good": {1: counts(), 2: counts(last_removed_at=EFFECTIVE - HOUR)},
            "bad": {1: counts(late=2, last_removed_at=EFFECTIVE + 50 * HOUR), 2: counts(late=2)},
            "open": {1: counts(removals_open=1, due=1, late=1)},
        },
        {1: EFFECTIVE, 2: EFFECTIVE},
        {"good": "Good"},
    )
    assert [one.name for one in found] == ["bad", "open", "Good"]
    assert [one.is_always_late for one in found] == [True, False, False]
    assert (found[0].took.worst, found[1].still_open) == (50 * HOUR, 1)
    assert (found[2].took.median, found[2].took.worst) == (None, HOUR)


@pytest.mark.parametrize(
    ("due", "late", "always"), [(2, 2, False), (3, 3, True), (3, 2, False), (0, 0, False)]
)
def test_always_late_takes_three_steps_and_every_one_of_them(
    due: int, late: int, always: bool
) -> None:
    one = AppProof("a", "A", 1, spread([]), 0, due, late)
    assert one.is_always_late is always


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0"), (40, "40 s"), (60, "1 min"), (11_520, "3 h 12 min"), (86_400, "1 d"),
        (90_061, "1 d 1 h"), (86_460, "1 d"), (-60, "-1 min"), (59.6, "1 min"),
    ],
)  # fmt: skip
def test_lengths_in_words(seconds: float, words: str) -> None:
    assert length(timedelta(seconds=seconds)) == words


def test_the_answer_does_not_say_that_somebody_left_who_is_still_here() -> None:
    soon = leaver(2, None, status=CaseStatus.OPEN, effective=NOW + HOUR, removals_open=0)
    assert answer(proof(leaver(), soon)).startswith(
        "1 person left from 2026-01-01 to 2026-12-31; 1 more leaves later today. "
    )
    assert answer(proof(soon)) == "1 person leaves later today; no one has left yet."
    later = leaver(3, None, status=CaseStatus.OPEN, effective=NOW + 50 * HOUR)
    assert "2026-12-31; 2 more leave by 2026-12-31." in answer(proof(leaver(), soon, later))
    assert answer(proof(soon, later)) == "2 people leave by 2026-12-31; no one has left yet."


def test_the_answer_says_what_was_measured() -> None:
    found = proof(*(leaver(n, HOUR * n) for n in range(1, 21)))
    assert answer(found) == (
        "20 people left from 2026-01-01 to 2026-12-31. All removals of 20 people are done: half "
        "within 10 h of the end of access, 95 of 100 within 19 h, the slowest after 20 h."
    )
    early = proof(*(leaver(n, timedelta(0)) for n in range(1, 4)))
    assert answer(early).endswith("All removals of 3 people are done, by the end of access.")
    assert answer(proof(kinds=LEAVER_KINDS)) == "No one left from 2026-01-01 to 2026-12-31."
    assert answer(proof(kinds=KINDS)) == "No such case from 2026-01-01 to 2026-12-31."


def test_a_handful_has_a_slowest_but_no_median() -> None:
    few = proof(*(leaver(n, HOUR * n) for n in range(1, 20)))
    assert answer(few).endswith("All removals of 19 people are done, the slowest after 19 h.")
    assert not {"Median", "95 % within"} & {name for name, _, _ in figures(few)}
    assert "from 20 finished leavers on" in method(few)
    told = as_json(few, INTACT)["removal"]
    assert (told["median_seconds"], told["p95_seconds"]) == (None, None)
    summary = {row[0]: row[1] for row in sheets(few, INTACT)[0].rows}
    assert summary["Median hours to the last access removed"] is None
    assert report_data(few, "Ada", INTACT)["has_shares"] is False
    enough = proof(*(leaver(n, HOUR * n) for n in range(1, 21)))
    assert report_data(enough, "Ada", INTACT)["has_shares"] is True
    assert {"Median", "95 % within"} <= {name for name, _, _ in figures(enough)}


def test_an_app_of_few_has_no_median_where_all_together_have_one() -> None:
    took = {n: counts(last_removed_at=EFFECTIVE + n * HOUR) for n in range(1, 7)}
    apps = apps_of({"cio": took}, dict.fromkeys(took, EFFECTIVE), {})
    few = proof(*(leaver(n, HOUR * n) for n in range(1, 7)), apps=apps)
    [one] = as_json(few, INTACT)["apps"]
    assert (one["removal"]["median_seconds"], one["removal"]["measured"]) == (None, 6)
    # App, leavers, slowest, still open, late removals, late steps: no column without a figure.
    assert report_data(few, "Ada", INTACT)["apps"] == [["cio", "6", "6 h", "0", "0", "0 of 12"]]
    many = proof(*(leaver(n, HOUR * n) for n in range(1, 21)), apps=apps)
    assert report_data(many, "Ada", INTACT)["apps"] == [
        ["cio", "6", "–", "–", "6 h", "0", "0", "0 of 12"]
    ]


def test_late_removals_and_late_steps_are_told_apart_and_counted_alike_everywhere() -> None:
    """A removal is late by the end of access, a step by its own due time: neither is a part."""
    pia = leaver(2, 5 * HOUR, due=9, late=5, removals_due=4, removals_late=3)
    on_time = leaver(3, 2 * HOUR, due=7, late=2, removals_due=4, removals_late=0)
    late = late_removals(
        [
            (pia, "docusign", counts(last_removed_at=EFFECTIVE + 5 * HOUR)),
            (on_time, "slack", counts(last_removed_at=EFFECTIVE + 2 * HOUR)),
            (on_time, "zoom", counts(last_removed_at=EFFECTIVE + HOUR)),
        ],
        {}, {}, NOW,
    )  # fmt: skip
    found = proof(pia, on_time, late_removals=late)
    assert figures(found)[-2:] == [
        ("Late removals", "3", "of 3, after the end of access"),
        ("Late steps", "7", "of 16 due, 3 of them remove access"),
    ]
    printed = report_data(found, "Ada", INTACT)
    assert [row[-2:] for row in printed["population"]] == [["1", "5"], ["2", "2"]]  # type: ignore[attr-defined]
    assert printed["late_total"] == "7"
    book = {sheet.name: sheet for sheet in sheets(found, INTACT)}
    people = [
        dict(zip(book["Population"].header, row, strict=True)) for row in book["Population"].rows
    ]
    assert [(one["Late removals"], one["Late steps"]) for one in people] == [(1, 5), (2, 2)]
    assert [one["Removal steps"] for one in people] == [2, 2]
    summary = {row[0]: row[1] for row in book["Summary"].rows}
    assert (summary["Late removals"], summary["Late steps"]) == (3, 7)
    told = as_json(found, INTACT)["population"]
    assert [(one["late_removals"], one["late"]) for one in told] == [(1, 5), (2, 2)]


def test_who_may_not_see_restricted_cases_is_told_that_they_are_missing() -> None:
    assert "Restricted cases that you may not see" in method(proof(leaver(), whole=False))
    assert "Restricted" not in method(proof(leaver()))


def test_single_removals_are_not_people_who_left() -> None:
    removals = [leaver(kind=CaseKind.IDP_REMOVAL) for _ in range(46)]
    found = proof(*removals, kinds=(CaseKind.IDP_REMOVAL,), apart={CaseKind.VOLUNTARY: 4})
    assert "46 app removals by an IdP from 2026-01-01 to 2026-12-31." in answer(found)
    assert "left" not in answer(found)
    assert "eavers" not in " ".join(map(" ".join, figures(found)))
    assert "Not in it, as they are other kinds of case: 4 leavers." in method(found)


def test_a_mixed_population_says_what_it_is_made_of() -> None:
    mixed = [leaver(), leaver(kind=CaseKind.IDP_REMOVAL), leaver(kind=CaseKind.MOVE)]
    said = answer(proof(*mixed, kinds=KINDS))
    assert said.startswith("1 leaver, 1 app removal by an IdP and 1 person who moved from 2026")


def test_leavers_are_who_leaves() -> None:
    found = proof(leaver(), leaver(), kinds=LEAVER_KINDS)
    assert answer(found).startswith("2 people left from 2026-01-01 to 2026-12-31.")
    assert figures(found)[0][0] == "Leavers"
    assert "Not in it" not in method(found)
