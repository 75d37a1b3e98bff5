"""Removals that an IdP asks for through a bridge become steps of the person's one case."""

from datetime import datetime

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from core import clock
from core.actor import SYSTEM, Actor
from core.audit import service as audit
from core.identity.values import IT
from core.offboarding.checklists.service import controls_of_idp_removal
from core.offboarding.idp import removal_sql as sql
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    EvidenceNeed,
    Identifier,
    OwnerRole,
    Phase,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.steps.accounts import against_closing, learn, names_of
from core.offboarding.steps.planned_step import PlannedStep, step_values
from core.offboarding.steps.resting import put_under
from core.offboarding.steps.status import (
    cancel_step,
    close_when_finished,
    write_cancelled,
    write_closed,
)
from core.offboarding.views import case_number
from core.offboarding.visibility import restricted_by_default
from core.scim import service as scim
from core.scim.values import WorkOrder
from core.stack import service as stack
from core.storage.database import session_on
from core.storage.prepared_statements import Prepared


class CaseWork:
    """The bridge's sink: called inside the transaction of the IdP's own change.

    An IdP's first sync or an outage makes hundreds of removals a second, so these are plain
    statements; the ORM would cost more than all the rest of the request.
    """

    def takes(self, work: str) -> bool:
        """Removals become cases. Accounts and roles to be given stay events of the bridge."""
        return work == "remove-access"

    def open(self, connection: Connection, order: WorkOrder) -> str:
        """The step for an order; the one that is there when the order is given again."""
        if order.given_before:
            made = sql.STEP_OF_EVENT.scalar(connection, {"event": order.event_id})
            if made is not None:
                return f"step:{made}"
        owner, zone = stack.owner_and_zone(connection, SYSTEM, order.app_id)
        case, opened = _case_of(connection, order, zone)
        learn(connection, case, _names(order))
        joined = None if opened else _join_waiting_step(connection, case, order)
        step, title = joined or _new_step(connection, case, order, owner, is_first=bool(opened))
        reason = order.title if title != order.title else None  # what a joined step is asked as
        told = {"step": step, "title": title, "reason": reason, "ticket": order.ticket}
        action = "case.open" if opened else "case.step-add"
        audit.record(connection, SYSTEM, action, f"case:{case}", after=opened | told, at=order.at)
        if not opened and not joined and sql.LOOKS.scalar(connection, {"case": case}):
            _put_under(connection, case, step)
        return f"step:{step}"

    def cancel(self, connection: Connection, reference: str, reason: str) -> bool:
        """Take a step back that is not done; ``False`` when it was done already."""
        kind, _, number = reference.partition(":")
        if kind != "step":
            return True
        found = sql.STEP_AND_CASE.first(connection, {"step": int(number)})
        if found is None:
            return True
        step, status, title, case, case_kind, step_kind = found
        if status not in UNFINISHED:
            return bool(status is StepStatus.CANCELLED)
        now = clock.now()
        told = {"step": step, "title": title, "reason": reason}
        if step_kind is StepKind.DECISION:
            with session_on(connection) as session:
                others = scim.held_events(session, reference) > 1
            if not others:  # there is nothing left to decide
                write_cancelled(connection, step, SYSTEM, now, reason)
                audit.record(
                    connection, SYSTEM, "case.step-cancel", f"case:{case}", after=told, at=now
                )
            return True
        if case_kind is not CaseKind.IDP_REMOVAL:
            # Somebody opened this case: the IdP's change of mind does not end the leaving. The step
            # lets go of the event, which the bridge closes itself.
            audit.touch(connection, "offboarding_step", step)
            sql.LET_GO.run(connection, {"b_step": step})
            audit.record(connection, SYSTEM, "case.step-keep", f"case:{case}", after=told)
            return True
        write_cancelled(connection, step, SYSTEM, now, reason)
        was_last = not _stands_open(connection, case, now) and write_closed(
            connection, case, SYSTEM, now
        )
        if was_last:
            told |= {"status": "closed", "reason": f"{reason}; no removal is left"}
        action = "case.close" if was_last else "case.step-cancel"
        audit.record(connection, SYSTEM, action, f"case:{case}", after=told, at=now)
        return True


def _case_of(connection: Connection, order: WorkOrder, zone: str) -> tuple[int, dict[str, object]]:
    """The person's open case, whatever opened it; else a new one that holds only removals.

    Of a new one also what is to be told of it.
    """
    email = (order.email or order.user_name).strip().casefold()
    found = _open_case(connection, order)
    if found is not None:
        return found, {}
    values = {
        "person": order.person,
        "email": email,
        "kind": CaseKind.IDP_REMOVAL,
        "effective_at": order.at,
        "time_zone": zone,
        "status": CaseStatus.OPEN,
        "restricted": restricted_by_default(CaseKind.IDP_REMOVAL),
        "source": "idp",
        "opened_at": order.at,
        "opened_by": SYSTEM.name,
        "version": 1,
    }
    made = sql.OPEN[connection.dialect.name].scalar(connection, values)
    if made is None:  # another bridge has opened it just now
        return _open_case(connection, order) or 0, {}
    audit.made(connection, "offboarding_case", made)
    return made, {
        "person": order.person, "email": email, "kind": str(CaseKind.IDP_REMOVAL), "steps": 1,
    }  # fmt: skip


def _names(order: WorkOrder) -> frozenset[str]:
    """What the person is known by; the case's own address among them."""
    address = scim.comparable_name(order.email or order.user_name)
    return order.names | {address, scim.comparable_name(order.user_name)}


def _open_case(connection: Connection, order: WorkOrder) -> int | None:
    return _first(sql.OPEN_CASE, connection, _names(order))


def is_known(connection: Connection, names: frozenset[str]) -> bool:
    """Whether any case knows one of these names: of most people there is none."""
    return _first(sql.KNOWN, connection, names) is not None


def _first(query: Prepared, connection: Connection, names: frozenset[str]) -> int | None:
    """What the query finds first for some of the names, a few at a time."""
    wanted = sorted(names)
    for first in range(0, len(wanted), sql.MOST_NAMES):
        part = wanted[first : first + sql.MOST_NAMES]
        part += part[-1:] * (sql.MOST_NAMES - len(part))
        found = query.scalar(connection, {f"name{n}": name for n, name in enumerate(part)})
        if found is not None:
            return int(found)
    return None


def _put_under(connection: Connection, case: int, step: int) -> None:
    with session_on(connection) as session:
        held, added = session.get_one(Case, case), session.get_one(Step, step)
        put_under(session, SYSTEM, held, added, clock.now())


def _stands_open(connection: Connection, case: int, now: datetime) -> bool:
    """Whether something stands against closing the case by itself."""
    with session_on(connection) as session:
        return bool(against_closing(session, session.get_one(Case, case), now))


def _join_waiting_step(
    connection: Connection, case: int, order: WorkOrder
) -> tuple[int, str] | None:
    """The case's own step that removes the person from the app, if it is still to be done."""
    found = sql.WAITING_STEP.first(connection, {"case": case, "app": order.app_id})
    if found is None:
        return None
    step, title, urgent, due = found
    values = {
        "b_step": step,
        "event_id": order.event_id,
        "urgent": urgent or order.urgent,
        "due_at": min(due, order.due),
    }
    audit.touch(connection, "offboarding_step", step)
    sql.JOIN.run(connection, values)
    return step, title


def _new_step(
    connection: Connection, case: int, order: WorkOrder, app_owner: str | None, *, is_first: bool
) -> tuple[int, str]:
    owner = _owner(order, app_owner)
    position = 0 if is_first else sql.NEXT_POSITION.scalar(connection, {"case": case})
    planned = PlannedStep(
        key=f"{order.app_id}/event-{order.event_id}",
        app=order.app_id,
        title=order.title,
        instructions="\n".join(f"- {line}" for line in order.checklist),
        why="The identity provider has taken the app away from this person.",
        kind=StepKind.MANUAL,
        phase=Phase.REMOVE,
        owner_role=OwnerRole.APP_OWNER if order.owner == "app-owner" else OwnerRole.OPERATOR,
        owner=owner,
        due=order.due,
        urgent=order.urgent,
        evidence=EvidenceNeed.ANY,
        removes_access=True,
        controls=controls_of_idp_removal(connection),
        sources=(),
        event=order.event_id,
    )
    values = step_values(case, planned, position)
    step = sql.ADD_STEP.scalar(connection, values)
    audit.made(connection, "offboarding_step", step)
    return step, order.title


def _owner(order: WorkOrder, app_owner: str | None) -> str | None:
    if order.owner == "app-owner":
        return app_owner or IT
    return IT if order.owner == "operator" else order.owner.strip() or IT


def absorb_idp_removals(session: Session, actor: Actor, case: Case, now: datetime) -> None:
    """What an IdP asked for before somebody opened the person's case goes on in that case."""
    same = select(Identifier.case_id).where(col(Identifier.value).in_(names_of(session, case)))
    query = select(Case).where(
        col(Case.id).in_(same),
        col(Case.kind) == CaseKind.IDP_REMOVAL,
        col(Case.status) == CaseStatus.OPEN,
    )
    for other in session.exec(query.with_for_update()).all():
        steps = select(Step).where(col(Step.case_id) == other.id, col(Step.status).in_(UNFINISHED))
        for step in session.exec(steps.with_for_update()).all():
            event, step.event_id = step.event_id, None
            waiting = {"case": case.id, "app": step.app_id}
            found = sql.WAITING_STEP.scalar(session.connection(), waiting)
            joined = session.get(Step, found) if found else None
            if joined is None:
                step.event_id, step.case_id = event, case.id or 0
                session.add(step)
                session.flush()
                put_under(session, actor, case, step, now)
                continue
            joined.event_id, joined.due_at = event, min(joined.due_at, step.due_at)
            reason = f"goes on in {case_number(case.id or 0)}"
            cancel_step(session, step, actor, now, reason)
            session.add(joined)
        session.flush()
        close_when_finished(session, actor, other, now)
