"""What the calculator starts from: a saved scenario by its link, or an app of the catalogue."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.catalog.values import Snapshot
from core.cost import service as cost
from core.cost.service import SavedScenario
from core.cost.values import PriceChange, Scenario
from core.errors import OfframpError
from pages.ui import words
from pages.ui.app_picker import pick_app
from pages.ui.errors import show
from pages.ui.viewer import authenticate, reading


def opened(session: Session, whole: Snapshot) -> tuple[SavedScenario | None, Scenario]:
    """The scenario of the link with what has changed since, or a new one for the chosen app."""
    if wanted := st.query_params.get("scenario"):
        try:
            saved = cost.scenario(session, authenticate(), wanted)
            return saved, _shown(session, saved)
        except OfframpError as error:
            show(error)
    app = pick_app(whole, label="App: its prices come from the catalogue")
    return None, Scenario(name=whole.apps[app].name if app else "Scenario", app=app)


def _shown(session: Session, saved: SavedScenario) -> Scenario:
    st.subheader(words.md(saved.name), anchor=False)
    older = _older(session, saved)
    stated = (
        f"Version {saved.version} of {saved.updated_at:%Y-%m-%d %H:%M} UTC by {saved.updated_by}; "
        f"owner {saved.owner}. The address of this page is its link."
    )
    st.caption(words.md(stated))
    if older is not None:
        st.info(
            f"This is version {st.query_params['version']}, as it was. "
            f"“Save changes” makes it version {saved.version + 1}."
        )
    if saved.scenario.notes:
        st.markdown(words.md(saved.scenario.notes))
    try:
        changed = cost.price_changes(session, authenticate(), reading(), saved)
    except OfframpError as error:
        # A plan or app that the catalogue no longer has: the answer's place says it too.
        changed = []
        st.warning(f"The catalogue has changed since this was saved. {words.md(error)}")
    _say(changed)
    return older or saved.scenario


def _older(session: Session, saved: SavedScenario) -> Scenario | None:
    wanted = st.query_params.get("version")
    if not wanted or wanted == str(saved.version):
        return None
    kept = cost.versions(session, authenticate(), saved.id)
    return next((one.scenario for one in kept if str(one.version) == wanted), None)


def _say(changed: Sequence[PriceChange]) -> None:
    if not changed:
        return
    st.warning(
        "Catalogue prices have changed since this was saved; the figures below use the new ones."
        "\n\n"
        + "\n".join(
            f"- {words.md(one.label)}: was {words.md(one.was)}, is {words.md(one.now)} "
            f"({words.md(one.source)})"
            for one in changed
        )
    )
