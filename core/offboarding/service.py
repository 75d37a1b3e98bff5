"""The door of the offboarding room."""

from core.offboarding.checklist_service import (
    ChecklistVersion,
    Overview,
    checklist_overview,
    checklist_texts,
    checklist_versions,
    checklists,
    save_checklist,
)

__all__ = [
    "ChecklistVersion",
    "Overview",
    "checklist_overview",
    "checklist_texts",
    "checklist_versions",
    "checklists",
    "save_checklist",
]
