"""The cookie of whoever is between the password and the second factor."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.config import settings
from core.identity.values import Half
from core.web import cookies

LIFE = 15 * 60
"""Seconds; the database knows how long it is really good for."""


def token(request: Request) -> str | None:
    """The id among a request's cookies."""
    if settings().public_url.startswith("https://"):
        return request.cookies.get(cookies.HOST_BOUND_HALF)
    return request.cookies.get(cookies.HOST_BOUND_HALF) or request.cookies.get(cookies.HALF)


def give(response: Response, request: Request, id_: str) -> None:
    """Give the browser the id; scripts cannot read it, other sites cannot send it."""
    secure = cookies.is_https(request, settings())
    response.set_cookie(
        cookies.HOST_BOUND_HALF if secure else cookies.HALF,
        id_,
        max_age=LIFE,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def onward(request: Request, half: Half, next_: str) -> Response:
    """Send the browser to the second factor."""
    target = "/sign-in/second" + (f"?next={quote(next_, safe='')}" if next_ != "/" else "")
    answer = RedirectResponse(target, status_code=303)
    cookies.clear(answer, request, settings())
    give(answer, request, half.token)
    return answer
