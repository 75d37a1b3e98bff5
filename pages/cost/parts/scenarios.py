"""Parts of the scenarios page."""

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st
from sqlmodel import Session

from core.advice import service as advice
from core.catalog.values import Snapshot
from core.cost import service as cost
from core.cost.service import differences, read_upload
from core.cost.values import CostResult, OptionId, SavedScenario
from core.errors import OfframpError
from core.rights import Action, may
from pages.ui import words
from pages.ui.banners import refused_upload
from pages.ui.dates import moment
from pages.ui.inputs.kept_form import kept_form
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, reading
from pages.ui.table import Column, Content, Link, Piece, Text, table
from pages.ui.words import option_name

MOST = 4


def list_of(found: Sequence[SavedScenario], whole: Snapshot) -> None:
    """All scenarios, the last changed first."""
    table(
        ["Scenario", "App", "Owner", Column("Version", number=True), "Changed", "Notes"],
        [
            [
                Link(one.name, f"calculator?scenario={one.id}"),
                app.name if (app := whole.apps.get(one.scenario.app or "")) else "–",
                one.owner,
                str(one.version),
                moment(one.updated_at),
                one.scenario.notes[:120] or "–",
            ]
            for one in found
        ],
        label="Saved scenarios",
    )


def compare(session: Session, found: Sequence[SavedScenario]) -> None:
    """Up to four side by side, on their totals; the choice is in the link."""
    st.subheader("Compare", anchor=False)
    known = {one.id: one for one in found}
    names = words.told_apart({one.id: one.name for one in found})
    linked = [one for one in st.query_params.get("compare", "").split(",") if one in known][:MOST]
    if st.session_state.get("compared") != linked:
        st.session_state["compared"] = linked
    chosen = st.multiselect(
        f"Two to {MOST} scenarios",
        list(known),
        format_func=names.__getitem__,
        key="compared",
        max_selections=MOST,
        on_change=_link,
        placeholder="Choose scenarios",
        select_all=False,
    )
    if len(chosen) < 2:
        st.caption("Choose at least two.")
        return
    results = []
    for one in chosen:
        asked = known[one].scenario
        try:
            who = authenticate()
            facts = cost.facts_of(session, who, reading(), asked.app)
            facts, out = advice.for_calculator(session, who, reading(), asked, facts)
            results.append(cost.calculate_scenario(asked, facts, out))
            changed = cost.price_changes(asked, known[one].prices, facts)
        except OfframpError as error:
            st.error(words.md(f"{known[one].name}: {error}"))
            return
        for price in changed:
            st.warning(
                words.md(
                    f"{known[one].name}: {price.label} was {price.was}, is {price.now} "
                    "in the catalogue by now."
                )
            )
    heads = [
        Column(f"{known[one].name} ({words.count(known[one].scenario.years, 'year')})", number=True)
        for one in chosen
    ]
    table(["Option", *heads], _side_by_side(results), label="Scenarios side by side")
    st.caption("Total at the likely values, P10 to P90, account-days of leavers.")
    _what_differs([known[one] for one in chosen])


def _side_by_side(results: Sequence[CostResult]) -> list[list[Content]]:
    """A row for each option that any of them has."""
    return [
        [option_name(option), *(_cell(result, option) for result in results)]
        for option in OptionId
        if any(result.option(option) for result in results)
    ]


def _cell(result: CostResult, option: OptionId) -> Content:
    one = result.option(option)
    if one is None:
        return Text("left out", muted=True)
    best = result.cheapest.id is option
    total = one.total.quantize(Decimal(1))
    lines: list[list[Piece]] = [
        [Text(words.money(total, result.resolved.scenario.currency), strong=best)],
        [Text(f"{one.spread.total.p10:,.0f} to {one.spread.total.p90:,.0f}", muted=True)],
        [Text(f"{one.account_days:,.0f} account-days", muted=True)],
    ]
    if best:
        lines.append([Text("cheapest", mark=True)])
    elif option in result.resolved.impossible:
        lines.append([Text("not possible here", mark=True)])
    return lines


def _what_differs(compared: Sequence[SavedScenario]) -> None:
    first, *others = compared
    rows: list[list[Content]] = [
        [one.name, [[line] for line in differences(first.scenario, one.scenario)[:12]] or "nothing"]
        for one in others
    ]
    head = Column(f"What differs from {first.name}", wide=True)
    table(["Scenario", head], rows, label="What differs")


def change(session: Session, found: Sequence[SavedScenario]) -> None:
    """Duplicate, delete, and the versions of one scenario."""
    if not may(authenticate(), Action.COST_EDIT):
        return
    st.subheader("Copy, delete, look back", anchor=False)
    known = {one.id: one for one in found}
    names = words.told_apart({one.id: one.name for one in found})
    chosen = st.selectbox(
        "Scenario",
        list(known),
        format_func=names.__getitem__,
        index=None,
        placeholder="Choose a scenario",
        key="changed-scenario",
    )
    if chosen is None:
        return
    with st.container(horizontal=True):
        if st.button("Duplicate"):
            attempt(lambda s: cost.duplicate(s, authenticate(), chosen), "Duplicated.")
        sure = st.checkbox("Yes, delete it with all its versions")
        if st.button("Delete", disabled=not sure):
            attempt(
                lambda s: cost.remove(s, authenticate(), chosen), "Deleted. The audit log keeps it."
            )
    _versions(session, chosen)


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
                moment(one.saved_at),
                one.saved_by,
                [[line] for line in told[:8]] or [["nothing"]],
            ]
        )
    table(["Version", "Saved", "By", Column("What it changed", wide=True)], rows, label="Versions")


def bring_in() -> None:
    """Save a scenario file: what the command line reads, and the calculator hands out."""
    if not may(authenticate(), Action.COST_EDIT):
        return
    with st.expander("Bring in a scenario file"), kept_form("bring-in") as empty:
        file = st.file_uploader("YAML or JSON", type=["yaml", "yml", "json"], max_upload_size=20)
        refused_upload.show()
        if not st.form_submit_button("Save as a scenario"):
            return
        if file is None:
            st.error("Choose a file first.")
            return
        try:
            found = read_upload(file.getvalue(), file.name)
        except OfframpError as error:
            for line in str(error).splitlines():
                st.error(words.md(line))
            return
    attempt(
        lambda s: cost.save(s, authenticate(), reading(), found),
        f"Saved “{found.name}”.",
        then=lambda _: empty(),
    )


def _link() -> None:
    chosen = st.session_state["compared"]
    if chosen:
        st.query_params["compare"] = ",".join(chosen)
    else:
        st.query_params.pop("compare", None)
