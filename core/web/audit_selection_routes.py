"""Part of the audit log as a file: the entries that match the filters of its page, streamed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from core.actor import Actor
from core.app.runtime import runtime
from core.audit import service as audit
from core.audit.service import Query
from core.config import settings
from core.errors import Forbidden
from core.web.authentication import signed_in
from core.web.cookies import comes_from_our_own_page

MEDIA_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


def export(request: Request) -> Response:
    """Entries that match, as JSONL or CSV, for auditors and administrators; recorded."""
    form = request.path_params["form"]
    actor = signed_in(request)
    if form not in MEDIA_TYPES:
        return PlainTextResponse("Not found.\n", status_code=404)
    if actor is None:
        return RedirectResponse("/sign-in?next=/audit", status_code=303)
    # POST, because taking entries out is itself an entry.
    if not comes_from_our_own_page(request, settings()):
        return PlainTextResponse("This form was not sent by Offramp.\n", status_code=403)
    try:
        query = _query(request.query_params)
    except ValueError:
        return PlainTextResponse("since and until are moments in ISO 8601.\n", status_code=400)
    try:
        with runtime().database.write() as session:
            audit.begin_selection(session, actor, query, form)
    except Forbidden as refused:
        return PlainTextResponse(f"{refused}\n", status_code=403)
    name = f"offramp-audit-selection-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{form}"
    return StreamingResponse(
        _in_chunks(actor, query, form),
        media_type=MEDIA_TYPES[form],
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        },
    )


def _query(asked: Mapping[str, str]) -> Query:
    """The filters, named as :class:`Query` names them; raises :class:`ValueError`."""
    since, until = asked.get("since"), asked.get("until")
    return Query(
        actor=asked.get("actor"),
        action=asked.get("action"),
        object=asked.get("object"),
        since=datetime.fromisoformat(since).astimezone(UTC) if since else None,
        until=datetime.fromisoformat(until).astimezone(UTC) if until else None,
    )


def _in_chunks(actor: Actor, query: Query, form: str) -> Iterator[bytes]:
    with runtime().database.read() as session:
        lines = audit.selected(session, actor, query, form)
        while chunk := "".join(islice(lines, 1000)):
            yield chunk.encode()


def routes() -> list[Route]:
    """The route of the selection."""
    return [Route("/audit/selection.{form}", export, methods=["POST"])]
