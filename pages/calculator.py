"""The cost calculator: every option side by side over the years, with its uncertainty."""

import streamlit as st

from core.catalog import service as catalog
from core.cost import service as cost
from core.cost.resolve import BadInputs
from core.cost.result import CostResult
from core.cost.scenario import Scenario
from pages.components import cost_break_even as break_even
from pages.components import cost_charts as charts
from pages.components import cost_inputs as inputs
from pages.components import cost_profiles as profiles
from pages.components import cost_results as results
from pages.components import cost_save as saving
from pages.components.app_picker import pick_app
from pages.components.errors import show, shown
from pages.components.notices import show_notice
from pages.components.runtime import actor, database, reading

st.title("Calculator")
show_notice()
saved = None
with shown(), database().read() as session:
    whole = catalog.catalog(session, actor(), reading())
    if wanted := st.query_params.get("scenario"):
        saved = cost.scenario(session, actor(), wanted)
        changed = cost.price_changes(session, actor(), reading(), saved)

if saved is not None:
    saving.opened(saved, changed)
    base = saved.scenario
else:
    st.caption(
        "What each way to run an app's accounts costs over the years: licences, work, set-up, "
        "wasted seats. A field takes one number, or a range: low–high, or low–likely–high."
    )
    app = pick_app(whole, label="App (its prices come from the catalogue; optional)")
    base = Scenario(name=whole.apps[app].name if app else "Scenario", app=app)

with shown(), database().read() as session:
    facts = cost.facts_of(session, actor(), reading(), base.app)
    draft, wrong = inputs.edit(base, facts, saved)
    draft = profiles.edit(draft, facts, wrong)
    result: CostResult | None = None
    if not wrong:
        try:
            result = cost.calculate_scenario(session, actor(), reading(), draft)
        except BadInputs as error:
            for problem in error.problems:
                show(problem)

if wrong:
    for problem in wrong:
        show(problem)
    st.info("Put the marked fields right: the figures follow at once. Nothing you typed is lost.")
if result is None:
    st.stop()

results.headline(result)
results.notes(result)
charts.totals(result)
results.table_of_options(result)
PARTS = {
    "Over time": charts.over_time,
    "What moves the answer": charts.tornado,
    "Break-even": break_even.draw,
    "Where each number comes from": results.sources,
}
for part, tab in zip(PARTS.values(), st.tabs(list(PARTS), on_change="rerun"), strict=True):
    # Only what is seen is drawn: a slider's move redraws in half the time.
    if tab.open:
        with tab:
            part(result)
saving.exports(result)
saving.save_form(draft, saved)
