"""What crosses the wall of the cost room: its value types."""

from core.cost.inputs.definitions import Group, InputSpec
from core.cost.inputs.facts import HOME_CURRENCY, AppFacts
from core.cost.inputs.price_changes import PriceChange
from core.cost.inputs.resolve import BadInputs, Input, Origin
from core.cost.model.high_water import Mark, Month
from core.cost.model.leftover import HandWork, Leftover
from core.cost.model.options import PLAN_OF, Billing, Commitment, OptionId, PlanRole
from core.cost.results.estimate_options import CostAnswers, Estimates, OptionEstimate
from core.cost.results.profile_bills import ProfileBills
from core.cost.results.result import CostResult, OptionCost
from core.cost.results.sensitivity import Bar, BreakEven, Curve, Variable
from core.cost.results.stack_cost import AppCost, Lacking, StackCost
from core.cost.saved_scenarios import MAX_NAME, SavedScenario, ScenarioName, VersionView
from core.cost.scenario.scenario import Given, GivenPlan, Profiles, Scenario

__all__ = [
    "HOME_CURRENCY",
    "MAX_NAME",
    "PLAN_OF",
    "AppCost",
    "AppFacts",
    "BadInputs",
    "Bar",
    "Billing",
    "BreakEven",
    "Commitment",
    "CostAnswers",
    "CostResult",
    "Curve",
    "Estimates",
    "Given",
    "GivenPlan",
    "Group",
    "HandWork",
    "Input",
    "InputSpec",
    "Lacking",
    "Leftover",
    "Mark",
    "Month",
    "OptionCost",
    "OptionEstimate",
    "OptionId",
    "Origin",
    "PlanRole",
    "PriceChange",
    "ProfileBills",
    "Profiles",
    "SavedScenario",
    "Scenario",
    "ScenarioName",
    "StackCost",
    "Variable",
    "VersionView",
]
