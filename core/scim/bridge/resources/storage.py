"""scim2-server's storage over our own tables: filters, sorting and pages become SQL.

One storage serves one bridge. An operation is one transaction; the handler opens it with
:meth:`SqlScimStorage.operation`, and calls from elsewhere get one of their own.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

from scim2_models import (
    InvalidValueException,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimFilter,
    ScimProvider,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage
from scim2_server.utils import parametrize
from sqlalchemy import Connection, func, or_, select
from sqlalchemy.exc import IntegrityError

from core.scim.bridge.provider import case_exact_of, model_of
from core.scim.bridge.resources import paging_sql, rows
from core.scim.bridge.resources.filter_sql import SqlFilter
from core.scim.bridge.resources.json_sql import Sql, json_sql
from core.scim.bridge.resources.rows import Member, Row, Wire
from core.scim.bridge.resources.stored_form import storable
from core.scim.bridge.tables import resources
from core.scim.comparison_form import key

Transaction = Callable[[], AbstractContextManager[Connection]]

OnChange = Callable[[Connection, str, Wire | None, Wire | None], Wire | None]
"""Told of each change, in its transaction; may answer with a new status extension of a user."""


def _ignore(_connection: Connection, _kind: str, _before: Wire | None, _after: Wire | None) -> None:
    """For storages whose changes mean no work (tests)."""


class SqlScimStorage(ScimStorage):
    """The resources of one bridge."""

    supports_cursors = True

    def __init__(
        self,
        transaction: Transaction,
        bridge: str,
        provider: ScimProvider,
        *,
        on_change: OnChange = _ignore,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        writes: bool = False,
        unique_groups: bool = False,
    ) -> None:
        self.transaction = transaction
        self.bridge = bridge
        self.provider = provider
        self.on_change = on_change
        self.clock = clock
        self.writes = writes
        """What is read is about to be changed: nobody else may change it in between."""
        self.unique_groups = unique_groups
        """A second group of one ``displayName`` is refused, as Microsoft's validator expects."""
        self.connection: Connection | None = None
        self.case_exact = case_exact_of(provider)

    @contextmanager
    def operation(self) -> Iterator[None]:
        """One transaction; an operation inside another one is a part of it."""
        if self.connection is not None:
            yield
            return
        with self.transaction() as self.connection:
            try:
                yield
            finally:
                self.connection = None

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self.operation():
            assert self.connection is not None
            yield self.connection

    # -- reading ----------------------------------------------------------

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        with self._connection() as connection:
            row = self._stored(connection, resource_type, resource_id, lock=self.writes)
            wanted = _wants_members(response_parameters)
            return self._resource(connection, row, wanted)

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        with self._connection() as connection:
            where = self._where(connection, resource_types, search_request)
            total = connection.execute(
                select(func.count()).select_from(resources).where(*where)
            ).scalar_one()
            page = self._page(connection, resource_types, search_request, where, position)
            page.total = int(total)
            return page

    def _where(
        self, connection: Connection, types: list[ResourceType], request: SearchRequest[Any]
    ) -> list[Sql]:
        table = resources.c
        dialect = json_sql(connection.dialect.name)
        if request.filter is None:
            return [table.bridge_id == self.bridge, table.kind.in_([t.name for t in types])]
        parts = [
            (table.kind == kind.name)
            & SqlFilter(
                parametrize(ScimFilter, model_of(self.provider, kind))(str(request.filter)),
                dialect,
            ).compile()
            for kind in types
        ]
        return [table.bridge_id == self.bridge, or_(*parts)]

    def _page(
        self,
        connection: Connection,
        types: list[ResourceType],
        request: SearchRequest[Any],
        where: list[Sql],
        position: Any,
    ) -> SearchPage:
        models = {str(kind.name): model_of(self.provider, kind) for kind in types}
        order = paging_sql.order_of(request, models, json_sql(connection.dialect.name))
        sort_value = order.value if order.value is not None else resources.c.seq
        query = rows.select_rows.add_columns(sort_value).where(*where)
        if request.count == 0:
            return SearchPage(0, [])
        if request.cursor is None:
            query = query.order_by(*order.clauses()).offset(min(request.start_index_0 or 0, 2**31))
            if request.count is not None:
                query = query.limit(request.count)
            found = connection.execute(query).all()
            return SearchPage(0, self._resources(connection, found, request))
        return self._cursor_page(connection, query, order, request, position)

    def _cursor_page(
        self,
        connection: Connection,
        query: Any,
        order: paging_sql.Order,
        request: SearchRequest[Any],
        position: Any,
    ) -> SearchPage:
        backwards, anchor = paging_sql.read_position(position) if position else (False, None)
        if anchor is not None:
            query = query.where(order.beyond(anchor, backwards))
        query = query.order_by(*order.clauses(backwards))
        if request.count is not None:
            query = query.limit(request.count + 1)
        found = list(connection.execute(query).all())
        more = request.count is not None and len(found) > request.count
        found = found[: request.count] if more else found
        if backwards:
            found.reverse()
        page = SearchPage(0, self._resources(connection, found, request))
        if not found:
            return page

        def edge(direction: str, row: Any) -> dict[str, Any]:
            value = None if order.value is None else row[-1]
            return paging_sql.write_position(direction, value, row[0])

        if more or backwards:
            page.next = edge("next", found[-1])
        if (anchor is not None and not backwards) or (backwards and more):
            page.previous = edge("previous", found[0])
        return page

    def _resources(
        self, connection: Connection, found: Any, request: SearchRequest[Any]
    ) -> list[Resource[Any]]:
        listed = [Row(*each[:-1]) for each in found]
        groups = [row.seq for row in listed if row.kind == "Group"]
        members = rows.members_of(connection, groups) if groups and _wants_members(request) else {}
        return [self._model(row, members.get(row.seq)) for row in listed]

    # -- writing ----------------------------------------------------------

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        body = storable(resource)
        entries = body.pop("members", None)
        with self._connection() as connection:
            self._lock_people(connection, entries, [])
            members = self._checked_members(connection, entries)
            return self._model(self.create_row(str(resource_type.name), body, members), members)

    def create_row(self, kind: str, body: Wire, members: list[Member]) -> Row:
        """Store a checked new resource; the row with its status is the answer."""
        if kind == "User":  # else no filter for active users would find whoever says nothing of it
            body = {**body, "active": body.get("active") is not False}
        with self._connection() as connection:
            row = rows.fresh(kind, body, self.clock())
            self._refuse_second(connection, row, body)
            if kind == "User":
                row = self._told(row, None, rows.wire(row))
            stored = rows.add(connection, self.bridge, row, body, self.case_exact[kind])
            if stored is None:
                raise UniquenessException
            if members:
                rows.put_members(connection, stored.seq, members)
            return stored if kind == "User" else self._told(stored, None, rows.wire(row, members))

    def set_active(self, resource_id: str, active: bool) -> Row | None:
        """Switch a user on or off; the unchanged row where that is its state already."""
        with self._connection() as connection:
            row = rows.by_id(connection, self.bridge, resource_id, lock=True)
            if row is None or row.kind != "User":
                return None
            if row.active is active:
                return row
            body = json.loads(row.body) | {"active": active}
            return self._store(connection, row, body, is_renamed=False)

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        with self._connection() as connection:
            row = self._stored(connection, resource_type, str(resource.id), lock=True)
            _check_version(row, expected_version)
            held = rows.members_of(connection, [row.seq]).get(row.seq, [])
            before = rows.wire(row, held)
            body = storable(resource)
            entries = body.pop("members", None)
            if row.kind == "Group":
                self._lock_people(connection, entries, held)
            wanted = self._checked_members(connection, entries, held)
            if row.kind == "User" and "active" not in resource.model_fields_set:
                # Silence (not its removal by PATCH) is no reactivation: that takes removals back.
                body["active"] = row.active is not False
            if wanted == held and body == json.loads(row.body):
                return self._model(row, held)  # nothing changed, the version neither
            row = self._store(connection, row, body)
            if row.kind != "User":
                _sync_members(connection, row.seq, held, wanted)
                self._told(row, before, rows.wire(row, wanted))
            return self._model(row, wanted)

    def _store(
        self, connection: Connection, row: Row, body: Wire, *, is_renamed: bool = True
    ) -> Row:
        name = body.get("userName")
        if row.kind == "User" and name is not None and key(name, False) != row.user_name:
            other = rows.by_user_name(connection, self.bridge, name)
            if other is not None and other.seq != row.seq:
                raise UniquenessException
        self._refuse_second(connection, row, body)
        new = rows.changed(row, body, self.clock())
        if row.kind == "User":
            new = self._told(new, rows.wire(row), rows.wire(new))
        try:
            exact = self.case_exact[row.kind]
            rows.change(connection, self.bridge, new, body, exact, is_renamed=is_renamed)
        except IntegrityError as problem:  # taken by another transaction just now
            raise UniquenessException from problem
        return new

    def delete(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        expected_version: str | None = None,
    ) -> None:
        with self._connection() as connection:
            row = self._stored(connection, resource_type, resource_id, lock=True)
            _check_version(row, expected_version)
            held = rows.members_of(connection, [row.seq]).get(row.seq, [])
            self._lock_people(connection, None, held)
            before = rows.wire(row, held)
            groups = rows.groups_of(connection, self.bridge, resource_id)
            if groups:
                rows.leave_all(connection, resource_id, [seq for seq, _ in groups])
            self.on_change(connection, row.kind, before, None)
            rows.remove(connection, row)

    # -- parts ------------------------------------------------------------

    def _refuse_second(self, connection: Connection, row: Row, body: Wire) -> None:
        """Raises ``UniquenessException`` where another group has this name and none may."""
        name = body.get("displayName")
        if not self.unique_groups or row.kind != "Group" or not isinstance(name, str):
            return
        if name == json.loads(row.body).get("displayName") and row.seq:
            return
        named = json_sql(connection.dialect.name).text(resources.c.search, ("displayName",))
        if rows.has_other_group(connection, self.bridge, row.seq, named == key(name, False)):
            raise UniquenessException(detail=f"Another group is named {name!r}")

    def _told(self, row: Row, before: Wire | None, after: Wire) -> Row:
        """The row with the status that its change brought about."""
        assert self.connection is not None
        status = self.on_change(self.connection, row.kind, before, after)
        return rows.with_status(row, status)

    def _stored(
        self, connection: Connection, kind: ResourceType, resource_id: str, *, lock: bool = False
    ) -> Row:
        row = rows.by_id(connection, self.bridge, resource_id, lock=lock)
        if row is None or row.kind != kind.name:
            raise NotFoundException(detail=f"{kind.name} {resource_id!r} not found")
        return row

    def _resource(self, connection: Connection, row: Row, members: bool) -> Resource[Any]:
        wanted = members and row.kind == "Group"
        held = rows.members_of(connection, [row.seq]).get(row.seq) if wanted else None
        return self._model(row, held)

    def _model(self, row: Row, members: list[Member] | None) -> Resource[Any]:
        return self._from_wire(row.kind, rows.wire(row, members, status=True))

    def _from_wire(self, kind: str, wire: Wire) -> Resource[Any]:
        return model_of(self.provider, kind).model_validate(wire)

    def _lock_people(self, connection: Connection, wanted: Any, held: list[Member]) -> None:
        """Who joins or leaves a group is held, so that what else happens to them waits.

        Else two requests that take somebody out of their two last groups would each see the other
        group, and nobody would be asked to remove the access.
        """
        had, want = {m.value for m in held}, {each.get("value") for each in wanted or []}
        rows.lock_users(connection, self.bridge, (had ^ want) - {None})

    def _checked_members(
        self, connection: Connection, wanted: Any, held: list[Member] | None = None
    ) -> list[Member]:
        """Members as rows; each must name a stored resource (RFC 7643 §4.2)."""
        values = list(dict.fromkeys(each.get("value") for each in wanted or []))
        if None in values:
            raise InvalidValueException(detail="A member needs a value: the id of a User or Group")
        before = {member.value: member for member in held or []}
        fresh = rows.known(connection, self.bridge, [v for v in values if v not in before])
        missing = [v for v in values if v not in before and v not in fresh]
        if missing:
            raise InvalidValueException(detail=f"No User or Group has the id {missing[0]!r}")
        shown = {each["value"]: each.get("display") for each in wanted or []}
        return [
            before.get(v) or Member(v, fresh[v][0], shown.get(v) or fresh[v][1] or None)
            for v in values
        ]


def _check_version(row: Row, expected: str | None) -> None:
    if expected is not None and expected != f'W/"{row.version}"':
        raise PreconditionFailedException


def _sync_members(
    connection: Connection, seq: int, held: list[Member], wanted: list[Member]
) -> None:
    had, want = {m.value for m in held}, {m.value for m in wanted}
    if gone := [value for value in had if value not in want]:
        rows.drop_members(connection, seq, gone)
    if new := [member for member in wanted if member.value not in had]:
        rows.put_members(connection, seq, new)


def _wants_members(parameters: ResponseParameters[Any] | None) -> bool:
    excluded = {str(path).lower() for path in (parameters and parameters.excluded_attributes) or []}
    return "members" not in excluded
