"""Errors in words: one helper shows what people can put right, one handler the rest."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from urllib.parse import quote, urlencode, urlsplit

import streamlit as st

from core.errors import ConfirmationNeeded, Conflict, OfframpError
from core.storage.availability import unavailable
from pages.ui.dates import moment
from pages.ui.markdown import md

log = logging.getLogger("offramp.pages")


def show(error: OfframpError) -> None:
    """The sentence and the hint of an error, as the page shows it."""
    said = md(error.sentence(moment))
    (st.warning if isinstance(error, Conflict) else st.error)(said)
    if isinstance(error, ConfirmationNeeded):
        _confirm_link()


def look_here() -> None:
    """Bring this place into sight, each time it is drawn anew; ``core/web/scripts/navigation.js``
    does that."""
    st.html(f"<span data-look-here='{token_hex(4)}'></span>")


def _confirm_link() -> None:
    """To the form that asks who it is, in a tab of its own: what was chosen and typed here stays.

    For whoever closes this tab the way back has the page's path and what its link says; Streamlit's
    ``context.url`` has no query.
    """
    asked = [(name, each) for name in st.query_params for each in st.query_params.get_all(name)]
    here = (urlsplit(st.context.url or "/").path or "/") + (f"?{urlencode(asked)}" if asked else "")
    done = f"/account/confirmed?next={quote(here, safe='')}"
    st.html(
        f'<a class="offramp-sign-in" href="/sign-in/again?next={quote(done, safe="")}" '
        'target="_blank">Confirm that it is you (new tab)</a>'
    )


@contextmanager
def shown() -> Iterator[None]:
    """Show what goes wrong inside, in words, and go on with the page."""
    try:
        yield
    except OfframpError as error:
        show(error)


def on_script_error(error: Exception) -> bool:
    """Streamlit's handler for exceptions that escaped a page: a bug, logged, said in words."""
    if isinstance(error, OfframpError):
        show(error)
        return True
    if away := unavailable(error):
        log.warning("%s", away.message)
        show(away)
        return True
    log.exception("a page failed", exc_info=error)
    st.error(
        "Something went wrong on this page. Nothing was changed by it. "
        "Reload the page; if it happens again, look into the server's log."
    )
    return True
