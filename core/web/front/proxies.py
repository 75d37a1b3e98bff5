"""Reverse proxies that nobody told Offramp to trust: noticed, and said to administrators.

Without ``OFFRAMP_TRUSTED_PROXIES`` everybody who comes through a proxy has its address, and shares
one limit on guesses. Whoever sends a forged header must not talk an administrator into trusting
them: only a peer of this machine or a private network is named, by the address that it has, and
only while every one of its requests has such a header. A proxy that writes none would be named
otherwise for what one of its visitors sends, and be believed with their headers afterwards.
"""

import logging
from ipaddress import ip_address, ip_network
from threading import Lock

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from core.config import Settings, settings
from core.web.cookies import forwards_unbelieved

log = logging.getLogger("offramp.web")

NEAR = [
    ip_network(each)
    for each in (
        *("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
        *("169.254.0.0/16", "fe80::/10"),
    )
]
"""This machine, private networks (RFC 1918, RFC 4193), the same link."""
SURE_AFTER = 5
"""Requests, all with the header."""
MOST = 100
"""Peers that are remembered: more are no proxies."""


class Proxies:
    """What is known of peers since the start of the process."""

    def __init__(self) -> None:
        self._requests: dict[str, int] = {}
        self._others: set[str] = set()
        self._lock = Lock()

    def note(self, connection: HTTPConnection, config: Settings) -> None:
        """Count a request; what it shows is said on the console once."""
        forwards = forwards_unbelieved(connection, config)
        peer = connection.client.host if connection.client else ""
        if forwards is None or not _is_near(peer):
            return
        with self._lock:
            if not forwards and len(self._others) < MOST:
                self._others.add(peer)
            elif forwards and (peer in self._requests or len(self._requests) < MOST):
                self._requests[peer] = self._requests.get(peer, 0) + 1
        if self._requests.get(peer) == SURE_AFTER and peer not in self._others:
            log.warning("%s %s", headline(peer), what_to_do(peer, config))

    def untrusted(self) -> tuple[str, ...]:
        """Addresses of what looks like a proxy and is not trusted."""
        with self._lock:
            return tuple(
                peer
                for peer, requests in self._requests.items()
                if requests >= SURE_AFTER and peer not in self._others
            )


def headline(peer: str) -> str:
    """What is noticed."""
    return f"Requests from {peer} look forwarded by a reverse proxy that is not trusted."


def what_to_do(peer: str, config: Settings) -> str:
    """The exact setting, and when to write it."""
    trusted = ",".join(filter(None, (config.trusted_proxies, peer)))
    return (
        f"Everybody who comes through it is taken for {peer}. If that is your proxy, have it set "
        "X-Forwarded-For and X-Forwarded-Proto itself, then start Offramp with "
        f"OFFRAMP_TRUSTED_PROXIES={trusted}. If you do not know this address, do not trust it."
    )


def _is_near(peer: str) -> bool:
    """Whether a peer is on this machine or a private network."""
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in NEAR)


PROXIES = Proxies()
"""Those of this process."""


class NoticeProxies:
    """Middleware: notes every request but those of health checks, which pass proxies by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and not scope["path"].startswith("/healthz"):
            PROXIES.note(HTTPConnection(scope), settings())
        await self.app(scope, receive, send)
