"""Behind a proxy that speaks HTTPS: the cookie, the headers, and pages over a secure socket."""

import asyncio
import re
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.support.browser import at_home, settled, sign_out
from tests.support.certificates import write_certificate
from tests.support.server import Server, free_port

NAME = "offramp.localhost"
"""Browsers look a name below localhost up as this machine."""
PASSWORD = "five small boats on a lake"


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


def serve_tls(port: int, target: int, pem: Path) -> None:
    """Take TLS off and hand the bytes on, as the simplest of proxies does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    loop = asyncio.new_event_loop()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(pump(reader, forth), pump(back, writer))

    Thread(target=loop.run_forever, daemon=True).start()
    serving = asyncio.start_server(handle, "127.0.0.1", port, ssl=context)
    asyncio.run_coroutine_threadsafe(serving, loop).result(10)


@pytest.fixture
def secure_server(loaded_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A server without accounts that is reached through the proxy only."""
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    port = free_port()
    running = Server(tmp_path, OFFRAMP_PUBLIC_URL=f"https://{NAME}:{port}").start()
    serve_tls(port, running.port, write_certificate(tmp_path / "tls.pem", NAME))
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


def test_the_first_run_needs_the_code_and_the_cookie_is_bound_to_the_host(
    browser: Browser, secure_server: Server
) -> None:
    public = secure_server.environment["OFFRAMP_PUBLIC_URL"]
    printed = re.search(r"set-up code: (\S+)", secure_server.log.read_text())
    assert printed
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(public)
    for code, told in (("guessed", "This code is not valid"), (printed[1], "")):
        page.get_by_label("Set-up code").fill(code)
        page.get_by_label("Your name").fill("Ada Example")
        page.get_by_label("User name").fill("ada")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_label("The password again").fill(PASSWORD)
        page.get_by_role("button", name="Make the account").click()
        if told:
            expect(page.get_by_role("alert")).to_contain_text(told)
    # The pages came over a secure web socket.
    at_home(page)
    settled(page)
    cookie = next(c for c in context.cookies() if c["name"].endswith("offramp"))
    assert cookie["name"] == "__Host-offramp"
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Lax")
    assert "offramp" not in page.evaluate("document.cookie")
    health = requests.get(f"{secure_server.url}/healthz", timeout=60)
    assert health.headers["strict-transport-security"] == ("max-age=31536000; includeSubDomains")
    # The plain name of the cookie is worth nothing here, nor is a form from another site.
    plain = requests.get(
        secure_server.url, cookies={"offramp": cookie["value"]}, allow_redirects=False, timeout=60
    )
    assert plain.status_code in {303, 401}
    forged = requests.post(
        f"{secure_server.url}/sign-out",
        headers={"origin": f"https://evil.{NAME}"},
        cookies={"__Host-offramp": cookie["value"]},
        timeout=60,
    )
    assert forged.status_code == 403
    sign_out(page)
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert not [c for c in context.cookies() if c["name"] == "__Host-offramp"]
    context.close()
