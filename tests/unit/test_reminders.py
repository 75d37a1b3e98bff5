"""Reminders: what is said of a step, to whom, when, and never twice."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.notify.models import Audience
from core.notify.values import ChannelView
from core.notify.working_hours import WorkingHours
from core.offboarding.reminders.due_reminders import (
    PAUSE,
    RANK,
    URGENT_SOON,
    Level,
    Notice,
    OpenStep,
    Planned,
    plan,
)

BERLIN = WorkingHours("Europe/Berlin")
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
SHARED = ChannelView(1, "Slack", "slack", "", Audience.SHARED, False, True, None, None, None, 0, 1)
MAIL = replace(SHARED, id=2, name="Mail", audience=Audience.PERSONAL)
ALARM = replace(SHARED, id=3, name="Alarm", urgent_only=True)


def step(number: int = 1, **other: object) -> OpenStep:
    found = OpenStep(
        id=number,
        case=12,
        case_number="OFF-0012",
        person="Ada Lovelace",
        leaver=frozenset({"ada@example.com"}),
        restricted=False,
        title="Remove the account",
        app="Figma",
        due=TUESDAY,
        urgent=False,
        waits=False,
        owner="Otto",
        owner_addresses=("otto@example.com",),
        manager_address="mara@example.com",
    )
    return replace(found, **other)  # type: ignore[arg-type]


def planned(
    *steps: OpenStep,
    now: datetime = TUESDAY,
    said: list[Notice] | None = None,
    last: dict[tuple[int, str], datetime] | None = None,
    channels: tuple[ChannelView, ...] = (SHARED, MAIL, ALARM),
    hours: WorkingHours = BERLIN,
) -> list[Planned]:
    return plan(steps, channels, said or [], last or {}, hours, lambda c: f"https://o/{c}", now)


def readers(found: list[Planned]) -> list[tuple[int, str, Level]]:
    return [(n.channel, n.recipient, n.level) for each in found for n in each.notices]


def test_due_soon_is_told_to_the_owner_alone() -> None:
    assert readers(planned(step(), now=TUESDAY - timedelta(days=1))) == [
        (2, "otto@example.com", Level.DUE_SOON)
    ]


def test_before_a_working_day_ahead_nothing_is_said() -> None:
    assert planned(step(), now=TUESDAY - timedelta(days=1, minutes=1)) == []
    monday = step(due=TUESDAY + timedelta(days=6))
    assert planned(monday, now=TUESDAY + timedelta(days=2)) == []
    friday = TUESDAY + timedelta(days=3)
    assert readers(planned(monday, now=friday)) == [(2, "otto@example.com", Level.DUE_SOON)]


def test_overdue_is_told_to_the_owner_and_the_shared_channels() -> None:
    assert readers(planned(step(), now=TUESDAY + timedelta(hours=1))) == [
        (1, "", Level.OVERDUE),
        (2, "otto@example.com", Level.OVERDUE),
    ]


def test_after_a_working_day_the_manager_is_told_as_well() -> None:
    assert readers(planned(step(), now=TUESDAY + timedelta(days=1))) == [
        (1, "", Level.ESCALATED),
        (2, "mara@example.com", Level.ESCALATED),
        (2, "otto@example.com", Level.ESCALATED),
    ]


def test_an_urgent_step_is_escalated_at_once_at_any_hour() -> None:
    night = datetime(2026, 12, 5, 3, 0, tzinfo=UTC)  # a Saturday
    assert readers(planned(step(due=night, urgent=True), now=night)) == [
        (1, "", Level.ESCALATED),
        (2, "mara@example.com", Level.ESCALATED),
        (2, "otto@example.com", Level.ESCALATED),
        (3, "", Level.ESCALATED),
    ]
    assert planned(step(due=night), now=night) == []


def test_an_urgent_step_is_announced_at_night_only_shortly_before() -> None:
    night = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
    urgent = step(due=night, urgent=True, owner=None, owner_addresses=())
    assert planned(urgent, now=night - URGENT_SOON - timedelta(minutes=1)) == []
    assert readers(planned(urgent, now=night - URGENT_SOON))[0] == (1, "", Level.DUE_SOON)


def test_a_step_of_nobody_is_announced_in_the_shared_channels() -> None:
    nobody = step(owner=None, owner_addresses=())
    found = planned(nobody, now=TUESDAY - timedelta(hours=1))
    assert readers(found) == [(1, "", Level.DUE_SOON)]
    assert "owner: unassigned" in planned(nobody, now=TUESDAY)[0].draft.body


def test_what_nobody_can_do_yet_is_not_announced_but_said_when_late() -> None:
    assert planned(step(waits=True), now=TUESDAY - timedelta(hours=1)) == []
    assert planned(step(waits=True), now=TUESDAY) != []


def test_after_a_standstill_only_the_newest_is_said() -> None:
    found = planned(step(), now=TUESDAY + timedelta(days=7))
    assert {level for _, _, level in readers(found)} == {Level.ESCALATED}
    said = [n for each in found for n in each.notices]
    assert planned(step(), now=TUESDAY + timedelta(days=8), said=said) == []


def test_a_moved_deadline_is_a_new_one() -> None:
    said = [n for each in planned(step()) for n in each.notices]
    moved = step(due=TUESDAY + timedelta(days=1))
    assert readers(planned(moved, now=moved.due, said=said)) != []


def test_all_that_is_for_somebody_is_one_message() -> None:
    many = [step(n, due=TUESDAY - timedelta(minutes=n)) for n in range(1, 61)]
    found = planned(*many, now=TUESDAY)
    assert [(each.draft.channel, each.draft.recipient) for each in found] == [
        (1, ""),
        (2, "otto@example.com"),
    ]
    assert found[0].draft.subject == "Offboarding steps: 60 overdue"
    assert found[0].draft.body.endswith("And 35 more.")
    assert len(found[0].notices) == 60


def test_between_two_messages_is_a_pause_unless_it_is_urgent() -> None:
    last = {(1, ""): TUESDAY - timedelta(minutes=10)}
    assert [each.draft.channel for each in planned(step(), last=last)] == [2]
    assert [each.draft.channel for each in planned(step(urgent=True), last=last)] == [1, 2, 2, 3]
    last = {(1, ""): TUESDAY - PAUSE}
    assert [each.draft.channel for each in planned(step(), last=last)] == [1, 2]


def test_the_leaver_is_never_told_of_their_own_case() -> None:
    own = step(owner_addresses=("ada@example.com",), manager_address="ada@example.com")
    assert readers(planned(own, now=TUESDAY + timedelta(days=9))) == [(1, "", Level.ESCALATED)]


def test_of_a_restricted_case_only_number_and_link_are_said() -> None:
    secret = step(restricted=True, urgent=True)
    for each in planned(secret, now=TUESDAY + timedelta(days=1)):
        said = each.draft.subject + each.draft.body
        assert "OFF-0012" in said
        assert "https://o/12" in said
        for word in ("Ada", "Lovelace", "Otto", "Figma", "Remove"):
            assert word not in said


def test_a_message_says_what_whose_and_when_in_the_organisations_zone() -> None:
    found = planned(step(person="Ada\nBcc: all@example.com"), now=TUESDAY)[0].draft
    assert found.subject == "Overdue: Remove the account (OFF-0012)"
    assert found.body == (
        "Remove the account (Figma): overdue, was due Tue 2026-12-01 10:00 CET.\n"
        "Ada Bcc: all@example.com, OFF-0012; owner: Otto.\nhttps://o/12"
    )


# Working hours


def test_working_hours_follow_the_clock_on_the_wall() -> None:
    winter = datetime(2027, 3, 26, 8, 0, tzinfo=UTC)  # 09:00 CET, a Friday
    summer = datetime(2027, 3, 29, 7, 0, tzinfo=UTC)  # 09:00 CEST, the Monday after the change
    for opening in (winter, summer):
        assert BERLIN.contain(opening)
        assert not BERLIN.contain(opening - timedelta(minutes=1))
        assert BERLIN.contain(opening + timedelta(hours=7, minutes=59))
        assert not BERLIN.contain(opening + timedelta(hours=8))
    assert not BERLIN.contain(datetime(2027, 3, 27, 10, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("due", "before", "after"),
    [
        # Over the change to summer time, and back: 17:00 stays 17:00.
        ("2027-03-29T15:00", "2027-03-26T16:00", "2027-03-30T15:00"),
        ("2026-10-23T15:00", "2026-10-22T15:00", "2026-10-26T16:00"),
        # A deadline on a Sunday, and on a leap day.
        ("2026-12-06T10:00", "2026-12-04T10:00", "2026-12-07T10:00"),
        ("2028-02-29T10:00", "2028-02-28T10:00", "2028-03-01T10:00"),
    ],
)
def test_a_working_day_keeps_the_hour(due: str, before: str, after: str) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert BERLIN.day_before(utc(due)) == utc(before)
    assert BERLIN.day_after(utc(due)) == utc(after)


def test_hours_that_cannot_be_are_refused() -> None:
    with pytest.raises(Invalid, match="must be later"):
        WorkingHours(starts=time(17), ends=time(9))
    with pytest.raises(Invalid, match="at least one"):
        WorkingHours(weekdays=frozenset())


# Whatever happens: nothing twice, nothing at night unless urgent, nobody who must not know

moments = st.datetimes(
    datetime(2026, 10, 19), datetime(2026, 11, 6), timezones=st.just(UTC)
)  # across the end of summer time
addresses = st.sampled_from(["otto@example.com", "mara@example.com", "ada@example.com", None])
steps = st.builds(
    step,
    number=st.integers(1, 6),
    due=moments,
    urgent=st.booleans(),
    waits=st.booleans(),
    restricted=st.booleans(),
    owner=st.sampled_from(["Otto", None]),
    owner_addresses=st.lists(addresses.filter(bool), max_size=2).map(tuple),
    manager_address=addresses,
)


@given(
    found=st.lists(steps, max_size=6, unique_by=lambda each: each.id),
    looks=st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=4)), max_size=25),
    start=moments,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_whatever_the_moments_rules_hold(
    found: list[OpenStep], looks: list[timedelta], start: datetime, weekdays: frozenset[int]
) -> None:
    hours = WorkingHours("Europe/Berlin", weekdays=weekdays)
    said: list[Notice] = []
    last: dict[tuple[int, str], datetime] = {}
    now = start
    by_id = {each.id: each for each in found}
    for pause in looks:
        now += pause
        for each in planned(*found, now=now, said=said, last=last, hours=hours):
            box = (each.draft.channel, each.draft.recipient)
            assert each.draft.recipient != "ada@example.com"
            about = [by_id[n.step] for n in each.notices]
            assert hours.contain(now) or all(one.urgent for one in about)
            assert each.draft.channel != ALARM.id or all(one.urgent for one in about)
            urgent = any(one.urgent for one in about)
            assert urgent or box not in last or now - last[box] >= PAUSE
            for notice in each.notices:
                earlier = [n for n in said if (n.step, n.channel, n.recipient) ==
                           (notice.step, notice.channel, notice.recipient)]  # fmt: skip
                assert all(RANK[n.level] < RANK[notice.level] for n in earlier)
            last[box] = now
            said += each.notices
    # In the end everything that is late was said in each shared channel that it concerns.
    now += timedelta(days=30)
    while not hours.contain(now):
        now += timedelta(minutes=30)
    for each in planned(*found, now=now, said=said, last={}, hours=hours):
        said += each.notices
    told = {(n.step, n.channel) for n in said if n.level is Level.ESCALATED}
    for one in found:
        assert (one.id, SHARED.id) in told
        assert ((one.id, ALARM.id) in told) is one.urgent
