"""The calculator's door: calculate a scenario, keep it, estimate options for the wizard."""

from core.cost.calculation import (
    estimate,
    estimates_of_stack,
    facts_of,
    whole_stack,
)
from core.cost.inputs.definitions import input_catalogue
from core.cost.inputs.plan_choice import choose_plans, current_plan
from core.cost.inputs.price_changes import price_changes
from core.cost.inputs.resolve import default_hand_work, default_leftover
from core.cost.inputs.resolve import resolve as resolve_inputs
from core.cost.model.estimate import point
from core.cost.model.high_water import check as check_months
from core.cost.model.high_water import from_ends as months_from_ends
from core.cost.model.high_water import generated as generated_months
from core.cost.model.leftover import shown as shown_days
from core.cost.results.answer import answer as answer_in_words
from core.cost.results.differences import differences
from core.cost.results.estimate_options import scenario_of
from core.cost.results.profile_bills import profile_bills
from core.cost.results.report import render_summary, to_csv_table
from core.cost.results.result import calculate_scenario, digits
from core.cost.results.result import to_json as result_json
from core.cost.results.sensitivity import curve, input_of, reference_of
from core.cost.results.workbook import workbook
from core.cost.saved_scenarios import (
    duplicate,
    remove,
    save,
    scenario,
    scenario_names,
    scenarios,
    update,
    versions,
)
from core.cost.scenario.profile_table import read_profiles
from core.cost.scenario.scenario import to_plain as scenario_as_plain
from core.cost.scenario.scenario_file import read_upload
from core.cost.scenario.typed_numbers import read_rate, read_typed, typed

__all__ = [
    "answer_in_words",
    "calculate_scenario",
    "check_months",
    "choose_plans",
    "current_plan",
    "curve",
    "default_hand_work",
    "default_leftover",
    "differences",
    "digits",
    "duplicate",
    "estimate",
    "estimates_of_stack",
    "facts_of",
    "generated_months",
    "input_catalogue",
    "input_of",
    "months_from_ends",
    "point",
    "price_changes",
    "profile_bills",
    "read_profiles",
    "read_rate",
    "read_typed",
    "read_upload",
    "reference_of",
    "remove",
    "render_summary",
    "resolve_inputs",
    "result_json",
    "save",
    "scenario",
    "scenario_as_plain",
    "scenario_names",
    "scenario_of",
    "scenarios",
    "shown_days",
    "to_csv_table",
    "typed",
    "update",
    "versions",
    "whole_stack",
    "workbook",
]
