"""The field for the list of apps that people have: names or a table, pasted or uploaded."""

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from core.actor import Actor
from core.catalog.values import Snapshot
from core.errors import OfframpError
from core.files.tables import MAX_BYTES, Line, Table, read_lines
from core.stack.service import AppList
from core.web.files.made import Made
from pages.ui.banners import refused_upload
from pages.ui.errors import show
from pages.ui.exports import offer

PASTED = "app-list-paste"
"""The key of the pasted list: it stays in the field until it was added."""
_FILE, _READ = "app-list-file", "app-list-file-read"
_NOTHING = "app-list-nothing"
_EXAMPLE = "Slack (Business+)\nGitHub\nFigma\n\nor a table from a spreadsheet, with any columns"
TEMPLATE = "App,Plan,Seats,Annual spend,Currency,Owner,Renewal,Notes\n"


class How(StrEnum):
    """The ways to give a list."""

    PASTE = "Paste a list"
    UPLOAD = "Upload a file"


def given(how: How, whole: Snapshot) -> Table | None:
    """The list in the field as a table; ``None`` while there is none, or it cannot be read."""
    lines = _pasted() if how is How.PASTE else _uploaded()
    if not lines:
        return None
    names = {app.id: app.name for app in whole}
    try:
        return AppList(names, whole.aliases, whole.apps).table(lines)
    except OfframpError as error:
        show(error)
        return None


def is_empty(how: How) -> bool:
    """Whether nothing was given yet."""
    key = PASTED if how is How.PASTE else _FILE
    kept = st.session_state.get(key)
    return not (kept.strip() if isinstance(kept, str) else kept)


def check(how: How) -> None:
    """In the callback of the button: remember that there was nothing to check."""
    st.session_state[_NOTHING] = is_empty(how)


def say_if_empty() -> None:
    """What to do first, where somebody asked to check nothing."""
    if st.session_state.pop(_NOTHING, False):
        st.info("Type or paste the names of your apps first, one a line.")


def forget() -> None:
    """After the list was added."""
    st.session_state.pop(PASTED, None)


def _pasted() -> Sequence[Line] | None:
    has_text = not is_empty(How.PASTE)
    # Leaving the field runs nothing: what moves then would slip from under the button's click.
    pasted = st.text_area(
        "Names, one a line, or a table",
        placeholder=_EXAMPLE,
        height=120 if has_text else 200,
        key=PASTED,
        on_change="ignore",
        persist_state="session",
    )
    if not has_text:
        _template()
    return _read(pasted.encode(), "The list") if pasted.strip() else None


def _uploaded() -> Sequence[Line] | None:
    uploaded = st.file_uploader(
        "CSV or XLSX",
        type=["csv", "tsv", "txt", "xlsx"],
        max_upload_size=MAX_BYTES // 1_000_000,
        key=_FILE,
    )
    refused_upload.show()
    if uploaded is None:
        _template()
        st.session_state.pop(_READ, None)
        return None
    # What is dear to read, or refused after seconds, is not read again with every click.
    file, found = st.session_state.get(_READ, (None, None))
    if file != uploaded.file_id:
        try:
            found = read_lines(uploaded.getvalue(), uploaded.name)
        except OfframpError as error:
            found = error
        st.session_state[_READ] = (uploaded.file_id, found)
    if isinstance(found, OfframpError):
        show(found)
        return None
    lines: Sequence[Line] | None = found
    return lines


def _read(data: bytes, name: str) -> Sequence[Line] | None:
    try:
        return read_lines(data, name)
    except OfframpError as error:
        show(error)
        return None


def _template() -> None:
    offer("Download a template", "apps-template.csv", _template_for)


def _template_for(_who: Actor) -> Made:
    return Made("apps-template.csv", TEMPLATE)
