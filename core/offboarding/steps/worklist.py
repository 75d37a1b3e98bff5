"""Lists of work and of cases: quick at half a million steps, because SQL does the choosing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, TextClause, and_, case, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from core.actor import Actor
from core.identity import service as identity
from core.offboarding.deadline import is_early
from core.offboarding.models import (
    IS_UNFINISHED,
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    Need,
    Step,
    StepStatus,
)
from core.offboarding.progress.moves import in_hindsight, moves
from core.offboarding.progress.standpoint import Standpoint
from core.offboarding.rows import app_names, place_of
from core.offboarding.steps.step_sql import access_left, overdue, removal_left
from core.offboarding.transitions import is_held_up
from core.offboarding.views import CaseRow, OwnerWork, WorkCounts, WorkItem
from core.offboarding.visibility import (
    Viewer,
    not_own,
    owned_by,
    viewer_of,
    visible,
    visible_steps,
)
from core.rights import Action, require

PAGE = 50
NOBODYS = "-"
"""In place of an owner's key: steps that have no owner."""
SOON = timedelta(days=7)
"""So far ahead somebody leaves soon; the seventh day counts to its end."""


class WorkView(StrEnum):
    """Which unfinished steps."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    TODAY = "today"
    ALL = "all"


@dataclass(frozen=True)
class Day:
    """Now, and where the viewer's day ends."""

    now: datetime
    ends: datetime


class CaseUrgency(StrEnum):
    """Which open cases somebody should look at, as the list's filter calls them. Their order is
    by moment, the oldest first."""

    ACCESS_LEFT = "still has access"
    """The moment has passed, and a removal is still to be done."""
    MOVED = "moved after its end"
    """Open, and the moment is to come, but an earlier one had passed when it was moved: removals
    that were late then are still to be done."""
    SOON = "leaves within 7 days"
    LEAVING = "leaving"
    """All that are open: first those with access left, then those to come, then the rest."""


@dataclass(frozen=True)
class CaseQuery:
    """Which cases."""

    text: str = ""
    status: CaseStatus | None = None
    kind: CaseKind | None = None
    urgency: CaseUrgency | None = None
    today_ends: datetime | None = None
    """The midnight that ends today where somebody looks; ``None``: days are counted from now."""


def work(
    session: Session,
    actor: Actor,
    view: WorkView,
    day: Day,
    *,
    text: str = "",
    owner: str | None = None,
    cases: Collection[int] | None = None,
    offset: int = 0,
    limit: int | None = PAGE,
) -> list[WorkItem]:
    """A page of unfinished steps, the longest due first; ``owner``: a key of
    :func:`work_by_owner`; ``cases``: of these alone."""
    require(actor, Action.CASE_READ)
    where = _listed(session, actor, view, day, text, owner)
    if cases is not None:
        where.append(col(Step.case_id).in_(cases))
    query = (
        select(Step, Case)
        .join(Case, col(Case.id) == col(Step.case_id))
        .where(*where)
        .order_by(col(Step.due_at), col(Step.id))
        .offset(offset)
        .limit(limit)
    )
    found = session.exec(query).all()
    held_up = _held_up(session, [step.id or 0 for step, _ in found])
    apps = app_names(session, {step.app_id for step, _ in found if step.app_id})
    return [
        WorkItem(
            step=step.id or 0,
            case=step.case_id,
            person=of.person,
            kind=of.kind,
            app_name=apps.get(step.app_id) if step.app_id else None,
            title=step.title,
            owner=step.owner,
            due=step.due_at,
            zone=of.time_zone,
            urgent=step.urgent,
            status=step.status,
            is_held_up=is_held_up(
                unfinished_needs=int(step.id in held_up),
                removes_access=step.removes_access,
                effective=of.effective_at,
                now=day.now,
            ),
            version=step.version,
            app=step.app_id,
            place=place_of(step, apps),
            step_kind=step.kind,
            needs_evidence=step.needs_evidence,
            owner_key=step.owner_key,
            is_after_the_end=of.status is not CaseStatus.OPEN,
            is_early=is_early(step.phase, of.effective_at, step.due_at, day.now),
        )
        for step, of in found
    ]


def work_by_owner(session: Session, actor: Actor, view: WorkView, day: Day) -> list[OwnerWork]:
    """Whose the unfinished steps of a list are, who has most of them first."""
    require(actor, Action.CASE_READ)
    key, number = func.coalesce(col(Step.owner_key), NOBODYS), func.count(col(Step.id))
    query = (
        select(key, func.max(col(Step.owner)), number)
        .join(Case, col(Case.id) == col(Step.case_id))
        .where(*_listed(session, actor, view, day, "", None))
        .group_by(key)
        .order_by(number.desc(), key)
    )
    return [OwnerWork(one, owner, int(steps)) for one, owner, steps in session.execute(query)]


def work_total(
    session: Session,
    actor: Actor,
    view: WorkView,
    day: Day,
    text: str = "",
    owner: str | None = None,
) -> int:
    """How many unfinished steps :func:`work` lists, on all of its pages."""
    require(actor, Action.CASE_READ)
    where = _listed(session, actor, view, day, text, owner)
    query = select(func.count(col(Step.id))).join(Case, col(Case.id) == col(Step.case_id))
    return session.exec(query.where(*where)).one()


def follow_ups_left(session: Session, actor: Actor) -> int:
    """How many of the unfinished steps are follow-ups of cases that have ended."""
    require(actor, Action.CASE_READ)
    query = select(func.count(col(Step.id))).join(Case, col(Case.id) == col(Step.case_id))
    is_ended = col(Case.status) != CaseStatus.OPEN
    return session.exec(query.where(IS_UNFINISHED, is_ended, visible_steps(session, actor))).one()


def work_counts(session: Session, actor: Actor, day: Day) -> WorkCounts:
    """How many there are in each list."""
    require(actor, Action.CASE_READ)
    viewer, nobodys = viewer_of(session, actor), _nobodys(session)
    # Few cases are hidden: leaving those out is quicker than joining every step to its case.
    # Of an ended case only follow-ups are unfinished.
    hidden = select(Case.id).where(~visible(session, actor))
    own = select(Case.id).where(~not_own(viewer))
    seen = or_(
        col(Step.case_id).not_in(hidden),
        and_(owned_by(viewer), col(Step.case_id).not_in(own)),
    )
    conditions = [_condition(view, viewer, nobodys, day) for view in WorkView]
    sums = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions]
    query = select(*sums).select_from(Step).where(IS_UNFINISHED, seen)
    mine, unassigned, overdue, today, everything = map(int, session.execute(query).one())
    open_cases = select(func.count(col(Case.id))).where(
        col(Case.status) == CaseStatus.OPEN, visible(session, actor)
    )
    total = session.exec(open_cases).one()
    return WorkCounts(mine, unassigned, overdue, today, everything, total)


def cases(
    session: Session,
    actor: Actor,
    query: CaseQuery,
    now: datetime,
    *,
    offset: int = 0,
    limit: int = PAGE,
) -> tuple[int, list[CaseRow]]:
    """How many cases match, and a page of them: open ones first, the longest past before those to
    come; then ended ones, the latest first. Urgent ones as :class:`CaseUrgency` says."""
    require(actor, Action.CASE_READ)
    where = [visible(session, actor), *_urgent(session, query, now)]
    if query.status:
        where.append(col(Case.status) == query.status)
    if query.kind:
        where.append(col(Case.kind) == query.kind)
    if needle := query.text.strip():
        number = needle.upper().removeprefix("OFF-")
        where.append(
            or_(
                col(Case.person).icontains(needle, autoescape=True),
                col(Case.email).icontains(needle, autoescape=True),
                *([col(Case.id) == int(number)] if number.isdecimal() else []),
            )
        )
    total = session.exec(select(func.count(col(Case.id))).where(*where)).one()
    chosen = select(Case).where(*where).order_by(*_order(query.urgency, now))
    found = session.exec(chosen.offset(offset).limit(limit)).all()
    progress = _progress(session, [one.id or 0 for one in found], now)
    return total, [_row(one, progress.get(one.id or 0, (0, 0, 0))) for one in found]


def standpoint(session: Session, actor: Actor) -> Standpoint:
    """From where the actor looks at work: what is theirs, and what is nobody's."""
    require(actor, Action.CASE_READ)
    works_as = viewer_of(session, actor).works_as
    return Standpoint(works_as, frozenset(_nobodys(session)))


# -- parts --------------------------------------------------------------------


def _nobodys(session: Session) -> list[str]:
    """Owners that are groups of which nobody can work, or what two accounts are called: their
    steps must not lie unseen."""
    return sorted(identity.empty_groups(session) | identity.owners(session).shared)


def _listed(
    session: Session, actor: Actor, view: WorkView, day: Day, text: str, owner: str | None
) -> list[ColumnElement[bool] | TextClause]:
    """The conditions on a step and its case for a list, as far as the actor sees it."""
    where: list[ColumnElement[bool] | TextClause] = [
        IS_UNFINISHED,
        _condition(view, viewer_of(session, actor), _nobodys(session), day),
        visible_steps(session, actor),
    ]
    if owner is not None:
        key = col(Step.owner_key)
        where.append(key.is_(None) if owner == NOBODYS else key == owner)
    if needle := text.strip():
        named = (col(Case.person), col(Step.title), col(Step.app_id))
        where.append(or_(*(one.icontains(needle, autoescape=True) for one in named)))
    return where


def _condition(
    view: WorkView, viewer: Viewer, nobodys: Sequence[str], day: Day
) -> ColumnElement[bool]:
    if view is WorkView.MINE:
        return owned_by(viewer)
    if view is WorkView.UNASSIGNED:
        return or_(col(Step.owner_key).is_(None), col(Step.owner_key).in_(nobodys))
    if view is WorkView.OVERDUE:
        return overdue(day.now)
    if view is WorkView.TODAY:
        return and_(col(Step.due_at) > day.now, col(Step.due_at) < day.ends)
    return col(Step.id).is_not(None)


def passed_moments(session: Session, actor: Actor) -> dict[int, datetime]:
    """Case → its first end of access that was moved after it had passed, where there is one."""
    require(actor, Action.CASE_READ)
    late = {one: [old for old, _at, _by in in_hindsight(e)] for one, e in moves(session).items()}
    first = {one: min(olds) for one, olds in late.items() if olds}
    seen = select(Case.id).where(col(Case.id).in_(first), visible(session, actor))
    return {one: first[one] for one in session.exec(seen) if one is not None}


def _urgent(session: Session, query: CaseQuery, now: datetime) -> list[ColumnElement[bool]]:
    is_open, at = col(Case.status) == CaseStatus.OPEN, col(Case.effective_at)
    match query.urgency:
        case None:
            return []
        case CaseUrgency.ACCESS_LEFT:
            return [access_left(now)]
        case CaseUrgency.MOVED:
            late = [one for one, edits in moves(session).items() if any(in_hindsight(edits))]
            return [is_open, at > now, col(Case.id).in_(late), removal_left()]
        case CaseUrgency.SOON:
            return [is_open, at > now, at <= (query.today_ends or now) + SOON]
        case CaseUrgency.LEAVING:
            return [is_open]


def _order(urgency: CaseUrgency | None, now: datetime) -> list[ColumnElement[Any]]:
    """Open cases by their moment, then ended ones, the latest first; of urgent ones those with
    access left first, then those to come, then the rest."""
    is_open, at = col(Case.status) == CaseStatus.OPEN, col(Case.effective_at)
    by_moment = [case((is_open, at), else_=None), at.desc(), col(Case.id).asc()]
    if urgency is None:  # whether access is left would be looked up for every case
        return [case((is_open, 0), else_=1), *by_moment]
    return [case((at > now, 1), (access_left(now), 0), else_=2), *by_moment]


def _held_up(session: Session, steps: Sequence[int]) -> set[int]:
    """Of these steps, those that wait for an unfinished one."""
    other = aliased(Step)
    unfinished = exists().where(col(other.id) == Need.needs_id, col(other.status).in_(UNFINISHED))
    query = select(Need.step_id).where(col(Need.step_id).in_(steps), unfinished)
    return set(session.exec(query))


def _progress(
    session: Session, ids: Sequence[int], now: datetime
) -> dict[int, tuple[int, int, int]]:
    """Case → steps but the cancelled ones, finished steps, unfinished ones that are overdue."""
    unfinished = col(Step.status).in_(UNFINISHED)
    query = (
        select(
            Step.case_id,
            func.count(),
            func.sum(case((unfinished, 0), else_=1)),
            func.sum(case((overdue(now), 1), else_=0)),
        )
        .where(col(Step.case_id).in_(ids), col(Step.status) != StepStatus.CANCELLED)
        .group_by(col(Step.case_id))
    )
    return {one: (int(a), int(b), int(c)) for one, a, b, c in session.execute(query)}


def _row(one: Case, progress: tuple[int, int, int]) -> CaseRow:
    total, finished, late = progress
    return CaseRow(
        id=one.id or 0,
        person=one.person,
        email=one.email,
        kind=one.kind,
        effective=one.effective_at,
        zone=one.time_zone,
        status=one.status,
        restricted=one.restricted,
        total=total,
        finished=finished,
        late=late,
    )
