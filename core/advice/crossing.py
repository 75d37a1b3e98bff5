"""Numbers at which the truth of some comparison of the rules changes. Pure."""

from collections.abc import Callable, Mapping

from core.advice.condition import Atom
from core.advice.fields import FIELDS, Kind, Value
from core.advice.rules import RuleBook

MOST_PEOPLE = 100_000
"""Numbers of people are looked at up to here."""


def turning_points(book: RuleBook, values_at: Callable[[int], Mapping[str, Value]]) -> set[int]:
    """The first numbers at which a comparison comes out otherwise than just before.

    ``values_at``: the fields that follow from a number, itself included. Each follows it upwards
    or downwards all the way (prices per seat, leavers as a share of the seats), so a comparison
    turns once at most and halving finds where.
    """
    low, high = values_at(0), values_at(MOST_PEOPLE)
    found = set()
    for atom in set(book.atoms()):
        if FIELDS[atom.field].kind is not Kind.NUMBER or atom.field not in low:
            continue
        if atom.of(low[atom.field]) != atom.of(high[atom.field]):
            found.add(_first(atom, values_at))
    return found


def _first(atom: Atom, values_at: Callable[[int], Mapping[str, Value]]) -> int:
    low, high = 0, MOST_PEOPLE
    before = atom.of(values_at(low)[atom.field])
    while high - low > 1:
        middle = (low + high) // 2
        if atom.of(values_at(middle)[atom.field]) == before:
            low = middle
        else:
            high = middle
    return high
