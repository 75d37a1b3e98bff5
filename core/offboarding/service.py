"""The door of the offboarding room: opening cases, working their steps, looking at both."""

from core.offboarding.cases.opening import (
    open_case,
    open_cases,
    open_emails,
    open_return,
    preview_case,
)
from core.offboarding.cases.service import (
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
from core.offboarding.checklists.edits import EDITED
from core.offboarding.checklists.service import (
    ChecklistVersion,
    Overview,
    checklist_overview,
    checklist_texts,
    checklist_versions,
    checklists,
    save_checklist,
)
from core.offboarding.idp.events import EventWork, StepPlace, with_steps
from core.offboarding.models import LEAVINGS
from core.offboarding.pack.archive import PackCheck, Seal
from core.offboarding.pack.service import check_pack, export_case, pdf_of, write_pack
from core.offboarding.proof.service import (
    default_seed,
    period_proof,
    proof_file,
    record_proof_export,
)
from core.offboarding.reminders.service import end_link, feed, link_made_at, new_link
from core.offboarding.steps.evidence_files import keep_file
from core.offboarding.steps.service import (
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
from core.offboarding.steps.worklist import CaseQuery, Day, WorkView, cases, work, work_counts

__all__ = [
    "EDITED",
    "LEAVINGS",
    "CaseEdit",
    "CaseQuery",
    "ChecklistVersion",
    "Day",
    "EventWork",
    "Overview",
    "PackCheck",
    "Seal",
    "StepPlace",
    "WorkView",
    "assign",
    "attach",
    "block",
    "cancel_case",
    "case",
    "cases",
    "check_pack",
    "checklist_overview",
    "checklist_texts",
    "checklist_versions",
    "checklists",
    "close_case",
    "comment",
    "default_seed",
    "edit_case",
    "end_link",
    "evidence_content",
    "excuse",
    "export_case",
    "feed",
    "finish",
    "keep_file",
    "link_made_at",
    "move_due",
    "move_step",
    "new_link",
    "open_case",
    "open_cases",
    "open_emails",
    "open_return",
    "pdf_of",
    "period_proof",
    "preview_case",
    "proof_file",
    "record_proof_export",
    "reopen",
    "reopen_case",
    "restrict_case",
    "save_checklist",
    "start",
    "step",
    "timeline",
    "with_steps",
    "work",
    "work_counts",
    "write_pack",
]
