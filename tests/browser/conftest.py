"""A real server in a process of its own, and a real Chromium that looks at it."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.actor import Role
from tests.support.browser import PATIENCE, forget, listen, settled
from tests.support.demo import made
from tests.support.server import Server, quiet_port

NAMES = ("chromium-headless-shell", "chromium")
"""Debian's. The first is the same engine without the windows, tabs and menus that nobody sees: a
page of a new browser costs half of the processor time."""
_FOUND = filter(None, map(shutil.which, NAMES))
CHROMIUM = os.environ.get("OFFRAMP_TEST_CHROMIUM") or next(_FOUND, "")

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, so that it can be left out (``-m "not browser"``)."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; elsewhere set OFFRAMP_TEST_CHROMIUM to a Chrome or Chromium."""
    if not CHROMIUM:
        reason = "no Chromium: install it, or set OFFRAMP_TEST_CHROMIUM to its path"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
    closed = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*quiet, *closed]}


@pytest.fixture(scope="session")
def own_port() -> int:
    """The port of this worker's servers, below those that the system gives away by itself."""
    return quiet_port()


@pytest.fixture
def server(loaded_file: Path, tmp_path: Path, own_port: int) -> Iterator[Server]:
    """A server on a data folder of its own, with the real catalogue loaded. Each is at the same
    address, so that the browser knows its scripts."""
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    running = Server(tmp_path, port=own_port).start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


@pytest.fixture(autouse=True)
def _servers_outlive_browsers(request: pytest.FixtureRequest) -> None:
    """Start the test's server first, so that it stops last: while a browser still talks to it, it
    takes two seconds to stop."""
    for name in request.fixturenames:
        if name in ("server", "bare_server", "company_server", "leaky", "demo_server"):
            request.getfixturevalue(name)


@pytest.fixture
def sign_in_as() -> Callable[[BrowserContext, Server, Role], None]:
    """Make a browser context that of somebody with this role."""

    def sign_in(context: BrowserContext, server: Server, role: Role) -> None:
        context.clear_cookies()
        context.add_cookies(
            [{"name": "offramp", "value": server.cookie_for(role), "url": server.url}]
        )

    return sign_in


@pytest.fixture(scope="session")
def used_context(browser: Browser, browser_context_args: dict[str, Any]) -> BrowserContext:
    """A browser that tests use one after another: it has Streamlit's scripts compiled, which is
    half of what a page of a new browser costs. See :func:`context`."""
    context = browser.new_context(**browser_context_args)
    listen(context)
    return context


@pytest.fixture
def context(request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """The browser of an administrator who is signed in at ``server``, if the test has one.

    A test marked ``nobody`` gets a browser without a session. Whoever has ``server`` gets a browser
    that knows the server's scripts, and nothing else of tests before.
    """
    marks = request.node.get_closest_marker
    if "server" not in request.fixturenames or marks("browser_context_args"):
        context: BrowserContext = request.getfixturevalue("new_context")()
        listen(context)
        signed_in(context, request)
        yield context
        return
    running: Server = request.getfixturevalue("server")
    context = request.getfixturevalue("used_context")
    signed_in(context, request)
    recorder = request.getfixturevalue("_artifacts_recorder")  # pytest-playwright's
    recorder.on_did_create_browser_context(context)
    yield context
    recorder.on_will_close_browser_context(context)
    forget(context, running.url)


def signed_in(context: BrowserContext, request: pytest.FixtureRequest) -> None:
    """Sign an administrator in, unless the test wants nobody or has no server."""
    if "server" in request.fixturenames and not request.node.get_closest_marker("nobody"):
        running: Server = request.getfixturevalue("server")
        token = running.cookie_for(Role.ADMINISTRATOR)
        context.add_cookies([{"name": "offramp", "value": token, "url": running.url}])


@pytest.fixture
def accessible() -> Callable[..., None]:
    """Check a page with axe: no serious or critical violation, of these rules or of all."""

    def check(page: Page, rules: list[str] | None = None) -> None:
        for _look in range(3):  # what was half drawn is not there the next time
            settled(page)
            # The script is half a megabyte; it stays in the page until that is loaded anew.
            axe = Axe("") if page.evaluate("'axe' in window") else Axe()
            options = {"runOnly": rules} if rules else None
            found = axe.run(page, options=options).response["violations"]
            grave = [v for v in found if v["impact"] in {"serious", "critical"}]
            if not grave:
                return
        assert not grave, "\n".join(
            f"{v['id']}: {v['help']}: " + "; ".join(n["html"][:200] for n in v["nodes"][:3])
            for v in grave
        )

    return check


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, loaded_file: Path) -> Path:
    """The made-up company of today; copy it before changing anything."""
    return made(tmp_path_factory.mktemp("demo") / "data", loaded_file, datetime.now(UTC))


@pytest.fixture
def demo_server(demo_folder: Path, tmp_path: Path, own_port: int) -> Iterator[Server]:
    """The demo on a copy of its folder, as ``serve --demo`` serves it: whoever opens it is its
    administrator, or another role by ``/demo?role=…``."""
    folder = shutil.copytree(demo_folder, tmp_path / "demo")
    demo = {"OFFRAMP_DEMO": "true", "OFFRAMP_SECOND_FACTOR": "none"}
    running = Server(folder, port=own_port, **demo).start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()
