"""Looking in apps of which no list is known: one step for each owner, and its answers."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.offboarding import rows
from core.offboarding.cases.known import asked_in
from core.offboarding.cases.opening import join
from core.offboarding.changes import store_step
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseStatus,
    EvidenceKind,
    KnownAccount,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.steps.evidence import keep_evidence
from core.offboarding.steps.second_person import check_finisher
from core.offboarding.steps.status import change_status
from core.offboarding.views import NewEvidence, StepView
from core.rights import Action, require

FOUND = "{who} looked: the person has an account"


def answer_look(
    session: Session, actor: Actor, step_id: int, version: int, found: Collection[str]
) -> StepView:
    """Say in which of a step's apps the person has an account; in its others they have none.

    The answers prove the step; each app of ``found`` brings its steps into the case. Raises
    :class:`Conflict` where there is nothing to answer, :class:`Invalid` for an app that the step
    does not ask about.
    """
    require(actor, Action.CASE_WORK)
    case, step = rows.held_step(session, actor, step_id, version)
    _check(session, actor, case, step)
    now = clock.now()
    asked = asked_in(session, step_id)
    names = rows.app_names(session, [one.app_id for one in asked])
    if unknown := sorted(set(found) - {one.app_id for one in asked}):
        raise Invalid(
            f"The step does not ask about {', '.join(unknown)}.",
            field="found",
            hint=f"It asks about: {', '.join(names)}.",
        )
    for one in asked:
        one.answer, one.answered_at, one.answered_by = one.app_id in found, now, actor.name
        session.add(one)
    said = NewEvidence(EvidenceKind.NOTE, _in_words(asked, names))
    kept = keep_evidence(session, actor, step, [said])
    before = {"status": str(step.status)}
    change_status(session, step, StepStatus.DONE, actor, now, None)
    answers = {one.app_id: bool(one.answer) for one in asked}
    told = {"status": str(step.status), "answers": answers, "evidence": kept}
    store_step(session, actor, case, step, "case.step-done", told, before=before, at=now)
    reason = FOUND.format(who=actor.name)
    for app in sorted(found):
        join(session, actor, case, app, now, reason)
    return rows.step_view_for(session, actor, case, step, now)


def _check(session: Session, actor: Actor, case: Case, step: Step) -> None:
    if case.status is not CaseStatus.OPEN:
        raise Conflict(f"The case is {case.status}.", hint="Reopen it to work on its steps.")
    if step.kind is not StepKind.LOOK:
        raise Conflict("There is nothing to look for here.")
    if step.status not in UNFINISHED:
        raise Conflict(
            f"This was answered{rows.told(step)}.",
            hint="If it was wrong, open the step again.",
            at=rows.since(step),
        )
    check_finisher(session, actor, case, step)


def _in_words(asked: Sequence[KnownAccount], names: Mapping[str, str]) -> str:
    """``Has an account: Figma. Has none: Miro, Notion.``"""
    groups = {
        label: sorted(names.get(one.app_id, one.app_id) for one in asked if one.answer is given)
        for given, label in ((True, "Has an account"), (False, "Has none"))
    }
    return " ".join(f"{label}: {', '.join(apps)}." for label, apps in groups.items() if apps)
