"""The audit log's door: services record here, in the transaction of the change itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, insert, select, update
from sqlmodel import Session, col

from core.actor import SYSTEM, Actor
from core.audit.anchoring import checkpoint as checkpoints
from core.audit.anchoring.checkpoint import Checkpoint
from core.audit.chain import ENOUGH, GENESIS, Break, Facts, Sealed, Walk, entry_hash, seal, walk
from core.audit.exports import (
    begin_export,
    check_log,
    compare_with_log,
    exports,
    signed_log,
)
from core.audit.models import AuditEntry, AuditHead
from core.audit.query import Query, filtered
from core.audit.rows import (
    as_stored,
    comma_separated,
    json_text,
    jsonl,
    raw_columns,
    read_file,
    sealed_rows,
    told,
)
from core.audit.selection import begin_selection, selected
from core.audit.signing import chain as signing_keys
from core.audit.signing import follow as follow_keys
from core.audit.signing import history as key_history
from core.audit.signing import keep as keep_keys
from core.audit.signing import signed
from core.audit.state import (
    EVERYTHING,
    Difference,
    Ledger,
    Scope,
    State,
    listen,
    take,
    touch,
)
from core.errors import OfframpError
from core.keys import ring, ring_if_any
from core.rights import Action, require
from core.storage.prepared_statements import Prepared

__all__ = [
    "BrokenLog",
    "Difference",
    "EntryView",
    "Head",
    "Query",
    "Scope",
    "StateCheck",
    "StateVerification",
    "Values",
    "Verification",
    "begin_export",
    "begin_selection",
    "check_log",
    "check_state",
    "comma_separated",
    "compare_with_log",
    "count",
    "differences_last_found",
    "entries",
    "export",
    "exported",
    "exports",
    "follow_keys",
    "head",
    "history",
    "jsonl",
    "keep_keys",
    "key_history",
    "last_state_check",
    "newest_entry",
    "note_export",
    "note_state_check",
    "read_file",
    "record",
    "selected",
    "signed",
    "signed_log",
    "signing_keys",
    "take_checkpoint",
    "touch",
    "verify",
    "verify_entries",
    "verify_state",
]


TOLD = 20
"""So many differences an entry about a comparison names; the command line names all."""
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


class BrokenLog(OfframpError):
    """The chain's head is gone: nothing can be recorded, so nothing is done."""


@dataclass(frozen=True)
class EntryView:
    """An entry as it is read. ``at`` is a text where somebody made it no moment."""

    id: int
    at: datetime | str
    actor_id: str
    actor_name: str
    action: str
    object: str
    before: Any
    after: Any
    address: str | None
    request_id: str | None

    @classmethod
    def of(cls, facts: Facts) -> "EntryView":
        """The same with ``before`` and ``after`` as what they are."""
        values = facts._asdict() | {"before": told(facts.before), "after": told(facts.after)}
        del values["state"]
        return cls(**values)


@dataclass(frozen=True)
class Head:
    """The chain had ``count`` entries and ended with ``hash``."""

    count: int
    hash: str


@dataclass(frozen=True)
class Verification:
    """What a walk along the chain found. ``count`` entries up to ``head``."""

    count: int
    head: str
    breaks: tuple[Break, ...]
    checkpoints: int
    is_sealed: bool = True
    """Whether the seals were checked, too; without the key only the hashes can be."""
    is_whole: bool = True
    """Whether the walk came to the end; after :data:`core.audit.chain.ENOUGH` breaks it stops."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.breaks

    @property
    def cautions(self) -> list[str]:
        """What this walk could not have found, in sentences."""
        found = []
        if not self.is_whole:
            found.append("The walk stopped here: there may be more breaks after these.")
        if not self.is_sealed:
            found.append(
                "No key was at hand (OFFRAMP_SECRET_KEY, or secret.key in OFFRAMP_DATA_DIR): "
                "hashes were checked, seals were not, and anybody can compute hashes."
            )
        elif not self.checkpoints:
            found.append("No checkpoint was compared: a tail that was cut off does not show.")
        return found


@dataclass(frozen=True)
class StateVerification:
    """The chain, and the rows that are not as it left them."""

    chain: Verification
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.chain.holds and not self.differences


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
    (:mod:`core.audit.state`). Concurrent writers wait here for each other, until commit, so that
    there is one chain: call this last. A log that cannot be written fails the change
    (:class:`BrokenLog`).
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
    length, previous = head
    facts = Facts(
        id=length + 1,
        at=(at or datetime.now(UTC)).astimezone(UTC),
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


def entries(
    session: Session, actor: Actor, query: Query, *, offset: int = 0, limit: int = 100
) -> list[EntryView]:
    """A page of entries, newest first."""
    require(actor, Action.AUDIT_READ)
    raw = raw_columns(session.get_bind().dialect.name)
    chosen = filtered(select(*raw), query).order_by(col(AuditEntry.id).desc())
    rows = session.execute(chosen.offset(offset).limit(limit))
    return [EntryView.of(as_stored(row).facts) for row in rows]


def count(session: Session, actor: Actor, query: Query) -> int:
    """How many entries match."""
    require(actor, Action.AUDIT_READ)
    return session.scalar(filtered(select(func.count(col(AuditEntry.id))), query)) or 0


def history(session: Session, obj: str) -> list[AuditEntry]:
    """Every entry about exactly this object, oldest first."""
    about = select(AuditEntry).where(col(AuditEntry.object) == obj)
    return list(session.scalars(about.order_by(col(AuditEntry.id))))


def head(session: Session) -> Head:
    """How long the chain is now, and how it ends."""
    found = session.execute(select(_HEAD.c.length, _HEAD.c.hash)).one_or_none()
    return Head(found.length, found.hash or GENESIS) if found else Head(0, GENESIS)


def export(session: Session, actor: Actor, form: str) -> None:
    """Record that the whole log is being taken out; :func:`exported` gives the entries."""
    require(actor, Action.AUDIT_EXPORT)
    total = session.scalar(select(_HEAD.c.length)) or 0
    record(session, actor, Action.AUDIT_EXPORT, "audit:log", after={"entries": total, "form": form})


def note_export(session: Session, actor: Actor, obj: str, file_name: str) -> None:
    """Record that somebody takes a file of what they may read out of Offramp."""
    require(actor, Action.DATA_EXPORT)
    record(session, actor, Action.DATA_EXPORT, obj, after={"file": file_name})


def exported(session: Session, actor: Actor) -> Iterator[Sealed]:
    """The whole log in its order, as a stream."""
    require(actor, Action.AUDIT_EXPORT)
    return sealed_rows(session)


def verify(session: Session, actor: Actor, checkpoint_file: Path | None = None) -> Verification:
    """Walk the whole chain and compare it with its head and with the checkpoints."""
    require(actor, Action.AUDIT_VERIFY)
    return _verified(session, sealed_rows(session), checkpoint_file)


def _verified(
    session: Session, entries: Iterator[Sealed], checkpoint_file: Path | None
) -> Verification:
    found = verify_entries(entries, checkpoint_file)
    head = session.execute(select(_HEAD.c.length, _HEAD.c.hash)).one_or_none()
    if not found.is_whole:
        return found
    if head is not None and (head.length, head.hash or GENESIS) == (found.count, found.head):
        return found
    told = "it has lost its head" if head is None else f"its head is at entry {head.length}"
    gap = Break(found.count + 1, f"the log ends with entry {found.count}, but {told}")
    return replace(found, breaks=(*found.breaks, gap))


def verify_entries(entries: Iterator[Sealed], checkpoint_file: Path | None) -> Verification:
    """Walk entries from wherever they come (an exported file); this needs no right.

    Without a key at hand, on an auditor's machine, the chain's hashes are checked and its seals,
    checkpoints' included, are not.
    """
    held = ring_if_any()
    keys = held.derive("audit") if held else ()
    known, breaks = (
        checkpoints.read(checkpoint_file, keys) if checkpoint_file and keys else ([], [])
    )
    watch = checkpoints.Watch(known)
    state = Walk()
    breaks += walk(watch.over(entries), keys, state)
    is_whole = state.breaks < ENOUGH
    breaks += watch.breaks(state.count) if is_whole else watch.differing
    return Verification(state.count, state.hash, tuple(breaks), len(known), bool(keys), is_whole)


def take_checkpoint(session: Session, actor: Actor, path: Path, *, now: datetime) -> str | None:
    """Append a checkpoint to the file; its line, or ``None`` when nothing was added since."""
    require(actor, Action.AUDIT_CHECKPOINT)
    key = ring().derive("audit")[0]
    head = session.execute(select(_HEAD.c.length, _HEAD.c.hash)).one()
    known, _broken = checkpoints.read(path, ring().derive("audit"))
    if known and known[-1].count == head.length and known[-1].hash == head.hash:
        return None
    line = Checkpoint(head.length, head.hash or GENESIS, now).sealed(key)
    checkpoints.append(path, line)
    return line


def verify_state(
    session: Session,
    actor: Actor,
    checkpoint_file: Path | None = None,
    scope: Scope = EVERYTHING,
) -> StateVerification:
    """Walk the whole chain, and compare audited rows with the state in which it left them.

    The session must be one reading of the database (:meth:`Database.snapshot`): what is written
    between the walk and the comparison would look like a difference.
    """
    require(actor, Action.AUDIT_VERIFY)
    return check_state(session, checkpoint_file, scope)


def check_state(
    session: Session, checkpoint_file: Path | None = None, scope: Scope = EVERYTHING
) -> StateVerification:
    """The same for a room that checks what it is about to hand out; it has asked for the right."""
    ledger = Ledger(scope)
    chain = _verified(session, ledger.over(sealed_rows(session)), checkpoint_file)
    return StateVerification(chain, tuple(ledger.differences(session.connection())))


def newest_entry(session: Session, obj: str) -> int | None:
    """The number of the newest entry about exactly this object."""
    about = select(func.max(col(AuditEntry.id))).where(col(AuditEntry.object) == obj)
    return session.scalar(about)


@dataclass(frozen=True)
class StateCheck:
    """The last time that the log and what is stored were compared as a whole."""

    at: datetime
    by: str
    entries: int
    differences: int
    """How many were found, breaks of the chain included."""
    told: tuple[str, ...]
    """The first of them, a sentence each."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.differences


def note_state_check(
    session: Session, actor: Actor, found: StateVerification, *, at: datetime
) -> None:
    """Record what a comparison of everything found, for :func:`last_state_check`."""
    require(actor, Action.AUDIT_VERIFY)
    told = [str(each) for each in (*found.chain.breaks, *found.differences)]
    after = {"entries": found.chain.count, "differences": len(told), "told": told[:TOLD]}
    record(session, actor, Action.AUDIT_VERIFY, "audit:state", after=after, at=at)


def differences_last_found(session: Session) -> int | None:
    """How many differences the newest comparison found; ``None``: there has been none."""
    last = _last_state_check(session)
    return last.differences if last else None


def last_state_check(session: Session, actor: Actor) -> StateCheck | None:
    """What the newest comparison found; ``None``: there has been none."""
    require(actor, Action.AUDIT_READ)
    return _last_state_check(session)


def _last_state_check(session: Session) -> StateCheck | None:
    newest = newest_entry(session, "audit:state")
    entry = session.get(AuditEntry, newest) if newest else None
    if entry is None:
        return None
    told = entry.after
    return StateCheck(
        entry.at, entry.actor_name, told["entries"], told["differences"], tuple(told["told"])
    )
