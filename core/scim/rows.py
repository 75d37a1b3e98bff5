"""Rows of stored resources, read and written with plain SQL: the ORM costs more than the disk."""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from core.scim.comparable import comparable, key, moment
from core.scim.tables import events, members, resources

Wire = dict[str, Any]
"""A resource as it goes over the wire."""

_COLUMNS = [
    resources.c[name]
    for name in (
        "seq", "resource_id", "kind", "version", "created_at", "modified_at", "body", "work",
        "active", "user_name",
    )
]  # fmt: skip


class Row(NamedTuple):
    """A stored resource."""

    seq: int
    resource_id: str
    kind: str
    version: int
    created_at: datetime
    modified_at: datetime
    body: str
    work: str | None
    active: bool | None
    user_name: str | None


class Member(NamedTuple):
    """A stored member of a group."""

    value: str
    kind: str
    display: str | None


select_rows = select(*_COLUMNS)
_BY_ID = select_rows.where(
    resources.c.bridge_id == bindparam("bridge"), resources.c.resource_id == bindparam("id")
)
_BY_USER_NAME = select_rows.where(
    resources.c.bridge_id == bindparam("bridge"), resources.c.user_name == bindparam("name")
)
_BY_EXTERNAL_ID = select_rows.where(
    resources.c.bridge_id == bindparam("bridge"),
    resources.c.kind == bindparam("kind"),
    resources.c.external_id == bindparam("name"),
)


def by_id(connection: Connection, bridge: str, resource_id: str, *, lock: bool) -> Row | None:
    """The resource with this id; locked until the end of the transaction where that is needed."""
    query = _BY_ID.with_for_update() if lock and not _is_sqlite(connection) else _BY_ID
    found = connection.execute(query, {"bridge": bridge, "id": resource_id}).first()
    return Row(*found) if found else None


def by_user_name(connection: Connection, bridge: str, name: str) -> Row | None:
    """The user with this ``userName``, whatever its case."""
    found = connection.execute(_BY_USER_NAME, {"bridge": bridge, "name": key(name, False)}).first()
    return Row(*found) if found else None


def by_external_id(connection: Connection, bridge: str, kind: str, name: str) -> list[Row]:
    """Resources with this ``externalId``, as it is written."""
    found = connection.execute(
        _BY_EXTERNAL_ID, {"bridge": bridge, "kind": kind, "name": key(name, True)}
    )
    return [Row(*each) for each in found]


def wire(row: Row, group_members: Sequence[Member] | None = None, *, status: bool = False) -> Wire:
    """The resource as clients see it, but for ``meta.location`` and references.

    With ``status``, our extension says what has become of the work; it is returned on request.
    """
    body: Wire = json.loads(row.body)
    shown: Wire = {"schemas": body.pop("schemas"), "id": row.resource_id}
    shown |= body
    if status and row.work:
        for schema, told in json.loads(row.work).items():
            shown[schema] = shown.get(schema, {}) | told
            shown["schemas"] = list(dict.fromkeys([*shown["schemas"], schema]))
    if group_members:
        shown["members"] = [_member_wire(member) for member in group_members]
    shown["meta"] = {
        "resourceType": row.kind,
        "created": _iso(row.created_at),
        "lastModified": _iso(row.modified_at),
        "version": f'W/"{row.version}"',
    }
    return shown


def _member_wire(member: Member) -> Wire:
    shown = {"value": member.value, "$ref": f"{member.kind}s/{member.value}", "type": member.kind}
    return shown | ({"display": member.display} if member.display else {})


def _iso(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def members_of(connection: Connection, seqs: Iterable[int]) -> dict[int, list[Member]]:
    """Members by group, in order of joining."""
    wanted = list(seqs)
    query = (
        select(members.c.group_seq, members.c.value, members.c.kind, members.c.display)
        .where(members.c.group_seq.in_(wanted))
        .order_by(members.c.id)
    )
    found: dict[int, list[Member]] = {}
    for seq, *rest in connection.execute(query):
        found.setdefault(seq, []).append(Member(*rest))
    return found


def _columns(body: Wire, kind: str, case_exact: frozenset[tuple[str, ...]]) -> dict[str, Any]:
    name, external = body.get("userName"), body.get("externalId")
    return {
        "user_name": key(name, False) if kind == "User" and name is not None else None,
        "external_id": key(external, True) if external is not None else None,
        "active": body.get("active") if kind == "User" else None,
        "body": json.dumps(body, separators=(",", ":"), ensure_ascii=False),
        "search": comparable(body, case_exact),
    }


def _with_common(
    columns: dict[str, Any], resource_id: str, kind: str, created: datetime, now: datetime,
    version: int,
) -> dict[str, Any]:  # fmt: skip
    columns["search"] |= {
        "id": resource_id,
        "meta": {
            "resourceType": kind,
            "created": moment(created),
            "lastModified": moment(now),
            "version": f'W/"{version}"',
        },
    }
    return columns


def add(
    connection: Connection, bridge: str, kind: str, body: Wire,
    case_exact: frozenset[tuple[str, ...]], now: datetime,
) -> Row | None:  # fmt: skip
    """Store a new resource; ``None`` when its ``userName`` is taken."""
    resource_id = uuid.uuid4().hex
    columns = _with_common(_columns(body, kind, case_exact), resource_id, kind, now, now, 1)
    values = {
        "bridge_id": bridge, "resource_id": resource_id, "kind": kind, "version": 1,
        "created_at": now, "modified_at": now, **columns,
    }  # fmt: skip
    dialect = connection.dialect.name
    statement = _INSERT[dialect]
    seq = connection.execute(statement, values).scalar()
    if seq is None:
        return None
    return Row(
        seq, resource_id, kind, 1, now, now, columns["body"], None, columns["active"],
        columns["user_name"],
    )  # fmt: skip


def change(
    connection: Connection, row: Row, body: Wire,
    case_exact: frozenset[tuple[str, ...]], now: datetime,
) -> Row:  # fmt: skip
    """Store a new state of a resource, as its next version."""
    version = row.version + 1
    columns = _with_common(
        _columns(body, row.kind, case_exact), row.resource_id, row.kind, row.created_at, now,
        version,
    )  # fmt: skip
    connection.execute(
        _UPDATE, {"b_seq": row.seq, "version": version, "modified_at": now, **columns}
    )
    return row._replace(
        version=version, modified_at=now, body=columns["body"], active=columns["active"],
        user_name=columns["user_name"],
    )  # fmt: skip


def remove(connection: Connection, row: Row) -> None:
    """Delete a resource, its members, and its memberships."""
    connection.execute(delete(members).where(members.c.group_seq == row.seq))
    connection.execute(delete(resources).where(resources.c.seq == row.seq))


def put_members(connection: Connection, seq: int, wanted: Sequence[Member]) -> None:
    """Add members that are not there yet."""
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        connection.execute(
            _INSERT_MEMBER[connection.dialect.name],
            [{"group_seq": seq, **member._asdict()} for member in part],
        )


def drop_members(connection: Connection, seq: int, values: Sequence[str]) -> None:
    """Remove members; those that are not there are no error."""
    for start in range(0, len(values), 500):
        connection.execute(
            delete(members).where(
                members.c.group_seq == seq, members.c.value.in_(values[start : start + 500])
            )
        )


def known(connection: Connection, bridge: str, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Of these ids, those of stored resources: id → (kind, shown name)."""
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(ids), 500):
        query = select(resources.c.resource_id, resources.c.kind, resources.c.body).where(
            resources.c.bridge_id == bridge,
            resources.c.resource_id.in_(ids[start : start + 500]),
        )
        for resource_id, kind, body in connection.execute(query):
            content = json.loads(body)
            found[resource_id] = (kind, content.get("displayName") or content.get("userName") or "")
    return found


def groups_of(connection: Connection, bridge: str, value: str) -> list[tuple[int, str]]:
    """Groups that hold this member: (seq, id)."""
    query = (
        select(resources.c.seq, resources.c.resource_id)
        .join(members, members.c.group_seq == resources.c.seq)
        .where(members.c.value == value, resources.c.bridge_id == bridge)
    )
    return [(seq, resource_id) for seq, resource_id in connection.execute(query)]


def leave_all(connection: Connection, value: str, seqs: Sequence[int]) -> None:
    """Take a member out of these groups."""
    connection.execute(
        delete(members).where(members.c.value == value, members.c.group_seq.in_(seqs))
    )


def mark(connection: Connection, row: Row, status: Wire) -> Row:
    """Write the status extension with a change that is being made anyway: the same version."""
    text = json.dumps(status, separators=(",", ":"))
    connection.execute(update(resources).where(resources.c.seq == row.seq).values(work=text))
    return row._replace(work=text)


def set_works(connection: Connection, bridge: str, works: dict[str, Wire]) -> None:
    """Write the status extension of users; a new version, because readers see a new state."""
    if works:
        connection.execute(
            _SET_WORK,
            [
                {"b_bridge": bridge, "b_id": name, "b_work": json.dumps(work)}
                for name, work in works.items()
            ],
        )


def count(connection: Connection, bridge: str, kind: str | None = None) -> int:
    """How many resources a bridge holds."""
    query = select(func.count()).select_from(resources).where(resources.c.bridge_id == bridge)
    if kind:
        query = query.where(resources.c.kind == kind)
    return int(connection.execute(query).scalar_one())


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _inserts(table: Any, returning: Any = None) -> dict[str, Any]:
    from sqlalchemy.dialects import postgresql, sqlite

    found: dict[str, Any] = {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
    }
    if returning is not None:
        found = {name: statement.returning(returning) for name, statement in found.items()}
    return found


_INSERT = _inserts(resources, resources.c.seq)
_INSERT_MEMBER = _inserts(members)
_UPDATE = (
    update(resources)
    .where(resources.c.seq == bindparam("b_seq"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "version",
                "modified_at",
                "user_name",
                "external_id",
                "active",
                "body",
                "search",
            )
        }
    )
)
_SET_WORK = (
    update(resources)
    .where(
        resources.c.bridge_id == bindparam("b_bridge"),
        resources.c.resource_id == bindparam("b_id"),
    )
    .values(work=bindparam("b_work"), version=resources.c.version + 1)
)
insert_event = insert(events)
