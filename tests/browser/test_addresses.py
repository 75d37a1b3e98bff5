"""Page addresses: what people have as bookmarks, in tickets and in messages, opens its page."""

import pytest
from playwright.sync_api import Page, expect

from pages.ui import addresses
from tests.support.browser import settled
from tests.support.server import Server

HEADINGS = {
    "/": "Support matrix",
    "/matrix": "Support matrix",
    "/app?app=customer-io": "Customer.io",
    "/compare": "Compare",
    "/sources": "Sources",
    "/stack": "Our stack",
    "/wizard": "Recommendation",
    "/stack_advice": "Recommendations for our stack",
    "/decisions": "Decisions",
    "/calculator?app=customer-io": "Calculator",
    "/scenarios": "Scenarios",
    "/stack_cost": "Cost of the stack",
    "/work": "My work",
    "/leaving": "Open a case",
    "/case": "Cases",
    "/proof": "Proof",
    "/checklists?checklist=bridge": "Asked for through the SCIM bridge",
    "/notifications": "Notifications",
    "/connections": "SCIM connections",
    "/bridge": "SCIM bridge",
    "/lab": "SCIM lab",
    "/account": "My account",
    "/users": "Users",
    "/audit": "Audit log",
}


def test_every_page_is_where_it_always_was(server: Server, page: Page) -> None:
    files = [file for name, file in vars(addresses).items() if name.isupper()]
    tried = {address.partition("?")[0].strip("/") for address in HEADINGS}
    assert {file.rpartition("/")[2].removesuffix(".py") for file in files} <= tried
    for address, heading in HEADINGS.items():
        page.goto(f"{server.url}{address}")
        expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
        settled(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("address", ["/case?case=1", "/decisions?decision=1"])
def test_a_link_to_something_that_is_not_there_says_so(
    server: Server, page: Page, address: str
) -> None:
    page.goto(f"{server.url}{address}")
    expect(page.get_by_text("There is no")).to_be_visible()
