"""Company sign-in: what ``st.login`` does (Authlib: state, nonce, PKCE), entered from our form.

``st.login`` runs in a page; a page here runs only for those who are signed in. So the form links
to the address that ``st.login`` would send the browser to, and what comes back (Streamlit's
signed cookie) is exchanged for a session of ours at once: that can be revoked, the cookie can't.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from core.app.runtime import runtime
from core.config import Settings, settings
from core.errors import Forbidden
from core.identity import service as identity
from core.identity.service import read_providers
from core.identity.values import FactorPolicy, Live, NotLetIn, Provider
from core.net.guard import Refused
from core.secrets import service as secrets
from core.web.authentication import live_session, place
from core.web.cookies import PROVIDER_COOKIES, clear
from core.web.factors import confirming, return_cookie
from core.web.form_page import page
from core.web.provider_requests import PROVIDER, use_for_sign_in
from core.web.session_lifetimes import lifetimes
from core.web.sign_in_routes import entering, safe_next
from core.web.threads import in_thread

log = logging.getLogger("offramp.sign-in")

AGAIN = ".again"
"""After a provider's name: the same provider, asked to have somebody sign in anew. No provider is
called so, and what comes back says which of the two was asked."""
AWAY = "?said=provider-down"


def streamlit_secrets(config: Settings) -> dict[str, Any]:
    """What Streamlit needs to know, in the place of a ``secrets.toml``."""
    providers = read_providers(config.oidc_file)
    if not providers:
        return {}
    use_for_sign_in(frozenset(each.server_metadata_url for each in providers))
    base = config.public_url or f"http://localhost:{config.port}"
    auth: dict[str, Any] = {
        "redirect_uri": f"{base}/oauth2callback",
        "cookie_secret": secrets.derive("streamlit-cookie")[0].value.hex(),
    }
    for provider in providers:
        known = {
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "server_metadata_url": provider.server_metadata_url,
        }
        auth[provider.name] = known | {
            "client_kwargs": {"scope": provider.scope, "prompt": "select_account"},
        }
        # Who confirms a session signs in anew there, whatever session they have with the provider
        # (OpenID Connect Core 1.0 §3.1.2.1); max_age makes it say when that was.
        auth[provider.name + AGAIN] = known | {
            "client_kwargs": {"scope": provider.scope, "prompt": "login"},
            "authorize_params": {"max_age": "0"},
        }
    return {"auth": auth}


async def begin(request: Request) -> Response:
    """Send the browser to a provider, if that answers."""
    answer = await _sent(request, "", "/sign-in")
    return_cookie.forget(answer, request)  # of a confirmation that was not gone through with
    return answer


async def begin_again(request: Request) -> Response:
    """Send the browser to a provider to confirm the session that it has."""
    if await in_thread(live_session, request) is None:
        return RedirectResponse("/sign-in", status_code=303)
    answer = await _sent(request, AGAIN, "/sign-in/again")
    if _provider(request.path_params["name"]):
        return_cookie.keep(answer, request, safe_next(request.query_params.get("next")))
    return answer


async def _sent(request: Request, how: str, form: str) -> Response:
    provider = _provider(request.path_params["name"])
    if provider is None:
        return RedirectResponse(form, status_code=303)
    if problem := await _why_away(provider):
        log.warning("%s does not answer: %s", provider.label, problem)
        return RedirectResponse(form + AWAY, status_code=303)
    return RedirectResponse(generate_login_redirect_url(provider.name + how), status_code=303)


async def _why_away(provider: Provider) -> str | None:
    try:
        answer = await PROVIDER.metadata(provider.server_metadata_url)
        said = json.loads(answer.body) if answer.status == 200 else None
    except (OSError, Refused, ValueError, RecursionError) as problem:
        return type(problem).__name__
    if answer.status != 200:
        return f"HTTP {answer.status}"
    is_metadata = isinstance(said, dict) and isinstance(said.get("authorization_endpoint"), str)
    return None if is_metadata else "its metadata names no authorization_endpoint"


def finish(request: Request) -> Response:
    """Exchange what the provider said for a session."""
    claims = _claims(request)
    name = str(claims.get("provider")) if claims else ""
    provider = _provider(name.removesuffix(AGAIN))
    live = live_session(request) if name.endswith(AGAIN) else None
    if claims and provider and live:
        return _confirmed(request, provider, claims, live)
    if claims is None or provider is None:
        answer: Response = RedirectResponse("/sign-in?said=incomplete", status_code=303)
        clear(answer, request, runtime().settings)
        return answer
    running, now = runtime(), datetime.now(UTC)
    life = lifetimes(running.settings)
    try:
        with running.database.write() as session:
            policy = FactorPolicy.of(running.settings)
            entered = identity.exchange_assertion(
                session, provider, claims, place(request), life, now, policy
            )
    except NotLetIn as refused:
        with running.database.write() as session:
            identity.record_refused_assertion(
                session, provider, claims, place(request), refused.message
            )
        answer = page(
            "You cannot sign in",
            f"{provider.label} sent you here as {_who(claims)}.",
            '<a class="button" href="/sign-in">Back to sign-in</a>',
            problem=str(refused),
            status=403,
        )
        clear(answer, request, runtime().settings)
        return answer
    return entering(request, entered, "/")


def _confirmed(
    request: Request, provider: Provider, claims: Mapping[str, Any], live: Live
) -> Response:
    """Confirm the session, and go on where it was asked."""
    database, here, now = runtime().database, place(request), datetime.now(UTC)
    next_ = return_cookie.path(request)
    try:
        with database.write() as session:
            identity.confirm_with_assertion(session, provider, claims, live, here, now)
        answer: Response = RedirectResponse(next_, status_code=303)
    except Forbidden as refused:
        with database.write() as session:
            identity.record_refused_assertion(session, provider, claims, here, refused.message)
        if live_session(request) is None:
            answer = RedirectResponse("/sign-in?said=ended", status_code=303)
        else:
            answer = confirming.asking(request, live, next_, str(refused), 403)
    return_cookie.forget(answer, request)
    return answer


def _who(claims: Mapping[str, Any]) -> str:
    return str(claims.get("email") or claims.get("name") or claims.get("sub") or "nobody")[:200]


def _provider(name: str) -> Provider | None:
    return next((p for p in read_providers(settings().oidc_file) if p.name == name), None)


def _claims(request: Request) -> Mapping[str, Any] | None:
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = request.cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1")) if value else None

    found = get_cookie_with_chunks(signed, PROVIDER_COOKIES[0])
    if not secret or not found:
        return None
    claims = json.loads(found)
    return claims if isinstance(claims, dict) else None


class AfterCallback:
    """Middleware: a sign-in that came to nothing at the provider is said, not passed over.

    Streamlit sends the browser to the first page in every case; only when it set its cookie did
    the provider vouch for somebody. Where it cannot even begin, it answers a bare 400.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in ("/oauth2callback", "/auth/login"):
            await self.app(scope, receive, send)
            return

        confirms = return_cookie.is_there(HTTPConnection(scope).cookies)
        form = "/sign-in/again" if confirms else "/sign-in"

        async def onward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"] == "/auth/login":
                    if message["status"] >= 400:
                        message["status"], headers["location"] = 303, form + AWAY
                    await send(message)
                    return
                vouched = any(
                    cookie.startswith(PROVIDER_COOKIES) and "max-age=0" not in cookie.lower()
                    for cookie in headers.getlist("set-cookie")
                )
                if message["status"] in range(300, 400):
                    headers["location"] = (
                        "/sign-in/company" if vouched else f"{form}?said=incomplete"
                    )
            await send(message)

        await self.app(scope, receive, onward)


def routes() -> list[Route]:
    """The way to a provider and back."""
    return [
        Route("/sign-in/with/{name}", begin),
        Route("/sign-in/again/with/{name}", begin_again),
        Route("/sign-in/company", finish),
    ]
