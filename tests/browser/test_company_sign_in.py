"""Company sign-in with a real OpenID Connect provider on loopback, in a real browser."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, Request, expect
from sqlmodel import select

from core.actor import LOCAL_OPERATOR, Role
from core.audit.models import AuditEntry
from core.identity import service as identity
from tests.browser.conftest import Server, free_port, settled

USERS = (
    '{"sub": "ada", "email": "ada@example.com", "email_verified": true, "name": "Ada Example"}',
    '{"sub": "eve", "email": "eve@elsewhere.example", "email_verified": true, "name": "Eve"}',
)


@pytest.fixture
def provider() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A provider in a process of its own: its address, and the process."""
    port = free_port()
    users = [argument for user in USERS for argument in ("--user-claims", user)]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{url}/.well-known/openid-configuration", timeout=1).ok:
                break
        except requests.RequestException:
            time.sleep(0.1)
    yield url, process
    process.terminate()
    process.wait(10)


@pytest.fixture
def company_server(
    provider: tuple[str, subprocess.Popen[bytes]], loaded_file: Path, tmp_path: Path
) -> Iterator[Server]:
    """A server that knows the provider, with a local administrator."""
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    (tmp_path / "oidc.toml").write_text(
        f"""
[mock]
label = "Example SSO"
client_id = "offramp"
client_secret = "canary-client-secret"
server_metadata_url = "{provider[0]}/.well-known/openid-configuration"
rules = [{{ domain = "example.com", role = "operator" }}]
"""
    )
    running = Server(tmp_path, OFFRAMP_OIDC_FILE=str(tmp_path / "oidc.toml"))
    running.environment["OFFRAMP_PUBLIC_URL"] = running.url
    with running.database.write() as session:
        identity.add(session, LOCAL_OPERATOR, username="boss", name="Boss", role=Role.ADMINISTRATOR)
    running.start()
    yield running
    running.stop()
    told = running.log.read_text()
    assert "Traceback" not in told, told
    assert "canary-client-secret" not in told


def go_through(page: Page, server: Server, subject: str) -> None:
    page.goto(server.url)
    page.get_by_role("link", name="Continue with Example SSO").click()
    page.locator("input[name=sub]").fill(subject)
    page.get_by_role("button", name="Authorize").click()


def test_in_and_out_and_the_old_cookies_open_nothing(page: Page, company_server: Server) -> None:
    go_through(page, company_server, "ada")
    expect(page.get_by_role("heading", name="Support matrix")).to_be_visible()
    expect(page.get_by_text("Ada Example · operator")).to_be_visible()
    before = {c["name"]: c["value"] for c in page.context.cookies()}
    assert not any(name.startswith("_streamlit_user") for name in before)
    settled(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.context.add_cookies(
        [{"name": "offramp", "value": before["offramp"], "url": company_server.url}]
    )
    page.goto(company_server.url)
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


def test_streamlits_own_cookie_is_good_once(page: Page, company_server: Server) -> None:
    caught: dict[str, str] = {}

    def keep(request: Request) -> None:
        if request.url.endswith("/sign-in/company"):
            for part in request.all_headers().get("cookie", "").split("; "):
                name, _, value = part.partition("=")
                if name.startswith("_streamlit_user"):
                    caught[name] = value

    page.on("requestfinished", keep)
    go_through(page, company_server, "ada")
    expect(page.get_by_role("heading", name="Support matrix")).to_be_visible()
    assert caught
    page.context.clear_cookies()
    answer = requests.get(
        f"{company_server.url}/sign-in/company",
        cookies=caught,
        allow_redirects=False,
        timeout=10,
    )
    assert answer.status_code == 403
    assert "used already" in answer.text


def test_a_refused_domain_and_a_disabled_account_stay_out(
    page: Page, company_server: Server
) -> None:
    go_through(page, company_server, "eve")
    expect(page.get_by_role("alert")).to_contain_text("no rule here lets you in")
    go_through(page, company_server, "ada")
    expect(page.get_by_role("heading", name="Support matrix")).to_be_visible()
    with company_server.database.write() as session:
        identity.disable(session, LOCAL_OPERATOR, "ada@example.com")
    page.goto(company_server.url)
    go_through(page, company_server, "ada")
    expect(page.get_by_role("alert")).to_contain_text("Your account here is disabled")
    with company_server.database.read() as session:
        refused = [
            e.after
            for e in session.exec(select(AuditEntry))
            if e.action == "identity.sign-in-refused"
        ]
    assert len(refused) == 2


def test_a_provider_that_is_down_is_said_in_words(
    page: Page, company_server: Server, provider: tuple[str, subprocess.Popen[bytes]]
) -> None:
    provider[1].terminate()
    provider[1].wait(10)
    page.goto(company_server.url)
    page.get_by_role("link", name="Continue with Example SSO").click()
    expect(page.get_by_role("alert")).to_contain_text("The provider does not answer")
    expect(page.get_by_label("User name")).to_be_visible()
