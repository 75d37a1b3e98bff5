"""What the database knows about people of a bridge: their open work, names and groups."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select, update

from core.scim.bridge.events.changes import Change, Person, person_of
from core.scim.bridge.tables import events, members, resources
from core.scim.models import REMOVALS, EventKind, WorkState
from core.storage.prepared_statements import Prepared

_LIVE = (WorkState.OPEN, WorkState.PENDING, WorkState.HELD)
_CHUNK = 500
_COLUMNS = (
    events.c.id,
    events.c.work,
    events.c.reference,
    events.c.resource_id,
    events.c.kind,
)


class OpenWork(NamedTuple):
    """An event whose work is not done."""

    event: int
    work: str
    reference: str | None
    resource_id: str
    kind: EventKind


_EVENTS = select(*_COLUMNS, events.c.state).where(events.c.bridge_id == bindparam("bridge"))
_NEWEST = _EVENTS.order_by(events.c.id.desc())
_BY_ID = Prepared(_NEWEST.where(events.c.resource_id == bindparam("key")))
_BY_NAME = Prepared(_NEWEST.where(events.c.user_name == bindparam("key")))


_CLOSE = Prepared(
    update(events)
    .where(events.c.id == bindparam("b_event"))
    .values(
        state=bindparam("state"),
        closed_at=bindparam("closed_at"),
        closed_by="idp",
        note=bindparam("note"),
    )
)


_removal = events.alias()
_GIVING = or_(events.c.work == "create-account", events.c.work == "change-role")
_DROPPED = Prepared(
    select(events.c.id, events.c.work).where(
        events.c.bridge_id == bindparam("bridge"),
        events.c.resource_id == bindparam("key"),
        _GIVING,
        events.c.state == WorkState.CANCELLED,
        events.c.closed_by == "idp",
        events.c.closed_at
        >= select(_removal.c.at).where(_removal.c.id == bindparam("removal")).scalar_subquery(),
    )
)
_REOPEN = Prepared(
    update(events)
    .where(events.c.id == bindparam("b_event"))
    .values(state=WorkState.OPEN, closed_at=None, closed_by=None, note=None)
)


def of_user(connection: Connection, bridge: str, resource_id: str) -> list[OpenWork]:
    """Open work of a user; newest first."""
    return _live(_BY_ID.all(connection, {"bridge": bridge, "key": resource_id}))


def of_name(connection: Connection, bridge: str, user_name: str) -> list[OpenWork]:
    """Open work of whoever had this name: of a user who was deleted and comes back."""
    return _live(_BY_NAME.all(connection, {"bridge": bridge, "key": user_name}))


def _live(found: Iterable[Any]) -> list[OpenWork]:
    # The state is looked at here: a person has few events, and an index on state would tempt
    # SQLite to read everybody's open ones.
    return [OpenWork(*row[:-1]) for row in found if row[-1] in _LIVE]


def of_many(connection: Connection, bridge: str, ids: Sequence[str]) -> dict[str, list[OpenWork]]:
    """Open work by user; newest first."""
    found: dict[str, list[OpenWork]] = {}
    for part in _chunks(ids):
        query = (
            select(*_COLUMNS)
            .where(
                events.c.bridge_id == bridge,
                events.c.state.in_(_LIVE),
                events.c.resource_id.in_(part),
            )
            .order_by(events.c.id.desc())
        )
        for row in connection.execute(query):
            found.setdefault(row.resource_id, []).append(OpenWork(*row))
    return found


def close(
    connection: Connection, work: OpenWork, state: WorkState, now: datetime, reason: str
) -> None:
    """Close an event's work because of what the IdP did next."""
    values = {"b_event": work.event, "state": state, "closed_at": now, "note": reason}
    _CLOSE.run(connection, values)


def dropped(connection: Connection, bridge: str, removals: Sequence[OpenWork]) -> dict[int, str]:
    """What was still to be given when these removals made it pointless: event → work."""
    found: dict[int, str] = {}
    for each in removals:
        values = {"bridge": bridge, "key": each.resource_id, "removal": each.event}
        found |= {int(event): work for event, work in _DROPPED.all(connection, values)}
    return found


def reopen(connection: Connection, event: int) -> None:
    """Ask anew for work that was dropped."""
    _REOPEN.run(connection, {"b_event": event})


def removed_before(connection: Connection, bridge: str, change: Change) -> bool:
    """Whether the last removal of this user was done already (deactivated first, then deleted)."""
    query = (
        select(events.c.kind, events.c.state)
        .where(
            events.c.bridge_id == bridge,
            events.c.resource_id == change.resource_id,
            events.c.kind.in_([*REMOVALS, EventKind.USER_REACTIVATED]),
        )
        .order_by(events.c.id.desc())
        .limit(1)
    )
    last = connection.execute(query).first()
    return last is not None and last.kind in REMOVALS and last.state is not WorkState.CANCELLED


def people(connection: Connection, bridge: str, ids: Sequence[str]) -> dict[str, Person]:
    """Names and addresses by user."""
    found: dict[str, Person] = {}
    for part in _chunks(ids):
        query = select(resources.c.resource_id, resources.c.body).where(
            resources.c.bridge_id == bridge,
            resources.c.kind == "User",
            resources.c.resource_id.in_(part),
        )
        found |= {i: person_of(json.loads(body), bridge) for i, body in connection.execute(query)}
    return found


def in_groups(connection: Connection, bridge: str, ids: Sequence[str], at_least: int) -> set[str]:
    """Of these users, those that are in at least so many groups now."""
    found: set[str] = set()
    for part in _chunks(ids):
        query = (
            select(members.c.value)
            .join(resources, resources.c.seq == members.c.group_seq)
            .where(resources.c.bridge_id == bridge, members.c.value.in_(part))
            .group_by(members.c.value)
            .having(func.count() >= at_least)
        )
        found |= {value for (value,) in connection.execute(query)}
    return found


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
