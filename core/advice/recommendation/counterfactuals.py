"""What would change the recommendation: found by trying, not by guessing. Pure.

Every single answer and every single fact is given each other value that the rules can tell apart;
for numbers the nearest value at which the first choice changes, on either side.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.advice.rules.decision_table import choice, is_impossible
from core.advice.rules.fields import FACT_FIELDS, FIELDS, Kind, RuleField, Value
from core.advice.rules.grid import representatives
from core.advice.rules.rule_book import RuleBook
from core.advice.rules.thresholds import turning_points
from core.advice.situation.answers import CHOICES, NUMBERS, PROPOSING, YES_NO
from core.advice.situation.facts import in_rules
from core.advice.situation.known_answers import plans_of
from core.advice.situation.questions import Given, shipped_questions
from core.advice.situation.situation import Situation
from core.cost.values import OptionId
from core.stack.service import standing_of

NO_IDP = "no-idp"
"""Whether there is an IdP is an answer, although facts are read by it."""


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
    """The situation's values as if one fact were another; what rests on it goes with it."""
    changed = {**situation.values, field: value}
    if changed["plan_has_scim"] == "yes":
        changed["upgrade"] = "none"
    if changed["upgrade"] != "available":
        changed["upgrade_difference"] = None
    if field != "standing":
        support, included = str(changed["idp_support"]), str(changed["plan_has_scim"])
        found = standing_of(support, bool(changed["idp_contested"]), included)
        changed["standing"] = in_rules(found)
    return changed


def with_answer(situation: Situation, given: Given, field: str, value: Any) -> Situation:
    """The situation as if one answer were another; what is filled in and the facts follow."""
    changed = given.changed(field, value)
    return Situation.of(situation.app, situation.idps, changed, situation.here)


def flips(situation: Situation, given: Given, book: RuleBook) -> tuple[Flip, ...]:
    """Every single change that brings another first choice."""
    now = choice(book, situation.values)
    found = [*_of_answers(situation, given, book, now), *_of_facts(situation, book, now)]
    return tuple(found)


def _of_answers(
    situation: Situation, given: Given, book: RuleBook, now: OptionId | None
) -> Iterator[Flip]:
    labels = {one.id: one.text.removesuffix("?") for one in shipped_questions()}
    answers = situation.answers
    for field, others in _other_answers(situation):
        label = FIELDS[field].label if field in FIELDS else _LABELS.get(field, labels[field])
        for other in others:
            then = choice(book, with_answer(situation, given, field, other).values)
            if then is not None and then != now:
                yield Flip(field, label, "answer", getattr(answers, field), other, then)
    for field in NUMBERS:
        yield from _of_number(situation, given, book, field, now)


_LABELS = {
    "idps": "Identity providers",
    "current_plan": "Current plan",
    "regulation": "Audit or regulation",
    "manual_work_by": "Work by hand is done by",
}


def _other_answers(situation: Situation) -> Iterator[tuple[str, list[Any]]]:
    answers, mine = situation.answers, situation.facts.plan.key
    yield "current_plan", [plan for plan in plans_of(situation.app) if plan != mine]
    spoken_of = {idp for idp, _ in situation.app.verdicts if idp not in (None, "other")}
    others = [(idp,) for idp in situation.idps if idp in spoken_of]
    yield "idps", [one for one in [*others, ()] if answers.idps != one]
    closed: dict[str, Iterable[str]] = {**CHOICES, **PROPOSING}
    for field in closed:
        yield field, [value for value in closed[field] if value != getattr(answers, field)]
    for field in YES_NO:
        yield field, [not getattr(answers, field)]


def _of_number(
    situation: Situation, given: Given, book: RuleBook, field: str, now: OptionId | None
) -> Iterator[Flip]:
    """The nearest number below and above at which the choice is another one."""
    current = getattr(situation.answers, field)

    def values_at(number: int) -> Mapping[str, Value]:
        return with_answer(situation, given, field, number).values

    # Between two turning points nothing changes, so the end of each stretch that is nearest to
    # the current number stands for the stretch.
    points = turning_points(book, values_at)
    below = sorted((point - 1 for point in points if point <= current), reverse=True)
    above = sorted(point for point in points if point > current)
    for side in (below, above):
        for number in side:
            then = choice(book, values_at(number))
            if then is not None and then != now:
                yield Flip(field, FIELDS[field].label, "answer", current, number, then)
                break


def _of_facts(situation: Situation, book: RuleBook, now: OptionId | None) -> Iterator[Flip]:
    values = situation.values
    for field in FACT_FIELDS:
        for value in _other_values(field, values[field.name], book):
            changed = with_fact(situation, field.name, value)
            if changed[field.name] != value or is_impossible(book, changed):
                continue
            then = choice(book, changed)
            if then is not None and then != now:
                yield Flip(field.name, field.label, "fact", values[field.name], value, then)


def _other_values(field: RuleField, current: Value, book: RuleBook) -> list[Value]:
    """What else a fact could be; of numbers the nearest of each stretch that rules tell apart."""
    if current == NO_IDP:
        return []
    if field.kind is not Kind.NUMBER:
        return [value for value in field.values if value not in (current, NO_IDP)]
    values = representatives(field, book.atoms())
    starts = sorted(int(value) for value in values if value is not None)
    if current is None or isinstance(current, str):
        return list(starts)
    above = [start for start in starts if start > current]
    below = [start - 1 for start in starts if 0 < start <= current]
    return [*reversed(below), *above, *([None] if None in values else [])]
