"""``rules check``: the decision table proved over every situation that can be. Pure.

Gap: a situation without a recommendation. Overlap: two rules of one rank that match together.
Dead: a rule that decides nowhere. Each with a situation as its counter-example.
"""

from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from core.advice.rules.fields import FACT_FIELDS, FIELDS, Value, in_words
from core.advice.rules.grid import NOTHING, Grid, Scene, choices, representatives
from core.advice.rules.rule_book import Rule, RuleBook


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
    facts, scenes = _possible_facts(book)
    if not scenes:
        return Checked(0, 0, (Fault("gap", "impossible rules out every situation."),))
    grid = Grid.of(book, scenes)
    reachable = np.array(True)
    for said in book.impossible:
        reachable = reachable & ~grid.mask(said.when)
    found = choices(book, grid)
    faults = [*_gaps(book, grid, reachable & (found.option == NOTHING))]
    faults += _overlaps(book, grid, reachable)
    decided = np.where(np.broadcast_to(reachable, grid.shape), found.rule, NOTHING)
    deciding = np.bincount(decided.ravel() + 1, minlength=len(book.rules) + 1)[1:]
    for rule, times in zip(book.rules, deciding, strict=True):
        if not times:
            faults.append(_dead(rule, grid, grid.mask(rule.when) & reachable))
    size = found.rule.size
    possible = int(np.broadcast_to(reachable, grid.shape).sum())
    return Checked(size // len(scenes) * facts, possible, tuple(faults))


def _possible_facts(book: RuleBook) -> tuple[int, list[Scene]]:
    """How many combinations of facts there are, and those that can be.

    Only these are looked at further, with every combination of answers.
    """
    atoms = set(book.atoms())
    axes = [representatives(field, atoms) for field in FACT_FIELDS]
    names = {field.name for field in FACT_FIELDS}
    about_facts = [
        said.when for said in book.impossible if {atom.field for atom in said.when.atoms()} <= names
    ]
    scenes = (
        {field.name: value for field, value in zip(FACT_FIELDS, values, strict=True)}
        for values in product(*axes)
    )
    kept: list[Scene] = [
        scene for scene in scenes if not any(one.holds(scene) for one in about_facts)
    ]
    return prod(len(axis) for axis in axes), kept


def _gaps(book: RuleBook, grid: Grid, gap: NDArray[np.bool_]) -> list[Fault]:
    if not gap.any():
        return []
    last = book.rules[-1]
    what = f"{int(gap.sum()):,} situations get no recommendation, not even by {last.id}."
    return [Fault("gap", what, last.file, last.line, _telling(grid.at(gap)))]


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
