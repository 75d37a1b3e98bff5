"""The cost calculator: every option side by side over the years, with its uncertainty."""

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.cost import service as cost
from core.cost.values import BadInputs, CostResult
from core.errors import Invalid
from pages.cost.parts import break_even, charts, fields, profiles, results, saving, starting_point
from pages.cost.parts.form import read_form
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import show
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, reading

header(addresses.CALCULATOR)
show_notice()
who = authenticate()
with database().read() as session:
    whole = catalog.catalog(session, who, reading())
    opened = starting_point.opened(session, whole)
saved, facts = opened.saved, opened.facts
problems = [opened.problem] if opened.problem else []
link = st.query_params.get("version", "") or opened.place
form = read_form(opened.base, facts, saved, link)

left, right = st.columns([7, 4], gap="large")
with right, st.container(border=True):
    fields.main(form)
under_answer, more = st.container(), st.container()
if profiles.needed(form):
    with st.expander(
        "Profiles: the highest count sets the bill", expanded=True, key=form.key("profiles-open")
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

with left:
    if result is None:
        st.subheader("No answer yet", anchor=False)
        for problem in problems:
            show(problem)
        missing = [p.field[6:] for p in problems if p.field and p.field.startswith("rates.")]
        if missing:
            fields.currency(form, missing)
        st.caption("Results appear once this is fixed. Nothing you typed is lost.")
    else:
        results.headline(result)
        charts.totals(result)
with more:
    others = st.expander(
        "More numbers: plans, currency, work, licences, each option",
        key=form.key("more"),
        on_change="rerun",
    )
    # Dozens of fields: drawn when they are looked at. What was typed into them counts all the same.
    if others.open:
        with others:
            fields.others(form, whole)
if result is None:
    st.stop()

with under_answer:
    results.table_of_options(result)
    results.notes(result)
if profiles.needed(form):
    with bills:
        profiles.bills(result)
PARTS = {
    "Over time": charts.over_time,
    "What moves the answer": charts.tornado,
    "Break-even": break_even.draw,
    "By part and year": results.parts,
    "Every number and its source": results.sources,
}
for part, tab in zip(PARTS.values(), st.tabs(list(PARTS), on_change="rerun"), strict=True):
    # Only what is seen is drawn: a slider's move redraws in half the time.
    if tab.open:
        with tab:
            part(result)
saving.exports(result)
saving.save_form(form.draft, saved)
