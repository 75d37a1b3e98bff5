"""Signing in with a second factor, or with a passkey alone."""

from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.app.runtime import runtime
from core.config import settings
from core.errors import OfframpError
from core.identity import service as identity
from core.identity.values import Factors, HalfEnded, Purpose, SlowDown
from core.secrets.service import new_token, recognisable
from core.web.authentication import place
from core.web.factors import half_cookie
from core.web.factors.parts import (
    CODE,
    RECOVERY,
    code_of,
    passkey_form,
    recovery_code_used,
)
from core.web.factors.relying_party import WHY_NOT, relying_party
from core.web.factors.script import PATH
from core.web.form_page import form_html, page
from core.web.session_lifetimes import lifetimes
from core.web.sign_in_routes import admitted, safe_next

BACK = '<p class="foot"><a href="/sign-in">Back to sign-in</a></p>'


def begin_again() -> Response:
    """Where nothing is left of the half sign-in."""
    return RedirectResponse("/sign-in?said=half-ended", status_code=303)


def status_of(error: OfframpError) -> int:
    """The status of an answer that shows this error."""
    return 429 if isinstance(error, SlowDown) else 401


def _page(
    request: Request, next_: str, problem: str = "", status: int = 200, tried: str = ""
) -> Response:
    token, now = half_cookie.token(request), datetime.now(UTC)
    party = relying_party(request, settings())
    if token is None:
        return begin_again()
    options = ""
    try:
        with runtime().database.read() as session:
            account, has = identity.asked_of(session, token, now)
            if party and any(key.disabled_at is None for key in has.passkeys):
                options = identity.ask_passkey(
                    session, party, Purpose.SECOND_FACTOR, recognisable(token), account, now
                )
    except HalfEnded:
        return begin_again()
    if not has.any:
        return RedirectResponse(f"/sign-in/set-up?next={quote(next_, safe='')}", status_code=303)
    return page(
        "Second factor",
        _lead(has, options),
        factor_forms("/sign-in/second", options, has, next_, starts=not problem, tried=tried)
        + BACK,
        problem=problem,
        status=status,
        script=PATH,
    )


def _lead(has: Factors, options: str) -> str:
    if options:
        return "The password was right. Now use your passkey."
    if has.app_since:
        return "The password was right. Now type the code that your authenticator app shows."
    return f"The password was right. Your passkey cannot be used here. {WHY_NOT}"


def factor_forms(
    action: str, options: str, has: Factors, next_: str, *, starts: bool, tried: str = ""
) -> str:
    """What an account can prove itself with: its passkeys, a code, a recovery code.

    ``starts``: the browser asks for the passkey by itself. ``tried``: the field that was
    sent, which stays open.
    """
    onward = next_ if next_ != "/" else ""
    forms = []
    if options:
        target = f"{action}/passkey"
        forms.append(
            passkey_form(target, "get", options, "Use a passkey", next_=onward, starts=starts)
        )
    lost = "Lost it? Use a recovery code"
    more = [(CODE, "Use a code of your authenticator app")] if has.app_since else []
    for entry, label in [*more, (RECOVERY, lost)]:
        is_first, is_tried = not forms, tried == entry.name
        form = form_html(action, [entry], "Continue", next_=onward)
        if not (is_tried or (is_first and not tried)):
            form = form.replace(" autofocus", "")
        if not is_first:
            opened = " open" if is_tried else ""
            form = f"<details class='foot'{opened}><summary>{label}</summary>{form}</details>"
        forms.append(form)
    return "".join(forms)


def show(request: Request) -> Response:
    """The page that asks for the second factor."""
    return _page(request, safe_next(request.query_params.get("next")))


def with_code(request: Request, fields: dict[str, str]) -> Response:
    """Complete the sign-in with a code."""
    running, token, next_ = runtime(), half_cookie.token(request), safe_next(fields.get("next"))
    if token is None:
        return begin_again()
    tried, code = code_of(fields)
    try:
        entered = identity.complete_with_code(
            running.database,
            token,
            code,
            place(request),
            lifetimes(running.settings),
            datetime.now(UTC),
        )
    except HalfEnded:
        return begin_again()
    except OfframpError as error:
        return _page(request, next_, str(error), status_of(error), tried)
    with running.database.read() as session:
        left = identity.recovery_codes_left(session, entered)
    said = None if left is None else recovery_code_used(left, next_)
    return admitted(request, entered, next_, said)


def with_passkey(request: Request, fields: dict[str, str]) -> Response:
    """Complete the sign-in with a passkey."""
    running, token, next_ = runtime(), half_cookie.token(request), safe_next(fields.get("next"))
    party = relying_party(request, running.settings)
    if token is None or party is None:
        return begin_again()
    try:
        entered = identity.complete_with_passkey(
            running.database,
            token,
            fields.get("response", ""),
            party,
            place(request),
            lifetimes(running.settings),
            datetime.now(UTC),
        )
    except OfframpError as error:
        return _page(request, next_, str(error), status_of(error))
    return admitted(request, entered, next_)


def _passkey_page(request: Request, next_: str, problem: str = "", status: int = 200) -> Response:
    party, browser = relying_party(request, settings()), new_token()
    with runtime().database.read() as session:
        _, own = identity.ways_to_sign_in(session, settings())
        if not own:
            return RedirectResponse("/sign-in", status_code=303)
        if party is None:
            return page("Sign in with a passkey", WHY_NOT, BACK)
        options = identity.ask_passkey(
            session, party, Purpose.SIGN_IN, recognisable(browser), None, datetime.now(UTC)
        )
    answer = page(
        "Sign in with a passkey",
        "The device asks for its PIN, your finger or your face: no password is needed.",
        passkey_form(
            "/sign-in/passkey",
            "get",
            options,
            "Use a passkey",
            next_=next_ if next_ != "/" else "",
            starts=not problem,
        )
        + BACK,
        problem=problem,
        status=status,
        script=PATH,
    )
    half_cookie.give(answer, request, browser)
    return answer


def show_passkey(request: Request) -> Response:
    """The page that asks for a passkey alone."""
    return _passkey_page(request, safe_next(request.query_params.get("next")))


def passkey_alone(request: Request, fields: dict[str, str]) -> Response:
    """Sign in with a passkey alone."""
    running, browser, next_ = runtime(), half_cookie.token(request), safe_next(fields.get("next"))
    party = relying_party(request, running.settings)
    with running.database.read() as session:
        _, own = identity.ways_to_sign_in(session, running.settings)
    if browser is None or party is None or not own:
        return begin_again()
    try:
        entered = identity.sign_in_with_passkey(
            running.database,
            recognisable(browser),
            fields.get("response", ""),
            party,
            place(request),
            lifetimes(running.settings),
            datetime.now(UTC),
        )
    except OfframpError as error:
        return _passkey_page(request, next_, str(error), status_of(error))
    return admitted(request, entered, next_)
