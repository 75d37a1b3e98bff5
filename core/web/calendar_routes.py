"""The calendar feed: a secret link that calendar programs fetch, beside the pages."""

from datetime import UTC, datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.app.runtime import runtime

LONGEST_TOKEN = 100
HEADERS = {
    # Kept by the one who asked, and asked for again each time: a step may be done any minute.
    "cache-control": "private, no-cache",
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
}


def feed(request: Request) -> Response:
    """The calendar, or 404: an unknown link and a disabled account look the same."""
    # The room's door brings reports and workbooks with it: not before the first page answers.
    from core.offboarding import service as offboarding

    token = request.path_params["token"]
    found = None
    if len(token) <= LONGEST_TOKEN:
        with runtime().database.read() as session:
            found = offboarding.feed(session, token, datetime.now(UTC))
    if found is None:
        headers = {"cache-control": "no-store", "x-robots-tag": "noindex"}
        return PlainTextResponse("Not found.\n", status_code=404, headers=headers)
    tag = f'"{sha256(found).hexdigest()[:32]}"'
    headers = HEADERS | {"etag": tag}
    known = [each.strip().removeprefix("W/") for each in
             request.headers.get("if-none-match", "").split(",")]  # fmt: skip
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    disposition = {"content-disposition": 'inline; filename="offramp.ics"'}
    return Response(found, media_type="text/calendar", headers=headers | disposition)


def routes() -> list[Route]:
    """``GET`` and ``HEAD``."""
    return [Route("/calendar/{token}.ics", feed, methods=["GET"])]
