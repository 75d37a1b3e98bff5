"""A dialog, or another fragment, that outlives the server which drew it.

A browser that connects to a new process gets a new session there and says nothing until somebody
clicks. A click in a dialog then asks for a fragment that this session never drew, which Streamlit
drops without a word: the dialog is dead. Here the first thing that is asked of a session draws the
whole page, with everything that the browser holds: what was typed, and the button that was pressed.
"""

from functools import wraps

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

_DRAWN = "_offramp_has_drawn"


def survive() -> None:
    """From now on a session's first run is never one of a fragment. Called once, at the start.

    By a method of Streamlit's that is not public: a browser test restarts a server under a dialog.
    """
    ask = AppSession.request_rerun

    @wraps(ask)
    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        if client_state is not None:
            if client_state.fragment_id and not hasattr(session, _DRAWN):
                client_state.fragment_id = ""
            setattr(session, _DRAWN, True)
        ask(session, client_state)

    AppSession.request_rerun = request_rerun  # type: ignore[method-assign, assignment]
