"""Files that depend on what a page holds and no address could say: offered to one session.

A page puts the maker here under a ticket that it draws into its link. The ticket is good for the
session of that page alone, and the maker asks the rights of who fetches. It lies in the memory of
this process, as the page does itself.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from core.errors import NotFound
from core.web.files.made import Maker

PER_SESSION = 60
"""Offers of one session: more than its open pages draw. The oldest go first."""
SESSIONS = 1000
"""Sessions that have offers; those that drew none for the longest time go first."""


class Offers:
    """Session → ticket → maker. Safe for threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._of: OrderedDict[str, OrderedDict[str, tuple[Maker, float]]] = OrderedDict()

    def put(self, session: str, ticket: str, make: Maker, seconds: float) -> None:
        """Offer a file to a session for so long; drawn again, it is offered anew."""
        now = self._clock()
        with self._lock:
            own = self._of.setdefault(session, OrderedDict())
            self._of.move_to_end(session)
            own[ticket] = make, now + seconds
            own.move_to_end(ticket)
            for one in [one for one, (_make, until) in own.items() if until <= now]:
                del own[one]
            while len(own) > PER_SESSION:
                own.popitem(last=False)
            self._forget_old(now)

    def _forget_old(self, now: float) -> None:
        """What ended, and the sessions beyond the limit."""
        while self._of:
            session, own = next(iter(self._of.items()))
            if len(self._of) <= SESSIONS and any(until > now for _make, until in own.values()):
                return
            del self._of[session]

    def take(self, session: str, ticket: str) -> Maker:
        """The maker, which stays for the next fetch. Raises :class:`NotFound`."""
        with self._lock:
            own = self._of.get(session)
            found = own.get(ticket) if own else None
        if found is None or found[1] <= self._clock():
            raise NotFound(
                "This file is no longer ready for you.",
                hint="Open the page that offered it again, and download it from there.",
            )
        return found[0]


offers = Offers()
"""Those of this process."""


def new_ticket() -> str:
    """A name that nobody guesses."""
    return secrets.token_urlsafe(24)
