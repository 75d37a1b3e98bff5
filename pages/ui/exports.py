"""The one way in which a page hands out a file: made when asked for, and in the audit log."""

from collections.abc import Callable

import streamlit as st

from core.audit import service as audit
from pages.ui.markdown import md
from pages.ui.page_context import asked_again, authenticate, database


def download(
    label: str,
    data: str | bytes | Callable[[], str | bytes],
    file_name: str,
    mime: str,
    *,
    of: str,
    icon: str | None = None,
    key: str | None = None,
) -> None:
    """A download button. ``of`` says what the file is taken from, as ``kind:id``."""
    look_again = asked_again(authenticate())

    def made() -> str | bytes:
        # Runs outside the page, when the button is pressed: the session may have ended meanwhile.
        who = look_again()
        content = data() if callable(data) else data
        with database().write() as session:
            audit.note_export(session, who, of, file_name)
        return content

    st.download_button(md(label), made, file_name, mime, on_click="ignore", icon=icon, key=key)
