"""From a change to events and work, in the transaction of the change: once, whatever is retried."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from core.errors import OfframpError
from core.scim import rows
from core.scim.happening import Happening, Person, happenings, person_of
from core.scim.models import REMOVALS, BridgeEvent, EventKind, WorkState
from core.scim.provider import LIFECYCLE
from core.scim.rules import Rule, Rules
from core.scim.tables import events as table
from core.scim.tables import members, resources
from core.scim.work import EventList, WorkOrder, sink

_LIVE = (WorkState.OPEN, WorkState.PENDING)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """The bridge that an event belongs to."""

    bridge_id: str
    app_id: str
    app_name: str
    rules: Rules
    baseline: bool = False


def record(
    session: Session,
    place: Place,
    now: datetime,
    kind: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> dict[str, Any] | None:
    """Write the events of a change; return the status extension of a changed user, if any."""
    found = happenings(kind, before, after)
    if not found:
        return None
    connection = session.connection()
    if kind == "User":
        person = person_of(after or before or {})
        status = None
        for happening in found:
            status = _one(session, connection, place, now, happening, person) or status
        return status
    _of_group(session, connection, place, now, found, deleted=after is None)
    return None


def _of_group(
    session: Session,
    connection: Connection,
    place: Place,
    now: datetime,
    found: Sequence[Happening],
    *,
    deleted: bool,
) -> None:
    people = _people(connection, place.bridge_id, [h.resource_id for h in found])
    left = [h.resource_id for h in found if h.kind is EventKind.MEMBER_REMOVED]
    elsewhere = _memberships(connection, place.bridge_id, left, at_least=1 if not deleted else 2)
    for happening in found:
        person = people.get(happening.resource_id)
        if person is None:
            continue
        kind = happening.kind
        if kind is EventKind.MEMBER_REMOVED and happening.resource_id not in elsewhere:
            kind = EventKind.LAST_GROUP_LEFT
        happening = Happening(kind, happening.resource_id, happening.group)
        status = _one(session, connection, place, now, happening, person)
        if status is not None:
            rows.set_work(connection, place.bridge_id, happening.resource_id, status)


def _one(
    session: Session,
    connection: Connection,
    place: Place,
    now: datetime,
    happening: Happening,
    person: Person,
) -> dict[str, Any] | None:
    rule = place.rules[happening.kind]
    live = _live(connection, place.bridge_id, happening, person)
    work: str | None = None if rule.work == "none" else rule.work
    state, reference, note = WorkState.OPEN if work else WorkState.NONE, None, None
    if place.baseline and happening.kind not in REMOVALS:
        work, state, note = None, WorkState.NONE, "recorded while the baseline was read"
    elif happening.kind in REMOVALS:
        _cancel(session, connection, live, "create-account", now, "the person was removed again")
        _cancel(session, connection, live, "change-role", now, "the person was removed")
        joined = _of_work(live, "remove-access")
        if joined or (
            happening.kind is EventKind.USER_DELETED and _removed(connection, place, happening)
        ):
            state = WorkState.JOINED
            reference = joined[0].reference if joined else None
            note = "the removal was asked for already"
    elif happening.kind in (EventKind.USER_CREATED, EventKind.USER_REACTIVATED):
        waiting = _of_work(live, "remove-access")
        if waiting and _cancel(session, connection, live, "remove-access", now, "the person stays"):
            work, state, note = None, WorkState.NONE, "came back before the removal was done"
    event = _write(connection, place, now, happening, person, rule, work, state, reference, note)
    if state is WorkState.OPEN and work is not None:
        _hand_over(session, connection, place, now, event, happening, person, rule)
    shown = work or (live and live[0].work) or "create-account"
    told = WorkState.OPEN if state is WorkState.JOINED else state
    if told is WorkState.NONE:
        told = WorkState.CANCELLED if note else WorkState.DONE
    return status_of(shown, told, now)


def status_of(work: str, state: str, at: datetime) -> dict[str, Any]:
    """The status extension of a user."""
    return {LIFECYCLE: {"work": work, "state": str(state), "since": at.isoformat()}}


def _write(
    connection: Connection,
    place: Place,
    now: datetime,
    happening: Happening,
    person: Person,
    rule: Rule,
    work: str | None,
    state: WorkState,
    reference: str | None,
    note: str | None,
) -> int:
    found = connection.execute(
        rows.insert_event.returning(table.c.id),
        {
            "bridge_id": place.bridge_id,
            "at": now,
            "kind": happening.kind,
            "resource_id": happening.resource_id,
            "user_name": person.user_name,
            "email": person.email,
            "display": person.display,
            "detail": {"group": happening.group} if happening.group else None,
            "state": state,
            "work": work,
            "owner": rule.owner if work else None,
            "due_at": rule.due(now) if work else None,
            "reference": reference,
            "note": note,
            "closed_at": None,
            "closed_by": None,
        },
    )
    return int(found.scalar_one())


def _hand_over(
    session: Session,
    connection: Connection,
    place: Place,
    now: datetime,
    event: int,
    happening: Happening,
    person: Person,
    rule: Rule,
) -> None:
    """Give the order to the sink; a sink that fails must not fail the IdP's request."""
    order = order_of(place, now, event, happening.group, person, rule)
    target = sink()
    if isinstance(target, EventList):
        reference, state, note = target.open(session, order), WorkState.OPEN, None
    else:
        try:
            with session.begin_nested():
                reference, state, note = target.open(session, order), WorkState.OPEN, None
        except (OfframpError, SQLAlchemyError, ValueError) as problem:
            log.warning("event %s waits for its work: %s", event, problem)
            reference, state, note = None, WorkState.PENDING, str(problem)[:500]
    connection.execute(
        update(table).where(table.c.id == event).values(reference=reference, state=state, note=note)
    )


def hand_over_again(session: Session, place: Place, event: BridgeEvent) -> bool:
    """Give a pending event's order to the sink once more; whether it was taken."""
    rule = place.rules[event.kind]
    person = Person(event.user_name, event.email, event.display)
    group = (event.detail or {}).get("group")
    happening = Happening(event.kind, event.resource_id, group)
    number = event.id or 0
    connection = session.connection()
    _hand_over(session, connection, place, event.at, number, happening, person, rule)
    session.refresh(event)
    return event.state is WorkState.OPEN


def order_of(
    place: Place, now: datetime, event: int, group: str | None, person: Person, rule: Rule
) -> WorkOrder:
    """The order for one event."""
    name = person.display or person.user_name
    return WorkOrder(
        event_id=event,
        bridge_id=place.bridge_id,
        app_id=place.app_id,
        work=rule.work,
        person=name,
        user_name=person.user_name,
        email=person.email,
        title=rule.named(person=name, app=place.app_name, group=group or ""),
        checklist=rule.checklist,
        owner=rule.owner,
        at=now,
        due=rule.due(now),
        urgent=rule.urgent,
    )


# -- looking up what is open ----------------------------------------------


def _live(connection: Connection, bridge: str, happening: Happening, person: Person) -> list[Any]:
    query = (
        select(table.c.id, table.c.work, table.c.reference, table.c.state)
        .where(
            table.c.bridge_id == bridge,
            table.c.state.in_(_LIVE),
            or_(
                table.c.resource_id == happening.resource_id,
                table.c.user_name == person.user_name,
            ),
        )
        .order_by(table.c.id.desc())
    )
    return list(connection.execute(query))


def _of_work(live: Sequence[Any], work: str) -> list[Any]:
    return [each for each in live if each.work == work]


def _removed(connection: Connection, place: Place, happening: Happening) -> bool:
    """Whether the last removal of this user was done already (deactivated first, deleted later)."""
    query = (
        select(table.c.kind, table.c.state)
        .where(
            table.c.bridge_id == place.bridge_id,
            table.c.resource_id == happening.resource_id,
            table.c.kind.in_([*REMOVALS, EventKind.USER_REACTIVATED]),
        )
        .order_by(table.c.id.desc())
        .limit(1)
    )
    last = connection.execute(query).first()
    return last is not None and last.kind in REMOVALS and last.state is not WorkState.CANCELLED


def _cancel(
    session: Session,
    connection: Connection,
    live: Sequence[Any],
    work: str,
    now: datetime,
    reason: str,
) -> bool:
    """Cancel open work of this kind; ``False`` when the sink says that it was done already."""
    cancelled = True
    for each in _of_work(live, work):
        done = each.reference and not sink().cancel(session, each.reference, reason)
        cancelled = cancelled and not done
        state = WorkState.DONE if done else WorkState.CANCELLED
        connection.execute(
            update(table)
            .where(table.c.id == each.id)
            .values(state=state, closed_at=now, closed_by="idp", note=reason)
        )
    return cancelled


def _people(connection: Connection, bridge: str, ids: Sequence[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for start in range(0, len(ids), 500):
        query = select(resources.c.resource_id, resources.c.body).where(
            resources.c.bridge_id == bridge,
            resources.c.kind == "User",
            resources.c.resource_id.in_(ids[start : start + 500]),
        )
        found |= {i: person_of(json.loads(body)) for i, body in connection.execute(query)}
    return found


def _memberships(
    connection: Connection, bridge: str, ids: Sequence[str], *, at_least: int
) -> set[str]:
    """Of these users, those that are in at least so many groups now."""
    found: set[str] = set()
    m = members.c
    for start in range(0, len(ids), 500):
        query = (
            select(m.value)
            .join(resources, resources.c.seq == m.group_seq)
            .where(resources.c.bridge_id == bridge, m.value.in_(ids[start : start + 500]))
            .group_by(m.value)
            .having(func.count() >= at_least)
        )
        found |= {value for (value,) in connection.execute(query)}
    return found
