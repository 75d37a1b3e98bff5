"""A proof of absence as it is written: JSON, read before anything of it is believed. Pure.

For each name it holds the leaf of that name, or the two leaves between which it would stand, each
with the way to the root.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from core.accounts.absence.commitment import (
    FORMAT,
    Commitment,
    as_json,
    canonical,
    count,
    from_json,
)
from core.accounts.absence.leaf import Shown
from core.accounts.absence.names import Name, NameKind

MISREAD = (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError)
"""What reading raises for JSON that is no proof."""


@dataclass(frozen=True)
class Place:
    """A leaf, and the way from it to the root."""

    at: int
    leaf: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class Answer:
    """What is claimed of one name."""

    name: Name
    shown: Shown
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Proof:
    """A proof as it is read, before anything of it is believed."""

    said: Commitment
    root: str
    key: bytes
    snapshot: int
    names: tuple[Answer, ...]
    not_compared: tuple[Name, ...]
    is_whole: bool
    """Whether it is written as we write it, and its digest is that of all the rest."""


def read(proof: Any) -> Proof:
    """Raises one of :data:`MISREAD` for JSON that has not the parts of a proof."""
    if proof["format"] != FORMAT:
        raise ValueError(proof["format"])
    said = from_json(proof["list"])
    found = Proof(
        said=said,
        root=str(proof["root"]),
        key=bytes.fromhex(proof["key"]),
        snapshot=count(proof["snapshot"]),
        names=tuple(_answer(each) for each in proof["names"]),
        not_compared=tuple(_name(each) for each in proof["not_compared"]),
        is_whole=False,
    )
    again = {
        "format": FORMAT,
        "snapshot": found.snapshot,
        "list": as_json(said),
        "root": found.root,
        "key": found.key.hex(),
        "names": [
            named(each.name)
            | {"shown": str(each.shown), "leaves": [written(place) for place in each.places]}
            for each in found.names
        ],
        "not_compared": [named(each) for each in found.not_compared],
    }
    is_whole = canonical(proof) == canonical(again | {"digest": digest(again)})
    return replace(found, is_whole=is_whole)


def _answer(found: Any) -> Answer:
    places = tuple(
        Place(
            count(each["at"]),
            bytes.fromhex(each["leaf"]),
            tuple(bytes.fromhex(one) for one in each["path"]),
        )
        for each in found["leaves"]
    )
    return Answer(_name(found), Shown(found["shown"]), places)


def _name(found: Any) -> Name:
    return Name(NameKind(found["kind"]), str(found["text"]))


def written(place: Place) -> dict[str, Any]:
    return {
        "at": place.at,
        "leaf": place.leaf.hex(),
        "path": [each.hex() for each in place.path],
    }


def named(each: Name) -> dict[str, str]:
    return {"kind": str(each.kind), "text": each.text}


def digest(proof: Mapping[str, Any]) -> str:
    return sha256(canonical(proof).encode()).hexdigest()
