"""What may be uploaded, by whom, and how much of it: before Streamlit takes a byte.

Streamlit keeps uploads in memory, under the id of the page's session; whoever knows that id could
put files there. Here a file has to come with the cookie that the page was opened with, from a role
that has something to upload, and within what one account, and all of them, may have waiting.
"""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from core.actor import Actor
from core.app.runtime import runtime
from core.web.authentication import signed_in
from core.web.threads import in_thread
from core.web.uploads.allowance import MB, Allowance, allowance
from core.web.uploads.page_sessions import PageSessions, opened_by
from core.web.uploads.refused import PATH

FRAME = 200_000
"""Bytes that a request may have around its file."""
LEAST = 10_000
"""So much an upload counts at least: a file of no bytes costs memory, too."""

log = logging.getLogger("offramp.uploads")


class Uploads:
    """Middleware on Streamlit's way for uploads. In memory: each process counts what it holds."""

    def __init__(
        self, app: ASGIApp, pages: PageSessions, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.pages = pages
        self.clock = clock
        self.account_of: dict[str, str] = {}
        """Account by page session, where something was uploaded."""
        self.coming: defaultdict[str, int] = defaultdict(int)
        """Bytes on their way, by account."""
        self.lately: defaultdict[str, deque[tuple[float, int]]] = defaultdict(deque)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or not scope["path"].startswith("/_stcore/upload_file")
            or scope["method"] == "OPTIONS"
        ):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        actor = await in_thread(signed_in, request)
        refusal, size = self._refusal(request, actor)
        if refusal is not None or actor is None:
            await (refusal or _said(401, "Sign in first."))(scope, receive, send)
            return
        self.coming[actor.id] += size
        try:
            await self.app(scope, receive, send)
        finally:
            # Again: while it was on its way, others may have forgotten a page that held nothing.
            self.account_of[request.url.path.split("/")[3]] = actor.id
            self.coming[actor.id] -= size
            if not self.coming[actor.id]:
                del self.coming[actor.id]

    def _refusal(self, request: Request, actor: Actor | None) -> tuple[Response | None, int]:
        """Why this is not taken, or the bytes that it will need."""
        found = PATH.fullmatch(request.url.path)
        if actor is None or found is None:
            return _said(404, "There is nothing here."), 0
        if (wrong := self._of_another(request, found[1])) is not None:
            log.warning("upload by %s refused: %s", actor.id, bytes(wrong.body).decode())
            return wrong, 0
        allowed = allowance(actor.role)
        if allowed is None:
            return _said(403, f"The role {actor.role} cannot upload files here."), 0
        if request.method != "PUT":
            return None, 0
        refusal, size = self._too_much(request, actor, allowed)
        if refusal is not None:
            log.warning("upload by %s refused: %s", actor.id, bytes(refusal.body).decode())
        return refusal, size

    def _of_another(self, request: Request, session_id: str) -> Response | None:
        cookies = self.pages.cookies(session_id)
        if cookies is None:
            return _said(404, "This page is not connected. Reload it and choose the file again.")
        if opened_by(request, cookies):
            return None
        return _said(403, "This page was opened in another session. Reload it.")

    def _too_much(
        self, request: Request, actor: Actor, allowed: Allowance
    ) -> tuple[Response | None, int]:
        told = request.headers.get("content-length", "")
        if not (told.isascii() and told.isdigit() and len(told) < 16):
            return _said(411, "The size of the file is missing."), 0
        size = max(int(told), LEAST)
        if size > allowed.file + FRAME:
            return _said(413, f"A file may be up to {allowed.file // MB} MB here."), 0
        held = self.pages.held()
        self.account_of = {one: who for one, who in self.account_of.items() if one in held}
        mine = sum(held[one] for one, who in self.account_of.items() if who == actor.id)
        if mine + self.coming.get(actor.id, 0) + size > allowed.held:
            return _said(
                429,
                f"Your open pages hold {allowed.held // MB} MB of files already, or would with "
                "this one. Remove some there, or close pages.",
            ), 0
        most = runtime().settings.uploads_max_mb * MB
        if sum(held.values()) + sum(self.coming.values()) + size > most:
            return _said(429, "The server is busy with other files. Try again in a minute."), 0
        now, lately = self.clock(), self.lately[actor.id]
        while lately and lately[0][0] <= now - 60:
            lately.popleft()
        if sum(one for _, one in lately) + size > allowed.minute:
            return _said(
                429, f"More than {allowed.minute // MB} MB in a minute. Try again in a minute."
            ), 0
        lately.append((now, size))
        return None, size


def _said(status: int, sentence: str) -> Response:
    return PlainTextResponse(sentence, status_code=status, headers={"Cache-Control": "no-store"})
