"""Addresses that are no page: a page says so, in place of the first page without a word."""

import re
from collections.abc import Collection, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

STREAMLIT = re.compile(
    r"/((_stcore|static|media|component|app/static|auth)/.*"
    r"|oauth2callback|favicon\.(png|ico)|manifest\.json|robots\.txt)"
)
"""What Streamlit serves beside pages, some of it as a file that a browser opens by itself."""


class PageAddresses:
    """Middleware: whoever opens an address in a browser gets its page, or hears that there is none.

    ``first`` is the page at ``/``: under its own name it is there as well. ``was_first`` was there
    before: a link to ``/`` with filters is one of those that people kept of it. ``document`` is the
    HTML that every page is drawn in.
    """

    def __init__(
        self,
        app: ASGIApp,
        document: str,
        pages: Collection[str],
        first: str,
        missing: str,
        was_first: str,
        own_routes: Sequence[BaseRoute],
    ) -> None:
        self.app = app
        self.document = document
        self.nothing = _elsewhere(document, missing)
        self.pages = frozenset(pages) - {missing}
        self.first = first
        self.was_first = was_first
        self.own_routes = own_routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer(Request(scope)) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        path = request.url.path
        name = path.strip("/")
        if (
            request.method not in {"GET", "HEAD"}
            or "text/html" not in request.headers.get("accept", "")
            or STREAMLIT.fullmatch(path)
            or any(route.matches(request.scope)[0] is not Match.NONE for route in self.own_routes)
        ):
            return None
        if not name and request.url.query:
            return RedirectResponse(f"/{self.was_first}?{request.url.query}")
        if name == self.first:
            # From the root: `//` in front would be another host.
            return RedirectResponse("/")
        if not name or name in self.pages:
            return HTMLResponse(self.document)
        return HTMLResponse(self.nothing, status_code=404)


def _elsewhere(document: str, page: str) -> str:
    """The document for an address that is no page: ``core/web/scripts`` opens this one for it.

    What it loads stands beside the root, however deep the address is.
    """
    return document.replace("<html", f'<html data-missing="{page}"', 1).replace('"./', '"/')
