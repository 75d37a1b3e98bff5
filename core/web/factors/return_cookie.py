"""The cookie that knows where to go on after a session was confirmed at a provider."""

from collections.abc import Container
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from core.config import settings
from core.web import cookies
from core.web.sign_in_routes import safe_next

LIFE = 15 * 60
"""Seconds: longer than what the provider says is good for."""


def is_there(names: Container[str]) -> bool:
    """Whether a browser with these cookies went to a provider to confirm its session."""
    return cookies.RETURN in names or cookies.HOST_BOUND_RETURN in names


def path(request: Request) -> str:
    """The page from which it was asked; anything else but a path of ours means the first page."""
    held = request.cookies.get(cookies.HOST_BOUND_RETURN) or request.cookies.get(cookies.RETURN)
    return safe_next(unquote(held or ""))


def keep(response: Response, request: Request, next_: str) -> None:
    """Let the browser know it until it comes back."""
    secure = cookies.is_https(request, settings())
    response.set_cookie(
        cookies.HOST_BOUND_RETURN if secure else cookies.RETURN,
        quote(next_, safe=""),
        max_age=LIFE,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def forget(response: Response, request: Request) -> None:
    """It is back: this, and what the provider said, is used up; the session stays."""
    for name in request.cookies:
        if name.startswith(cookies.PROVIDER_COOKIES) or name == cookies.RETURN:
            response.delete_cookie(name, path="/", httponly=True, samesite="lax")
        elif name == cookies.HOST_BOUND_RETURN:
            response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
