"""Files that depend on what a page holds and no address could say: offered to one session.

A page puts the maker here under a ticket that it draws into its link. The ticket is good for the
session of that page alone, and the maker asks the rights of who fetches. It lies in the memory of
this process, as the page does itself, and no longer: what a maker holds, such as the advice for a
whole stack, is half a megabyte.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

from core.errors import NotFound
from core.web.files.made import Maker

PER_SESSION = 60
"""Offers of one session: more than its open pages draw. The oldest go first."""
SESSIONS = 1000
"""Sessions that have offers; those that drew none for the longest time go first."""
LOOKS = 60.0
"""Seconds between two looks at which pages are still open."""
CLOSED = 600.0
"""Seconds that the offers of a page without a connection stay: it may come back."""


class Where(NamedTuple):
    """What draws an offer: an open page of a browser, and which of our pages it shows."""

    tab: str
    place: str


@dataclass(frozen=True)
class _Offer:
    make: Maker
    until: float
    where: Where
    drawn: float


class Offers:
    """Session → ticket → maker. Safe for threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_open: Callable[[str], bool] = lambda _tab: True
        """Whether a page still hangs on its connection; whoever draws pages knows."""
        self._clock = clock
        self._lock = Lock()
        self._of: OrderedDict[str, OrderedDict[str, _Offer]] = OrderedDict()
        self._looked = clock()

    def put(self, session: str, ticket: str, make: Maker, seconds: float, where: Where) -> None:
        """Offer a file to a session for so long; drawn again, it is offered anew."""
        now = self._clock()
        with self._lock:
            own = self._of.setdefault(session, OrderedDict())
            self._of.move_to_end(session)
            own[ticket] = _Offer(make, now + seconds, where, now)
            own.move_to_end(ticket)
            for one in [one for one, offer in own.items() if offer.until <= now]:
                del own[one]
            while len(own) > PER_SESSION:
                own.popitem(last=False)
            self._forget_old(now)

    def shows(self, session: str, where: Where) -> None:
        """A page shows this place now: what it offered at another one is no longer to be seen."""
        now = self._clock()
        with self._lock:
            self._drop(session, lambda offer: where.tab == offer.where.tab and where != offer.where)
            if now - self._looked >= LOOKS:
                self._looked = now
                for one in list(self._of):
                    self._drop(one, lambda offer: self._is_closed(offer, now))

    def _is_closed(self, offer: _Offer, now: float) -> bool:
        return now - offer.drawn > CLOSED and not self.is_open(offer.where.tab)

    def _drop(self, session: str, which: Callable[[_Offer], bool]) -> None:
        own = self._of.get(session)
        for ticket in [ticket for ticket, offer in (own or {}).items() if which(offer)]:
            del own[ticket]  # type: ignore[union-attr]
        if own is not None and not own:
            del self._of[session]

    def _forget_old(self, now: float) -> None:
        """What ended, and the sessions beyond the limit."""
        while self._of:
            session, own = next(iter(self._of.items()))
            if len(self._of) <= SESSIONS and any(offer.until > now for offer in own.values()):
                return
            del self._of[session]

    def take(self, session: str, ticket: str) -> Maker:
        """The maker, which stays for the next fetch. Raises :class:`NotFound`."""
        with self._lock:
            own = self._of.get(session)
            found = own.get(ticket) if own else None
        if found is None or found.until <= self._clock():
            raise NotFound(
                "This file is no longer ready for you.",
                hint="Open the page that offered it again, and download it from there.",
            )
        return found.make


offers = Offers()
"""Those of this process."""


def new_ticket() -> str:
    """A name that nobody guesses."""
    return secrets.token_urlsafe(24)
