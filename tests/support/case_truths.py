"""What holds of every case at every moment, asked of the database alone.

One company, one leaver: every user of the bridge is hers.
"""

from sqlmodel import Session, col, select

from core.actor import LOCAL_OPERATOR
from core.audit import service as audit
from core.offboarding import service as offboarding
from core.offboarding.models import UNFINISHED, Case, CaseKind, CaseStatus, StepKind, StepStatus
from core.offboarding.transitions import lacks
from core.offboarding.values import CaseView, StepView
from core.scim.models import BridgeEvent, Removal, ScimResource, WorkState
from core.storage.database import Database

STAYS = (CaseKind.MOVE, CaseKind.IDP_REMOVAL, CaseKind.RETURN)


def assert_truths(database: Database) -> list[CaseView]:
    """Every truth about every case; the cases."""
    with database.read() as session:
        ids = list(session.exec(select(Case.id).order_by(col(Case.id))))
        cases = [offboarding.case(session, LOCAL_OPERATOR, one or 0) for one in ids]
        active = known_active(session)
        _what_is_held_waits(session, cases)
        assert audit.verify(session, LOCAL_OPERATOR).holds
    taken_up = any(
        case.status is CaseStatus.OPEN and case.kind is not CaseKind.IDP_REMOVAL for case in cases
    )
    for case in cases:
        _steps(case)
        if case.status is CaseStatus.CLOSED:
            _closed(case, set() if taken_up else active)
    return cases


def known_active(session: Session) -> set[str]:
    """Apps in which an account of hers is known to be active, without the code that is tested."""
    found = set()
    users = select(ScimResource.seq).where(ScimResource.kind == "User")
    if session.exec(users.where(col(ScimResource.active).is_not(False))).first():
        found.add("Some App")
    told = select(Removal).where(col(Removal.account_active).is_not(None))
    newest = session.exec(told.order_by(col(Removal.id).desc())).first()
    if newest is not None and newest.account_active:
        found.add("Slack")
    return found


def _steps(case: CaseView) -> None:
    by_id = {step.id: step for step in case.steps}
    later = offboarding.follow_ups(case.steps)
    for step in case.steps:
        ended = step.status not in UNFINISHED
        assert (step.finished_at is not None) is ended, step
        assert (step.finished_by is not None) is ended, step
        if step.status is StepStatus.CANCELLED and step.kind is not StepKind.DECISION:
            assert case.status is CaseStatus.CANCELLED or case.kind is CaseKind.IDP_REMOVAL
        if step.kind is StepKind.WAIT and step.status is StepStatus.DONE:
            assert step.finished_at is not None
            assert step.finished_by == "Offramp" or step.reason or step.finished_at >= step.due
        if step.kind is StepKind.APPROVAL and step.status is StepStatus.DONE:
            for one in step.needs:
                _approved(by_id[one], step)
        if case.status is not CaseStatus.OPEN and not ended:
            assert case.status is CaseStatus.CLOSED
            assert step.id in later, step


def _approved(needed: StepView, approval: StepView) -> None:
    """Nothing is approved before it is done, and nobody approves what they did."""
    assert needed.status not in UNFINISHED, (needed.title, approval.title)
    assert needed.finished_at is not None
    assert approval.finished_at is not None
    assert needed.finished_at <= approval.finished_at, (needed, approval)
    assert needed.status is not StepStatus.DONE or needed.finished_by != approval.finished_by


def _closed(case: CaseView, active: set[str]) -> None:
    """Proven, and not over anything that is known, but for a reason that names it."""
    for step in case.steps:
        if step.status is StepStatus.DONE:
            kinds = [proof.kind for proof in step.evidence]
            assert lacks(step.needs_evidence, kinds) is None
    told = case.insisted.sentence if case.insisted else ""
    assert case.ended_at is not None
    if case.effective > case.ended_at:
        assert "still to come" in told
    if case.insisted and case.kind is CaseKind.INVOLUNTARY:
        assert case.insisted.by != case.ended_by
    if case.kind not in STAYS:
        for app in active:
            assert app in told, (case.number, app, told)


def _what_is_held_waits(session: Session, cases: list[CaseView]) -> None:
    """What is held waits for an open question of an open case, and no question is without."""
    questions = {
        f"step:{step.id}": case
        for case in cases
        for step in case.steps
        if step.kind is StepKind.DECISION and step.status in UNFINISHED
    }
    query = select(BridgeEvent.reference).where(BridgeEvent.state == WorkState.HELD)
    assert set(session.exec(query)) == set(questions)
    assert all(case.status is CaseStatus.OPEN for case in questions.values())
