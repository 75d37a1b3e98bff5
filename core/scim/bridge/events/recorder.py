"""From a change to events and work, in the transaction of the change: once, whatever is retried."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, update
from sqlmodel import Session

from core.scim.bridge.events import open_work
from core.scim.bridge.events.changes import Change, Person, changes_between, person_of
from core.scim.bridge.events.open_work import OpenWork
from core.scim.bridge.events.work_orders import WorkOrder, sink
from core.scim.bridge.resources import names_sql, rows
from core.scim.bridge.tables import events as table
from core.scim.bridge.urns import LIFECYCLE
from core.scim.bridge.work_rules import Rule, Rules
from core.scim.comparison_form import key
from core.scim.models import GRANTS, REMOVALS, BridgeEvent, EventKind, WorkState
from core.scim.person_names import names_of
from core.storage.prepared_statements import Prepared, savepoint

log = logging.getLogger(__name__)
Status = dict[str, Any]

_THIS = update(table).where(table.c.id == bindparam("b_event"))
_TAKEN = Prepared(_THIS.values(reference=bindparam("reference"), state=WorkState.OPEN, note=None))
_HELD = Prepared(_THIS.values(reference=bindparam("reference"), state=WorkState.HELD, note=None))
_WAITS = Prepared(_THIS.values(state=WorkState.PENDING, note=bindparam("note")))


@dataclass(frozen=True)
class Place:
    """The bridge that an event belongs to."""

    bridge_id: str
    app_id: str
    app_name: str
    rules: Rules
    baseline: bool = False


@dataclass(frozen=True)
class Decision:
    """What one change asks for, and what of it is there already."""

    change: Change
    person: Person
    rule: Rule
    work: str | None
    state: WorkState
    reference: str | None = None
    note: str | None = None


@dataclass
class Recorder:
    """Writes the events of one change."""

    connection: Connection
    place: Place
    now: datetime

    def user(self, found: Sequence[Change], person: Person) -> Status | None:
        """Events of one user; their new status."""
        status = None
        for change in found:
            bridge = self.place.bridge_id
            if change.kind is EventKind.USER_CREATED:
                name = key(person.user_name, False)
                live = open_work.of_name(self.connection, bridge, name)
            else:
                live = open_work.of_user(self.connection, bridge, change.resource_id)
            decision = self.decide(change, person, live)
            if change.silent and decision.state not in (WorkState.HELD, WorkState.PENDING):
                continue
            self.write([decision])
            status = self.status(decision, live)
        return status

    def group(self, found: Sequence[Change], *, deleted: bool) -> None:
        """Events of the people that joined or left a group."""
        bridge, ids = self.place.bridge_id, [h.resource_id for h in found]
        people = open_work.people(self.connection, bridge, ids)
        left = [h.resource_id for h in found if h.kind is EventKind.MEMBER_REMOVED]
        at_least = 2 if deleted else 1
        elsewhere = open_work.in_groups(self.connection, bridge, left, at_least)
        live = open_work.of_many(self.connection, bridge, ids)
        decisions = []
        for each in found:
            person = people.get(each.resource_id)
            if person is None:
                continue
            gone = each.kind is EventKind.MEMBER_REMOVED and each.resource_id not in elsewhere
            kind = EventKind.LAST_GROUP_LEFT if gone else each.kind
            change = Change(kind, each.resource_id, each.group)
            decisions.append(self.decide(change, person, live.get(each.resource_id, [])))
        self.write(decisions)
        rows.set_works(
            self.connection,
            bridge,
            {
                each.change.resource_id: self.status(each, live.get(each.change.resource_id, []))
                for each in decisions
            },
        )

    def decide(self, change: Change, person: Person, live: list[OpenWork]) -> Decision:
        """What a change asks for; cancels open work that it makes pointless."""
        rule = self.place.rules[change.kind]

        def decision(
            state: WorkState, note: str | None, reference: str | None = None, asks: bool = False
        ) -> Decision:
            work = rule.work if asks else None
            return Decision(change, person, rule, work, state, reference, note)

        if self.place.baseline and change.kind not in REMOVALS:
            if change.kind in GRANTS or change.gained:
                self.tell_of_account(self.order(0, change, person, rule))
            return decision(WorkState.NONE, "recorded while the baseline was read")
        if change.kind in REMOVALS:
            self.cancel(live, "create-account", "the person was removed again")
            self.cancel(live, "change-role", "the person was removed")
            joined = [each for each in live if each.work == "remove-access"]
            if joined or self._deleted_after_removal(change):
                reference = joined[0].reference or f"event:{joined[0].event}" if joined else None
                note = "the removal was already requested"
                return decision(WorkState.JOINED, note, reference, asks=True)
        if change.kind in GRANTS or change.gained:
            try:
                with savepoint(self.connection):
                    held = sink().hold(self.connection, self.order(0, change, person, rule))
            except Exception as problem:
                log.exception("a %s waits for its case", change.kind)
                return decision(WorkState.PENDING, str(problem)[:500], asks=True)
            if held:
                return decision(WorkState.HELD, None, held, asks=rule.work != "none")
        waiting = _taken_back(change, person, live)
        if (
            waiting
            and self.cancel(waiting, "remove-access", "The IdP gave the access back")
            and not self.ask_for_dropped(change, waiting)
        ):
            note = "came back before the removal was done"
            return decision(WorkState.NONE, note, waiting[0].reference)
        if rule.work == "none":
            return decision(WorkState.NONE, None)
        return decision(WorkState.OPEN, None, asks=True)

    def ask_for_dropped(self, change: Change, removals: Sequence[OpenWork]) -> bool:
        """Whether the person still needs something, though their removal is taken back.

        What had not been given when the removal came was dropped with it.
        """
        dropped = open_work.dropped(self.connection, self.place.bridge_id, removals)
        accounts = [event for event, work in dropped.items() if work == "create-account"]
        match change.kind:
            case EventKind.MEMBER_ADDED:  # asks for the role; the account is asked for anew
                for event in accounts:
                    open_work.reopen(self.connection, event)
                return True
            case EventKind.USER_CREATED:  # groups are told anew
                return bool(accounts)
        return bool(dropped)

    def _deleted_after_removal(self, change: Change) -> bool:
        return change.kind is EventKind.USER_DELETED and open_work.removed_before(
            self.connection, self.place.bridge_id, change
        )

    def cancel(self, live: Sequence[OpenWork], work: str, reason: str) -> bool:
        """Cancel open work of this kind; ``False`` when the sink says that it was done already."""
        cancelled = True
        for each in [each for each in live if each.work == work]:
            done = each.reference and not sink().cancel(self.connection, each.reference, reason)
            cancelled = cancelled and not done
            state = WorkState.DONE if done else WorkState.CANCELLED
            open_work.close(self.connection, each, state, self.now, reason)
        return cancelled

    def write(self, decisions: Sequence[Decision]) -> None:
        """Write events; work that the sink carries goes there, and must not fail the request."""
        carried = [d for d in decisions if d.state is WorkState.OPEN and sink().takes(d.work or "")]
        own = [self.values(d) for d in decisions if d not in carried]
        if len(own) == 1:
            rows.INSERT_EVENT.first(self.connection, own[0])
        elif own:
            self.connection.execute(rows.insert_event, own)
        for each in carried:
            event = rows.INSERT_EVENT.scalar(self.connection, self.values(each))
            self.hand_over(self.order(event, each.change, each.person, each.rule))

    def values(self, decision: Decision) -> dict[str, Any]:
        """The event's columns."""
        change, person, rule = decision.change, decision.person, decision.rule
        return {
            "bridge_id": self.place.bridge_id,
            "at": self.now,
            "kind": change.kind,
            "resource_id": change.resource_id,
            "user_name": key(person.user_name, False),
            "email": person.email,
            "display": person.display or person.user_name,
            "detail": _detail(change.group, person.ticket),
            "state": decision.state,
            "work": decision.work,
            "owner": rule.owner if decision.work else None,
            "due_at": rule.due(self.now) if decision.work else None,
            "reference": decision.reference,
            "note": decision.note,
            "closed_at": None,
            "closed_by": None,
        }

    def tell_of_account(self, order: WorkOrder) -> None:
        """Say that there is an account; that must not fail the request."""
        try:
            with savepoint(self.connection):
                sink().seen(self.connection, order)
        except Exception:
            log.exception("nobody heard of an account in %s", order.app_id)

    def hand_over(self, order: WorkOrder) -> None:
        """Give the order to the sink; if it fails, the event waits and is given again."""
        try:
            with savepoint(self.connection):
                reference = sink().open(self.connection, order)
        except Exception as problem:
            log.exception("event %s waits for its work", order.event_id)
            told = {"b_event": order.event_id, "note": str(problem)[:500]}
            _WAITS.run(self.connection, told)
        else:
            _TAKEN.run(self.connection, {"b_event": order.event_id, "reference": reference})

    def order(
        self, event: int, change: Change, person: Person, rule: Rule, *, again: bool = False
    ) -> WorkOrder:
        """The order for one event."""
        name = person.display or person.user_name
        stored: frozenset[str] = frozenset()
        if change.kind is not EventKind.USER_CREATED:
            bridge = self.place.bridge_id
            stored = names_sql.of_user(self.connection, bridge, change.resource_id)
        names = person.names | stored
        return WorkOrder(
            event_id=event,
            bridge_id=self.place.bridge_id,
            app_id=self.place.app_id,
            work=rule.work,
            person=name,
            user_name=person.user_name,
            email=person.email,
            ticket=person.ticket,
            title=rule.named(person=name, app=self.place.app_name, group=change.group or ""),
            checklist=rule.checklist,
            owner=rule.owner,
            at=self.now,
            due=rule.due(self.now),
            urgent=rule.urgent,
            names=names,
            known_before=stored if change.gained else frozenset(),
            given_before=again,
        )

    def status(self, decision: Decision, live: Sequence[OpenWork]) -> Status:
        """The status extension after a decision."""
        state = decision.state
        if state is WorkState.JOINED:
            state = WorkState.OPEN if live else WorkState.DONE
        elif state is WorkState.NONE:
            state = WorkState.CANCELLED if live else WorkState.DONE
        work = decision.work or (live[0].work if live else "create-account")
        return status_of(work, state, self.now)


def _taken_back(change: Change, person: Person, live: Sequence[OpenWork]) -> list[OpenWork]:
    """Open removals that this change makes pointless.

    Who moves between groups may leave the last one before joining the next.
    """
    removals = [each for each in live if each.work == "remove-access"]
    if change.kind in (EventKind.USER_CREATED, EventKind.USER_REACTIVATED):
        return removals
    if change.kind is EventKind.MEMBER_ADDED and person.active:
        return [each for each in removals if each.kind is EventKind.LAST_GROUP_LEFT]
    return []


def record(
    connection: Connection,
    place: Place,
    now: datetime,
    kind: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> Status | None:
    """Write the events of a change; return the status extension of a changed user, if any."""
    found = changes_between(kind, before, after, place.bridge_id)
    if not found:
        return None
    recorder = Recorder(connection, place, now)
    if kind == "User":
        return recorder.user(found, person_of(after or before or {}, place.bridge_id))
    recorder.group(found, deleted=after is None)
    return None


def hand_over_again(session: Session, place: Place, event: BridgeEvent) -> bool:
    """Give a pending event's order to the sink once more; whether it was taken."""
    ticket = (event.detail or {}).get("ticket")
    names = names_of(place.bridge_id, {"userName": event.user_name, "emails": [event.email]})
    names |= names_sql.of_user(session.connection(), place.bridge_id, event.resource_id)
    person = Person(event.user_name, event.email, event.display, ticket, names=names)
    group = (event.detail or {}).get("group")
    change = Change(event.kind, event.resource_id, group)
    recorder = Recorder(session.connection(), place, event.at)
    order = recorder.order(event.id or 0, change, person, place.rules[event.kind], again=True)
    may_be_held = event.kind in GRANTS or event.kind is EventKind.USER_RENAMED
    if may_be_held and (held := sink().hold(recorder.connection, order)):
        _HELD.run(recorder.connection, {"b_event": order.event_id, "reference": held})
        session.refresh(event)
        return True
    if sink().takes(order.work):
        recorder.hand_over(order)
    else:  # by now it is the bridge's own: the event is the step
        _TAKEN.run(recorder.connection, {"b_event": order.event_id, "reference": None})
    session.refresh(event)
    return event.state is WorkState.OPEN


def _detail(group: str | None, ticket: str | None) -> dict[str, str] | None:
    found = {"group": group, "ticket": ticket}
    return {name: value for name, value in found.items() if value} or None


def status_of(work: str, state: str, at: datetime) -> Status:
    """The status extension of a user."""
    since = at.isoformat().replace("+00:00", "Z")
    return {LIFECYCLE: {"work": work, "state": str(state), "since": since}}
