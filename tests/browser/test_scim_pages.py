"""The SCIM pages in a browser: an IdP's request over HTTP becomes a step on the page."""

import re
from collections.abc import Callable
from typing import Any

import requests
from playwright.sync_api import BrowserContext, Page, expect

from core.actor import LOCAL_OPERATOR, SYSTEM, Role
from core.offboarding import service as offboarding
from core.scim import service
from core.scim.models import Profile
from tests.support.browser import choose, picture, settled
from tests.support.scim_bridge import LIFECYCLE, PATCH, USER
from tests.support.scim_connections import add_connection
from tests.support.scim_peers import BadServer, reference_server, serving
from tests.support.server import Server


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
        last = requests.post(f"{base}/Users", json=user, headers=headers, timeout=60)
        assert last.status_code == 201
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
    url = f"{base}/Users/{last.json()['id']}"
    assert requests.patch(url, json=body, headers=headers, timeout=60).status_code == 200
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
        made = add_connection(session, "http://127.0.0.1:9/scim", "figma")
        service.ask_removal(session, SYSTEM, made, "ada@example.com")
    page.goto(f"{server.url}/connections")
    expect(page.get_by_role("heading", name="SCIM connections")).to_be_visible()
    removals = page.get_by_role("table", name="Removals")
    expect(removals.get_by_text("tried again later")).to_be_visible()
    settled(page)
    accessible(page)
    picture(page, "connections")


def test_an_app_without_scim_from_the_idps_first_request_to_a_record_that_says_done(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{server.url}/bridge")
    page.get_by_label("App", exact=True).fill("Customer.io")
    choose(page, "IdP", "Okta")
    page.get_by_role("button", name="Bridge it").click()
    expect(page.get_by_text("Customer.io is bridged")).to_be_visible()
    settled(page)
    accessible(page)
    picture(page, "walk-1-bridged")
    url, token = (page.get_by_test_id("stCode").nth(number).inner_text() for number in (0, 1))
    assert url.startswith(f"{server.url}/scim/v2/customer-io-")
    page.get_by_role("tab", name="Set-up").click()
    page.get_by_role("button", name="New token").click()
    expect(page.get_by_text("Bearer token made.")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="New token").click()  # the tab is open still
    page.get_by_role("button", name="Make a new one").click()
    expect(page.get_by_text("✕ revoked")).to_be_visible()
    settled(page)
    told = requests.get(f"{url}/Users", headers={"Authorization": f"Bearer {token}"}, timeout=60)
    assert told.status_code == 401
    token = page.get_by_test_id("stCode").last.inner_text()
    idp = requests.Session()
    idp.headers["Authorization"] = f"Bearer {token}"

    def sent(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = idp.request(method, url + path, json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    # Okta's connector test, then an assignment, as it documents them.
    empty = sent("GET", '/Users?filter=userName eq "eva@example.com"&startIndex=1&count=100')
    assert empty["totalResults"] == 0
    eva = {
        "schemas": [USER], "userName": "eva@example.com", "displayName": "Eva Okafor",
        "name": {"givenName": "Eva", "familyName": "Okafor"}, "externalId": "00ujl29u0le5T6Aj10h7",
        "emails": [{"primary": True, "value": "eva@example.com", "type": "work"}], "active": True,
    }  # fmt: skip
    user = f"/Users/{sent('POST', '/Users', eva)['id']}"

    def recorded() -> tuple[str, str]:
        found = sent("GET", f"{user}?attributes={LIFECYCLE}")[LIFECYCLE]
        return found["work"], found["state"]

    assert recorded() == ("create-account", "open")
    page.goto(f"{server.url}/work")
    page.get_by_role("link", name="1 account or role requested by the IdP").click()
    page.get_by_role("link", name="Create an account for Eva Okafor").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Invite the person")).to_be_visible()
    settled(page)
    accessible(page)
    picture(page, "walk-2-event")
    dialog.get_by_role("textbox").fill("Invited as viewer, seen under Team.")
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text("The person's SCIM record says so")).to_be_visible()
    assert recorded() == ("create-account", "done")

    off = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
    sent("PATCH", user, off)
    page.goto(f"{server.url}/work")
    page.get_by_role("link", name="Remove Eva Okafor from Customer.io").click()
    expect(dialog.get_by_role("link", name="Requested by the IdP")).to_be_visible()
    settled(page)
    accessible(page)
    picture(page, "walk-3-step")
    dialog.get_by_role("link", name="Requested by the IdP").click()
    expect(dialog.get_by_text("the IdP said “deactivated”")).to_be_visible()
    dialog.get_by_role("link", name="Remove Eva Okafor").click()
    note = dialog.get_by_label("What was done, and what shows it")
    note.fill("Account removed; the member list shows two people, not three.")
    dialog.get_by_role("button", name="Done").click()
    expect(
        page.get_by_text("Remove Eva Okafor from Customer.io: done, with a note.")
    ).to_be_visible()
    assert recorded() == ("remove-access", "done")
    page.goto(f"{server.url}/bridge")
    events = page.get_by_role("table", name="Events")
    expect(events.get_by_role("link", name="Step of OFF-0001")).to_be_visible()
    expect(events.get_by_text("done")).to_have_count(2)


def test_an_event_has_no_link_to_a_case_that_the_reader_may_not_see(
    page: Page,
    server: Server,
    context: BrowserContext,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    with server.database.write() as session:
        made, token = service.create_bridge(session, SYSTEM, "figma", profile=Profile.OKTA)
    idp = {"Authorization": f"Bearer {token}"}
    url = f"{server.url}{made.path}/Users"
    eva = {"schemas": [USER], "userName": "eva@example.com", "displayName": "Eva Okafor",
           "active": True}  # fmt: skip
    user = requests.post(url, json=eva, headers=idp, timeout=60).json()["id"]
    off = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
    assert requests.patch(f"{url}/{user}", json=off, headers=idp, timeout=60).ok
    with server.database.write() as session:
        case = offboarding.case(session, LOCAL_OPERATOR, 1)
        offboarding.restrict_case(session, LOCAL_OPERATOR, 1, case.version, ("pia@example.com",))
    page.goto(f"{server.url}/bridge")  # an administrator sees every case
    expect(page.get_by_role("link", name="Step of OFF-0001")).to_be_visible()
    sign_in_as(context, server, Role.OPERATOR)
    page.goto(f"{server.url}/bridge")
    event = page.get_by_role("link", name="Remove Eva Okafor from Figma")
    expect(event).to_be_visible()
    settled(page)
    expect(page.get_by_text("OFF-0001")).to_have_count(0)
    event.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("the IdP said “deactivated”")).to_be_visible()
    expect(dialog.get_by_text("OFF-0001")).to_have_count(0)
    page.goto(f"{server.url}/case?case=1&step={case.steps[0].id}")
    expect(page.get_by_text("There is no case OFF-0001.")).to_be_visible()


def test_an_app_is_connected_tested_and_its_leaver_removed_on_the_page(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    peer = BadServer()
    with serving(peer) as url:
        page.goto(f"{server.url}/connections")
        page.get_by_label("App", exact=True).fill("Figma")
        page.get_by_label("URL of its SCIM endpoint").fill(url)
        page.get_by_label("Token", exact=True).fill("canary")
        page.get_by_text("Advanced").click()
        page.get_by_label("Networks that it may be in").fill("127.0.0.0/8")
        page.get_by_text("Over http, without encryption").click()
        page.get_by_role("button", name="Connect", exact=True).click()
        expect(page.get_by_text("Figma is connected. Test it next.")).to_be_visible()
        page.get_by_role("button", name="Test", exact=True).click()
        seen = page.get_by_role("table", name="Test")
        expect(seen.get_by_text("users can be listed")).to_be_visible()
        settled(page)
        accessible(page)
        picture(page, "walk-4-tested")
        page.keyboard.press("Escape")
        settled(page)
        page.get_by_text("Remove people", exact=True).click()
        page.get_by_text("From every connected app").click()
        page.get_by_label("User names or e-mail addresses").fill("ada@example.com")
        page.get_by_role("button", name="Show what would be sent").click()
        expect(page.get_by_text("Nothing was.")).to_be_visible()
        assert not any(method == "PATCH" for method, _ in peer.asked)
        page.get_by_role("button", name="Remove", exact=True).click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("Deactivated in Figma.")).to_be_visible()
        settled(page)
        accessible(page)
        dialog.get_by_role("button", name="Remove ada@example.com").click()
        removals = page.get_by_role("table", name="Removals")
        expect(removals.get_by_text("proven gone")).to_be_visible()
        removals.get_by_role("link", name="ada@example.com").click()
        expect(dialog.get_by_text("read back from the app")).to_be_visible()
        settled(page)
        accessible(page)
        picture(page, "walk-5-removed")
        dialog.get_by_role("button", name="Look again now").click()
        expect(page.get_by_text("It is looked at again.")).to_be_visible()


def test_the_lab_tells_a_good_endpoint_from_one_that_does_not_answer(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    def connected(app: str, url: str) -> None:
        with server.database.write() as session:
            add_connection(session, url, app)

    with reference_server() as good:
        connected("figma", good)
        connected("zoom", "http://127.0.0.1:9/scim")
        page.goto(f"{server.url}/lab")
        page.get_by_role("button", name="Test it").click()
        expect(page.get_by_role("heading", name="9 of 9 requirements met")).to_be_visible()
        page.get_by_role("button", name="Record as our observation").click()
        expect(page.get_by_role("dialog").get_by_label("Evidence")).to_be_visible()
        settled(page)
        accessible(page)
        page.keyboard.press("Escape")
    choose(page, "Endpoint", "Zoom")
    page.get_by_role("button", name="Test it").click()
    expect(page.get_by_role("heading", name="could not be tested")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Record"))).to_have_count(0)
    settled(page)
    accessible(page)


def test_a_mistyped_connection_is_edited_and_deleted_on_its_page(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    with server.database.write() as session:
        made = add_connection(session, "http://127.0.0.1:9/scim", "figma")
        service.ask_removal(session, SYSTEM, made, "ada@example.com")
        # Off, as the refusal advises: the server's own worker holds the removal at each try, and
        # while it does, the connection is neither changed nor deleted.
        [connection] = service.connections(session, SYSTEM)
        service.set_enabled(session, SYSTEM, made, connection.version, False)
    page.goto(f"{server.url}/connections")
    page.get_by_role("table", name="Connections").get_by_role("link", name="Figma").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Edit", exact=True).click()
    address = dialog.get_by_role("textbox", name="URL of its SCIM endpoint")
    expect(address).to_have_value("http://127.0.0.1:9/scim")
    address.fill("http://127.0.0.1:9/scim/v2")
    accessible(page)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The connection is changed. Test it next.")).to_be_visible()
    expect(page.get_by_role("table", name="Connections")).to_contain_text("/scim/v2")
    settled(page)
    dialog.get_by_text("Delete", exact=True).click()
    expect(dialog.get_by_text("its secret is deleted")).to_be_visible()
    expect(dialog.get_by_text("1 removal is not sent yet; a person must do it.")).to_be_visible()
    dialog.get_by_role("button", name="Delete the connection").click()
    expect(page.get_by_text("The connection to Figma is deleted.")).to_be_visible()
    expect(page.get_by_text("No app is connected yet.")).to_be_visible()


def test_a_bridge_is_deleted_on_its_page_and_its_events_are_found_by_their_link(
    page: Page, server: Server
) -> None:
    with server.database.write() as session:
        made, _token = service.create_bridge(session, SYSTEM, "figma", profile=Profile.OKTA)
    page.goto(f"{server.url}/bridge")
    page.get_by_role("tab", name="Set-up").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete the bridge").click()
    expect(page.get_by_text("The bridge of Figma is deleted.")).to_be_visible()
    expect(page.get_by_text("No app is bridged yet.")).to_be_visible()
    page.goto(f"{server.url}/bridge?connection={made.id}")
    page.get_by_role("tab", name="Set-up").click()
    expect(page.get_by_text("This bridge was deleted on")).to_be_visible()
