"""The one cookie that signs a browser in, and whose requests may change something."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from core.config import Settings

PLAIN = "offramp"
HOST_BOUND = "__Host-offramp"
"""On HTTPS: browsers accept this name only with Secure, for the whole host and no other."""
PROVIDER_COOKIES = ("_streamlit_user", "_streamlit_user_tokens")
"""What Streamlit sets after a company sign-in; exchanged for a session of ours at once."""


def is_https(request: Request, settings: Settings) -> bool:
    """Whether the browser speaks HTTPS, to us or to the proxy before us."""
    return request.url.scheme == "https" or settings.public_url.startswith("https://")


def session_token(cookies: Mapping[str, str], settings: Settings) -> str | None:
    """The session's id among a request's cookies."""
    if settings.public_url.startswith("https://"):
        return cookies.get(HOST_BOUND)
    return cookies.get(HOST_BOUND) or cookies.get(PLAIN)


def set_session(response: Response, request: Request, settings: Settings, token: str) -> None:
    """Give the browser its session id; scripts cannot read it, other sites cannot send it."""
    secure = is_https(request, settings)
    response.set_cookie(
        HOST_BOUND if secure else PLAIN,
        token,
        max_age=settings.session_hours * 3600,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def clear(response: Response, request: Request) -> None:
    """Take every cookie of a sign-in away from the browser."""
    for name in request.cookies:
        if name == PLAIN or name.startswith(PROVIDER_COOKIES):
            response.delete_cookie(name, path="/", httponly=True, samesite="lax")
        elif name == HOST_BOUND:
            response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")


def comes_from_our_own_page(request: Request, settings: Settings) -> bool:
    """Whether a changing request was sent by a page of ours (browsers tell the origin)."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    ours = {f"{request.url.scheme}://{request.url.netloc}"}
    if settings.public_url:
        parts = urlsplit(settings.public_url)
        ours.add(f"{parts.scheme}://{parts.netloc}")
    return origin in ours


def is_local(request: Request, settings: Settings) -> bool:
    """Whether the request was made on this very machine, by name, and not through a proxy."""
    forwarded = any(
        name == "forwarded" or name.startswith("x-forwarded-") for name in request.headers
    )
    by_name = request.url.hostname in {"127.0.0.1", "localhost", "::1"}
    from_here = request.client is not None and request.client.host in {"127.0.0.1", "::1"}
    return (
        settings.is_loopback and not settings.public_url and not forwarded and by_name and from_here
    )
