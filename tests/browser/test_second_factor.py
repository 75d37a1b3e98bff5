"""Second factors in a real browser, with Chromium's virtual authenticator (WebAuthn over CDP)."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import update
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Role
from core.audit.models import AuditEntry
from core.identity import accounts, passwords
from core.identity import service as identity
from core.identity.models import SignInSession
from core.identity.second_factor.models import Passkey
from tests.support.browser import at_home, picture, settled
from tests.support.server import Server

PASSWORD = "five small boats on a lake"
pytestmark = pytest.mark.nobody


class Key:
    """A virtual authenticator that is plugged in to a page."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.name = {"authenticatorId": added["authenticatorId"]}

    def credentials(self) -> list[dict]:
        return self.cdp.send("WebAuthn.getCredentials", self.name)["credentials"]

    def set_back(self) -> None:
        """Put in what a copy from before would be: the same key with a lower counter."""
        for credential in self.credentials():
            self.cdp.send(
                "WebAuthn.removeCredential",
                {**self.name, "credentialId": credential["credentialId"]},
            )
            self.cdp.send(
                "WebAuthn.addCredential",
                {**self.name, "credential": {**credential, "signCount": 0}},
            )

    def into(self, tab: Page) -> None:
        """The same key in another tab: a virtual one is plugged in to one page only."""
        there = Key(tab)
        for credential in self.credentials():
            there.cdp.send("WebAuthn.addCredential", {**there.name, "credential": credential})

    def lose(self) -> None:
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", self.name)


@pytest.fixture
def home(server: Server) -> str:
    """Passkeys need a name, not an IP address."""
    with server.database.write() as session:
        for name, role in (("ada", Role.ADMINISTRATOR), ("ben", Role.ADMINISTRATOR)):
            identity.add(
                session,
                LOCAL_OPERATOR,
                username=name,
                name=f"{name.title()} Example",
                role=role,
                email=f"{name}@example.com",
            )
            accounts.find(session, name).password_hash = passwords.hashed(PASSWORD)
    return f"http://localhost:{server.port}"


def give_password(page: Page, home: str, name: str = "ada") -> None:
    page.goto(f"{home}/sign-in")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def press(page: Page, name: str) -> None:
    """Press what sends a form, and wait for the page that answers it.

    A click is over before the answer comes: who looks at once sees the page before.
    """
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name=name, exact=True).click()


def signed_in(page: Page) -> None:
    at_home(page)


def code_used(page: Page, left: int) -> None:
    """What is said first after a recovery code was used."""
    expect(page.get_by_text(f"{left} of 10 recovery codes are left")).to_be_visible()
    no_grave_violation(page)
    picture(page, "second-factor-recovery-code-used")
    page.get_by_role("link", name="Continue").click()
    signed_in(page)


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def add_passkey(page: Page, home: str, name: str = "blue key") -> list[str]:
    page.goto(f"{home}/account/factors")
    page.get_by_label("Name of the passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text(name, exact=True)).to_be_visible()
    return codes


def add_app(page: Page, home: str) -> pyotp.TOTP:
    page.goto(f"{home}/account/factors")
    page.locator("summary", has_text="Authenticator app").click()
    page.get_by_role("button", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    no_grave_violation(page)
    app = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    # The step before now: so that now's code is still good for what comes.
    page.get_by_label("Code", exact=True).fill(app.at(datetime.now(UTC) - timedelta(seconds=30)))
    press(page, "Set up")
    return app


def no_grave_violation(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not [v["id"] for v in found if v["impact"] in {"serious", "critical"}]


def actions(server: Server) -> list[str]:
    with server.database.read() as session:
        return list(session.scalars(select(col(AuditEntry.action)).order_by(col(AuditEntry.id))))


def test_a_passkey_is_registered_used_lost_and_replaced(
    page: Page, home: str, server: Server, accessible: Callable[[Page], None]
) -> None:
    give_password(page, home)
    signed_in(page)
    needed = page.get_by_text("Your role, administrator, needs a second factor.")
    expect(needed).to_be_visible()
    picture(page, "second-factor-grace")
    page.get_by_role("button", name="Later").click()
    expect(needed).to_be_hidden()
    page.reload()
    signed_in(page)
    expect(needed).to_be_hidden()
    key = Key(page)
    codes = add_passkey(page, home)
    assert len(codes) == 10

    sign_out(page)
    give_password(page, home)  # the page asks the authenticator by itself
    signed_in(page)
    expect(page.get_by_text("needs a second factor")).to_have_count(0)

    sign_out(page)
    page.goto(f"{home}/sign-in?next=/stack")
    page.get_by_role("link", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Our stack")).to_be_visible()

    key.lose()
    sign_out(page)
    give_password(page, home)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_text("Lost it? Use a recovery code").click()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    code_used(page, 9)

    sign_out(page)
    give_password(page, home)
    page.get_by_text("Lost it? Use a recovery code").click()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("The code is wrong.")).to_be_visible()
    page.get_by_label("Code").fill(codes[1])  # the field stays open
    page.get_by_role("button", name="Continue").click()
    code_used(page, 8)

    page.goto(f"{home}/account/factors")
    expect(page.get_by_text("8 of 10 left")).to_be_visible()
    page.get_by_role("button", name="Remove blue key").click()
    expect(page.get_by_role("alert").first).to_contain_text("this is your last one")
    Key(page)
    page.get_by_text("Passkey", exact=True).click()
    page.get_by_label("Name of the passkey").fill("red key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is added.")
    page.get_by_role("button", name="Remove blue key").click()
    expect(page.get_by_role("button", name="Remove blue key")).to_have_count(0)
    page.goto(f"{home}/account")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    accessible(page)
    picture(page, "second-factor-account")


def test_a_copied_passkey_is_disabled_and_its_owner_told(
    page: Page, home: str, server: Server
) -> None:
    give_password(page, home)
    signed_in(page)
    key = Key(page)
    codes = add_passkey(page, home)
    sign_out(page)
    give_password(page, home)
    signed_in(page)
    assert key.credentials()[0]["signCount"] > 0
    with server.database.read() as session:
        assert session.scalars(select(col(Passkey.sign_count))).one() > 0
    key.set_back()
    with server.database.write() as session:  # a copy may be several uses behind
        session.execute(update(Passkey).values(sign_count=9))
    sign_out(page)
    give_password(page, home)
    expect(page.get_by_role("alert").first).to_contain_text("only a copy of it explains")
    assert actions(server)[-1] == "identity.passkey-copied"
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    code_used(page, 9)
    expect(page.get_by_text("A passkey of yours may have been copied")).to_be_visible()


def test_a_code_signs_in_once_and_two_at_once_are_one(page: Page, home: str) -> None:
    give_password(page, home)
    signed_in(page)
    app = add_app(page, home)
    page.get_by_role("link", name="I have kept them").click()
    sign_out(page)
    give_password(page, home)
    code = app.now()
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Continue").click()
    signed_in(page)
    sign_out(page)
    give_password(page, home)
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Each code works once")

    later = app.at(datetime.now(UTC) + timedelta(seconds=30))

    def attempt(_number: int) -> bool:
        browser = requests.Session()
        form = {"username": "ada", "password": PASSWORD}
        browser.post(f"{home}/sign-in", form, headers={"origin": home}, timeout=60)
        browser.post(
            f"{home}/sign-in/second", {"code": later}, headers={"origin": home}, timeout=60
        )
        return "offramp" in browser.cookies

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == [False, True]


def test_after_the_time_of_grace_the_way_in_leads_through_setting_one_up(
    page: Page, home: str, server: Server
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=15)
    with server.database.write() as session:
        accounts.find(session, "ada").second_factor_since = long_ago
    give_password(page, home)
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    page.goto(f"{home}/stack")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    give_password(page, home)
    Key(page)
    page.get_by_label("Name of the passkey").fill("laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    signed_in(page)


def confirmation_is_old(server: Server) -> None:
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    with server.database.write() as session:
        session.execute(update(SignInSession).values(confirmed_at=an_hour_ago))


def asked_in_a_new_tab(page: Page) -> Page:
    expect(page.get_by_text("Confirm first that it is you")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Confirm that it is you").click()
    tab = opened.value
    expect(tab.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    return tab


def test_rights_ask_for_a_fresh_confirmation_and_one_comes_back(
    page: Page, home: str, server: Server
) -> None:
    give_password(page, home)
    signed_in(page)
    key = Key(page)
    add_passkey(page, home)
    confirmation_is_old(server)
    page.goto(f"{home}/users?account=ben")
    settled(page)
    page.get_by_role("button", name="Disable Ben Example").click()
    tab = asked_in_a_new_tab(page)
    tab.get_by_role("link", name="Cancel").click()
    expect(tab.get_by_role("heading", name="Nothing was confirmed")).to_be_visible()
    tab.get_by_role("link", name="Try again").click()
    key.into(tab)
    expect(tab.get_by_label("Password")).to_have_count(0)
    tab.get_by_role("button", name="Use a passkey").click()
    expect(tab.get_by_role("heading", name="Confirmed")).to_be_visible()
    tab.close()
    page.get_by_role("button", name="Disable Ben Example").click()
    expect(page.get_by_role("dialog").get_by_text("✕ Disabled")).to_be_visible()


def test_after_a_confirmation_the_same_account_is_chosen_and_what_was_typed_is_there(
    page: Page, home: str, server: Server
) -> None:
    give_password(page, home)
    signed_in(page)
    page.goto(f"{home}/users")
    settled(page)
    # Nobody is chosen by being the first of the list.
    expect(page.get_by_role("button", name=re.compile("^Disable"))).to_have_count(0)
    page.get_by_role("button", name="Add a user").click()
    page.get_by_label("User name").fill("mona")
    page.get_by_label("Name", exact=True).fill("Mona Example")
    confirmation_is_old(server)
    page.get_by_role("button", name="Add", exact=True).click()
    tab = asked_in_a_new_tab(page)
    tab.get_by_role("link", name="Cancel").click()
    tab.close()
    expect(page.get_by_label("User name")).to_have_value("mona")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Ben Example").click()
    expect(page.get_by_role("button", name="Disable Ben Example")).to_be_visible()
    page.get_by_role("button", name="Disable Ben Example").click()
    tab = asked_in_a_new_tab(page)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Continue").click()
    expect(tab.get_by_role("heading", name="Confirmed")).to_be_visible()
    no_grave_violation(tab)
    # Who has closed the first tab goes on here, with the same account.
    tab.get_by_role("link", name="Open the page here").click()
    expect(tab.get_by_role("button", name="Disable Ben Example")).to_be_visible()
    tab.close()
    page.reload()
    expect(page.get_by_role("button", name="Disable Ben Example")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a user").click()
    page.get_by_label("User name").fill("mona")
    page.get_by_label("Name", exact=True).fill("Mona Example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Give this link to mona.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_fit_and_are_accessible(
    browser: Browser,
    home: str,
    scheme: str,
    width: int,
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    give_password(page, home)
    signed_in(page)
    key = Key(page)
    add_passkey(page, home, "a key with a rather long name for a narrow telephone")
    no_grave_violation(page)
    add_app(page, home)
    page.goto(f"{home}/sign-in/again?next=/users")
    no_grave_violation(page)
    key.lose()
    page.context.clear_cookies()
    give_password(page, home)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    no_grave_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_recovery_codes_are_copied_and_saved(browser: Browser, home: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    give_password(page, home)
    signed_in(page)
    add_app(page, home)
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "\n".join(codes)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download").click()
    assert coming.value.suggested_filename == "offramp-recovery-codes.txt"
    saved = coming.value.path().read_text()
    assert saved.splitlines()[4:] == codes
    assert home in saved
    context.close()


def test_a_passkey_is_asked_for_by_itself_only_where_one_has_worked_and_no_is_no_error(
    browser: Browser, page: Page, home: str
) -> None:
    give_password(page, home)
    signed_in(page)
    Key(page)
    add_passkey(page, home)
    asked = "navigator.credentials.get = () => { window.asked = (window.asked || 0) + 1; return "
    refused = "Promise.reject(new DOMException('no', 'NotAllowedError')); };"
    phone = browser.new_context()
    phone.add_init_script(asked + refused)
    there = phone.new_page()
    give_password(there, home)
    expect(there.get_by_role("button", name="Use a passkey")).to_be_visible()
    assert there.evaluate("window.asked") is None
    there.get_by_role("button", name="Use a passkey").click()
    expect(there.get_by_role("alert")).to_contain_text("No passkey was used")
    there.evaluate("localStorage.setItem('offramp-passkey', 'worked')")
    there.reload()
    there.wait_for_function("window.asked === 1")
    expect(there.get_by_role("button", name="Use a passkey")).to_be_visible()
    expect(there.get_by_role("alert")).to_have_count(0)
    phone.close()
