"""An exchange that ends: so long altogether, and so much of the answer.

A timeout of requests is for each wait on the wire, so an answer that comes byte by byte never ends;
and a body is read whole, however large. Whoever asks another machine asks through this module, or
holds the same two limits in its own way (:mod:`core.scim.outbound.client` follows redirects).
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from core.net.pinned import WatchedSession

_PIECE = 16 * 1024


class TooSlow(requests.Timeout):
    """The answer was not there when its time was over."""


class TooLarge(requests.RequestException):
    """The answer is larger than any that is expected."""


@dataclass(frozen=True)
class Limited:
    """An answer, as far as it was read."""

    status: int
    headers: Mapping[str, str]
    start: bytes
    """Of the body, content encodings undone."""
    is_whole: bool

    @property
    def is_success(self) -> bool:
        """2xx. A redirect is none: nobody took what was sent."""
        return 200 <= self.status < 300

    def body(self) -> bytes:
        """All of it. Raises :class:`TooLarge`."""
        if not self.is_whole:
            raise TooLarge(f"The answer is larger than {len(self.start):,} bytes.")
        return self.start


def exchange(
    session: WatchedSession,
    method: str,
    url: str,
    *,
    seconds: float,
    most_bytes: int,
    **request: Any,
) -> Limited:
    """Ask, and read at most ``most_bytes`` of the answer, in at most ``seconds`` altogether.

    Redirects are not followed. Raises :class:`TooSlow` and whatever requests raises.
    """
    with ended_after(session, seconds), session.request(
        method, url, timeout=(seconds / 2, seconds), allow_redirects=False, stream=True, **request
    ) as answer:  # fmt: skip
        start, is_whole = read_limited(answer, most_bytes)
    return Limited(answer.status_code, answer.headers, start, is_whole)


def read_limited(answer: requests.Response, most_bytes: int) -> tuple[bytes, bool]:
    """The first bytes of a streamed answer, and whether that is all of it."""
    found = bytearray()
    for piece in answer.iter_content(min(_PIECE, most_bytes + 1)):
        found += piece
        if len(found) > most_bytes:
            return bytes(found[:most_bytes]), False
    return bytes(found), True


@contextmanager
def ended_after(session: WatchedSession, seconds: float) -> Iterator[None]:
    """End an exchange when its time is over, even if a byte comes now and then.

    Raises :class:`TooSlow` instead of whatever the ended connection led to.
    """
    passed = threading.Event()

    def end() -> None:
        passed.set()
        session.abort()

    session.begin()
    timer = threading.Timer(max(seconds, 0.0), end)
    timer.daemon = True
    timer.start()
    slow = TooSlow("The answer took longer than it may.")
    try:
        yield
    except (requests.RequestException, OSError) as error:
        if passed.is_set():
            raise slow from error
        raise
    else:
        if passed.is_set():  # an answer that ends with its connection seems to be whole
            raise slow
    finally:
        timer.cancel()
