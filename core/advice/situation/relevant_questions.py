"""Which questions are worth asking: proved on the grid of everything still open. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.advice.rules.fields import ANSWER_FIELDS, Value
from core.advice.rules.grid import Grid, Scene, choices
from core.advice.rules.rule_book import RuleBook
from core.advice.rules.thresholds import turning_points
from core.advice.situation.facts import derive
from core.advice.situation.known_answers import plans_of
from core.advice.situation.questions import Question
from core.advice.situation.situation import Situation

_SHAPING = ("current_plan", "seats")
"""Answers that the facts follow; of the IdPs, which they follow too, it is always asked first."""


def can_matter(situation: Situation, settled: Collection[str], book: RuleBook) -> set[str]:
    """The open answers that could still change the first choice.

    ``settled``: answers that stay as they are. An answer is left out only where, whatever the
    other open answers are, each of its values gives the same choice.
    """
    plans = _open_plans(situation) if "current_plan" not in settled else [None]
    seats = _open_seats(situation, plans, book) if "seats" not in settled else [None]
    scenes = list(_scenes(situation, plans, seats, settled))
    grid = Grid.of(book, scenes)
    chosen = choices(book, grid).option
    found = {
        name
        for name, values in grid.free.items()
        if len(values) > 1 and _varies(chosen, grid.axis(name))
    }
    by_shape = chosen.reshape(len(plans), len(seats), *chosen.shape[1:])
    return found | {name for axis, name in enumerate(_SHAPING) if _varies(by_shape, axis)}


def _varies(chosen: NDArray[np.int8], axis: int) -> bool:
    return bool((np.take(chosen, [0], axis) != chosen).any())


def _open_plans(situation: Situation) -> Sequence[str | None]:
    """Every plan that can be answered, and that nobody knows it; an empty text is that."""
    return ["", *plans_of(situation.app)]


def _open_seats(
    situation: Situation, plans: Sequence[str | None], book: RuleBook
) -> Sequence[int | None]:
    """Seats that rules tell apart, be it by the price that follows from them."""
    found: set[int] = {0}
    for plan in plans:
        found |= turning_points(book, partial(_facts, situation, plan))
    return sorted(found)


def _facts(situation: Situation, plan: str | None, seats: int | None) -> Scene:
    answers = situation.answers
    if plan is not None:
        answers = replace(answers, current_plan=plan or None)
    if seats is not None:
        answers = replace(answers, seats=seats)
    facts = derive(situation.app, situation.idps, answers, situation.here).values
    return {**facts, "seats": answers.seats}


def _scenes(
    situation: Situation,
    plans: Sequence[str | None],
    seats: Sequence[int | None],
    settled: Collection[str],
) -> Iterator[Scene]:
    told = situation.answers.values
    fixed = {field.name: told[field.name] for field in ANSWER_FIELDS if field.name in settled}
    for plan in plans:
        for number in seats:
            scene: dict[str, Value] = {**_facts(situation, plan, number), **fixed}
            yield scene


def path(situation: Situation, questions: tuple[Question, ...], book: RuleBook) -> tuple[str, ...]:
    """The questions that a person is asked who gives these answers, in order.

    Each is judged by the answers before it; those after it are still open.
    """
    settled: set[str] = {"idps"}
    asked = []
    matter = can_matter(situation, settled, book)
    for question in questions:
        if question.asked == "always" or (question.through or question.id) in matter:
            asked.append(question.id)
        settles = question.id if question.through is None else _settled_by(question, situation)
        if settles and settles not in settled:
            settled.add(settles)
            # What cannot matter stays so with its value settled: nothing to prove again.
            if settles in matter:
                matter = can_matter(situation, settled, book) - settled
    return tuple(asked)


def _settled_by(question: Question, situation: Situation) -> str | None:
    answers, target = situation.answers, question.through
    chosen = question.choice(str(getattr(answers, question.id)))
    if not (chosen and chosen.settles and target):
        return None
    # Where it was answered otherwise for this app, it is a question of its own.
    return target if str(getattr(answers, target)) == chosen.settles else None
