"""Choose apps of the catalogue; the link carries their ids (Streamlit's own binding has labels)."""

from collections.abc import Sequence

import streamlit as st

from core.catalog.service import resolve_name
from core.catalog.values import Snapshot


def pick_app(
    whole: Snapshot, *, label: str = "App", among: Sequence[str] | None = None
) -> str | None:
    """One app, bound to ``?app=``; an alias or another spelling in the link is understood."""
    names = {app.id: app.name for app in whole if among is None or app.id in among}
    linked = resolve_name(st.query_params.get("app", ""), names, whole.aliases)
    if st.session_state.get("picked-app") != linked:
        st.session_state["picked-app"] = linked
    return st.selectbox(
        label,
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder="Choose an app, or type a part of its name",
        key="picked-app",
        on_change=_link_app,
    )


def _link_app() -> None:
    chosen = st.session_state["picked-app"]
    if chosen is None:
        st.query_params.pop("app", None)
    else:
        st.query_params["app"] = chosen


def pick_apps(whole: Snapshot, *, label: str, most: int) -> list[str]:
    """Up to ``most`` apps, bound to ``?apps=one,two``."""
    names = {app.id: app.name for app in whole}
    wanted = (
        resolve_name(n, names, whole.aliases) for n in st.query_params.get("apps", "").split(",")
    )
    linked = list(dict.fromkeys(app for app in wanted if app))[:most]
    if st.session_state.get("picked-apps") != linked:
        st.session_state["picked-apps"] = linked
    return st.multiselect(
        label,
        list(names),
        format_func=names.__getitem__,
        placeholder="Choose apps, or type a part of a name",
        key="picked-apps",
        max_selections=most,
        on_change=_link_apps,
    )


def _link_apps() -> None:
    chosen = st.session_state["picked-apps"]
    if chosen:
        st.query_params["apps"] = ",".join(chosen)
    else:
        st.query_params.pop("apps", None)
