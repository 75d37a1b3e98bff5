"""Names that people type, and the app that they mean."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process, utils

_MOST_KEPT = 200
"""Characters of a name that is kept at hand: a list may name 20,000 apps of 10,000 each."""


def normalise(name: str) -> str:
    """A name as a slug: ``Customer.io`` → ``customer-io``. Empty when nothing is left."""
    return (_normalised if len(name) <= _MOST_KEPT else _normalised.__wrapped__)(name)


@lru_cache(maxsize=65_536)
def _normalised(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("&", " and ")).strip("-")


@dataclass(frozen=True)
class Guess:
    """An app that a name may mean; ``score`` from 0 to 100."""

    app: str
    score: float


def resolve(name: str, names: Mapping[str, str], aliases: Mapping[str, str]) -> str | None:
    """The app that a name means exactly: by id, alias or full name; ``None`` if in doubt.

    ``names`` maps app id to name, ``aliases`` maps normalised alias to app id.
    """
    slug = normalise(name)
    if slug in names:
        return slug
    if slug in aliases:
        return aliases[slug]
    if not slug:
        # A name in another script: only the very same letters are the same name.
        wanted = name.strip().casefold()
        same = {app for app, full in names.items() if wanted and full.casefold() == wanted}
    else:
        tight = slug.replace("-", "")
        same = {app for app, full in names.items() if normalise(full).replace("-", "") == tight}
    return same.pop() if len(same) == 1 else None


def guesses(
    name: str, names: Mapping[str, str], aliases: Mapping[str, str], limit: int = 3
) -> list[Guess]:
    """The apps that a name most likely means, best first, typing errors forgiven."""
    choices = dict(names) | {f"alias:{alias}": alias for alias in aliases}
    found = process.extract(
        name, choices, scorer=fuzz.WRatio, processor=utils.default_process, limit=limit * 3
    )
    best: dict[str, float] = {}
    for _text, score, key in found:
        app = aliases[key.removeprefix("alias:")] if key.startswith("alias:") else key
        best[app] = max(best.get(app, 0.0), score)
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return [Guess(app, score) for app, score in ranked[:limit] if score >= 55]


_NEARLY = 82
"""From this likeness (0 to 100) of whole names on, one may be the other with a typing error."""


def is_near(name: str, app: str, names: Mapping[str, str], aliases: Mapping[str, str]) -> bool:
    """Whether a guess is worth a question: the names differ by a typing error or two, or one begins
    with the other's words (``Zoom Phone`` and Zoom)."""
    mine = normalise(name)
    for theirs in (normalise(names[app]), *(alias for alias, of in aliases.items() if of == app)):
        longer, shorter = (mine, theirs) if len(mine) > len(theirs) else (theirs, mine)
        if shorter and (fuzz.ratio(mine, theirs) >= _NEARLY or longer.startswith(f"{shorter}-")):
            return True
    return False


MOST_GUESSED = 100
"""Names for which likely apps are sought in one list: it takes milliseconds each, and a person
goes through no more of them."""


class Lookup:
    """The apps that many names of one list mean; no name costs more than once."""

    def __init__(self, names: Mapping[str, str], aliases: Mapping[str, str]) -> None:
        self._names = names
        self._aliases = aliases
        self._resolved: dict[str, str | None] = {}
        self._guessed: dict[str, tuple[Guess, ...]] = {}
        self._tight: dict[str, set[str]] = defaultdict(set)
        for app, full in names.items():
            self._tight[normalise(full).replace("-", "")].add(app)

    def resolve(self, name: str) -> str | None:
        """As :func:`resolve`."""
        if name not in self._resolved:
            tight = normalise(name).replace("-", "")
            like = self._tight.get(tight, ())
            self._resolved[name] = resolve(
                name, {app: self._names[app] for app in like} | self._by_id(name), self._aliases
            )
        return self._resolved[name]

    def guesses(self, name: str) -> tuple[Guess, ...]:
        """As :func:`guesses`; none for names after the first :data:`MOST_GUESSED`."""
        if name not in self._guessed and len(self._guessed) < MOST_GUESSED:
            self._guessed[name] = tuple(guesses(name, self._names, self._aliases))
        return self._guessed.get(name, ())

    def _by_id(self, name: str) -> dict[str, str]:
        slug = normalise(name)
        return {slug: self._names[slug]} if slug in self._names else {}


_BRACKETS = re.compile(r"\(([^()]*)\)")
_BILLING = re.compile(
    r"((billed|paid) )?(annual(ly)?|yearly|monthly|per (seat|user|month|year))( billing)?"
    r"|eur|usd|gbp|chf|cad|aud",
    re.IGNORECASE,
)
"""All that a bracket may say and leave the plan the same: how it is paid. Whatever else stands in
one ("no SCIM", "trial", "until 2024; now Pro") may make it another plan."""
_BEHIND_PLAN = re.compile(r"(-(plan|account|subscription|tier|edition|or-(better|higher|above)))+$")
_BETWEEN = re.compile(r"[\s_.,:;/\\()\[\]{}'\"`‐-―‘-‟-]+")
"""What only parts the words of a plan's name."""


def plan_slug(name: str) -> str:
    """A plan's name as the catalogue writes it: ``Business+`` → ``business-plus``.

    Letters of other scripts and signs that may tell plans apart stay: ``企业版``, ``pro-<50``.
    """
    return (_plan_slug if len(name) <= _MOST_KEPT else _plan_slug.__wrapped__)(name)


@lru_cache(maxsize=65_536)
def _plan_slug(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold().replace("+", " plus ")
    plain = "".join(_ascii(letter) or letter for letter in text.replace("&", " and "))
    return _BETWEEN.sub("-", plain).strip("-")


def _ascii(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()


def plan_key(app_id: str, app_name: str, written: str) -> str:
    """What two spellings of one plan share: ``GitHub Team plan`` → ``team``."""
    key = plan_slug(_BRACKETS.sub(_unless_billing, written)) or plan_slug(written)
    for before in (normalise(app_name), app_id):
        key = key.removeprefix(f"{before}-")
    return _BEHIND_PLAN.sub("", key)


def _unless_billing(bracket: re.Match[str]) -> str:
    parts = (part.strip() for part in bracket[1].split(","))
    return "" if all(_BILLING.fullmatch(part) for part in parts) else bracket[0]


def plan_spellings(name: str) -> tuple[str, str]:
    """A vendor's plan as the catalogue names it, and without what it adds in brackets.

    ``Guard Standard (add-on)`` is sold as Guard Standard.
    """
    return name, _BRACKETS.sub("", name)
