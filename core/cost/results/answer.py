"""The answer in a few sentences, the same on the page, on paper and in a terminal. Pure."""

from decimal import Decimal

from core.cost.inputs.definitions import input_catalogue
from core.cost.model.options import OptionId
from core.cost.results.result import CostResult, OptionCost
from core.cost.results.sensitivity import BreakEven, Variable, break_even, input_of
from core.cost.scenario.typed_numbers import ranged


def answer(result: CostResult) -> list[str]:
    """The cheapest's spread, what the upgrade costs beyond it and when it pays, who stays in."""
    best = result.cheapest
    upgrade = result.option(OptionId.UPGRADE_FOR_SCIM)
    said = [_spread(best), *_likely(result, best)]
    if upgrade is not None and upgrade is not best:
        said += _upgrade(result, best, upgrade)
    return [*said, *_exposure(result, best, upgrade)]


def _spread(best: OptionCost) -> str:
    spread = best.spread.total
    if spread.p10 == spread.p90:
        return "No number that counts here is a range."
    return f"In 8 of 10 simulations it costs between {spread.p10:,.0f} and {spread.p90:,.0f}."


def _likely(result: CostResult, best: OptionCost) -> list[str]:
    """Where the option that is cheapest in most draws is not so at the likely values."""
    possible = (one for one in result.options if one.id in result.resolved.possible)
    least = min(possible, key=lambda one: one.total)
    if least.total >= best.total:
        return []
    less = _money(result, best.total - least.total)
    return [
        f"At the likely values “{_name(least.id)}” costs {less} less, but in most simulations more."
    ]


def _upgrade(result: CostResult, best: OptionCost, upgrade: OptionCost) -> list[str]:
    more = upgrade.total - best.total
    name = f"“{_name(upgrade.id)}”"
    said = [
        f"{name} costs {_money(result, more)} more."
        if more >= 0
        else f"{name} costs {_money(result, -more)} less."
    ]
    if why := result.resolved.impossible.get(upgrade.id):
        return [f"Do not upgrade for this: {why}", *said]
    price = Variable.UPGRADE_PRICE
    evens = break_even(result.resolved, price, upgrade.id, [best.id])
    return [*said, *(_pays(result, one) for one in evens)]


def _pays(result: CostResult, even: BreakEven) -> str:
    name = input_of(result.resolved, Variable.UPGRADE_PRICE)
    assert name is not None
    price = result.resolved.inputs[name]
    unit = price.spec.unit.replace("money", result.resolved.scenario.currency)
    if even.at is None:
        return f"It would not pay at any price of the plan up to {even.searched_to:,.0f} {unit}."
    way = "below" if even.cheaper_below is OptionId.UPGRADE_FOR_SCIM else "above"
    return f"It pays {way} {even.at:,.2f} {unit} for the plan; now {ranged(price.estimate)}."


def _exposure(result: CostResult, best: OptionCost, upgrade: OptionCost | None) -> list[str]:
    left = result.resolved.leftover
    said = [left[best.id].sentence]
    if upgrade is not None and upgrade is not best and upgrade.id in result.resolved.possible:
        other = left[upgrade.id]
        said.append(f"With the upgrade: {other.up_to}, about {other.in_all}.")
    return said


def _money(result: CostResult, amount: Decimal) -> str:
    return f"{result.resolved.scenario.currency} {amount:,.0f}"


def _name(option: OptionId) -> str:
    return input_catalogue().texts[option].name
