"""Page addresses: what people have as bookmarks, in tickets and in messages, opens its page."""

import shutil
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect
from sqlalchemy import text

from core.actor import Role
from pages.ui import addresses
from tests.support.browser import at_home, settled
from tests.support.server import Server

HEADINGS = {
    "/matrix": "Support matrix",
    "/app?app=customer-io": "Customer.io",
    "/compare": "Compare",
    "/sources": "Sources",
    "/stack": "Our stack",
    "/wizard": "Recommendation",
    "/stack_advice": "Recommendations",
    "/decisions": "Decisions",
    "/calculator?app=customer-io": "Calculator",
    "/scenarios": "Scenarios",
    "/stack_cost": "Cost of our stack",
    "/work": "My work",
    "/leaving": "Open a case",
    "/case": "Cases",
    "/people": "People",
    "/person": "Person",
    "/accounts": "Accounts",
    "/findings": "Findings",
    "/feeds": "Feeds",
    "/proof": "Proof",
    "/checklists?checklist=bridge": "Asked for through the SCIM bridge",
    "/notifications": "Notifications",
    "/connections": "SCIM connections",
    "/bridge": "SCIM bridge",
    "/lab": "SCIM lab",
    "/account": "My account",
    "/start": "Guided start",
    "/users": "Users",
    "/groups": "Groups",
    "/audit": "Audit log",
}


def test_every_page_is_where_it_always_was(server: Server, page: Page) -> None:
    files = [file for name, file in vars(addresses).items() if name.isupper()]
    tried = {address.partition("?")[0].strip("/") for address in HEADINGS} | {"home", "missing"}
    assert {file.rpartition("/")[2].removesuffix(".py") for file in files} <= tried
    for address, heading in HEADINGS.items():
        page.goto(f"{server.url}{address}")
        expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
        settled(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)  # Streamlit's "Page not found"
    # The browser keeps nothing of what it was shown; Streamlit stores how its menu was left.
    kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    told = ("example", "Customer", "offramp", "slack")
    assert not [word for word in told if word.lower() in kept.lower()], kept


@pytest.mark.parametrize("address", ["/case?case=1", "/decisions?decision=1"])
def test_a_link_to_something_that_is_not_there_says_so(
    server: Server, page: Page, address: str
) -> None:
    page.goto(f"{server.url}{address}")
    expect(page.get_by_text("There is no")).to_be_visible()


@pytest.mark.parametrize("address", ["/nosuch", "/case/1", "/nosuch?app=customer-io"])
def test_an_address_that_is_no_page_says_so_and_leads_home(
    server: Server, page: Page, address: str
) -> None:
    page.goto(f"{server.url}{address}")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    expect(page.get_by_text(f"no page at {address.partition('?')[0]}.")).to_be_visible()
    page.get_by_role("button", name="Search for it").click()
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Go to Home").click()
    at_home(page)


def test_a_link_to_the_matrix_from_when_it_was_the_first_page_keeps_its_filters(
    server: Server, page: Page
) -> None:
    page.goto(f"{server.url}/?q=customer.io")
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("customer.io")
    expect(page.get_by_role("link", name="Customer.io", exact=True)).to_be_visible()


def test_an_unknown_address_is_answered_with_not_found(server: Server) -> None:
    cookies = {"offramp": server.cookie_for(Role.VIEWER)}
    for address, status in {
        "/nosuch": 404,
        "/": 200,
        "/stack": 200,
        "/home": 307,
        "/?q=x": 307,
    }.items():
        answer = requests.get(
            f"{server.url}{address}",
            headers={"accept": "text/html"},
            cookies=cookies,
            allow_redirects=False,
            timeout=10,
        )
        assert answer.status_code == status, address


def test_a_page_that_fails_says_so_and_no_more(
    loaded_file: Path, tmp_path: Path, page: Page
) -> None:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    running = Server(tmp_path).start()
    try:
        page.context.add_cookies(
            [{"name": "offramp", "value": running.cookie_for(Role.OPERATOR), "url": running.url}]
        )
        with running.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE scenario RENAME TO scenario_canary"))
        page.goto(f"{running.url}/scenarios")
        expect(page.get_by_text("Something went wrong on this page.")).to_be_visible()
        for word in ("Traceback", "scenario_canary", "sqlalchemy", "SELECT", ".py"):
            assert word not in page.content(), word
    finally:
        running.stop()
    told = running.log.read_text()
    assert "a page failed" in told
    assert "no such table: scenario" in told
