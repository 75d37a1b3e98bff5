"""Step 2: the apps that we use, pasted, uploaded or picked; nothing is stored before the button."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import streamlit as st
from sqlmodel import Session

from core.actor import Actor
from core.catalog.values import Snapshot
from core.errors import OfframpError
from core.files.tables import MAX_BYTES, Line, Table, read_lines
from core.stack import service as stack
from core.stack.service import AppList
from core.stack.values import OrganisationView, StackEntry
from core.web.files.made import Made
from pages.start.parts import progress, review
from pages.start.parts.progress import Step
from pages.start.parts.review import PASTED
from pages.ui import words
from pages.ui.banners import refused_upload
from pages.ui.errors import show
from pages.ui.exports import offer
from pages.ui.notices import write
from pages.ui.page_context import authenticate
from pages.ui.table import muted

_HOW, _PICKED = "start-how", "start-picked"
_FILE, _READ = "start-file", "start-file-read"
_EXAMPLE = "Slack (Business+)\nGitHub\nFigma\n\nor a table from a spreadsheet, with any columns"
TEMPLATE = "App,Plan,Seats,Annual spend,Currency,Owner,Renewal,Notes\n"


class How(StrEnum):
    """The ways to say which apps we use."""

    PASTE = "Paste a list"
    UPLOAD = "Upload a file"
    PICK = "Pick from the catalogue"


def draw(whole: Snapshot, organisation: OrganisationView, entries: Sequence[StackEntry]) -> None:
    """Choose how, then the list and what it means."""
    if entries:
        muted(
            f"{words.count(len(entries), 'app')} in your stack already. A list adds to them and "
            "fills in what is missing; an empty cell erases nothing."
        )
    how = st.segmented_control(
        "How",
        list(How),
        default=How.PASTE,
        required=True,
        key=_HOW,
        label_visibility="collapsed",
        persist_state="session",
    )
    names = {app.id: app.name for app in whole}
    if how is How.PICK:
        _pick({app: name for app, name in names.items() if app not in _ours(entries)})
        return
    lines = _pasted() if how is How.PASTE else _uploaded()
    table = _table(lines, whole, names) if lines else None
    if table is None:
        action = "Check the list" if how is How.PASTE else None
        # A key of its own: a double click on it must not be one on the button that adds.
        progress.foot(Step.APPS, action, key="start-check")
        return
    shown = st.session_state.get(PASTED)
    review.draw(
        table,
        whole,
        names,
        organisation,
        entries,
        lambda: how is How.UPLOAD or st.session_state.get(PASTED) == shown,
    )


def _table(lines: Sequence[Line], whole: Snapshot, names: Mapping[str, str]) -> Table | None:
    try:
        return AppList(names, whole.aliases, whole.apps).table(lines)
    except OfframpError as error:
        show(error)
        return None


def _ours(entries: Sequence[StackEntry]) -> frozenset[str]:
    return frozenset(entry.app for entry in entries)


def _pasted() -> Sequence[Line] | None:
    given = bool(st.session_state.get(PASTED, "").strip())
    # Leaving the field runs nothing: what moves then would slip from under the button's click.
    pasted = st.text_area(
        "Names, one a line, or a table",
        placeholder=_EXAMPLE,
        height=120 if given else 200,
        key=PASTED,
        on_change="ignore",
        persist_state="session",
    )
    if not given:
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
    # What is dear to read is not read again with every click.
    file, found = st.session_state.get(_READ, (None, None))
    if file != uploaded.file_id:
        found = _read(uploaded.getvalue(), uploaded.name)
        st.session_state[_READ] = (uploaded.file_id, found)
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


def _pick(names: Mapping[str, str]) -> None:
    chosen = st.multiselect(
        "Apps you use",
        list(names),
        format_func=names.__getitem__,
        placeholder="Type a part of a name",
        select_all=False,
        key=_PICKED,
        persist_state="session",
    )

    def add() -> None:
        def work(session: Session) -> None:
            who = authenticate()
            for app in chosen:
                stack.add(session, who, app)

        if write(work, f"{words.count(len(chosen), 'app')} added."):
            st.session_state.pop(_PICKED, None)
            progress.go_to(Step.ANSWER)

    action = f"Add {words.count(len(chosen), 'app')}" if chosen else "Add"
    progress.foot(
        Step.APPS, action, add, disabled=not chosen, why_disabled="Pick at least one app."
    )
