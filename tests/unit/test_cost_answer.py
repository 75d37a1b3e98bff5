"""What cannot be done here is never the cheapest; the answer says it in words."""

from dataclasses import replace
from decimal import Decimal

from core.cost.inputs.resolve import resolve
from core.cost.model.estimate import pert, point
from core.cost.model.options import OptionId
from core.cost.results.answer import answer
from core.cost.results.differences import differences
from core.cost.results.result import CostResult, calculate, to_json
from core.cost.scenario.scenario import Given, Scenario

PRICED = Scenario(
    inputs={
        "current.price": Given(point(120)),
        "upgrade.price": Given(point(400)),
        "seats": Given(pert(Decimal(30), Decimal(40), Decimal(60))),
    }
)


def result(*out: OptionId) -> CostResult:
    impossible = dict.fromkeys(out, "It is not sold here.")
    return calculate(replace(resolve(PRICED), impossible=impossible), draws=500)


def test_what_cannot_be_done_is_reckoned_but_never_the_cheapest() -> None:
    free = result()
    best = free.cheapest.id
    bound = result(best)
    assert bound.cheapest.id is not best
    assert bound.option(best) is not None
    chances = {one["id"]: one["p_cheapest"] for one in to_json(bound)["options"]}  # type: ignore[attr-defined]
    assert chances[best] == 0
    assert abs(sum(chances.values()) - 1) < 1e-5


def test_where_nothing_can_be_done_the_figures_stay() -> None:
    assert result(*OptionId).cheapest.id is result().cheapest.id


def test_the_answer_says_when_the_upgrade_pays() -> None:
    found = result(OptionId.JIT_CHECKLIST)
    (even,) = (
        one
        for one in found.break_even
        if one.variable == "upgrade_price" and one.against is found.cheapest.id
    )
    text = " ".join(answer(found))
    assert f"It pays below {even.at:,.2f} USD a seat and year" in text
    assert "now 400" in text
    assert "A leaver keeps access for up to" in text


def test_the_answer_says_why_the_upgrade_would_not_help() -> None:
    assert "It is not sold here." in " ".join(answer(result(OptionId.UPGRADE_FOR_SCIM)))


def test_a_version_says_what_it_changed() -> None:
    after = replace(PRICED, years=5).with_input("leavers", Given(point(6)))
    after = after.with_input("current.price", None)
    assert differences(PRICED, after) == [
        "Current plan, price of a unit: 120 → default",
        "Leavers: default → 6",
        "Horizon years: 3 → 5",
    ]
    assert differences(after, after) == []
