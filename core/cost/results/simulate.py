"""Ten thousand futures at once: draw the uncertain inputs, reckon, read off the spread. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from core.cost.inputs.resolve import Resolved
from core.cost.model.arithmetic import CENT, Exact, Vector
from core.cost.model.cost_model import Year, reckon
from core.cost.model.estimate import Array, Stream
from core.cost.model.options import OptionId

BLOCK = 16_384
"""Draws reckoned at a time: what the processor's cache holds."""

PERCENTS = (10, 50, 90)


@dataclass(frozen=True)
class Spread:
    """P10, P50 and P90 of an amount of money."""

    p10: Decimal
    p50: Decimal
    p90: Decimal


@dataclass(frozen=True)
class OptionSpread:
    """One option's uncertain cost over the horizon. ``cumulative``: after each year."""

    total: Spread
    cumulative: tuple[Spread, ...]
    p_cheapest: float


def deterministic(resolved: Resolved) -> tuple[dict[OptionId, list[Year]], Exact]:
    """The exact figure with every input at its likely value, and the lines behind it."""
    exact = Exact()
    values = {name: one.estimate.likely for name, one in resolved.inputs.items()}
    return reckon(resolved.frame, values, exact), exact


def simulate(
    resolved: Resolved,
    known: Mapping[OptionId, list[Year]],
    *,
    draws: int | None = None,
    seed: int | None = None,
) -> dict[OptionId, OptionSpread]:
    """The spread of every option. ``known`` are the deterministic years, for what is certain."""
    number = draws or resolved.scenario.draws
    chosen = resolved.scenario.seed if seed is None else seed
    streams = {name: Stream(one.estimate, name, chosen) for name, one in resolved.inputs.items()}
    cumulative = _cumulative(resolved, streams, number)
    chances = _chances({one: cumulative[one] for one in resolved.possible}, known)
    return {
        option: _spread(cumulative[option], known[option], chances.get(option, 0.0))
        for option in resolved.frame.options
    }


def _cumulative(
    resolved: Resolved, streams: Mapping[str, Stream], draws: int
) -> dict[OptionId, list[Array | None]]:
    """Cumulative cost after each year; ``None`` where no uncertain input plays a part."""
    years = resolved.frame.years
    found: dict[OptionId, list[Array | None]] = {
        option: [None] * years for option in resolved.frame.options
    }
    for start in range(0, draws, BLOCK):
        part = slice(start, min(start + BLOCK, draws))
        block = {name: stream.take(part.stop - start) for name, stream in streams.items()}
        for option, reckoned in reckon(resolved.frame, block, Vector()).items():
            total = 0.0
            for number, year in enumerate(reckoned):
                total = total + year.total
                if not isinstance(total, np.ndarray):
                    continue
                kept = found[option][number]
                if kept is None:
                    kept = found[option][number] = np.empty(draws)
                kept[part] = total
    return found


def _chances(
    cumulative: Mapping[OptionId, list[Array | None]], known: Mapping[OptionId, list[Year]]
) -> dict[OptionId, float]:
    """The share of draws in which each is cheapest; equals share a draw."""
    totals: dict[OptionId, Array] = {}
    for option, years in cumulative.items():
        last = years[-1]
        totals[option] = np.asarray(_float_total(known[option])) if last is None else last
    least = np.asarray(np.inf)
    for total in totals.values():
        least = np.minimum(least, total)
    ties = np.zeros(())
    for total in totals.values():
        ties = ties + (total <= least)
    return {
        option: float(np.mean(np.where(total <= least, 1.0 / ties, 0.0)))
        for option, total in totals.items()
    }


def _float_total(years: list[Year]) -> float:
    return float(sum((year.total for year in years), Decimal(0)))


def _spread(cumulative: list[Array | None], known: list[Year], chance: float) -> OptionSpread:
    spreads = []
    sum_known = Decimal(0)
    for draws, year in zip(cumulative, known, strict=True):
        sum_known += year.total
        spreads.append(
            Spread(sum_known, sum_known, sum_known) if draws is None else _percentiles(draws)
        )
    return OptionSpread(spreads[-1], tuple(spreads), chance)


def _percentiles(draws: Array) -> Spread:
    p10, p50, p90 = (
        Decimal(float(value)).quantize(CENT, ROUND_HALF_UP)
        for value in np.percentile(draws, PERCENTS, overwrite_input=True)
    )
    return Spread(p10, p50, p90)
