"""The field for the app that a list is of, and whether that app joins our stack with it."""

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import Delivery
from core.catalog import service as catalog
from core.catalog.values import RemarkKind, Snapshot
from core.rights import Action, may
from core.stack import service as stack
from pages.accounts.parts.importing.field import Given
from pages.ui import words
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import muted

APP = "of"
"""In the link: of which app a list is imported."""
_APP, _LIST, _FILE = "deliver-app", "deliver-app-list", "deliver-app-file"


def forget() -> None:
    """Nothing was chosen."""
    for key in (_APP, _LIST, _FILE):
        st.session_state.pop(key, None)


def known() -> str | None:
    """The app that was chosen, or that the link names."""
    return st.session_state.get(_APP) or st.query_params.get(APP)


def draw(delivery: Delivery | None) -> str | None:
    """The app that the list is of: as the link or the list itself says, or someone chooses."""
    with database().read() as session:
        who = authenticate()
        whole = catalog.catalog(session, who, reading())
        ours = [entry.app for entry in stack.entries(session, who)]
    options = _apps(whole, ours)
    if _APP not in st.session_state:
        asked = st.query_params.get(APP, "")
        st.session_state[_APP] = asked if asked in options else None
    _by_format(delivery, ours, options)
    chosen: str | None = st.selectbox(
        "App",
        options,
        index=None,
        format_func=lambda app: whole.apps[app].name,
        placeholder="Type a part of its name",
        key=_APP,
    )
    if chosen and chosen == _by_file_name():
        muted("Chosen by the name of the file.")
    return chosen


def choose_by_name(of: Given) -> None:
    """Before the list is read: the app with which its file's name begins, once for each file, where
    neither the link nor anyone said another. Of ours first."""
    if st.session_state.get(_FILE, ("", None))[0] == of.id:
        return
    guessed_before = _by_file_name()
    st.session_state[_FILE] = (of.id, None)
    if known() not in (None, guessed_before):
        return
    with database().read() as session:
        who = authenticate()
        whole = catalog.catalog(session, who, reading())
        ours = [entry.app for entry in stack.entries(session, who)]
    names = {app: whole.apps[app].name for app in _apps(whole, ours)}
    first = {app: name for app, name in names.items() if app in ours}
    found = inventory.app_of_file(of.name, first) or inventory.app_of_file(of.name, names)
    st.session_state[_APP], st.session_state[_FILE] = found, (of.id, found)


def _by_file_name() -> str | None:
    """The app that was chosen by the name of the file."""
    chosen: str | None = st.session_state.get(_FILE, ("", None))[1]
    return chosen


def what_to_click(app: str | None) -> None:
    """Where the app lists or exports who has an account, as far as a source says it."""
    if app is None:
        return
    with database().read() as session:
        said = catalog.what_to_click(session, authenticate()).get(app, {})
    for kind, sentence in _CLICKS.items():
        if kind in said:
            text, source = said[kind]
            st.markdown(f"{sentence} {words.md(text)} ({words.link(source.title, source.url)})")
            return


_CLICKS = {RemarkKind.EXPORT: "To export it:", RemarkKind.MEMBER_LIST: "Its list is under"}


def _apps(whole: Snapshot, ours: list[str]) -> list[str]:
    """Ours first."""
    first = sorted((app for app in ours if app in whole.apps), key=lambda app: whole.apps[app].name)
    return [*first, *(app.id for app in whole if app.id not in ours)]


def _by_format(delivery: Delivery | None, ours: list[str], options: list[str]) -> None:
    """What the list itself says of its app, once for each list."""
    if delivery is None or st.session_state.get(_LIST) == delivery.sha256:
        return
    st.session_state[_LIST] = delivery.sha256
    fits = [app for app in delivery.apps if app in ours] or list(delivery.apps)
    is_free = st.session_state[_APP] in (None, _by_file_name())  # the list knows better
    if is_free and len(fits) == 1 and fits[0] in options:
        st.session_state[_APP] = fits[0]


def joins_stack(app: str) -> bool:
    """Whether an app that is not in our stack is added to it with its list."""
    who = authenticate()
    if not may(who, Action.STACK_EDIT):
        return False
    with database().read() as session:
        if stack.entry(session, who, app) is not None:
            return False
    return st.checkbox(
        "Add to our stack",
        value=True,
        key=f"deliver-stack-{app}",
        help="Who removes a leaver, what it costs and the steps of a case follow from our stack.",
    )
