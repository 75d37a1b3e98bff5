"""Rows of drafts and decisions: made from a recommendation, shown as value types."""

from datetime import date

from core import clock
from core.actor import Actor
from core.advice.decisions import frozen_facts as freezing
from core.advice.decisions.wording import consequences, context, decision_title
from core.advice.models import AdviceDraft, Decision, DecisionStatus
from core.advice.recommendation.ranking import Recommendation
from core.advice.recommendation.values import Advice, DecisionView, DraftView, NewDecision
from core.advice.situation.questions import Known
from core.errors import Invalid

MAX_REASON = 4_000


def check_decision(recommendation: Recommendation, new: NewDecision, today: date) -> None:
    """Raise :class:`Invalid` unless this can be decided on this recommendation."""
    reason = new.reason.strip()
    chosen = next(one for one in recommendation.options if one.id == new.choice)
    if new.choice != recommendation.choice and not reason:
        raise Invalid(
            "Overruling the recommendation needs a reason.",
            field="reason",
            hint="Say what the rules do not know.",
        )
    if not chosen.feasible and not reason:
        raise Invalid(f"{chosen.title} is not possible here: {chosen.why_not}", field="choice")
    if len(reason) > MAX_REASON:
        raise Invalid(f"The reason is longer than {MAX_REASON} characters.", field="reason")
    if new.review_on is not None and new.review_on <= today:
        raise Invalid("The review date has to be in the future.", field="review_on")
    if new.status is DecisionStatus.SUPERSEDED:
        raise Invalid("A new decision is proposed or accepted.", field="status")


def decision_row(
    actor: Actor, advice: Advice, new: NewDecision, known: Known, supersedes: int | None
) -> Decision:
    """The row of a new decision, with what it rests on frozen."""
    recommendation = advice.recommendation
    app = recommendation.situation.app
    return Decision(
        app_id=app.id,
        app_name=app.name,
        title=decision_title(recommendation, new.choice),
        status=new.status,
        choice=new.choice,
        recommended=recommendation.choice,
        reason=new.reason.strip() or None,
        context=context(advice),
        consequences=consequences(recommendation, new.choice),
        answers=advice.given.plain(),
        frozen=freezing.freeze(recommendation.situation, known),
        options=freezing.option_rows(recommendation),
        review_on=new.review_on,
        supersedes=supersedes,
        decided_by=actor.name,
        decided_at=clock.now(),
    )


def view(row: Decision, changed: tuple[str, ...]) -> DecisionView:
    """A decision for its readers."""
    values = row.model_dump(exclude={"app_id", "options"})
    return DecisionView(**values, app=row.app_id, options=tuple(row.options), changes=changed)


def draft_view(row: AdviceDraft, *, app_exists: bool) -> DraftView:
    """A draft for its readers."""
    return DraftView(
        row.id,
        row.app_id,
        row.app_name,
        app_exists,
        row.answers,
        row.replaces,
        row.decision_id,
        row.version,
        row.updated_at,
        row.updated_by,
    )
