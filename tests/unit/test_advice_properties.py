"""What holds for every recommendation, whatever the answers."""

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.actor import SYSTEM
from core.advice.answers import CHOICES, NUMBERS, YES_NO, Answers
from core.advice.asking import can_matter, path
from core.advice.choose import blocked_by, choice, is_impossible, order
from core.advice.fields import ANSWER_FIELDS, FIELDS, Kind
from core.advice.flips import flips, with_answer, with_fact
from core.advice.grid import Grid, choices, representatives
from core.advice.models import OptionId
from core.advice.questions import shipped_questions
from core.advice.recommend import Situation
from core.advice.rules import RuleBook, shipped
from core.catalog import service as catalog
from core.catalog.snapshot import Snapshot
from core.storage.database import Database
from tests.conftest import TODAY

BOOK = shipped()
APPS = ("customer-io", "figma", "clay", "sentry", "notion", "braze", "salesforce", "1password")


@pytest.fixture(scope="module")
def whole(loaded_file: Path) -> Snapshot:
    database = Database(f"sqlite:///{loaded_file}")
    with database.read() as session:
        found = catalog.catalog(session, SYSTEM, catalog.Reading(TODAY))
    database.close()
    return found


def answers() -> st.SearchStrategy[Answers]:
    numbers = {name: st.integers(0, 400) for name in NUMBERS}
    yes_no = {name: st.booleans() for name in YES_NO}
    closed = {name: st.sampled_from(list(kind)) for name, kind in CHOICES.items()}
    idps = st.none() | st.lists(
        st.sampled_from(["okta", "entra-id", "jumpcloud"]), unique=True
    ).map(tuple)
    plans = st.sampled_from([None, "essentials", "business", "enterprise", "professional"])
    return st.builds(Answers, idps=idps, current_plan=plans, **numbers, **yes_no, **closed)


situations = st.tuples(st.sampled_from(APPS), answers())


def situated(whole: Snapshot, drawn: tuple[str, Answers]) -> Situation:
    return Situation.of(whole.apps[drawn[0]], whole.idps, drawn[1])


@given(situations)
def test_real_situations_are_never_called_impossible(
    whole: Snapshot, drawn: tuple[str, Answers]
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
    whole: Snapshot, drawn: tuple[str, Answers], rng: random.Random
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
def test_every_flip_really_flips(whole: Snapshot, drawn: tuple[str, Answers]) -> None:
    situation = situated(whole, drawn)
    now = choice(BOOK, situation.values)
    for flip in flips(situation, BOOK):
        if flip.kind == "fact":
            then = choice(BOOK, with_fact(situation, flip.field, flip.after))
        else:
            then = choice(BOOK, with_answer(situation, flip.field, flip.after).values)
        assert then == flip.choice != now


@settings(max_examples=40)
@given(situations, st.sampled_from(NUMBERS))
def test_a_number_that_flips_is_the_nearest_one(
    whole: Snapshot, drawn: tuple[str, Answers], field: str
) -> None:
    situation = situated(whole, drawn)
    now = choice(BOOK, situation.values)
    current = getattr(situation.answers, field)
    told = {flip.after for flip in flips(situation, BOOK) if flip.field == field}
    others = [
        n for n in range(0, 401) if choice(BOOK, with_answer(situation, field, n).values) != now
    ]
    below = max((n for n in others if n < current), default=None)
    above = min((n for n in others if n > current), default=None)
    assert {n for n in told if n <= 400} == {n for n in (below, above) if n is not None}


@settings(max_examples=40)
@given(situations)
def test_a_question_that_is_not_asked_could_not_have_mattered(
    whole: Snapshot, drawn: tuple[str, Answers]
) -> None:
    situation = situated(whole, drawn)
    asked = path(situation, shipped_questions(), BOOK)
    now = choice(BOOK, situation.values)
    for question in shipped_questions():
        if question.id in asked or question.id not in FIELDS:
            continue
        field = FIELDS[question.id]
        values: Any = field.values or (0, 1, 6, 7, 12, 13, 30, 31, 1000)
        kind = CHOICES.get(question.id)
        for value in values:
            answer = kind(value) if kind else value
            assert choice(BOOK, with_answer(situation, question.id, answer).values) == now


@given(situations, st.integers(0, 60_000), st.integers(0, 60_000))
def test_a_dearer_upgrade_never_makes_the_upgrade_better(
    whole: Snapshot, drawn: tuple[str, Answers], one: int, other: int
) -> None:
    situation = situated(whole, drawn)
    if situation.values["upgrade"] != "available":
        return
    ranks = []
    for price in sorted([one, other]):
        values = with_fact(situation, "upgrade_difference", Decimal(price))
        placed = [p.option for p in order(BOOK, values, blocked_by(BOOK, values))]
        upgrade = OptionId.UPGRADE_FOR_SCIM
        ranks.append(placed.index(upgrade) if upgrade in placed else 99)
    assert ranks[0] <= ranks[1]


@given(situations, st.sampled_from(["none", "jit-only", "unknown"]))
def test_a_lost_support_never_makes_the_vendors_scim_the_choice(
    whole: Snapshot, drawn: tuple[str, Answers], lost: str
) -> None:
    situation = situated(whole, drawn)
    values = {**situation.values, "idp_support": "scim"}
    worse = {**values, "idp_support": lost, "idp_contested": False}
    for option in (OptionId.NATIVE_SCIM, OptionId.UPGRADE_FOR_SCIM):
        if choice(BOOK, worse) == option:
            assert choice(BOOK, values) == option
        if option in blocked_by(BOOK, values):
            assert option in blocked_by(BOOK, worse)


@settings(max_examples=30)
@given(situations)
def test_the_grid_and_the_single_evaluation_agree(
    whole: Snapshot, drawn: tuple[str, Answers]
) -> None:
    situation = situated(whole, drawn)
    grid = Grid.of(BOOK, situation.values)
    found = choices(BOOK, grid)
    assert found.option.size == 1
    assert list(OptionId)[int(found.option.flat[0])] == choice(BOOK, situation.values)


def test_numbers_are_cut_where_rules_cut_them() -> None:
    atoms = list(BOOK.atoms())
    assert representatives(FIELDS["seats"], atoms) == (0, 31)
    assert representatives(FIELDS["upgrade_difference"], atoms) == (0, 3001, None)


def test_nothing_is_open_once_every_answer_is_settled(whole: Snapshot) -> None:
    situation = situated(whole, ("customer-io", replace(Answers(), idps=("okta",))))
    assert can_matter(situation, [field.name for field in ANSWER_FIELDS], BOOK) == set()
