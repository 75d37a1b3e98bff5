"""A leaver with accounts in four of twelve apps, ten lists at hand: clicks and fields counted."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.actor import LOCAL_OPERATOR, Role
from core.offboarding.transitions import lacks
from core.offboarding.values import (
    UNFINISHED,
    CaseStatus,
    CaseView,
    StepKind,
    StepStatus,
)
from core.stack import service as stack
from tests.support import company
from tests.support.app_lists import deliver
from tests.support.browser import listen, rerun, settled
from tests.support.server import Server
from tests.support.twelve_apps import twelve_apps

MOST_ACTIONS = 15
OPENING = 3
"""Name, address and the button: what opening the case takes, on a page that has its own test."""
LINK = "https://drive.example.com/leavers/jonas"
HAS = ("slack", "github", "figma", "zoom")
NOT_KNOWN = ("miro", "sentry")
"""Apps without a list, of two owners."""


@pytest.fixture
def leaver(server: Server) -> CaseView:
    """Somebody whose access ended an hour ago."""
    for role in (Role.ADMINISTRATOR, Role.OPERATOR):
        server.cookie_for(role)  # who approves must have been here before the case was opened
    database = twelve_apps(server.database)
    now = datetime.now(UTC)
    with database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "asana")
    apps = company.everywhere(database)
    others = [f"person{number}@example.com" for number in range(20)]
    for app in sorted(set(apps) - set(NOT_KNOWN)):
        hers = ["jonas@example.com"] if app in HAS else []
        with database.write() as session:
            deliver(session, app, [*others, *hers], now - timedelta(days=1))
    case = company.opened(
        database,
        LOCAL_OPERATOR,
        person="Jonas Weber",
        email="jonas@example.com",
        effective=now - timedelta(hours=1),
        apps=None,
    )
    assert len(apps) == 12
    assert {step.app for step in case.steps if step.app} == set(HAS)
    return case


@pytest.fixture
def colleague(browser: Browser, server: Server) -> Iterator[Page]:
    """The second person, who approves."""
    context = browser.new_context()
    listen(context)
    token = server.cookie_for(Role.OPERATOR)
    context.add_cookies([{"name": "offramp", "value": token, "url": server.url}])
    yield context.new_page()
    context.close()


class Hand:
    """One person's hand on the pages of one case: an action is a click or a field."""

    def __init__(self) -> None:
        self.actions = OPENING

    def click(self, page: Page, what: Locator) -> None:
        with rerun(page):
            what.click()
        self.actions += 1

    def fill(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.actions += 1


@pytest.mark.journey
def test_a_leaver_with_four_of_twelve_apps_is_through_in_fifteen_clicks_and_fields(
    page: Page,
    colleague: Page,
    server: Server,
    leaver: CaseView,
    record_property: Callable[[str, object], None],
    accessible: Callable[[Page], None],
) -> None:
    hand = Hand()

    def look() -> CaseView:
        return company.look(server.database, leaver.id, LOCAL_OPERATOR)

    def link(drawer: Locator) -> None:
        hand.fill(drawer.get_by_label("Link"), LINK)

    page.goto(f"{server.url}/case?case={leaver.id}")
    expect(page.locator(".of-printed")).to_be_attached()
    settled(page)
    drawer = page.get_by_role("dialog")
    hand.click(page, page.get_by_role("button", name=re.compile("^Look in ")).first)
    accessible(page)
    hand.click(page, drawer.get_by_role("button", name="No account in any"))
    hand.click(page, drawer.get_by_role("button", name=re.compile("^Next: Look in ")))
    hand.click(page, drawer.get_by_role("button", name="No account in any"))
    expect(drawer).to_have_count(0)
    assert [step.status for step in look().steps if step.kind is StepKind.LOOK] == [
        StepStatus.DONE,
        StepStatus.DONE,
    ]
    hand.click(page, page.get_by_role("button", name=re.compile(r"Select .*\d+ (that|to) ")))
    hand.click(page, page.get_by_role("button", name="Finish", exact=True))
    link(drawer)
    hand.click(page, drawer.get_by_role("button", name=re.compile("^Finish ")))
    expect(drawer).to_have_count(0)
    [approval] = [step for step in look().steps if step.kind is StepKind.APPROVAL]
    colleague.goto(f"{server.url}/case?case={leaver.id}&step={approval.id}")
    link(colleague.get_by_role("dialog"))
    hand.click(colleague, colleague.get_by_role("dialog").get_by_role("button", name="Approve"))
    expect(colleague.get_by_text(f"{approval.title}: done")).to_be_visible()
    page.goto(f"{server.url}/case?case={leaver.id}")
    settled(page)
    hand.click(page, page.get_by_role("button", name="Close the case"))
    expect(page.get_by_text("The case is closed.").first).to_be_visible()
    closed = look()
    record_property("actions", hand.actions)
    print(f"{len(closed.steps)} steps took {hand.actions} clicks and fields")  # noqa: T201
    assert hand.actions <= MOST_ACTIONS
    assert closed.status is CaseStatus.CLOSED
    for step in closed.steps:
        if step.status not in UNFINISHED:
            assert lacks(step.needs_evidence, [one.kind for one in step.evidence]) is None


def test_a_tick_adds_the_steps_of_its_app_and_the_page_says_what_was_known(
    page: Page, server: Server, leaver: CaseView, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{server.url}/case?case={leaver.id}&view=apps")
    settled(page)
    page.get_by_text("8 apps without steps: what is known of Jonas Weber's accounts").click()
    known = page.get_by_role("table", name="What is known of their accounts")
    expect(
        known.get_by_role("row", name=re.compile("^Notion Never in a complete list"))
    ).to_be_visible()
    expect(known.get_by_role("row", name=re.compile("^Miro Not known"))).to_be_visible()
    accessible(page)
    looks = [step for step in leaver.steps if step.kind is StepKind.LOOK]
    miro = next(step for step in looks if step.asks[0].app == "miro")
    page.goto(f"{server.url}/case?case={leaver.id}&step={miro.id}")
    drawer = page.get_by_role("dialog")
    with rerun(page):
        drawer.get_by_role("button", name="Add steps for the ticked apps").click()
    expect(drawer.get_by_text("Tick an app, or say that there is no account")).to_be_visible()
    drawer.get_by_text("Miro", exact=True).click()
    with rerun(page):
        drawer.get_by_role("button", name="Add steps for the ticked apps").click()
    now = company.look(server.database, leaver.id, LOCAL_OPERATOR)
    assert "miro" in {step.app for step in now.steps}
