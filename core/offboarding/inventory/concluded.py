"""A list of an app was concluded: what it says of removals, in the same transaction."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, select

from core.accounts import service as accounts
from core.accounts.values import ListedAs, Sight, SnapshotView
from core.actor import SYSTEM
from core.config import settings
from core.offboarding.cases.opening import add_app
from core.offboarding.durations import local
from core.offboarding.models import (
    ENDS_ACCESS,
    REMOVES,
    UNFINISHED,
    AccountOfCase,
    Case,
    CaseKind,
    CaseStatus,
    Evidence,
    EvidenceKind,
    Identifier,
    Step,
    StepStatus,
)
from core.offboarding.progress.account_steps import IDS, OF_EVENTS, takes_account
from core.offboarding.steps.accounts import accounts_once, names_of, remember_accounts
from core.offboarding.steps.automation import lists
from core.offboarding.steps.automation.outcomes import Outcome, note

PROVABLE = timedelta(days=366)
"""So long after its end a case is still proven by lists: an auditor asks for a year."""
EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""A list that was there before the case may show an account that is known as theirs only now."""
OLD_AT_ONCE = 200
"""So many closed cases are proven with one list, the newest first; the next one goes on: the first
list of an app is not to wait for all leavers of a year."""
_REMOVING = (*ENDS_ACCESS, CaseKind.IDP_REMOVAL)


def list_concluded(session: Session, snapshot: SnapshotView, now: datetime) -> None:
    """Removals are proven, finished or open again; an account that nobody knew of joins its case.

    Of a closed case what is in use again counts for ``case_watch_days``, as with an IdP's gifts;
    after that it is a finding, and opens nothing.
    """
    app = snapshot.app
    if app is None:
        return
    shown = _shown(session, app, now)
    wanted = _to_settle(session, app, shown, now)
    _hold(session, {*shown, *wanted})
    _follow(session, app, shown, wanted, now)


def accounts_matched(session: Session, apps: Collection[str], now: datetime) -> None:
    """Someone said whose accounts of these apps are: what turns out to be a leaver's joins their
    open case at once, or opens a removal again that was done before a list showed it."""
    of_apps = {app: _shown(session, app, now) for app in sorted(apps)}
    _hold(session, {case for shown in of_apps.values() for case in shown})
    for app, shown in of_apps.items():
        wanted = [case for case in _to_settle(session, app, shown, now) if case in shown]
        _follow(session, app, shown, wanted, now, EVER)


def _follow(
    session: Session,
    app: str,
    shown: Collection[int],
    wanted: Collection[int],
    now: datetime,
    after: datetime | None = None,
) -> None:
    """What an app's lists say of held cases: of those ``shown`` in use, and those to settle.
    ``after``: an account joins its case by a list of since then, else of since the case is open."""
    for case in sorted(shown):
        remember_accounts(session, session.get_one(Case, case), app)
    again = _who_is_back(session, wanted, now)
    for case in wanted:
        if case not in again:
            _settle(session, app, case, now)
    for case in _without_steps(session, app, shown):
        _join(session, app, case, now, after)


def _who_is_back(session: Session, cases: Collection[int], now: datetime) -> frozenset[int]:
    """Closed cases whose person works here again: what they have now was given anew, and undoes
    nothing."""
    query = (
        select(Case.id, Case.effective_at, Identifier.value)
        .join(Identifier, col(Identifier.case_id) == col(Case.id))
        .where(col(Case.id).in_(cases), col(Case.status) == CaseStatus.CLOSED)
    )
    ended: dict[int, tuple[datetime, list[str]]] = {}
    for case, effective, name in session.exec(query):
        ended.setdefault(case or 0, (effective, []))[1].append(name)
    return accounts.here_again(session, ended, now) if ended else frozenset()


def _settle(session: Session, app: str, case_id: int, now: datetime) -> None:
    case = _held(session, case_id)
    query = select(Step).where(
        col(Step.case_id) == case_id,
        col(Step.app_id) == app,
        REMOVES,
        col(Step.status) != StepStatus.CANCELLED,
    )
    found = session.exec(query.order_by(col(Step.position)).with_for_update()).all()
    lists.settle(session, case, [step for step in found if takes_account(step.key)], now)


def _join(
    session: Session, app: str, case_id: int, now: datetime, after: datetime | None = None
) -> None:
    """The case of somebody who leaves has no removal from an app that lists them."""
    case = _held(session, case_id)
    once = accounts_once(session, case_id, app)
    begun = after or case.opened_at
    seen = accounts.seen_since(session, app, names_of(session, case), begun, once)
    if seen is not None and seen.sight is Sight.IN_USE:
        when = local(seen.taken_at, case.time_zone)
        reason = f"the list “{seen.feed}” of {when} has an account of theirs"
        if add_app(session, SYSTEM, case, app, now, reason):
            note(session, case, app, Outcome.JOINED)


def _hold(session: Session, cases: Collection[int]) -> None:
    """All of them in one order, before the first word in the log: two lists that come at once and
    say something of the same cases would otherwise wait for each other."""
    query = select(Case.id).where(col(Case.id).in_(cases)).order_by(col(Case.id))
    session.exec(query.with_for_update()).all()


def _held(session: Session, case_id: int) -> Case:
    return session.get_one(Case, case_id, with_for_update=True, populate_existing=True)


def _shown(session: Session, app: str, now: datetime) -> frozenset[int]:
    """Cases whose person the app may list in use: asked for all at once."""
    watched = now - timedelta(days=settings().case_watch_days)
    query = (
        select(Identifier.case_id, Identifier.value)
        .join(Case, col(Case.id) == col(Identifier.case_id))
        .where(col(Case.kind).in_(ENDS_ACCESS), _is_open_or_ended_since(watched))
    )
    names: dict[int, list[str]] = {}
    for case, name in session.exec(query):
        names.setdefault(case, []).append(name)
    of_app = select(AccountOfCase).where(AccountOfCase.app_id == app)
    once: dict[int, list[ListedAs]] = {}
    for one in session.exec(of_app):
        if one.case_id in names:
            told = ListedAs(one.app_id, one.feed, one.key, one.external_id, tuple(one.names))
            once.setdefault(one.case_id, []).append(told)
    return accounts.shown_in_use(session, app, names, once)


def _to_settle(session: Session, app: str, shown: Collection[int], now: datetime) -> list[int]:
    """Cases with a removal from the app that is to be done, not proven, or may be undone."""
    proof = exists().where(
        col(Evidence.step_id) == Step.id,
        col(Evidence.kind) == EvidenceKind.SNAPSHOT,
        col(Evidence.at) >= col(Step.finished_at),
    )
    is_done, is_shown = col(Step.status) == StepStatus.DONE, col(Case.id).in_(shown)
    # Whoever is listed in use still waits for the removal: the list says nothing new.
    is_gone = and_(col(Step.status).in_(UNFINISHED), col(Case.effective_at) <= now, ~is_shown)
    watched = now - timedelta(days=settings().case_watch_days)
    removing = (
        select(Case.id)
        .join(Step, col(Step.case_id) == col(Case.id))
        .where(col(Step.app_id) == app, REMOVES, _takes_account(), col(Case.kind).in_(_REMOVING))
    )
    at_once = removing.where(
        or_(
            and_(col(Case.status) == CaseStatus.OPEN, or_(is_gone, and_(is_done, ~proof))),
            and_(is_done, is_shown, _is_open_or_ended_since(watched)),
        )
    )
    of_old = (
        removing.where(
            is_done,
            ~proof,
            ~is_shown,
            col(Case.status) == CaseStatus.CLOSED,
            col(Case.ended_at) >= now - PROVABLE,
        )
        .group_by(col(Case.id), col(Case.ended_at))
        .order_by(col(Case.ended_at).desc())
        .limit(OLD_AT_ONCE)
    )
    found = {case or 0 for query in (at_once, of_old) for case in session.exec(query)}
    return sorted(found)


def _takes_account() -> ColumnElement[bool]:
    """:func:`takes_account` in SQL."""
    return or_(
        *(col(Step.key).like(f"%/{name}") for name in sorted(IDS)),
        col(Step.key).like(f"%/{OF_EVENTS}%"),
    )


def _without_steps(session: Session, app: str, shown: Collection[int]) -> list[int]:
    has_steps = exists().where(col(Step.case_id) == Case.id, col(Step.app_id) == app, REMOVES)
    query = select(Case.id).where(
        col(Case.id).in_(shown),
        col(Case.status) == CaseStatus.OPEN,
        col(Case.kind).in_(ENDS_ACCESS),
        ~has_steps,
    )
    return [case or 0 for case in session.exec(query.order_by(col(Case.id)))]


def _is_open_or_ended_since(moment: datetime) -> ColumnElement[bool]:
    return or_(
        col(Case.status) == CaseStatus.OPEN,
        and_(col(Case.status) == CaseStatus.CLOSED, col(Case.ended_at) >= moment),
    )
