"""``rules check``: the decision table proved over every situation that can be. Pure.

Gap: a situation without a recommendation. Overlap: two rules of one rank that match together.
Dead: a rule that decides nowhere. Each with a situation as its counter-example.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.advice.fields import FIELDS, Value, in_words
from core.advice.grid import NOTHING, Grid, choices
from core.advice.rules import Rule, RuleBook


@dataclass(frozen=True)
class Fault:
    """Something wrong with the table, where, and a situation that shows it."""

    kind: str
    what: str
    file: str = ""
    line: int = 0
    example: dict[str, Value] | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        shown = ""
        if self.example:
            parts = (f"{name}={in_words('', value)}" for name, value in self.example.items())
            shown = f"\n  for example: {', '.join(parts)}"
        return f"{place}{self.kind}: {self.what}{shown}"


@dataclass(frozen=True)
class Checked:
    """What the proof covered and what it found."""

    situations: int
    reachable: int
    faults: tuple[Fault, ...]


def check(book: RuleBook) -> Checked:
    """Prove the table, or name what is wrong with it."""
    grid = Grid.of(book)
    reachable = np.ones(grid.shape, dtype=np.bool_)
    for said in book.impossible:
        reachable &= ~grid.mask(said.when)
    found = choices(book, grid)
    faults = [*_gaps(book, grid, reachable & (found.option == NOTHING))]
    faults += _overlaps(book, grid, reachable)
    deciding = set(np.unique(found.rule[reachable]).tolist())
    for number, rule in enumerate(book.rules):
        if number not in deciding:
            faults.append(_dead(rule, grid, grid.mask(rule.when) & reachable))
    return Checked(reachable.size, int(reachable.sum()), tuple(faults))


def _gaps(book: RuleBook, grid: Grid, gap: NDArray[np.bool_]) -> list[Fault]:
    if not gap.any():
        return []
    rule = book.rules[-1] if book.rules else None
    what = f"{int(gap.sum()):,} situations get no recommendation."
    return [Fault("gap", what, rule.file if rule else "", 1, _telling(grid.at(gap)))]


def _overlaps(book: RuleBook, grid: Grid, reachable: NDArray[np.bool_]) -> list[Fault]:
    faults = []
    for one, other in combinations(book.rules, 2):
        if one.rank != other.rank:
            continue
        both = grid.mask(one.when) & grid.mask(other.when) & reachable
        if both.any():
            what = f"{one.id} and {other.id} have rank {one.rank} and match together."
            faults.append(Fault("overlap", what, other.file, other.line, _telling(grid.at(both))))
    return faults


def _dead(rule: Rule, grid: Grid, matches: NDArray[np.bool_]) -> Fault:
    if not matches.any():
        what = f"{rule.id} never matches: its condition contradicts itself or what can be."
        return Fault("dead rule", what, rule.file, rule.line)
    what = f"{rule.id} never decides: wherever it matches, an earlier rule has decided."
    return Fault("dead rule", what, rule.file, rule.line, _telling(grid.at(matches)))


def _telling(values: dict[str, Value]) -> dict[str, Value]:
    """The situation in the order of the fields."""
    return {name: values[name] for name in FIELDS}
