"""The addresses of files. What has an id has an address that stays; the rest is offered."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.actor import Actor
from core.app.runtime import runtime
from core.errors import NotFound
from core.secrets.service import recognisable
from core.signatures.carriers import Form
from core.web.cookies import session_token
from core.web.files import audit_files
from core.web.files.answers import hand_out
from core.web.files.made import Made
from core.web.files.offers import offers

# The offboarding room's door brings reports and workbooks with it: not before they are asked for.


def _number(request: Request) -> int:
    """The number in the address. Not Starlette's ``:int``, which fails at 4,300 digits, before
    anybody is asked to sign in; no number of ours has more than fifteen."""
    told = request.path_params["id"]
    if not (told.isascii() and told.isdecimal() and len(told) <= 15):
        raise NotFound("There is no such file.")
    return int(told)


def _evidence(request: Request) -> Response:
    def make(who: Actor) -> Made:
        from core.web.files import offboarding_files

        return offboarding_files.evidence(who, _number(request))

    return hand_out(request, make, as_attached=True)


def _pack(request: Request) -> Response:
    def make(who: Actor) -> Made:
        from core.web.files import offboarding_files

        nevertheless = request.query_params.get("nevertheless") == "yes"
        case, form = _number(request), request.path_params["form"]
        return offboarding_files.pack(who, case, form, nevertheless=nevertheless)

    return hand_out(request, make)


def _snapshot(request: Request) -> Response:
    def make(who: Actor) -> Made:
        from core.web.files import account_files

        return account_files.delivered(who, _number(request))

    return hand_out(request, make, as_attached=True)


def _log_form(request: Request) -> Form:
    form = request.path_params["form"]
    if form not in (Form.JSONL, Form.CSV):
        raise NotFound(f"The audit log is exported as {Form.JSONL} or {Form.CSV}.")
    return Form(form)


def _log(request: Request) -> Response:
    return hand_out(request, lambda who: audit_files.whole(who, _log_form(request)))


def _selection(request: Request) -> Response:
    asked = request.query_params
    return hand_out(request, lambda who: audit_files.selection(who, _log_form(request), asked))


def _offered(request: Request) -> Response:
    def make(who: Actor) -> Made:
        token = session_token(request.cookies, runtime().settings) or ""
        return offers.take(recognisable(token), request.path_params["ticket"])(who)

    return hand_out(request, make)


_ROUTES: tuple[tuple[str, Callable[[Request], Response]], ...] = (
    ("/files/evidence/{id}", _evidence),
    ("/files/case/{id}.{form}", _pack),
    ("/files/snapshot/{id}", _snapshot),
    ("/files/audit-log.{form}", _log),
    ("/files/audit-selection.{form}", _selection),
    ("/files/offered/{ticket}", _offered),
)


def routes() -> list[BaseRoute]:
    """Every address that a file is fetched from."""
    return [Route(path, endpoint, methods=["GET"]) for path, endpoint in _ROUTES]
