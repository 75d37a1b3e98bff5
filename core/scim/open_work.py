"""What the database knows about people of a bridge: their open work, names and groups."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, or_, select, update

from core.scim.happening import Happening, Person, person_of
from core.scim.models import REMOVALS, EventKind, WorkState
from core.scim.tables import events, members, resources

_LIVE = (WorkState.OPEN, WorkState.PENDING)
_CHUNK = 500
_COLUMNS = (
    events.c.id,
    events.c.work,
    events.c.reference,
    events.c.resource_id,
)


class OpenWork(NamedTuple):
    """An event whose work is not done."""

    event: int
    work: str
    reference: str | None
    resource_id: str


def of_person(connection: Connection, bridge: str, resource_id: str, name: str) -> list[OpenWork]:
    """Open work of a user, also from before they were deleted and came back; newest first."""
    query = (
        select(*_COLUMNS)
        .where(
            events.c.bridge_id == bridge,
            events.c.state.in_(_LIVE),
            or_(events.c.resource_id == resource_id, events.c.user_name == name),
        )
        .order_by(events.c.id.desc())
    )
    return [OpenWork(*row) for row in connection.execute(query)]


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
    connection.execute(
        update(events)
        .where(events.c.id == work.event)
        .values(state=state, closed_at=now, closed_by="idp", note=reason)
    )


def removed_before(connection: Connection, bridge: str, happening: Happening) -> bool:
    """Whether the last removal of this user was done already (deactivated first, then deleted)."""
    query = (
        select(events.c.kind, events.c.state)
        .where(
            events.c.bridge_id == bridge,
            events.c.resource_id == happening.resource_id,
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
        found |= {i: person_of(json.loads(body)) for i, body in connection.execute(query)}
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
