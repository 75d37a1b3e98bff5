"""What is asked of a company's provider: few requests at once, each with a total time and a size.

Anybody may begin a sign-in, so that must cost little whatever the provider answers: its metadata is
kept, and asked for once however many wait for it. Authlib, which Streamlit's sign-in uses, makes
its requests here too: those behind the metadata go through the same guard as all others.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.integrations.starlette_client import StarletteOAuth2App

from core.net.limited import exchange
from core.net.pinned import session_for_operator

SECONDS = 10.0
"""For one answer, from its first byte to its last."""
MOST_BYTES = 1 << 20
"""Metadata has some 5 kB, keys and tokens as much."""
AT_ONCE = 4
"""Requests of each of the two kinds; who comes later waits, and at most :data:`WAITING` do."""
WAITING = 32
METADATA_KEPT, FAILURE_KEPT = 600.0, 15.0
"""Seconds, since it was asked for."""
_PASSED_ON = ("accept", "authorization", "content-type", "user-agent")
_OF_THE_WIRE = {"connection", "content-encoding", "content-length", "transfer-encoding"}


class TooManyAsk(ConnectionError):
    """More sign-ins wait for the provider than there is room for."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class _Kept:
    answer: "Future[Answer]"
    at: float

    def holds(self, now: float) -> bool:
        if not self.answer.done():
            return True
        is_good = self.answer.exception() is None and self.answer.result().status == 200
        return now - self.at < (METADATA_KEPT if is_good else FAILURE_KEPT)


class Provider:
    """Asks providers. ``clock`` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        # Two kinds, so that tokens that come slowly keep no sign-in from beginning.
        self._metadata = _Few("provider-metadata")
        self._others = _Few("provider")

    async def metadata(self, document: str) -> Answer:
        """The document at a provider's ``server_metadata_url``, from memory if it is there.

        Raises ``OSError`` and :class:`core.net.guard.Refused`.
        """
        with self._lock:
            kept = self._kept.get(document)
            if kept is None or not kept.holds(self._clock()):
                asked = self._metadata.submit("GET", document, {"accept": "application/json"}, b"")
                kept = self._kept[document] = _Kept(asked, self._clock())
        return await _awaited(kept.answer)

    async def other(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """Any other request; as :meth:`metadata`, but never from memory."""
        return await _awaited(self._others.submit(method, url, headers, body))

    def forget(self) -> None:
        """Keep nothing: a test's next provider may have the same address."""
        with self._lock:
            self._kept.clear()


class _Few:
    """Threads for requests of one kind, with a queue that ends."""

    def __init__(self, name: str) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=name)
        self._room = threading.Semaphore(AT_ONCE + WAITING)

    def submit(
        self, method: str, url: str, headers: dict[str, str], body: bytes
    ) -> "Future[Answer]":
        if not self._room.acquire(blocking=False):
            raise TooManyAsk("Too many sign-ins wait for the provider.")
        asked = self._threads.submit(_ask, method, url, headers, body)
        asked.add_done_callback(lambda _: self._room.release())
        return asked


def _ask(method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
    with session_for_operator(url) as session:
        answer = exchange(
            session,
            method,
            url,
            seconds=SECONDS,
            most_bytes=MOST_BYTES,
            headers=headers,
            data=body or None,
        )
    kept = {k: v for k, v in answer.headers.items() if k.lower() not in _OF_THE_WIRE}
    return Answer(answer.status, kept, answer.body())


async def _awaited(asked: "Future[Answer]") -> Answer:
    # Others may wait for the same answer: who leaves does not take it from them.
    return await asyncio.shield(asyncio.wrap_future(asked))


PROVIDER = Provider()


def use_for_sign_in(metadata_urls: frozenset[str]) -> None:
    """Have Authlib's clients make their requests here."""

    class Client(AsyncOAuth2Client):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            # The last word: Authlib hands on what metadata say, be it called "transport".
            super().__init__(*args, **{**kwargs, "transport": _Transport(metadata_urls)})

    StarletteOAuth2App.client_cls = Client


class _Transport(httpx2.AsyncBaseTransport):
    """The wire of httpx2's clients."""

    def __init__(self, metadata_urls: frozenset[str]) -> None:
        self._metadata_urls = metadata_urls

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = str(request.url)
        try:
            if request.method == "GET" and url in self._metadata_urls:
                answer = await PROVIDER.metadata(url)
            else:
                headers = {k: request.headers[k] for k in _PASSED_ON if k in request.headers}
                answer = await PROVIDER.other(request.method, url, headers, await request.aread())
        except OSError as problem:
            raise httpx2.ConnectError(type(problem).__name__, request=request) from problem
        return httpx2.Response(
            answer.status, headers=answer.headers, content=answer.body, request=request
        )
