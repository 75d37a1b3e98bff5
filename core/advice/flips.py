"""What would change the recommendation: found by trying, not by guessing. Pure.

Every single answer and every single fact is given each other value that the rules can tell apart;
for numbers the nearest value at which the first choice changes, on either side.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from core.advice.answers import CHOICES, NUMBERS, YES_NO, Answers
from core.advice.choose import choice, is_impossible
from core.advice.fields import FACT_FIELDS, FIELDS, Kind, Value
from core.advice.grid import representatives
from core.advice.models import OptionId
from core.advice.recommend import Situation
from core.advice.rules import RuleBook

MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class Flip:
    """One change, of an answer or a fact, and the choice that it would bring."""

    field: str
    label: str
    kind: str
    """``answer`` or ``fact``."""
    before: Any
    after: Any
    choice: OptionId


def with_fact(situation: Situation, field: str, value: Value) -> dict[str, Value]:
    """The situation's values as if one fact were another."""
    return {**situation.values, field: value}


def with_answer(situation: Situation, field: str, value: Any) -> Situation:
    """The situation as if one answer were another; the facts follow."""
    changed: Answers = replace(situation.answers, **{field: value})
    return Situation.of(situation.app, situation.idps, changed)


def flips(situation: Situation, book: RuleBook) -> tuple[Flip, ...]:
    """Every single change that brings another first choice."""
    now = choice(book, situation.values)
    found = [*_of_answers(situation, book, now), *_of_facts(situation, book, now)]
    return tuple(found)


def _of_answers(situation: Situation, book: RuleBook, now: OptionId | None) -> Iterator[Flip]:
    answers = situation.answers
    for field, others in _other_answers(situation):
        for other in others:
            then = choice(book, with_answer(situation, field, other).values)
            if then is not None and then != now:
                label = FIELDS[field].label if field in FIELDS else _LABELS[field]
                yield Flip(field, label, "answer", getattr(answers, field), other, then)
    for field in NUMBERS:
        yield from _of_number(situation, book, field, now)


_LABELS = {"idps": "Identity providers", "current_plan": "Current plan"}


def _other_answers(situation: Situation) -> Iterator[tuple[str, list[Any]]]:
    answers, mine = situation.answers, situation.facts.plan
    yield (
        "current_plan",
        [plan.plan for plan in situation.app.plans if mine is None or plan.plan != mine.slug],
    )
    relevant = {
        idp
        for idp, _ in situation.app.verdicts
        if idp is not None and idp in situation.idps and idp != "other"
    }
    yield (
        "idps",
        [(idp,) for idp in situation.idps if idp in relevant and answers.idps != (idp,)],
    )
    for field, kind in CHOICES.items():
        yield field, [value for value in kind if value != getattr(answers, field)]
    for field in YES_NO:
        yield field, [not getattr(answers, field)]


def _of_number(
    situation: Situation, book: RuleBook, field: str, now: OptionId | None
) -> Iterator[Flip]:
    """The nearest number below and above at which the choice is another one."""
    current = int(getattr(situation.answers, field))
    points = {int(value) for value in _cuts(book, field)} | _price_cuts(situation, book, field)
    tried: dict[int, OptionId | None] = {}

    def at(number: int) -> OptionId | None:
        if number not in tried:
            tried[number] = choice(book, with_answer(situation, field, number).values)
        return tried[number]

    # Between two cuts nothing changes, so each stretch's end nearest to the current value stands
    # for the stretch.
    below = sorted({p - 1 for p in points if 0 < p <= current}, reverse=True)
    above = sorted(p for p in points if p > current)
    for side in (below, above):
        for number in side:
            then = at(number)
            if then is not None and then != now:
                yield Flip(field, FIELDS[field].label, "answer", current, number, then)
                break


def _cuts(book: RuleBook, field: str) -> list[int]:
    """Where the truth of some comparison changes: the first number of each stretch."""
    values = representatives(FIELDS[field], book.atoms())
    return [int(value) for value in values if value is not None and not isinstance(value, str)]


def _price_cuts(situation: Situation, book: RuleBook, field: str) -> set[int]:
    """Seats at which the price of an upgrade crosses one of the rules' thresholds."""
    if field != "seats" or situation.facts.difference is None:
        return set()
    limits = [limit for limit in _cuts(book, "upgrade_difference") if limit > 0]

    def gap(seats: int) -> Value:
        return with_answer(situation, "seats", seats).facts.values["upgrade_difference"]

    return {cut for limit in limits if (cut := _crossing(gap, limit)) is not None}


def _crossing(gap: Any, limit: int) -> int | None:
    low, high = 0, MOST_PEOPLE
    first, last = gap(low), gap(high)
    if first is None or last is None or (first < limit) == (last < limit):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if (gap(middle) < limit) == (first < limit) else (low, middle)
    return high


def _of_facts(situation: Situation, book: RuleBook, now: OptionId | None) -> Iterator[Flip]:
    values = situation.values
    atoms = tuple(book.atoms())
    for field in FACT_FIELDS:
        seen = {values[field.name]} if field.kind is not Kind.NUMBER else set()
        candidates = (
            field.values if field.kind is not Kind.NUMBER else representatives(field, atoms)
        )
        for value in candidates:
            if value in seen:
                continue
            changed = with_fact(situation, field.name, value)
            if is_impossible(book, changed):
                continue
            then = choice(book, changed)
            if then is not None and then != now:
                yield Flip(field.name, field.label, "fact", values[field.name], value, then)
