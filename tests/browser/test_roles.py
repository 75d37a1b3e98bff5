"""Each role drives the real pages, and tries the links of others."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Role
from core.audit.models import AuditEntry
from core.scim import service as scim
from core.scim.models import Profile
from core.stack import service as stack
from tests.support.browser import at_home, rerun, settled
from tests.support.server import Server

SHOWN_TO = {
    "Matrix": set(Role),
    "Our stack": set(Role),
    "Calculator": set(Role),
    "Connections": {Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR},
    "Bridge": {Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR},
    "Lab": {Role.OPERATOR, Role.ADMINISTRATOR},
    "Users": {Role.AUDITOR, Role.ADMINISTRATOR},
    "Groups": {Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR},
    "Audit log": {Role.AUDITOR, Role.ADMINISTRATOR},
}
CHANGING = re.compile(
    r"(accept|add|ask|apply|change|close|connect|create|decide|delete|disable|edit|end|finish|give"
    r"|import|let|make|new|open|paste|record|remove|reopen|replace|revoke|rotate|run|save|set|sign"
    r"|start|take|test|turn)\b",
    re.IGNORECASE,
)
"""How the name of a button begins that changes something."""
ONE_OF_MINE = re.compile(r"End [0-9a-f]{6}")
"""Each session of one's own has its short ID on its button."""
HARMLESS = {
    "My account": {"End one", "Make a token", "Change password"},
    "Audit log": set(),
}
"""Buttons that everybody has: on their own account."""


def fill(server: Server) -> None:
    """Something on most pages that could be changed."""
    with server.database.write() as session:
        stack.add(session, LOCAL_OPERATOR, "slack")
        stack.add(session, LOCAL_OPERATOR, "customer-io")
        scim.create_bridge(session, LOCAL_OPERATOR, "figma", profile=Profile.OKTA)


def links(page: Page) -> dict[str, str]:
    """The menu's entries and the tabs of each, and one's own account: name → link."""
    at_home(page)
    settled(page)
    menu = _texts(page.locator("[class*='st-key-menu-']").get_by_role("link"))
    found = {"My account": "account"}
    for name, href in menu.items():
        if href.endswith("account"):
            continue
        follow(page, href)
        tabs = _texts(page.locator(".st-key-page-tabs").get_by_role("link"))
        found |= tabs or {name: href}
    return found


def _texts(found: Locator) -> dict[str, str]:
    every = found.evaluate_all("all => all.map(one => [one.innerText, one.getAttribute('href')])")
    return {text.split("\n")[-1].strip(): href for text, href in every}


def enabled_buttons(page: Page) -> set[str]:
    found = page.get_by_test_id("stMain").get_by_role("button")
    names = found.evaluate_all(
        """all => all.filter(one => one.checkVisibility({visibilityProperty: true})
            && !one.disabled && one.ariaDisabled !== "true").map(one => one.innerText.trim())"""
    )
    return {name.split("\n")[-1] for name in names}


def follow(page: Page, href: str) -> None:
    """Open a page by its entry in the menu."""
    with rerun(page):
        page.locator(f"a[href='{href}']").first.click()
    expect(page).to_have_url(re.compile(f"/{href.rpartition('/')[2]}$"))
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_be_visible()


def open_page(page: Page, server: Server, href: str) -> None:
    """Open a page by its address."""
    page.goto(f"{server.url}/{href.rpartition('/')[2]}")
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_be_visible()
    settled(page)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_its_pages_and_no_others(
    page: Page,
    server: Server,
    role: Role,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    fill(server)
    page.goto(server.url)
    everything = links(page)
    assert set(SHOWN_TO) <= set(everything)
    sign_in_as(page.context, server, role)
    page.goto(server.url)
    offered = links(page)
    for title, roles in SHOWN_TO.items():
        assert (everything[title] in offered.values()) is (role in roles), title

    for title, href in offered.items():
        open_page(page, server, href)
        told = page.get_by_test_id("stMain").inner_text()
        for trouble in ("Something went wrong", "which does not include", "Page not found"):
            assert trouble not in told, (title, told)
        if role in {Role.VIEWER, Role.AUDITOR}:
            buttons = {ONE_OF_MINE.sub("End one", name) for name in enabled_buttons(page)}
            changing = {name for name in buttons if CHANGING.match(name)}
            assert not changing - HARMLESS.get(title, set()), (title, changing)

    forbidden = {title: href for title, href in everything.items() if href not in offered.values()}
    for title, href in forbidden.items():
        open_page(page, server, href)
        expect(page.get_by_role("heading", name=f"{title}: not for your role")).to_be_visible()
        expect(page.get_by_text(f"signed in as {role}")).to_be_visible()
    assert refusals(server, len(forbidden)) >= len(forbidden)


def refusals(server: Server, wanted: int) -> int:
    """How many refusals are in the log; they are written right after the refused transaction."""
    deadline = time.monotonic() + 60
    while True:
        with server.database.read() as session:
            query = select(AuditEntry).where(col(AuditEntry.action) == "identity.refused")
            found = len(session.exec(query).all())
        if found >= wanted or time.monotonic() > deadline:
            return found


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_its_routes_and_no_others(
    page: Page,
    server: Server,
    role: Role,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    sign_in_as(page.context, server, role)
    page.goto(server.url)
    overseer = role in {Role.AUDITOR, Role.ADMINISTRATOR}
    for form in ("jsonl", "csv"):
        address = f"{server.url}/files/audit-log.{form}"
        answer = page.request.get(address, headers={"sec-fetch-site": "same-origin"})
        assert answer.status == (200 if overseer else 403)
        assert ("identity." in answer.text()) is overseer
