"""A number or a range as people type it: ``40``, ``30–40–60``, ``30 to 60``. Pure."""

import re
from decimal import Decimal

from core.cost.model.estimate import Estimate, Shape, between, pert, point
from core.cost.scenario.profile_table import parse_number
from core.errors import Invalid

_SEPARATOR = re.compile(r"\s*(?:–|—|\.\.\.?|…|;|/|\bto\b|(?<=\d)\s*-\s*(?=[\d.]))\s*")


def read_typed(text: str, name: str, label: str) -> Estimate | None:
    """The number or range; ``None`` for nothing. Raises :class:`Invalid` with ``field=name``."""
    parts = [part for part in _SEPARATOR.split(text.strip()) if part]
    if not parts:
        return None
    try:
        numbers = [parse_number(part.removesuffix("%"), label) for part in parts]
    except Invalid as error:
        raise Invalid(
            error.message, field=name, hint=error.hint if len(parts) == 1 else _HINT
        ) from None
    if len(numbers) == 1:
        return point(numbers[0])
    if len(numbers) > 3:
        raise Invalid(f"{label}: {len(numbers)} numbers.", field=name, hint=_HINT)
    if numbers != sorted(numbers):
        shown = ", ".join(str(number) for number in numbers)
        raise Invalid(f"{label}: {shown} are not in order.", field=name, hint=_HINT)
    return between(*numbers) if len(numbers) == 2 else pert(*numbers)


def read_rate(text: str, code: str) -> Decimal:
    """What 1 of the currency ``code`` is in another one: a single number above 0."""
    name = f"rates.{code}"
    found = read_typed(text, name, f"1 {code}")
    if found is None or not found.is_point or found.likely <= 0:
        raise Invalid(f"The rate of {code} is one number above 0.", field=name)
    return found.likely


_HINT = "Write one number, low–high, or low–likely–high, such as 30–40–60."


def typed(estimate: Estimate) -> str:
    """The estimate as somebody would type it."""
    if estimate.shape is Shape.POINT:
        return _plain(estimate.likely)
    if estimate.shape is Shape.UNIFORM:
        return f"{_plain(estimate.low)}–{_plain(estimate.high)}"
    return "–".join(_plain(one) for one in (estimate.low, estimate.likely, estimate.high))


def ranged(estimate: Estimate) -> str:
    """The estimate as it is read: ``28,000 to 55,000``."""
    if estimate.is_point:
        return _grouped(estimate.likely)
    said = f"{_grouped(estimate.low)} to {_grouped(estimate.high)}"
    return f"{said}, likely {_grouped(estimate.likely)}" if estimate.shape is Shape.PERT else said


def _grouped(number: Decimal) -> str:
    text = format(number, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
