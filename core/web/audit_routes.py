"""The audit log as a file, streamed: a download that holds a million entries in no memory."""

from collections.abc import Iterator
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from core.actor import Actor
from core.app.runtime import runtime
from core.audit import service as audit
from core.config import settings
from core.errors import Forbidden
from core.signatures.carriers import Form
from core.signatures.statement import Statement
from core.web.authentication import signed_in
from core.web.cookies import comes_from_our_own_page

MEDIA_TYPES = {
    Form.JSONL: "application/x-ndjson",
    Form.CSV: "text/csv; charset=utf-8",
}


def export(request: Request) -> Response:
    """The whole log as JSONL or CSV, signed, for auditors and administrators; recorded."""
    form = request.path_params["form"]
    actor = signed_in(request)
    if form not in MEDIA_TYPES:
        return PlainTextResponse("Not found.\n", status_code=404)
    if actor is None:
        return RedirectResponse("/sign-in?next=/audit", status_code=303)
    # POST, because taking the log out is itself an entry.
    if not comes_from_our_own_page(request, settings()):
        return PlainTextResponse("This form was not sent by Offramp.\n", status_code=403)
    try:
        with runtime().database.write() as session:
            statement = audit.begin_export(session, actor, Form(form), now=datetime.now(UTC))
    except Forbidden as refused:
        return PlainTextResponse(f"{refused}\n", status_code=403)
    name = f"offramp-audit-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{form}"
    return StreamingResponse(
        _in_chunks(actor, statement, Form(form)),
        media_type=MEDIA_TYPES[Form(form)],
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        },
    )


def _in_chunks(actor: Actor, statement: Statement, form: Form) -> Iterator[bytes]:
    with runtime().database.read() as session:
        chunk: list[str] = []
        for line in audit.signed_log(session, actor, statement, form):
            chunk.append(line)
            if len(chunk) == 1000:
                yield "".join(chunk).encode()
                chunk.clear()
        yield "".join(chunk).encode()


def routes() -> list[Route]:
    """The export route."""
    return [Route("/audit/log.{form}", export, methods=["POST"])]
