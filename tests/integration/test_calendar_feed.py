"""The calendar feed: who gets it, what is in it, and that programs read it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.app.runtime import Runtime
from core.errors import ConfirmationNeeded, Forbidden, NotFound
from core.identity import service as identity
from core.identity.models import Account
from core.offboarding.models import CalendarLink, CaseStatus, Reader, StepStatus
from core.offboarding.reminders import service as calendar
from core.storage.database import Database
from core.web import calendar_routes
from tests.support.accounts import add_account
from tests.support.cases import EFFECTIVE, add_case, add_step, owned

NOW = EFFECTIVE - timedelta(days=3)
OTTOS = owned("Otto@Example.com")


def account(database: Database, name: str = "otto", role: Role = Role.OPERATOR) -> Actor:
    with database.write() as session:
        return add_account(session, f"{name.title()} Example", role)


def link(database: Database, actor: Actor) -> str:
    with database.write() as session:
        return calendar.new_link(session, actor)


def events(database: Database, token: str) -> dict[str, dict[str, object]]:
    """UID → property → value, as a calendar program reads them."""
    with database.read() as session:
        found = calendar.feed(session, token, NOW)
    assert found is not None
    return {str(each["uid"]): {name.lower(): each.decoded(name) for name in each}
            for each in Calendar.from_ical(found).walk("VEVENT")}  # fmt: skip


def test_it_has_the_operators_steps_and_the_moments_of_cases(database: Database) -> None:
    otto = account(database)
    with database.write() as session:
        case = add_case(session)
        mine = add_step(session, case, **OTTOS)
        by_name = add_step(session, case, position=2, **owned("OTTO EXAMPLE"))
        add_step(session, case, position=3, **owned("somebody@example.com"))
        add_step(session, case, position=4, **OTTOS, status=StepStatus.DONE)
        cancelled = add_case(session, status=CaseStatus.CANCELLED, email="b@example.com")
        add_step(session, cancelled, **OTTOS)
        closed = add_case(session, status=CaseStatus.CLOSED, email="c@example.com")
        left = add_step(session, closed, **OTTOS)  # a follow-up
    found = events(database, link(database, otto))
    steps = {f"step-{one.id}@offramp" for one in (mine, by_name, left)}
    assert set(found) == {*steps, f"case-{case.id}@offramp"}
    step = found[f"step-{mine.id}@offramp"]
    assert step["summary"] == f"Remove account 0: Lena Vogt (OFF-{case.id:04d})"
    assert step["dtstart"] == mine.due_at
    assert str(step["url"]).endswith(f"/case?case={case.id}")


def test_the_same_steps_give_the_same_bytes_and_the_same_uids(database: Database) -> None:
    otto = account(database)
    with database.write() as session:
        add_step(session, add_case(session), **OTTOS)
    token = link(database, otto)
    with database.read() as session:
        first = calendar.feed(session, token, NOW)
        assert first == calendar.feed(session, token, NOW + timedelta(hours=5))


@pytest.mark.parametrize(
    ("due", "zone", "day"),
    [
        # The end of a day by the clock of the case, in winter and in summer, east and west.
        ("2026-12-01T23:00:00+00:00", "Europe/Berlin", date(2026, 12, 1)),
        ("2026-07-01T21:59:59+00:00", "Europe/Berlin", date(2026, 7, 1)),
        ("2026-12-02T08:00:00+00:00", "America/Los_Angeles", date(2026, 12, 1)),
        ("2026-12-01T13:00:00+00:00", "Pacific/Auckland", None),
        ("2026-12-01T11:00:00+00:00", "Pacific/Auckland", date(2026, 12, 1)),
    ],
)
def test_the_end_of_a_day_is_an_all_day_event_and_other_moments_are_not(
    database: Database, due: str, zone: str, day: date | None
) -> None:
    otto = account(database)
    with database.write() as session:
        case = add_case(session, time_zone=zone)
        step = add_step(session, case, **OTTOS, due_at=datetime.fromisoformat(due))
    token = link(database, otto)
    with database.read() as session:
        found = calendar.feed(session, token, datetime(2026, 6, 1, tzinfo=UTC))
    each = next(
        e for e in Calendar.from_ical(found or b"").walk("VEVENT")
        if e["uid"] == f"step-{step.id}@offramp"
    )  # fmt: skip
    if day is None:
        assert each.decoded("dtstart") == datetime.fromisoformat(due)
    else:
        assert each.decoded("dtstart") == day
        assert each.decoded("dtend") == day + timedelta(days=1)


def test_a_restricted_case_is_there_for_its_readers_only_and_names_nobody(
    database: Database,
) -> None:
    otto, rita = account(database), account(database, "rita")
    with database.write() as session:
        case = add_case(session, restricted=True)
        add_step(session, case, **OTTOS)
        session.add(Reader(case_id=case.id, who="rita@example.com"))
        add_step(session, case, position=2, **owned("rita@example.com"))
    # Otto owns a step: that one, without a name, and no word of the moment.
    assert list(events(database, link(database, otto))) == ["step-1@offramp"]
    seen = events(database, link(database, rita))
    assert {each["summary"] for each in seen.values()} == {
        f"A step is due: OFF-{case.id:04d}",
        f"Access ends: OFF-{case.id:04d}",
    }
    assert "Lena" not in repr(seen)


def test_nobody_sees_their_own_leaving(database: Database) -> None:
    lena = account(database, "lena")
    with database.write() as session:
        add_step(session, add_case(session), **owned("lena@example.com"))
    assert events(database, link(database, lena)) == {}


def test_a_new_link_ends_the_old_and_the_secret_is_not_kept(database: Database) -> None:
    otto = account(database)
    first = link(database, otto)
    second = link(database, otto)
    with database.read() as session:
        assert calendar.feed(session, first, NOW) is None
        assert calendar.feed(session, second, NOW) is not None
        assert second not in session.get_one(CalendarLink, "otto").digest
        assert calendar.link_made_at(session, otto) is not None
    with database.write() as session:
        calendar.end_link(session, otto)
        calendar.end_link(session, otto)
    with database.read() as session:
        assert calendar.feed(session, second, NOW) is None
        assert calendar.link_made_at(session, otto) is None


@pytest.mark.parametrize(
    "ending", ["revoke_sessions", "reset_password", "reset_factors", "set_role", "disable"]
)
def test_what_ends_the_sign_ins_ends_the_link_for_good(database: Database, ending: str) -> None:
    otto = account(database)
    account(database, "ada", Role.ADMINISTRATOR)
    old = link(database, otto)
    with database.write() as session:
        more = (Role.ADMINISTRATOR,) if ending == "set_role" else ()
        getattr(identity, ending)(session, LOCAL_OPERATOR, "otto", *more)
    with database.read() as session:
        assert calendar.feed(session, old, NOW) is None
        assert calendar.link_made_at(session, otto) is None
    with database.write() as session:
        if ending == "disable":
            identity.enable(session, LOCAL_OPERATOR, "otto")
    new = link(database, replace(otto, role=Role.ADMINISTRATOR) if more else otto)
    with database.read() as session:
        assert calendar.feed(session, old, NOW) is None
        assert calendar.feed(session, new, NOW) is not None
        assert calendar.link_made_at(session, otto) is not None


def test_a_link_asks_who_it_is_and_no_token_makes_one(database: Database) -> None:
    otto = account(database)
    with database.write() as session:
        with pytest.raises(ConfirmationNeeded):
            calendar.new_link(session, replace(otto, confirmed_until=datetime.now(UTC)))
        with pytest.raises(Forbidden):
            calendar.new_link(session, replace(otto, by_token=True))
    with database.read() as session:
        assert calendar.link_made_at(session, otto) is None


def test_who_may_not_work_cases_has_no_calendar(database: Database) -> None:
    viewer = account(database, "vera", Role.VIEWER)
    with pytest.raises(Forbidden):
        link(database, viewer)
    with pytest.raises(NotFound):
        link(database, Actor("local", "Local operator", Role.ADMINISTRATOR))


def test_over_http_it_is_cached_by_content_and_404_for_all_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.config import settings

    monkeypatch.setattr(calendar_routes, "runtime", lambda: Runtime(settings(), database))
    otto = account(database)
    token = link(database, otto)
    client = TestClient(Starlette(routes=list(calendar_routes.routes())))
    found = client.get(f"/calendar/{token}.ics")
    assert found.status_code == 200
    assert found.headers["content-type"] == "text/calendar; charset=utf-8"
    assert found.headers["cache-control"] == "private, no-cache"
    tag = found.headers["etag"]
    again = client.get(f"/calendar/{token}.ics", headers={"if-none-match": f'W/"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    with database.write() as session:
        add_step(session, add_case(session, effective_at=datetime.now(UTC)), **OTTOS)
    changed = client.get(f"/calendar/{token}.ics", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert client.head(f"/calendar/{token}.ics").status_code == 200
    for wrong in ("x", "x" * 500, token[:-1]):
        assert client.get(f"/calendar/{wrong}.ics").status_code == 404
    with database.write() as session:
        session.get_one(Account, "otto").active = False
    assert client.get(f"/calendar/{token}.ics").status_code == 404
    with database.write() as session:
        row = session.get_one(Account, "otto")
        row.active, row.role = True, Role.VIEWER
    assert client.get(f"/calendar/{token}.ics").status_code == 404
