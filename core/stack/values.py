"""What crosses the wall of the stack room: its value types."""

from core.stack.coverage import AppCoverage, Exposure, Here, Impact, Shift
from core.stack.entries import (
    Imported,
    OrganisationView,
    StackEdit,
    StackEntry,
    StackFields,
)
from core.stack.lists.importing import ImportedRow, ImportPlan
from core.stack.lists.reviewed_list import Kept, ReviewedList
from core.stack.prices import Gap, ListBelowOurs, PriceHere, Spend
from core.stack.route import Circumstances, Removal, Route, RouteStanding, Way
from core.stack.seat_price import NoSeatPrice, SeatPrice
from core.stack.selection import REMOVED_BY, Remover, StackPart

__all__ = [
    "REMOVED_BY",
    "AppCoverage",
    "Circumstances",
    "Exposure",
    "Gap",
    "Here",
    "Impact",
    "ImportPlan",
    "Imported",
    "ImportedRow",
    "Kept",
    "ListBelowOurs",
    "NoSeatPrice",
    "OrganisationView",
    "PriceHere",
    "Removal",
    "Remover",
    "ReviewedList",
    "Route",
    "RouteStanding",
    "SeatPrice",
    "Shift",
    "Spend",
    "StackEdit",
    "StackEntry",
    "StackFields",
    "StackPart",
    "Way",
]
