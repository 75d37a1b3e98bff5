"""One way to answer a fetch of a file: who is it, may they, here it is; or a sentence why not."""

from collections.abc import Iterator
from contextlib import nullcontext
from http import HTTPStatus
from io import SEEK_END, BufferedIOBase
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse

from core.app.limits.heavy_work import HEAVY, Busy, Work
from core.app.limits.usage import USAGE
from core.config import settings
from core.errors import Conflict, Forbidden, Invalid, NotFound, OfframpError
from core.web.authentication import signed_in
from core.web.cookies import fetched_from_our_own_page
from core.web.files.made import Maker
from core.web.form_page import link, page
from core.web.limits.refusal import too_many

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
ANYTHING = "application/octet-stream"
"""What people attached: never a type that a browser opens by itself."""
_STATUS: dict[type[OfframpError], HTTPStatus] = {
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Invalid: HTTPStatus.BAD_REQUEST,
    Conflict: HTTPStatus.CONFLICT,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
}
_CHUNK = 1 << 18
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    # Should a browser open it nevertheless, nothing in it runs or loads.
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


def hand_out(request: Request, make: Maker, *, as_attached: bool = False) -> Response:
    """The file for who is signed in, or a page that says why there is none.

    ``as_attached``: somebody brought it, so its name says nothing of what it is.
    """
    if request.method == "HEAD":
        return Response(status_code=405, headers={"allow": "GET"})
    actor = signed_in(request)
    if actor is None:
        return _signed_out(request)
    # The fetch is an entry under their name: another site's link must not write it.
    if not fetched_from_our_own_page(request, settings()):
        return _asked_from_elsewhere(request)
    if wait := USAGE.owed(actor.id):
        return too_many(request, wait)
    # What is only read from the disk costs too little to wait for.
    slot = nullcontext() if as_attached else HEAVY.slot(actor.id, Work.FILE)
    try:
        with slot:
            made = make(actor)
    except OfframpError as error:
        return _refused(request, error)
    ending = made.name.rpartition(".")[2].lower()
    media_type = ANYTHING if as_attached else MEDIA_TYPES.get(ending, ANYTHING)
    headers = {**_HEADERS, "content-disposition": disposition(made.name)}
    if isinstance(made.content, bytes | str):
        return Response(made.content, media_type=media_type, headers=headers)
    content = made.content
    if isinstance(content, BufferedIOBase):
        headers["content-length"] = str(content.seek(0, SEEK_END))
        content = _in_chunks(content)
    return StreamingResponse(content, media_type=media_type, headers=headers)


def disposition(name: str) -> str:
    """*Save as*, under this name (RFC 6266 §4.3, RFC 8187)."""
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%' else "_" for c in name)
    exact = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'attachment; filename="{plain}"{exact}'


def _in_chunks(file: BufferedIOBase) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _wants_a_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _page_before(request: Request) -> str:
    """The page of ours that the link was on."""
    before = urlsplit(request.headers.get("referer", ""))
    is_ours = before.path.startswith("/") and fetched_from_our_own_page(request, settings())
    # From the root, and of one slash: `//` in front would be another host.
    path = f"/{before.path.lstrip('/')}" if is_ours else "/"
    return f"{path}?{before.query}" if is_ours and before.query else path


def _signed_out(request: Request) -> Response:
    if not _wants_a_page(request):
        return PlainTextResponse("Sign in first.\n", status_code=401)
    # Back to the page: to the file, the browser would save it and stay at the form.
    wanted = quote(_page_before(request), safe="")
    return RedirectResponse(f"/sign-in?said=ended&next={wanted}", status_code=303)


def _asked_from_elsewhere(request: Request) -> Response:
    said = "This download was not started from a page of Offramp."
    if not _wants_a_page(request):
        return PlainTextResponse(f"{said}\n", status_code=403)
    again = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return page(
        "Download this file?",
        f"{said} It is recorded in the audit log under your name.",
        link(again, "Download") + link("/", "Go to Offramp"),
        status=403,
    )


def _refused(request: Request, error: OfframpError) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 409)
    if not _wants_a_page(request):
        return PlainTextResponse(f"{error}\n", status_code=status)
    return page(
        "The file was not downloaded",
        "",
        link(_page_before(request), "Go back"),
        problem=str(error),
        status=status,
    )
