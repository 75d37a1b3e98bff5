"""The log as a signed file, and the register of what was exported from Offramp."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from core.actor import Actor
from core.audit import signing
from core.audit.chain import Break, Sealed, Walk, Withheld, walk
from core.audit.models import AuditEntry
from core.audit.rows import comma_separated, jsonl, read_file, sealed_rows, told
from core.audit.withholding import hidden_from, without_content
from core.keys import ring
from core.rights import Action, require
from core.signatures.carriers import Form, signed_lines
from core.signatures.statement import Kind, Statement

WHOLE = "whole log"
_WRITERS = {Form.JSONL: jsonl, Form.CSV: comma_separated}
_TAKEN_OUT = (Action.AUDIT_EXPORT, Action.CASE_EXPORT)


@dataclass(frozen=True)
class Export:
    """Something that was exported: the file says the same ``count`` and ``hash``."""

    count: int
    """Entries of the log then; the last one is that of the export itself."""
    hash: str
    at: datetime
    by: str
    what: str
    """``case:12``, ``proof:2026-07-01/2026-09-30``, ``audit:log``."""
    form: str
    is_selection: bool = False
    """Of the log, only what filters chose: such a file has neither number nor hash."""


def exports(session: Session, actor: Actor, *, limit: int = 100) -> list[Export]:
    """What was exported of the log's own and of cases, newest first: whoever holds such a file
    can compare it, and a file that nobody here knows of was made elsewhere."""
    require(actor, Action.AUDIT_READ)
    hidden = hidden_from(session, actor)
    # One by one: the index of actions has each action's entries in their order, not both's.
    taken = [
        entry
        for action in _TAKEN_OUT
        for entry in session.scalars(
            select(AuditEntry)
            .where(col(AuditEntry.action) == str(action), ~hidden.condition())
            .order_by(col(AuditEntry.id).desc())
            .limit(limit)
        )
    ]
    taken.sort(key=lambda entry: entry.id or 0, reverse=True)
    return [
        Export(
            count=entry.id or 0,
            hash=entry.hash,
            at=entry.at,
            by=entry.actor_name,
            what=entry.object,
            form=str(entry.after.get("form", "")) if isinstance(entry.after, dict) else "",
            is_selection=isinstance(entry.after, dict) and "filters" in entry.after,
        )
        for entry in taken[:limit]
    ]


@dataclass(frozen=True)
class LaterEntry:
    """An entry of an exported log that came after a file was written. ``after``: what it says that
    came of it."""

    number: int
    at: datetime
    after: Mapping[str, Any]


def begin_export(session: Session, actor: Actor, form: Form, *, now: datetime) -> Statement:
    """Record that the whole log is exported; give the result to :func:`signed_log`."""
    from core.audit import service  # the door, which gives this out

    require(actor, Action.AUDIT_EXPORT)
    keys = signing.keep(session)
    service.export(session, actor, form.value)
    head = service.head(session)
    return Statement(Kind.LOG, WHOLE, now, actor.name, head.count, head.hash, keys)


def signed_log(session: Session, actor: Actor, statement: Statement, form: Form) -> Iterator[str]:
    """The log up to the entry of its export, line by line, the signature last.

    The log is walked on the way: the signature says whether it held, seals included, and how many
    entries are withheld from the actor.
    """
    require(actor, Action.AUDIT_EXPORT)
    breaks: list[Break] = []
    withheld: list[int] = []
    entries = takewhile(lambda entry: entry.facts.id <= statement.count, sealed_rows(session))
    shown = without_content(_walked(entries, breaks), hidden_from(session, actor))

    def counted() -> Iterator[Sealed]:
        for entry in shown:
            if isinstance(entry, Withheld):
                withheld.append(entry.facts.id)
            yield entry

    def sign(sha256: str) -> bytes:
        said = replace(statement, held=not breaks, withheld=len(withheld))
        return signing.signed(said, sha256)

    return signed_lines(_WRITERS[form](counted()), form, sign)


def _walked(entries: Iterable[Sealed], breaks: list[Break]) -> Iterator[Sealed]:
    keys, state = ring().derive("audit"), Walk()
    for entry in entries:
        breaks.extend(walk([entry], keys, state))
        yield entry


@dataclass(frozen=True)
class LogCheck:
    """What can be said of an exported log without a key: its hashes."""

    count: int
    head: str
    problems: tuple[str, ...]
    withheld: int = 0
    """Entries that whoever exported it may not see: of these the place and the hash are there."""


def check_log(path: Path, statement: Statement | None) -> LogCheck:
    """Walk an exported log, and compare how it ends with what its signature says.

    Raises :class:`Invalid` where a line is no entry.
    """
    state = Walk()
    problems = [str(found) for found in walk(read_file(path), (), state)]
    if not problems and (line := _differing_line(path)):
        problems.append(f"line {line} is not written as Offramp writes it")
    if statement and (state.count, state.hash) != (statement.count, statement.hash):
        problems.append(
            f"the file ends with entry {state.count:,}, but was signed with {statement.count:,} "
            f"entries, the last one of hash {statement.hash}"
        )
    if statement and state.withheld != statement.withheld:
        problems.append(
            f"{state.withheld:,} entries are withheld in it, but it was signed with "
            f"{statement.withheld:,}"
        )
    return LogCheck(state.count, state.hash, tuple(problems), state.withheld)


def _differing_line(path: Path) -> int | None:
    """The first line that is not what its entry is written as: spaces, keys given twice, …"""
    write = comma_separated if path.suffix == ".csv" else jsonl
    with path.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(write(read_file(path)), 1):
            if file.read(len(line)) != line:
                return number
    return None


def missing_entries(log: Path, entries: Mapping[int, str]) -> list[str]:
    """Which of these entries, by number and hash, an exported log has not; as sentences."""
    left = dict(entries)
    if left:
        for facts, entry_hash, _mac in read_file(log):
            if left.get(facts.id) == entry_hash:
                del left[facts.id]
    return [f"{log.name} has not the entry {number:,} that is in it" for number in sorted(left)]


def later_entries(log: Path, count: int, obj: str, action: str) -> list[LaterEntry]:
    """What an exported log has of a thing after its entry ``count``."""
    return [
        LaterEntry(facts.id, facts.at, _said(facts.after))
        for facts, _hash, _mac in read_file(log)
        if facts.id > count and facts.object == obj and facts.action == action
    ]


def _said(after: str | None) -> Mapping[str, Any]:
    found = told(after)
    return found if isinstance(found, Mapping) else {}


def compare_with_log(
    log: Path, count: int, hash_: str, obj: str | None
) -> tuple[str | None, list[str]]:
    """Whether an exported log has this hash at this entry: a problem or ``None``; and when the
    same object was exported later, in sentences."""
    there, later = None, []
    for facts, entry_hash, _mac in read_file(log):
        if facts.id == count:
            there = entry_hash
        if facts.id > count and facts.object == obj and facts.action in _TAKEN_OUT:
            later.append(
                f"it was exported again later: entry {facts.id:,}, {facts.at:%Y-%m-%d %H:%M} UTC, "
                f"by {facts.actor_name}"
            )
    if there is None:
        return f"{log.name} has no entry {count:,}: it is older, or was cut off", later
    if there != hash_:
        return f"entry {count:,} of {log.name} has another hash than this file says", later
    return None, later
