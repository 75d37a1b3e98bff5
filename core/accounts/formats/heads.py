"""Column heads: the form in which two spellings are the same, and where columns are. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache

_BRACKETS = re.compile(r"\s+\[[^\]]*\]\s*$")
_CONTAINERS = {"attributes", "profile", "fields", "root"}
"""Levels of JSON that only hold what they are about."""


@lru_cache(maxsize=8_192)
def form(text: str) -> str:
    """Letters and digits alone, without case and accents: ``Last Sign-In [READ ONLY]`` →
    ``lastsignin``; of JSON paths ``emails[].value`` → ``emailsallvalue``."""
    text = _BRACKETS.sub("", text).replace("[]", "all").replace("#", "number")
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if one.isalnum()) or text.strip()


def _is(text: str, other: str) -> bool:
    return text.strip().casefold() == other.casefold()


class Heads:
    """A table's heads, and which columns a format's words mean."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(texts)

    @cached_property
    def _places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for at, text in enumerate(self.texts):
            places.setdefault(form(text), at)
        for at, text in enumerate(self.texts):
            bare = ".".join(one for one in text.split(".") if one.strip("/") not in _CONTAINERS)
            places.setdefault(form(bare), at)
        return places

    def find(self, alternatives: Iterable[str]) -> tuple[int, ...]:
        """The columns that are called so, the best first; a star at the end stands for any end, an
        equals sign before for these very characters."""
        found: dict[int, None] = {}
        for one in alternatives:
            if one.startswith("="):
                found |= {at: None for at, text in enumerate(self.texts) if _is(text, one[1:])}
            elif one.endswith("*"):
                start = form(one[:-1])
                found |= {
                    at: None
                    for at, text in enumerate(self.texts)
                    if form(text).startswith(start) and form(text) != start
                }
            elif (at := self._places.get(form(one))) is not None:
                found[at] = None
        return tuple(found)

    def called(self, text: str) -> int | None:
        """The column with exactly this head, else one whose head is the same in form."""
        if text in self.texts:
            return self.texts.index(text)
        return self._places.get(form(text))

    def doubled(self) -> dict[int, tuple[int, ...]]:
        """Columns whose head stands there more than once: each with all of its places."""
        counts = Counter(map(form, self.texts))
        groups: dict[str, list[int]] = {}
        for at, text in enumerate(self.texts):
            if counts[form(text)] > 1:
                groups.setdefault(form(text), []).append(at)
        return {at: tuple(group) for group in groups.values() for at in group}
