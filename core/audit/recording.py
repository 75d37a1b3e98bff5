"""Appending to the log, in the transaction of the change itself."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, Text, bindparam, insert, select, update
from sqlmodel import Session

from core import clock
from core.actor import SYSTEM, Actor
from core.audit.chain import GENESIS, Facts, entry_hash, seal
from core.audit.models import AuditEntry, AuditHead
from core.audit.rows import json_text
from core.audit.stored.state import State, listen, take
from core.errors import OfframpError
from core.keys import ring
from core.storage.prepared_statements import Prepared

Values = Mapping[str, object]
"""Field → value, JSON-able; never a secret."""
_ENTRY = AuditEntry.__table__  # type: ignore[attr-defined]
_HEAD = AuditHead.__table__  # type: ignore[attr-defined]
_LOCKED_HEAD = Prepared(select(_HEAD.c.length, _HEAD.c.hash).with_for_update())
_APPEND = Prepared(
    # JSON as the text that the hash was taken of.
    insert(_ENTRY).values(
        {
            name: bindparam(name, type_=Text() if name in ("before", "after", "state") else None)
            for name in (*Facts._fields, "hash", "mac")
        }
    )
)
_ADVANCE = Prepared(
    update(_HEAD).values(length=bindparam("new_length"), hash=bindparam("new_hash"))
)


ask_first: list[Callable[[Connection, Actor, State | None], None]] = []
"""Called before each entry, with who makes it and which rows it is about; ``core.app.wiring`` adds
who refuses those that may not act any more. No other writer is under way when they are asked: the
log's head is locked."""


class BrokenLog(OfframpError):
    """The chain's head is gone: nothing can be recorded, so nothing is done."""


def record(
    session: Session | Connection,
    actor: Actor,
    action: str,
    obj: str,
    *,
    before: Values | None = None,
    after: Values | None = None,
    at: datetime | None = None,
) -> None:
    """Append one entry to the log, inside the caller's transaction.

    It carries the digests of the audited rows that this transaction has changed so far
    (:mod:`core.audit.stored.state`). Concurrent writers wait here for each other, until commit, so
    that there is one chain: call this last. A log that cannot be written fails the change
    (:class:`BrokenLog`); so does an actor who was stopped since they were asked who they are.
    """
    if isinstance(session, Session):
        session.flush()
        connection = session.connection()
    else:
        connection = session
    _append(connection, actor, action, obj, before, after, take(connection), at)


def _append(
    connection: Connection,
    actor: Actor,
    action: str,
    obj: str,
    before: Values | None,
    after: Values | None,
    state: State | None,
    at: datetime | None,
) -> None:
    # Most writers hold SQLite's write lock already; on PostgreSQL this row is the queue.
    head = _LOCKED_HEAD.first(connection)
    if head is None:
        raise BrokenLog("The audit log has lost its head.", hint="Run: python -m core audit verify")
    for ask in ask_first:
        ask(connection, actor, state)
    length, previous = head
    facts = Facts(
        id=length + 1,
        at=(at or clock.now()).astimezone(UTC),
        actor_id=actor.id,
        actor_name=actor.name,
        action=str(action),
        object=obj,
        before=json_text(before),
        after=json_text(after),
        address=actor.address,
        request_id=actor.request_id,
        state=json_text(state),
    )
    hash_ = entry_hash(previous or GENESIS, facts)
    mac = seal(hash_, ring().derive("audit")[0])
    _APPEND.run(connection, {**facts._asdict(), "hash": hash_, "mac": mac})
    _ADVANCE.run(connection, {"new_length": facts.id, "new_hash": hash_})


def _record_the_rest(connection: Connection, state: State) -> None:
    """What a transaction changed and said nothing of: never without an entry."""
    told = {table: sorted(rows) for table, rows in state.items()}
    _append(connection, SYSTEM, "audit.rows", "audit:rows", None, told, state, None)


listen(_record_the_rest)
