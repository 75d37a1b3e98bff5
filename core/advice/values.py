"""What crosses the wall of the advice room: its value types."""

from core.advice.decisions.export import Read
from core.advice.models import DecisionStatus
from core.advice.recommendation.assumptions import Assumption
from core.advice.recommendation.cost import OptionCost
from core.advice.recommendation.counterfactuals import Flip
from core.advice.recommendation.ranking import OptionAdvice, Recommendation
from core.advice.recommendation.values import (
    Advice,
    DecisionName,
    DecisionView,
    DraftView,
    NewDecision,
    StackAdvice,
    StackChoices,
)
from core.advice.routes import OurCircumstances
from core.advice.rules.fields import FIELDS
from core.advice.rules.rule_book import FOLDER as RULES_FOLDER
from core.advice.rules.rule_book import Rule
from core.advice.situation.answers import NAMES as ANSWER_NAMES
from core.advice.situation.facts import FactFound, Facts
from core.advice.situation.questions import ANSWERED, STANDING, Given, Question
from core.advice.standing_answers import STANDING as STANDING_QUESTIONS
from core.advice.standing_answers import StandingAnswers
from core.advice.what_holds import Because
from core.cost.values import OptionId

__all__ = [
    "ANSWERED",
    "ANSWER_NAMES",
    "FIELDS",
    "RULES_FOLDER",
    "STANDING",
    "STANDING_QUESTIONS",
    "Advice",
    "Assumption",
    "Because",
    "DecisionName",
    "DecisionStatus",
    "DecisionView",
    "DraftView",
    "FactFound",
    "Facts",
    "Flip",
    "Given",
    "NewDecision",
    "OptionAdvice",
    "OptionCost",
    "OptionId",
    "OurCircumstances",
    "Question",
    "Read",
    "Recommendation",
    "Rule",
    "StackAdvice",
    "StackChoices",
    "StandingAnswers",
]
