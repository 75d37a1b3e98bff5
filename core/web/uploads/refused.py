"""Why a file was not taken, said where it was chosen.

Streamlit's uploader shows nothing of a refusal but its number (“AxiosError: Request failed with
status code 429”), whatever the answer says. So the sentence is kept for the page, which is drawn
anew and shows it (``pages/ui/banners/refused_upload.py``).
"""

import asyncio
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from time import monotonic

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.web.uploads.page_sessions import PageSessions, opened_by

PATH = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+")
SECONDS = 60.0
"""A sentence is shown for so long at least; the run of the page after that is without it."""
PAGES = 1_000
MOST = 3
"""Sentences of one page: what is refused again and again is said in its newest form."""
LONGEST = 500
QUIET = 0.5
"""Seconds after the last upload of a page until it is drawn anew: its browser has heard by then."""


class RefusedUploads:
    """The sentences, by page session; in memory, bounded, forgotten after a minute."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._said: OrderedDict[str, dict[str, float]] = OrderedDict()

    def note(self, page: str, sentence: str) -> bool:
        """Keep it; whether the page does not say so already."""
        with self._lock:
            said = self._fresh(page)
            is_new = sentence not in said
            said[sentence] = self._clock()
            self._said[page] = dict(list(said.items())[-MOST:])
            self._said.move_to_end(page)
            if len(self._said) > PAGES:
                self._said.popitem(last=False)
            return is_new

    def of(self, page: str) -> Sequence[str]:
        """Why files of this page were not taken lately."""
        with self._lock:
            return list(self._fresh(page))

    def _fresh(self, page: str) -> dict[str, float]:
        since = self._clock() - SECONDS
        return {said: at for said, at in self._said.get(page, {}).items() if at > since}


REFUSED = RefusedUploads()
"""Of this process, which also has the pages."""


class SaidOnPage:
    """Middleware, before everything that may refuse an upload: has its page say why, once none of
    its uploads is under way: drawing it anew would make it forget those."""

    def __init__(
        self,
        app: ASGIApp,
        pages: PageSessions,
        refused: RefusedUploads = REFUSED,
        quiet: float = QUIET,
    ) -> None:
        self.app = app
        self.pages = pages
        self.refused = refused
        self.quiet = quiet
        self._under_way: Counter[str] = Counter()
        self._to_draw: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        page, request = found[1], Request(scope)
        cookies = self.pages.cookies(page)
        # Whoever knows a page's number only must not have it say something.
        if cookies is None or not opened_by(request, cookies):
            await self.app(scope, receive, send)
            return
        self._under_way[page] += 1
        try:
            await self._said(page, scope, receive, send)
            if page in self._to_draw:
                await asyncio.sleep(self.quiet)
        finally:
            self._under_way[page] -= 1
            if not self._under_way[page]:
                del self._under_way[page]
                if page in self._to_draw:
                    self._to_draw.discard(page)
                    self.pages.run_again(page)

    async def _said(self, page: str, scope: Scope, receive: Receive, send: Send) -> None:
        status, answer = 0, b""

        async def heard(message: Message) -> None:
            nonlocal status, answer
            if message["type"] == "http.response.start":
                status = message["status"]
            elif status >= 400 and len(answer) < LONGEST:
                answer += message.get("body", b"")
            await send(message)

        await self.app(scope, receive, heard)
        if status < 400:
            return
        sentence = answer.decode(errors="replace")[:LONGEST].strip()
        if self.refused.note(page, sentence or f"The server answered with error {status}."):
            self._to_draw.add(page)
