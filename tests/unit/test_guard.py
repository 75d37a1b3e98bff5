"""One rule of where requests may go, and connections that go nowhere else."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from core.net import guard
from core.net.pinned import PinnedSession

PUBLIC = "93.184.215.14"
HERE = ("127.0.0.1",)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "0.0.0.0", "255.255.255.255"),
        *("169.254.169.254", "100.64.0.1", "100.100.100.200", "224.0.0.1", "240.0.0.1"),
        *("192.0.2.1", "198.18.0.1", "192.0.0.192", "168.63.129.16", "192.88.99.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1"),
        *("2002:7f00:1::", "2002:a9fe:a9fe::", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe"),
        *("64:ff9b:1::127.0.0.1", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a00:1"),
        *("2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:0:7f00:1::80ff:fffe", "4000::1"),
        # Given out for nothing, or for what is out of use, whatever address they hide.
        *(
            "::ffff:8.8.8.8",
            "::8.8.8.8",
            "2002:808:808::",
            "64:ff9b:1::8.8.8.8",
            "64:ff9b::8.8.8.8",
        ),
        *("", "localhost", "not an address"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert guard.why_not(address) is not None


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111"])
def test_addresses_that_are_public(address: str) -> None:
    assert guard.why_not(address) is None


@given(st.ip_addresses(v=4))
def test_no_form_that_hides_an_ipv4_address_is_public(address: object) -> None:
    assert guard.why_not(f"::ffff:{address}")
    assert guard.why_not(f"64:ff9b::{address}")
    assert guard.why_not(str(address)) == guard.why_not(f"2606:4700::5efe:{address}")


def test_an_allowed_network_is_reached_and_no_other() -> None:
    assert guard.why_not("10.1.2.3", ["10.1.0.0/16"]) is None
    assert guard.why_not("10.2.0.1", ["10.1.0.0/16"]) == "private"


def _forms(address: str) -> list[str]:
    """The ways in which IPv6 hides an IPv4 address."""
    high, low = (f"{int(IPv4Address(address)) >> n & 0xFFFF:x}" for n in (16, 0))
    turned = int(IPv4Address(address)) ^ 0xFFFFFFFF
    b = [f"{each:02x}" for each in IPv4Address(address).packed]
    return [
        *(f"::ffff:{address}", f"::{address}", f"64:ff9b::{address}", f"64:ff9b:1::{address}"),
        *(f"2002:{high}:{low}::1", f"2606:4700::5efe:{address}", f"fd00::200:5efe:{address}"),
        f"2001:0:808:808:8000:63bf:{turned >> 16:x}:{turned & 0xFFFF:x}",
        f"2001:0:{high}:{low}:8000:63bf:f7f7:f7f7",
        # NAT64 of one's own with prefixes of 48, 56 and 64 bits (RFC 6052 §2.2).
        f"64:ff9b:1:{b[0]}{b[1]}:{b[2]}:{b[3]}00::",
        f"64:ff9b:1:7{b[0]}:{b[1]}:{b[2]}{b[3]}::",
        f"64:ff9b:1:7:{b[0]}:{b[1]}{b[2]}:{b[3]}00:0",
    ]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("169.254.169.254", guard.METADATA),
        ("168.63.129.16", guard.METADATA),
        ("100.100.100.200", guard.METADATA),
        ("169.254.7.7", guard.LINK_LOCAL),
        ("224.0.0.251", guard.NO_SERVER),
        ("255.255.255.255", guard.NO_SERVER),
    ],
)
def test_what_nobodys_service_has_is_refused_in_every_form(address: str, why: str) -> None:
    for form in _forms(address):
        assert guard.why_no_service(form) == why, form
        assert guard.why_not(form, ["::/0"]) == why, form
        with pytest.raises(guard.NotPublic):
            guard.check_host("x.example", 443, resolver=lambda _host, _port, it=form: [it])
    assert guard.why_no_service(address) == why


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "ff02::1", "239.1.1.1", "::ffff:0.0.0.0"])
def test_what_is_no_machines_address_is_refused_everywhere(address: str) -> None:
    """A connection to 0.0.0.0 or :: reaches this machine."""
    assert guard.why_no_service(address) == guard.NO_SERVER
    assert guard.why_not(address, ["0.0.0.0/0", "::/0"]) == guard.NO_SERVER


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "127.0.0.1", "::1", "fd12::1", "8.8.8.8", "2606:4700::1"),
        *("64:ff9b::8.8.8.8", "64:ff9b::10.1.2.3", "64:ff9b:1::8.8.8.8"),  # as DNS64 answers
        "64:ff9b:1:808:8:800::",
    ],
)
def test_where_a_service_may_be_is_not_refused(address: str) -> None:
    assert guard.why_no_service(address) is None


@given(st.text(max_size=40) | st.text(max_size=30).map("https://{}".format))
def test_whatever_the_url_it_is_refused_or_checked(url: str) -> None:
    try:
        place = guard.check(url, resolver=lambda _host, _port: [PUBLIC])
    except guard.Refused:
        return
    assert (place.scheme, place.address) == ("https", PUBLIC)


def test_every_address_of_a_name_is_checked() -> None:
    with pytest.raises(guard.NotPublic):
        guard.check("https://mixed.example/", resolver=lambda _host, _port: [PUBLIC, "10.0.0.1"])


@pytest.fixture
def server() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine that redirects to itself; its port, and what it was asked."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(f"{self.headers['Host']}{self.path} {self.headers['Authorization']}")
            self.send_response(302)
            self.send_header("Location", "http://elsewhere.example/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, args=(0.01,), daemon=True).start()
    yield found.server_port, seen
    found.shutdown()
    found.server_close()


def _here(port: int) -> guard.Place:
    url = f"http://vendor.example:{port}/"
    return guard.check(url, allow_http=True, allowed=HERE, resolver=lambda _host, _port: [*HERE])


def test_no_redirect_proxy_or_netrc(
    server: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    port, seen = server
    (tmp_path / "netrc").write_text("machine vendor.example login robot password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")
    with PinnedSession(_here(port)) as session:
        answer = session.get(f"http://vendor.example:{port}/a", timeout=5)
    assert answer.status_code == 302
    assert seen == [f"vendor.example:{port}/a None"]


def test_a_session_speaks_the_scheme_that_was_checked_and_no_other(
    server: tuple[int, list[str]],
) -> None:
    with PinnedSession(_here(server[0])) as session, pytest.raises(requests.RequestException):
        session.get("https://vendor.example/", timeout=5)


def test_a_connection_to_another_address_is_dropped(
    server: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, seen = server

    def elsewhere(_address: object, *_: object, **__: object) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port))

    monkeypatch.setattr("core.net.pinned.create_connection", elsewhere)
    place = guard.Place("http", "vendor.example", port, PUBLIC)
    with PinnedSession(place) as session, pytest.raises(requests.ConnectionError):
        session.get(f"http://vendor.example:{port}/", timeout=5)
    assert seen == []
