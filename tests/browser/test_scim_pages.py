"""The SCIM pages in a browser: an IdP's request over HTTP becomes a step on the page."""

import os
from collections.abc import Callable

import requests
from playwright.sync_api import Page, expect

from core.actor import SYSTEM
from core.scim import service
from core.scim.models import AuthKind, Profile
from core.scim.service import ConnectionInput
from tests.browser.conftest import Server, settled
from tests.scim_support import PATCH, USER

SHOTS = os.environ.get("OFFRAMP_TEST_SHOTS")


def picture(page: Page, name: str) -> None:
    if not SHOTS:
        return
    for width, height in ((1280, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(600)
            page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png", full_page=True)


def test_what_an_idp_does_is_on_the_bridge_page(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    with server.database.write() as session:
        made, token = service.create_bridge(session, SYSTEM, "figma", profile=Profile.OKTA)
    headers = {"Authorization": f"Bearer {token}"}
    base = f"{server.url}{made.path}"
    for name in ("ada", "ben", "eva"):
        user = {"schemas": [USER], "userName": f"{name}@example.com", "active": True,
                "displayName": f"{name.title()} Example"}  # fmt: skip
        last = requests.post(f"{base}/Users", json=user, headers=headers, timeout=30)
        assert last.status_code == 201
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
    url = f"{base}/Users/{last.json()['id']}"
    assert requests.patch(url, json=body, headers=headers, timeout=30).status_code == 200
    page.goto(f"{server.url}/bridge")
    expect(page.get_by_role("heading", name="SCIM bridge")).to_be_visible()
    events = page.get_by_role("table", name="Events")
    expect(events.get_by_text("Remove Eva Example from Figma")).to_be_visible()
    settled(page)
    accessible(page)
    picture(page, "bridge")


def test_a_connection_and_its_removals_are_on_the_page(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    with server.database.write() as session:
        wanted = ConnectionInput(
            "figma", "http://127.0.0.1:9/scim", AuthKind.BEARER, "x", allow_http=True,
            allowed_networks=("127.0.0.0/8",),
        )  # fmt: skip
        made = service.connect(session, SYSTEM, wanted)
        service.ask_removal(session, SYSTEM, made.id, "ada@example.com")
    page.goto(f"{server.url}/connections")
    expect(page.get_by_role("heading", name="SCIM connections")).to_be_visible()
    removals = page.get_by_role("table", name="Removals")
    expect(removals.get_by_text("tried again later")).to_be_visible(timeout=20_000)
    settled(page)
    accessible(page)
    picture(page, "connections")
