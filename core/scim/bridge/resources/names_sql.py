"""The names of stored Users, kept apart so that one look finds a person in every bridge."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, insert, select

from core.scim.bridge.tables import names, resources
from core.storage.prepared_statements import Prepared

_MINE = names.c.resource_seq == bindparam("seq")
_OF = Prepared(select(names.c.value).where(_MINE))
_OF_USER = Prepared(
    select(names.c.value)
    .join(resources, resources.c.seq == names.c.resource_seq)
    .where(resources.c.bridge_id == bindparam("bridge"), resources.c.resource_id == bindparam("id"))
)
_PUT = Prepared(insert(names), ["value", "resource_seq"])
_FORGET = Prepared(delete(names).where(_MINE))
_MOST_ROUNDS = 4


def put(connection: Connection, seq: int, wanted: Iterable[str]) -> None:
    """The names of a new User."""
    for value in sorted(wanted):
        _PUT.run(connection, {"value": value, "resource_seq": seq})


def change(connection: Connection, seq: int, wanted: frozenset[str]) -> None:
    """The names of a User that is stored. Those that it had stay: it is the same person."""
    put(connection, seq, wanted - {value for (value,) in _OF.all(connection, {"seq": seq})})


def of_user(connection: Connection, bridge: str, resource_id: str) -> frozenset[str]:
    """Every name that a stored User has or had."""
    found = _OF_USER.all(connection, {"bridge": bridge, "id": resource_id})
    return frozenset(value for (value,) in found)


def forget(connection: Connection, seq: int) -> None:
    """The User is deleted."""
    _FORGET.run(connection, {"seq": seq})


def all_names(connection: Connection, known: Iterable[str]) -> frozenset[str]:
    """These names and all others of the Users that have one of them, and so on."""
    found = frozenset(known)
    for _ in range(_MOST_ROUNDS):
        mine = select(names.c.resource_seq).where(names.c.value.in_(found))
        query = select(names.c.value).where(names.c.resource_seq.in_(mine)).distinct()
        more = found.union(connection.execute(query).scalars())
        if more == found:
            break
        found = more
    return found
