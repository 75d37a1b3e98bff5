"""Cases in a browser: from a leaver to a closed case, two operators on one step, the phone."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from core.actor import LOCAL_OPERATOR, Role
from core.offboarding import service as offboarding
from core.offboarding.models import CaseStatus, StepKind, StepStatus
from core.offboarding.views import CaseView
from core.scim import service as scim
from core.stack import service as stack
from core.stack.entries import OrganisationView, StackFields
from tests.support import company
from tests.support.browser import listen, rerun, settled, upload
from tests.support.company import LINK, PIA
from tests.support.scim_bridge import USER
from tests.support.server import Server

APPS = {"customer-io": "mo@example.com", "slack": None}


@pytest.fixture
def office(server: Server) -> Server:
    """Okta, and two apps of which one has an owner."""
    with server.database.write() as session:
        now = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(
            session,
            LOCAL_OPERATOR,
            OrganisationView("Example", ("okta",), "EUR", "UTC", now.version),
        )
        for app, owner in APPS.items():
            stack.add(session, LOCAL_OPERATOR, app, StackFields(owner=owner))
    return server


def opened(server: Server, **more: object) -> CaseView:
    """A case whose moment passed an hour ago."""
    given = {"effective": datetime.now(UTC) - timedelta(hours=1), **more}
    return company.opened(server.database, LOCAL_OPERATOR, **given)


def look(server: Server, case: int) -> CaseView:
    return company.look(server.database, case, LOCAL_OPERATOR)


@pytest.fixture
def phone(browser: Browser, office: Server) -> Iterator[Page]:
    """An operator's phone at the door."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    token = office.cookie_for(Role.OPERATOR)
    context.add_cookies([{"name": "offramp", "value": token, "url": office.url}])
    yield context.new_page()
    context.close()


@pytest.mark.journey
def test_a_leaver_from_the_form_to_the_list_of_work(
    page: Page, office: Server, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{office.url}/leaving")
    page.get_by_label("Name", exact=True).fill("Ada Example")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("E-mail address").press("Tab")
    expect(page.get_by_text("No owner for Slack.")).to_be_visible()
    known = page.get_by_role("table", name="What is known of their accounts")
    expect(known.get_by_text("Customer.io")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name=re.compile(r"Open the case with \d+ steps")).click()
    expect(page.get_by_role("heading", name="Ada Example")).to_be_visible()
    expect(page.get_by_text("OFF-0001 is open.")).to_be_visible()
    accessible(page)
    for view in (re.compile(r"Waiting \d+"), "All apps", "Timeline"):
        with rerun(page):
            page.get_by_role("radio", name=view).click()
        accessible(page)
    page.goto(f"{office.url}/work?view=all")
    expect(page.get_by_role("heading", name="Ada Example")).to_be_visible()
    expect(page.get_by_role("link", name="Disable the account in Okta")).to_be_visible()
    accessible(page)


def test_a_step_is_worked_on_a_phone_with_a_file_as_evidence(
    phone: Page, office: Server, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    case = opened(office)
    step = next(s for s in case.steps if s.app == "customer-io" and s.key.endswith("/remove"))
    shot = tmp_path / "team page.png"
    shot.write_bytes(b"\x89PNG\r\n\x1a\n made up")
    phone.goto(f"{office.url}/case?case={case.id}&step={step.id}")
    dialog = phone.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=step.title)).to_be_visible()
    accessible(phone)
    assert dialog.bounding_box()["width"] <= 390  # type: ignore[index]
    dialog.get_by_role("button", name="Done", exact=True).click()
    expect(dialog.get_by_text("needs a record as evidence")).to_be_visible()
    upload(dialog, shot)
    expect(dialog.get_by_text("team page.png")).to_be_visible()
    dialog.get_by_role("button", name="Done", exact=True).click()
    expect(phone.get_by_text(f"{step.title}: done, with 1 file.")).to_be_visible()
    done = next(s for s in look(office, case.id).steps if s.id == step.id)
    assert done.status is StepStatus.DONE
    assert done.evidence[0].text == "team page.png"
    kept = office.data_dir / "evidence" / done.evidence[0].sha256[:2] / done.evidence[0].sha256
    assert kept.read_bytes() == shot.read_bytes()


def test_the_second_operator_sees_what_the_first_did(
    page: Page, phone: Page, office: Server
) -> None:
    case = opened(office)
    step = next(s for s in case.steps if s.state == "open" and s.kind is StepKind.MANUAL)
    for each in (page, phone):
        each.goto(f"{office.url}/case?case={case.id}&step={step.id}")
        each.get_by_label("What was done, and what shows it").fill("Seen in the list.")
        each.get_by_label("Link").fill("https://tickets.example.com/1")
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_text(f"{step.title}: done, with a note and a link.")).to_be_visible()
    phone.get_by_role("button", name="Done", exact=True).click()
    told = phone.get_by_text("was changed after you opened it: it is done by Administrator")
    expect(told).to_be_visible()
    after = next(s for s in look(office, case.id).steps if s.id == step.id)
    assert after.finished_by == "Administrator Example"
    assert len(after.evidence) == 2


def test_an_owner_is_never_taken_away_unasked(page: Page, office: Server) -> None:
    case = opened(office)
    step = next(s for s in case.steps if s.app == "customer-io" and s.owner == "mo@example.com")
    bare = next(s for s in case.steps if s.state == "open" and s.owner == "IT")
    with office.database.write() as session:
        offboarding.assign(session, LOCAL_OPERATOR, bare.id, bare.version, None)
    for one, told in ((step, "assigned to mo@example.com"), (bare, "Choose a person or a group")):
        page.goto(f"{office.url}/case?case={case.id}&step={one.id}")
        expect(page.get_by_role("dialog")).to_be_visible()
        settled(page)  # else the click falls on what is about to be drawn anew
        page.get_by_text("owner, due date, comment").click()
        page.get_by_role("button", name="Assign", exact=True).click()
        expect(page.get_by_text(told)).to_be_visible()
    after = {s.id: s.owner for s in look(office, case.id).steps}
    assert (after[step.id], after[bare.id]) == ("mo@example.com", None)


def test_the_drawer_turns_to_the_step_that_it_is_asked_for(page: Page, office: Server) -> None:
    """Skip, and what a step waits for: the drawer shows that one, not only the link."""
    case = opened(office)
    ready = min(
        (s for s in case.steps if s.state == "open" and not s.is_waiting), key=lambda s: s.due
    )
    waits = next(s for s in case.steps if s.is_waiting and s.needs)
    dialog = page.get_by_role("dialog")
    for step, button in ((ready, "Skip"), (waits, "Open: ")):
        page.goto(f"{office.url}/case?case={case.id}&step={step.id}")
        expect(dialog.get_by_text(step.title).first).to_be_visible()
        settled(page)
        dialog.get_by_role("button", name=button).first.click()
        page.wait_for_url(lambda url, old=step.id: f"step={old}" not in url)
        [number] = re.findall(r"step=(\d+)", page.url)
        title = next(s.title for s in case.steps if s.id == int(number))
        expect(dialog.get_by_role("heading", name=title)).to_be_visible()


def tab_to(page: Page, target: Locator, *, most: int) -> None:
    """Go on by the keyboard, so many fields at most."""
    for _ in range(most):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(target).to_be_focused()


def test_keyboard_alone_is_enough_to_work_a_step(page: Page, office: Server) -> None:
    case = opened(office)
    step = min(
        (s for s in case.steps if s.state == "open" and not s.is_waiting), key=lambda s: s.due
    )
    page.goto(f"{office.url}/case?case={case.id}")
    settled(page)
    button = page.get_by_role("button", name=step.title).first
    button.focus()
    with rerun(page):
        page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    note = dialog.get_by_label("What was done, and what shows it")
    link = dialog.get_by_label("Link")
    done = dialog.get_by_role("button", name="Done", exact=True)
    for each in (note, link, dialog.get_by_text("Upload", exact=True), done):
        expect(each).to_be_visible()  # what is drawn late would be passed by
    tab_to(page, note, most=20)
    page.keyboard.type("Seen in the list.")
    tab_to(page, link, most=4)
    page.keyboard.type("https://tickets.example.com/1")
    tab_to(page, done, most=20)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{step.title}: done, with a note and a link.")).to_be_visible()


def test_a_case_is_approved_by_another_person_closed_and_shown_in_the_timeline(
    page: Page, office: Server
) -> None:
    case = opened(office)
    while todo := [s for s in look(office, case.id).steps if s.state == "open"]:
        for step in todo:
            if step.kind is StepKind.APPROVAL:
                break
            with office.database.write() as session:
                offboarding.finish(session, PIA, step.id, step.version, [LINK], "Agreed")
        else:
            continue
        page.goto(f"{office.url}/case?case={case.id}&step={step.id}")
        page.get_by_label("What was done, and what shows it").fill("Looked through all of it.")
        page.get_by_label("Link").fill("https://tickets.example.com/2")
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text(f"{step.title}: done, with a note and a link.")).to_be_visible()
    page.goto(f"{office.url}/case?case={case.id}")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("The case is closed.").first).to_be_visible()
    assert look(office, case.id).status is CaseStatus.CLOSED
    page.goto(f"{office.url}/case?case={case.id}&view=timeline")
    timeline = page.get_by_role("table", name="Timeline")
    expect(timeline.get_by_text("Closed", exact=True)).to_be_visible()
    expect(timeline.get_by_text(f"{case.steps[0].title}: done").first).to_be_visible()


def test_the_clock_is_the_viewers_until_the_organisation_has_said_its_own(
    browser: Browser, office: Server, accessible: Callable[[Page], None]
) -> None:
    context = browser.new_context(timezone_id="America/New_York")
    listen(context)
    token = office.cookie_for(Role.ADMINISTRATOR)
    context.add_cookies([{"name": "offramp", "value": token, "url": office.url}])
    page = context.new_page()
    page.goto(f"{office.url}/leaving")
    zone = page.get_by_role("combobox", name="The person's time zone")
    more = page.get_by_text("More: manager")
    more.click()
    expect(zone).to_have_value("America/New_York")
    page.goto(f"{office.url}/stack?do=settings")
    own = page.get_by_role("combobox", name="Our time zone")
    expect(own).to_have_value("America/New_York")
    accessible(page)
    own.fill("Berlin")
    own.press("Enter")
    expect(own).to_have_value("Europe/Berlin")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(f"{office.url}/leaving")
    more.click()
    expect(zone).to_have_value("Europe/Berlin")
    page.get_by_role("tab", name="Many from a table").click()
    expect(page.get_by_text("counts on the clock of Europe/Berlin")).to_be_visible()
    context.close()


def test_many_leavers_from_a_pasted_table(
    page: Page, office: Server, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{office.url}/leaving")
    page.get_by_role("tab", name="Many from a table").click()
    box = page.get_by_label("Paste a table")
    rows = (
        "Person,Email,Kind,Effective,Zone\nBen Example,ben@example.com,fired,2026-12-01 17:00,UTC"
    )
    box.fill(rows)
    box.press("Control+Enter")
    expect(page.get_by_text("'fired' is no kind of leaving.")).to_be_visible()
    settled(page)
    box.fill(rows.replace("fired", "voluntary"))
    box.press("Control+Enter")
    page.get_by_role("button", name="Open 1 case").click()
    expect(page.get_by_role("table", name="Cases").get_by_text("Ben Example")).to_be_visible()
    accessible(page)


def test_the_leaver_and_a_viewer_find_nothing(
    page: Page,
    context: BrowserContext,
    office: Server,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    case = opened(office, email="operator.example@example.com", person="Operator Example")
    sign_in_as(context, office, Role.OPERATOR)
    page.goto(f"{office.url}/case?case={case.id}")
    expect(page.get_by_text(f"There is no case {case.number}.")).to_be_visible()
    page.goto(f"{office.url}/work?view=all")
    expect(page.get_by_text("There is nothing to do.")).to_be_visible()
    sign_in_as(context, office, Role.VIEWER)
    page.goto(f"{office.url}/matrix")
    settled(page)
    expect(page.get_by_role("link", name="My work")).to_have_count(0)


def test_what_an_idp_gives_to_a_leaver_is_decided_on_the_case(page: Page, office: Server) -> None:
    case = opened(office, apps=("slack",))
    with office.database.write() as session:
        bridge, token = scim.create_bridge(session, LOCAL_OPERATOR, "customer-io")
    body = {"schemas": [USER], "userName": case.email}
    bearer = {"Authorization": f"Bearer {token}"}
    made = requests.post(f"{office.url}{bridge.path}/Users", json=body, headers=bearer, timeout=60)
    assert made.status_code == 201, made.text
    [asked] = [step for step in look(office, case.id).steps if step.kind is StepKind.DECISION]
    page.goto(f"{office.url}/case?case={case.id}&step={asked.id}")
    dialog = page.get_by_role("dialog")
    answer = dialog.get_by_role("button", name="Not wanted: remove again")
    with rerun(page):
        answer.click()
    expect(dialog.get_by_text("Say why: the reason")).to_be_visible()
    dialog.get_by_label("Why", exact=True).fill("A stale rule in Okta")
    answer.click()
    # Said where it happened; the step's own text has the same words.
    told = page.get_by_role("status").get_by_text("It is dropped, and the removal is requested")
    expect(told).to_be_visible()
    decided = next(step for step in look(office, case.id).steps if step.id == asked.id)
    assert (decided.status, decided.reason) == (StepStatus.DONE, "A stale rule in Okta")
    page.goto(f"{office.url}/bridge?connection={bridge.id}")
    expect(page.get_by_text("cancelled").first).to_be_visible()
