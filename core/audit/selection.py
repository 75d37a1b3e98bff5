"""Part of the log as a file: entries that match, and a first line that says that it is a part.

It cannot be verified as a chain, because entries are missing between its own; so it has no seals,
and :func:`core.audit.rows.read_file` refuses it with that reason. Each entry keeps its number and
its hash, by which it is found in the whole log.
"""

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from core.actor import Actor
from core.audit.chain import Sealed
from core.audit.models import AuditEntry
from core.audit.query import Query, filtered
from core.audit.recording import record
from core.audit.rows import SELECTION, as_stored, cells, comma_separated, jsonl, raw_columns
from core.audit.withholding import Hidden, count_hidden, hidden_from, in_words
from core.rights import Action, require

NOTE = "Part of the audit log: it is no whole chain and cannot be verified as one."


def begin_selection(session: Session, actor: Actor, query: Query, form: str) -> None:
    """Record that part of the log is exported; :func:`selected` gives its lines."""
    from core.audit.service import count  # the door, which gives this out

    require(actor, Action.AUDIT_EXPORT)
    after = {"entries": count(session, actor, query), "form": form, "filters": query.told()}
    record(session, actor, Action.AUDIT_EXPORT, "audit:selection", after=after)


def selected(session: Session, actor: Actor, query: Query, form: str) -> Iterator[str]:
    """The lines of the file, in the order of the log; ``form`` is ``csv`` or ``jsonl``."""
    require(actor, Action.AUDIT_EXPORT)
    hidden = hidden_from(session, actor)
    # Of the whole log: how many of those that match would tell what they are about.
    withheld = count_hidden(session, hidden)
    note = f"{NOTE} {in_words(withheld)}" if withheld else NOTE
    return _lines(_entries(session, query, hidden), query, form, note)


def _lines(entries: Iterable[Sealed], query: Query, form: str, note: str) -> Iterator[str]:
    if form == "csv":
        said = [SELECTION, note, *(f"{name}: {value}" for name, value in query.told().items())]
        yield cells(said)
        yield from comma_separated(entries)
    else:
        yield json.dumps({SELECTION: query.told(), "note": note}, ensure_ascii=False) + "\n"
        yield from jsonl(entries)


def _entries(session: Session, query: Query, hidden: Hidden) -> Iterable[Sealed]:
    raw = raw_columns(session.get_bind().dialect.name)
    chosen = filtered(select(*raw), query).where(~hidden.condition()).order_by(col(AuditEntry.id))
    rows = session.execute(chosen, execution_options={"yield_per": 5000})
    return (as_stored(row)._replace(mac="") for row in rows)
