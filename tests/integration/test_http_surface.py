"""What every answer of the server has and none may have: claims of docs/security.md, asked of a
real one."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlmodel import col, select

from core.actor import Role
from core.audit.models import AuditEntry
from tests.support.server import Server
from tests.support.sockets import opens

ADDRESSES = (
    "/",
    "/sign-in",
    "/sign-in/style.css",
    "/sign-in/reset",
    "/sign-in/reset.js",
    "/sign-in/open-tabs.js",
    "/first-run",
    "/healthz",
    "/healthz/background",
    "/scim/v2/Users",
    "/audit/log.csv",
    "/calendar/none.ics",
    "/_stcore/host-config",
    "/_stcore/health",
    "/no-such-page",
)


@pytest.fixture(scope="module")
def server(loaded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("surface")
    shutil.copy(loaded_file, folder / "offramp.db")
    running = Server(folder).start()
    running.cookie_for(Role.ADMINISTRATOR)
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text(), running.log.read_text()


def cookie(server: Server) -> dict[str, str]:
    return {"offramp": server.cookie_for(Role.ADMINISTRATOR)}


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_answer_says_what_it_is_and_is_not_kept(server: Server, signed_in: bool) -> None:
    browser = requests.Session()
    browser.cookies.update(cookie(server) if signed_in else {})
    for address in ADDRESSES:
        answer = browser.get(
            server.url + address,
            headers={"accept": "text/html"},
            timeout=60,
            allow_redirects=False,
        )
        assert answer.status_code < 500, address
        assert answer.headers["x-content-type-options"] == "nosniff", address
        assert answer.headers["referrer-policy"] == "same-origin", address
        assert answer.headers["x-frame-options"] == "DENY", address
        assert "content-security-policy" in answer.headers, address
        if address != "/sign-in/style.css":
            assert "no-store" in answer.headers["cache-control"], address
        assert "server" not in answer.headers, address
        assert "_streamlit" not in answer.headers.get("set-cookie", ""), address
        if answer.content:
            kind = answer.headers["content-type"]
            assert kind.startswith("application/") or "charset=utf-8" in kind, address


def test_no_address_answers_plain_http_with_a_way_to_https(server: Server) -> None:
    for address in ADDRESSES:
        answer = requests.get(server.url + address, timeout=60, allow_redirects=False)
        assert not answer.headers.get("location", "").startswith("https://"), address


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/core/keys.py",
        "/app.py",
        "/requirements.txt",
        "/var/offramp.db",
        "/offramp.db",
        "/secret.key",
        "/static/../../secret.key",
        "/static/%2e%2e/%2e%2e/secret.key",
        "/app/static/secret.key",
        "/_stcore/metrics",
        "/server-status",
        "/debug",
    ],
)
def test_no_file_of_ours_is_served(server: Server, path: str) -> None:
    answer = requests.get(
        server.url + path, cookies=cookie(server), timeout=60, allow_redirects=False
    )
    told = answer.text
    for secret in ("repositoryformatversion", "SQLite format", "HKDF", "uvicorn", "hash=sha256"):
        assert secret not in told or answer.status_code == 404, path


@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_given_what_only_the_machine_would_know(server: Server, role: Role) -> None:
    """ASVS 5.0, 13.4.5: metrics, a check that runs a page, a description of an interface."""
    who = {"offramp": server.cookie_for(role)}
    for path in ("metrics", "metrics/", "script-health-check", "agent/openapi.json", "agent/mcp"):
        answer = requests.get(f"{server.url}/_stcore/{path}", cookies=who, timeout=60)
        assert (answer.status_code, answer.text) == (404, "There is nothing here.\n"), path
    for path in ("health", "host-config"):
        assert requests.get(f"{server.url}/_stcore/{path}", cookies=who, timeout=60).ok, path


def test_methods_that_nobody_needs_are_refused(server: Server) -> None:
    for method in ("TRACE", "TRACK", "CONNECT", "PROPFIND", "PATCH"):
        for address in ("/", "/sign-in", "/healthz", "/sign-in/open-tabs.js"):
            answer = requests.request(method, server.url + address, timeout=60)
            assert answer.status_code in {400, 401, 403, 404, 405}, (method, address)
            assert "offramp-probe" not in answer.text


SMUGGLED = {
    "both lengths": b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nabcdefghi",
    "a space before the colon": b"Content-Length : 4\r\n\r\nabcd",
    "an odd encoding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a negative length": b"Content-Length: -1\r\n\r\n",
}


@pytest.mark.parametrize("kind", SMUGGLED)
def test_a_request_whose_end_can_be_read_in_two_ways_is_refused(server: Server, kind: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(
            b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + SMUGGLED[kind]
            + b"\r\n\r\n"
        )
        line.shutdown(socket.SHUT_WR)
        told = b""
        while part := line.recv(65536):
            told += part
    answers = told.count(b"HTTP/1.1 ")
    assert answers <= 1
    # Nothing, or a refusal: never a form that was read to one of its two ends.
    assert not told or told.split()[1] in {b"400", b"403", b"413", b"501"}


def test_of_two_fields_of_one_name_the_first_counts(server: Server) -> None:
    origin = {"origin": server.url, "content-type": "application/x-www-form-urlencoded"}
    answer = requests.post(
        f"{server.url}/sign-in?username=of-the-query",
        data="username=the-first&username=the-second&password=wrong-on-purpose",
        headers=origin,
        timeout=60,
    )
    assert 'value="the-first"' in answer.text
    assert "the-second" not in answer.text
    assert "of-the-query" not in answer.text


def test_attempts_to_get_around_a_check_are_in_the_audit_log_and_do_not_flood_it(
    loaded_file: Path, tmp_path: Path
) -> None:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    server = Server(tmp_path).start()
    foreign = {"origin": "https://evil.example"}
    try:
        assert opens(server.url, origin="https://evil.example", cookie="none") == 403
        for _ in range(17):
            requests.post(f"{server.url}/sign-in", data={}, headers=foreign, timeout=60)
        requests.post(
            f"{server.url}/sign-in",
            data={"x": "y" * 20_000},
            headers={"origin": server.url},
            timeout=60,
        )
    finally:
        server.stop()  # which writes what is waiting
    with server.database.read() as session:
        about = select(AuditEntry).where(col(AuditEntry.action) == "identity.attempt")
        noted = [
            (each.object.partition(":")[2], (each.after or {}).get("times", 1))
            for each in session.scalars(about.order_by(col(AuditEntry.id)))
        ]
    assert noted == [
        ("foreign-socket", 1),
        *(("foreign-form", number) for number in (*range(1, 11), 16)),
        ("too-long", 1),
    ]


def test_fields_that_no_form_has_change_nothing(server: Server) -> None:
    before = requests.get(f"{server.url}/healthz", timeout=60).text
    answer = requests.post(
        f"{server.url}/sign-in",
        data={"username": "nobody", "password": "x" * 20, "role": "administrator", "active": "1"},
        headers={"origin": server.url},
        timeout=60,
        allow_redirects=False,
    )
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert requests.get(f"{server.url}/healthz", timeout=60).text == before


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "0x1", "-1", "1.5", "٣"])
def test_a_number_that_is_none_of_ours_is_not_found(server: Server, number: str) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    for path in (f"/files/evidence/{number}", f"/files/case/{number}.pdf"):
        for cookies in ({}, cookie(server)):
            answer = requests.get(server.url + path, cookies=cookies, headers=headers, timeout=60)
            assert answer.status_code in {401, 404}, path[:40]


def test_a_flood_does_not_make_the_server_look_dead(server: Server) -> None:
    with requests.Session() as flood:
        refused = False
        for _ in range(700):
            if flood.get(f"{server.url}/sign-in/style.css", timeout=60).status_code == 429:
                refused = True
                break
        assert refused
        assert flood.get(f"{server.url}/healthz", timeout=60).json() == {"status": "ok"}
