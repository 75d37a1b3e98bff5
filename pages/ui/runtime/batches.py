"""A page's messages, sent several at a time.

Streamlit gives its loop up after each of the hundred messages of a page, and with it Python's lock,
which it gets back only when a page that computes lets go: where many people work, that took longer
than their pages.
"""

from functools import wraps
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime

MOST = 50
"""At a time, of Streamlit's 500 for a socket: one that takes nothing is noticed as before."""


def send_together() -> None:
    """From now on the loop is given up once for up to so many messages. Called once, at the start.

    By methods of Streamlit's that are not public; a test runs pages against a real server.
    """
    flush, send = AppSession.flush_browser_queue, Runtime._send_message

    @wraps(flush)
    def flush_browser_queue(session: AppSession) -> list[list[ForwardMsg]]:
        waiting = flush(session)
        return [waiting[start : start + MOST] for start in range(0, len(waiting), MOST)]

    @wraps(send)
    def send_message(runtime: Runtime, to: Any, messages: list[ForwardMsg]) -> None:
        for message in messages:
            send(runtime, to, message)

    AppSession.flush_browser_queue = flush_browser_queue  # type: ignore[method-assign, assignment]
    Runtime._send_message = send_message  # type: ignore[method-assign, assignment]
