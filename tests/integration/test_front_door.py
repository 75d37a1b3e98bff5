"""What reaches pages and routes at all: origins of sockets and requests, and odd requests."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from core.actor import Role
from core.identity import service as identity
from core.identity.values import NewAdministrator, Place
from core.storage.database import Database
from tests.support.processes import answer, environment, started
from tests.support.server import Server, free_port, signed_in_session
from tests.support.sockets import STREAM, opens, raw

PASSWORD = "five small boats on a lake"
ROUTES = [
    "/",
    "/healthz",
    "/healthz/background",
    "/sign-in",
    "/sign-out",
    "/first-run",
    "/sign-in/reset",
    "/sign-in/with/okta",
    "/sign-in/company",
    "/audit/log.csv",
    "/audit/selection.csv",
    "/calendar/none.ics",
    "/scim/v2/none/Users",
    "/scim/v2/none/oauth2/token",
    "/_stcore/health",
    STREAM,
]

SPY = """
import os, sys

def spy(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        note("connect", args[1][0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        note("look up", args[0])

def note(what, where):
    name = where.decode() if isinstance(where, bytes) else str(where)
    if not name.startswith(("127.", "::1", "localhost", "None", "0.0.0.0")):
        with open(os.environ["SPY_FILE"], "a") as file:
            print(what, name, file=file)

sys.addaudithook(spy)
"""
"""Of a process: every address that it connects to or looks up, beside this machine's own."""
WAYS = {
    "python -m core serve": ["core", "serve"],
    "streamlit run app.py": [
        *("streamlit", "run", "app.py", "--server.port", "{port}", "--server.address", "0.0.0.0")
    ],
}


@pytest.fixture(scope="module")
def server(loaded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with accounts, for all tests of this file."""
    folder = tmp_path_factory.mktemp("front")
    shutil.copy(loaded_file, folder / "offramp.db")
    running = Server(folder).start()
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


def test_only_a_page_of_ours_opens_a_socket(server: Server) -> None:
    cookie = server.cookie_for(Role.ADMINISTRATOR)
    port, other = server.port, free_port()
    assert opens(server.url, origin=server.url, cookie=cookie) == 101
    for origin in (
        None,
        "null",
        "",
        f"http://127.0.0.1:{other}",
        "http://127.0.0.1",
        f"https://127.0.0.1:{port}",
        f"ws://127.0.0.1:{port}",
        f"http://localhost:{port}",
        f"HTTP://127.0.0.1:{port}",
        f"http://127.0.0.1.:{port}",
        f"http://[::1]:{port}",
        f"http://127.0.0.1:{port}@evil.example",
        f"http://evil.example@127.0.0.1:{port}",
        f"http://127.0.0.1:{port}/",
        f"http://127.0.0.1:{port}.evil.example",
        f"http://127.1:{port}",
        f"http://2130706433:{port}",
        "https://evil.example",
    ):
        assert opens(server.url, origin=origin, cookie=cookie) == 403, origin
    assert opens(server.url, origin=server.url) == 403, "no session"


@pytest.mark.parametrize("trusted", ["127.0.0.1", "192.0.2.1"])
def test_a_proxys_word_for_https_counts_if_it_is_trusted(
    trusted: str, loaded_file: Path, tmp_path: Path
) -> None:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    running = Server(tmp_path, OFFRAMP_TRUSTED_PROXIES=trusted).start()
    try:
        cookie = running.cookie_for(Role.VIEWER)
        secure = running.url.replace("http://", "https://")
        said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        found = [
            opens(running.url, origin=origin, cookie=cookie, forwarded=said)
            for origin in (secure, running.url)
        ]
        assert found == ([101, 403] if trusted == "127.0.0.1" else [403, 101])
    finally:
        running.stop()


def test_a_socket_anywhere_else_is_closed_without_a_traceback(server: Server) -> None:
    cookie = server.cookie_for(Role.ADMINISTRATOR)
    for path in ROUTES:
        assert opens(server.url, origin=server.url, path=path) == 403, path
        if path != STREAM:
            assert opens(server.url, origin=server.url, cookie=cookie, path=path) == 403, path
    assert "Traceback" not in server.log.read_text()


def test_a_process_that_serves_scim_alone_closes_sockets_too(
    loaded_file: Path, tmp_path: Path
) -> None:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    running = Server(tmp_path, OFFRAMP_SERVE_ONLY="scim").start()
    try:
        for path in ("/", "/scim/v2/none/Users", "/healthz"):
            assert opens(running.url, origin=running.url, path=path) == 403, path
    finally:
        running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


def test_another_page_reads_and_changes_nothing_of_streamlits(server: Server) -> None:
    cookies = {"offramp": server.cookie_for(Role.ADMINISTRATOR)}
    other = f"http://127.0.0.1:{free_port()}"
    ways = [
        ("GET", "/_stcore/metrics", {"origin": other}),
        ("GET", "/_stcore/metrics", {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}),
        ("GET", "/media/none.csv", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}),
        ("PUT", "/_stcore/upload_file/session/file", {"origin": other}),
        ("PUT", "/_stcore/upload_file/session/file", {}),
        ("DELETE", "/_stcore/upload_file/session/file", {"origin": "null"}),
        ("POST", "/_stcore/anything", {"sec-fetch-site": "same-site"}),
    ]
    for method, path, headers in ways:
        answer = requests.request(
            method, server.url + path, headers=headers, cookies=cookies, timeout=60
        )
        assert answer.status_code == 403, (method, path, headers)
        assert "access-control-allow-origin" not in answer.headers
    # A link from elsewhere still opens a page, and our own page still reads.
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "accept": "text/html"}
    assert requests.get(server.url, headers=link, cookies=cookies, timeout=60).ok
    ours = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
    health = requests.get(f"{server.url}/_stcore/health", headers=ours, timeout=60)
    assert health.ok


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]
)
def test_no_method_and_no_odd_request_fails_by_itself(server: Server, method: str) -> None:
    cookie = server.cookie_for(Role.VIEWER)
    heads = []
    for path in ROUTES:
        for target in (path, f"{path}?x=%", f"{path}?%zz=%ff", f"{path}/%C0%AF", f"{path}//..%2f"):
            for host in (f"127.0.0.1:{server.port}", "[", "a b", "evil@x:99999", ""):
                heads.append(f"{method} {target} HTTP/1.1\r\nHost: {host}")
        signed = f"{method} {path} HTTP/1.1\r\nHost: x\r\nCookie: offramp={cookie}"
        for line in ("Origin: http://[", "Accept: text/html", "Content-Length: 0"):
            heads.append(f"{signed}\r\n{line}")
    asked = [f"{head}\r\nConnection: close\r\n\r\n".encode() for head in heads]
    # Many at once: an answer waits for its last packet to be acknowledged, which is not our work.
    with ThreadPoolExecutor(16) as askers:
        answers = askers.map(lambda each: raw(server.port, each), asked)
        failed = [head for head, status in zip(heads, answers, strict=True) if status >= 500]
    assert failed == []
    assert "Traceback" not in server.log.read_text(), server.log.read_text()[-3000:]


def test_bytes_that_are_no_text_are_refused(server: Server) -> None:
    end = b"HTTP/1.1\r\nConnection: close\r\nAccept: text/html\r\nHost: 127.0.0.1\r\n"
    for target in (b"/?x=\xff", b"/\xff\xfe", b"/sign-in?next=\xff", b"/calendar/\xff.ics",
                   b"/" + b"a" * 60_000, b"/sign-in?next=/" + b"a" * 60_000):  # fmt: skip
        for header in (b"", b"Origin: \xff\r\n", b"Cookie: offramp=\xff\r\n"):
            request = b"GET " + target + b" " + end + header + b"\r\n"
            assert raw(server.port, request) < 500, target[:40]
    assert "Traceback" not in server.log.read_text(), server.log.read_text()[-3000:]


@pytest.mark.parametrize("way", WAYS)
def test_no_request_leaves_that_nobody_asked_for(
    way: str, loaded_file: Path, tmp_path: Path
) -> None:
    """Streamlit asks another server for its public address, given a reason to."""
    (tmp_path / "offramp.db").write_bytes(loaded_file.read_bytes())
    (tmp_path / "spy").mkdir()
    (tmp_path / "spy" / "sitecustomize.py").write_text(SPY)
    noted = tmp_path / "noted"
    spied = environment(PYTHONPATH=str(tmp_path / "spy"), SPY_FILE=str(noted))
    asks = "import socket; socket.getaddrinfo('192.0.2.9', 80)"
    subprocess.run([sys.executable, "-c", asks], env=spied, check=True, timeout=60)
    assert noted.read_text() == "look up 192.0.2.9\n", "the spy sees what is asked"
    noted.unlink()
    port = free_port()
    public = "http://offramp.example.com"
    settings = {"OFFRAMP_HOST": "0.0.0.0", "OFFRAMP_PUBLIC_URL": public}
    settings |= {"PYTHONPATH": str(tmp_path / "spy"), "SPY_FILE": str(noted)}
    with started(way, WAYS, port, tmp_path, **settings) as process:
        for address in {"127.0.0.1", own_address()}:
            url = f"http://{address}:{port}"
            answer(process, f"{url}/healthz")
            cookie = signed_in_session(
                Database(f"sqlite:///{tmp_path / 'offramp.db'}"), Role.ADMINISTRATOR
            )
            assert opens(url, origin=url, cookie=cookie) == 101
            # By a proxy that writes its own Host header.
            assert opens(url, origin=public, cookie=cookie) == 101
            for origin in (f"http://{address}:{free_port()}", "https://evil.example", "null"):
                assert opens(url, origin=origin, cookie=cookie) == 403
            requests.get(url, headers={"origin": "https://evil.example"}, timeout=60)
    assert not noted.exists(), noted.read_text()


def test_the_first_account_needs_the_code_wherever_it_seems_to_come_from(
    loaded_file: Path, tmp_path: Path
) -> None:
    """A proxy that adds no header makes everybody look like somebody on this machine."""
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    running = Server(tmp_path).start()
    link = running.set_up_link
    form = {"username": "ada", "name": "Ada", "email": "", "password": PASSWORD, "again": PASSWORD}
    try:
        for code, status in (("", 422), ("guessed", 422), (link.partition("#")[2], 303)):
            answer = requests.post(
                f"{running.url}/first-run",
                data={**form, "code": code},
                headers={"origin": running.url},
                allow_redirects=False,
                timeout=60,
            )
            assert answer.status_code == status, code
            assert bool(answer.cookies) is (status == 303)
        names = {cookie.name: cookie for cookie in answer.cookies}
        assert set(names) == {"offramp", "offramp-device"}
        assert names["offramp-device"].has_nonstandard_attr("HttpOnly")
    finally:
        running.stop()


def test_the_code_of_a_process_with_pages_outlives_one_that_serves_scim(
    loaded_file: Path, tmp_path: Path
) -> None:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    pages = Server(tmp_path).start()
    link = pages.set_up_link
    scim = Server(tmp_path, OFFRAMP_SERVE_ONLY="scim")
    scim.log = tmp_path / "scim.log"
    scim.start()
    scim.stop()
    pages.stop()
    assert "first-run" not in scim.log.read_text()
    with pages.database.write() as session:
        new = NewAdministrator("ada", "Ada", "", PASSWORD)
        identity.first_run(
            session, new, Place("192.0.2.1"), datetime.now(UTC), code=link.partition("#")[2]
        )


def own_address() -> str:
    """An address of this machine that is not loopback, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
