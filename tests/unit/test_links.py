"""Link checks reach the public internet only, by whatever way an address is hidden."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.link_check import LinkResult, Outcome, check_link, check_links
from core.net.guard import system_resolver

PUBLIC = "93.184.215.14"


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
    return check_link("s", url, timeout=2, **({"resolver": here} | more))  # type: ignore[arg-type]


ANYWHERE = ("0.0.0.0/0",)


def test_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    found = fetch(f"http://vendor.example:{site.port}/docs?a=b", allowed=ANYWHERE)
    assert found == LinkResult("s", Outcome.OK, "HTTP 200")
    assert site.seen == [("/docs?a=b", f"vendor.example:{site.port}", "Offramp link check")]


def test_a_name_is_looked_up_once_so_that_no_second_answer_can_differ(site: Site) -> None:
    answers = iter([["127.0.0.1"]])
    url = f"http://rebind.example:{site.port}/"
    found = fetch(url, resolver=lambda _host, _port: next(answers), allowed=ANYWHERE)
    assert found.outcome is Outcome.OK


def test_nothing_is_sent_when_one_of_several_addresses_is_private(site: Site) -> None:
    url = f"http://mixed.example:{site.port}/"
    found = fetch(url, resolver=lambda _host, _port: [PUBLIC, "127.0.0.1"])
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
    found = fetch(f"http://{host}:{site.port}/", resolver=system_resolver)
    assert found.outcome in (Outcome.BLOCKED, Outcome.UNREACHABLE)
    assert site.seen == []


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.answers["/"] = (302, f"http://inside.example:{site.port}/secret")
    hosts = {"public.example": "127.0.0.1", "inside.example": "10.0.0.1"}
    found = fetch(
        f"http://public.example:{site.port}/",
        resolver=lambda host, _port: [hosts[host]],
        allowed=("127.0.0.1",),
    )
    assert found.outcome is Outcome.BLOCKED
    assert [path for path, *_ in site.seen] == ["/"]


def test_a_redirect_is_followed_and_called_moved(site: Site) -> None:
    site.answers["/old"] = (301, "/new")
    found = fetch(f"http://vendor.example:{site.port}/old", allowed=ANYWHERE)
    assert found.outcome is Outcome.MOVED
    assert [path for path, *_ in site.seen] == ["/old", "/new"]


def test_a_ring_of_redirects_ends(site: Site) -> None:
    site.answers["/"] = (302, "/")
    found = fetch(f"http://vendor.example:{site.port}/", allowed=ANYWHERE)
    assert found.outcome is Outcome.REFUSED
    assert len(site.seen) == 6


@pytest.mark.parametrize("location", ["http://[::1", "http://a:b:c/", "ftp://x/", "file:///etc"])
def test_a_redirect_to_no_web_address_is_an_outcome_not_an_exception(
    site: Site, location: str
) -> None:
    site.answers["/"] = (302, location)
    found = fetch(f"http://vendor.example:{site.port}/", allowed=ANYWHERE)
    assert found.outcome in (Outcome.REFUSED, Outcome.BLOCKED)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, Outcome.GONE), (410, Outcome.GONE), (403, Outcome.REFUSED), (500, Outcome.REFUSED)],
)
def test_what_a_status_means(site: Site, status: int, outcome: Outcome) -> None:
    site.answers["/"] = (status, None)
    found = fetch(f"http://vendor.example:{site.port}/", allowed=ANYWHERE)
    assert (found.outcome, found.detail) == (outcome, f"HTTP {status}")


def test_a_link_with_a_password_is_not_followed(site: Site) -> None:
    found = fetch(f"http://user:secret@vendor.example:{site.port}/", allowed=ANYWHERE)
    assert (found.outcome, "secret" in found.detail, site.seen) == (Outcome.BLOCKED, False, [])


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://slow.example:{silent.getsockname()[1]}/"
        found = check_link("s", url, timeout=0.1, resolver=here, allowed=ANYWHERE)
    # One clock is for each read, the other for all of it.
    assert found.outcome is Outcome.UNREACHABLE
    assert found.detail in ("ReadTimeout", "TooSlow")


def test_a_name_that_nobody_knows_is_unreachable() -> None:
    def nobody(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    assert fetch("http://nobody.example/", resolver=nobody).outcome is Outcome.UNREACHABLE


@given(st.text(max_size=40) | st.text(max_size=30).map("http://{}".format))
def test_whatever_the_link_an_outcome_comes_back(url: str) -> None:
    found = check_link("s", url, timeout=0.1, resolver=lambda _host, _port: ["10.0.0.1"])
    assert found.outcome in (Outcome.BLOCKED, Outcome.UNREACHABLE)


@pytest.mark.parametrize("url", ["http://日本.example/", "http://" + "a" * 70 + ".example/"])
def test_odd_host_names_are_outcomes(site: Site, url: str) -> None:
    with_port = url.replace(".example", f".example:{site.port}")
    assert fetch(with_port, allowed=ANYWHERE).outcome in Outcome
    assert check_link("s", url, timeout=0.1).outcome in Outcome


def test_many_links_all_come_back() -> None:
    links = [(str(number), "ftp://x/") for number in range(20)]
    found = list(check_links(links, timeout=1, concurrency=4))
    assert sorted(int(result.source_id) for result in found) == list(range(20))
