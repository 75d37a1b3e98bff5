"""What is said to whoever is over a limit, in the form of what asked: browser, IdP or tool."""

import json
from math import ceil

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response

from core.web.form_page import page

SCIM = "/scim/"
TOO_MANY = "Too many requests."
TOO_SLOW = "The request did not arrive in time. Try again on a better connection."


def too_many(asked: HTTPConnection, wait: float) -> Response:
    """429 with the seconds to wait (RFC 6585 §4)."""
    seconds = max(1, ceil(wait))
    said = f"Wait {seconds} second{'' if seconds == 1 else 's'}, then try again."
    answer = _refusal(asked, 429, TOO_MANY, said)
    answer.headers["retry-after"] = str(seconds)
    return answer


def too_slow(asked: HTTPConnection) -> Response:
    """408: the body was not sent in time (RFC 9110 §15.5.9)."""
    answer = _refusal(asked, 408, "Request timed out.", TOO_SLOW)
    answer.headers["connection"] = "close"
    return answer


def _refusal(asked: HTTPConnection, status: int, title: str, said: str) -> Response:
    if asked.url.path.startswith(SCIM):  # RFC 7644 §3.12
        error = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": str(status),
            "detail": f"{title} {said}",
        }
        return Response(json.dumps(error), status, media_type="application/scim+json")
    if "text/html" in asked.headers.get("accept", ""):
        return page(title.rstrip("."), said, "", status=status)
    return PlainTextResponse(f"{title} {said}\n", status_code=status)
