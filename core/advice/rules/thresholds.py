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
    or downwards all the way (prices per seat, leavers as a share of the seats), so a comparison
    turns once at most and halving finds where.
    """
    at = cache(values_at)
    low, high = at(0), at(MOST_PEOPLE)
    found = set()
    for atom in set(book.atoms()):
        if FIELDS[atom.field].kind is not Kind.NUMBER or atom.field not in low:
            continue
        if atom.of(low[atom.field]) != atom.of(high[atom.field]):
            found.add(_first(atom, at))
    return found


def _first(atom: Atom, values_at: Callable[[int], Mapping[str, Value]]) -> int:
    def turns(number: int) -> bool:
        return atom.of(values_at(number)[atom.field]) != before

    before = atom.of(values_at(0)[atom.field])
    if atom.comparison is not Comparison.KNOWN:
        # Where the number itself is compared, it turns beside the value that it is compared with.
        guess: int = floor(atom.value) + (atom.comparison is Comparison.AT_MOST)
        if 0 < guess <= MOST_PEOPLE and turns(guess) and not turns(guess - 1):
            return guess
    low, high = 0, MOST_PEOPLE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if turns(middle) else (middle, high)
    return high
