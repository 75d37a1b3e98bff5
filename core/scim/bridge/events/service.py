"""Use cases of the bridge's events: seeing them, finishing their work by hand, handing it over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.catalog.values import App
from core.errors import Conflict, Invalid, NotFound
from core.rights import Action, require
from core.scim.bridge.accounts import own_accounts
from core.scim.bridge.connections import bridge_row
from core.scim.bridge.events import recorder
from core.scim.bridge.resources import rows
from core.scim.bridge.work_rules import Rules, rules_for
from core.scim.models import REMOVALS, Bridge, BridgeEvent, EventKind, WorkState


@dataclass(frozen=True)
class EventView:
    """One event as it is shown."""

    id: int
    bridge_id: str
    at: datetime
    kind: EventKind
    user_name: str
    person: str
    email: str | None
    group: str | None
    title: str
    checklist: tuple[str, ...]
    state: WorkState
    work: str | None
    owner: str | None
    due_at: datetime | None
    reference: str | None
    note: str | None


def list_events(
    session: Session,
    actor: Actor,
    bridge_id: str,
    *,
    states: Sequence[WorkState] = (),
    search: str = "",
    limit: int = 100,
    offset: int = 0,
) -> tuple[int, list[EventView]]:
    """How many events there are, and a page of them, the newest first."""
    require(actor, Action.SCIM_READ)
    bridge = bridge_row(session, bridge_id)
    where: list[Any] = [col(BridgeEvent.bridge_id) == bridge_id, ~_own_removal(session, actor)]
    if states:
        where.append(col(BridgeEvent.state).in_(list(states)))
    if search.strip():
        needle = f"%{search.strip().lower()}%"
        where.append(func.lower(BridgeEvent.user_name).like(needle))
    total = session.exec(select(func.count()).select_from(BridgeEvent).where(*where)).one()
    query = select(BridgeEvent).where(*where).order_by(col(BridgeEvent.id).desc())
    found = session.exec(query.offset(offset).limit(limit)).all()
    app = session.get(App, bridge.app_id)
    rules = rules_for(bridge.rules)
    return int(total), [event_view(event, rules, app.name if app else "") for event in found]


def get_event(session: Session, actor: Actor, event_id: int) -> EventView:
    """One event. Raises :class:`NotFound`."""
    require(actor, Action.SCIM_READ)
    event = _seen(session, actor, event_id)
    bridge = bridge_row(session, event.bridge_id)
    app = session.get(App, bridge.app_id)
    return event_view(event, rules_for(bridge.rules), app.name if app else "")


def _seen(session: Session, actor: Actor, event_id: int) -> BridgeEvent:
    seen = select(BridgeEvent).where(col(BridgeEvent.id) == event_id, ~_own_removal(session, actor))
    event = session.exec(seen).first()
    if event is None:
        raise NotFound(f"There is no event {event_id}.", field="event")
    return event


def _own_removal(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition that an event takes access from the actor, or that what it gives waits for
    their case: like the case, not for them."""
    own = own_accounts(session, actor)
    known = sorted(own.names)
    email, name = func.coalesce(func.lower(BridgeEvent.email), ""), col(BridgeEvent.user_name)
    of_case = col(BridgeEvent.kind).in_(REMOVALS) | (col(BridgeEvent.state) == WorkState.HELD)
    theirs = email.in_(known) | func.lower(name).in_(known)
    return col(BridgeEvent.id).in_(sorted(own.events)) | (of_case & theirs)


def open_requests(session: Session, actor: Actor) -> int:
    """How many accounts and roles IdPs asked for that nobody has given yet.

    Removals are not counted: they are steps of cases.
    """
    require(actor, Action.SCIM_READ)
    query = (
        select(func.count(col(BridgeEvent.id)))
        .join(Bridge, col(Bridge.id) == col(BridgeEvent.bridge_id))
        .where(*_is_request(session, actor))
    )
    return int(session.exec(query).one())


def late_requests(session: Session, actor: Actor, now: datetime) -> int:
    """How many of what :func:`open_requests` counts should have been given by now."""
    require(actor, Action.SCIM_READ)
    query = (
        select(func.count(col(BridgeEvent.id)))
        .join(Bridge, col(Bridge.id) == col(BridgeEvent.bridge_id))
        .where(*_is_request(session, actor), col(BridgeEvent.due_at) < now)
    )
    return int(session.exec(query).one())


def list_requests(
    session: Session, actor: Actor, *, limit: int = 100, offset: int = 0
) -> list[EventView]:
    """A page of what :func:`open_requests` counts, of all bridges, the longest open first."""
    require(actor, Action.SCIM_READ)
    query = (
        select(BridgeEvent, Bridge, App)
        .join(Bridge, col(Bridge.id) == col(BridgeEvent.bridge_id))
        .join(App, col(App.id) == col(Bridge.app_id), isouter=True)
        .where(*_is_request(session, actor))
        .order_by(col(BridgeEvent.id))
    )
    return [
        event_view(event, rules_for(bridge.rules), app.name if app else "")
        for event, bridge, app in session.exec(query.offset(offset).limit(limit))
    ]


def _is_request(session: Session, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        col(BridgeEvent.state).in_((WorkState.OPEN, WorkState.PENDING)),
        col(BridgeEvent.work).in_(("create-account", "change-role")),
        ~_own_removal(session, actor),
    )


def finish_event(session: Session, actor: Actor, event_id: int, note: str) -> EventView:
    """Close an event's work by hand, with a note as evidence (where no other room holds it)."""
    require(actor, Action.SCIM_WORK)
    if not note.strip():
        raise Invalid("Say what was done, and what shows it.", field="note")
    event = _seen(session, actor, event_id)
    if event.state is WorkState.HELD:
        raise Conflict(
            "This is on hold.", hint="A step of the person's case decides whether it is done."
        )
    if event.state not in (WorkState.OPEN, WorkState.PENDING):
        said = (event.closed_by, event.note)
        raise Conflict(
            f"This work is {event.state} already"
            + (f": {', '.join(filter(None, said))}" if event.closed_by else ".")
        )
    if event.reference and not event.reference.startswith("event:"):
        raise Conflict("This work is a step of a case.", hint=f"Finish {event.reference} there.")
    settle(session, event.id or 0, WorkState.DONE, note=note.strip()[:2000], by=actor.name)
    obj = f"scim-event:{event_id}"
    audit.record(session, actor, "scim.event-done", obj, after={"note": note.strip()[:2000]})
    bridge = bridge_row(session, event.bridge_id)
    session.refresh(event)
    app = session.get(App, bridge.app_id)
    return event_view(event, rules_for(bridge.rules), app.name if app else "")


def settle(session: Session, event_id: int, state: WorkState, *, note: str | None, by: str) -> None:
    """Write what became of an event's work, here and on the user's SCIM record.

    For the room that holds the work; the caller has checked the right and writes the audit entry.
    """
    event = session.get(BridgeEvent, event_id)
    if event is None:
        raise NotFound(f"There is no event {event_id}.")
    now = clock.now()
    closed = state not in (WorkState.OPEN, WorkState.PENDING)
    event.state, event.note = state, note
    event.closed_at, event.closed_by = (now, by) if closed else (None, None)
    session.add(event)
    session.flush()
    status = recorder.status_of(event.work or "", state, now)
    rows.set_works(session.connection(), event.bridge_id, {event.resource_id: status})


def held_events(session: Session, reference: str) -> int:
    """How many events wait for what this reference decides."""
    waits = select(func.count()).select_from(BridgeEvent).where(*_waits_for(reference))
    return session.exec(waits).one()


def end_hold(
    session: Session, reference: str, state: WorkState, *, note: str | None, by: str
) -> int:
    """What was held goes ahead (``OPEN``) or is not done (``CANCELLED``); how many events.

    For the room that decides; the caller has checked the right and writes the audit entry.
    """
    query = select(BridgeEvent).where(*_waits_for(reference)).order_by(col(BridgeEvent.id))
    found = session.exec(query.with_for_update()).all()
    for event in found:
        goes_ahead = state is WorkState.OPEN
        if goes_ahead:
            event.reference = None  # the event itself is the step, on the bridge's page
        becomes = WorkState.NONE if goes_ahead and event.work is None else state
        settle(session, event.id or 0, becomes, note=note, by=by)
    return len(found)


def _waits_for(reference: str) -> tuple[ColumnElement[bool], ...]:
    return col(BridgeEvent.reference) == reference, col(BridgeEvent.state) == WorkState.HELD


def retry_pending(session: Session, actor: Actor, limit: int = 100) -> int:
    """Hand over the work whose hand-over failed; how many found their place now."""
    require(actor, Action.SCIM_WORK)
    query = select(BridgeEvent).where(col(BridgeEvent.state) == WorkState.PENDING)
    done = 0
    for event in session.exec(query.order_by(col(BridgeEvent.id)).limit(limit)).all():
        bridge = bridge_row(session, event.bridge_id)
        app = session.get(App, bridge.app_id)
        place = recorder.Place(
            bridge.id, bridge.app_id, app.name if app else "", rules_for(bridge.rules)
        )
        done += recorder.hand_over_again(session, place, event)
    return done


def event_view(event: BridgeEvent, rules: Rules, app_name: str) -> EventView:
    rule = rules[event.kind]
    person = event.display or event.user_name
    group = (event.detail or {}).get("group")
    return EventView(
        id=event.id or 0,
        bridge_id=event.bridge_id,
        at=event.at,
        kind=event.kind,
        user_name=event.user_name,
        person=person,
        email=event.email,
        group=group,
        title=rule.named(person=person, app=app_name, group=group or ""),
        checklist=rule.checklist,
        state=event.state,
        work=event.work,
        owner=event.owner,
        due_at=event.due_at,
        reference=event.reference or (f"event:{event.id}" if event.work else None),
        note=event.note,
    )
