"""Whether the log holds, and whether what is stored is what it says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.actor import Actor
from core.audit.anchoring import checkpoint as checkpoints
from core.audit.chain import ENOUGH, GENESIS, Break, Sealed, Walk, walk
from core.audit.models import AuditEntry, AuditHead
from core.audit.recording import record
from core.audit.rows import sealed_rows
from core.audit.stored.schema_objects import schema_differences
from core.audit.stored.state import EVERYTHING, Difference, Ledger, Scope
from core.audit.withholding import COMPARISON, WITHHELD, hidden_from, in_words
from core.keys import ring_if_any
from core.rights import Action, require

_HEAD = AuditHead.__table__  # type: ignore[attr-defined]
TOLD = 20
"""So many differences an entry about a comparison names; the command line names all."""


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
    withheld: int = 0
    """Entries of a file that its reader may not see: their place, hash and seal were walked."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.breaks

    @property
    def cautions(self) -> list[str]:
        """What this walk could not have found, in sentences."""
        found = []
        if self.withheld:
            found.append(f"Left out when it was written: {in_words(self.withheld)}")
        if not self.is_whole:
            found.append("The walk stopped here: there may be more breaks after these.")
        if not self.is_sealed:
            found.append(
                "No key was at hand (OFFRAMP_SECRET_KEY, or secret.key in OFFRAMP_DATA_DIR): "
                "hashes were checked, seals were not, and anyone can compute hashes."
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


def verify(session: Session, actor: Actor, checkpoint_file: Path | None = None) -> Verification:
    """Walk the whole chain and compare it with its head and with the checkpoints."""
    require(actor, Action.AUDIT_VERIFY)
    return _verified(session, sealed_rows(session), checkpoint_file)


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
    connection = session.connection()
    added = tuple(schema_differences(connection))
    return StateVerification(chain, (*added, *ledger.differences(connection)))


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
    return Verification(
        state.count,
        state.hash,
        tuple(breaks),
        len(known),
        bool(keys),
        is_whole,
        withheld=state.withheld,
    )


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
    record(session, actor, Action.AUDIT_VERIFY, COMPARISON, after=after, at=at)


def differences_last_found(session: Session) -> int | None:
    """How many differences the newest comparison found; ``None``: there has been none."""
    last = _last_state_check(session)
    return last.differences if last else None


def last_state_check(session: Session, actor: Actor) -> StateCheck | None:
    """What the newest comparison found; ``None``: there has been none."""
    require(actor, Action.AUDIT_READ)
    last = _last_state_check(session)
    if last is None:
        return None
    hidden = hidden_from(session, actor)
    told = tuple(WITHHELD if hidden.is_told_in(each) else each for each in last.told)
    return replace(last, told=told)


def newest_entry(session: Session, obj: str) -> int | None:
    """The number of the newest entry about exactly this object."""
    about = select(func.max(col(AuditEntry.id))).where(col(AuditEntry.object) == obj)
    return session.scalar(about)


def _last_state_check(session: Session) -> StateCheck | None:
    newest = newest_entry(session, COMPARISON)
    entry = session.get(AuditEntry, newest) if newest else None
    if entry is None:
        return None
    told = entry.after
    return StateCheck(
        entry.at, entry.actor_name, told["entries"], told["differences"], tuple(told["told"])
    )
