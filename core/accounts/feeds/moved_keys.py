"""What people said of accounts that an app's lists tell by another key from now on goes along.

An export gained ids, or lost them (``fold.new_keys``). Whose an account is goes along by its names
(``matching/exact.py``); an accepted finding and a refused suggestion know the key alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlmodel import Session, col, select

from core.accounts.editions import DECISIONS, changed
from core.accounts.finding_ids import finding_ids
from core.accounts.identifiers import account_object
from core.accounts.kinds import FindingKind
from core.accounts.models import FindingAcceptance, SuggestionRefusal
from core.actor import SYSTEM
from core.audit import service as audit

_AT_ONCE = 500


@dataclass(frozen=True)
class Said:
    """What was said of accounts whose key changes, and the id or key that it is of from now on."""

    accepted: Sequence[tuple[FindingAcceptance, str]]
    refused: Sequence[tuple[SuggestionRefusal, str]]


def hold_said(session: Session, app: str, moved: pl.DataFrame) -> Said:
    """What was said of these accounts (``key``, ``to``), held for a change: before the first word
    in the log, which everybody waits for last."""
    if not len(moved):
        return Said((), ())
    ids = _finding_ids(app, moved, session.exec(select(col(FindingAcceptance.finding))).all())
    keys = dict(moved.select("key", "to").iter_rows())
    refused = select(SuggestionRefusal).where(SuggestionRefusal.app_id == app)
    return Said(
        [(row, ids[row.finding]) for row in _held(session, sorted(ids))],
        [(row, keys[row.key]) for row in session.exec(refused) if row.key in keys],
    )


def _held(session: Session, ids: Sequence[str]) -> Iterator[FindingAcceptance]:
    finding = col(FindingAcceptance.finding)
    for start in range(0, len(ids), _AT_ONCE):
        some = select(FindingAcceptance).where(finding.in_(ids[start : start + _AT_ONCE]))
        yield from session.exec(some.order_by(finding).with_for_update())


def take_along(session: Session, said: Said, now: datetime) -> None:
    """It is of the new keys. What was said of a new key already stands."""
    for row, finding in said.accepted:
        if session.get(FindingAcceptance, finding) is None:
            _put(session, row, FindingAcceptance(**{**row.model_dump(), "finding": finding}))
            was = {"finding": row.finding}
            audit.record(session, SYSTEM, "finding.move", f"finding:{finding}", before=was, at=now)
    for each, key in said.refused:
        if session.get(SuggestionRefusal, (each.app_id, key, each.person_id)) is None:
            _put(session, each, SuggestionRefusal(**{**each.model_dump(), "key": key}))
            about, after = account_object(each.app_id, key), {"person": each.person_id}
            audit.record(session, SYSTEM, "app-account.not-theirs", about, after=after, at=now)
    if said.refused:
        changed(session, DECISIONS)


def _put(session: Session, row: object, instead: object) -> None:
    session.delete(row)
    session.add(instead)
    session.flush()


def _finding_ids(app: str, moved: pl.DataFrame, accepted: Sequence[str]) -> dict[str, str]:
    """Accepted findings of these accounts: their id → the one of the same under the new key."""
    if not accepted:
        return {}
    kinds = pl.DataFrame({"kind": [str(kind) for kind in FindingKind]})
    each = moved.select("key", "to", app=pl.lit(app)).join(kinds, how="cross")
    found = each.with_columns(was=finding_ids(each)).filter(pl.col("was").is_in(accepted))
    now = finding_ids(found.select("kind", "app", key="to"))
    return dict(zip(found["was"], now, strict=True))
