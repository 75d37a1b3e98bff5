"""Arithmetic that writes itself down as spreadsheet formulas. Pure."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Formula:
    """A formula without its ``=``, or a constant; ``+ - * /`` build larger ones."""

    text: str
    constant: Decimal | None = None

    def __add__(self, other: "Formula | int") -> "Formula":
        return _join(self, "+", other)

    def __radd__(self, other: int) -> "Formula":
        return _join(other, "+", self)

    def __sub__(self, other: "Formula | int") -> "Formula":
        return _join(self, "-", other)

    def __rsub__(self, other: int) -> "Formula":
        return _join(other, "-", self)

    def __mul__(self, other: "Formula | int") -> "Formula":
        return _join(self, "*", other)

    def __rmul__(self, other: int) -> "Formula":
        return _join(other, "*", self)

    def __truediv__(self, other: "Formula | int") -> "Formula":
        return _join(self, "/", other)


def constant(number: int) -> Formula:
    """A whole number inside a formula."""
    return Formula(str(number), Decimal(number))


def largest(one: "Formula | int", other: "Formula | int") -> Formula:
    """``MAX`` of two."""
    return Formula(f"MAX({_formula(one).text},{_formula(other).text})")


def rounded(one: Formula, digits: int) -> Formula:
    """``ROUND``: half away from zero, as money is rounded."""
    return Formula(f"ROUND({one.text},{digits})")


def _formula(value: "Formula | int") -> Formula:
    return value if isinstance(value, Formula) else constant(value)


def _join(one: "Formula | int", sign: str, other: "Formula | int") -> Formula:
    left, right = _formula(one), _formula(other)
    if left.constant is not None and right.constant is not None and sign != "/":
        result = {
            "+": left.constant + right.constant,
            "-": left.constant - right.constant,
            "*": left.constant * right.constant,
        }[sign]
        return Formula(str(result), result)
    if sign == "*" and 0 in (left.constant, right.constant):
        return constant(0)
    if left.constant == {"+": 0, "*": 1}.get(sign) and left.constant is not None:
        return right
    neutral = 0 if sign in "+-" else 1
    if right.constant is not None and right.constant == neutral:
        return left
    return Formula(f"({left.text}{sign}{right.text})")
