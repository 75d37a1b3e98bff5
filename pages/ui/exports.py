"""The one way in which a page hands out a file: a link to a route of ours, which asks anew.

What has an id has an address (:mod:`core.web.files.routes`); what only this page knows is offered
to this session. Streamlit's own download button keeps files for whoever has their address.
"""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.audit.values import SigningKey
from core.config import settings
from core.rights import Action
from core.signatures.keys import grouped
from core.web.files.made import Maker, noted
from core.web.files.offers import Where, new_ticket, offers
from pages.ui.page_context import own_session
from pages.ui.table import Fold, as_piece
from pages.ui.table import escape as text

_KEY_IS_FOR = (
    "Evidence packs, proofs and exported logs are signed with it. Give it to your auditors: with "
    "it they check a file on their own machine, and need no secret."
)


def download(label: str, address: str) -> None:
    """A link that looks like a button. What it fetches is saved, and the page stays; what cannot be
    had is answered by a page that says why."""
    st.html(
        f'<a class="offramp-button" href="{escape(address)}" target="_self">{escape(label)}</a>',
        width="content",
    )


def offer(label: str, file_name: str, make: Maker) -> None:
    """A file that ``make`` makes for whoever fetches it: this session alone."""
    # The same on every run, so that a link that is being clicked is not exchanged under the finger.
    kept = f"offer:{file_name}:{label}"
    ticket: str = st.session_state.setdefault(kept, new_ticket())
    # As long as a session lives that nobody touches: a page that is older is signed out.
    seconds = settings().session_idle_minutes * 60
    offers.put(own_session() or "", ticket, make, seconds, _where())
    download(label, f"/files/offered/{ticket}")


def page_is_shown() -> None:
    """What this browser's page offered before, at another place, is no longer offered."""
    offers.shows(own_session() or "", _where())


def _where() -> Where:
    run = get_script_run_ctx()
    return Where(run.session_id, run.page_script_hash) if run else Where("", "")


def offer_shown(
    label: str, file_name: str, make: Callable[[], bytes | str], *, needs: Action, of: str
) -> None:
    """What this page shows, as a file. ``needs`` is the right to see it; ``of`` says what it is
    taken from, as ``kind:id``."""
    offer(label, file_name, noted(file_name, make, needs=needs, of=of))


def public_key(keys: Sequence[SigningKey]) -> None:
    """The key that signs now, in one line to be noted: who checks a file needs it first."""
    st.html(
        f"<div class='of-line'>Public key: <code>{text(grouped(keys[0].key))}</code> "
        f"{as_piece(Fold('What it is for', [[_KEY_IS_FOR]]))}</div>"
    )
