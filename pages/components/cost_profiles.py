"""Monthly profile counts, and the bills on them side by side."""

from dataclasses import replace
from decimal import Decimal

import streamlit as st

from core.cost import high_water
from core.cost.facts import AppFacts
from core.cost.high_water import Mark, Tariff
from core.cost.options import Billing, PlanRole
from core.cost.plan_choice import choose_plans
from core.cost.profile_table import read_profiles
from core.cost.resolve import BadInputs, resolve
from core.cost.scenario import Profiles, Scenario
from core.errors import Invalid
from pages.components import words
from pages.components.table import Column, table


def edit(draft: Scenario, facts: AppFacts, wrong: list[Invalid]) -> Scenario:
    """The profiles, where a plan is billed by them; the draft with them."""
    terms = choose_plans(draft, facts).terms
    role = next((r for r, one in terms.items() if one.billing is Billing.PROFILE), None)
    if role is None:
        return draft
    with st.expander("Profiles: the highest count sets the bill", expanded=draft.profiles is None):
        way = st.segmented_control(
            "Monthly counts",
            ["Paste", "Upload", "Generate"],
            default="Paste",
            key="profiles-way",
        )
        try:
            months = _months(way or "Paste", draft)
        except Invalid as error:
            wrong.append(error)
            return draft
        if months is None:
            st.caption("No counts yet: the bill is the base price.")
            return draft
        with st.container(horizontal=True):
            mark = st.segmented_control(
                "The highest of each",
                list(Mark),
                default=draft.profiles.mark if draft.profiles else Mark.MONTH,
                key="profiles-mark",
            )
            cleanup = st.slider("Clean up, percent of all profiles", 0, 80, 10, key="cleanup")
        found = replace(draft, profiles=Profiles(months, mark or Mark.MONTH, Decimal(cleanup)))
        if not wrong:
            _bills(found, facts, role)
    return found


def _months(way: str, draft: Scenario) -> tuple[high_water.Month, ...] | None:
    if way == "Generate":
        with st.container(horizontal=True):
            start = st.number_input("Start", 0, 10**9, 4200, key="profiles-start")
            growth = st.number_input("Growth, % a month", -50.0, 100.0, 3.0, key="profiles-growth")
            season = st.number_input("Season, ± %", 0.0, 100.0, 10.0, key="profiles-season")
            peak = st.number_input("Peak in month", 1, 12, 11, key="profiles-peak")
        return high_water.generated(
            Decimal(start), Decimal(str(growth)), Decimal(str(season)), int(peak)
        )
    text = ""
    if way == "Upload":
        file = st.file_uploader("CSV with twelve months", type=["csv", "txt", "tsv"])
        text = file.getvalue().decode("utf-8-sig", "replace") if file else ""
    else:
        kept = "\n".join(str(m.end) for m in draft.profiles.months) if draft.profiles else ""
        text = st.text_area(
            "Twelve counts, one a line, or a table with columns peak, average, end",
            kept,
            key=f"profiles-text-{draft.name}",
            placeholder="4200\n4300\n4700\n…",
        )
    if text.strip():
        return read_profiles(text)
    return draft.profiles.months if draft.profiles else None


def _bills(draft: Scenario, facts: AppFacts, role: PlanRole) -> None:
    try:
        inputs = resolve(draft, facts).inputs
    except BadInputs:
        return
    tariff = Tariff(
        *(inputs[f"{role}.{key}"].estimate.likely for key in ("base", "included", "price"))
    )
    profiles = draft.profiles
    assert profiles is not None
    bills = high_water.bills(tariff, profiles.months, profiles.mark, profiles.cleanup_percent)
    rows = [
        ["At the high-water mark (what is charged)", bills.high_water],
        ["On the average", bills.average],
        ["On each month's end", bills.month_end],
        [f"After cleaning up {profiles.cleanup_percent} %", bills.cleaned],
        ["Saved by cleaning up, first year", bills.saving],
    ]
    table(
        ["Bill of the first year", Column("Amount", number=True)],
        [[name, words.money(amount, draft.currency)] for name, amount in rows],
        label="Bills by profiles, side by side",
    )
