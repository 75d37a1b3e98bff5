"""Numbers at which the truth of some comparison of the rules changes. Pure."""

from collections.abc import Callable, Mapping
from functools import cache
from math import floor

from core.advice.rules.condition import Atom, Comparison
from core.advice.rules.fields import FIELDS, Kind, Value
from core.advice.rules.rule_book import RuleBook

MOST_PEOPLE = 100_000
"""Numbers of people are looked at up to here."""


def turning_points(book: RuleBook, values_at: Callable[[int], Mapping[str, Value]]) -> set[int]:
    """The first numbers at which a comparison comes out otherwise than just before.

    ``values_at``: the fields that follow from a number, itself included. Each follows it upwards
    or downwards all the way (prices per seat, leavers as a share of the seats) once it is known, so
    a comparison turns once at most from there on, and halving finds where.
    """
    at = cache(values_at)
    found = set()
    for atom in set(book.atoms()):
        if FIELDS[atom.field].kind is not Kind.NUMBER or atom.field not in at(0):
            continue
        edge = _first_known(atom.field, at)
        stretches = [(0, MOST_PEOPLE)] if edge is None else [(0, edge - 1), (edge, MOST_PEOPLE)]
        found |= {edge} if edge else set()
        for start, end in stretches:
            if atom.of(at(start)[atom.field]) != atom.of(at(end)[atom.field]):
                found.add(_first(atom, at, start, end))
    return found


def _first_known(field: str, values_at: Callable[[int], Mapping[str, Value]]) -> int | None:
    """Where the field begins, or ends, to have a value: a price by seats may meet what we pay."""
    known = values_at(0)[field] is not None
    if known == (values_at(MOST_PEOPLE)[field] is not None):
        return None
    low, high = 0, MOST_PEOPLE
    while high - low > 1:
        middle = (low + high) // 2
        same = (values_at(middle)[field] is not None) == known
        low, high = (middle, high) if same else (low, middle)
    return high


def _first(
    atom: Atom, values_at: Callable[[int], Mapping[str, Value]], start: int, end: int
) -> int:
    def turns(number: int) -> bool:
        return atom.of(values_at(number)[atom.field]) != before

    before = atom.of(values_at(start)[atom.field])
    if atom.comparison is not Comparison.KNOWN:
        # Where the number itself is compared, it turns beside the value that it is compared with.
        guess: int = floor(atom.value) + (atom.comparison is Comparison.AT_MOST)
        if start < guess <= end and turns(guess) and not turns(guess - 1):
            return guess
    low, high = start, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if turns(middle) else (middle, high)
    return high
