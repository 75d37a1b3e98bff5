"""The field for a list that people have: uploaded or pasted, read once and not at every rerun."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import Delivery, Subject
from core.errors import OfframpError
from pages.ui.banners import refused_upload

TYPES = ["csv", "tsv", "txt", "xlsx", "json", "jsonl"]
_HOW, _FILE, _PASTED, _READ = "deliver-how", "deliver-file", "deliver-pasted", "deliver-read"
_PLACEHOLDER: Mapping[Subject, str] = {
    Subject.ACCOUNTS: "Email,Name,Status,Role\nada@example.com,Ada Example,Active,Admin",
    Subject.PEOPLE: "Name,Email,Department,Manager,Last day\nAda Example,ada@example.com,Sales,,",
}


class How(StrEnum):
    """The ways to give a list."""

    UPLOAD = "Upload a file"
    PASTE = "Paste"


@dataclass(frozen=True)
class Given:
    """A list as it was given. ``id`` is another one for other bytes."""

    name: str
    data: bytes
    id: str


def given(subject: Subject) -> Given | None:
    """The list in the field; ``None`` while there is none."""
    how = st.segmented_control(
        "How",
        list(How),
        default=How.UPLOAD,
        required=True,
        key=_HOW,
        label_visibility="collapsed",
    )
    return _uploaded() if how is How.UPLOAD else _pasted(subject)


def read(
    of: Given,
    subject: Subject,
    said: Mapping[str, str] | None,
    remembered: Mapping[str, str] | None,
) -> Delivery | OfframpError:
    """What the list says, or why it cannot be read. ``said``: field → column, as someone said of
    this very list; else as ``remembered`` of the feed's lists before."""
    told = said if said is not None else remembered or {}
    asked = (of.id, subject, said is None, tuple(sorted(told.items())))
    kept = st.session_state.get(_READ)
    # What is dear to read, or refused after seconds, is not read again with every click.
    if kept is None or kept[0] != asked:
        found: Delivery | OfframpError
        try:
            if said is None:
                found = inventory.read_as_before(of.data, of.name, subject, remembered)
            else:
                found = inventory.read_delivery(of.data, of.name, subject, mapping=said)
        except OfframpError as error:
            found = error
        kept = st.session_state[_READ] = (asked, found)
    answer: Delivery | OfframpError = kept[1]
    return answer


def forget() -> None:
    """The drawer is closed, or the list was taken: nothing of it stays in memory."""
    for key in (_PASTED, _READ):
        st.session_state.pop(key, None)


def _uploaded() -> Given | None:
    uploaded = st.file_uploader(
        "The file, as it was exported", type=TYPES, max_upload_size=25, key=_FILE
    )
    refused_upload.show()
    if uploaded is None:
        return None
    return Given(uploaded.name, uploaded.getvalue(), uploaded.file_id)


def _pasted(subject: Subject) -> Given | None:
    # Leaving the field runs nothing: what moves then would slip from under the button's click.
    pasted = st.text_area(
        "The table, its first line the names of the columns",
        placeholder=_PLACEHOLDER[subject],
        height=160,
        key=_PASTED,
        on_change="ignore",
        persist_state="session",
    )
    st.button("Read the list", key="deliver-read-it")
    if not pasted.strip():
        return None
    data = pasted.encode()
    return Given("Pasted list.csv", data, sha256(data).hexdigest())
