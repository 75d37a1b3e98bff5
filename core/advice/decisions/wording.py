"""Sentences of a decision record, and when to look at it again. Pure."""

from datetime import date, timedelta

from core.advice.recommendation.ranking import OptionAdvice, Recommendation
from core.advice.recommendation.values import Advice
from core.advice.rules.fields import in_words
from core.advice.situation.questions import SAID, Question, shipped_questions
from core.cost.values import OptionId

REVIEW_AHEAD, REVIEW_AFTER = timedelta(days=60), timedelta(days=182)


def review_by(renewal: date | None, today: date) -> date:
    """When to look at a decision again: before the contract renews, with time to give notice.

    Half a year from now where no renewal is known or it is past; tomorrow where it is near.
    """
    if renewal is None or renewal <= today:
        return today + REVIEW_AFTER
    return max(renewal - REVIEW_AHEAD, today + timedelta(days=1))


def decision_title(recommendation: Recommendation, choice: OptionId) -> str:
    """``Customer.io: SCIM bridge``."""
    return f"{recommendation.situation.app.name}: {_option(recommendation, choice).title}"


def context(advice: Advice) -> str:
    """What was asked and what was known, a line each."""
    situation = advice.recommendation.situation
    told = advice.given.answers.values
    plan = situation.facts.plan.name or "not said"
    ours = situation.answers.idps
    idps = "not said" if ours is None else in_words("idps", [situation.idps[i] for i in ours])
    lines = [f"Plan of {situation.app.name}: {plan}.", f"Identity providers: {idps}."]
    for question in shipped_questions():
        if question.id in advice.asked and question.id in told:
            assumed = advice.given.origins[question.id] not in SAID
            said = f"{question.text} {_answer(question, told[question.id])}"
            lines.append(f"Assumed, nobody said: {said}." if assumed else f"{said}.")
    return "\n".join([*lines, *advice.recommendation.cautions])


def _answer(question: Question, value: object) -> str:
    return in_words("", value) if question.type == "number" else question.label(value)


def consequences(recommendation: Recommendation, choice: OptionId) -> str:
    """What follows, a line each: access after leaving, effort and the risks taken."""
    option = _option(recommendation, choice)
    head = option.leftover.sentence
    return "\n".join([head, f"Effort: {option.effort}.", *option.risks])


def _option(recommendation: Recommendation, choice: OptionId) -> OptionAdvice:
    return next(one for one in recommendation.options if one.id == choice)
