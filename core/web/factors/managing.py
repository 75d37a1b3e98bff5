"""Setting second factors up, naming and removing them: ``/account/factors``, and
``/sign-in/set-up`` for those who need one before they get in."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.app.runtime import runtime
from core.config import settings
from core.errors import ConfirmationNeeded, OfframpError
from core.identity import service as identity
from core.identity.values import FactorPolicy, Factors, NewApp, PasskeyView
from core.step_up import require_person
from core.web.authentication import place
from core.web.factors.parts import NO_CODES, app_form, button, codes_list, passkey_form
from core.web.factors.relying_party import WHY_NOT, relying_party
from core.web.factors.script import CODES_PATH, PATH
from core.web.factors.who import Who, who
from core.web.form_page import Entry, entry_html, link, page
from core.web.session_lifetimes import lifetimes
from core.web.sign_in_routes import admitted, safe_next

NOTICES = {
    "renamed": "The passkey has its new name.",
    "removed": "It is removed.",
    "app": "The authenticator app is set up.",
    "passkey": "The passkey is added.",
}
CONFIRM = "/sign-in/again?next=/account/factors"
NAME = Entry(
    "name", "Name of the passkey", value="", help="Such as: work laptop, blue key.", required=True
)
KINDS = (
    "There are two kinds: a passkey and an authenticator app. One is enough; with both, you can "
    "still sign in when one is lost."
)
Handler = Callable[[Request, dict[str, str], Who], Response]


def signed_in(handler: Handler) -> Callable[[Request, dict[str, str]], Response]:
    """Hand a form on with who sent it; whoever is nobody goes to sign-in, and whoever has to
    confirm that it is them does that first."""

    def handled(request: Request, fields: dict[str, str]) -> Response:
        found = who(request)
        if found is None:
            return RedirectResponse("/sign-in", status_code=303)
        try:
            return handler(request, fields, found)
        except ConfirmationNeeded:
            return RedirectResponse(CONFIRM, status_code=303)
        except OfframpError as error:
            return _page(request, found, problem=str(error), status=422)

    return handled


def show(request: Request) -> Response:
    """What one has, and what one can add."""
    found = who(request)
    if found is None:
        return RedirectResponse("/sign-in", status_code=303)
    try:
        # Here already: a passkey that the device has made and that is refused stays on the device.
        require_person(found.actor)
    except ConfirmationNeeded:
        return RedirectResponse(CONFIRM, status_code=303)
    return _page(request, found, notice=NOTICES.get(request.query_params.get("said", ""), ""))


def _page(
    request: Request, found: Who, *, problem: str = "", notice: str = "", status: int = 200
) -> Response:
    now, policy = datetime.now(UTC), FactorPolicy.of(settings())
    party, options = relying_party(request, settings()), ""
    with runtime().database.read() as session:
        has = identity.my_factors(session, found.actor, policy)
        if party:
            options = identity.passkey_options(session, found.actor, party, found.browser, now=now)
    next_ = safe_next(request.query_params.get("next"))
    body = "" if found.half else _listed(has)
    body += _addable(found, has, options, next_)
    if found.half is None:
        body += '<p class="foot"><a href="/account">Back to My account</a></p>'
    return page(
        "Set up a second factor" if found.half else "Second factors",
        _lead(found, has),
        body,
        problem=problem,
        notice=notice,
        status=status,
        script=PATH,
    )


def _lead(found: Who, has: Factors) -> str:
    if found.half:
        return (
            f"Your role, {found.actor.role}, needs one, and the time to set it up is over. "
            f"Then you are signed in. {KINDS}"
        )
    if has.is_required and not has.usable:
        return f"Your role, {found.actor.role}, needs a second factor. {KINDS}"
    return "What you sign in with in addition to the password." if has.any else KINDS


def _listed(has: Factors) -> str:
    rows = [_passkey(key) for key in has.passkeys]
    if has.app_since:
        used = f", last used {_day(has.app_last_used_at)}" if has.app_last_used_at else ""
        rows.append(
            f"<li><strong>Authenticator app</strong><span>set up {_day(has.app_since)}{used}</span>"
            f"{button('/account/factors/app/remove', 'Remove', 'the authenticator app')}</li>"
        )
    if has.any:
        left = f"<span>{has.recovery_left} of 10 left; each is good once</span>"
        if not has.recovery_left:
            left = f'<p class="note bad">{NO_CODES}</p>'
        rows.append(
            f"<li><strong>Recovery codes</strong>{left}"
            f"{button('/account/factors/codes', 'Make new recovery codes')}</li>"
        )
    return f'<ul class="items">{"".join(rows)}</ul>' if rows else ""


def _passkey(key: PasskeyView) -> str:
    name = escape(key.name)
    used = f"last used {_day(key.last_used_at)}" if key.last_used_at else "not used yet"
    state = f"passkey, added {_day(key.created_at)}, {used}"
    if key.disabled_at:
        state += f". Disabled {_day(key.disabled_at)}: there may be a copy of it"
    renaming = (
        '<details><summary>Rename</summary><form method="post" '
        'action="/account/factors/passkey/rename">'
        f'<input type="hidden" name="id" value="{key.id}">'
        f'<label for="name-{key.id}">New name</label><input id="name-{key.id}" name="name" '
        f'value="{name}" maxlength="60" required autocomplete="off">'
        '<button type="submit" class="second">Rename</button></form></details>'
    )
    removing = button("/account/factors/passkey/remove", "Remove", key.name, id=key.id)
    return f"<li><strong>{name}</strong><span>{state}</span>{renaming}{removing}</li>"


def _addable(found: Who, has: Factors, options: str, next_: str) -> str:
    """The two kinds. For who has none the first that works here stands open, the other below."""
    onward = next_ if next_ != "/" else ""
    key = (
        passkey_form(
            f"{found.base}/passkey",
            "create",
            options,
            "Add a passkey",
            next_=onward,
            entries=entry_html(NAME, focus=False, wrong=False),
        )
        if options
        else f"<p>{WHY_NOT}</p>"
    )
    key = (
        "<p>A security key, or what unlocks this phone or computer. The best choice: nobody can "
        f"ask you for it on a false page.</p>{key}"
    )
    label = "Set up another app in its place" if has.app_since else "Set up an authenticator app"
    more = {"next": onward} if onward else {}
    app = "<p>An app on your phone that shows a new code every 30 seconds.</p>" + button(
        f"{found.base}/app", label, **more
    )
    kinds = [("Passkey", key), ("Authenticator app", app)]
    if not options:
        kinds.reverse()
    if has.any:
        return "<h2>Add another second factor</h2>" + "".join(
            _folded(name, html) for name, html in kinds
        )
    (name, html), (other, its) = kinds
    return f"<h2>{name}</h2>{html}" + _folded(f"{other} instead", its)


def _folded(name: str, html: str) -> str:
    return f"<details class='kind'><summary>{name}</summary>{html}</details>"


def add_passkey(request: Request, fields: dict[str, str], found: Who) -> Response:
    """Store the passkey that the browser has made."""
    party, now = relying_party(request, settings()), datetime.now(UTC)
    if party is None:
        return _page(request, found, problem=WHY_NOT, status=422)
    with runtime().database.write() as session:
        codes = identity.add_passkey(
            session,
            found.actor,
            fields.get("name", ""),
            fields.get("response", ""),
            party,
            found.browser,
            now=now,
        )
        token = _signed_in_by(session, request, found, now)
    return _added(request, fields, codes, token, "passkey", found)


def begin_app(_request: Request, fields: dict[str, str], found: Who) -> Response:
    """The QR code of a new authenticator app."""
    with runtime().database.read() as session:
        new = identity.begin_app(session, found.actor, now=datetime.now(UTC))
    return _app_page(found, new, fields)


def add_app(request: Request, fields: dict[str, str], found: Who) -> Response:
    """Store the app, once its first code is right."""
    now, sealed = datetime.now(UTC), fields.get("sealed", "")
    try:
        with runtime().database.write() as session:
            code = fields.get("code", "")
            codes = identity.add_app(session, found.actor, sealed, code, now=now)
            token = _signed_in_by(session, request, found, now)
    except OfframpError as error:
        if error.field != "code":
            raise
        with runtime().database.read() as session:
            same = identity.begun_app(session, found.actor, sealed, now=now)
        return _app_page(found, same, fields, problem=str(error))
    return _added(request, fields, codes, token, "app", found)


def _app_page(found: Who, new: NewApp, fields: dict[str, str], problem: str = "") -> Response:
    next_ = safe_next(fields.get("next"))
    onward = next_ if next_ != "/" else ""
    action = f"{found.base}/app/code"
    return page(
        "Set up an authenticator app",
        "Scan this with the app, then type the code that it shows.",
        app_form(action, new.address, new.secret, new.sealed, onward)
        + f'<p class="foot"><a href="{found.base}">Back</a></p>',
        problem=problem,
        status=422 if problem else 200,
    )


def _signed_in_by(session: Session, request: Request, found: Who, now: datetime) -> str | None:
    """For who had no session: the one that the new factor completes."""
    if found.half is None:
        return None
    life = lifetimes(settings())
    return identity.complete_set_up(session, found.half, place(request), life, now)


def _added(
    request: Request,
    fields: dict[str, str],
    codes: Sequence[str],
    token: str | None,
    said: str,
    found: Who,
) -> Response:
    next_ = safe_next(fields.get("next"))
    if not codes:
        target = next_ if token else f"/account/factors?said={said}"
        answer: Response = RedirectResponse(target, status_code=303)
    else:
        answer = _codes_page(found, codes, next_ if token or next_ != "/" else "/account/factors")
    return admitted(request, token, next_, answer) if token else answer


def new_codes(_request: Request, fields: dict[str, str], found: Who) -> Response:
    """Recovery codes in place of those before."""
    with runtime().database.write() as session:
        codes = identity.new_recovery_codes(session, found.actor, now=datetime.now(UTC))
    return _codes_page(found, codes, safe_next(fields.get("next") or "/account/factors"))


def _codes_page(found: Who, codes: Sequence[str], onward: str) -> Response:
    return page(
        "Recovery codes",
        "Keep them where you find them without your phone: printed, or in a password manager. "
        "Each signs you in once when your device is lost. They are shown only now.",
        codes_list(codes, found.actor.name) + link(onward, "I have kept them", kind="button first"),
        script=CODES_PATH,
    )


def rename_passkey(_request: Request, fields: dict[str, str], found: Who) -> Response:
    """Give a passkey another name."""
    with runtime().database.write() as session:
        identity.rename_passkey(session, found.actor, fields.get("id", ""), fields.get("name", ""))
    return RedirectResponse("/account/factors?said=renamed", status_code=303)


def remove_passkey(_request: Request, fields: dict[str, str], found: Who) -> Response:
    """Remove a passkey."""
    policy = FactorPolicy.of(settings())
    with runtime().database.write() as session:
        identity.remove_passkey(session, found.actor, fields.get("id", ""), policy)
    return RedirectResponse("/account/factors?said=removed", status_code=303)


def remove_app(_request: Request, _fields: dict[str, str], found: Who) -> Response:
    """Remove the authenticator app."""
    with runtime().database.write() as session:
        identity.remove_app(session, found.actor, FactorPolicy.of(settings()))
    return RedirectResponse("/account/factors?said=removed", status_code=303)


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d} UTC"
