"""Where outbound requests may go: only to addresses that were looked at first.

A name is resolved once and every address is checked; :mod:`core.net.pinned` then connects to that
very address, so that a second answer of the DNS changes nothing (DNS rebinding). Whoever asks for
another machine goes through these two; a redirect is a new destination, checked by the caller.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from core.errors import Invalid

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is given out for the internet (RFC 4291 §2.4, IANA's registry). Outside of it
are the forms that hide an IPv4 address: mapped, compatible, and NAT64's."""
_METADATA_OF = (
    *("169.254.169.254", "fd00:ec2::254", "fd20:ce::254", "192.0.0.192", "168.63.129.16"),
    "100.100.100.200",
)
_METADATA = {ip_address(text) for text in _METADATA_OF}
"""Of AWS and most others, AWS and Google by IPv6, Oracle, Azure (a public address that is none),
and Alibaba (in the range that private networks share)."""
_BROADCAST = IPv4Address("255.255.255.255")
_NO_SERVERS = tuple(
    ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "2001::/32")
)
"""Protocol assignments, 6to4 with its relays, and Teredo, both of which hide an IPv4 address: some
versions of Python call these global."""


_COMPATIBLE = IPv6Network("::/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_NAT64_OF_ONES_OWN = IPv6Network("64:ff9b:1::/48")
"""RFC 4291 §2.5.5.1, RFC 6052 §2.1, RFC 8215 §3."""

METADATA, LINK_LOCAL = "a cloud's metadata service", "link-local"
NO_SERVER = "not an address of a server"
OWN_NETWORKS = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
    *("::1/128", "fc00::/7"),
)
"""Where services of an organisation stand, for addresses that whoever runs the server set. Never
what is link-local, a cloud's metadata service, or no single machine's address."""


class Refused(Invalid):
    """A request that would have gone where it must not; nothing was sent."""


class NotPublic(Refused):
    """The host has an address that is not of the public internet, nor of an allowed network."""


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
    """The destination of a URL. Raises :class:`Refused` with the reason, and :class:`OSError`
    where the name has no address.

    ``allowed`` are networks (CIDR) beyond the public internet that this connection may reach.
    """
    # The connection's own parser: two that read a host differently would make a hole.
    from urllib3.util import parse_url  # of requests, which a start need not wait for

    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused("The URL cannot be read.", field="base_url") from None
    if parts.scheme != "https" and not (allow_http and parts.scheme == "http"):
        raise Refused(
            "The address must begin with https://.",
            field="base_url",
            hint="Http is for an app in a private network, where an administrator allows it.",
        )
    if parts.username is not None or parts.password is not None:
        raise Refused("User name and password do not belong into the URL.", field="base_url")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Refused("The port is not a number.", field="base_url") from None
    try:
        host = (parse_url(url).host or "").strip("[]")
    except ValueError:
        host = ""
    if not host or not parts.hostname:
        raise Refused("The URL has no host.", field="base_url")
    addresses = resolver(host, port)
    if not addresses:
        raise ConnectionError(f"The name {host} has no address.")
    for text in addresses:
        reason = why_not(text, allowed)
        if reason:
            raise NotPublic(
                f"{parts.hostname} is {text}, which is {reason}.",
                field="base_url",
                hint="An administrator can allow the network on the connection.",
            )
    return Place(parts.scheme, host, port, addresses[0])


def check_host(host: str, port: int, *, resolver: Resolver = system_resolver) -> None:
    """Raises :class:`NotPublic` for a host that nobody's service has: link-local, metadata,
    unspecified, multicast, broadcast.

    For what opens its connections itself (Apprise): own networks are allowed. The address is not
    pinned, but checked again when a socket connects (:mod:`core.net.connect_check`). A name that
    has no address is left to it.
    """
    try:
        addresses = resolver(host, port)
    except OSError:
        return
    for text in addresses:
        if reason := why_no_service(text):
            raise NotPublic(f"{host} is {text}, which is {reason}.", field="url")


def why_no_service(text: str) -> str | None:
    """Why nobody's service has this address, own networks included; ``None`` where one may."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None  # a name that is no address connects to nothing
    if reason := _why_never(address):
        return reason
    return LINK_LOCAL if address.is_link_local else None


def why_not(text: str, allowed: Sequence[str] = ()) -> str | None:
    """Why an address is refused, or ``None`` if it may be connected to."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return "not an address"
    if reason := _why_never(address):
        return reason  # of no allowed network either
    if any(address in ip_network(network, strict=False) for network in allowed):
        return None
    for inner in (address, *_embedded(address)):
        if any(inner in ip_network(network, strict=False) for network in allowed):
            continue
        if inner.is_loopback:
            return "this machine itself (loopback)"
        if inner.is_link_local:
            return LINK_LOCAL
        if inner.is_reserved:
            return NO_SERVER
        if not inner.is_global or any(inner in network for network in _NO_SERVERS):
            return "private"
        if isinstance(inner, IPv6Address) and inner not in _GLOBAL_UNICAST:
            return "private"
    return None


def _why_never(address: Address) -> str | None:
    """Why nothing connects to an address, whatever is allowed."""
    inside = _embedded(address)
    if any(each in _METADATA for each in (address, *inside)):
        return METADATA
    if any(each.is_link_local for each in inside):
        return LINK_LOCAL
    if any(map(_is_no_machine, (address, *inside))):
        return NO_SERVER
    return None


def _is_no_machine(address: Address) -> bool:
    # 0.0.0.0 and :: reach this very machine on Linux.
    return address.is_unspecified or address.is_multicast or address == _BROADCAST


def _embedded(address: Address) -> list[IPv4Address]:
    """The IPv4 addresses that an address stands for, or may: mapped and compatible (RFC 4291
    §2.5.5), NAT64's (RFC 6052 §2.2), 6to4's (RFC 3056 §2), both of Teredo (RFC 4380 §4), or
    ISATAP's, whatever its network (RFC 5214 §6.1)."""
    if not isinstance(address, IPv6Address):
        return []
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return [*address.teredo]
    number = int(address)
    if address in _NAT64 or (address in _COMPATIBLE and number > 1):  # not :: and ::1
        return [_last(number)]
    if address in _NAT64_OF_ONES_OWN:
        # The length of its prefix is the network's own affair: each that there is. Bits 64 to 71
        # are left out (RFC 6052 §2.2).
        plain = number >> 64 << 56 | number & (1 << 56) - 1
        found = [_last(number), *(_last(plain >> 88 - length) for length in (48, 56, 64))]
        return [each for each in found if not each.is_unspecified]
    if number >> 32 & 0xFDFFFFFF == 0x5EFE:
        return [_last(number)]
    return []


def _last(number: int) -> IPv4Address:
    return IPv4Address(number & 0xFFFFFFFF)
