"""Rows of cases and steps: held for a change, and turned into what pages draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from core.actor import Actor
from core.catalog.values import App
from core.errors import Conflict, NotFound
from core.offboarding.deadline import is_early
from core.offboarding.models import (
    UNFINISHED,
    Case,
    Evidence,
    KnownAccount,
    Need,
    Reader,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.progress.proven import proven_by
from core.offboarding.transitions import is_held_up
from core.offboarding.views import (
    AccountKnown,
    CaseView,
    EvidenceView,
    Insistence,
    OwnSteps,
    StepView,
    alone,
    case_number,
)
from core.offboarding.visibility import visible, visible_steps


def case_row(session: Session, actor: Actor, case_id: int) -> Case:
    """A case that the actor may see; to others it does not exist."""
    query = select(Case).where(col(Case.id) == case_id, visible(session, actor))
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"There is no case {case_number(case_id)}.", field="case")
    return found


def sees_whole(session: Session, actor: Actor, case: Case) -> bool:
    """Whether the actor sees all of the case, and not only steps of their own."""
    query = select(Case.id).where(col(Case.id) == case.id, visible(session, actor))
    return session.exec(query).first() is not None


def step_row(session: Session, actor: Actor, step_id: int) -> tuple[Case, Step]:
    """A step that the actor may see, with its case; to others it does not exist."""
    query = (
        select(Case, Step)
        .join(Step, col(Step.case_id) == col(Case.id))
        .where(col(Step.id) == step_id, visible_steps(session, actor))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"There is no step {step_id}.", field="step")
    return found


def step_rows(session: Session, actor: Actor, steps: Iterable[int]) -> dict[int, tuple[Case, Step]]:
    """The same for many, by step and asked at once; raises :class:`NotFound` for the first that
    is not there."""
    wanted = sorted(set(steps))
    query = (
        select(Case, Step)
        .join(Step, col(Step.case_id) == col(Case.id))
        .where(col(Step.id).in_(wanted), visible_steps(session, actor))
        .order_by(col(Case.id), col(Step.id))
    )
    found = {step.id or 0: (case, step) for case, step in session.exec(query)}
    for step in wanted:
        if step not in found:
            raise NotFound(f"There is no step {step}.", field="step")
    return found


def held_case(session: Session, actor: Actor, case_id: int) -> Case:
    """The same, locked until this transaction ends: changes of one case come one by one."""
    case_row(session, actor, case_id)
    return session.get_one(Case, case_id, with_for_update=True, populate_existing=True)


def held_step(session: Session, actor: Actor, step_id: int, version: int) -> tuple[Case, Step]:
    """A step that the actor saw at ``version``, with its case, both held.

    Raises :class:`Conflict` that says what was done to the step since.
    """
    _, found = step_row(session, actor, step_id)
    return locked_step(session, found.case_id, step_id, version)


def locked_step(session: Session, case_id: int, step_id: int, version: int) -> tuple[Case, Step]:
    """A step whose actor was asked about already; the same otherwise."""
    case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
    step = session.get_one(Step, step_id, with_for_update=True, populate_existing=True)
    if step.version != version:
        raise Conflict(
            f"“{step.title}” was changed after you opened it: it is {step.status}{told(step)}.",
            hint="Nothing was overwritten. Look again.",
            at=since(step),
        )
    return case, step


def told(step: Step) -> str:
    """Who brought the step to its state, as the end of a sentence with the moment of
    :func:`since`."""
    who = step.finished_by or (step.started_by if step.status is StepStatus.STARTED else None)
    return f" by {who} since {{at}}" if who and since(step) else ""


def since(step: Step) -> datetime | None:
    """Since when the step is in its state, where somebody brought it there."""
    if step.finished_by:
        return step.finished_at
    return step.started_at if step.status is StepStatus.STARTED else None


class Awaited(NamedTuple):
    """A step that another one waits for."""

    id: int
    title: str
    is_unfinished: bool


def needs_of(session: Session, steps: Sequence[int]) -> dict[int, list[Awaited]]:
    """Step → the steps that it waits for, or waited for."""
    query = (
        select(Need.step_id, Step.id, Step.title, Step.status)
        .join(Step, col(Step.id) == col(Need.needs_id))
        .where(col(Need.step_id).in_(steps))
        .order_by(col(Step.position))
    )
    found: dict[int, list[Awaited]] = {}
    for step, other, title, status in session.exec(query):
        found.setdefault(step, []).append(Awaited(other or 0, title, status in UNFINISHED))
    return found


def evidence_of(session: Session, steps: Sequence[int]) -> dict[int, list[EvidenceView]]:
    """Step → its evidence, the oldest first."""
    query = select(Evidence).where(col(Evidence.step_id).in_(steps)).order_by(col(Evidence.id))
    found: dict[int, list[EvidenceView]] = {}
    for row in session.exec(query):
        found.setdefault(row.step_id, []).append(evidence_view(row))
    return found


def evidence_view(row: Evidence) -> EvidenceView:
    return EvidenceView(
        row.id or 0, row.step_id, row.kind, row.text or "", row.size, row.sha256, row.at, row.by
    )


def case_view(session: Session, case: Case, now: datetime) -> CaseView:
    """The whole case."""
    query = select(Step).where(col(Step.case_id) == case.id).order_by(col(Step.position))
    steps = session.exec(query).all()
    readers = session.exec(select(Reader.who).where(col(Reader.case_id) == case.id)).all()
    follower = session.exec(select(Case.id).where(col(Case.follows) == case.id)).first()
    return CaseView(
        id=case.id or 0,
        person=case.person,
        email=case.email,
        kind=case.kind,
        effective=case.effective_at,
        zone=case.time_zone,
        manager=case.manager,
        hand_over_to=case.hand_over_to,
        note=case.note,
        status=case.status,
        restricted=case.restricted,
        readers=tuple(sorted(readers)),
        source=case.source,
        follows=case.follows,
        followed_by=follower,
        opened_at=case.opened_at,
        opened_by=case.opened_by,
        ended_at=case.ended_at,
        ended_by=case.ended_by,
        end_reason=case.end_reason,
        insisted=insistence(case.insisted),
        version=case.version,
        steps=step_views(session, case, steps, now),
        accounts=accounts_of_case(session, case.id or 0),
    )


def accounts_of_case(session: Session, case_id: int) -> tuple[AccountKnown, ...]:
    """What was known of the person's accounts when the case was opened."""
    return _accounts(session, col(KnownAccount.case_id) == case_id)


def _accounts(session: Session, which: ColumnElement[bool]) -> tuple[AccountKnown, ...]:
    """What was known of accounts when cases were opened, by name of the app."""
    found = session.exec(select(KnownAccount).where(which)).all()
    names = app_names(session, {one.app_id for one in found})
    views = [
        AccountKnown(
            app=one.app_id,
            app_name=names.get(one.app_id, one.app_id),
            known=one.known,
            as_of=one.as_of,
            feed=one.feed,
            snapshot=one.snapshot,
            step=one.step_id,
            answer=one.answer,
            answered_at=one.answered_at,
            answered_by=one.answered_by,
        )
        for one in found
    ]
    return tuple(sorted(views, key=lambda one: (one.app_name.casefold(), one.app)))


def own_steps(session: Session, actor: Actor, case_id: int, now: datetime) -> OwnSteps:
    """What the owner of steps sees of a restricted case; to all others it does not exist."""
    query = (
        select(Case, Step)
        .join(Step, col(Step.case_id) == col(Case.id))
        .where(col(Case.id) == case_id, visible_steps(session, actor))
        .order_by(col(Step.position))
    )
    found = session.exec(query).all()
    if not found:
        raise NotFound(f"There is no case {case_number(case_id)}.", field="case")
    case = found[0][0]
    views = step_views(session, case, [step for _, step in found], now)
    steps = tuple(map(alone, views))
    return OwnSteps(case_id, case.person, case.time_zone, case.status, case.opened_by, steps)


def step_view_for(
    session: Session, actor: Actor, case: Case, step: Step, now: datetime
) -> StepView:
    """A step as the actor sees it: without the others of the case, where these are not theirs."""
    (view,) = step_views_for(session, actor, case, [step], now)
    return view


def step_views_for(
    session: Session, actor: Actor, case: Case, steps: Sequence[Step], now: datetime
) -> tuple[StepView, ...]:
    """The same for several steps of one case."""
    views = step_views(session, case, steps, now)
    return views if sees_whole(session, actor, case) else tuple(map(alone, views))


def insistence(told: Mapping[str, Any] | None) -> Insistence | None:
    """Who insisted on closing a case, out of its row."""
    if not told:
        return None
    at = datetime.fromisoformat(told["at"])
    return Insistence(told["by"], told["by_id"], at, told["reason"], tuple(told["despite"]))


def step_views(
    session: Session, case: Case, steps: Sequence[Step], now: datetime
) -> tuple[StepView, ...]:
    """A case's steps with what they wait for and what proves them."""
    ids = [step.id or 0 for step in steps]
    proof, needs = evidence_of(session, ids), needs_of(session, ids)
    names = app_names(session, {step.app_id for step in steps if step.app_id})
    looks = [step.id for step in steps if step.kind is StepKind.LOOK]
    asked = _accounts(session, col(KnownAccount.step_id).in_(looks)) if looks else ()
    views = [
        _step_view(step, case, needs.get(step.id or 0, []), names, now, proof) for step in steps
    ]
    return tuple(
        replace(view, asks=tuple(one for one in asked if one.step == view.id))
        if view.kind is StepKind.LOOK
        else view
        for view in views
    )


def app_names(session: Session, apps: Iterable[str]) -> dict[str, str]:
    """App id → name."""
    rows = session.exec(select(App.id, App.name).where(col(App.id).in_(list(apps))))
    return dict(iter(rows))


def _step_view(
    step: Step,
    case: Case,
    needs: Sequence[Awaited],
    names: Mapping[str, str],
    now: datetime,
    proof: Mapping[int, list[EvidenceView]],
) -> StepView:
    unfinished = [one.title for one in needs if one.is_unfinished]
    held_up = is_held_up(
        unfinished_needs=len(unfinished),
        removes_access=step.removes_access,
        effective=case.effective_at,
        now=now,
    )
    return StepView(
        id=step.id or 0,
        case=step.case_id,
        key=step.key,
        app=step.app_id,
        app_name=names.get(step.app_id) if step.app_id else None,
        title=step.title,
        instructions=step.instructions,
        why=step.why,
        kind=step.kind,
        phase=step.phase,
        owner_role=step.owner_role,
        owner=step.owner,
        due=step.due_at,
        urgent=step.urgent,
        needs_evidence=step.needs_evidence,
        removes_access=step.removes_access,
        controls=tuple(step.controls),
        sources=tuple((one["title"], one.get("url")) for one in step.sources),
        status=step.status,
        reason=step.reason,
        started_at=step.started_at,
        started_by=step.started_by,
        finished_at=step.finished_at,
        finished_by=step.finished_by,
        removal=step.removal_id,
        event=step.event_id,
        version=step.version,
        needs=tuple(one.id for one in needs),
        waits_for=tuple(unfinished) if held_up else (),
        evidence=tuple(proof.get(step.id or 0, ())),
        place=place_of(step, names),
        owner_key=step.owner_key,
        proven=proven_by(step, proof.get(step.id or 0, ())),
        is_early=is_early(step.phase, case.effective_at, step.due_at, now),
    )


def place_of(step: Step, names: Mapping[str, str]) -> str | None:
    """Where a step is done. ``names``: app id → name."""
    return step.place or (names.get(step.app_id) if step.app_id else None)
