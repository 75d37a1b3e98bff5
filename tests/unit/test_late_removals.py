"""What late removals cost, worked by hand: days of access, seats, and what is not known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.catalog.values import OurPlan
from core.offboarding.models import CaseKind, CaseStatus
from core.offboarding.proof.late_removals import (
    LateRemovals,
    as_csv,
    as_plain,
    days,
    in_words,
    late_removals,
)
from core.offboarding.proof.leaver import Counts, Leaver
from core.offboarding.proof.period import Period
from core.offboarding.proof.quarters import name_of, named_periods, said
from core.stack.seat_price import seat_price
from core.stack.values import NoSeatPrice, SeatPrice, StackFields

MOMENT = datetime(2026, 8, 3, 15, tzinfo=UTC)
NOW = datetime(2026, 9, 1, 15, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PRICES: dict[str, SeatPrice | NoSeatPrice] = {
    "slack": SeatPrice(Decimal(365), "USD"),
    "zoom": SeatPrice(Decimal("36.50"), "EUR"),
    "figma": NoSeatPrice.NO_SPEND,
    "snow": NoSeatPrice.NOT_BY_SEAT,
}
NAMES = {"slack": "Slack", "zoom": "Zoom", "figma": "Figma", "snow": "Snowflake"}


def leaver(number: int = 1, **more: Any) -> Leaver:
    given: dict[str, Any] = {
        "id": number, "person": f"Person {number}", "kind": CaseKind.VOLUNTARY,
        "status": CaseStatus.CLOSED, "effective": MOMENT, "zone": "UTC", "steps": 4,
        "unfinished": 0, "removals": 2, "removals_open": 0, "last_removed_at": None, "due": 4,
        "late": 0, "exceptions": 0,
    }  # fmt: skip
    return Leaver(**(given | more))


def counts(after: timedelta | None, **more: Any) -> Counts:
    """Two removals in one place, the last one so long after the moment; ``None``: one is open."""
    given: dict[str, Any] = {
        "steps": 2, "unfinished": 0, "removals": 2, "removals_open": int(after is None),
        "last_removed_at": None if after is None else MOMENT + after, "due": 2, "late": 0,
        "exceptions": 0,
    }  # fmt: skip
    return Counts(**(given | more))


def found(*places: tuple[Leaver, str | None, Counts]) -> LateRemovals:
    return late_removals(places, PRICES, NAMES, NOW)


def test_a_quarter_worked_by_hand() -> None:
    one, two = leaver(1), leaver(2)
    late = found(
        (one, None, counts(timedelta(0))),  # at the moment itself: in time
        (one, "slack", counts(10 * DAY, removals_past_due=1)),  # 10 days of USD 365 a year: USD 10
        (one, "zoom", counts(-2 * DAY)),
        (one, "figma", counts(12 * HOUR)),
        (two, None, counts(DAY)),
        (two, "zoom", counts(5 * DAY, removals_past_due=2)),  # 5 days of EUR 36.50 a year: EUR 0.50
        (two, "snow", counts(None, removals_past_due=1)),  # open since 29 days
    )
    assert [(row.person, row.place, row.days, row.cost) for row in late.rows] == [
        ("Person 2", "Snowflake", 29, None),
        ("Person 1", "Slack", 10, Decimal("10.00")),
        ("Person 2", "Zoom", 5, Decimal("0.50")),
        ("Person 2", "Person and identity provider", 1, None),
        ("Person 1", "Figma", 0.5, None),
    ]
    assert (late.removals, late.past_due, late.still_open) == (7, 3, 1)
    assert (late.account_days, late.costs) == (
        45.5,
        {"EUR": Decimal("0.50"), "USD": Decimal("10.00")},
    )
    assert (late.unpriced, late.not_by_seat) == ({"figma"}, {"snow"})
    assert in_words(late, "Last quarter") == (
        "Last quarter 5 of the 7 removals came after the end of access, 3 past their due time, "
        "1 still open: 46 days of access after leaving, about EUR 0.50 and USD 10 of seats; "
        "price not known for 1 app; 1 app not billed by the seat."
    )


def test_what_nobody_knows_is_never_nothing() -> None:
    unknown = found((leaver(), "figma", counts(DAY)), (leaver(2), "gone", counts(DAY)))
    assert unknown.costs == {}
    assert [row.price for row in unknown.rows] == [NoSeatPrice.NO_SPEND, NoSeatPrice.NOT_OURS]
    said_of = in_words(unknown, "This year")
    assert said_of.endswith("; what their seats cost is not known for 2 apps.")
    assert "USD" not in said_of
    assert as_plain(unknown)["seats_cost"] == {}
    assert as_plain(unknown)["price_not_known"] == ["figma", "gone"]
    assert days(0.01) == "under 0.1 days"


def test_who_has_not_left_yet_is_not_late_and_what_was_excused_is_told_apart() -> None:
    coming = leaver(effective=NOW + HOUR)
    none = counts(None, removals=0, removals_open=0, removals_excused=2)
    late = found((coming, "slack", counts(None)), (leaver(), "slack", none))
    assert (late.rows, late.removals, late.excused) == ((), 0, 1)
    assert in_words(late, "Last quarter") == "Last quarter the 1 removal was marked not applicable."
    assert in_words(found((coming, "slack", counts(None))), "Last quarter") == ""
    in_time = found((leaver(), "slack", counts(timedelta(0))))
    assert in_words(in_time, "Last quarter") == (
        "Last quarter none of the 1 removal came after the end of access."
    )


def test_a_removal_excused_after_the_moment_is_no_removal_and_is_said() -> None:
    slack = counts(timedelta(0), removals_excused=1, last_excused_at=MOMENT + 59 * DAY)
    late = found((leaver(), "slack", slack), (leaver(2), "zoom", counts(timedelta(0))))
    assert (late.removals, late.excused, late.excused_after) == (2, 0, 1)
    assert in_words(late, "Last quarter") == (
        "Last quarter none of the 2 removals came after the end of access; "
        "1 removal was marked not applicable 59 d after the end of access."
    )
    none = counts(
        None, removals=0, removals_open=0, removals_excused=2, last_excused_at=MOMENT + 60 * DAY
    )
    assert in_words(found((leaver(), "slack", none)), "Last quarter") == (
        "Last quarter the 1 removal was marked not applicable, 60 d after the end of access."
    )
    both = found(
        (leaver(), "slack", none), (leaver(2), "zoom", counts(DAY)), (leaver(3), "a", none)
    )
    assert in_words(both, "Last quarter").endswith(
        "; 2 removals were marked not applicable after the end of access, the latest 60 d after it."
    )
    assert as_plain(both)["longest_excused_seconds"] == 60 * 86_400


def test_a_moment_that_was_moved_is_said() -> None:
    """Whoever moves the moment behind a late removal makes it one in time: not without a word."""
    places = [(leaver(7), "slack", counts(-HOUR)), (leaver(8), "slack", counts(-HOUR))]
    late = late_removals(places, PRICES, NAMES, NOW, moved={7, 99})
    assert in_words(late, "Last quarter") == (
        "Last quarter none of the 2 removals came after the end of access; "
        "the moment of 1 case was moved."
    )


def test_a_reopened_removal_is_open_since_the_moment() -> None:
    again = found((leaver(), "slack", counts(DAY, removals_open=1)))
    assert (again.rows[0].ended_at, again.rows[0].days) == (None, 29)


def test_the_file_has_every_row_and_no_formula() -> None:
    evil = found((leaver(person="=1+1"), "slack", counts(DAY)), (leaver(2), None, counts(None)))
    lines = as_csv(evil).decode("utf-8-sig").splitlines()
    assert lines[1] == (
        "OFF-0002,Person 2,Person and identity provider,2026-08-03 15:00,still open,29.0,,,,"
    )
    assert lines[2].startswith("OFF-0001,'=1+1,Slack,2026-08-03 15:00,2026-08-04 15:00,1.0,,1.00")


@pytest.mark.parametrize(
    ("spend", "seats", "expected"),
    [
        (Decimal(1200), 100, SeatPrice(Decimal(12), "USD")),
        (None, 100, NoSeatPrice.NO_SPEND),
        (Decimal(1200), None, NoSeatPrice.NO_SEATS),
        (Decimal(1200), 0, NoSeatPrice.NO_SEATS),
        (Decimal(0), 100, SeatPrice(Decimal(0), "USD")),
    ],
)
def test_a_seat_costs_the_contract_by_its_seats(
    spend: Decimal | None, seats: int | None, expected: object
) -> None:
    assert seat_price(OurPlan(), StackFields(annual_spend=spend, seats=seats)) == expected


@pytest.mark.parametrize(
    ("today", "last", "this"),
    [
        (date(2026, 11, 30), ("2026-07-01", "2026-09-30"), ("2026-10-01", "2026-11-30")),
        (date(2026, 1, 1), ("2025-10-01", "2025-12-31"), ("2026-01-01", "2026-01-01")),
        (date(2028, 4, 1), ("2028-01-01", "2028-03-31"), ("2028-04-01", "2028-04-01")),
    ],
)
def test_quarters_of_the_calendar(
    today: date, last: tuple[str, str], this: tuple[str, str]
) -> None:
    named = named_periods(today, "Europe/Berlin")
    for name, (first, end) in (("last-quarter", last), ("this-quarter", this)):
        period = named[name]
        assert (str(period.first), str(period.last), period.zone) == (first, end, "Europe/Berlin")
        assert name_of(period, today) == name
    assert said(named["last-quarter"], today) == "Last quarter"
    other = Period(today - 3 * DAY, today, "UTC")
    assert said(other, today) == f"From {other.first} to {today},"
