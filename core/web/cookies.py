"""The one cookie that signs a browser in, and whose requests may change something."""

from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from core.config import Settings

PLAIN = "offramp"
DEMO = "offramp-demo"
"""The demo's: browsers keep cookies by host and not by port, and beside it a real installation may
run on this machine."""
HOST_BOUND = "__Host-offramp"
"""On HTTPS: browsers accept this name only with Secure, for the whole host and no other."""
DEVICE = "offramp-device"
HOST_BOUND_DEVICE = "__Host-offramp-device"
"""By which a browser is known again after signing out; it signs nobody in."""
DEMO_DEVICE = "offramp-demo-device"
DEVICE_DAYS = 400
"""Browsers keep no cookie longer (RFC 6265bis §5.5)."""
HALF = "offramp-half"
HOST_BOUND_HALF = "__Host-offramp-half"
"""What binds a half sign-in, or a passkey that is being asked for, to one browser."""
RETURN = "offramp-return"
HOST_BOUND_RETURN = "__Host-offramp-return"
"""Where to go on after a session was confirmed at a provider."""
PROVIDER_COOKIES = ("_streamlit_user", "_streamlit_user_tokens")
"""What Streamlit sets after a company sign-in; exchanged for a session of ours at once."""

FORWARDED = {"forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
DEFAULT_PORTS = {"http": 80, "https": 443}


def is_https(request: Request, settings: Settings) -> bool:
    """Whether the browser speaks HTTPS, to us or to the proxy before us."""
    return request.url.scheme == "https" or settings.public_url.startswith("https://")


def session_token(cookies: Mapping[str, str], settings: Settings) -> str | None:
    """The session's id among a request's cookies."""
    return _held(cookies, settings, _plain(settings), HOST_BOUND)


def device_token(cookies: Mapping[str, str], settings: Settings) -> str | None:
    """The device's secret among a request's cookies."""
    return _held(cookies, settings, _plain_device(settings), HOST_BOUND_DEVICE)


def _plain(settings: Settings) -> str:
    return DEMO if settings.demo else PLAIN


def _plain_device(settings: Settings) -> str:
    return DEMO_DEVICE if settings.demo else DEVICE


def _held(cookies: Mapping[str, str], settings: Settings, plain: str, bound: str) -> str | None:
    if settings.public_url.startswith("https://"):
        return cookies.get(bound)
    return cookies.get(bound) or cookies.get(plain)


def set_session(response: Response, request: Request, settings: Settings, token: str) -> None:
    """Give the browser its session id; scripts cannot read it, other sites cannot send it."""
    name = HOST_BOUND if is_https(request, settings) else _plain(settings)
    _set(response, request, settings, name, token, settings.session_hours * 3600)


def set_device(response: Response, request: Request, settings: Settings, token: str) -> None:
    """Give the browser its device's secret, guarded in the same way."""
    name = HOST_BOUND_DEVICE if is_https(request, settings) else _plain_device(settings)
    _set(response, request, settings, name, token, DEVICE_DAYS * 86_400)


def _set(
    response: Response, request: Request, settings: Settings, name: str, token: str, seconds: int
) -> None:
    response.set_cookie(
        name,
        token,
        max_age=seconds,
        path="/",
        secure=is_https(request, settings),
        httponly=True,
        samesite="lax",
    )


def clear(response: Response, request: Request, settings: Settings) -> None:
    """Take every cookie of a sign-in away from the browser."""
    for name in request.cookies:
        if name in (_plain(settings), HALF, RETURN) or name.startswith(PROVIDER_COOKIES):
            response.delete_cookie(name, path="/", httponly=True, samesite="lax")
        elif name in (HOST_BOUND, HOST_BOUND_HALF, HOST_BOUND_RETURN):
            response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")


def comes_from_our_own_page(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a page of ours sent a form, or opened a socket: the browser tells its origin.

    Scheme, host and port, compared exactly (RFC 6454 §4, §6.2). A form without an origin counts if
    the browser says that it is our own; a socket always has one (RFC 6455 §4.1).
    """
    told = connection.headers.getlist("origin")
    if not told:
        is_form = connection.scope["type"] == "http"
        return is_form and connection.headers.get("sec-fetch-site") == "same-origin"
    return len(told) == 1 and told[0] in _our_origins(connection, settings)


def fetched_from_our_own_page(request: Request, settings: Settings) -> bool:
    """Whether a fetch was started by a page of ours, not by another site, port or program.

    Without HTTPS browsers say so on the local machine only; elsewhere the page before is told.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    before = origin_of(request.headers.get("referer", ""))
    return before is not None and before in _our_origins(request, settings)


def is_of_another_page(request: HTTPConnection) -> bool:
    """Whether a page that is not ours asks for something to use by itself, not to open it.

    Browsers say so in ``Sec-Fetch-Site`` and ``-Mode`` (W3C Fetch Metadata §2); a cookie with
    ``SameSite`` goes along from another port of the same host.
    """
    site = request.headers.get("sec-fetch-site", "none")
    return (
        site not in {"none", "same-origin"} and request.headers.get("sec-fetch-mode") != "navigate"
    )


def _our_origins(connection: HTTPConnection, settings: Settings) -> set[str | None]:
    """Where our pages are: the public address; without one on HTTPS, also what was asked for."""
    public = origin_of(settings.public_url)
    if public and public.startswith("https://"):
        # Nothing else: the cookie is for this name alone, and a proxy may rewrite the Host header.
        return {public}
    scheme = connection.scope.get("scheme", "http").replace("ws", "http")
    return {public, origin_of(f"{scheme}://{connection.headers.get('host', '')}")}


def origin_of(url: str) -> str | None:
    """The origin of an address as browsers write it: small letters, no port that goes without
    saying; ``None`` where it has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc:
            return None
        name = f"[{ip_address(host)}]" if ":" in host else host.encode("idna").decode()
    except ValueError:
        return None
    explicit = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{name}{explicit}"


def forwards_unbelieved(connection: HTTPConnection, settings: Settings) -> bool | None:
    """Whether the peer says that it forwards for another, and is not believed; ``None`` if it is.

    Of one that is believed uvicorn has put the address that it forwards for in its place.
    """
    told = [value for name, value in connection.headers.items() if name in FORWARDED]
    peer = connection.client.host if connection.client else ""
    if any(peer in value for value in told) or _is_trusted(peer, settings):
        return None
    return bool(told)


def _is_trusted(peer: str, settings: Settings) -> bool:
    for each in settings.trusted_proxies.split(","):
        with suppress(ValueError):
            if each.strip() == "*" or ip_address(peer) in ip_network(each.strip(), strict=False):
                return True
    return False
