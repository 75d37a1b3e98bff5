"""A real server in a process of its own, and a real Chromium that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Role
from core.config import ROOT
from core.identity import accounts, sign_in
from core.identity import service as identity
from core.identity.models import Account
from core.identity.sessions import Lifetimes, Place
from core.storage.database import Database
from tests.conftest import TEST_KEY

CHROMIUM = os.environ.get("OFFRAMP_TEST_CHROMIUM") or shutil.which("chromium") or ""

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; elsewhere set OFFRAMP_TEST_CHROMIUM to a Chrome or Chromium."""
    if not CHROMIUM:
        reason = "no Chromium: install it, or set OFFRAMP_TEST_CHROMIUM to its path"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
    closed = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*quiet, *closed]}


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """``python -m core serve`` in a process of its own."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / "server.log"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("OFFRAMP_")},
            "OFFRAMP_DATA_DIR": str(data_dir),
            "OFFRAMP_PORT": str(self.port),
            "OFFRAMP_SECRET_KEY": TEST_KEY,
            **environment,
        }

    def start(self) -> "Server":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "core", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server stopped:\n{self.log.read_text()}")
            try:
                if requests.get(f"{self.url}/healthz", timeout=1).ok:
                    return self
            except requests.RequestException:
                time.sleep(0.1)
        raise RuntimeError(f"the server did not answer:\n{self.log.read_text()}")

    @cached_property
    def database(self) -> Database:
        """The server's database, for looking and for arranging beside it."""
        return Database(f"sqlite:///{self.data_dir / 'offramp.db'}")

    def cookie_for(self, role: Role, username: str | None = None) -> str:
        """Sign an account of this role in (made when there is none); the session's id."""
        return signed_in_session(self.database, role, username)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def signed_in_session(database: Database, role: Role, username: str | None = None) -> str:
    """A session of an account with this role; the account is made when there is none."""
    name = username or f"{role}.example"
    with database.write() as session:
        if not session.scalar(select(Account).where(col(Account.username) == name)):
            identity.add(
                session,
                LOCAL_OPERATOR,
                username=name,
                name=f"{role.title()} Example",
                role=role,
                email=f"{name}@example.com",
            )
        account = accounts.find(session, name)
        life = Lifetimes(timedelta(hours=2), timedelta(hours=12))
        now = datetime.now(UTC)
        return sign_in.admit(session, account, "password", Place("127.0.0.1"), life, now)


@pytest.fixture
def server(loaded_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A server on a data folder of its own, with the real catalogue loaded."""
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    running = Server(tmp_path).start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


@pytest.fixture
def sign_in_as() -> Callable[[BrowserContext, Server, Role], None]:
    """Make a browser context that of somebody with this role."""

    def sign_in(context: BrowserContext, server: Server, role: Role) -> None:
        context.clear_cookies()
        context.add_cookies(
            [{"name": "offramp", "value": server.cookie_for(role), "url": server.url}]
        )

    return sign_in


@pytest.fixture
def context(context: BrowserContext, request: pytest.FixtureRequest) -> BrowserContext:
    """The browser of an administrator who is signed in at ``server``, if the test has one.

    A test marked ``nobody`` gets a browser without a session.
    """
    if "server" in request.fixturenames and not request.node.get_closest_marker("nobody"):
        running: Server = request.getfixturevalue("server")
        token = running.cookie_for(Role.ADMINISTRATOR)
        context.add_cookies([{"name": "offramp", "value": token, "url": running.url}])
    return context


def settled(page: Page) -> None:
    """Wait until the page's script has run to its end: what is shown will stay."""
    state = "notRunning"
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", state)


def choose(page: Page, box: str, option: str) -> None:
    """Choose from a select box, and wait until its list is gone."""
    _pick(page, box, option)
    list_gone(page)


def choose_several(page: Page, box: str, *options: str) -> None:
    """Choose from a box that takes several: its list stays open until it is closed."""
    for option in options:
        _pick(page, box, option)
    page.keyboard.press("Escape")
    list_gone(page)


def list_gone(page: Page) -> None:
    """Wait for the end of the list's fading: it takes a click that is meant for what is below."""
    expect(page.get_by_role("listbox")).to_have_count(0)


def _pick(page: Page, box: str, option: str) -> None:
    """By keyboard; a list that opens while the page moves closes again."""
    item = page.get_by_role("option", name=option)
    for _attempt in range(20):
        settled(page)
        page.get_by_role("combobox", name=box).first.press("ArrowDown")
        try:
            item.first.click(timeout=2_000)
        except PlaywrightTimeout:
            page.keyboard.press("Tab")  # away from it, so that the next attempt opens it anew
            continue
        return
    raise AssertionError(f"{box!r} never offered {option!r}")


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Check a page with axe: no serious or critical violation."""

    def check(page: Page) -> None:
        for _look in range(3):  # what was half drawn is not there the next time
            settled(page)
            found = Axe().run(page).response["violations"]
            grave = [v for v in found if v["impact"] in {"serious", "critical"}]
            if not grave:
                return
        assert not grave, "\n".join(
            f"{v['id']}: {v['help']}: " + "; ".join(n["html"][:200] for n in v["nodes"][:3])
            for v in grave
        )

    return check
