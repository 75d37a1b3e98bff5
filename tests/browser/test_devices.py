"""Devices in a real browser, and what a page on another port of the same host can do: nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from core.actor import Role
from core.identity import accounts, passwords, sign_in
from core.identity import service as identity
from core.identity.models import Device, SignInSession
from core.identity.sessions import Lifetimes, Place
from tests.support.browser import at_home, rerun, settled, sign_out
from tests.support.server import Server

PASSWORD = "five small boats on a lake"
ROUNDS = 2


class Elsewhere(BaseHTTPRequestHandler):
    """Another program's page on this machine."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of a page on another port of the server's host."""
    other = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=other.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{other.server_address[1]}"
    other.shutdown()
    other.server_close()


def test_a_page_on_another_port_drives_nobodys_session(
    page: Page, server: Server, elsewhere: str
) -> None:
    """The browser sends the cookie along: the same site, in spite of the port."""
    opened = """url => new Promise(done => {
        const socket = new WebSocket(url, ["streamlit"]);
        socket.onopen = () => done("open");
        socket.onerror = () => done("refused");
    })"""
    stream = server.url.replace("http", "ws") + "/_stcore/stream"
    page.goto(server.url)
    settled(page)
    assert page.evaluate(opened, stream) == "open"
    page.goto(elsewhere)
    assert page.evaluate(opened, stream) == "refused"
    read = "url => fetch(url, {credentials: 'include'}).then(r => r.text(), () => 'refused')"
    assert page.evaluate(read, f"{server.url}/_stcore/metrics") == "refused"
    seen = page.evaluate(
        "url => fetch(url, {credentials: 'include', mode: 'no-cors'}).then(r => r.type, String)",
        f"{server.url}/_stcore/metrics",
    )
    assert seen in {"opaque", "TypeError: Failed to fetch"}


def with_password(server: Server) -> None:
    """Give the administrator a password, and sign-ins from elsewhere only."""
    server.cookie_for(Role.ADMINISTRATOR)
    with server.database.write() as session:
        account = accounts.find(session, "administrator.example")
        account.password_hash = passwords.hashed(PASSWORD)
        for row in session.scalars(
            select(SignInSession).where(col(SignInSession.account_id) == account.id)
        ):
            row.address = "203.0.113.4"
            row.created_at = datetime.now(UTC) - timedelta(days=1)


def enter(browser: Browser, server: Server) -> Page:
    """Sign in with the password in a browser of its own."""
    page = browser.new_context().new_page()
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("User name").fill("administrator.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    at_home(page)
    return page


@pytest.mark.nobody
def test_a_new_device_is_said_and_ended(
    browser: Browser, server: Server, accessible: Callable[[Page], None]
) -> None:
    with_password(server)
    theirs = enter(browser, server)
    mine = enter(browser, server)
    told = mine.get_by_text("New sign-in since you were last here.")
    expect(told).to_be_visible()
    expect(theirs.get_by_text("New sign-in since you were last here.")).to_have_count(0)
    mine.goto(f"{server.url}/account")
    settled(mine)
    devices = mine.locator("[class*='st-key-ending-account-device-']")
    expect(devices.filter(has_text="(this browser)")).to_have_count(1)
    accessible(mine)
    devices.filter(has_not_text="(this browser)").get_by_role("button").click()
    expect(mine.get_by_text("Ended, with 1 session: ")).to_be_visible()
    expect(told).to_have_count(0)
    theirs.get_by_role("link", name="Leaving").click()
    expect(theirs.get_by_role("heading", name="You are signed out")).to_be_visible()
    # The browser that is known by its cookie alone is no news when it comes again.
    cookie = next(c for c in mine.context.cookies() if c["name"] == "offramp-device")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    sign_out(mine)
    expect(mine.get_by_text("You are signed out.")).to_be_visible()
    assert any(c["name"] == "offramp-device" for c in mine.context.cookies())
    for page in (mine, theirs):
        page.context.close()


def test_of_several_that_look_alike_the_chosen_one_ends(page: Page, server: Server) -> None:
    """Same browser, same address, same second: a box that knows them by their labels took the
    first, and the chosen one stayed."""
    agent = page.evaluate("navigator.userAgent")
    at = datetime.now(UTC).replace(microsecond=0)
    here, life = Place("127.0.0.1", agent), Lifetimes(timedelta(hours=2), timedelta(hours=12))
    with server.database.write() as session:
        account = accounts.find(session, "administrator.example")
        for _ in range(ROUNDS + 2):
            token = sign_in.admit(session, account, "password", here, life, at)
            identity.remember_device(session, token, here, at)
    page.goto(f"{server.url}/account")
    settled(page)
    lists: list[tuple[str, type[SignInSession] | type[Device], str, str]] = [
        ("account-session", SignInSession, "digest", "created_at"),
        ("account-device", Device, "id", "first_seen_at"),
    ]
    for place, table, key, since in lists:
        alike = select(table).where(
            getattr(table, since) == at,
            col(table.ended_at).is_(None),
        )
        for _ in range(ROUNDS):
            with server.database.read() as session:
                chosen = max(getattr(row, key) for row in session.scalars(alike))
            row = page.locator(f".st-key-ending-{place}-{chosen}")
            with rerun(page):
                row.get_by_role("button", name=f"End {chosen[:6]}").click()
            expect(page.get_by_text(f": {chosen[:6]} · ")).to_be_visible()
            expect(row).to_have_count(0)
            with server.database.read() as session:
                assert chosen not in {getattr(row, key) for row in session.scalars(alike)}
