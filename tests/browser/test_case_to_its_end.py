"""A leaver of twelve apps, worked to the end through the page: counted; and the door on a phone."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from core.actor import LOCAL_OPERATOR, Role
from core.offboarding import service as offboarding
from core.offboarding.models import CaseStatus, StepKind
from core.offboarding.transitions import lacks
from core.offboarding.values import UNFINISHED, CaseView
from tests.support import company
from tests.support.browser import listen, rerun, settled
from tests.support.server import Server
from tests.support.twelve_apps import twelve_apps

MOST_ACTIONS = 30
LINK = "https://drive.example.com/leavers/jonas"


@pytest.fixture
def leaver(server: Server) -> CaseView:
    """Somebody whose access ended an hour ago."""
    for role in (Role.ADMINISTRATOR, Role.OPERATOR):
        server.cookie_for(role)  # who approves must have been here before the case was opened
    twelve_apps(server.database)
    return company.opened(
        server.database,
        LOCAL_OPERATOR,
        person="Jonas Weber",
        email="jonas@example.com",
        effective=datetime.now(UTC) - timedelta(hours=1),
    )


@pytest.fixture
def colleague(browser: Browser, server: Server) -> Iterator[Page]:
    """The second person, who approves."""
    context = browser.new_context()
    listen(context)
    token = server.cookie_for(Role.OPERATOR)
    context.add_cookies([{"name": "offramp", "value": token, "url": server.url}])
    yield context.new_page()
    context.close()


class Working:
    """Who works a case on its page. An action is one press that finishes, approves or closes."""

    def __init__(self, page: Page, colleague: Page, server: Server, case: int) -> None:
        self.page, self.colleague, self.server, self.case = page, colleague, server, case
        self.actions = 0

    @property
    def view(self) -> CaseView:
        return company.look(self.server.database, self.case, LOCAL_OPERATOR)

    def address(self, more: str = "") -> str:
        return f"{self.server.url}/case?case={self.case}{more}"

    def look(self) -> None:
        """Open the page anew, and wait until all of it is there."""
        self.page.goto(self.address())
        expect(self.page.locator(".of-printed")).to_be_attached()
        settled(self.page)

    def to_the_end(self) -> None:
        """Place by place, then what is left of the person, then of the apps; until it is closed."""
        self.look()
        close = self.page.get_by_role("button", name="Close the case")
        while not close.count():
            assert self.actions < MOST_ACTIONS, [s.title for s in self.view.steps if _ready(s)]
            place = self.page.get_by_role("button", name=re.compile("^.*In .+: "))
            if place.count():
                self.select(place.first)
            elif not self.approved():
                self.tick_groups()
                self.finish()
        with rerun(self.page):
            close.click()
        self.actions += 1

    def select(self, place: object) -> None:
        with rerun(self.page):
            place.click()  # type: ignore[attr-defined]
        self.finish()

    def tick_groups(self) -> None:
        """The person's own steps if there are any, else those of all apps."""
        boxes = self.page.get_by_role("checkbox", name=re.compile("^Select all of "))
        expect(boxes.first).to_be_attached()
        own = self.page.get_by_role("checkbox", name="Select all of Person and identity provider")
        for box in [own] if own.count() else boxes.all():
            with rerun(self.page):
                box.locator("xpath=ancestor::label").click()

    def finish(self) -> None:
        """All that is selected, with one link that shows it."""
        with rerun(self.page):
            self.page.get_by_role("button", name="Finish", exact=True).click()
        drawer = self.page.get_by_role("dialog")
        drawer.get_by_label("Link").fill(LINK)
        done = drawer.get_by_role("button", name=re.compile("^Finish "))
        assert done.is_enabled(), drawer.inner_text()
        with rerun(self.page):
            done.click()
        expect(drawer).to_have_count(0)
        self.actions += 1

    def approved(self) -> bool:
        """A second person approves what waits for that alone."""
        ready = [step for step in self.view.steps if _ready(step)]
        asks = [step for step in ready if step.kind is StepKind.APPROVAL]
        if not asks:
            return False
        self.colleague.goto(self.address(f"&step={asks[0].id}"))
        drawer = self.colleague.get_by_role("dialog")
        drawer.get_by_label("Link").fill(LINK)
        with rerun(self.colleague):
            drawer.get_by_role("button", name="Approve").click()
        expect(self.colleague.get_by_text(f"{asks[0].title}: done")).to_be_visible()
        self.actions += 1
        self.look()
        return True


def _ready(step: object) -> bool:
    return offboarding.is_ready(step, datetime.now(UTC))  # type: ignore[arg-type]


@pytest.mark.journey
def test_a_leaver_of_twelve_apps_is_worked_to_the_end_with_at_most_thirty_actions(
    page: Page,
    colleague: Page,
    server: Server,
    leaver: CaseView,
    record_property: Callable[[str, object], None],
) -> None:
    working = Working(page, colleague, server, leaver.id)
    working.to_the_end()
    expect(page.get_by_text("The case is closed.").first).to_be_visible()
    record_property("actions", working.actions)
    print(f"{len(leaver.steps)} steps took {working.actions} actions")  # noqa: T201
    assert working.actions <= MOST_ACTIONS
    closed = working.view
    assert closed.status is CaseStatus.CLOSED
    left = {step.id for step in closed.steps if step.status in UNFINISHED}
    assert left <= offboarding.follow_ups(closed.steps)
    for step in closed.steps:
        if step.id not in left and step.kind is StepKind.MANUAL:
            assert lacks(step.needs_evidence, [one.kind for one in step.evidence]) is None


@pytest.mark.browser_context_args(viewport={"width": 390, "height": 844}, has_touch=True)
def test_at_the_door_a_phone_shows_the_first_step_at_once_and_targets_for_a_thumb(
    page: Page, server: Server, leaver: CaseView, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{server.url}/case?case={leaver.id}")
    settled(page)
    row = page.locator("[class*='st-key-step-row-']").first
    expect(row.get_by_role("checkbox")).to_be_attached()
    box = row.bounding_box()
    assert box is not None
    assert box["y"] <= 370
    assert box["height"] >= 44
    following = page.get_by_role("button", name="Next step").bounding_box()
    assert following is not None
    assert following["height"] >= 44
    assert following["y"] + following["height"] <= 844
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)


def test_on_paper_a_case_is_a_list_with_boxes(page: Page, server: Server, leaver: CaseView) -> None:
    page.goto(f"{server.url}/case?case={leaver.id}")
    settled(page)
    printed = page.get_by_role("table", name="To print")
    expect(printed).to_be_hidden()
    page.emulate_media(media="print")
    expect(printed).to_be_visible()
    expect(printed.get_by_role("row")).to_have_count(len(leaver.steps) + 1)
    expect(page.get_by_role("button", name="Next step")).to_be_hidden()
    expect(page.locator(".st-key-case-list")).to_be_hidden()
