"""Notifications in a browser: a channel is added, fails, is mended; a leaver's step is told of."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import requests
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Page, expect

from core.actor import Role
from tests.support.browser import picture, rerun, settled
from tests.support.cases import add_case, add_step, owned
from tests.support.listener import listening
from tests.support.server import Server


def show(page: Page, view: str) -> None:
    with rerun(page):
        page.get_by_role("radio", name=view).or_(
            page.get_by_role("button", name=view)
        ).first.click()


def test_a_channel_from_the_form_to_a_reminder_that_arrives(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    with listening() as listener:
        page.goto(f"{server.url}/notifications")
        expect(page.get_by_text("There is no channel yet, so no one is reminded.")).to_be_visible()
        accessible(page)
        picture(page, "notifications-empty")
        show(page, "Other")
        page.get_by_label("Name").fill("IT")
        page.get_by_label("URL", exact=True).fill("syslog://")
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_text("where nobody sees them")).to_be_visible()
        page.get_by_label("URL", exact=True).fill(listener.url)
        page.get_by_role("button", name="Add", exact=True).click()
        table = page.get_by_role("table", name="Channels")
        expect(table.get_by_text("json://127.0.0.1")).to_be_visible()
        settled(page)
        assert "hook-token-1234" not in page.content()

        listener.status = 500
        page.get_by_role("button", name="Send test").click()
        expect(page.get_by_text("The test message did not arrive. Failed to")).to_be_visible()
        expect(table.get_by_text("Failing, 1 in a row")).to_be_visible()
        settled(page)
        listener.status = 200
        page.get_by_role("button", name="Send test").click()
        expect(page.get_by_text("The test message went out through IT.")).to_be_visible()
        assert [each["title"] for each in listener.heard] == ["Offramp: a test"]
        accessible(page)
        picture(page, "notifications-channels")

        page.keyboard.press("Escape")
        settled(page)
        with server.database.write() as session:
            passed = datetime.now(UTC) - timedelta(hours=1)
            case = add_case(session, effective_at=passed)
            mine = owned("otto@example.com")
            add_step(session, case, **mine, urgent=True, due_at=passed)
            session.exec(_reminders_now())  # type: ignore[call-overload]
        show(page, "Background jobs")
        jobs = page.get_by_role("table", name="Background jobs")
        expect(jobs.get_by_text("message:1")).to_be_visible()
        expect(jobs.get_by_role("row", name=re.compile("message:1.*done"))).to_be_visible()
        assert listener.heard[-1]["title"] == f"Escalated: Remove account 0 (OFF-{case.id:04d})"
        accessible(page)
        picture(page, "notifications-jobs")
        show(page, "Messages")
        expect(page.get_by_role("table", name="Messages").get_by_text("● sent")).to_be_visible()
        accessible(page)
        picture(page, "notifications-messages")
        show(page, "Working hours")
        expect(page.get_by_text("09:00 to 17:00, by the clock of UTC")).to_be_visible()
        accessible(page)
        picture(page, "notifications-hours")


def _reminders_now() -> object:
    from sqlalchemy import update

    from core.jobs.models import Job, JobState

    return (
        update(Job)
        .where(Job.key == "reminders")  # type: ignore[arg-type]
        .values(state=JobState.WAITING, next_at=datetime.now(UTC))
    )


@pytest.mark.nobody
def test_an_operators_calendar_by_a_link_that_can_be_ended(
    page: Page,
    context: BrowserContext,
    server: Server,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
    accessible: Callable[[Page], None],
) -> None:
    sign_in_as(context, server, Role.OPERATOR)
    with server.database.write() as session:
        case = add_case(session, effective_at=datetime.now(UTC) + timedelta(days=2))
        mine = owned("operator.example@example.com")
        add_step(session, case, **mine, due_at=case.effective_at)
    page.goto(f"{server.url}/account")
    page.get_by_role("button", name="Make a link").click()
    shown = page.get_by_text(re.compile(r"/calendar/.+\.ics"))
    expect(shown).to_be_visible()
    accessible(page)
    picture(page, "account-calendar")
    url = re.sub(r"^https?://[^/]+", server.url, (shown.text_content() or "").strip())
    found = requests.get(url, timeout=60)
    assert found.status_code == 200
    events = Calendar.from_ical(found.content).walk("VEVENT")
    assert {str(each["summary"]) for each in events} == {
        f"Remove account 0: Lena Vogt (OFF-{case.id:04d})",
        f"Access ends: Lena Vogt (OFF-{case.id:04d})",
    }
    page.reload()
    expect(page.get_by_text("You have a link, made")).to_be_visible()
    assert url.rsplit("/", 1)[1] not in page.content()
    page.get_by_role("button", name="End the link").click()
    expect(page.get_by_text("You have no link.")).to_be_visible()
    assert requests.get(url, timeout=60).status_code == 404
