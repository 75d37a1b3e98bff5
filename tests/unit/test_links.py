"""Link checks reach the public internet only, by whatever way an address is hidden."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.links import LinkResult, Outcome, check_link, check_links, is_public, resolve

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "0.0.0.0", "255.255.255.255"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1"),
        *("2002:7f00:1::", "2002:a9fe:a9fe::", "64:ff9b::127.0.0.1", "64:ff9b:1::127.0.0.1"),
        *("2001:0:4136:e378:8000:63bf:f5ff:fffe", "", "localhost", "not an address"),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_hidden_in_ipv6_is_no_more_public_than_itself(address) -> None:  # type: ignore[no-untyped-def]
    bits = int(address)
    hidden = [
        f"::ffff:{address}",
        f"64:ff9b::{address}",
        f"2002:{bits >> 16:x}:{bits & 0xFFFF:x}::",
    ]
    if not is_public(str(address)):
        assert not any(is_public(one) for one in hidden)


@dataclass
class Site:
    """A web server on this machine and what it was asked."""

    port: int
    seen: list[tuple[str, str, str | None]] = field(default_factory=list)
    answers: dict[str, tuple[int, str | None]] = field(default_factory=dict)


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.seen.append((self.path, self.headers["Host"], self.headers["User-Agent"]))
            status, location = found.answers.get(self.path, (200, None))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Site(server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


def fetch(url: str, **more: object) -> LinkResult:
    return check_link("s", url, timeout=2, **({"look_up": here} | more))  # type: ignore[arg-type]


def anywhere(_address: str) -> bool:
    return True


def test_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    found = fetch(f"http://vendor.example:{site.port}/docs?a=b", allowed=anywhere)
    assert found == LinkResult("s", Outcome.OK, "HTTP 200")
    assert site.seen == [("/docs?a=b", f"vendor.example:{site.port}", "Offramp link check")]


def test_a_name_is_looked_up_once_so_that_no_second_answer_can_differ(site: Site) -> None:
    answers = iter([["127.0.0.1"]])
    checked: list[str] = []

    def once(_host: str, _port: int) -> list[str]:
        return next(answers)

    def note(address: str) -> bool:
        checked.append(address)
        return True

    url = f"http://rebind.example:{site.port}/"
    assert fetch(url, look_up=once, allowed=note).outcome is Outcome.OK
    assert checked == ["127.0.0.1"]


def test_nothing_is_sent_when_one_of_several_addresses_is_private(site: Site) -> None:
    url = f"http://mixed.example:{site.port}/"
    found = fetch(url, look_up=lambda _host, _port: [PUBLIC, "127.0.0.1"])
    assert found.outcome is Outcome.BLOCKED
    assert site.seen == []


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1"),
        *("0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    ],
)
def test_every_way_to_write_loopback_is_blocked(site: Site, host: str) -> None:
    found = fetch(f"http://{host}:{site.port}/", look_up=resolve)
    assert found.outcome in (Outcome.BLOCKED, Outcome.UNREACHABLE)
    assert site.seen == []


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.answers["/"] = (302, f"http://inside.example:{site.port}/secret")
    hosts = {"public.example": "127.0.0.1", "inside.example": "10.0.0.1"}
    found = fetch(
        f"http://public.example:{site.port}/",
        look_up=lambda host, _port: [hosts[host]],
        allowed=lambda address: address == "127.0.0.1",
    )
    assert found.outcome is Outcome.BLOCKED
    assert [path for path, *_ in site.seen] == ["/"]


def test_a_redirect_is_followed_and_called_moved(site: Site) -> None:
    site.answers["/old"] = (301, "/new")
    found = fetch(f"http://vendor.example:{site.port}/old", allowed=anywhere)
    assert found.outcome is Outcome.MOVED
    assert [path for path, *_ in site.seen] == ["/old", "/new"]


def test_a_ring_of_redirects_ends(site: Site) -> None:
    site.answers["/"] = (302, "/")
    found = fetch(f"http://vendor.example:{site.port}/", allowed=anywhere)
    assert found.outcome is Outcome.REFUSED
    assert len(site.seen) == 6


@pytest.mark.parametrize("location", ["http://[::1", "http://a:b:c/", "ftp://x/", "file:///etc"])
def test_a_redirect_to_no_web_address_is_an_outcome_not_an_exception(
    site: Site, location: str
) -> None:
    site.answers["/"] = (302, location)
    found = fetch(f"http://vendor.example:{site.port}/", allowed=anywhere)
    assert found.outcome in (Outcome.REFUSED, Outcome.BLOCKED)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, Outcome.GONE), (410, Outcome.GONE), (403, Outcome.REFUSED), (500, Outcome.REFUSED)],
)
def test_what_a_status_means(site: Site, status: int, outcome: Outcome) -> None:
    site.answers["/"] = (status, None)
    found = fetch(f"http://vendor.example:{site.port}/", allowed=anywhere)
    assert (found.outcome, found.detail) == (outcome, f"HTTP {status}")


def test_a_password_in_a_link_does_not_go_into_the_host_header(site: Site) -> None:
    fetch(f"http://user:secret@vendor.example:{site.port}/", allowed=anywhere)
    assert site.seen[0][1] == f"vendor.example:{site.port}"


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://slow.example:{silent.getsockname()[1]}/"
        found = check_link("s", url, timeout=0.1, look_up=here, allowed=anywhere)
    assert (found.outcome, found.detail) == (Outcome.UNREACHABLE, "ReadTimeout")


def test_a_name_that_nobody_knows_is_unreachable() -> None:
    def nobody(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    assert fetch("http://nobody.example/", look_up=nobody).outcome is Outcome.UNREACHABLE


@given(st.text(max_size=40) | st.text(max_size=30).map("http://{}".format))
def test_whatever_the_link_an_outcome_comes_back(url: str) -> None:
    found = check_link("s", url, timeout=0.1, look_up=lambda _host, _port: ["10.0.0.1"])
    assert found.outcome in (Outcome.BLOCKED, Outcome.UNREACHABLE)


@pytest.mark.parametrize("url", ["http://日本.example/", "http://" + "a" * 70 + ".example/"])
def test_odd_host_names_are_outcomes(site: Site, url: str) -> None:
    with_port = url.replace(".example", f".example:{site.port}")
    assert fetch(with_port, allowed=anywhere).outcome in Outcome
    assert check_link("s", url, timeout=0.1).outcome in Outcome


def test_many_links_all_come_back() -> None:
    links = [(str(number), "ftp://x/") for number in range(20)]
    found = list(check_links(links, timeout=1, concurrency=4))
    assert sorted(int(result.source_id) for result in found) == list(range(20))
