"""Which names a few typed words mean, best first; typing errors forgiven. Pure.

Each typed word must be found in the name, as one of its words, its beginning or a part of it. A
word that no name of the list has as it was typed may have typing errors: one from four letters on,
two from eight on (as Elasticsearch's ``fuzziness: AUTO``), never in its first letter.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar
from unicodedata import combining, normalize

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

Key = TypeVar("Key")

EXACT, OPENING, WORD, BEGINNING, PART, TYPO = 120.0, 110.0, 100.0, 90.0, 70.0, 50.0
"""How well what is typed fits: the whole name, how it begins, one of its words, a word's beginning,
inside a word, misspelled."""
_EACH_EDIT, _LIKENESS = 10.0, 5.0
"""A typing error counts more than how alike the words look otherwise."""
_LEAST_PART = 3
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters that no accent can be taken from, as they are typed without them."""
_WORD = re.compile(r"[^\W_]+")
_DOMAIN = re.compile(r"(?<=\w)@\S*")
_LONGEST = 100
"""Characters of what is typed that count: nobody types more, and somebody may paste a book."""


@lru_cache(maxsize=32_768)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, in small letters without accents; an address without its domain."""
    # Twice: some signs, as ℠, become capitals only by being taken apart.
    plain = normalize("NFKD", _DOMAIN.sub("", text).casefold()).casefold()
    letters = "".join(letter for letter in plain if not combining(letter))
    return tuple(_WORD.findall(letters.translate(_LETTERS)))


@dataclass(frozen=True)
class Match(Generic[Key]):
    """A name that fits; ``score`` as the constants of this module, averaged over the words."""

    key: Key
    score: float
    is_as_typed: bool
    """Whether no typing error had to be forgiven."""

    @property
    def tier(self) -> int:
        """3: the whole name was typed; 2: whole words or their beginnings; 1: parts of them; 0:
        with typing errors."""
        if not self.is_as_typed:
            return 0
        return 3 if self.score == EXACT else 2 if self.score >= BEGINNING else 1


class Names(Generic[Key]):
    """Names that are looked through together, each with what else it is known by."""

    def __init__(self, names: Mapping[Key, Iterable[str]]) -> None:
        self._keys = list(names)
        self._whole: dict[str, set[int]] = defaultdict(set)
        self._at: dict[str, set[int]] = defaultdict(set)
        self._length: list[int] = []
        for place, spellings in enumerate(names.values()):
            length = 0
            for spelling in spellings:
                words = words_of(spelling)
                whole = "".join(words)
                length = length or len(whole)
                self._whole[whole].add(place)
                for word in (*words, whole):
                    self._at[word].add(place)
            self._length.append(length)
        self._at.pop("", None)

    def find(self, typed: str, most: int | None = None) -> list[Match[Key]]:
        """The best matches, at most ``most`` of them; those of one score by the shorter name, then
        in the order given."""
        words = words_of(typed[:_LONGEST])
        if not words:
            return []
        fits = self._fitting(words, forgive_all=False) or self._fitting(words, forgive_all=True)
        self._begin_so("".join(words), fits)
        ranked = sorted((self._match(place, each) for place, each in fits.items()), key=_rank)
        return [match for match, _length, _place in ranked[:most]]

    def _begin_so(self, typed: str, fits: dict[int, tuple[float, ...]]) -> None:
        """Names that are, or begin with, what was typed."""
        for whole, places in self._whole.items():
            if whole.startswith(typed):
                score = EXACT if whole == typed else OPENING
                for place in places:
                    fits[place] = max(
                        fits.get(place, ()), (score,), key=lambda one: max(one, default=0)
                    )

    def _match(self, place: int, each: tuple[float, ...]) -> tuple[Match[Key], int, int]:
        match = Match(self._keys[place], sum(each) / len(each), min(each) >= PART)
        return match, self._length[place], place

    def _fitting(
        self, words: tuple[str, ...], *, forgive_all: bool
    ) -> dict[int, tuple[float, ...]]:
        """Name → how well each word fits, of names that have them all; also typed as one word."""
        each = [self._having(word, forgive_all=forgive_all) for word in words]
        shared = set.intersection(*(set(found) for found in each))
        fits = {place: tuple(found[place] for found in each) for place in shared}
        if len(words) > 1:
            for place, score in self._having("".join(words), forgive_all=forgive_all).items():
                fits.setdefault(place, (score,))
        return fits

    def _having(self, word: str, *, forgive_all: bool) -> dict[int, float]:
        """Name → how well its best word fits this one."""
        fits = self._as_typed(word)
        if forgive_all or not fits:
            fits = {**self._misspelled(word), **fits}
        best: dict[int, float] = {}
        for known, score in fits.items():
            for place in self._at[known]:
                best[place] = max(best.get(place, 0.0), score)
        return best

    def _as_typed(self, word: str) -> dict[str, float]:
        fits = {}
        for known in self._at:
            if word not in known:
                continue
            if known == word:
                fits[known] = WORD
            elif known.startswith(word):
                fits[known] = BEGINNING
            elif len(word) >= _LEAST_PART:
                fits[known] = PART
        return fits

    def _misspelled(self, word: str) -> dict[str, float]:
        """Words, or their beginnings, that are a few letters away."""
        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not allowed or any(letter.isdecimal() for letter in word):  # another number is another
            return {}
        known = [one for one in self._at if one[0] == word[0] and len(one) >= len(word) - allowed]
        fits: dict[str, float] = {}
        for candidates in (known, [one[: len(word)] for one in known]):
            for text, edits, at in process.extract(
                word, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=None
            ):
                likeness = JaroWinkler.similarity(word, text)
                score = TYPO - _EACH_EDIT * edits + _LIKENESS * likeness
                fits[known[at]] = max(fits.get(known[at], 0.0), score)
        return fits


def _rank(found: tuple[Match[Key], int, int]) -> tuple[bool, float, int, int]:
    match, length, place = found
    return (not match.is_as_typed, -match.score, length, place)
