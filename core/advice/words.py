"""Sentences of a decision record. Pure."""

from core.advice.fields import in_words
from core.advice.models import OptionId
from core.advice.questions import shipped_questions
from core.advice.ranked import OptionAdvice, Recommendation
from core.advice.values import Advice


def decision_title(recommendation: Recommendation, choice: OptionId) -> str:
    """``Customer.io: SCIM bridge, events become tracked work``."""
    return f"{recommendation.situation.app.name}: {_option(recommendation, choice).title}"


def context(advice: Advice) -> str:
    """What was asked and what was known, in a paragraph."""
    situation = advice.recommendation.situation
    told = advice.given.answers.values
    parts = []
    for question in shipped_questions():
        if question.id in advice.asked and question.id in told:
            parts.append(f"{question.text} {question.label(told[question.id])}.")
    plan = situation.facts.plan.name if situation.facts.plan else "not said"
    ours = situation.answers.idps
    idps = "not said" if ours is None else in_words("idps", [situation.idps[i] for i in ours])
    head = f"Plan of {situation.app.name}: {plan}. Identity providers: {idps}. "
    return head + " ".join(parts) + "".join(f" {one}" for one in advice.recommendation.cautions)


def consequences(recommendation: Recommendation, choice: OptionId) -> str:
    """What follows: leftover access, effort and the risks taken."""
    option = _option(recommendation, choice)
    return (
        f"A leaver may keep access for up to {option.leftover_access_hours} hours. "
        f"Effort: {option.effort}. " + " ".join(option.risks)
    )


def _option(recommendation: Recommendation, choice: OptionId) -> OptionAdvice:
    return next(one for one in recommendation.options if one.id == choice)
