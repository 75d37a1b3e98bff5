"""Removals that an IdP asks for through a bridge become steps of the person's one case."""

from datetime import UTC, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.actor import SYSTEM, Actor
from core.audit import service as audit
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    EvidenceNeed,
    OwnerRole,
    Phase,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.values import case_number
from core.offboarding.working_service import change_status, close_when_finished
from core.scim.work import WorkOrder
from core.stack import service as stack

CONTROLS = ("CC6.2", "A.5.18", "AC-2(3)")


class CaseWork:
    """The bridge's sink: called inside the transaction of the IdP's own change."""

    def takes(self, work: str) -> bool:
        """Removals become cases. Accounts and roles to be given stay events of the bridge."""
        return work == "remove-access"

    def open(self, session: Session, order: WorkOrder) -> str:
        """The step for an order; the one that is there when the order is given again."""
        made = session.exec(select(Step.id).where(col(Step.event_id) == order.event_id)).first()
        if made is not None:
            return f"step:{made}"
        case = _case_of(session, order)
        step = _waiting_step(session, case, order.app_id) or _new_step(session, case, order)
        step.event_id, step.urgent = order.event_id, step.urgent or order.urgent
        step.due_at = min(step.due_at, order.due)
        step.version += 1
        session.add(step)
        session.flush()
        told = {"step": step.id, "title": step.title, "reason": order.title, "ticket": order.ticket}
        audit.record(session, SYSTEM, "case.step-add", f"case:{case.id}", after=told, at=order.at)
        return f"step:{step.id}"

    def cancel(self, session: Session, reference: str, reason: str) -> bool:
        """Take a step back that is not done; ``False`` when it was done already."""
        kind, _, number = reference.partition(":")
        if kind != "step":
            return True
        step = session.get(Step, int(number), with_for_update=True, populate_existing=True)
        if step is None or step.status not in UNFINISHED:
            return step is None or step.status is StepStatus.CANCELLED
        case = session.get_one(Case, step.case_id, with_for_update=True, populate_existing=True)
        now = datetime.now(UTC)
        step.event_id = None  # the bridge closes its event itself
        if case.kind is not CaseKind.IDP_REMOVAL:
            # Somebody opened this case: the IdP's change of mind does not end the leaving.
            session.add(step)
            return True
        change_status(session, case, step, StepStatus.CANCELLED, SYSTEM, now, reason)
        step.version += 1
        session.add(step)
        session.flush()
        told = {"step": step.id, "title": step.title, "reason": reason}
        audit.record(session, SYSTEM, "case.step-cancel", f"case:{case.id}", after=told, at=now)
        close_when_finished(session, SYSTEM, case, now)
        return True


def _case_of(session: Session, order: WorkOrder) -> Case:
    """The person's open case, whatever opened it; else a new one that holds only removals."""
    email = (order.email or order.user_name).strip().casefold()
    query = (
        select(Case)
        .where(col(Case.email) == email, col(Case.status) == CaseStatus.OPEN)
        .where(col(Case.kind) != CaseKind.RETURN)
        .order_by(col(Case.kind) == CaseKind.IDP_REMOVAL, col(Case.id))
        .with_for_update()
    )
    if found := session.exec(query).first():
        return found
    case = Case(
        person=order.person,
        email=email,
        kind=CaseKind.IDP_REMOVAL,
        effective_at=order.at,
        time_zone=stack.organisation(session, SYSTEM).time_zone,
        status=CaseStatus.OPEN,
        source="idp",
        opened_at=order.at,
        opened_by=SYSTEM.name,
    )
    session.add(case)
    session.flush()
    told = {"person": order.person, "email": email, "kind": str(case.kind), "steps": 0}
    audit.record(session, SYSTEM, "case.open", f"case:{case.id}", after=told, at=order.at)
    return case


def _waiting_step(session: Session, case: Case, app: str) -> Step | None:
    """The case's own step that removes the person from the app, if it is still to be done."""
    query = select(Step).where(
        col(Step.case_id) == case.id,
        col(Step.app_id) == app,
        col(Step.removes_access),
        col(Step.status).in_(UNFINISHED),
        col(Step.event_id).is_(None),
    )
    return session.exec(query.order_by(col(Step.position)).with_for_update()).first()


def _new_step(session: Session, case: Case, order: WorkOrder) -> Step:
    position = session.exec(
        select(func.coalesce(func.max(Step.position), -1)).where(col(Step.case_id) == case.id)
    ).one()
    owner = _owner(session, order)
    step = Step(
        case_id=case.id or 0,
        position=position + 1,
        key=f"{order.app_id}/event-{order.event_id}",
        app_id=order.app_id,
        title=order.title,
        instructions="\n".join(f"- {line}" for line in order.checklist),
        why="The identity provider has taken the app away from this person.",
        kind=StepKind.MANUAL,
        phase=Phase.REMOVE,
        owner_role=OwnerRole.APP_OWNER if order.owner == "app-owner" else OwnerRole.OPERATOR,
        owner=owner,
        owner_key=owner.casefold() if owner else None,
        due_at=order.due,
        urgent=order.urgent,
        needs_evidence=EvidenceNeed.ANY,
        removes_access=True,
        controls=list(CONTROLS),
        status=StepStatus.OPEN,
    )
    session.add(step)
    session.flush()
    return step


def _owner(session: Session, order: WorkOrder) -> str | None:
    if order.owner == "app-owner":
        entry = stack.entry(session, SYSTEM, order.app_id)
        return (entry.fields.owner or None) if entry else None
    return None if order.owner == "operator" else order.owner.strip() or None


def absorb_idp_removals(session: Session, actor: Actor, case: Case, now: datetime) -> None:
    """What an IdP asked for before somebody opened the person's case goes on in that case."""
    query = select(Case).where(
        col(Case.email) == case.email,
        col(Case.kind) == CaseKind.IDP_REMOVAL,
        col(Case.status) == CaseStatus.OPEN,
    )
    for other in session.exec(query.with_for_update()).all():
        steps = select(Step).where(col(Step.case_id) == other.id, col(Step.status).in_(UNFINISHED))
        for step in session.exec(steps.with_for_update()).all():
            event, step.event_id = step.event_id, None
            joined = _waiting_step(session, case, step.app_id or "")
            if joined is None:
                step.event_id, step.case_id = event, case.id or 0
                session.add(step)
                continue
            joined.event_id, joined.due_at = event, min(joined.due_at, step.due_at)
            reason = f"goes on in {case_number(case.id or 0)}"
            change_status(session, other, step, StepStatus.CANCELLED, actor, now, reason)
            session.add_all([step, joined])
        session.flush()
        close_when_finished(session, actor, other, now)
