"""The language of the rules: a field, a comparison, a value; all, any, not. Pure.

Conditions are data. Each is checked against the list of fields when its file is read, so that an
unknown field or a value that the field can never have is an error with file and line.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.advice.rules.fields import FIELDS, Kind, RuleField, Value
from core.files.data_files import Problem, Row

Values = Mapping[str, Value]
Masks = Callable[["Atom"], NDArray[np.bool_]]


class Comparison(StrEnum):
    """How a field is compared. A number that is unknown is neither small nor large."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    KNOWN = "known"


@dataclass(frozen=True)
class Atom:
    """One comparison."""

    field: str
    comparison: Comparison
    value: Any

    def of(self, given: Value) -> bool:
        """Whether a value of the field passes."""
        match self.comparison:
            case Comparison.IS:
                return bool(given == self.value)
            case Comparison.IS_NOT:
                return bool(given != self.value)
            case Comparison.IN:
                return given in self.value
            case Comparison.KNOWN:
                return (given is not None) is self.value
            case Comparison.AT_MOST:
                return given is not None and bool(given <= self.value)
            case Comparison.AT_LEAST:
                return given is not None and bool(given >= self.value)

    def holds(self, values: Values) -> bool:
        return self.of(values[self.field])

    def mask(self, masks: Masks) -> NDArray[np.bool_]:
        return masks(self)

    def atoms(self) -> Iterator["Atom"]:
        yield self


@dataclass(frozen=True)
class All:
    """Every part holds; without parts, always."""

    parts: tuple["Condition", ...]

    def holds(self, values: Values) -> bool:
        return all(part.holds(values) for part in self.parts)

    def mask(self, masks: Masks) -> NDArray[np.bool_]:
        found = np.array(True)
        for part in self.parts:
            found = found & part.mask(masks)
        return found

    def atoms(self) -> Iterator[Atom]:
        for part in self.parts:
            yield from part.atoms()


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]

    def holds(self, values: Values) -> bool:
        return any(part.holds(values) for part in self.parts)

    def mask(self, masks: Masks) -> NDArray[np.bool_]:
        found = np.array(False)
        for part in self.parts:
            found = found | part.mask(masks)
        return found

    def atoms(self) -> Iterator[Atom]:
        for part in self.parts:
            yield from part.atoms()


@dataclass(frozen=True)
class Not:
    part: "Condition"

    def holds(self, values: Values) -> bool:
        return not self.part.holds(values)

    def mask(self, masks: Masks) -> NDArray[np.bool_]:
        return ~self.part.mask(masks)

    def atoms(self) -> Iterator[Atom]:
        yield from self.part.atoms()


Condition = Atom | All | AnyOf | Not
ALWAYS = All(())


def parse(node: object, row: Row, key: str, problems: list[Problem]) -> Condition:
    """A condition from a file; what is wrong with it goes into ``problems``."""
    if node == "always":
        return ALWAYS
    if not isinstance(node, Row):
        problems.append(
            row.problem(
                f"{key} is not a condition.", "Write always, or {field: ..., is: ...}.", key=key
            )
        )
        return ALWAYS
    if "field" in node:
        return _atom(node, problems)
    if len(node) == 1 and (word := next(iter(node))) in ("all", "any", "not"):
        if word == "not":
            return Not(parse(node["not"], node, "not", problems))
        parts = node[word]
        if not isinstance(parts, list) or not parts:
            problems.append(node.problem(f"{word} needs a list of conditions.", key=word))
            return ALWAYS
        read = tuple(parse(part, node, word, problems) for part in parts)
        return All(read) if word == "all" else AnyOf(read)
    problems.append(
        node.problem(
            f"a condition cannot have the keys {', '.join(sorted(node))}.",
            "Use field with one comparison, or one of all, any, not.",
        )
    )
    return ALWAYS


def _atom(node: Row, problems: list[Problem]) -> Condition:
    name = node["field"]
    field = FIELDS.get(name) if isinstance(name, str) else None
    if field is None:
        problems.append(
            node.problem(
                f"there is no field {name!r}.", f"Fields: {', '.join(FIELDS)}.", key="field"
            )
        )
        return ALWAYS
    words = [word for word in node if word != "field"]
    if len(words) != 1 or words[0] not in set(Comparison):
        problems.append(
            node.problem(
                f"{name} needs exactly one comparison.", f"One of: {', '.join(Comparison)}."
            )
        )
        return ALWAYS
    comparison = Comparison(words[0])
    value = node[words[0]]
    if trouble := _mismatch(field, comparison, value):
        problems.append(node.problem(f"{name}: {trouble}", key=words[0]))
        return ALWAYS
    return Atom(name, comparison, tuple(value) if comparison is Comparison.IN else value)


def _mismatch(field: RuleField, comparison: Comparison, value: object) -> str | None:
    if comparison is Comparison.KNOWN:
        return None if isinstance(value, bool) else "known takes true or false."
    if field.kind is Kind.NUMBER:
        if comparison not in (Comparison.AT_MOST, Comparison.AT_LEAST):
            return "a number is compared by at_most, at_least or known."
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return None if is_number else f"{value!r} is not a number."
    if comparison in (Comparison.AT_MOST, Comparison.AT_LEAST):
        return f"{comparison} is for numbers; this field is one of {field.choices()}."
    wanted = value if comparison is Comparison.IN else [value]
    if not isinstance(wanted, list):
        return "in takes a list."
    allowed: tuple[object, ...] = field.values
    for one in wanted:
        if not any(one == known and type(one) is type(known) for known in allowed):
            return f"it can never be {one!r}, only {field.choices()}."
    return None
