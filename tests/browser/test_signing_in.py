"""Signing in and out in a real browser: first run, password, two tabs, two browsers, roles."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.actor import Role
from core.app.audit.signed_files import check_files
from core.audit import service as audit
from core.audit.rows import read_file
from core.signatures.keys import grouped
from tests.support.browser import at_home, settled, sign_out
from tests.support.server import Server

PASSWORD = "five small boats on a lake"


@pytest.fixture
def bare_server(loaded_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A server on which nobody has an account."""
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    running = Server(tmp_path).start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


def set_up(page: Page, server: Server) -> None:
    page.goto(server.set_up_link)
    expect(page.get_by_role("heading", name="Set up Offramp")).to_be_visible()
    page.get_by_label("Your name").fill("Ada Example")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("User name").fill("Ada")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()


def test_the_first_minute_needs_no_mouse(
    page: Page, bare_server: Server, accessible: Callable[[Page], None]
) -> None:
    page.goto(bare_server.url)
    expect(page.get_by_label("Set-up code")).to_be_focused()
    # The link that the server printed, pasted over the address.
    page.goto(bare_server.set_up_link)
    expect(page.get_by_label("Set-up code")).not_to_have_value("")
    expect(page.get_by_label("Your name")).to_be_focused()
    assert "#" not in page.url
    no_grave_violation(page)
    for text in ("Ada Example", "ada@example.com", "ada", "too short", "too short"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("at least 12 characters; this one has 9")
    expect(page.get_by_label("New password")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Ada Example")
    no_grave_violation(page)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    at_home(page)
    accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.nobody
def test_the_forms_fit_and_are_accessible(
    page: Page, server: Server, scheme: Literal["light", "dark"], width: int
) -> None:
    server.cookie_for(Role.ADMINISTRATOR)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for path in ("/sign-in", "/sign-in/reset", "/sign-in?said=provider-down"):
        page.goto(server.url + path)
        no_grave_violation(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path


def no_grave_violation(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not [v["id"] for v in found if v["impact"] in {"serious", "critical"}]


def enter(page: Page, username: str, password: str) -> None:
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_the_first_account_is_made_once_and_signs_in_and_out(
    page: Page, bare_server: Server, accessible: Callable[[Page], None]
) -> None:
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(m.text) if "Content Security" in m.text else None)
    set_up(page, bare_server)
    at_home(page)
    cookie = next(c for c in page.context.cookies() if c["name"] == "offramp")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    page.goto(f"{bare_server.url}/first-run")
    settled(page)
    at_home(page)
    sign_out(page)
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    enter(page, "ada", "not the password at all")
    expect(page.get_by_role("alert")).to_contain_text("The user name or the password is wrong")
    enter(page, "ada", PASSWORD)
    at_home(page)
    # The id of the session that was signed out opens nothing any more.
    old = requests.get(
        bare_server.url,
        cookies={"offramp": cookie["value"]},
        headers={"accept": "text/html"},
        allow_redirects=False,
        timeout=60,
    )
    assert old.headers["location"] == "/sign-in"
    assert not trouble, "\n".join(trouble)


def test_a_session_revoked_in_one_browser_is_out_in_the_other(
    page: Page,
    server: Server,
    browser: Browser,
    sign_in_as: Callable[[BrowserContext, Server, Role], None],
) -> None:
    other = browser.new_context()
    sign_in_as(other, server, Role.OPERATOR)
    theirs = other.new_page()
    theirs.goto(f"{server.url}/sources")
    settled(theirs)
    expect(theirs.get_by_role("heading", name="Sources")).to_be_visible()
    page.goto(f"{server.url}/users")
    settled(page)
    page.get_by_role("link", name="Operator Example").click()
    page.get_by_role("button", name="Sign Operator Example out").click()
    expect(page.get_by_text("1 session of operator.example ended.")).to_be_visible()
    # The open tab is out at its next action.
    theirs.get_by_role("link", name="Compare").click()
    expect(theirs.get_by_role("heading", name="You are signed out")).to_be_visible()
    theirs.get_by_role("link", name="Sign in again").click()
    expect(theirs.get_by_text("Session expired.")).to_be_visible()
    other.close()


def test_signing_out_in_one_tab_clears_the_others(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sources")
    settled(page)
    other = page.context.new_page()
    other.goto(f"{server.url}/users")
    settled(other)
    expect(other.get_by_role("heading", name="Users")).to_be_visible()
    sign_out(page)
    # Nobody touches the other tab.
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(other.get_by_role("heading", name="Users")).to_have_count(0)
    expect(other).to_have_url(f"{server.url}/sign-in?next=%2Fusers")


def test_no_page_elsewhere_may_send_messages_to_ours(server: Server) -> None:
    said = requests.get(f"{server.url}/_stcore/host-config", timeout=60).json()
    assert said["allowedOrigins"] == []


@pytest.mark.nobody
def test_who_is_not_signed_in_gets_nothing_but_the_form(server: Server) -> None:
    held = ("/audit", "/media/x.csv", "/files/audit-log.csv", "/files/evidence/1")
    for path in ("/", *held, "/_stcore/metrics", "/_stcore/agent/openapi.json"):
        answer = requests.get(server.url + path, timeout=60, allow_redirects=False)
        assert answer.status_code in {303, 401}, path
    origin = {"origin": "https://evil.example"}
    for path in ("/sign-in", "/sign-out", "/first-run", "/sign-in/reset"):
        answer = requests.post(server.url + path, headers=origin, timeout=60, allow_redirects=False)
        assert answer.status_code in {303, 403}, path
        assert "set-cookie" not in answer.headers
    big = requests.post(
        f"{server.url}/sign-in",
        data={"x": "y" * 20_000},
        headers={"origin": server.url},
        timeout=60,
    )
    assert big.status_code == 413
    answer = requests.get(f"{server.url}/sign-in", timeout=60)
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
        assert name in answer.headers
    assert "server" not in answer.headers
    assert requests.get(f"{server.url}/healthz", timeout=60).json() == {"status": "ok"}
    for evil in ("//evil.example", "/\\evil.example", "https://evil.example"):
        page = requests.get(f"{server.url}/sign-in", params={"next": evil}, timeout=60)
        assert "evil.example" not in page.text


def test_the_audit_page_filters_verifies_and_exports(
    page: Page, server: Server, accessible: Callable[[Page], None], tmp_path: Path
) -> None:
    page.goto(f"{server.url}/audit?action=account")
    settled(page)
    log = page.get_by_role("table", name="Audit entries")
    expect(log).to_contain_text("added an account for")
    expect(log).to_contain_text("account.add")
    expect(log).not_to_contain_text("catalog.load")
    whole = log.locator("pre").first
    expect(whole).to_be_hidden()
    log.get_by_text("JSON", exact=True).first.click()
    expect(whole).to_contain_text('"action": "account.')
    page.get_by_role("button", name="Verify the whole log").click()
    expect(page.get_by_text("The chain holds.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export JSONL").click()
    target = tmp_path / "log.jsonl"
    download.value.save_as(target)
    found = audit.verify_entries(read_file(target), None)
    assert found.holds
    assert found.count >= 4
    with page.expect_download() as download:
        page.get_by_role("link", name="Export the selection as CSV").click()
    assert download.value.suggested_filename.startswith("offramp-audit-selection-")
    first, *lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert "no whole chain" in first
    assert "action: account" in first
    assert len(lines) > 1
    assert all(",account." in line for line in lines[1:])
    [checked] = check_files([target], ())
    assert checked.holds, checked.problems
    page.reload()
    settled(page)
    key = checked.statement.keys[-1].key if checked.statement else ""
    expect(page.get_by_text(f"Public key: {grouped(key)}")).to_be_visible()
    page.get_by_text(re.compile("^Exports")).click()
    expect(page.get_by_role("table", name="Exports")).to_contain_text("JSONL")
    accessible(page)


def test_a_one_time_link_from_the_users_page_sets_a_password(
    page: Page, server: Server, browser: Browser, accessible: Callable[[Page], None]
) -> None:
    page.goto(f"{server.url}/users")
    settled(page)
    page.get_by_role("button", name="Add a user").click()
    page.get_by_label("User name").fill("ben")
    page.get_by_role("button", name="Add", exact=True).click()
    link = page.get_by_test_id("stCode").locator("code")
    expect(link).to_contain_text("/sign-in/reset#")
    accessible(page)
    guest = browser.new_context().new_page()
    guest.goto(str(link.text_content()).strip().replace("localhost", "127.0.0.1"))
    expect(guest.get_by_label("One-time code")).not_to_have_value("")
    assert "#" not in guest.url
    guest.get_by_label("New password").fill("too short")
    guest.get_by_label("The password again").fill("too short")
    guest.get_by_role("button", name="Set the password").click()
    expect(guest.get_by_role("alert")).to_contain_text("at least 12 characters")
    expect(guest.get_by_label("New password")).to_be_focused()
    expect(guest.get_by_label("New password")).to_have_attribute("aria-invalid", "true")
    expect(guest.get_by_label("One-time code")).not_to_have_value("")
    # The link still holds after a mistake, and signs in.
    guest.get_by_label("New password").fill(PASSWORD)
    guest.get_by_label("The password again").fill(PASSWORD)
    guest.get_by_role("button", name="Set the password").click()
    at_home(guest)
    guest.context.clear_cookies()
    guest.goto(server.url)
    enter(guest, "ben", PASSWORD)
    at_home(guest)
    guest.context.close()
