"""Routes beside the pages that sign a browser in and out: the only ones that set the cookie."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from core.app.runtime import runtime
from core.config import settings
from core.errors import Forbidden, OfframpError
from core.identity import service as identity
from core.identity.values import Attempt, FactorPolicy, Half, NewAdministrator, SlowDown
from core.web import cookies, open_tabs
from core.web.authentication import place
from core.web.factors import half_cookie
from core.web.form_page import STYLE, Entry, form_html, link, page
from core.web.session_lifetimes import lifetimes
from core.web.threads import in_thread

BODY_LIMIT = 16_384
REFUSED_AFTER = 1.0
"""Seconds until it is said that somebody has to wait; hashing a password takes a quarter."""
NOTICES = {
    "signed-out": "You are signed out.",
    "ended": "Session expired. Sign in again.",
}
PROBLEMS = {
    "half-ended": "The sign-in took too long, or too many tries. Start again.",
    "provider-down": "The provider does not answer. Try again in a moment, or sign in another way.",
    "incomplete": "The sign-in at the provider was not completed. Try again.",
}
NOT_THE_SAME = "The two passwords are different."
WITH_COMPANY = "Sign in with your company account."
CODE_HELP = "It is at the end of the link that the server printed when it started."
USERNAME = Entry("username", "User name", autocomplete="username")
PASSWORD = Entry("password", "Password", "password", "current-password")
NEW_PASSWORD = Entry(
    "password",
    "New password",
    "password",
    "new-password",
    help="12 to 64 characters. A sentence of four or five words is good.",
)
AGAIN = Entry("again", "The password again", "password", "new-password")

Handler = Callable[[Request, dict[str, str]], Response]


def safe_next(value: str | None) -> str:
    """A path of ours to go on to; anything else means the first page.

    So does one with segments that a browser takes out before it asks, ``.`` and ``..``, also as
    ``%2e`` (WHATWG URL §4.4), with empty ones, and with escapes that hide what path it is.
    """
    if not value or not re.fullmatch(r"/(?![/\\])[^\\\x00-\x1f]*", value):
        return "/"
    path = unquote(re.split(r"[?#]", value, maxsplit=1)[0])
    if re.search(r"//|/\.{1,2}(?:/|$)|[\\%\x00-\x1f]", path):
        return "/"
    # Nor a file: who signs in would fetch it without having asked for it.
    kept_out = ("/sign-in", "/sign-out", "/first-run", "/files/")
    return "/" if path.startswith(kept_out) else value


def posted(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Read a small form that a page of ours sent, and handle it off the event loop."""

    async def endpoint(request: Request) -> Response:
        if not cookies.comes_from_our_own_page(request, settings()):
            identity.note_attempt(Attempt.FOREIGN_FORM, place(request))
            # Who reads this came by another address than the public one, which alone counts.
            where = f" Open it at {settings().public_url}." if settings().public_url else ""
            return PlainTextResponse(
                f"This form was not sent by Offramp.{where}\n", status_code=403
            )
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                identity.note_attempt(Attempt.TOO_LONG, place(request))
                return PlainTextResponse("Too long.\n", status_code=413)
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        began = time.monotonic()
        answer = await in_thread(handler, request, {k: v[0] for k, v in fields.items()})
        if answer.status_code == 429:
            # As late with a look at the password as without: nobody hears whose was looked at.
            await asyncio.sleep(max(0.0, began + REFUSED_AFTER - time.monotonic()))
        return answer

    return endpoint


def _sign_in_page(request: Request, **options: Any) -> Response:
    typed_next = options.pop("next_", None)
    next_ = safe_next(request.query_params.get("next") or typed_next)
    with runtime().database.read() as session:
        providers, with_password = identity.ways_to_sign_in(session, settings())
        passkeys = with_password and identity.are_there_passkeys(session)
    body = ""
    if with_password:
        entries = [USERNAME, PASSWORD]
        if typed := options.pop("username", ""):
            entries[0] = Entry("username", "User name", autocomplete="username", value=typed)
        body = form_html("/sign-in", entries, "Sign in", next_=next_ if next_ != "/" else "")
    if with_password and (providers or passkeys):
        body += '<div class="or">or</div>'
    if passkeys:
        onward = f"?next={quote(next_, safe='')}" if next_ != "/" else ""
        body += link(f"/sign-in/passkey{onward}", "Sign in with a passkey")
    for provider in providers:
        body += link(f"/sign-in/with/{provider.name}", f"Continue with {provider.label}")
    if with_password:
        body += (
            '<p class="foot">Forgotten your password? An administrator can give you a one-time '
            'link. <a href="/sign-in/reset">Use a one-time code</a></p>'
        )
    options.pop("username", None)
    lead = "Offramp is for people with an account here."
    return page("Sign in", lead, body, script=open_tabs.ADDRESS, **options)


def show_sign_in(request: Request) -> Response:
    """The sign-in form, or on to the page for those who are signed in."""
    running, now = runtime(), datetime.now(UTC)
    token = cookies.session_token(request.cookies, running.settings)
    with running.database.read() as session:
        if identity.needs_first_run(session) and identity.may_set_up(session):
            return RedirectResponse("/first-run", status_code=303)
        live = token and identity.find_session(session, token, lifetimes(running.settings), now)
    if live:
        return RedirectResponse(safe_next(request.query_params.get("next")), status_code=303)
    said = request.query_params.get("said", "")
    return _sign_in_page(request, notice=NOTICES.get(said, ""), problem=PROBLEMS.get(said, ""))


def do_sign_in(request: Request, fields: dict[str, str]) -> Response:
    """Check user name and password, begin a session."""
    running, now = runtime(), datetime.now(UTC)
    username, next_ = fields.get("username", ""), safe_next(fields.get("next"))
    with running.database.read() as session:
        if not identity.ways_to_sign_in(session, running.settings)[1]:
            return _sign_in_page(request, problem=WITH_COMPANY, status=403)
    life = lifetimes(running.settings)
    policy = FactorPolicy.of(running.settings)
    try:
        entered = identity.sign_in_with_password(
            running.database,
            username,
            fields.get("password", ""),
            place(request),
            life,
            now,
            policy,
        )
    except OfframpError as error:
        status = 429 if isinstance(error, SlowDown) else 401
        answer = _sign_in_page(
            request, problem=str(error), status=status, username=username, next_=next_
        )
        if isinstance(error, SlowDown):
            answer.headers["retry-after"] = str(error.seconds)
        return answer
    return entering(request, entered, next_)


def entering(request: Request, entered: str | Half, next_: str) -> Response:
    """On with a session, or to the second factor."""
    if isinstance(entered, Half):
        _end_session_before(request)
        return half_cookie.onward(request, entered, next_)
    return admitted(request, entered, next_)


def _end_session_before(request: Request) -> None:
    """Who signs in leaves the session that this browser had before."""
    running = runtime()
    old = cookies.session_token(request.cookies, running.settings)
    if old:
        life = lifetimes(running.settings)
        with running.database.write() as session:
            identity.sign_out(session, old, place(request), life, datetime.now(UTC))


def admitted(request: Request, token: str, next_: str, answer: Response | None = None) -> Response:
    """Send the browser on with its new session, or give it ``answer`` with it, known as a device
    from now on; the session that it had before ends."""
    _end_session_before(request)
    with runtime().database.write() as session:
        device = identity.remember_device(session, token, place(request), datetime.now(UTC))
    answer = answer or RedirectResponse(next_, status_code=303)
    cookies.clear(answer, request, settings())
    cookies.set_session(answer, request, settings(), token)
    cookies.set_device(answer, request, settings(), device)
    return answer


def do_sign_out(request: Request, _fields: dict[str, str]) -> Response:
    """End the session, here and in every tab."""
    running = runtime()
    token = cookies.session_token(request.cookies, running.settings)
    if token:
        with running.database.write() as session:
            life = lifetimes(running.settings)
            identity.sign_out(session, token, place(request), life, datetime.now(UTC))
    answer = RedirectResponse("/sign-in?said=signed-out", status_code=303)
    cookies.clear(answer, request, settings())
    return answer


def _first_run_page(
    fields: dict[str, str], *, wrong: str | None = None, **options: Any
) -> Response:
    def kept(entry: Entry) -> Entry:
        return Entry(**{**vars(entry), "value": fields.get(entry.name, "")})

    entries = [
        kept(Entry("code", "Set-up code", help=CODE_HELP)),
        kept(Entry("name", "Your name", autocomplete="name")),
        kept(Entry("email", "E-mail address", "email", "email", required=False)),
        kept(USERNAME),
        NEW_PASSWORD,
        AGAIN,
    ]
    return page(
        "Set up Offramp",
        "There is no administrator yet. Yours will be the first such account.",
        form_html("/first-run", entries, "Make the account", wrong=wrong),
        script="/sign-in/code.js",
        **options,
    )


def show_first_run(_request: Request) -> Response:
    """The form for the first administrator, while there is none."""
    with runtime().database.read() as session:
        if not identity.may_set_up(session):
            return RedirectResponse("/sign-in", status_code=303)
    return _first_run_page({})


def do_first_run(request: Request, fields: dict[str, str]) -> Response:
    """Make the first administrator's account and sign the browser in."""
    running, now = runtime(), datetime.now(UTC)
    if fields.get("password") != fields.get("again"):
        return _first_run_page(fields, problem=NOT_THE_SAME, wrong="again", status=422)
    new = NewAdministrator(
        *(fields.get(name, "") for name in ("username", "name", "email", "password"))
    )
    code = fields.get("code", "")
    try:
        with running.database.read() as session:
            identity.check_first_run(session, new, code, now)
        identity.refuse_breached(running.settings.breach_service, new.password)
        with running.database.write() as session:
            account = identity.first_run(session, new, place(request), now, code=code)
            life, policy = lifetimes(running.settings), FactorPolicy.of(running.settings)
            entered = identity.enter(
                session, account, "password", place(request), life, now, policy
            )
    except OfframpError as error:
        return _first_run_page(fields, problem=str(error), wrong=error.field, status=422)
    return entering(request, entered, "/")


def _reset_page(*, code: str = "", wrong: str | None = None, **options: Any) -> Response:
    entries = [
        Entry("code", "One-time code", value=code, help="From an administrator; good for a day."),
        NEW_PASSWORD,
        AGAIN,
    ]
    return page(
        "Set a new password",
        "It signs you in here, and out everywhere else.",
        form_html("/sign-in/reset", entries, "Set the password", wrong=wrong),
        script="/sign-in/code.js",
        **options,
    )


def show_reset(request: Request) -> Response:
    """The form for a one-time code."""
    with runtime().database.read() as session:
        if not identity.ways_to_sign_in(session, settings())[1]:
            return _sign_in_page(request, problem=WITH_COMPANY, status=403)
    return _reset_page()


def do_reset(request: Request, fields: dict[str, str]) -> Response:
    """Set a password with a one-time code, and sign the browser in."""
    code, password = fields.get("code", ""), fields.get("password", "")
    if password != fields.get("again"):
        return _reset_page(code=code, problem=NOT_THE_SAME, wrong="again", status=422)
    running, now = runtime(), datetime.now(UTC)
    try:
        with running.database.read() as session:
            if not identity.ways_to_sign_in(session, running.settings)[1]:
                raise Forbidden(WITH_COMPANY)
            identity.check_reset(session, code, password, now)
        identity.refuse_breached(running.settings.breach_service, password)
        with running.database.write() as session:
            account = identity.reset_with_code(session, code, password, place(request), now)
            life, policy = lifetimes(running.settings), FactorPolicy.of(running.settings)
            entered = identity.enter(
                session, account, "password", place(request), life, now, policy
            )
    except OfframpError as error:
        return _reset_page(code=code, problem=str(error), wrong=error.field, status=422)
    return entering(request, entered, "/")


def style(_request: Request) -> Response:
    """The forms' style sheet."""
    return Response(STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})


def code_script(_request: Request) -> Response:
    """Takes the code out of the link's fragment, which no server and no log gets to see."""
    script = (
        "function take() {\n"
        "  const code = location.hash.slice(1);\n"
        "  if (!code) return;\n"
        '  document.getElementById("code").value = code;\n'
        '  history.replaceState(null, "", location.pathname);\n'
        '  const inputs = [...document.querySelectorAll("form input")];\n'
        "  inputs.find((input) => !input.value)?.focus();\n"
        "}\n"
        "take();\n"
        'addEventListener("hashchange", take);\n'
    )
    return Response(script, media_type="text/javascript")


def routes() -> list[Route]:
    """The sign-in routes."""
    return [
        Route("/sign-in", show_sign_in),
        Route("/sign-in", posted(do_sign_in), methods=["POST"]),
        Route("/sign-out", posted(do_sign_out), methods=["POST"]),
        Route("/first-run", show_first_run),
        Route("/first-run", posted(do_first_run), methods=["POST"]),
        Route("/sign-in/reset", show_reset),
        Route("/sign-in/reset", posted(do_reset), methods=["POST"]),
        Route("/sign-in/style.css", style),
        Route("/sign-in/code.js", code_script),
    ]
