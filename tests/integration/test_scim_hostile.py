"""Apps in bad faith: each removal ends proven, or open with a reason; nobody is harmed."""

import base64
import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.net import guard
from core.scim.models import AuthKind, RemovalState
from core.scim.outbound import find_user
from core.scim.outbound.client import retry_after
from tests.support.certificates import write_certificate
from tests.support.scim_connections import Office
from tests.support.scim_peers import bad, send

ADA = {"id": "1", "userName": "ada@example.com", "active": True}


@contextmanager
def raw(talk: Callable[[socket.socket], None], *, reads: bool = True) -> Iterator[str]:
    """A server below HTTP: it reads a head and then does with the socket what it likes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(peer,), daemon=True).start()

    def one(peer: socket.socket) -> None:
        with peer:
            try:
                if reads:
                    peer.recv(65536)
                talk(peer)
            except OSError:
                pass

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/scim"
    finally:
        listener.close()


def drip(head: bytes, endless: bytes) -> Callable[[socket.socket], None]:
    def talk(peer: socket.socket) -> None:
        peer.sendall(head)
        while True:
            peer.sendall(endless)
            time.sleep(0.02)

    return talk


TLS = drip(b"\x16\x03\x03\x40\x00\x02", b"\x00")
"""The beginning of a handshake."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\n"


@pytest.mark.parametrize(
    "talk",
    [
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        drip(HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        drip(HEAD + b"\r\n", b" "),
        TLS,
        drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_a_byte_now_and_then_does_not_hold_a_worker(
    office: Office, monkeypatch: pytest.MonkeyPatch, talk: Callable[[socket.socket], None]
) -> None:
    monkeypatch.setattr("core.scim.outbound.client.Client.__init__.__kwdefaults__", _quick())
    in_tls = talk is TLS
    with raw(talk) as url:
        started = time.monotonic()
        seen = office.remove(url.replace("http", "https") if in_tls else url)
    assert time.monotonic() - started < 10
    assert (seen.state, seen.outcome) == (
        RemovalState.RETRYING, "The app answers too slowly. It is tried again.",
    )  # fmt: skip


def _quick() -> dict[str, Any]:
    return {"resolver": guard.system_resolver, "total_seconds": 0.5, "read_seconds": 5.0}


@pytest.mark.parametrize(
    "talk",
    [
        lambda peer: None,
        lambda peer: peer.sendall(HEAD + b"Content-Length: 500\r\n\r\n{"),
        lambda peer: peer.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        lambda peer: peer.sendall(b"\x00\xff garbage\r\n\r\n"),
    ],
)
def test_a_connection_that_breaks_midway_is_tried_again(office: Office, talk: Any) -> None:
    with raw(talk) as url:
        assert office.remove(url).state is RemovalState.RETRYING


def tls(folder: Path, host: str, until: timedelta) -> ssl.SSLContext:
    """A server's TLS with a certificate of its own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(write_certificate(folder / "server.pem", host, until))
    return context


@pytest.mark.parametrize(
    ("host", "days", "is_known"),
    [
        ("localhost", -1, True),
        ("other.example", 9, True),
        ("localhost", 9, False),
        ("localhost", 9, True),
    ],
    ids=["expired", "of another host", "of nobody we know", "good"],
)
def test_a_certificate_that_cannot_be_trusted_ends_open_and_sends_nothing(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    days: int,
    is_known: bool,
) -> None:
    context = tls(tmp_path, host, timedelta(days=days))
    if is_known:
        monkeypatch.setattr(
            "requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "server.pem")
        )
    heard: list[bytes] = []

    def talk(peer: socket.socket) -> None:
        with context.wrap_socket(peer, server_side=True) as secure:
            heard.append(secure.recv(65536))

    with raw(talk, reads=False) as url:
        seen = office.remove(url.replace("http://127.0.0.1", "https://localhost"))
    is_good = is_known and days > 0 and host == "localhost"
    assert any(heard) is is_good
    assert (seen.state is RemovalState.OPEN_STEP) is not is_good
    assert ("certificate cannot be trusted" in str(seen.outcome)) is not is_good


def test_answers_that_unpack_to_much_are_cut_off(office: Office) -> None:
    bomb = gzip.compress(gzip.compress(b" " * 200_000_000))
    head = HEAD + b"Content-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with raw(lambda peer: peer.sendall(head + bomb)) as url:
        seen = office.remove(url)
    assert seen.state is RemovalState.OPEN_STEP
    assert "larger than 2 MiB" in str(seen.outcome)


# -- what it says of users ---------------------------------------------------------------


def test_a_404_for_somebody_who_is_still_listed_proves_nothing(office: Office) -> None:
    def answer(request: Any, method: str, path: str) -> bool:
        if path.startswith("/scim/Users/"):
            send(request, 404, {})
            return True
        return False

    with bad(answer) as (peer, url):
        seen = office.remove(url)
        assert seen.state is RemovalState.OPEN_STEP
        assert "lists ada@example.com (1) but says that there is no such user" in str(seen.outcome)
        assert [method for method, _ in peer.asked if method != "GET"] == []


def test_an_app_that_does_not_show_active_ends_open_and_says_so(office: Office) -> None:
    shown = {"id": "1", "userName": "ada@example.com"}

    def answer(request: Any, method: str, path: str) -> bool:
        if path.startswith("/scim/Users/"):
            send(request, 200, shown)
            return True
        return False

    with bad(answer, **{"1": dict(shown)}) as (_, url):
        seen = office.remove(url)
    assert seen.state is RemovalState.OPEN_STEP
    assert "does not show whether ada@example.com is active" in str(seen.outcome)


@pytest.mark.parametrize("there", ["strasse@example.com", "аda@example.com", "ada@example.com "])
def test_who_only_looks_alike_is_left_alone(office: Office, there: str) -> None:
    asked = "straße@example.com" if there.startswith("s") else "ada@example.com"
    with bad(**{"1": {**ADA, "userName": there}}) as (peer, url):
        peer.filters = False  # as a database that compares loosely would
        seen = office.remove(url, asked)
        assert peer.users["1"]["active"] is True
    assert seen.state is RemovalState.OPEN_STEP


def test_the_same_name_composed_otherwise_is_the_same(office: Office) -> None:
    with bad(**{"1": {**ADA, "userName": "ZOE\u0308@example.com"}}) as (peer, url):
        peer.filters = False
        assert office.remove(url, "zo\u00eb@example.com").state is RemovalState.VERIFIED


@pytest.mark.parametrize("odd", ["", "..", ".", " ", None, [], {"a": 1}, True])
def test_an_id_that_leads_elsewhere_is_not_followed(office: Office, odd: Any) -> None:
    with bad(**{"x": {**ADA, "id": odd}}) as (peer, url):
        seen = office.remove(url, deletes=True)
        assert [method for method, _ in peer.asked if method != "GET"] == []
    assert seen.state is RemovalState.OPEN_STEP


@pytest.mark.parametrize("status", [428, 412])
def test_an_app_that_demands_the_version_is_given_it(office: Office, status: int) -> None:
    def answer(request: Any, method: str, path: str) -> bool:
        if method == "GET" and path.startswith("/scim/Users/"):
            send(request, 200, peer.users["1"], ETag='W/"7"')
            return True
        if method != "GET" and request.headers.get("If-Match") != 'W/"7"':
            send(request, status, {})
            return True
        return False

    with bad(answer) as (peer, url):
        assert office.remove(url).state is RemovalState.VERIFIED
        assert [method for method, _ in peer.asked if method != "GET"] == ["PATCH", "PATCH"]


def test_a_total_that_lies_ends(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_user, "MOST_PAGES", 5)

    def answer(request: Any, method: str, path: str) -> bool:
        if method == "GET" and path.startswith("/scim/Users?"):
            other = {**ADA, "id": "2", "userName": "bob@example.com"}
            send(request, 200, {"totalResults": 10**12, "Resources": [other]})
            return True
        return False

    with bad(answer) as (peer, url):
        seen = office.remove(url)
        assert len(peer.asked) < 30
        assert peer.users["1"]["active"] is True
    assert "more users than can be looked at" in str(seen.outcome)


# -- how long, and what is kept -----------------------------------------------------------


@pytest.mark.parametrize("wait", ["9" * 30, "Wed, 21 Oct 2099 07:28:00 GMT", "inf"])
def test_an_app_that_asks_to_wait_for_days_is_a_persons_at_once(office: Office, wait: str) -> None:
    def answer(request: Any, method: str, path: str) -> bool:
        send(request, 429, {}, Retry_After=wait)
        return True

    with bad(answer) as (_, url):
        seen = office.remove(url)
    assert seen.state is RemovalState.OPEN_STEP
    assert "It asks to wait 24 hours" in str(seen.outcome)


def test_a_pause_that_is_no_pause_is_none() -> None:
    for text in ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "nan", "soon", "", "-5 s"):
        assert retry_after(text, datetime.now(UTC)) is None


def test_a_location_that_is_no_url_ends_open(office: Office) -> None:
    def answer(request: Any, method: str, path: str) -> bool:
        send(request, 302, {}, Location="http://[::1")
        return True

    with bad(answer) as (_, url):
        seen = office.remove(url)
    assert (seen.state, "cannot be read" in str(seen.outcome)) == (RemovalState.OPEN_STEP, True)


def test_a_secret_that_the_app_sends_back_is_cut_out_in_each_spelling(office: Office) -> None:
    secret = 'p"ss/wörd+é'
    basic = base64.b64encode(f"robot:{secret}".encode()).decode()

    def answer(request: Any, method: str, path: str) -> bool:
        told = {"detail": request.headers["Authorization"], "again": secret, "id": "1"}
        send(request, 400, json.dumps(told).encode())
        return True

    with bad(answer) as (_, url):
        removal = office.ask(
            office.connect(url, secret=secret, auth=AuthKind.BASIC, user_name="robot")
        )
        office.runner.run_due()
    kept = office.evidence(removal)
    assert basic not in kept
    assert secret not in kept
    assert json.dumps(secret)[1:-1] not in kept
    assert "***" in kept


@pytest.mark.parametrize(
    "address",
    ["192.0.0.192", "168.63.129.16", "fec0::1", "192.88.99.1", "2606:4700::5efe:7f00:1",
     "2606:4700::200:5efe:a00:1", "2002:a9fe:a9fe::", "64:ff9b::7f00:1", "::ffff:10.0.0.1",
     "::127.0.0.1", "2001:0:7f00:1::80ff:fffe", "100.100.100.200"],
)  # fmt: skip
def test_addresses_that_python_may_call_global_are_refused(address: str) -> None:
    assert guard.why_not(address) is not None
    assert guard.why_not("8.8.8.8") is guard.why_not("2001:4860:4860::8888") is None
