"""The answers that a recommendation needs, read from files and forms. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import Any

from core.advice.models import Capacity, Doer, IdpChange, RemovalDuty, Sensitivity
from core.advice.rules.fields import Value
from core.errors import Invalid

MAX_PEOPLE = 10_000_000
CHOICES: dict[str, type[StrEnum]] = {
    "removal_duty": RemovalDuty,
    "idp_change": IdpChange,
    "manual_capacity": Capacity,
    "sensitivity": Sensitivity,
}
YES_NO = ("roles_from_idp", "wants_higher_plan", "third_party_admin")
NUMBERS = ("seats", "joiners_per_year", "leavers_per_year")


@dataclass(frozen=True)
class Answers:
    """What people said, or what stands in until they do."""

    current_plan: str | None = None
    idps: tuple[str, ...] | None = None
    """``None``: nobody has said; empty: there is none."""
    seats: int = 100
    joiners_per_year: int | Decimal = 15
    leavers_per_year: int | Decimal = 15
    removal_duty: RemovalDuty = RemovalDuty.NONE
    regulation: str = "none"
    roles_from_idp: bool = False
    wants_higher_plan: bool = False
    idp_change: IdpChange = IdpChange.NO
    third_party_admin: bool = False
    manual_work_by: Doer = Doer.IT
    manual_capacity: Capacity = Capacity.SOME
    sensitivity: Sensitivity = Sensitivity.NORMAL

    @property
    def values(self) -> dict[str, Value]:
        """The answers that rules may speak of."""
        told = {name: getattr(self, name) for name in (*NUMBERS, *YES_NO)}
        return told | {name: str(getattr(self, name)) for name in CHOICES}

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {k: _plain(v) for k, v in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return float(value) if isinstance(value, Decimal) else value


NAMES = tuple(field.name for field in fields(Answers))
REGULATIONS = ("none", "soc2", "iso27001", "hipaa", "pci-dss")
PROPOSING: dict[str, tuple[str, ...]] = {
    "regulation": REGULATIONS,
    "manual_work_by": tuple(str(one) for one in Doer),
}
"""Answers that no rule reads: they propose another answer, or stand in a sentence."""


def read_answers(given: Mapping[str, Any], defaults: Answers) -> Answers:
    """Answers from a file or a form over their defaults; raises :class:`Invalid` at the field."""
    read: dict[str, Any] = {}
    for name, value in given.items():
        if name not in NAMES:
            raise Invalid(
                f"There is no question {name!r}.",
                field=name,
                hint=f"Questions: {', '.join(NAMES)}.",
            )
        if value is not None:
            read[name] = _value(name, value)
    return replace(defaults, **read)


def _value(name: str, value: Any) -> Any:
    if name in CHOICES:
        return CHOICES[name](_one_of(name, value, tuple(CHOICES[name])))
    if name == "manual_work_by":
        return Doer(_one_of(name, value, PROPOSING[name]))
    if name == "regulation":
        return _one_of(name, value, REGULATIONS)
    if name in YES_NO:
        if isinstance(value, bool):
            return value
        return _one_of(name, str(value).casefold(), ("yes", "no", "true", "false")) in (
            "yes",
            "true",
        )
    if name in NUMBERS:
        return _number(name, value)
    if name == "idps":
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
            raise Invalid("idps needs a list of identity providers.", field=name)
        return tuple(dict.fromkeys(listed))
    if not isinstance(value, str) or len(value) > 200:
        raise Invalid(f"{name} needs a short text.", field=name)
    return value.strip() or None


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    # YAML reads a bare no as false.
    value = "no" if value is False and "no" in allowed else value
    if value not in allowed:
        raise Invalid(
            f"{name} cannot be {value!r}.", field=name, hint=f"One of: {', '.join(allowed)}."
        )
    return str(value)


def _number(name: str, value: Any) -> int | Decimal:
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, float) and isfinite(value):
        value = Decimal(str(value))
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    # A share of the seats need not be whole; seats are.
    whole = name == "seats"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | Decimal):
        what = "a whole number" if whole else "a number"
        raise Invalid(f"{name} needs {what}, not {value!r}.", field=name)
    if not 0 <= value <= MAX_PEOPLE:
        raise Invalid(f"{name} cannot be {value:,}.", field=name, hint=f"From 0 to {MAX_PEOPLE:,}.")
    return value
