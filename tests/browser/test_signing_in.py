"""Signing in and out in a real browser: first run, password, two tabs, two browsers, roles."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, settled

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
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Set up Offramp")).to_be_visible()
    page.get_by_label("Your name").fill("Ada Example")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("User name").fill("Ada")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()


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
    expect(page.get_by_role("heading", name="Matrix")).to_be_visible()
    cookie = next(c for c in page.context.cookies() if c["name"] == "offramp")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    page.goto(f"{bare_server.url}/first-run")
    settled(page)
    expect(page.get_by_role("heading", name="Matrix")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    enter(page, "ada", "not the password at all")
    expect(page.get_by_role("alert")).to_contain_text("The user name or the password is not right")
    enter(page, "ada", PASSWORD)
    expect(page.get_by_role("heading", name="Matrix")).to_be_visible()
    # The id of the session that was signed out opens nothing any more.
    old = requests.get(
        bare_server.url,
        cookies={"offramp": cookie["value"]},
        headers={"accept": "text/html"},
        allow_redirects=False,
        timeout=10,
    )
    assert old.headers["location"] == "/sign-in"
    assert not trouble, "\n".join(trouble)
