"""One saved scenario at the side: open it, copy it, delete it, its versions."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.cost import service as cost
from core.cost.service import differences
from core.cost.values import SavedScenario
from core.rights import Action, may
from pages.navigation import drawer, lead_on
from pages.ui import addresses
from pages.ui.dates import moment
from pages.ui.markdown import md
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Content, Link, muted, table

ASKED = "scenario"


def open_asked(found: Sequence[SavedScenario]) -> None:
    """The one that the link names."""
    one = next((each for each in found if each.id == drawer.asked(ASKED)), None)
    if one is not None:
        drawer.drawer(one.name, lambda: _draw(one), ASKED)
    elif drawer.asked(ASKED):
        st.warning("There is no such scenario: it may have been deleted.")


def _draw(one: SavedScenario) -> None:
    muted(f"Owner {one.owner} · version {one.version} of {moment(one.updated_at)}")
    if one.scenario.notes:
        st.markdown(md(one.scenario.notes))
    lead_on.primary(
        lead_on.Onward("Open in the calculator", addresses.CALCULATOR, {"scenario": one.id})
    )
    with database().read() as session:
        _versions(session, one.id)
    if may(authenticate(), Action.COST_EDIT):
        _change(one)


def _change(one: SavedScenario) -> None:
    with st.container(horizontal=True):
        if st.button("Duplicate"):
            attempt(
                lambda s: cost.duplicate(s, authenticate(), one.id),
                "Duplicated.",
                then=lambda _: drawer.close(ASKED),
            )
        with st.popover("Delete"):
            st.markdown("All its versions are deleted with it. The audit log keeps that it was.")
            if st.button("Delete the scenario"):
                attempt(
                    lambda s: cost.remove(s, authenticate(), one.id),
                    f"“{one.name}” is deleted.",
                    then=lambda _: drawer.close(ASKED),
                )


def _versions(session: Session, scenario_id: str) -> None:
    """Every version with what it changed; its link opens it as it was."""
    kept = cost.versions(session, authenticate(), scenario_id)
    rows: list[list[Content]] = []
    for number, one in enumerate(kept):
        before = kept[number + 1].scenario if number + 1 < len(kept) else None
        told = differences(before, one.scenario) if before else ["saved first"]
        link = f"calculator?scenario={scenario_id}&version={one.version}"
        rows.append(
            [
                Link(f"Version {one.version}", link),
                [[moment(one.saved_at)], [one.saved_by]],
                [[line] for line in told[:8]] or [["nothing"]],
            ]
        )
    table(["Version", "Saved", Column("What it changed", wide=True)], rows, label="Versions")
