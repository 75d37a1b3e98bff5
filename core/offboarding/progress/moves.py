"""Whose end of access was moved, and after it had passed, out of the audit log."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from core.audit import service as audit

Moves = Mapping[int, Sequence[audit.EntryView]]


def moved_from(before: Any, after: Any) -> tuple[datetime, datetime] | None:
    """The moment before and after an edit, out of its audit entry; ``None``: it stayed."""
    old, new = (
        told.get("effective") if isinstance(told, dict) else None for told in (before, after)
    )
    if not old or not new or old == new:
        return None
    try:
        return datetime.fromisoformat(old), datetime.fromisoformat(new)
    except (TypeError, ValueError):
        return None


def moves(session: Session) -> Moves:
    """Case → the edits that moved its effective moment, the oldest first.

    Such a case lies in another period than before: it must not leave one without a word.
    """
    found: dict[int, list[audit.EntryView]] = {}
    for entry in audit.deeds(session, "case.edit"):
        number = entry.object.removeprefix("case:")
        if number.isdecimal() and moved_from(entry.before, entry.after):
            found.setdefault(int(number), []).append(entry)
    return found


def in_hindsight(
    entries: Sequence[audit.EntryView],
) -> Iterator[tuple[datetime, datetime, audit.EntryView]]:
    """Each moment that was moved after it had passed, with when that was done and its entry."""
    for entry in entries:
        moment = moved_from(entry.before, entry.after)
        if moment and isinstance(entry.at, datetime) and entry.at >= moment[0]:
            yield moment[0], entry.at, entry
