"""A message of a page that is none: one line in the log, where Streamlit writes a traceback.

Whoever is signed in can send such messages; where in Streamlit it noticed helps nobody.
"""

import logging

LOGGER = "streamlit.web.server.starlette.starlette_websocket"
SAID = "Error deserializing back message"
"""Streamlit's words, after which it closes the socket (1002)."""


def told_in_a_line() -> None:
    """From now on. Called once, at the start."""
    logging.getLogger(LOGGER).addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    if record.getMessage() == SAID:
        record.msg = "A page sent a message that cannot be read; its connection was closed."
        record.exc_info = record.exc_text = None
    return True
