"""Who asks, and what they have used: kept in this process, bounded, forgotten when unused."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import monotonic

from core.app.limits.amounts import (
    ADDRESS,
    ALL_ADDRESSES,
    ALL_PAGES_AT_ONCE,
    MESSAGES,
    PAGES_AT_ONCE,
    PERSON,
    SOCKETS,
    TURN_SECONDS,
    WORK,
    Rate,
)
from core.rate_limit import Buckets

KNOWN_FOR = 60.0
"""Seconds until a session is looked up again to learn whose it is. Only which limit holds hangs on
it: the gate looks at each request, and a page at each run."""
MOST = 10_000


class Sessions:
    """Which sessions are known to be somebody's: digest → account."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def account(self, digest: str) -> str | None:
        """Whose session it is, if it was looked up lately."""
        found = self._known.get(digest)
        return found[0] if found and self._clock() - found[1] < KNOWN_FOR else None

    def whose(self, digest: str) -> str | None:
        """Whose session it is, or was when it was looked up."""
        found = self._known.get(digest)
        return found[0] if found else None

    def remember(self, digest: str, account: str) -> None:
        """Somebody was found to be signed in with it."""
        with self._lock:
            self._known[digest] = (account, self._clock())
            self._known.move_to_end(digest)
            if len(self._known) > MOST:
                self._known.popitem(last=False)

    def __len__(self) -> int:
        return len(self._known)


class Usage:
    """What accounts and addresses have used of what they may."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.sessions = Sessions(clock)
        self._people = Buckets(clock)
        self._addresses = Buckets(clock)
        self._messages = Buckets(clock)
        self._work = Buckets(clock)
        self._clock = clock
        self._lock = threading.Condition()
        self._sockets: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._tickets = count()
        self._waiting: dict[int, str] = {}
        self._begun: dict[int, tuple[str, float]] = {}

    def person_waits(self, account: str, cost: float) -> float:
        """Count a request of somebody who is signed in; seconds to wait, 0 to go on."""
        return _take(self._people, account, PERSON, cost)

    def address_waits(self, place: str, cost: float) -> float:
        """Count a request of an address; seconds to wait, 0 to go on."""
        own = _take(self._addresses, place, ADDRESS, cost)
        return own or _take(self._addresses, "all", ALL_ADDRESSES, cost)

    def message_waits(self, key: str) -> float:
        """Count a message of a page; seconds to wait before asking again, 0 to go on."""
        owed = self._work.owed(key, *WORK)
        return owed or _take(self._messages, key, MESSAGES, 1)

    def worked(self, account: str, seconds: float) -> None:
        """A page of theirs used so much processor time."""
        self._work.charge(account, seconds, *WORK)

    def owed(self, account: str) -> float:
        """Seconds until what they used of the processor is made up for; 0 when they may go on."""
        return self._work.owed(account, *WORK)

    def open_socket(self, key: str) -> bool:
        """Whether one more page may be open; if so :meth:`close_socket` has to follow."""
        with self._lock:
            if self._sockets[key] >= SOCKETS:
                return False
            self._sockets[key] += 1
            return True

    def close_socket(self, key: str) -> None:
        """A page was closed."""
        with self._lock:
            _less(self._sockets, key)

    @contextmanager
    def page_runs(self, account: str) -> Iterator[None]:
        """While a page of theirs runs; waits for its turn."""
        with self._lock:
            self._lock.wait_for(lambda: self._running[account] < PAGES_AT_ONCE)
            self._running[account] += 1
            turn = self._turn(account)
        try:
            yield
        finally:
            with self._lock:
                _less(self._running, account)
                self._begun.pop(turn, None)
                self._lock.notify_all()

    def _turn(self, account: str) -> int:
        """Wait until fewer than so many pages run that have just begun, or long enough. Whoever has
        the fewest of them is next, then who came first."""
        mine, latest = next(self._tickets), self._clock() + TURN_SECONDS
        self._waiting[mine] = account
        try:
            while True:
                now = self._clock()
                young = [one for one in self._begun.values() if one[1] > now - TURN_SECONDS]
                if now >= latest or (len(young) < ALL_PAGES_AT_ONCE and self._is_next(mine, young)):
                    self._begun[mine] = account, now
                    return mine
                changes = [since + TURN_SECONDS for _, since in young]
                self._lock.wait(min([*changes, latest]) - now)
        finally:
            del self._waiting[mine]
            self._lock.notify_all()

    def _is_next(self, ticket: int, young: list[tuple[str, float]]) -> bool:
        has = Counter(account for account, _ in young)
        return ticket == min(self._waiting, key=lambda one: (has[self._waiting[one]], one))


def _take(buckets: Buckets, key: str, rate: Rate, cost: float) -> float:
    return buckets.wait(key, rate.per_second, rate.burst, cost)


def _less(counted: Counter[str], key: str) -> None:
    counted[key] -= 1
    if counted[key] <= 0:
        del counted[key]


USAGE = Usage()
"""Of this process."""
