"""What crosses the wall of the offboarding room: its value types."""

from core.offboarding.cases.import_file import CaseFile
from core.offboarding.cases.integrity import Integrity, NotAsLogged
from core.offboarding.cases.plan import CasePlan
from core.offboarding.cases.service import CaseEdit
from core.offboarding.cases.unplanned import Unplanned
from core.offboarding.checklists.applicable_steps import EVERY_PHASE
from core.offboarding.checklists.checklist import (
    Checklist,
    Checklists,
    Control,
    Scope,
    StepTemplate,
)
from core.offboarding.checklists.edits import EDITED
from core.offboarding.checklists.files import FOLDER as CHECKLISTS_FOLDER
from core.offboarding.checklists.service import ChecklistVersion, Overview
from core.offboarding.checklists.where import NOWHERE
from core.offboarding.closing import NEEDS_A_SECOND, Removed
from core.offboarding.grants.decision import Answer
from core.offboarding.idp.events_with_steps import EventWork, StepPlace
from core.offboarding.if_left.values import AppIfLeft, Breaks, Broken, IfLeft, WorstLeaver
from core.offboarding.inventory.finding_cases import FindingCase, FindingPlan
from core.offboarding.inventory.known_now import KnownSince
from core.offboarding.inventory.open_cases import OfLeaver
from core.offboarding.inventory.returned import Returned
from core.offboarding.models import (
    LEAVINGS,
    QUESTIONS,
    UNFINISHED,
    CaseKind,
    CaseStatus,
    EvidenceKind,
    EvidenceNeed,
    OwnerRole,
    Phase,
    StepKind,
    StepStatus,
)
from core.offboarding.pack.how_known import AppKnown
from core.offboarding.pack.shown import Gone, NoLonger
from core.offboarding.pack.verify import PackCheck, Seal
from core.offboarding.progress.groups import (
    PERSON,
    PhaseOfGroup,
    PhaseState,
    PlaceGroup,
    StepGroup,
)
from core.offboarding.progress.left import Left
from core.offboarding.progress.progress import Progress
from core.offboarding.progress.standpoint import Standpoint
from core.offboarding.progress.work_groups import WorkAtPlace, WorkOnCase
from core.offboarding.proof.late_removals import LateRemoval, LateRemovals
from core.offboarding.proof.leaver import Leaver
from core.offboarding.proof.period import KINDS as PROOF_KINDS
from core.offboarding.proof.period import (
    LEAVER_KINDS,
    ControlProof,
    Period,
    Proof,
    StepNote,
)
from core.offboarding.proposals.derive import Leaver as RosterLeaver
from core.offboarding.proposals.derive import Proposal, ProposalKind
from core.offboarding.proposals.service import Accepted as AcceptedProposal
from core.offboarding.steps.automation.held_up import HeldUp
from core.offboarding.steps.automation.outcomes import ListOutcome, Outcome
from core.offboarding.steps.moves.values import (
    SeenStep,
    StepBefore,
    Together,
    Undo,
    Undoable,
)
from core.offboarding.steps.worklist import CaseQuery, CaseUrgency, Day, WorkView
from core.offboarding.transitions import Move
from core.offboarding.views import (
    AccountKnown,
    CaseName,
    CaseRow,
    CaseView,
    EvidenceView,
    Insistence,
    NewEvidence,
    Opening,
    OwnerWork,
    OwnSteps,
    Proven,
    StepView,
    WorkCounts,
    WorkItem,
)
from core.offboarding.visibility import OVERSEERS
from core.stack.values import Way

__all__ = [
    "CHECKLISTS_FOLDER",
    "EDITED",
    "EVERY_PHASE",
    "LEAVER_KINDS",
    "LEAVINGS",
    "NEEDS_A_SECOND",
    "NOWHERE",
    "OVERSEERS",
    "PERSON",
    "PROOF_KINDS",
    "QUESTIONS",
    "UNFINISHED",
    "AcceptedProposal",
    "AccountKnown",
    "Answer",
    "AppIfLeft",
    "AppKnown",
    "Breaks",
    "Broken",
    "CaseEdit",
    "CaseFile",
    "CaseKind",
    "CaseName",
    "CasePlan",
    "CaseQuery",
    "CaseRow",
    "CaseStatus",
    "CaseUrgency",
    "CaseView",
    "Checklist",
    "ChecklistVersion",
    "Checklists",
    "Control",
    "ControlProof",
    "Day",
    "EventWork",
    "EvidenceKind",
    "EvidenceNeed",
    "EvidenceView",
    "FindingCase",
    "FindingPlan",
    "Gone",
    "HeldUp",
    "IfLeft",
    "Insistence",
    "Integrity",
    "KnownSince",
    "LateRemoval",
    "LateRemovals",
    "Leaver",
    "Left",
    "ListOutcome",
    "Move",
    "NewEvidence",
    "NoLonger",
    "NotAsLogged",
    "OfLeaver",
    "Opening",
    "Outcome",
    "Overview",
    "OwnSteps",
    "OwnerRole",
    "OwnerWork",
    "PackCheck",
    "Period",
    "Phase",
    "PhaseOfGroup",
    "PhaseState",
    "PlaceGroup",
    "Progress",
    "Proof",
    "Proposal",
    "ProposalKind",
    "Proven",
    "Removed",
    "Returned",
    "RosterLeaver",
    "Scope",
    "Seal",
    "SeenStep",
    "Standpoint",
    "StepBefore",
    "StepGroup",
    "StepKind",
    "StepNote",
    "StepPlace",
    "StepStatus",
    "StepTemplate",
    "StepView",
    "Together",
    "Undo",
    "Undoable",
    "Unplanned",
    "Way",
    "WorkAtPlace",
    "WorkCounts",
    "WorkItem",
    "WorkOnCase",
    "WorkView",
    "WorstLeaver",
]
