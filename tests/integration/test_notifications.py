"""Channels and reminders, on both databases, against a real web server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from core.actor import SYSTEM, Actor, Role
from core.audit import service as audit
from core.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from core.jobs.models import Job as JobRow
from core.jobs.service import GiveUp, Job
from core.notify import sending
from core.notify import service as notify
from core.notify.models import Audience, Channel, MessageState
from core.notify.service import ChannelInput, Draft
from core.offboarding.models import CaseStatus, Need, Phase, Step, StepStatus
from core.offboarding.reminders import job as reminding
from core.offboarding.reminders.models import Notice
from core.stack.models import Organisation
from core.storage.database import Database
from tests.support.accounts import add_account
from tests.support.cases import add_case, add_step, owned
from tests.support.listener import Listener, listening

ADMIN = Actor("a", "Anna", Role.ADMINISTRATOR)
MAIL = "mailtos://user:pass-word@smtp.example.com?to={to}"
MOMENT = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
"""A Tuesday, 17:00 in Berlin."""
LATE = MOMENT + timedelta(hours=16)  # Wednesday 09:00 in Berlin
NOON = LATE + timedelta(hours=4)  # Wednesday 12:00 UTC
DUE = {**owned("Otto@Example.com"), "due_at": MOMENT}


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found


def add(database: Database, url: str, **other: object) -> int:
    wanted = ChannelInput("Hooks", url, Audience.SHARED)
    with database.write() as session:
        return notify.add_channel(session, ADMIN, replace(wanted, **other)).id  # type: ignore[arg-type]


def view(database: Database, channel: int) -> notify.ChannelView:
    with database.read() as session:
        return next(c for c in notify.channels(session, ADMIN) if c.id == channel)


def send_all(database: Database, now: datetime, attempts: int = 0) -> None:
    """What the jobs room would do with what is scheduled."""
    with database.read() as session:
        rows = list(session.scalars(select(JobRow).where(col(JobRow.kind) == sending.KIND)))
    for row in rows:
        job = Job(row.id or 0, row.kind, row.key, row.payload, row.run_at, attempts)
        sending.send(database, job, now)


def remind(database: Database, now: datetime) -> None:
    reminding.remind(database, Job(1, reminding.KIND, reminding.KIND, None, now, 0), now)


def messages(database: Database) -> list[notify.MessageView]:
    with database.read() as session:
        return notify.messages(session, ADMIN)[1]


# Channels


def test_the_url_is_kept_encrypted_and_never_shown(database: Database) -> None:
    url = "mailtos://user:pass-word@smtp.example.com?to=it@example.com"
    channel = add(database, url)
    with database.read() as session:
        row = session.get_one(Channel, channel)
        told = audit.entries(session, ADMIN, audit.Query(action="channel."))
    found = view(database, channel)
    assert found.shown_url == "mailtos://smtp.example.com"
    for shown in (row.url, repr(found), *(repr(entry) for entry in told)):
        assert "pass-word" not in shown


@pytest.mark.parametrize(
    ("url", "audience", "reason"),
    [
        ("nosuch://example.com", Audience.SHARED, "does not know nosuch://"),
        ("hello there", Audience.SHARED, "not an Apprise URL"),
        ("slack://token", Audience.SHARED, "Something is missing in this slack:// URL"),
        ("syslog://", Audience.SHARED, "syslog:// shows messages on the machine"),
        ("dbus://", Audience.SHARED, "dbus:// shows messages on the machine"),
        ("gnome://", Audience.SHARED, "gnome:// shows messages on the machine"),
        ("macosx://", Audience.SHARED, "macosx:// shows messages on the machine"),
        ("windows://", Audience.SHARED, "windows:// shows messages on the machine"),
        (
            "mailto://u:p@example.com?to=a@b.com&pgpkey=/etc/x",
            Audience.SHARED,
            "read one of its own files",
        ),
        ("mailto://u:p@example.com?to=a@b.com", Audience.PERSONAL, "must contain {to}"),
        (MAIL, Audience.SHARED, "no {to}"),
        ("", Audience.SHARED, "needs a URL"),
    ],
)
def test_a_url_that_cannot_be_a_channels_is_refused_with_the_reason(
    database: Database, url: str, audience: Audience, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason.replace("{", r"\{")) as refused:
        add(database, url, audience=audience)
    assert refused.value.field == "url"


def test_channels_are_changed_and_removed_with_a_version(
    database: Database, listener: Listener
) -> None:
    channel = add(database, listener.url)
    found = view(database, channel)
    new = ChannelInput("Alarm", None, Audience.SHARED, urgent_only=True)
    with database.write() as session:
        changed = notify.change_channel(session, ADMIN, channel, found.version, new)
    assert (changed.name, changed.urgent_only, changed.shown_url) == (
        "Alarm", True, "json://127.0.0.1",
    )  # fmt: skip
    with pytest.raises(Conflict), database.write() as session:
        notify.change_channel(session, ADMIN, channel, found.version, new)
    with pytest.raises(Invalid, match="already"):
        add(database, listener.url, name="  ALARM ")
    with database.write() as session:
        notify.remove_channel(session, ADMIN, channel, changed.version)
    with database.read() as session:
        assert notify.channels(session, ADMIN) == []
        assert session.get_one(Channel, channel).url == ""
    with pytest.raises(NotFound), database.write() as session:
        notify.remove_channel(session, ADMIN, channel, changed.version + 1)
    add(database, listener.url, name="Alarm")


def test_only_administrators_manage_channels(database: Database, listener: Listener) -> None:
    channel = add(database, listener.url)
    with pytest.raises(Forbidden):
        notify.try_channel(database, Actor("o", "Otto", Role.OPERATOR), channel, "")


def test_a_test_message_arrives_or_the_reason_is_said(
    database: Database, listener: Listener
) -> None:
    channel = add(database, listener.url)
    notify.try_channel(database, ADMIN, channel, "")
    assert listener.heard[0]["title"] == "Offramp: a test"
    assert view(database, channel).last_success_at is not None
    listener.status = 503
    with pytest.raises(Unavailable, match="503"):
        notify.try_channel(database, ADMIN, channel, "")
    found = view(database, channel)
    assert (found.failures, "503" in str(found.last_problem)) == (1, True)
    assert "hook-token-1234" not in str(found.last_problem)


def test_a_personal_channel_sends_to_the_recipient(database: Database, listener: Listener) -> None:
    url = f"json://127.0.0.1:{listener.port}/for/{{to}}"
    channel = add(database, url, audience=Audience.PERSONAL)
    with pytest.raises(Invalid, match="address"):
        notify.try_channel(database, ADMIN, channel, "")
    notify.try_channel(database, ADMIN, channel, "otto+x@example.com")
    assert listener.paths == ["/for/otto+x@example.com"]


# Sending


def post(database: Database, channel: int, now: datetime = MOMENT) -> None:
    with database.write() as session:
        notify.post(session, Draft(channel, "", "Subject", "Body", urgent=False), now)


def test_a_failing_channel_is_tried_again_and_shown(database: Database, listener: Listener) -> None:
    channel = add(database, listener.url)
    post(database, channel)
    listener.status = 500
    for attempt in range(3):
        with pytest.raises(Unavailable):
            send_all(database, MOMENT, attempt)
    found = view(database, channel)
    assert found.failures == 3
    assert messages(database)[0].state is MessageState.WAITING
    listener.status = 200
    send_all(database, MOMENT + timedelta(minutes=5), 3)
    send_all(database, MOMENT + timedelta(minutes=6), 4)  # handed over twice: sent once
    assert [each["message"] for each in listener.heard] == ["Body"]
    assert messages(database)[0].state is MessageState.SENT
    found = view(database, channel)
    assert (found.failures, found.last_problem) == (0, None)


def test_a_message_that_fails_to_the_end_or_is_a_day_old_is_given_up(
    database: Database, listener: Listener
) -> None:
    channel = add(database, listener.url)
    post(database, channel)
    listener.status = 500
    with pytest.raises(Unavailable):
        send_all(database, MOMENT, 9)
    assert messages(database)[0].state is MessageState.FAILED
    listener.status = 200
    with pytest.raises(GiveUp):
        send_all(database, MOMENT + timedelta(days=1, minutes=1))
    assert listener.heard == []


def test_a_channel_that_is_switched_off_drops_what_waits(
    database: Database, listener: Listener
) -> None:
    channel = add(database, listener.url)
    post(database, channel)
    with database.write() as session:
        off = ChannelInput("Hooks", None, Audience.SHARED, enabled=False)
        notify.change_channel(session, ADMIN, channel, 1, off)
    send_all(database, MOMENT)
    assert messages(database)[0].state is MessageState.DROPPED
    assert listener.heard == []


# Reminding


def test_an_overdue_step_is_told_once_and_in_working_hours(
    database: Database, listener: Listener
) -> None:
    add(database, listener.url)
    with database.write() as session:
        session.add(Organisation(time_zone="Europe/Berlin"))
        case = add_case(session)
        for number in range(3):
            add_step(session, case, position=number, **DUE)
    for minutes in range(0, 16 * 60, 30):
        remind(database, MOMENT + timedelta(minutes=minutes))
    assert messages(database) == []  # the evening and the night
    for minutes in range(0, 8 * 60, 30):
        remind(database, LATE + timedelta(minutes=minutes))
    send_all(database, LATE)
    assert [each["title"] for each in listener.heard] == ["Offboarding steps: 3 overdue"]
    body = listener.heard[0]["message"]
    assert "Remove account 2: overdue, was due Tue 2026-12-01 17:00 CET." in body
    assert f"/case?case={case.id}" in body


def test_after_a_week_of_standstill_there_is_one_message_to_each(
    database: Database, listener: Listener
) -> None:
    add(database, listener.url)
    add(database, MAIL, name="Mail", audience=Audience.PERSONAL)
    with database.write() as session:
        for number in range(40):
            case = add_case(session, email=f"p{number}@example.com", manager="mara@example.com")
            add_step(session, case, **DUE | {"due_at": MOMENT - timedelta(hours=number)})
    remind(database, MOMENT + timedelta(days=7, hours=-4))
    found = {(each.channel, each.recipient): each.subject for each in messages(database)}
    assert found == {
        ("Hooks", ""): "Offboarding steps: 40 escalated",
        ("Mail", "otto@example.com"): "Offboarding steps: 40 escalated",
        ("Mail", "mara@example.com"): "Offboarding steps: 40 escalated",
    }
    remind(database, MOMENT + timedelta(days=7, hours=-2))
    assert len(messages(database)) == 3


def test_done_steps_and_cancelled_cases_are_not_spoken_of(
    database: Database, listener: Listener
) -> None:
    add(database, listener.url)
    with database.write() as session:
        add_step(session, add_case(session, status=CaseStatus.CANCELLED), **DUE)
        add_step(session, add_case(session), **DUE, status=StepStatus.DONE)
    remind(database, NOON)
    assert messages(database) == []


def test_what_is_left_of_a_closed_case_is_spoken_of(database: Database, listener: Listener) -> None:
    add(database, listener.url)
    with database.write() as session:
        late = {"phase": Phase.FOLLOW_UP, "title": "Delete the account"}
        add_step(session, add_case(session, status=CaseStatus.CLOSED), **DUE, **late)
    remind(database, NOON)
    [said] = messages(database)
    assert "Delete the account" in said.subject


def test_owners_and_managers_are_found_by_name_and_disabled_ones_are_left_out(
    database: Database,
) -> None:
    add(database, MAIL, audience=Audience.PERSONAL)
    with database.write() as session:
        add_account(session, "Otto Owner", email="otto@work.example")
        add_account(session, "Gone", email="gone@work.example", active=False)
        case = add_case(session, manager="gone@work.example")
        for number, name in enumerate(("Otto Owner", "Gone")):
            add_step(session, case, position=number, **DUE | owned(name), urgent=True)
    remind(database, NOON)
    assert [each.recipient for each in messages(database)] == ["otto@work.example"]


def test_the_leaver_who_owns_a_step_of_their_own_case_hears_nothing(
    database: Database, listener: Listener
) -> None:
    add(database, listener.url)
    add(database, MAIL, name="Mail", audience=Audience.PERSONAL)
    with database.write() as session:
        case = add_case(session, manager="Lena Vogt")
        add_step(session, case, **DUE | owned("Lena Vogt"), urgent=True)
    remind(database, NOON)
    assert [each.channel for each in messages(database)] == ["Hooks"]


def test_a_leaver_with_another_address_hears_nothing_as_owner_or_manager(
    database: Database,
) -> None:
    add(database, MAIL, audience=Audience.PERSONAL)
    with database.write() as session:
        add_account(session, "Lena Vogt", email="lena@private.example")
        add_account(session, "Otto Owner", email="otto@work.example")
        case = add_case(session, email="lena.vogt@example.com", manager="lena@private.example")
        for number, name in enumerate(("lena@private.example", "Otto Owner")):
            add_step(session, case, position=number, **DUE | owned(name), urgent=True)
    remind(database, NOON)
    assert [each.recipient for each in messages(database)] == ["otto@work.example"]


def test_a_step_that_waits_is_announced_once_it_can_be_done(
    database: Database,
) -> None:
    add(database, MAIL, audience=Audience.PERSONAL)
    with database.write() as session:
        case = add_case(session)
        first = add_step(session, case, **DUE | {"due_at": MOMENT + timedelta(days=30)})
        second = add_step(session, case, position=2, **DUE)
        session.add(Need(step_id=second.id, needs_id=first.id))
    soon = MOMENT - timedelta(hours=3)
    remind(database, soon)
    assert messages(database) == []
    with database.write() as session:
        session.execute(update(Step).where(col(Step.id) == first.id).values(status=StepStatus.DONE))
    remind(database, soon)
    assert [each.subject for each in messages(database)] == [
        f"Due soon: Remove account 2 (OFF-{case.id:04d})"
    ]


def test_a_reminder_that_fails_half_way_has_said_nothing(
    database: Database, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(database, listener.url)
    add(database, listener.url, name="Another")
    with database.write() as session:
        add_step(session, add_case(session), **DUE)
    real, calls = notify.post, []

    def second_one_fails(*arguments: object) -> int:
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(notify, "post", second_one_fails)
    with pytest.raises(RuntimeError):
        remind(database, NOON)
    assert messages(database) == []
    remind(database, NOON)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 2


def test_of_two_that_plan_the_same_one_speaks(
    database: Database, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(database, listener.url)
    with database.write() as session:
        add_step(session, add_case(session), **DUE)
    with database.read() as session:
        planned = reminding._plan(session, NOON)
    monkeypatch.setattr(reminding, "_plan", lambda _session, _now: planned)
    remind(database, NOON)
    with pytest.raises(IntegrityError):
        remind(database, NOON)
    assert len(messages(database)) == 1


@time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=UTC))
def test_working_hours_are_the_organisations_and_can_be_changed(database: Database) -> None:
    with database.write() as session:
        session.add(Organisation(time_zone="Asia/Tokyo"))
    with database.read() as session:
        found = notify.working_hours(session, ADMIN)
    assert (found.zone, found.starts, found.ends) == ("Asia/Tokyo", time(9), time(17))
    new = replace(found, starts=time(7, 30), weekdays=frozenset({0, 6}))
    with database.write() as session:
        changed = notify.set_working_hours(session, ADMIN, new)
    assert (changed.starts, changed.weekdays) == (time(7, 30), frozenset({0, 6}))
    with database.write() as session:  # a second click on Save
        assert notify.set_working_hours(session, ADMIN, new) == changed
    with pytest.raises(Conflict), database.write() as session:
        notify.set_working_hours(session, ADMIN, replace(new, ends=time(18)))
    with database.read() as session:
        told = audit.entries(session, SYSTEM, audit.Query(action="channel.hours"))
    assert len(told) == 1
