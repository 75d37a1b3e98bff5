"""What holds for every recommendation, whatever the answers."""

import random
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.actor import SYSTEM
from core.advice.models import OptionId
from core.advice.recommendation.counterfactuals import flips, with_answer, with_fact
from core.advice.rules.decision_table import blocked_by, choice, is_impossible, order
from core.advice.rules.fields import ANSWER_FIELDS, FIELDS, Kind, Value
from core.advice.rules.grid import Grid, choices, representatives
from core.advice.rules.rule_book import RuleBook, shipped
from core.advice.situation.answers import CHOICES, NUMBERS, PROPOSING, YES_NO, Answers
from core.advice.situation.known_answers import plans_of
from core.advice.situation.questions import Given, Known, Question, fill_in, shipped_questions
from core.advice.situation.relevant_questions import can_matter, path
from core.advice.situation.situation import Situation
from core.catalog import service as catalog
from core.catalog.snapshot import Snapshot
from core.catalog.values import Reading
from core.storage.database import Database
from tests.support.clock import TODAY

BOOK = shipped()
APPS = ("customer-io", "figma", "clay", "sentry", "notion", "braze", "salesforce", "1password")


@pytest.fixture(scope="module")
def whole(loaded_file: Path) -> Snapshot:
    database = Database(f"sqlite:///{loaded_file}")
    with database.read() as session:
        found = catalog.catalog(session, SYSTEM, Reading(TODAY))
    database.close()
    return found


Answered = dict[str, Any]


def answers() -> st.SearchStrategy[Answered]:
    """Some questions answered, others left to their defaults."""
    numbers = {name: st.integers(0, 400) for name in NUMBERS}
    yes_no = {name: st.booleans() for name in YES_NO}
    closed = {name: st.sampled_from([str(one) for one in kind]) for name, kind in CHOICES.items()}
    proposing = {name: st.sampled_from(values) for name, values in PROPOSING.items()}
    idps = st.lists(st.sampled_from(["okta", "entra-id", "jumpcloud", "onelogin"]), unique=True)
    plans = st.sampled_from(["essentials", "premium", "business", "enterprise", "professional"])
    optional = {**numbers, **yes_no, **closed, **proposing, "idps": idps, "current_plan": plans}
    return st.fixed_dictionaries({}, optional=optional)


situations = st.tuples(st.sampled_from(APPS), answers())


def filled(whole: Snapshot, drawn: tuple[str, Answered]) -> tuple[Situation, Given]:
    given = fill_in(drawn[1], Known())
    return Situation.of(whole.apps[drawn[0]], whole.idps, given.answers), given


def situated(whole: Snapshot, drawn: tuple[str, Answered]) -> Situation:
    return filled(whole, drawn)[0]


def possible(question: Question, situation: Situation) -> list[Any]:
    """Every answer to a question; of numbers some on each side of every threshold."""
    match question.type:
        case "plan":
            return ["", *plans_of(situation.app)]
        case "idps":
            return [[], *([idp] for idp in situation.idps)]
        case "number":
            return [0, 1, 6, 7, 12, 13, 30, 31, 100, 1000]
        case "yes-no":
            return [True, False]
        case _:
            return [one.value for one in question.choices]


def answer_to(question: Question, situation: Situation) -> st.SearchStrategy[Any]:
    return st.sampled_from(possible(question, situation))


@given(situations)
def test_real_situations_are_never_called_impossible(
    whole: Snapshot, drawn: tuple[str, Answered]
) -> None:
    assert not is_impossible(BOOK, situated(whole, drawn).values)


def test_no_app_of_the_catalogue_is_called_impossible(whole: Snapshot) -> None:
    for app in whole:
        for idps in (None, (), ("okta",), ("jumpcloud",)):
            for plan in (None, *(p.plan for p in app.plans)):
                told = Answers(idps=idps, current_plan=plan)
                values = Situation.of(app, whole.idps, told).values
                assert not is_impossible(BOOK, values), (app.id, idps, plan)
                for name, value in values.items():
                    field = FIELDS[name]
                    assert field.kind is Kind.NUMBER or value in field.values, (app.id, name, value)


@given(situations, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_options_has_no_meaning(
    whole: Snapshot, drawn: tuple[str, Answered], rng: random.Random
) -> None:
    values = situated(whole, drawn).values
    rules = list(BOOK.rules)
    rng.shuffle(rules)
    shuffled = RuleBook(
        dict(rng.sample(list(BOOK.options.items()), len(BOOK.options))),
        tuple(sorted(rules, key=lambda rule: (rule.rank, rule.id))),
        BOOK.impossible,
    )
    one = order(BOOK, values, blocked_by(BOOK, values))
    other = order(shuffled, values, blocked_by(shuffled, values))
    assert one == other


@settings(max_examples=60)
@given(situations)
def test_every_flip_really_flips(whole: Snapshot, drawn: tuple[str, Answered]) -> None:
    situation, given = filled(whole, drawn)
    now = choice(BOOK, situation.values)
    for flip in flips(situation, given, BOOK):
        if flip.kind == "fact":
            then = choice(BOOK, with_fact(situation, flip.field, flip.after))
        else:
            # As somebody would who runs the command again with this one answer changed.
            answers = fill_in({**drawn[1], flip.field: flip.after}, Known()).answers
            then = choice(BOOK, Situation.of(situation.app, whole.idps, answers).values)
        assert then == flip.choice != now, flip


@settings(max_examples=60)
@given(situations)
def test_no_flip_of_an_answer_is_missed(whole: Snapshot, drawn: tuple[str, Answered]) -> None:
    situation, given = filled(whole, drawn)
    now = choice(BOOK, situation.values)
    told = {(flip.field, flip.after) for flip in flips(situation, given, BOOK)}
    for question in shipped_questions():
        if question.type in ("number", "idps"):
            continue
        for value in possible(question, situation):
            then = choice(BOOK, with_answer(situation, given, question.id, value).values)
            if then != now and value:
                assert (question.id, value) in told


@settings(max_examples=40)
@given(situations, st.sampled_from(NUMBERS))
def test_a_number_that_flips_is_the_nearest_one(
    whole: Snapshot, drawn: tuple[str, Answered], field: str
) -> None:
    situation, given = filled(whole, drawn)
    now = choice(BOOK, situation.values)
    current = getattr(situation.answers, field)
    told = {flip.after for flip in flips(situation, given, BOOK) if flip.field == field}
    others = [
        n
        for n in range(0, 401)
        if choice(BOOK, with_answer(situation, given, field, n).values) != now
    ]
    below = max((n for n in others if n < current), default=None)
    above = min((n for n in others if n > current), default=None)
    assert {n for n in told if n <= 400} == {n for n in (below, above) if n is not None}


def test_turnover_that_nobody_gave_follows_the_seats(whole: Snapshot) -> None:
    situation, given = filled(whole, ("customer-io", {"idps": ["okta"], "seats": 100}))
    seats = [flip for flip in flips(situation, given, BOOK) if flip.field == "seats"]
    assert [(flip.after, flip.choice) for flip in seats] == [(30, OptionId.MANUAL_CHECKLIST)]


@settings(max_examples=60)
@given(situations, st.data())
def test_a_question_that_is_not_asked_could_not_have_mattered(
    whole: Snapshot, drawn: tuple[str, Answered], data: st.DataObject
) -> None:
    """Whatever is answered later, every answer to a question left out gives the same choice."""
    situation = situated(whole, drawn)
    asked = path(situation, shipped_questions(), BOOK)
    later = dict(drawn[1])
    for question in reversed(shipped_questions()):
        if question.id in asked:
            # What comes after the left-out question is open when it is left out.
            later[question.id] = data.draw(answer_to(question, situation))
            continue
        seen = set()
        for value in possible(question, situation):
            answers = fill_in({**later, question.id: value}, Known()).answers
            seen.add(choice(BOOK, Situation.of(situation.app, whole.idps, answers).values))
        assert len(seen) == 1, question.id


def test_a_question_with_nothing_to_choose_from_is_not_asked(whole: Snapshot) -> None:
    unpriced = next(app for app in whole if not plans_of(app))
    situation, _ = filled(whole, (unpriced.id, {"idps": ["okta"]}))
    assert "current_plan" not in path(situation, shipped_questions(), BOOK)


def test_who_has_nobody_for_work_by_hand_is_not_asked_how_much(whole: Snapshot) -> None:
    answered = {"idps": ["okta"], "removal_duty": "within-a-day", "manual_work_by": "nobody"}
    situation, _ = filled(whole, ("customer-io", answered))
    asked = path(situation, shipped_questions(), BOOK)
    assert "manual_work_by" in asked
    assert "manual_capacity" not in asked
    assert situation.answers.manual_capacity == "none"


def ranks(
    grid: Grid, options: tuple[OptionId, ...], beside: frozenset[OptionId] = frozenset(OptionId)
) -> dict[OptionId, NDArray[np.int8]]:
    """The place of each of these options among those beside them, in every situation of a grid; 99
    where it is not possible."""
    unplaced = {}
    for option in BOOK.options.values():
        blocked = np.zeros(grid.shape, dtype=np.bool_)
        for said in option.blocked:
            blocked |= grid.mask(said.when)
        unplaced[option.id] = ~blocked
    found = {one: np.full(grid.shape, 99, dtype=np.int8) for one in options}
    count = np.zeros(grid.shape, dtype=np.int8)
    for rule in BOOK.rules:
        matches = grid.mask(rule.when)
        for option in (one for one in rule.prefer if one in beside):
            take = matches & unplaced[option]
            unplaced[option] ^= take
            count += take
            if option in found:
                np.copyto(found[option], count, where=take)
    return found


BETTER = (
    ("upgrade_difference", 0, 3001, (OptionId.UPGRADE_FOR_SCIM,)),
    *(
        ("idp_support", better, worse, (OptionId.NATIVE_SCIM, OptionId.UPGRADE_FOR_SCIM))
        for better, worse in combinations(("scim", "partial", "unknown", "jit-only", "none"), 2)
    ),
    ("plan_has_scim", "yes", "unknown", (OptionId.NATIVE_SCIM,)),
    ("plan_has_scim", "unknown", "no", (OptionId.NATIVE_SCIM, OptionId.CHANGE_IDP)),
    ("sign_on", "included", "unknown", (OptionId.JIT_CHECKLIST,)),
    ("sign_on", "unknown", "needs-upgrade", (OptionId.JIT_CHECKLIST,)),
    ("sign_on", "needs-upgrade", "no", (OptionId.JIT_CHECKLIST,)),
    ("other_idp", "scim", "contested", (OptionId.CHANGE_IDP,)),
    ("other_idp", "contested", "none", (OptionId.CHANGE_IDP,)),
)
"""Facts where one value is worse than another for some options, whatever else is the case."""
ALSO_WORSE = {("plan_has_scim", "unknown"): frozenset({OptionId.CHANGE_IDP})}
"""Options that the worse value is worse for as well, and that a place says nothing beside: a plan
that has SCIM speaks for an IdP that uses it before it speaks for one that may not."""


@lru_cache(maxsize=5)  # as many as values of idp_support: each stands in four of its ten pairs
def placed(
    field: str,
    value: Value,
    options: tuple[OptionId, ...],
    beside: frozenset[OptionId],
    fixed: tuple[tuple[str, Value], ...],
) -> tuple[dict[OptionId, NDArray[np.int8]], NDArray[np.bool_]]:
    """Places of these options where a field has this value, and which situations there can be."""
    grid = Grid.of(BOOK, [{field: value, **dict(fixed)}])
    reachable = np.ones(grid.shape, dtype=np.bool_)
    for said in BOOK.impossible:
        reachable &= ~grid.mask(said.when)
    return ranks(grid, options, beside), reachable


@pytest.mark.parametrize(("field", "better", "worse", "options"), BETTER)
def test_no_option_gets_better_for_a_fact_that_only_worsens_it(
    field: str, better: Value, worse: Value, options: tuple[OptionId, ...]
) -> None:
    """Over every situation that can be, not over examples."""
    beside = frozenset(OptionId) - (ALSO_WORSE.get((field, str(worse)), frozenset()) - {*options})
    # An outright no is compared with what was not in dispute: a dispute is weaker than a no.
    fixed = {"idp_contested": False} if field == "idp_support" else {}
    before, possible_before = placed(field, better, options, beside, tuple(fixed.items()))
    after, possible_after = placed(field, worse, options, beside, tuple(fixed.items()))
    for option in options:
        wrong = (after[option] < before[option]) & possible_before & possible_after
        assert not wrong.any(), (option, Grid.of(BOOK, [{field: worse, **fixed}]).at(wrong))


@settings(max_examples=30)
@given(situations)
def test_the_grid_and_the_single_evaluation_agree(
    whole: Snapshot, drawn: tuple[str, Answered]
) -> None:
    situation = situated(whole, drawn)
    grid = Grid.of(BOOK, [situation.values])
    found = choices(BOOK, grid)
    assert found.option.size == 1
    assert list(OptionId)[int(found.option.flat[0])] == choice(BOOK, situation.values)


def test_numbers_are_cut_where_rules_cut_them() -> None:
    atoms = list(BOOK.atoms())
    assert representatives(FIELDS["seats"], atoms) == (0, 31)
    assert representatives(FIELDS["upgrade_difference"], atoms) == (0, 3001, None)


def test_nothing_is_open_once_every_answer_is_settled(whole: Snapshot) -> None:
    situation = situated(whole, ("customer-io", {"idps": ["okta"]}))
    settled = ["idps", "current_plan", *(field.name for field in ANSWER_FIELDS)]
    assert can_matter(situation, settled, BOOK) == set()
