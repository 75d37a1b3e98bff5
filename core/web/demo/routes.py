"""The demo's way in: whoever opens it on this machine is signed in, as whichever role they like.

Only where the server is a demo's (``OFFRAMP_DEMO``), the request comes from this machine and names
this machine: a page of another name that leads here (DNS rebinding) gets nothing.
"""

from collections.abc import Iterable
from html import escape
from ipaddress import ip_address
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.actor import Role
from core.app.runtime import runtime
from core.config import Settings
from core.demo import service as demo
from core.web.authentication import live_session, place
from core.web.cookies import FORWARDED
from core.web.form_page import link, page
from core.web.session_lifetimes import lifetimes
from core.web.sign_in_routes import admitted, safe_next

ENTER = "/demo"
ROLES = (Role.ADMINISTRATOR, Role.OPERATOR, Role.AUDITOR, Role.VIEWER)
_NAMES = {"localhost", "127.0.0.1", "::1"}


def is_from_here(client: str | None, host: str | None, headers: Iterable[str]) -> bool:
    """Whether a request comes from this machine, to this machine by name, and for nobody else."""
    try:
        from_here = ip_address(client or "").is_loopback
    except ValueError:
        return False
    return from_here and host in _NAMES and not FORWARDED.intersection(headers)


def address_of(role: Role, next_: str = "/") -> str:
    """Where the demo is opened as this role."""
    return f"{ENTER}?role={role}" + (f"&next={quote(next_, safe='')}" if next_ != "/" else "")


def enter(request: Request) -> Response:
    """Sign in as a role, the administrator unless another one is asked for."""
    asked = request.query_params.get("role", Role.ADMINISTRATOR)
    if asked not in [*ROLES]:
        return _refused("There is no such role.", 404)
    return _entered(request, Role(asked))


def again(request: Request) -> Response:
    """Confirm that it is still the same person: nobody has to prove it here."""
    live = live_session(request)
    return _entered(request, live.actor.role if live else Role.ADMINISTRATOR)


def _entered(request: Request, role: Role) -> Response:
    client = request.client.host if request.client else None
    if not is_from_here(client, request.url.hostname, request.headers.keys()):
        return _refused("The made-up company opens on the machine alone that it runs on.", 403)
    running = runtime()
    token = demo.enter(
        running.database,
        running.settings.data_dir,
        role,
        place(request),
        lifetimes(running.settings),
    )
    return admitted(request, token, safe_next(request.query_params.get("next")))


def left(_request: Request) -> Response:
    """Where signing out leads: the ways in again."""
    buttons = "".join(
        link(address_of(role), f"Open it as {role}", kind="button first" if first else "button")
        for first, role in zip((True, False, False, False), ROLES, strict=True)
    )
    return page("The made-up company", "You are signed out. Nothing in here is real.", buttons)


def _refused(what: str, status: int) -> Response:
    return page("Demo", "", f"<p>{escape(what)}</p>", status=status)


def routes(settings: Settings) -> list[Route]:
    """The routes of a demo, in place of signing in; none for any other server."""
    if not settings.demo:
        return []
    return [
        Route(ENTER, enter),
        Route("/sign-in", left),
        Route("/sign-in/again", again),
    ]
