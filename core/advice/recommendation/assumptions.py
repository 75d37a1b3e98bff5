"""What a recommendation assumes, the most telling first. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from core.advice.recommendation.counterfactuals import Flip
from core.advice.situation.questions import ANSWERED, SAID, Given, Question


@dataclass(frozen=True)
class Assumption:
    """One answer that a recommendation rests on, and where it comes from."""

    question: Question
    value: Any
    origin: str
    """``answered``, ``stack``, ``organisation``, ``standing answer`` or the note of a default."""
    turns: int
    """How many other answers to it alone would bring another first choice."""
    matters: bool
    """Whether it can change the first choice at all, be it together with others."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has said it, so that a default stands in."""
        return self.origin not in SAID


def assumptions(
    given: Given, flips: Sequence[Flip], asked: Collection[str], questions: Sequence[Question]
) -> tuple[Assumption, ...]:
    """Every answer under a recommendation, what matters first.

    Of that, what nobody has said, and what was answered for this app, so that it stays where it was
    when somebody changes it; and of that, what would turn the choice in most ways.
    """
    turns = Counter(flip.field for flip in flips if flip.kind == "answer")
    found = [
        Assumption(
            one,
            getattr(given.answers, one.id),
            given.origins[one.id],
            turns[one.id],
            one.id in asked,
        )
        for one in questions
    ]

    def order(one: Assumption) -> tuple[bool, bool, int]:
        answered = one.origin == ANSWERED
        return not (one.matters or answered), not (one.is_open or answered), -one.turns

    return tuple(sorted(found, key=order))
