"""Connections that never finish a request's head, and an address that opens too many.

uvicorn limits neither: it knows a time only between two requests (``timeout_keep_alive``).
"""

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from core.app.limits.amounts import CONNECTIONS_OF_ADDRESS, HEAD_BYTES, HEAD_SECONDS
from core.rate_limit import place_of


class LimitedConnection(HttpToolsProtocol):
    """uvicorn's own, with limits on heads and on connections of one address."""

    head_seconds: float = HEAD_SECONDS
    most: int = CONNECTIONS_OF_ADDRESS
    proxies: frozenset[str] = frozenset()
    """Addresses that stand for many people."""
    _open: Counter[str] = Counter()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._head: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._place = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._place = place_of(self.client[0] if self.client else "")
        self._open[self._place] += 1
        if self._open[self._place] > self.most and self._place not in self.proxies:
            transport.abort()
            return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        self._left()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._left()  # counted by account from here on
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        awaited = self._head
        super().data_received(data)
        if awaited is not None and self._head is awaited:  # all of it was head, and no end yet
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def _expect_head(self) -> None:
        if self._head is None:
            self._head_bytes = 0
            self._head = self.loop.call_later(self.head_seconds, self._too_late)

    def _head_is_there(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _too_late(self) -> None:
        self._head = None
        self.transport.abort()

    def _left(self) -> None:
        if self._place:
            self._open[self._place] -= 1
            if self._open[self._place] <= 0:
                del self._open[self._place]
            self._place = ""
