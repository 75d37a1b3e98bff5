"""What an app's list says of one person's removal: proven by it, finished by it, or undone.

Told from what stands, not from what came: the same list twice, or an older one after it, changes
nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, col, select

from core.accounts import service as accounts
from core.accounts.values import Seen, Sight
from core.actor import SYSTEM
from core.config import settings
from core.offboarding import rows
from core.offboarding.changes import store_step
from core.offboarding.durations import local
from core.offboarding.models import (
    ENDS_ACCESS,
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    Evidence,
    EvidenceKind,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.progress.list_words import NEVER_LISTED
from core.offboarding.progress.proven import proof_text, snapshot_of
from core.offboarding.steps.accounts import accounts_once, names_of
from core.offboarding.steps.automation.gone_since import told_after
from core.offboarding.steps.automation.list_checks import checks_shown
from core.offboarding.steps.automation.outcomes import Outcome, note
from core.offboarding.steps.resting import has_other_open, is_followed, reopen_resting
from core.offboarding.steps.status import change_status, close_when_finished
from core.offboarding.views import NOT_NEEDED


def settle(session: Session, case: Case, steps: Sequence[Step], now: datetime) -> None:
    """``steps``: those of one app that take the account of a held case away, not cancelled ones."""
    names = names_of(session, case)
    unfinished = [step for step in steps if step.status in UNFINISHED]
    done = [step for step in steps if step.status is StepStatus.DONE]
    if done and _may_return(session, case, now):
        latest = max(done, key=lambda step: (step.finished_at or now, step.position))
        seen = _seen(session, latest, names, told_after(session, latest, now))
        # With another step of the app to be done it is no news, unless a list had said otherwise.
        is_news = not unfinished or is_proven(session, latest)
        if seen is not None and seen.sight is Sight.IN_USE and is_news:
            _open_again(session, case, latest, seen, now)
            return
    for step in done:
        _prove(session, case, step, names, now)
    for step in unfinished:
        _finish(session, case, step, names, now)
    _finish_checks(session, case, steps, names, now)
    close_when_finished(session, SYSTEM, case, now)


def _prove(session: Session, case: Case, step: Step, names: Collection[str], now: datetime) -> None:
    """Somebody did it, and a list that was taken after it shows it: once."""
    done_at = step.finished_at or now
    if is_proven(session, step):
        return
    seen = _seen(session, step, names, done_at)
    if seen is None or seen.sight is Sight.IN_USE:
        return
    told = {"evidence": _keep_all(session, step, seen, now), "reason": _gone(seen, case)}
    store_step(session, SYSTEM, case, step, "case.step-proven", told, at=now)
    note(session, case, step.app_id or "", Outcome.PROVEN)


def _finish(
    session: Session, case: Case, step: Step, names: Collection[str], now: datetime
) -> None:
    """Nobody said that it is done, and the account is gone: it needs no more, once access was to
    end. What is done elsewhere than in the app is not told by the app's list."""
    if case.status is not CaseStatus.OPEN or step.kind is not StepKind.MANUAL:
        return
    # Of an involuntary case a person does each step: whoever delivers a list finishes none.
    if case.kind is CaseKind.INVOLUNTARY:
        return
    if case.effective_at > now or case.kind not in (*ENDS_ACCESS, CaseKind.IDP_REMOVAL):
        return
    name = rows.app_names(session, [step.app_id or ""]).get(step.app_id or "")
    if step.place not in (None, name):
        return
    seen = _seen(session, step, names, case.effective_at)
    if seen is None or seen.sight is Sight.IN_USE:
        return
    # Nobody says that they did it, and nothing was started here that could have.
    reason = None if step.started_at else f"{NOT_NEEDED}: {_gone(seen, case)}"
    _finish_with(session, case, step, seen, reason, now)
    note(session, case, step.app_id or "", Outcome.FINISHED)


def _finish_checks(
    session: Session, case: Case, steps: Sequence[Step], names: Collection[str], now: datetime
) -> None:
    """What only asks whether the account is gone is finished by the list that proves it. Of an
    involuntary case a person does each step."""
    done = [step for step in steps if step.status is StepStatus.DONE and step.finished_at]
    if case.status is not CaseStatus.OPEN or case.kind is CaseKind.INVOLUNTARY or not done:
        return
    latest = max(done, key=lambda step: (step.finished_at or now, step.position))
    if case.effective_at > now or not is_proven(session, latest):
        return
    checks = checks_shown(session, case, latest.app_id or "")
    after = max(case.effective_at, told_after(session, latest, now))
    seen = _seen(session, latest, names, after) if checks else None
    if seen is None or seen.sight is Sight.IN_USE:
        return
    for step in checks:
        _finish_with(session, case, step, seen, None, now)


def _finish_with(
    session: Session, case: Case, step: Step, seen: Seen, reason: str | None, now: datetime
) -> None:
    before = {"status": str(step.status)}
    change_status(session, step, StepStatus.DONE, SYSTEM, now, reason)
    told = {
        "status": str(step.status),
        "reason": reason or _gone(seen, case),
        "evidence": _keep_all(session, step, seen, now),
    }
    store_step(session, SYSTEM, case, step, "case.step-done", told, before=before, at=now)


def _open_again(session: Session, case: Case, step: Step, seen: Seen, now: datetime) -> None:
    """The account is in use although the removal was done: the step is to be done again, its owner
    is told at once, and what approved it is open, too."""
    reason = _in_use(session, case, step, seen)
    before = {"status": str(step.status)}
    # Of a removal by SCIM nothing goes on by itself: blocked, it is somebody's.
    status = StepStatus.BLOCKED if step.kind is StepKind.SCIM else StepStatus.OPEN
    change_status(session, step, status, SYSTEM, now, reason)
    step.due_at, step.urgent = now, True
    told = {"status": str(status), "reason": reason, "list": _told(seen)}
    store_step(session, SYSTEM, case, step, "case.step-reopen", told, before=before, at=now)
    note(session, case, step.app_id or "", Outcome.REOPENED)
    reopen_resting(session, SYSTEM, case, step, now)


def _in_use(session: Session, case: Case, step: Step, seen: Seen) -> str:
    """Why the step is to be done again. What the list of a proof shows after all never went."""
    proofs = _proofs(session, step)
    if any(snapshot_of(text) == seen.snapshot for text in proofs):
        names = ", ".join(seen.accounts)
        return f"{_list(seen, case)}, which proved it, has an account that is theirs: {names}"
    used = "in use again" if proofs else "still in use"
    return f"{_named(seen)} {used}, in {_list(seen, case)}"


def _may_return(session: Session, case: Case, now: datetime) -> bool:
    """Whether an account in use is one that should not be. Who works here gets accounts; and what
    comes back long after a case ended is a finding, and none of its steps."""
    if case.kind not in ENDS_ACCESS or case.status is CaseStatus.CANCELLED:
        return False
    if case.kind is CaseKind.LEAVE and is_followed(session, case):
        return False
    if case.status is CaseStatus.OPEN or case.ended_at is None:
        return True
    watched = case.ended_at >= now - timedelta(days=settings().case_watch_days)
    return watched and not has_other_open(session, case)


def is_proven(session: Session, step: Step) -> bool:
    """Whether a list proves the step as it was done last."""
    return bool(_proofs(session, step))


def _proofs(session: Session, step: Step) -> Sequence[str]:
    """What was kept of lists that prove the step as it was done last."""
    query = select(Evidence.text).where(
        col(Evidence.step_id) == step.id,
        col(Evidence.kind) == EvidenceKind.SNAPSHOT,
        col(Evidence.at) >= step.finished_at,
    )
    return [text for text in session.exec(query) if text]


def _seen(session: Session, step: Step, names: Collection[str], after: datetime) -> Seen | None:
    app = step.app_id or ""
    once = accounts_once(session, step.case_id, app)
    return accounts.seen_since(session, app, names, after, once)


def _keep_all(session: Session, step: Step, seen: Seen, now: datetime) -> list[dict[str, object]]:
    """Every list that says it: of two workspaces one alone proves nothing."""
    return [_keep(session, step, one, now) for one in (seen, *seen.also)]


def _keep(session: Session, step: Step, seen: Seen, now: datetime) -> dict[str, object]:
    text = proof_text(seen)  # longer than what a person may write
    row = Evidence(
        case_id=step.case_id,
        step_id=step.id or 0,
        kind=EvidenceKind.SNAPSHOT,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        at=now,
        by=SYSTEM.name,
        by_id=SYSTEM.id,
    )
    session.add(row)
    session.flush()
    return {"id": row.id, "kind": str(row.kind), "sha256": row.sha256, **_told(seen)}


def _told(seen: Seen) -> dict[str, object]:
    return {
        "feed": seen.feed,
        "snapshot": seen.snapshot,
        "taken_at": seen.taken_at.isoformat(),
        "digest": seen.sha256,
    }


def _gone(seen: Seen, case: Case) -> str:
    how = "not in" if seen.sight is Sight.ABSENT else "deactivated in"
    held = f", which was held and accepted by {seen.accepted.by}" if seen.accepted else ""
    never = f"; {NEVER_LISTED}" if seen.never else ""
    return f"{how} {_list(seen, case)}{held}{never}"


def _list(seen: Seen, case: Case) -> str:
    """``the list “Figma users” of 2026-11-30 14:02 CET``."""
    return f"the list “{seen.feed}” of {local(seen.taken_at, case.time_zone)}"


def _named(seen: Seen) -> str:
    names = ", ".join(seen.accounts)
    return f"{names} is" if len(seen.accounts) == 1 else f"{names or 'The account'} is"
