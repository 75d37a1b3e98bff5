"""The end of a confirmation that a page asked for: ``/account/confirmed``.

The page is still open in the tab that it was asked in, with all that was entered there. A session
is confirmed, not a tab: so the action is repeated there, and nothing is typed again.
"""

from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.errors import ConfirmationNeeded
from core.step_up import require_fresh
from core.web.authentication import live_session
from core.web.form_page import link, page
from core.web.sign_in_routes import safe_next

PATH = "/account/confirmed"


def show(request: Request) -> Response:
    """Say where to go on: whoever cancelled comes here too, and has confirmed nothing."""
    live = live_session(request)
    if live is None:
        return RedirectResponse("/sign-in", status_code=303)
    next_ = safe_next(request.query_params.get("next"))
    closed = (
        f'<p class="foot"><a href="{escape(next_)}">That tab is closed? Open the page here</a></p>'
    )
    try:
        require_fresh(live.actor)
    except ConfirmationNeeded:
        here = f"{PATH}?next={quote(next_, safe='')}"
        again = link(
            f"/sign-in/again?next={quote(here, safe='')}", "Try again", kind="button first"
        )
        return page(
            "Nothing was confirmed",
            "Nothing was changed either. What you entered is still in the tab that you came from. "
            "You can close this tab.",
            again + closed,
        )
    return page(
        "Confirmed",
        "Go back to the tab that you came from and repeat the action: what you entered there is "
        "still there. You can close this tab.",
        closed,
    )
