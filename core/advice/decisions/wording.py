"""Sentences of a decision record. Pure."""

from core.advice.recommendation.ranking import OptionAdvice, Recommendation
from core.advice.recommendation.values import Advice
from core.advice.recommendation.wording import hours
from core.advice.rules.fields import in_words
from core.advice.situation.questions import Question, shipped_questions
from core.cost.values import OptionId


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
            lines.append(f"{question.text} {_answer(question, told[question.id])}.")
    return "\n".join([*lines, *advice.recommendation.cautions])


def _answer(question: Question, value: object) -> str:
    return in_words("", value) if question.type == "number" else question.label(value)


def consequences(recommendation: Recommendation, choice: OptionId) -> str:
    """What follows, a line each: leftover access, effort and the risks taken."""
    option = _option(recommendation, choice)
    head = f"A leaver may keep access for up to {hours(option.leftover_access_hours)}."
    return "\n".join([head, f"Effort: {option.effort}.", *option.risks])


def _option(recommendation: Recommendation, choice: OptionId) -> OptionAdvice:
    return next(one for one in recommendation.options if one.id == choice)
