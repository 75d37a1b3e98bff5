"""The list of twelve apps in a browser: brought in as a person does, and found in tables."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import choose_several, settled
from tests.support.server import Server
from tests.support.twelve_apps import LIST


def row(page: Page, table: str, app: str) -> Locator:
    rows = page.get_by_role("table", name=table).get_by_role("row")
    return rows.filter(has=page.get_by_role("rowheader", name=re.compile(f"^{re.escape(app)}")))


def bring_in(page: Page, server: Server) -> None:
    """Paste the list, confirm what Datadog's plan means, and say which IdP we have."""
    page.goto(f"{server.url}/stack")
    page.get_by_role("button", name="Import a list").click()
    field = page.get_by_role("textbox", name="Names, one a line")
    field.fill(LIST.read_text(encoding="utf-8"))
    page.get_by_role("button", name="Check the list").click()
    settled(page)
    expect(page.get_by_text("1 new: Acme Intranet")).to_be_visible()
    page.get_by_role("radio", name="Infrastructure Pro").click()
    settled(page)
    page.get_by_role("button", name="Add 12 apps").click()
    expect(page.get_by_text("12 apps added.")).to_be_visible()
    page.get_by_role("button", name="Choose identity providers").click()
    choose_several(page, "Identity providers in use", "Okta")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
