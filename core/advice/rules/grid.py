"""All situations at once: every field an axis, every truth an array. Pure.

A field's values that no rule tells apart are one value here, so numbers are cut at the thresholds
that the rules mention and nowhere else; what is proved on the grid is proved for every number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from core.advice.rules.condition import Atom, Comparison, Condition
from core.advice.rules.fields import FIELDS, Kind, RuleField, Value
from core.advice.rules.rule_book import RuleBook
from core.cost.values import OptionId

OPTIONS = tuple(OptionId)
NOTHING = -1


def representatives(field: RuleField, atoms: Iterable[Atom]) -> tuple[Value, ...]:
    """One value of the field for each way in which these comparisons can come out."""
    mine = [atom for atom in atoms if atom.field == field.name]
    if field.kind is Kind.NUMBER:
        cuts = {0}
        for atom in mine:
            if atom.comparison is Comparison.AT_MOST:
                cuts |= {floor(atom.value), floor(atom.value) + 1}
            elif atom.comparison is Comparison.AT_LEAST:
                cuts |= {ceil(atom.value) - 1, ceil(atom.value)}
        values: list[Value] = [*sorted(cut for cut in cuts if cut >= 0)]
        values += [None] if field.optional else []
    else:
        values = list(field.values)
    distinct: dict[tuple[bool, ...], Value] = {}
    for value in values:
        distinct.setdefault(tuple(atom.of(value) for atom in mine), value)
    return tuple(distinct.values())


Scene = Mapping[str, Value]
"""Fields that are looked at together, as the facts of one plan are."""


@dataclass(frozen=True)
class Grid:
    """The situations looked at: scenes along the first axis, one free field along each other."""

    scenes: tuple[Scene, ...]
    free: dict[str, tuple[Value, ...]]

    @classmethod
    def of(cls, book: RuleBook, scenes: Sequence[Scene] = ({},)) -> "Grid":
        """The grid of a rule book. Every scene names the same fields; all others are free."""
        atoms = set(book.atoms())
        free = {
            field.name: representatives(field, atoms)
            for field in FIELDS.values()
            if field.name not in scenes[0]
        }
        return cls(tuple(scenes), free)

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self.scenes), *(len(values) for values in self.free.values()))

    def axis(self, field: str) -> int:
        """The axis along which a field varies."""
        return 0 if field in self.scenes[0] else 1 + list(self.free).index(field)

    def mask(self, condition: Condition) -> NDArray[np.bool_]:
        """Where the condition holds; broadcasts to :attr:`shape`."""
        return condition.mask(self._atom)

    def _atom(self, atom: Atom) -> NDArray[np.bool_]:
        axis = self.axis(atom.field)
        values = self.free[atom.field] if axis else [scene[atom.field] for scene in self.scenes]
        line = np.array([atom.of(value) for value in values])
        return line.reshape([-1 if n == axis else 1 for n in range(1 + len(self.free))])

    def at(self, where: NDArray[np.bool_]) -> dict[str, Value]:
        """The first situation at which the mask is true."""
        index = np.unravel_index(int(np.argmax(np.broadcast_to(where, self.shape))), self.shape)
        told = {
            name: values[int(i)]
            for (name, values), i in zip(self.free.items(), index[1:], strict=True)
        }
        return {**self.scenes[int(index[0])], **told}


@dataclass(frozen=True)
class Choices:
    """The choice in every situation of a grid, as a position in ``OPTIONS`` (-1: none)."""

    option: NDArray[np.int8]
    rule: NDArray[np.int8]
    """Position of the deciding rule in the book."""


def choices(book: RuleBook, grid: Grid) -> Choices:
    """What :func:`core.advice.rules.decision_table.choice` gives, for the whole grid."""
    feasible = {}
    for option in book.options.values():
        blocked = np.array(False)
        for said in option.blocked:
            blocked = blocked | grid.mask(said.when)
        feasible[option.id] = ~blocked
    option_at = np.full(grid.shape, NOTHING, dtype=np.int8)
    rule_at = np.full(grid.shape, NOTHING, dtype=np.int8)
    for number, rule in enumerate(book.rules):
        matches = grid.mask(rule.when)
        for preferred in rule.prefer:
            take = (matches & feasible[preferred]) & (option_at == NOTHING)
            option_at[take] = OPTIONS.index(preferred)
            rule_at[take] = number
    return Choices(option_at, rule_at)
