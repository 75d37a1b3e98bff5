"""A proof made: what a complete list says of some names. Pure."""

from bisect import bisect_left
from collections.abc import Collection
from typing import Any

from core.accounts.absence import leaf, merkle
from core.accounts.absence.commitment import FORMAT, as_json
from core.accounts.absence.leaf import Shown
from core.accounts.absence.listing import Tree
from core.accounts.absence.names import IN_WORDS, Name, in_form
from core.accounts.absence.proof import Place, digest, named, written
from core.errors import OfframpError


class StillThere(OfframpError):
    """The list shows an account of that name that can be used."""


class NothingToCompare(OfframpError):
    """The list has no name of the kinds that are asked for: that one is not in it says nothing."""


def prove(tree: Tree, names: Collection[Name], snapshot: int) -> dict[str, Any]:
    """The proof, ready for JSON, of what the list says of these names. ``snapshot``: its id.

    Raises :class:`StillThere` where one is there and can be used, :class:`NothingToCompare` where
    the list has no names of these kinds.
    """
    said = tree.commitment
    every = in_form(names, said.rules)
    compared = [each for each in every if said.compares(each.kind)]
    if not compared:
        raise NothingToCompare(
            f"The list of {said.list.app} has no {_kinds(names)}: nothing follows from it."
        )
    proof = {
        "format": FORMAT,
        "snapshot": snapshot,
        "list": as_json(said),
        "root": said.root,
        "key": tree.key.hex(),
        "names": [_shown(tree, each) for each in compared],
        "not_compared": [named(each) for each in every if each not in compared],
    }
    return proof | {"digest": digest(proof)}


def _shown(tree: Tree, each: Name) -> dict[str, Any]:
    point = each.point(tree.key)
    at = _first_from(tree, point)
    found = leaf.read(tree.leaf(at))
    if found.point != point:
        return named(each) | {
            "shown": str(Shown.ABSENT),
            "leaves": [_place(tree, at - 1), _place(tree, at)],
        }
    if found.shown is Shown.USABLE:
        raise StillThere(
            f"{tree.commitment.list.app} still has an account of {each.text} that can be used."
        )
    return named(each) | {"shown": str(found.shown), "leaves": [_place(tree, at)]}


def _first_from(tree: Tree, point: bytes) -> int:
    """The first leaf whose point is this one or lies above it."""
    return bisect_left(range(tree.count), point, key=lambda at: tree.leaf(at)[: leaf.POINT])


def _place(tree: Tree, at: int) -> dict[str, Any]:
    return written(Place(at, tree.leaf(at), tuple(merkle.path(tree.levels, at))))


def _kinds(names: Collection[Name]) -> str:
    return " or ".join(sorted({IN_WORDS[each.kind] for each in names})) or "name"
