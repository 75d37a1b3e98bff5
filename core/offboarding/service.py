"""The door of the offboarding room: opening cases, working their steps, looking at both."""

from core.offboarding.cases.import_file import read_leavers
from core.offboarding.cases.integrity import (
    check_all_cases,
    check_case,
)
from core.offboarding.cases.integrity import compared as integrity_sentence
from core.offboarding.cases.known import BY_GROUP as ACCOUNT_GROUPS
from core.offboarding.cases.known import in_words as account_in_words
from core.offboarding.cases.looks import answer_look
from core.offboarding.cases.opening import (
    open_case,
    open_cases,
    open_emails,
    open_return,
    opening_warnings,
    preview_case,
)
from core.offboarding.cases.people import case_names, case_people
from core.offboarding.cases.plan import fill
from core.offboarding.cases.routes import routes_of_case
from core.offboarding.cases.service import (
    cancel_case,
    case,
    close_case,
    edit_case,
    evidence_content,
    moved_in_hindsight,
    own_steps,
    reopen_case,
    restrict_case,
    stands_against,
    timeline,
)
from core.offboarding.cases.unplanned import add_unplanned, unplanned
from core.offboarding.checklists.files import read_checklists
from core.offboarding.checklists.service import (
    checklist_overview,
    checklist_texts,
    checklist_versions,
    checklists,
    save_checklist,
)
from core.offboarding.closing import ended_in_words as case_ended_in_words
from core.offboarding.closing import follow_ups, left_to_do, reopened_with
from core.offboarding.closing import removed as access_removed
from core.offboarding.deadline import moment_of, said_zone, today_at_five, zone_of
from core.offboarding.durations import length, local, unbroken
from core.offboarding.grants.decision import decide
from core.offboarding.idp.events_with_steps import with_steps
from core.offboarding.if_left.service import if_left, worst_leavers
from core.offboarding.inventory.finding_cases import findings_to_cases, preview_finding_cases
from core.offboarding.inventory.known_now import accounts_of_step, known_now
from core.offboarding.inventory.maybe import accounts_not_confirmed, may_be_leavers
from core.offboarding.inventory.open_cases import of_leavers
from core.offboarding.inventory.returned import returned_accounts, returned_in_words
from core.offboarding.offset import in_words as offset_in_words
from core.offboarding.offset import written as offset_written
from core.offboarding.pack.proof_pack import write_proof
from core.offboarding.pack.service import (
    check_pack,
    check_without_key,
    export_case,
    pdf_of,
    write_pack,
)
from core.offboarding.progress.groups import deeds_of, due_first, place_groups, step_groups
from core.offboarding.progress.left import left_in_words, left_of
from core.offboarding.progress.list_words import NEVER_LISTED, list_in_words
from core.offboarding.progress.next_step import next_step
from core.offboarding.progress.own_steps import own_name
from core.offboarding.progress.progress import (
    can_be_finished_together,
    evidence_demanded,
    is_ready,
    lack_evidence,
    needs_a_person,
    progress_of,
)
from core.offboarding.progress.removals import ended_in_words as access_ended_in_words
from core.offboarding.progress.removals import removal as removal_of
from core.offboarding.progress.work_groups import work_by_person
from core.offboarding.proof.export import answer as proof_answer
from core.offboarding.proof.export import as_json as proof_json
from core.offboarding.proof.export import drawn as proof_drawn
from core.offboarding.proof.export import figures as proof_figures
from core.offboarding.proof.export import has_shares as proof_has_shares
from core.offboarding.proof.export import method as proof_method
from core.offboarding.proof.export import removed as proof_removed
from core.offboarding.proof.export import shown as proof_shown
from core.offboarding.proof.late_removals import NOT_IN_IT as LATE_NOT_IN_IT
from core.offboarding.proof.late_removals import as_csv as late_removals_csv
from core.offboarding.proof.late_removals import in_words as late_removals_in_words
from core.offboarding.proof.late_removals import price_in_words as late_price_in_words
from core.offboarding.proof.period import counted, distribution
from core.offboarding.proof.quarters import NAMES as PERIOD_NAMES
from core.offboarding.proof.quarters import name_of as name_of_period
from core.offboarding.proof.quarters import named_periods
from core.offboarding.proof.quarters import said as period_said
from core.offboarding.proof.service import (
    default_seed,
    period_proof,
    proof_file,
    record_proof_export,
)
from core.offboarding.proposals.derive import kind_of_leaving
from core.offboarding.proposals.service import (
    accept_proposals,
    dismiss_proposals,
    roster_proposals,
)
from core.offboarding.reminders.service import end_link, feed, link_made_at, new_link
from core.offboarding.steps.automation.held_up import held_up
from core.offboarding.steps.automation.outcomes import outcomes_of_lists
from core.offboarding.steps.automation.without_connection import waiting_for_connection
from core.offboarding.steps.evidence_files import keep_file
from core.offboarding.steps.evidence_room import check_room
from core.offboarding.steps.moves.several import (
    assign_steps,
    excuse_steps,
    finish_steps,
    move_steps,
    start_steps,
    take_over_steps,
    undo,
)
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
    why_not_approve,
)
from core.offboarding.steps.worklist import (
    cases,
    follow_ups_left,
    passed_moments,
    standpoint,
    work,
    work_by_owner,
    work_counts,
    work_total,
)
from core.offboarding.timeline import deed, has_words
from core.offboarding.transitions import check_evidence
from core.offboarding.views import case_id_of, case_number
from core.offboarding.visibility import restricted_by_default

__all__ = [
    "ACCOUNT_GROUPS",
    "LATE_NOT_IN_IT",
    "NEVER_LISTED",
    "PERIOD_NAMES",
    "accept_proposals",
    "access_ended_in_words",
    "access_removed",
    "account_in_words",
    "accounts_not_confirmed",
    "accounts_of_step",
    "add_unplanned",
    "answer_look",
    "assign",
    "assign_steps",
    "attach",
    "block",
    "can_be_finished_together",
    "cancel_case",
    "case",
    "case_ended_in_words",
    "case_id_of",
    "case_names",
    "case_number",
    "case_people",
    "cases",
    "check_all_cases",
    "check_case",
    "check_evidence",
    "check_pack",
    "check_room",
    "check_without_key",
    "checklist_overview",
    "checklist_texts",
    "checklist_versions",
    "checklists",
    "close_case",
    "comment",
    "counted",
    "decide",
    "deed",
    "deeds_of",
    "default_seed",
    "dismiss_proposals",
    "distribution",
    "due_first",
    "edit_case",
    "end_link",
    "evidence_content",
    "evidence_demanded",
    "excuse",
    "excuse_steps",
    "export_case",
    "feed",
    "fill",
    "findings_to_cases",
    "finish",
    "finish_steps",
    "follow_ups",
    "follow_ups_left",
    "has_words",
    "held_up",
    "if_left",
    "integrity_sentence",
    "is_ready",
    "keep_file",
    "kind_of_leaving",
    "known_now",
    "lack_evidence",
    "late_price_in_words",
    "late_removals_csv",
    "late_removals_in_words",
    "left_in_words",
    "left_of",
    "left_to_do",
    "length",
    "link_made_at",
    "list_in_words",
    "local",
    "may_be_leavers",
    "moment_of",
    "move_due",
    "move_step",
    "move_steps",
    "moved_in_hindsight",
    "name_of_period",
    "named_periods",
    "needs_a_person",
    "new_link",
    "next_step",
    "of_leavers",
    "offset_in_words",
    "offset_written",
    "open_case",
    "open_cases",
    "open_emails",
    "open_return",
    "opening_warnings",
    "outcomes_of_lists",
    "own_name",
    "own_steps",
    "passed_moments",
    "pdf_of",
    "period_proof",
    "period_said",
    "place_groups",
    "preview_case",
    "preview_finding_cases",
    "progress_of",
    "proof_answer",
    "proof_drawn",
    "proof_figures",
    "proof_file",
    "proof_has_shares",
    "proof_json",
    "proof_method",
    "proof_removed",
    "proof_shown",
    "read_checklists",
    "read_leavers",
    "record_proof_export",
    "removal_of",
    "reopen",
    "reopen_case",
    "reopened_with",
    "restrict_case",
    "restricted_by_default",
    "returned_accounts",
    "returned_in_words",
    "roster_proposals",
    "routes_of_case",
    "said_zone",
    "save_checklist",
    "standpoint",
    "stands_against",
    "start",
    "start_steps",
    "step",
    "step_groups",
    "take_over_steps",
    "timeline",
    "today_at_five",
    "unbroken",
    "undo",
    "unplanned",
    "waiting_for_connection",
    "why_not_approve",
    "with_steps",
    "work",
    "work_by_owner",
    "work_by_person",
    "work_counts",
    "work_total",
    "worst_leavers",
    "write_pack",
    "write_proof",
    "zone_of",
]
