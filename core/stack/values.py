"""What crosses the wall of the stack room: its value types."""

from core.stack.coverage import AppCoverage, Exposure, Here, Impact, Shift
from core.stack.entries import OrganisationView, StackEdit, StackEntry, StackFields
from core.stack.importing import ImportedRow, ImportPlan
from core.stack.prices import Gap, ListBelowOurs, PriceHere, Spend
from core.stack.route import Circumstances, Removal, Route, RouteStanding, Way

__all__ = [
    "AppCoverage",
    "Circumstances",
    "Exposure",
    "Gap",
    "Here",
    "Impact",
    "ImportPlan",
    "ImportedRow",
    "ListBelowOurs",
    "OrganisationView",
    "PriceHere",
    "Removal",
    "Route",
    "RouteStanding",
    "Shift",
    "Spend",
    "StackEdit",
    "StackEntry",
    "StackFields",
    "Way",
]
