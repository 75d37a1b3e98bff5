"""The end of a confirmation that a page asked for: ``/account/confirmed``.

The page is still open in the tab that it was asked in, with all that was entered there. A session
is confirmed, not a tab: so the action is repeated there, and nothing is typed again.
"""

from html import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.web.authentication import live_session
from core.web.form_page import page
from core.web.sign_in_routes import safe_next


def show(request: Request) -> Response:
    """Say where to go on."""
    if live_session(request) is None:
        return RedirectResponse("/sign-in", status_code=303)
    next_ = safe_next(request.query_params.get("next"))
    return page(
        "Confirmed",
        "Go back to the tab that you came from and repeat the action: what you entered there is "
        "still there. You can close this tab.",
        f'<p class="foot"><a href="{escape(next_)}">That tab is closed? Open the page here</a></p>',
    )
