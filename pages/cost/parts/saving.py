"""Save and export a scenario."""

import json
from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from sqlmodel import Session

from core.cost import service as cost
from core.cost.service import render_summary, result_json, scenario_as_plain, to_csv_table, workbook
from core.cost.values import CostResult, SavedScenario, Scenario
from core.rights import Action, may
from pages.ui.exports import offer_shown
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, reading, today


def exports(result: CostResult) -> None:
    """XLSX with formulas, PDF, CSV, JSON, and the scenario file. Made when asked for."""
    name = "".join(c if c.isalnum() else "-" for c in result.resolved.scenario.name.lower())[:60]
    of = f"scenario:{result.resolved.scenario.name}"
    made = today()
    files: tuple[tuple[str, str, Callable[[], bytes | str]], ...] = (
        ("XLSX with formulas", ".xlsx", lambda: workbook(result)),
        ("PDF", ".pdf", lambda: render_summary(result, made)),
        ("CSV", ".csv", lambda: to_csv_table(result)),
        ("JSON", ".json", lambda: json.dumps(result_json(result), indent=2)),
        (
            "Scenario file",
            "-scenario.json",
            lambda: json.dumps(scenario_as_plain(result.resolved.scenario), indent=2),
        ),
    )
    with st.popover("Export", type="secondary"):
        for label, ending, make in files:
            offer_shown(label, f"{name}{ending}", make, needs=Action.COST_READ, of=of)
        st.caption(
            "The page Scenarios, and `python -m core cost --scenario`, import the scenario file."
        )
        st.segmented_control(
            "The camera in a chart's corner saves it as",
            ["PNG", "SVG"],
            default="PNG",
            key="image-format",
            required=True,
        )


def save_form(draft: Scenario, saved: SavedScenario | None) -> None:
    """Name, owner, notes; save as new, or as the next version."""
    who = authenticate()
    if not may(who, Action.COST_EDIT):
        return
    room = st.popover("Save", type="primary", width="content")
    with room, st.form("save-scenario", border=False):
        name = st.text_input("Name", draft.name, max_chars=200)
        owner = st.text_input("Owner", saved.owner if saved else who.name, max_chars=200)
        notes = st.text_area("Notes", draft.notes, max_chars=10_000)
        with st.container(horizontal=True):
            again = saved is not None and st.form_submit_button("Save changes", type="primary")
            as_new = st.form_submit_button(
                "Save as a new scenario" if saved else "Save scenario",
                type="secondary" if saved else "primary",
            )
    if not (as_new or again):
        return
    named = replace(draft, name=name.strip(), notes=notes.strip())

    def keep(session: Session) -> SavedScenario:
        if saved is not None and again:
            return cost.update(session, who, reading(), saved.id, saved.version, named, owner)
        return cost.save(session, who, reading(), named, owner)

    with room:
        attempt(keep, lambda kept: f"Saved as version {kept.version}.", then=_open)


def _open(kept: SavedScenario) -> None:
    st.query_params.from_dict({"scenario": kept.id})
