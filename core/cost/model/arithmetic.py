"""The kinds of number that the one cost model is calculated with. Pure.

:func:`core.cost.model.cost_model.reckon` is written once and runs on exact decimals (the
deterministic figure), on fractions (break-even points), on numpy arrays (ten thousand draws at
once) and on spreadsheet formulas (:mod:`core.cost.results.workbook`). What differs between them
stands here.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

import numpy as np

Number = Any
"""A ``Decimal``, ``Fraction``, float, array or formula: no static type has the operators of all."""

CENT = Decimal("0.01")


class Arithmetic(Protocol):
    """What the model needs beyond ``+ - * /`` with its own kind and with integers."""

    def most(self, one: Number, other: Number) -> Number:
        """The larger."""

    def cents(self, amount: Number) -> Number:
        """Rounded to the cent, half away from zero, where this kind of number is rounded."""

    def line(self, option: str, year: int, name: str, value: Number) -> Number:
        """Note an intermediate figure; ``option`` is empty for what all options share."""


class Exact:
    """Decimals; what :meth:`line` was told is kept in ``lines`` for whoever wants to see it."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, int, str], Decimal] = {}

    def most(self, one: Number, other: Number) -> Number:
        return max(one, other)

    def cents(self, amount: Number) -> Number:
        return Decimal(amount).quantize(CENT, ROUND_HALF_UP)

    def line(self, option: str, year: int, name: str, value: Number) -> Number:
        self.lines[option, year, name] = value
        return value


class _Unrounded:
    """What keeps every digit and notes nothing."""

    def cents(self, amount: Number) -> Number:
        return amount

    def line(self, option: str, year: int, name: str, value: Number) -> Number:  # noqa: ARG002
        return value


class Rational(_Unrounded):
    """Fractions, never rounded."""

    def most(self, one: Number, other: Number) -> Number:
        return max(one, other)


class Vector(_Unrounded):
    """Floats and arrays, never rounded: a cent is far below what the draws spread."""

    def most(self, one: Number, other: Number) -> Number:
        return np.maximum(one, other)
