"""Choose apps of the catalogue; the link carries their ids (Streamlit's own binding has labels)."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from core.catalog.service import guess_names, resolve_name
from core.catalog.values import Snapshot
from pages.ui.table import Link, line
from pages.ui.words import md


def linked_app(whole: Snapshot) -> str | None:
    """The app that ``?app=`` names, be it by an alias or another spelling."""
    names = {app.id: app.name for app in whole}
    return resolve_name(st.query_params.get("app", ""), names, whole.aliases)


def pick_app(
    whole: Snapshot, *, label: str = "App", among: Sequence[str] | None = None
) -> str | None:
    """One app, bound to ``?app=``; an alias or another spelling in the link is understood."""
    names = {app.id: app.name for app in whole if among is None or app.id in among}
    asked = st.query_params.get("app", "")
    linked = resolve_name(asked, names, whole.aliases)
    if st.session_state.get("picked-app") != linked:
        st.session_state["picked-app"] = linked
    chosen = st.selectbox(
        md(label),
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder="Choose an app, or type a part of its name",
        key="picked-app",
        on_change=_link_app,
    )
    if asked.strip() and linked is None:
        _no_such_app(asked, names, whole.aliases, lambda app: {"app": app})
    return chosen


def _link_app() -> None:
    chosen = st.session_state["picked-app"]
    if chosen is None:
        st.query_params.pop("app", None)
    else:
        st.query_params["app"] = chosen


def pick_apps(whole: Snapshot, *, label: str, most: int, start: Sequence[str] = ()) -> list[str]:
    """Up to ``most`` apps, bound to ``?apps=one,two``; ``start``: where the link names none."""
    names = {app.id: app.name for app in whole}
    said = st.query_params.get("apps", ",".join(start))
    asked = [name for name in said.split(",") if name.strip()]
    meant = {name: resolve_name(name, names, whole.aliases) for name in asked}
    linked = list(dict.fromkeys(app for app in meant.values() if app))[:most]
    if st.session_state.get("picked-apps") != linked:
        st.session_state["picked-apps"] = linked
    chosen = st.multiselect(
        md(label),
        list(names),
        format_func=names.__getitem__,
        placeholder="Choose apps, or type a part of a name",
        key="picked-apps",
        max_selections=most,
        on_change=_link_apps,
        select_all=False,
    )
    for unknown in (name for name, app in meant.items() if app is None):

        def instead(app: str, of: str = unknown) -> dict[str, str]:
            return {"apps": ",".join(app if name == of else name for name in asked)}

        _no_such_app(unknown, names, whole.aliases, instead)
    return chosen


def _link_apps() -> None:
    # Empty, too: whoever takes all of them out does not want those that it began with.
    st.query_params["apps"] = ",".join(st.session_state["picked-apps"])


def _no_such_app(
    asked: str,
    names: Mapping[str, str],
    aliases: Mapping[str, str],
    link_to: Callable[[str], dict[str, str]],
) -> None:
    """Say that the link names no app of the catalogue; the same link with what it may mean."""
    st.warning(f"There is no app “{md(asked)}” in the catalogue.")
    likely = [one.app for one in guess_names(asked, names, aliases) if one.app in names]
    if likely:
        kept = st.query_params.to_dict()
        links = (Link(names[app], f"?{urlencode(kept | link_to(app))}") for app in likely)
        line(["Did you mean", *links])
