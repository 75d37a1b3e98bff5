"""Groups, tokens of the command line, and what the owner of a step sees of a restricted case."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, expect

from core.actor import LOCAL_OPERATOR, Role
from core.identity import service as identity
from core.offboarding.models import CaseKind
from core.stack import service as stack
from core.stack.entries import StackFields
from tests.support import company
from tests.support.browser import settled
from tests.support.server import Server

OWNER = "operator.example@example.com"


def test_an_administrator_fills_a_group(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    server.cookie_for(Role.OPERATOR)
    page.goto(f"{server.url}/groups")
    empty = "No members who can work steps: IT, Security, HR, Finance"
    expect(page.get_by_text(empty)).to_be_visible()
    page.get_by_role("link", name="IT", exact=True).click()
    page.get_by_role("combobox", name="Members").click()
    page.get_by_role("option", name="Operator Example").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("IT is saved.")).to_be_visible()
    expect(page.get_by_text("No members who can work steps: Security")).to_be_visible()
    accessible(page)
    with server.database.read() as session:
        group = next(g for g in identity.groups(session, LOCAL_OPERATOR) if g.name == "IT")
    assert [one.name for one in group.members] == ["Operator Example"]


def test_a_token_is_shown_once(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{server.url}/account")
    page.get_by_label("What will use it").fill("nightly import")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("Copy the token now.")).to_be_visible()
    token = page.get_by_test_id("stCode").inner_text().strip()
    accessible(page)
    actor = identity.act_with_token(server.database, token, None, datetime.now(UTC))
    assert actor.name == "Administrator Example"
    page.reload()
    settled(page)
    expect(page.get_by_text(token)).to_have_count(0)
    token_row = page.locator("[class*='st-key-ending-token-to-end-']")
    token_row.filter(has_text="nightly import").get_by_role("button").click()
    expect(page.get_by_text(re.compile("^Ended: [0-9a-f]{6} · nightly import"))).to_be_visible()


def test_the_owner_of_a_step_of_a_restricted_case_sees_that_step_alone(
    browser: Browser, server: Server, accessible: Callable[[Page], None]
) -> None:
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "slack")
    token = server.cookie_for(Role.OPERATOR)
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "customer-io", StackFields(owner=OWNER))
    moment = datetime.now(UTC) + timedelta(hours=4)
    case = company.opened(
        server.database, LOCAL_OPERATOR, kind=CaseKind.INVOLUNTARY, effective=moment, note="Quietly"
    )
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "offramp", "value": token, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/case?case={case.id}")
    mine = [step for step in case.steps if step.owner == OWNER]
    expect(page.get_by_text("and nothing else of this case")).to_be_visible()
    for step in mine:
        expect(page.get_by_role("button", name=step.title)).to_be_visible()
    expect(page.get_by_text("Quietly")).to_have_count(0)
    expect(page.get_by_text("Slack")).to_have_count(0)
    accessible(page)
    page.get_by_role("button", name=mine[0].title).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    context.close()
