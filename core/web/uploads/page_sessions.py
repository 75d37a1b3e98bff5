"""What is asked of Streamlit about the pages that are open."""

import hmac
from collections.abc import Mapping
from typing import Protocol

from starlette.requests import Request

from core.app.runtime import runtime
from core.web.cookies import session_token


class PageSessions(Protocol):
    """Streamlit: it holds the pages' sessions and their files."""

    def cookies(self, session_id: str) -> Mapping[str, str] | None:
        """The cookies that an open page came with; ``None`` for a page that is not open."""

    def held(self) -> Mapping[str, int]:
        """Bytes of uploads in memory, by session."""

    def run_again(self, session_id: str) -> None:
        """Draw an open page anew, as soon as it does not run."""


def opened_by(request: Request, cookies: Mapping[str, str]) -> bool:
    """Whether the page that came with these cookies is of the session that asks now."""
    settings = runtime().settings
    theirs = session_token(cookies, settings) or ""
    ours = session_token(request.cookies, settings) or ""
    return bool(ours) and hmac.compare_digest(theirs.encode(), ours.encode())
