"""Where outbound requests may go: only to addresses that were looked at first.

A name is resolved once, every address is checked, and the connection is made to that very address,
so that a second answer of the DNS changes nothing (DNS rebinding). No proxies, no netrc.
"""

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.connection import create_connection

from core.errors import Invalid

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_METADATA_OF = ("169.254.169.254", "fd00:ec2::254", "192.0.0.192", "168.63.129.16")
_METADATA = {ip_address(text) for text in _METADATA_OF}
"""Of AWS and most others, AWS by IPv6, Oracle, and Azure (a public address that is none)."""
_NO_SERVERS = tuple(ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10"))
"""Protocol assignments, 6to4 relays and site-local: some versions of Python call these global."""


class Refused(Invalid):
    """A request that would have gone where it must not; nothing was sent."""


@dataclass(frozen=True)
class Place:
    """A checked destination: the URL's parts and the address to connect to."""

    scheme: str
    host: str
    port: int
    address: str


def system_resolver(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, in the order in which to try them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise ConnectionError(f"The name {host} cannot be resolved.") from problem
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def check(
    url: str,
    *,
    allow_http: bool = False,
    allowed: Sequence[str] = (),
    resolver: Resolver = system_resolver,
) -> Place:
    """The destination of a URL. Raises :class:`Refused` with the reason.

    ``allowed`` are networks (CIDR) beyond the public internet that this connection may reach.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (allow_http and parts.scheme == "http"):
        raise Refused(
            "The address must begin with https://.",
            field="base_url",
            hint="Http is for an app in a private network, where an administrator allows it.",
        )
    if parts.username is not None or parts.password is not None:
        raise Refused("User name and password do not belong into the URL.", field="base_url")
    host = parts.hostname
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Refused("The port is not a number.", field="base_url") from None
    if not host:
        raise Refused("The URL has no host.", field="base_url")
    addresses = resolver(host, port)
    if not addresses:
        raise ConnectionError(f"The name {host} has no address.")
    for text in addresses:
        reason = why_not(text, allowed)
        if reason:
            raise Refused(
                f"{host} is {text}, which is {reason}.",
                field="base_url",
                hint="An administrator can allow the network on the connection.",
            )
    return Place(parts.scheme, host, port, addresses[0])


def why_not(text: str, allowed: Sequence[str] = ()) -> str | None:
    """Why an address is refused, or ``None`` if it may be connected to."""
    address = ip_address(text.partition("%")[0])
    if any(address in ip_network(network, strict=False) for network in allowed):
        return None
    for inner in (address, *_embedded(address)):
        if any(inner in ip_network(network, strict=False) for network in allowed):
            continue
        if inner in _METADATA:
            return "a cloud's metadata service"
        if inner.is_loopback:
            return "this machine itself (loopback)"
        if inner.is_link_local:
            return "link-local"
        if inner.is_multicast or inner.is_unspecified or inner.is_reserved:
            return "not an address of a server"
        if not inner.is_global or any(inner in network for network in _NO_SERVERS):
            return "private"
    return None


def _embedded(address: Address) -> list[IPv4Address]:
    """IPv4 addresses that an IPv6 address stands for (mapped, 6to4, Teredo, NAT64, ISATAP)."""
    if isinstance(address, IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    is_isatap = int(address) >> 32 & 0xFDFFFFFF == 0x5EFE  # RFC 5214 §6.1
    if is_isatap or any(address in network for network in _NAT64):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    if int(address) >> 32 == 0 and int(address) > 1:  # ::a.b.c.d, long out of use
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


class PinnedAdapter(HTTPAdapter):
    """Connects to one checked address, whatever the name resolves to by now."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.watched: list[socket.socket] = []
        """A second handle of each connection, to end it while another thread waits for it."""
        super().__init__(pool_connections=1, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self),
        }

    def abort(self) -> None:
        """End every connection now: whoever waits for an answer gets an error."""
        for each in self.watched:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        while self.watched:
            self.watched.pop().close()

    def proxy_manager_for(self, *_args: Any, **_kwargs: Any) -> Any:
        raise Refused("Proxies are not used.")


def _pool(pool: type[Any], connection: type[Any], adapter: PinnedAdapter) -> type[Any]:
    address = adapter.place.address

    def connect(self: Any) -> socket.socket:
        found = create_connection(
            (address, self.port), self.timeout, socket_options=self.socket_options
        )
        if ip_address(found.getpeername()[0].partition("%")[0]) != ip_address(address):
            found.close()
            raise ConnectionError("Connected to another address than the one that was checked.")
        while adapter.watched:  # one at a time: those before are closed by now
            adapter.watched.pop().close()
        adapter.watched.append(found.dup())
        return found

    pinned = type(f"Pinned{connection.__name__}", (connection,), {"_new_conn": connect})
    return type(f"Pinned{pool.__name__}", (pool,), {"ConnectionCls": pinned})
