"""A proof checked: by the root of a list, without the list. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from core.accounts.absence import leaf, merkle
from core.accounts.absence.commitment import Commitment, canonical
from core.accounts.absence.leaf import Shown
from core.accounts.absence.names import IN_WORDS, Name, in_form, known_by, name
from core.accounts.absence.proof import MISREAD, Answer, Place, Proof, read

MOST = 1 << 20
"""Characters of a proof; one of a hundred names in a list of a billion has fewer."""


@dataclass(frozen=True)
class Verdict:
    """What a proof shows. ``problems`` are sentences; where there are any, it shows nothing."""

    said: Commitment | None
    """Of which list; ``None`` where that cannot be read."""
    shown: Mapping[Name, Shown]
    """Empty where there are problems."""
    not_compared: tuple[Name, ...]
    """Names of kinds that the list has none of."""
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything in it was shown."""
        return not self.problems

    def is_about(self, text: str) -> bool:
        """Whether somebody of this address or user name is who it is about."""
        own = self.said and in_form(known_by([text]), self.said.rules)
        return bool(own) and set(own or ()) <= {*self.shown, *self.not_compared}

    def in_words(self) -> str:
        """``absent: e-mail address ada@example.com, user name ada``."""
        by: dict[Shown, list[str]] = {}
        for each, shown in self.shown.items():
            by.setdefault(shown, []).append(_called(each))
        return "; ".join(f"{shown}: {', '.join(called)}" for shown, called in by.items())


def verify(proof: object, root: str) -> Verdict:
    """What a proof shows of the list whose root this is. Raises nothing, whatever it is given."""
    try:
        found = read(proof)
    except MISREAD:
        problem = "it does not have the parts of a proof of absence"
        return Verdict(None, {}, (), (problem,))
    problems = tuple(_problems(found, root))
    shown = {} if problems else {each.name: each.shown for each in found.names}
    return Verdict(found.said, shown, found.not_compared, problems)


def verify_text(text: str, root: str) -> Verdict:
    """The same of a proof as text, which has to be written as Offramp writes it."""
    try:
        proof = json.loads(text) if len(text) <= MOST else None
        is_ours = canonical(proof) == text
    except MISREAD:
        proof, is_ours = None, False
    verdict = verify(proof, root)
    if is_ours or verdict.problems:
        return verdict
    return replace(verdict, shown={}, problems=("it is not written as Offramp writes it",))


def _problems(proof: Proof, root: str) -> Iterator[str]:
    said = proof.said
    if not proof.is_whole:
        yield "it was changed: its digest is not that of what it says"
    if said.root != proof.root or proof.root != root:
        yield "it belongs to another list than the one whose root is given"
        return
    if sha256(proof.key).hexdigest() != said.key:
        yield "its key is not the one of its list: with another key every name is absent"
        return
    if not proof.names:
        yield "it shows nothing of anyone"
    every = [*(each.name for each in proof.names), *proof.not_compared]
    if len(set(every)) < len(every):
        yield "it names someone twice"
    for each in proof.not_compared:
        if said.compares(each.kind):
            yield f"its list has names of the kind of {each.text}, which it says it has not"
    for answer in proof.names:
        problem = _problem(answer, proof)
        if problem:
            yield f"{_called(answer.name)}: {problem}"


def _called(each: Name) -> str:
    return f"{IN_WORDS[each.kind]} {each.text}"


def _problem(answer: Answer, proof: Proof) -> str | None:
    said = proof.said
    if name(answer.name.kind, answer.name.text, said.rules) != answer.name:
        return "it is not written in the form in which names are compared"
    if not said.compares(answer.name.kind):
        return "the list has no names of this kind, so that its absence says nothing"
    tree = bytes.fromhex(said.tree)
    try:
        leaves = [leaf.read(place.leaf) for place in answer.places]
    except ValueError as problem:
        return str(problem)
    for place in answer.places:
        if merkle.root_of(place.leaf, place.at, said.leaves, place.path) != tree:
            return "a leaf of its proof is not in the list, or not at this place"
    point = answer.name.point(proof.key)
    if answer.shown is Shown.ABSENT:
        return _not_between(point, answer.places, leaves)
    if answer.shown is Shown.USABLE:
        return "the list shows an account that can be used"
    if [(each.point, each.shown) for each in leaves] != [(point, answer.shown)]:
        return f"the leaf shown is not that of an account which is {answer.shown}"
    return None


def _not_between(point: bytes, places: tuple[Place, ...], leaves: list[leaf.Leaf]) -> str | None:
    if len(leaves) != 2 or places[0].at + 1 != places[1].at:
        return "the two leaves shown are not beside each other: something may stand between them"
    if not leaves[0].point < point < leaves[1].point:
        return "it does not stand between the two leaves shown"
    return None
