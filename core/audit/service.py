"""The audit log's door: services record here, in the transaction of the change itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.actor import Actor
from core.audit.anchoring import checkpoint as checkpoints
from core.audit.anchoring.checkpoint import Checkpoint
from core.audit.chain import GENESIS, Facts, Sealed
from core.audit.excerpt import excerpts
from core.audit.exports import (
    begin_export,
    check_log,
    compare_with_log,
    exports,
    later_entries,
    missing_entries,
    signed_log,
)
from core.audit.models import AuditEntry, AuditHead
from core.audit.query import Query, filtered
from core.audit.recording import BrokenLog, Values, record
from core.audit.rows import (
    as_stored,
    comma_separated,
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
from core.audit.stored.state import (
    Difference,
    Scope,
    made,
    touch,
)
from core.audit.verification import (
    StateCheck,
    StateVerification,
    Verification,
    check_state,
    differences_last_found,
    last_state_check,
    newest_entry,
    note_state_check,
    verify,
    verify_entries,
    verify_state,
)
from core.audit.withholding import count_hidden, for_reader, hidden_from, without_content
from core.audit.withholding import in_words as withheld_in_words
from core.keys import ring
from core.rights import Action, require

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
    "deeds",
    "differences_for",
    "differences_last_found",
    "entries",
    "excerpts",
    "export",
    "exported",
    "exports",
    "follow_keys",
    "head",
    "history",
    "jsonl",
    "keep_keys",
    "key_history",
    "last_checkpoint",
    "last_state_check",
    "later_entries",
    "made",
    "missing_entries",
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
    "withheld",
    "withheld_in_words",
]

_HEAD = AuditHead.__table__  # type: ignore[attr-defined]


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


def entries(
    session: Session, actor: Actor, query: Query, *, offset: int = 0, limit: int = 100
) -> list[EntryView]:
    """A page of entries, newest first."""
    require(actor, Action.AUDIT_READ)
    raw = raw_columns(session.get_bind().dialect.name)
    seen = ~hidden_from(session, actor).condition()
    chosen = filtered(select(*raw), query).where(seen).order_by(col(AuditEntry.id).desc())
    rows = session.execute(chosen.offset(offset).limit(limit))
    return [EntryView.of(as_stored(row).facts) for row in rows]


def count(session: Session, actor: Actor, query: Query) -> int:
    """How many entries match."""
    require(actor, Action.AUDIT_READ)
    seen = ~hidden_from(session, actor).condition()
    counted = filtered(select(func.count(col(AuditEntry.id))), query).where(seen)
    return session.scalar(counted) or 0


def withheld(session: Session, actor: Actor) -> int:
    """How many entries of the whole log the actor may not see, whatever they look for."""
    require(actor, Action.AUDIT_READ)
    return count_hidden(session, hidden_from(session, actor))


def differences_for(
    session: Session, actor: Actor, differences: Iterable[Difference]
) -> tuple[Difference, ...]:
    """The differences as the actor may read them: what is about their own leaving is counted, and
    not named."""
    require(actor, Action.DATA_EXPORT)
    return for_reader(hidden_from(session, actor), differences)


def history(session: Session, obj: str) -> list[AuditEntry]:
    """Every entry about exactly this object, oldest first."""
    about = select(AuditEntry).where(col(AuditEntry.object) == obj)
    return list(session.scalars(about.order_by(col(AuditEntry.id))))


def deeds(session: Session, action: str) -> Iterator[EntryView]:
    """Every entry of exactly this action, oldest first, for a room that has asked."""
    raw = raw_columns(session.get_bind().dialect.name)
    about = select(*raw).where(col(AuditEntry.action) == action).order_by(col(AuditEntry.id))
    for row in session.execute(about):
        yield EntryView.of(as_stored(row).facts)


def head(session: Session) -> Head:
    """How long the chain is now, and how it ends."""
    found = session.execute(select(_HEAD.c.length, _HEAD.c.hash)).one_or_none()
    return Head(found.length, found.hash or GENESIS) if found else Head(0, GENESIS)


def export(session: Session, actor: Actor, form: str) -> None:
    """Record that the whole log is being exported; :func:`exported` gives the entries."""
    require(actor, Action.AUDIT_EXPORT)
    total = session.scalar(select(_HEAD.c.length)) or 0
    record(session, actor, Action.AUDIT_EXPORT, "audit:log", after={"entries": total, "form": form})


def note_export(session: Session, actor: Actor, obj: str, file_name: str) -> None:
    """Record that somebody takes a file of what they may read out of Offramp."""
    require(actor, Action.DATA_EXPORT)
    record(session, actor, Action.DATA_EXPORT, obj, after={"file": file_name})


def exported(session: Session, actor: Actor) -> Iterator[Sealed]:
    """The whole log in its order, as a stream; of what the actor may not see, place and hash."""
    require(actor, Action.AUDIT_EXPORT)
    return without_content(sealed_rows(session), hidden_from(session, actor))


def last_checkpoint(actor: Actor, path: Path) -> Checkpoint | None:
    """The newest checkpoint of the file that is ours; ``None``: there is none."""
    require(actor, Action.AUDIT_READ)
    known, _broken = checkpoints.read(path, ring().derive("audit"))
    return known[-1] if known else None


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
