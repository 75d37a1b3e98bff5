"""The door of the offboarding room: opening cases, working their steps, looking at both."""

from core.offboarding.case_service import (
    CaseEdit,
    cancel_case,
    case,
    close_case,
    edit_case,
    evidence_content,
    reopen_case,
    restrict_case,
    timeline,
)
from core.offboarding.evidence_files import keep_file
from core.offboarding.models import LEAVINGS
from core.offboarding.opening_service import (
    open_case,
    open_cases,
    open_emails,
    open_return,
    preview_case,
)
from core.offboarding.work_service import CaseQuery, Day, WorkView, cases, work, work_counts
from core.offboarding.working_service import (
    assign,
    attach,
    block,
    comment,
    excuse,
    finish,
    move_due,
    move_step,
    reopen,
    start,
    step,
)

__all__ = [
    "LEAVINGS",
    "CaseEdit",
    "CaseQuery",
    "Day",
    "WorkView",
    "assign",
    "attach",
    "block",
    "cancel_case",
    "case",
    "cases",
    "close_case",
    "comment",
    "edit_case",
    "evidence_content",
    "excuse",
    "finish",
    "keep_file",
    "move_due",
    "move_step",
    "open_case",
    "open_cases",
    "open_emails",
    "open_return",
    "preview_case",
    "reopen",
    "reopen_case",
    "restrict_case",
    "start",
    "step",
    "timeline",
    "work",
    "work_counts",
]
