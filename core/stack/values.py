"""What crosses the wall of the stack room: its value types."""

from core.stack.coverage import RANK as REMOVAL_RANK
from core.stack.coverage import AppCoverage, Removal
from core.stack.entries import OrganisationView, StackEdit, StackEntry, StackFields
from core.stack.importing import ImportedRow, ImportPlan

__all__ = [
    "REMOVAL_RANK",
    "AppCoverage",
    "ImportPlan",
    "ImportedRow",
    "OrganisationView",
    "Removal",
    "StackEdit",
    "StackEntry",
    "StackFields",
]
