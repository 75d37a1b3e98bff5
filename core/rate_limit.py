"""Token buckets: so much a second, with room for a burst; in this process's memory, bounded."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

V6_HOSTS = 64
"""Bits of an IPv6 address that its owner chooses freely (RFC 6177): one place is its /64."""


def place_of(address: str) -> str:
    """An address as limits know it: IPv6 by its /64, and IPv4 in IPv6's clothes as IPv4."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{IPv6Address(int(found) >> V6_HOSTS << V6_HOSTS)}/64"
    return str(found)


class Buckets:
    """One bucket for each key; the least lately used is forgotten, so that memory is bounded."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, most: int = 10_000) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._levels)

    def wait(
        self, key: str, per_second: float, burst: float | None = None, cost: float = 1.0
    ) -> float:
        """Take ``cost``; 0 if it was there, else the seconds until it is. ``burst``: room for so
        much at once, two seconds' worth unless given."""
        capacity = max(cost, burst or per_second * 2)
        with self._lock:
            level, now = self._level(key, per_second, capacity)
            if level < cost:
                self._keep(key, level, now)
                return (cost - level) / per_second
            self._keep(key, level - cost, now)
            return 0.0

    def charge(self, key: str, cost: float, per_second: float, burst: float) -> None:
        """Take what was used already, be it there or not: what is owed has to be waited for."""
        with self._lock:
            level, now = self._level(key, per_second, burst)
            self._keep(key, level - cost, now)

    def owed(self, key: str, per_second: float, burst: float) -> float:
        """Seconds until nothing is owed any more."""
        with self._lock:
            level, _now = self._level(key, per_second, burst)
        return max(0.0, -level) / per_second

    def _level(self, key: str, per_second: float, capacity: float) -> tuple[float, float]:
        now = self._clock()
        level, at = self._levels.get(key, (capacity, now))
        return min(capacity, level + max(0.0, now - at) * per_second), now

    def _keep(self, key: str, level: float, now: float) -> None:
        self._levels[key] = (level, now)
        self._levels.move_to_end(key)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
