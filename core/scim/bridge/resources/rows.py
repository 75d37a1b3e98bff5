"""Rows of stored resources, read and written with plain SQL: the ORM costs more than the disk."""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from core.names import clean
from core.scim.bridge.resources import names_sql
from core.scim.bridge.tables import bridges, events, members, resources
from core.scim.comparison_form import comparable, key, moment
from core.scim.person_names import names_of
from core.storage.prepared_statements import Prepared

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
_this = select_rows.where(
    resources.c.bridge_id == bindparam("bridge"), resources.c.resource_id == bindparam("id")
)
_BY_ID, _LOCKED = Prepared(_this), Prepared(_this.with_for_update())
_BY_USER_NAME = Prepared(
    select_rows.where(
        resources.c.bridge_id == bindparam("bridge"), resources.c.user_name == bindparam("name")
    )
)
_BY_EXTERNAL_ID = Prepared(
    select_rows.where(
        resources.c.bridge_id == bindparam("bridge"),
        resources.c.kind == bindparam("kind"),
        resources.c.external_id == bindparam("name"),
    )
)


def by_id(connection: Connection, bridge: str, resource_id: str, *, lock: bool) -> Row | None:
    """The resource with this id; locked until the end of the transaction where that is needed."""
    query = _LOCKED if lock else _BY_ID
    found = query.first(connection, {"bridge": bridge, "id": resource_id})
    return Row(*found) if found else None


def by_user_name(connection: Connection, bridge: str, name: str) -> Row | None:
    """The user with this ``userName``, whatever its case."""
    found = _BY_USER_NAME.first(connection, {"bridge": bridge, "name": key(name, False)})
    return Row(*found) if found else None


def by_external_id(connection: Connection, bridge: str, kind: str, name: str) -> list[Row]:
    """Resources with this ``externalId``, as it is written."""
    wanted = {"bridge": bridge, "kind": kind, "name": key(name, True)}
    return [Row(*each) for each in _BY_EXTERNAL_ID.all(connection, wanted)]


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
    shown["meta"] = meta(row)
    return shown


def meta(row: Row) -> Wire:
    """``meta`` as clients see it, but for the location."""
    return {
        "resourceType": row.kind,
        "created": _iso(row.created_at),
        "lastModified": _iso(row.modified_at),
        "version": etag(row),
    }


def etag(row: Row) -> str:
    """The version as an entity tag (RFC 7644 §3.14)."""
    return f'W/"{row.version}"'


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


def _text(body: Wire) -> str:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def _columns(row: Row, body: Wire, case_exact: frozenset[tuple[str, ...]]) -> dict[str, Any]:
    """The columns that say what a resource is, but for its names, for writing."""
    search = comparable(body, case_exact)
    search["id"] = row.resource_id
    search["meta"] = {
        "resourceType": row.kind,
        "created": moment(row.created_at),
        "lastModified": moment(row.modified_at),
        "version": etag(row),
    }
    return {"active": row.active, "body": row.body, "search": search, "work": row.work}


def _names(row: Row, body: Wire) -> dict[str, str | None]:
    """The columns that a resource is found by."""
    external = body.get("externalId")
    return {
        "user_name": row.user_name,
        "external_id": key(external, True) if external is not None else None,
    }


def fresh(kind: str, body: Wire, now: datetime) -> Row:
    """A new resource that is not stored yet (``seq`` 0)."""
    own = _user_columns(kind, body)
    return Row(0, uuid.uuid4().hex, kind, 1, now, now, _text(body), None, **own)


def _user_columns(kind: str, body: Wire) -> dict[str, Any]:
    """Columns that only Users have."""
    name = body.get("userName") if kind == "User" else None
    return {
        "user_name": key(name, False) if name is not None else None,
        "active": body.get("active") if kind == "User" else None,
    }


def add(
    connection: Connection, bridge: str, row: Row, body: Wire,
    case_exact: frozenset[tuple[str, ...]],
) -> Row | None:  # fmt: skip
    """Store a new resource; ``None`` when its ``userName`` is taken."""
    values = {
        "bridge_id": bridge, "resource_id": row.resource_id, "kind": row.kind, "version": 1,
        "created_at": row.created_at, "modified_at": row.modified_at,
        **_columns(row, body, case_exact), **_names(row, body),
    }  # fmt: skip
    seq = _INSERT[connection.dialect.name].scalar(connection, values)
    if seq is None:
        return None
    if row.kind == "User":
        names_sql.put(connection, seq, names_of(bridge, body))
    return row._replace(seq=seq)


def changed(row: Row, body: Wire, now: datetime) -> Row:
    """The next version of a resource, not stored yet."""
    return row._replace(
        version=row.version + 1, modified_at=now, body=_text(body), **_user_columns(row.kind, body)
    )


def change(
    connection: Connection, bridge: str, row: Row, body: Wire,
    case_exact: frozenset[tuple[str, ...]], *, is_renamed: bool = True,
) -> None:  # fmt: skip
    """Store the next version of a resource; what it is found by only where that may differ."""
    values = {"b_seq": row.seq, "version": row.version, "modified_at": row.modified_at}
    values |= _columns(row, body, case_exact)
    if is_renamed:
        _UPDATE.run(connection, values | _names(row, body))
        if row.kind == "User":
            names_sql.change(connection, row.seq, names_of(bridge, body))
    else:
        _UPDATE_UNNAMED.run(connection, values)


def remove(connection: Connection, row: Row) -> None:
    """Delete a resource, its members, and its memberships."""
    connection.execute(delete(members).where(members.c.group_seq == row.seq))
    names_sql.forget(connection, row.seq)
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


def lock_users(connection: Connection, bridge: str, ids: Iterable[str]) -> None:
    """Hold these users until the end of the transaction; in one order, so that none waits in
    a circle. SQLite has one writer anyway."""
    if connection.dialect.name == "sqlite":
        return
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        connection.execute(
            select(resources.c.seq)
            .where(
                resources.c.bridge_id == bridge,
                resources.c.kind == "User",
                resources.c.resource_id.in_(wanted[start : start + 500]),
            )
            .order_by(resources.c.resource_id)
            .with_for_update(key_share=True)
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
            name = str(content.get("displayName") or "") or str(content.get("userName") or "")
            found[resource_id] = (kind, clean(name))
    return found


def has_other_group(connection: Connection, bridge: str, seq: int, test: Any) -> bool:
    """Whether another group than this one passes; until the transaction ends, none can join it.

    No unique index can say so: only the groups of some bridges have names of their own.
    """
    mine = select(bridges.c.id).where(bridges.c.id == bridge)
    connection.execute(mine.with_for_update(key_share=True))
    others = select(resources.c.seq).where(
        resources.c.bridge_id == bridge,
        resources.c.kind == "Group",
        resources.c.seq != seq,
        test,
    )
    return connection.execute(others.limit(1)).first() is not None


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


def with_status(row: Row, status: Wire | None) -> Row:
    """The row with a new status extension (``None``: as it was)."""
    return row if status is None else row._replace(work=_text(status))


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


def _inserts(table: Any, returning: Any = None) -> dict[str, Any]:
    from sqlalchemy.dialects import postgresql, sqlite

    found: dict[str, Any] = {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing(),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing(),
    }
    if returning is not None:
        found = {name: statement.returning(returning) for name, statement in found.items()}
    return found


_INSERT = {
    dialect: Prepared(statement, [column.name for column in resources.c if column.name != "seq"])
    for dialect, statement in _inserts(resources, resources.c.seq).items()
}
_INSERT_MEMBER = _inserts(members)
_CONTENT = ("version", "modified_at", "active", "body", "search", "work")
_change = update(resources).where(resources.c.seq == bindparam("b_seq"))
# Without the names, their indexes are left alone.
_UPDATE_UNNAMED = Prepared(_change.values({name: bindparam(name) for name in _CONTENT}))
_UPDATE = Prepared(
    _change.values({name: bindparam(name) for name in (*_CONTENT, "user_name", "external_id")})
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
INSERT_EVENT = Prepared(
    insert_event.returning(events.c.id), [c.name for c in events.c if c.name != "id"]
)
