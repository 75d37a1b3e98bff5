"""Check whether a source's link still answers, without ever reaching into a private network.

The host is resolved once, every address has to be global, and the connection goes to the address
that was checked: a second look-up could answer otherwise (DNS rebinding). Redirects are followed by
hand, each hop under the same rule.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import parse_url

MAX_REDIRECTS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out for the internet (RFC 4291 §2.4, IANA's registry)."""


class Outcome(StrEnum):
    OK = "ok"
    MOVED = "moved"
    """Answers, but under another address."""
    GONE = "gone"
    """404 or 410."""
    REFUSED = "refused"
    """Answers with another error: often only robots are kept out."""
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    """Would lead to a private, loopback or otherwise not public address; nothing was sent."""


@dataclass(frozen=True)
class LinkResult:
    """What a link did when it was fetched."""

    source_id: str
    outcome: Outcome
    detail: str


Resolve = Callable[[str, int], list[str]]
"""Host and port → IP addresses."""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever form hides it."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast


class _Pinned(HTTPAdapter):
    """Connects to the checked address while Host, SNI and certificate keep the name."""

    def __init__(self, host: str, address: str) -> None:
        self.host, self.address = host, address
        super().__init__()

    def build_connection_pool_key_attributes(self, request, verify, cert=None):  # type: ignore[no-untyped-def]
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        tls = {"server_hostname": self.host, "assert_hostname": self.host}
        return {**host, "host": self.address}, pool | (tls if host["scheme"] == "https" else {})


def check_link(
    source_id: str,
    url: str,
    *,
    timeout: float,
    look_up: Resolve = resolve,
    allowed: Callable[[str], bool] = is_public,
) -> LinkResult:
    """Fetch a link's headers and say what it did; never raises.

    ``timeout`` in seconds, for the connection and for each wait on the answer. ``allowed`` says to
    which IP addresses something may be sent.
    """
    moved = False
    for _hop in range(MAX_REDIRECTS + 1):
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = parse_url(url).host
        except ValueError:
            return LinkResult(source_id, Outcome.BLOCKED, "not a web address")
        if parts.scheme not in ("http", "https") or not host:
            return LinkResult(source_id, Outcome.BLOCKED, "not a web address")
        try:
            addresses = look_up(host.strip("[]"), port)
        except (OSError, UnicodeError):
            return LinkResult(source_id, Outcome.UNREACHABLE, f"no address for {host}")
        if not addresses or not all(allowed(address) for address in addresses):
            return LinkResult(source_id, Outcome.BLOCKED, f"{host} is not a public address")
        try:
            status, location = _head(url, host, port, addresses[0], timeout)
        except ValueError as error:
            # requests parses a redirect's address even when it is not to follow it; some of its
            # own errors are ValueErrors as well.
            if isinstance(error, requests.RequestException):
                return LinkResult(source_id, Outcome.UNREACHABLE, type(error).__name__)
            return LinkResult(source_id, Outcome.REFUSED, "redirects to what is no address")
        except requests.RequestException as error:
            return LinkResult(source_id, Outcome.UNREACHABLE, type(error).__name__)
        if location and 300 <= status < 400:
            try:
                url, moved = urljoin(url, location), True
            except ValueError:
                return LinkResult(source_id, Outcome.REFUSED, "redirects to what is no address")
            continue
        return LinkResult(source_id, _outcome(status, moved), f"HTTP {status}")
    return LinkResult(source_id, Outcome.REFUSED, f"more than {MAX_REDIRECTS} redirects")


def check_links(
    links: Iterable[tuple[str, str]], *, timeout: float, concurrency: int
) -> Iterator[LinkResult]:
    """Check (source id, URL) pairs, some at a time; results come as they are ready."""
    with ThreadPoolExecutor(max_workers=concurrency) as pool:
        running = [pool.submit(check_link, id_, url, timeout=timeout) for id_, url in links]
        try:
            for done in as_completed(running):
                yield done.result()
        finally:
            for one in running:
                one.cancel()


def _outcome(status: int, moved: bool) -> Outcome:
    if status in (404, 410):
        return Outcome.GONE
    if status >= 400:
        return Outcome.REFUSED
    return Outcome.MOVED if moved else Outcome.OK


def _head(url: str, host: str, port: int, address: str, timeout: float) -> tuple[int, str | None]:
    # Not the URL's own words: they may carry a password, or letters that no header can.
    name = host if port == (443 if url[:5].lower() == "https" else 80) else f"{host}:{port}"
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", _Pinned(host, address))
        session.mount("http://", _Pinned(host, address))
        # GET, because many sites answer HEAD with an error; the body is not read.
        with session.get(
            url,
            timeout=timeout,
            allow_redirects=False,
            stream=True,
            headers={"User-Agent": "Offramp link check", "Host": name},
        ) as answer:
            return answer.status_code, answer.headers.get("Location")
