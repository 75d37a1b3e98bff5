"""The cost calculator: every option side by side over the years, with its uncertainty."""

from collections.abc import Callable

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.cost import service as cost
from core.cost.values import BadInputs, CostResult
from core.errors import Invalid
from pages.cost.parts import (
    break_even,
    charts,
    fields,
    no_answer,
    profiles,
    results,
    saving,
    starting_point,
)
from pages.cost.parts.form import read_form
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

actions = header(addresses.CALCULATOR)
show_notice()
who = authenticate()
with database().read() as session:
    whole = catalog.catalog(session, who, reading())
    opened = starting_point.opened(session, whole)
saved, facts = opened.saved, opened.facts
problems = [opened.problem] if opened.problem else []
link = st.query_params.get("version", "") or opened.place
form = read_form(opened.base, facts, saved, link)

with st.container(key="calculator", horizontal=True, gap="large"):
    inputs = st.container(key="calculator-inputs", width=320)
    answer = st.container(key="calculator-answer")
# A field is drawn once: at the left, or in the drawer where a phone has them.
if not fields.in_drawer(opened.base, facts, saved, link):
    with inputs:
        fields.main(form)
with answer:
    under_answer, more = st.container(), st.container()
    if profiles.needed(form):
        with st.expander(
            "Profiles: the highest count sets the bill",
            expanded=True,
            key=form.key("profiles-open"),
        ):
            profiles.edit(form)
            bills = st.container()

result: CostResult | None = None
problems += form.wrong.values()
if not problems:
    try:
        with database().read() as session:
            here, impossible = advice.for_calculator(
                session, who, reading(), form.draft, facts, opened.answers
            )
        result = cost.calculate_scenario(form.draft, here, impossible)
    except BadInputs as error:
        problems += error.problems
    except Invalid as error:
        problems.append(error)

with more:
    others = st.expander(
        "More numbers: plans, currency, work, licences, each option",
        key=form.key("more"),
        on_change="rerun",
    )
    if result is None:
        with under_answer:
            no_answer.draw(form, problems, has_app=bool(form.base.app))
    # Dozens of fields: drawn when they are looked at. What was typed into them counts all the same.
    if others.open:
        with others:
            fields.others(form, whole)
if result is None:
    st.stop()

with under_answer:
    results.headline(result)
    shows_all = results.shows_impossible(result)
    charts.totals(result, with_impossible=shows_all)
    results.table_of_options(result, with_impossible=shows_all)
    results.notes(result)
PARTS: dict[str, Callable[..., None]] = {
    "Over time": charts.over_time,
    "What moves the answer": charts.tornado,
    "Break-even": break_even.draw,
    "By part and year": results.parts,
    "Every number and its source": results.sources,
}
with answer:
    if profiles.needed(form):
        with bills:
            profiles.bills(result)
    for part, tab in zip(PARTS.values(), st.tabs(list(PARTS), on_change="rerun"), strict=True):
        # Only what is seen is drawn: a slider's move redraws in half the time.
        if tab.open:
            with tab:
                part(result, with_impossible=shows_all)
    results.how_calculated(result)
with actions:
    saving.exports(result)
    saving.save_form(form.draft, saved)
