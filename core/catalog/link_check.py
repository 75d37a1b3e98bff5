"""Check whether a source's link still answers, without ever reaching into a private network.

Each hop of a redirect is a destination of its own, which :mod:`core.net.guard` checks.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from core.net import guard

MAX_REDIRECTS = 5


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


def check_link(
    source_id: str,
    url: str,
    *,
    timeout: float,
    resolver: guard.Resolver = guard.system_resolver,
    allowed: Sequence[str] = (),
) -> LinkResult:
    """Fetch a link's headers and say what it did; never raises.

    ``timeout`` in seconds, for each hop altogether. ``allowed`` are
    networks (CIDR) beyond the public internet to which something may be sent.
    """
    from requests import RequestException  # only a check of links waits for it

    moved = False
    for _hop in range(MAX_REDIRECTS + 1):
        try:
            place = guard.check(url, allow_http=True, allowed=allowed, resolver=resolver)
        except guard.NotPublic:
            detail = f"{_host(url)} is not a public address"
            return LinkResult(source_id, Outcome.BLOCKED, detail)
        except guard.Refused:
            return LinkResult(source_id, Outcome.BLOCKED, "not a web address")
        except (OSError, UnicodeError):
            return LinkResult(source_id, Outcome.UNREACHABLE, f"no address for {_host(url)}")
        try:
            status, location = _head(url, place, timeout)
        except (RequestException, ValueError) as error:
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


def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def _head(url: str, place: guard.Place, timeout: float) -> tuple[int, str | None]:
    from core.net.limited import exchange
    from core.net.pinned import PinnedSession

    with PinnedSession(place) as session:
        # GET, because many sites answer HEAD with an error; the body is not read.
        answer = exchange(
            session,
            "GET",
            url,
            seconds=timeout,
            most_bytes=0,
            headers={"User-Agent": "Offramp link check"},
        )
    return answer.status, answer.headers.get("Location")
