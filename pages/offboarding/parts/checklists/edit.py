"""Edit a copy of a checklist as YAML; who edited it before, and what differs."""

import difflib
from collections.abc import Sequence

import streamlit as st

from core.errors import NotFound, OfframpError
from core.files.data_files import BadFiles
from core.offboarding import service as offboarding
from core.offboarding.values import EDITED, ChecklistVersion
from pages.navigation.header import header
from pages.ui import addresses, words
from pages.ui.dates import moment
from pages.ui.errors import show
from pages.ui.notices import say, write
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Link, Text, table

NEW = """\
id: {id}
title: {id}
scope: app
steps:
  - id: look
    title: Look for {{person}} in {{app}}
    do: >-
      What is to be done, in two or three sentences.
    why: One sentence.
    phase: check
    owner: app-owner
"""


def draw(id: str) -> None:
    """The form with the YAML in force; what is wrong with it is listed by line."""
    with database().read() as session:
        who = authenticate()
        versions = offboarding.checklist_versions(session, who, id)
        try:
            text, _ = offboarding.checklist_texts(session, who, id)
        except NotFound:
            text = NEW.format(id=id)
    # What the editor saw first, so that a save by somebody else meanwhile is told.
    seen = st.session_state.setdefault(_key(id, "seen"), versions[0].number if versions else 0)
    header(addresses.CHECKLISTS, title=f"Edit {id}", above=[Link("Checklists", "checklists")])
    st.caption(
        "It is checked when you save: by the same rules as the files, and together with all other "
        "checklists. Open cases keep the steps that they were opened with."
    )
    _told(id)
    with st.form(_key(id, "form"), border=False):
        st.text_area("Checklist (YAML)", text, height=560, key=_key(id, "text"))
        st.text_input("What is changed, and why", key=_key(id, "note"), max_chars=200)
        st.form_submit_button("Save", type="primary", on_click=_save, args=(id, seen))
    st.button("Leave without saving", key=_key(id, "leave"), on_click=_forget, args=(id,))


def _told(id: str) -> None:
    """What kept the last attempt from being saved."""
    error = st.session_state.pop(_key(id, "error"), None)
    if isinstance(error, BadFiles):
        count = words.count(len(error.problems), "problem")
        st.error(f"Not saved: {count}. Your text is as you left it.")
        table(
            [Column("Line", number=True), Column("What is wrong", wide=True), "What to do"],
            [
                [
                    str(one.line) if one.file == id + EDITED else f"{one.file}:{one.line}",
                    one.what,
                    Text(one.do, muted=True),
                ]
                for one in error.problems
            ],
            label="Problems",
        )
    elif isinstance(error, OfframpError):
        show(error)


def _save(id: str, seen: int) -> None:
    text, note = st.session_state[_key(id, "text")], st.session_state[_key(id, "note")]
    try:
        with database().write() as session:
            number = offboarding.save_checklist(session, authenticate(), id, text, seen, note=note)
    except OfframpError as error:
        st.session_state[_key(id, "error")] = error
        return
    _forget(id)
    say(f"Saved as version {number}. New cases use it.")


def history(
    id: str,
    versions: Sequence[ChecklistVersion],
    text: str,
    original: str | None,
    *,
    editor: bool,
) -> None:
    """Every edit with who and when, and the difference to the bundled checklist."""
    if not versions:
        return
    st.subheader("Edited here", anchor=False)
    table(
        ["Version", "When", "By", Column("Why", wide=True)],
        [
            [
                str(one.number),
                moment(one.at),
                one.by,
                one.note or ("the bundled one again" if one.text is None else "–"),
            ]
            for one in versions
        ],
        label="Versions",
    )
    if original is not None and text != original:
        with st.expander("What differs from the bundled one"):
            lines = difflib.unified_diff(
                original.splitlines(), text.splitlines(), "bundled", "in force", lineterm=""
            )
            st.code("\n".join(lines), language=None, wrap_lines=True)
    if editor and versions[0].text is not None:
        label = "Back to the bundled one" if original is not None else "Take it away"
        st.button(label, key=_key(id, "back"), on_click=_back, args=(id, versions[0].number))


def _back(id: str, seen: int) -> None:
    write(
        lambda s: offboarding.save_checklist(s, authenticate(), id, None, seen),
        "New cases use what was delivered. The edited versions are kept.",
        then=lambda _: _forget(id),
    )


def _forget(id: str) -> None:
    """Leave the editor: the next one begins with what is in force."""
    for part in ("seen", "text", "note", "error"):
        st.session_state.pop(_key(id, part), None)
    st.query_params.pop("edit", None)


def _key(id: str, part: str) -> str:
    return f"checklist-{part}-{id}"
