"""Confirming that it is still the same person, before what cannot be undone: ``/sign-in/again``."""

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.app.runtime import runtime
from core.config import settings
from core.errors import OfframpError
from core.identity import service as identity
from core.identity.values import FactorPolicy, Live, Purpose
from core.web.authentication import live_session, place
from core.web.factors import return_cookie
from core.web.factors.parts import code_of, recovery_code_used
from core.web.factors.relying_party import relying_party
from core.web.factors.script import PATH
from core.web.factors.second_step import factor_forms, status_of
from core.web.form_page import form_html, link, page
from core.web.sign_in_routes import PASSWORD, PROBLEMS, safe_next

NO_WAY = (
    "This account has nothing to confirm with: no password here, no second factor, and no provider "
    "that is still set up. An administrator can help with a one-time link."
)


def asking(
    request: Request,
    live: Live,
    next_: str,
    problem: str = "",
    status: int = 200,
    tried: str = "",
) -> Response:
    """The page that asks, with what went wrong."""
    now, party, options = datetime.now(UTC), relying_party(request, settings()), ""
    with runtime().database.read() as session:
        has = identity.my_factors(session, live.actor, FactorPolicy.of(settings()))
        account = identity.my_account(session, live.actor, now=now)
        providers, _ = identity.ways_to_sign_in(session, settings())
        if party and any(key.disabled_at is None for key in has.passkeys):
            options = identity.ask_passkey(
                session, party, Purpose.CONFIRM, live.digest, live.actor.id, now
            )
    if has.any:
        body = factor_forms("/sign-in/again", options, has, next_, starts=False, tried=tried)
    elif account.has_password:
        onward = next_ if next_ != "/" else ""
        body = form_html("/sign-in/again", [PASSWORD], "Continue", next_=onward)
    else:
        onward = f"?next={quote(next_, safe='')}" if next_ != "/" else ""
        body = "".join(
            link(f"/sign-in/again/with/{each.name}{onward}", f"Sign in again at {each.label}")
            for each in providers
            if each.name in account.providers
        )
        body = body or f"<p>{escape(NO_WAY)}</p>"
    body += f'<p class="foot"><a href="{escape(_cancelled(next_))}">Cancel</a></p>'
    minutes = settings().confirm_minutes
    return page(
        "Confirm that it is you",
        f"You are signed in as {live.actor.name}. What you are about to do takes a fresh "
        f"confirmation; it counts for {minutes} {'minute' if minutes == 1 else 'minutes'}.",
        body,
        problem=problem,
        status=status,
        script=PATH,
    )


def _cancelled(next_: str) -> str:
    """Where Cancel leads: on, unless that page asks for the confirmation first and leads back."""
    return "/account" if next_.startswith("/account/factors") else next_


def show(request: Request) -> Response:
    """The page that asks."""
    live = live_session(request)
    if live is None:
        return RedirectResponse("/sign-in", status_code=303)
    said = PROBLEMS.get(request.query_params.get("said", ""), "")
    next_ = request.query_params.get("next")
    onward = safe_next(next_) if next_ else return_cookie.path(request)
    return asking(request, live, onward, said)


def confirm(request: Request, fields: dict[str, str]) -> Response:
    """Confirm with a code, or with the password."""
    database, here, now = runtime().database, place(request), datetime.now(UTC)

    def proven(live: Live) -> int | None:
        if "password" not in fields:
            return identity.confirm_with_code(database, live, code_of(fields)[1], here, now)
        identity.confirm_with_password(database, live, fields["password"], here, now)
        return None

    return _confirmed(request, fields, proven)


def confirm_with_passkey(request: Request, fields: dict[str, str]) -> Response:
    """Confirm with a passkey."""
    party, here, now = relying_party(request, settings()), place(request), datetime.now(UTC)

    def proven(live: Live) -> None:
        if party:
            response = fields.get("response", "")
            identity.confirm_with_passkey(runtime().database, live, response, party, here, now)

    return _confirmed(request, fields, proven)


def _confirmed(
    request: Request, fields: dict[str, str], prove: Callable[[Live], int | None]
) -> Response:
    live, next_ = live_session(request), safe_next(fields.get("next"))
    if live is None:
        return RedirectResponse("/sign-in", status_code=303)
    try:
        left = prove(live)
    except OfframpError as error:
        tried = code_of(fields)[0]
        return asking(request, live, next_, str(error), status_of(error), tried)
    if left is not None:
        return recovery_code_used(left, next_)
    return RedirectResponse(next_, status_code=303)
