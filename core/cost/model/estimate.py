"""A number that may be uncertain: one point, low–likely–high (PERT) or low–high (uniform). Pure.

PERT is the beta distribution on [low, high] with α = 1 + 4·(likely − low)/(high − low) and
β = 1 + 4·(high − likely)/(high − low) (Clark 1962, the usual weight of four on the likely value).

Draws are the inverse distribution function of uniform numbers from PCG64. Nothing is rejected, so
that a last-bit difference between two machines' ``pow`` cannot shift the stream: the same seed
gives the same figures everywhere.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEPS = 4096
"""Steps of the tabulated inverse distribution function."""


class Shape(StrEnum):
    """How a value lies between its low and its high."""

    POINT = "point"
    PERT = "pert"
    UNIFORM = "uniform"


@dataclass(frozen=True)
class Estimate:
    """A value with its uncertainty, in the unit of its input. ``low`` ≤ ``likely`` ≤ ``high``.

    For a uniform estimate ``likely`` is the middle: the deterministic figure reckons with it.
    """

    low: Decimal
    likely: Decimal
    high: Decimal
    shape: Shape

    @property
    def is_point(self) -> bool:
        return self.shape is Shape.POINT

    def scaled(self, factor: Decimal) -> "Estimate":
        """The same estimate in another unit; ``factor`` is positive."""
        return Estimate(self.low * factor, self.likely * factor, self.high * factor, self.shape)

    def plus(self, other: "Estimate") -> "Estimate":
        """The sum of two that are points or uniform: low with low, high with high."""
        return between(self.low + other.low, self.high + other.high)


def point(value: Decimal | int | str) -> Estimate:
    """A value that is known."""
    exact = Decimal(value)
    return Estimate(exact, exact, exact, Shape.POINT)


def between(low: Decimal, high: Decimal) -> Estimate:
    """Anything between, all equally likely; a point when both are the same."""
    if low == high:
        return point(low)
    return Estimate(low, (low + high) / 2, high, Shape.UNIFORM)


def pert(low: Decimal, likely: Decimal, high: Decimal) -> Estimate:
    """Most likely ``likely``, never outside; a point when all are the same."""
    if low == high:
        return point(low)
    return Estimate(low, likely, high, Shape.PERT)


class Stream:
    """One input's draws, taken as many at a time as wanted.

    Each name has a stream of its own: another uncertain input does not change this one's draws,
    and two scenarios with one seed are compared under the same luck.
    """

    def __init__(self, estimate: Estimate, name: str, seed: int) -> None:
        self._estimate = estimate
        self._low = float(estimate.low)
        self._span = float(estimate.high - estimate.low)
        self._random = np.random.Generator(np.random.PCG64([seed, crc32(name.encode())]))

    def take(self, draws: int) -> Array | float:
        """The next ``draws`` values; a plain float for a point."""
        one = self._estimate
        if one.is_point:
            return float(one.likely)
        drawn = self._random.random(draws)
        if one.shape is Shape.PERT:
            drawn = _inverse(float((one.likely - one.low) / (one.high - one.low)), drawn)
        drawn *= self._span
        drawn += self._low
        return drawn


def _inverse(mode: float, uniform: Array) -> Array:
    table, slope = _table(mode)
    uniform *= STEPS
    cell = uniform.astype(np.intp)
    uniform -= cell
    uniform *= slope[cell]
    uniform += table[cell]
    return uniform


@lru_cache(maxsize=256)
def _table(mode: float) -> tuple[Array, Array]:
    """Quantiles of the PERT distribution on [0, 1] at k/4096, and the step to the next one."""
    alpha, beta = 4 * mode, 4 * (1 - mode)
    # Finer towards both ends, where the quantile function is steep.
    grid = (1 - np.cos(np.linspace(0, np.pi, 4 * STEPS + 1))) / 2
    density = grid**alpha * (1 - grid) ** beta
    steps = (density[1:] + density[:-1]) * np.diff(grid)
    distribution = np.concatenate([[0.0], np.cumsum(steps)])
    distribution /= distribution[-1]
    quantiles = np.interp(np.linspace(0, 1, STEPS + 1), distribution, grid)
    quantiles[0], quantiles[-1] = 0.0, 1.0
    # Nine digits: what differs between two mathematical libraries ends here.
    quantiles = np.round(quantiles, 9)
    return quantiles[:-1], np.diff(quantiles)
