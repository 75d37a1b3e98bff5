"""What moves the answer (tornado), and from when on another option is cheaper (break-even). Pure.

A break-even is found exactly: the model is piecewise linear in seats, in leavers and in a price
(without growth compounding on them), so within a piece the crossing is one division of fractions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

import numpy as np

from core.cost.inputs.resolve import Origin, Resolved
from core.cost.model.arithmetic import CENT, Number, Rational, Vector
from core.cost.model.cost_model import Year, reckon
from core.cost.model.estimate import Array
from core.cost.model.options import Billing, OptionId, PlanRole

GRID = 128
MOST_HALVINGS = 60


class Variable(StrEnum):
    """What a break-even is looked for in."""

    SEATS = "seats"
    LEAVERS = "leavers"
    UPGRADE_PRICE = "upgrade_price"


@dataclass(frozen=True)
class Bar:
    """One input's bar of the tornado: the option's total at the input's low and high end."""

    option: OptionId
    input: str
    label: str
    low: Decimal
    high: Decimal
    at_low: Decimal
    at_high: Decimal
    cheapest_at_low: OptionId
    cheapest_at_high: OptionId

    @property
    def swing(self) -> Decimal:
        """How far the input alone moves the total."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class BreakEven:
    """Where two options cost the same. ``at`` is ``None`` where one is cheaper throughout.

    ``first_whole``: the first whole number at or above ``at``, for what comes in wholes.
    """

    variable: Variable
    option: OptionId
    against: OptionId
    at: Decimal | None
    first_whole: Decimal | None
    cheaper_below: OptionId
    cheaper_above: OptionId
    searched_to: Decimal


@dataclass(frozen=True)
class Curve:
    """Every possible option's total over one variable, for a chart; money in floats."""

    variable: Variable
    now: Decimal
    xs: Array
    totals: Mapping[OptionId, Array]


def tornado(resolved: Resolved, option: OptionId) -> list[Bar]:
    """Each uncertain input alone at its low and high, the rest at its likely; widest first."""
    names = resolved.uncertain
    if not names:
        return []
    values: dict[str, Number] = {
        name: float(one.estimate.likely) for name, one in resolved.inputs.items()
    }
    for at, name in enumerate(names):
        estimate = resolved.inputs[name].estimate
        column = np.full(2 * len(names), float(estimate.likely))
        column[2 * at], column[2 * at + 1] = float(estimate.low), float(estimate.high)
        values[name] = column
    totals = {
        one: np.broadcast_to(_total(years), 2 * len(names))
        for one, years in reckon(resolved.frame, values, Vector()).items()
    }
    order = resolved.possible
    cheapest = np.argmin(np.vstack([totals[one] for one in order]), axis=0)
    bars = []
    for at, name in enumerate(names):
        one = resolved.inputs[name]
        bar = Bar(
            option, name, one.spec.label, one.estimate.low, one.estimate.high,
            _cents(totals[option][2 * at]), _cents(totals[option][2 * at + 1]),
            order[cheapest[2 * at]], order[cheapest[2 * at + 1]],
        )  # fmt: skip
        if bar.swing or bar.cheapest_at_low != bar.cheapest_at_high:
            bars.append(bar)
    return sorted(bars, key=lambda bar: (-bar.swing, bar.input))


def curve(resolved: Resolved, variable: Variable, points: int = GRID + 1) -> Curve | None:
    """Totals over a variable; ``None`` where the scenario has no such variable."""
    name = input_of(resolved, variable)
    if name is None:
        return None
    now = resolved.inputs[name].estimate.likely
    xs = np.linspace(0, float(reach(resolved, name)), points)
    values: dict[str, Number] = {
        key: float(one.estimate.likely) for key, one in resolved.inputs.items()
    }
    values |= {key: xs * float(share) for key, share in _moved(resolved, name).items()}
    found = reckon(resolved.frame, values, Vector())
    totals = {one: np.broadcast_to(_total(found[one]), points) for one in resolved.possible}
    return Curve(variable, now, xs, totals)


def break_even(
    resolved: Resolved,
    variable: Variable,
    reference: OptionId,
    against: Sequence[OptionId] | None = None,
) -> list[BreakEven]:
    """Where ``reference`` and each other option (or those of ``against``) cost the same; sorted
    by option, then place."""
    drawn = curve(resolved, variable)
    name = input_of(resolved, variable)
    if drawn is None or name is None:
        return []
    found = []
    reached = reach(resolved, name)
    for other in against or resolved.possible:
        if other is reference:
            continue
        gap = _gap(resolved, name, reference, other)
        places = _crossings(gap, drawn, reference, other, Fraction(reached))
        if not places:
            middle = gap(Fraction(reached) / 2)
            always = reference if middle <= 0 else other
            found.append(BreakEven(variable, reference, other, None, None, always, always, reached))
        for place, rises in places:
            below, above = (reference, other) if rises else (other, reference)
            at = _decimal(place)
            whole = at.to_integral_value(ROUND_CEILING)
            found.append(BreakEven(variable, reference, other, at, whole, below, above, reached))
    return found


def reference_of(resolved: Resolved) -> OptionId:
    """The option that break-evens ask about: the upgrade, where it can be done here."""
    options = resolved.possible
    return OptionId.UPGRADE_FOR_SCIM if OptionId.UPGRADE_FOR_SCIM in options else options[0]


def input_of(resolved: Resolved, variable: Variable) -> str | None:
    """The input that the variable moves; ``None`` where no possible option pays the upgrade."""
    if variable is not Variable.UPGRADE_PRICE:
        return str(variable)
    frame = resolved.frame
    if not any(frame.role_of(option) is PlanRole.UPGRADE for option in resolved.possible):
        return None
    billing = frame.plans[PlanRole.UPGRADE].billing
    price, base = "upgrade.price", "upgrade.base"
    # A quote for all seats is a fixed price, however the plan is billed by its list.
    is_fixed = resolved.inputs[price].estimate.high == 0 < resolved.inputs[base].estimate.high
    return price if billing is Billing.SEAT and not is_fixed else base


def reach(resolved: Resolved, name: str) -> Decimal:
    """How far a variable is looked at: four times today's, a round number at the least."""
    now = resolved.inputs[name].estimate.high
    least = Decimal(1000) if name.startswith("upgrade") else Decimal(200)
    return max(4 * now, least)


def _moved(resolved: Resolved, name: str) -> dict[str, Fraction]:
    """The input and those that follow it by default, each as a share of it."""
    moved = {name: Fraction(1)}
    whole = resolved.inputs[name].estimate.likely
    for key, one in resolved.inputs.items():
        derived = one.spec.percent_of
        if derived and derived[0] == name and one.origin is not Origin.YOURS and whole:
            moved[key] = Fraction(one.estimate.likely) / Fraction(whole)
    return moved


def _gap(
    resolved: Resolved, name: str, one: OptionId, other: OptionId
) -> Callable[[Fraction], Fraction]:
    frame = replace(resolved.frame, options=(one, other))
    fixed = {key: Fraction(value.estimate.likely) for key, value in resolved.inputs.items()}
    moved = _moved(resolved, name)

    def gap(x: Fraction) -> Fraction:
        values = fixed | {key: x * share for key, share in moved.items()}
        found = reckon(frame, values, Rational())
        return Fraction(_total(found[one]) - _total(found[other]))

    return gap


def _crossings(
    gap: Callable[[Fraction], Fraction],
    drawn: Curve,
    one: OptionId,
    other: OptionId,
    reached: Fraction,
) -> list[tuple[Fraction, bool]]:
    """Places where the gap changes sign, and whether it rises there."""
    signs = np.sign(np.round(drawn.totals[one] - drawn.totals[other], 6))
    places = []
    last, last_sign = 0, signs[0]
    for at in range(1, len(signs)):
        if signs[at] == 0:
            continue
        if last_sign != 0 and signs[at] != last_sign:
            low, high = reached * last / GRID, reached * at / GRID
            places.append((_solve(gap, low, high), bool(signs[at] > 0)))
        last, last_sign = at, signs[at]
    return places


def _solve(gap: Callable[[Fraction], Fraction], low: Fraction, high: Fraction) -> Fraction:
    at_low, at_high = gap(low), gap(high)
    for _ in range(MOST_HALVINGS):
        middle = (low + high) / 2
        at_middle, at_quarter = gap(middle), gap((3 * low + high) / 4)
        straight = 2 * at_middle == at_low + at_high and 2 * at_quarter == at_low + at_middle
        if straight and at_low != at_high:
            return low + (high - low) * at_low / (at_low - at_high)
        if (at_middle > 0) == (at_high > 0):
            high, at_high = middle, at_middle
        else:
            low, at_low = middle, at_middle
    return high


def _total(years: list[Year]) -> Number:
    total: Number = 0
    for year in years:
        total = total + year.total
    return total


def _cents(value: float) -> Decimal:
    return Decimal(float(value)).quantize(CENT, ROUND_HALF_UP)


def _decimal(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
