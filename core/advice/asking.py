"""Which questions are worth asking: proved on the grid of everything still open. Pure."""

from collections.abc import Collection

import numpy as np

from core.advice.fields import ANSWER_FIELDS, Value
from core.advice.grid import Grid, choices
from core.advice.questions import Question
from core.advice.recommend import Situation
from core.advice.rules import RuleBook

_ALWAYS_FIRST = ("current_plan", "idps")


def can_matter(situation: Situation, settled: Collection[str], book: RuleBook) -> set[str]:
    """The open answers that could still change the first choice.

    ``settled``: answers that stay as they are. An answer is left out only where, whatever the
    other open answers are, each of its values gives the same choice.
    """
    fixed: dict[str, Value] = dict(situation.facts.values)
    if "seats" not in settled:
        # A price per seat makes this fact follow the seats.
        fixed.pop("upgrade_difference")
    told = situation.answers.values
    fixed |= {field.name: told[field.name] for field in ANSWER_FIELDS if field.name in settled}
    grid = Grid.of(book, fixed)
    chosen = choices(book, grid).option
    found = set()
    for axis, name in enumerate(grid.axes):
        if chosen.shape[axis] > 1 and bool(np.ptp(chosen, axis=axis).any()):
            found.add("seats" if name == "upgrade_difference" else name)
    return found - set(settled)


def path(situation: Situation, questions: tuple[Question, ...], book: RuleBook) -> tuple[str, ...]:
    """The questions that a person is asked who gives these answers, in order.

    Each is judged by the answers before it; those after it are still open.
    """
    settled = set(_ALWAYS_FIRST)
    asked = []
    for question in questions:
        if question.asked == "always":
            asked.append(question.id)
            settled.add(question.id)
            continue
        if (question.through or question.id) in can_matter(situation, settled, book):
            asked.append(question.id)
            if question.through is None:
                settled.add(question.id)
        elif question.through is None:
            settled.add(question.id)
    return tuple(asked)
