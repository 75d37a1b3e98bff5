"""What the words in a column mean, by a format's own list or by the general one. Pure."""

from collections.abc import Iterable, Mapping
from functools import cache

import polars as pl

from core.accounts.formats.heads import form
from core.accounts.formats.known import FOLDER, NOT_ADMIN, Format
from core.files.data_files import BadFiles, Problem, Row, parse_yaml, read_text

Effects = frozenset[str]
Worded = tuple[pl.Series, Mapping[str, Effects]]
"""A column of words, and what each of them means."""
NONE: Effects = frozenset()


@cache
def _lists() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    problems: list[Problem] = []
    text = read_text(FOLDER / "words.yaml", "words.yaml", problems)
    read = parse_yaml(text, "words.yaml", problems) if text is not None else None
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for section, inner in read.items() if isinstance(read, Row) else ():
        lists = inner if isinstance(inner, Row) else {"": inner}
        for meant, words in lists.items():
            if not isinstance(words, list) or any(isinstance(one, bool) for one in words):
                problems.append(
                    Problem("words.yaml", 1, f"{section} {meant}: not a list of texts.")
                )
                continue
            found.setdefault(section, {})[meant] = tuple(map(str, words))
    if problems:
        raise BadFiles(problems)
    return found


@cache
def meanings(section: str) -> Mapping[str, Effects]:
    """Word in its form → what it means, of one section of ``words.yaml``."""
    return {
        form(word): frozenset({meant})
        for meant, words in _lists()[section].items()
        for word in words
    }


@cache
def plain_words(section: str) -> frozenset[str]:
    """The words of a section without parts, in lower case."""
    return frozenset(word.casefold() for word in _lists()[section][""])


_GENERAL: Mapping[str, tuple[str, ...]] = {
    "status": ("accounts", "kinds", "roles"),
    "roles": ("roles", "kinds"),
    "kind": ("kinds",),
    "employment": ("people", "person_kinds"),
    "person_kind": ("person_kinds", "people"),
}
"""Field → the general lists in which its words are looked up; the first that knows it counts."""


class Words:
    """Reads columns of words; gathers those that nobody knows."""

    def __init__(self, format: Format | None) -> None:
        self._own = format.words if format else {}
        self.unknown: dict[str, dict[str, int]] = {}
        """Field → word → in how many rows."""

    def effects(self, field: str, column: pl.Series) -> Mapping[str, Effects]:
        """Each different text of a column → what it means; empty where nobody knows."""
        counts = column.drop_nulls().value_counts()
        found = {}
        for text, count in counts.iter_rows():
            found[text] = self._effects(field, text)
            if not found[text]:
                self.unknown.setdefault(field, {})[text] = count
        return found

    def flag(self, field: str, column: pl.Series) -> pl.Series:
        """A column of yes and no; null where neither is said."""
        meant: dict[str, bool | None] = {}
        for text, count in column.drop_nulls().value_counts().iter_rows():
            effects = self._own.get(field, {}).get(form(text)) or meanings("flags").get(form(text))
            if not effects:
                self.unknown.setdefault(field, {})[text] = count
            meant[text] = None if not effects else "yes" in effects
        return column.replace_strict(meant, default=None, return_dtype=pl.Boolean)

    def _effects(self, field: str, text: str) -> Effects:
        whole = self._word(field, text)
        if whole or field not in {"roles", "kind"}:
            return whole
        parts = [part.strip() for part in text.replace("|", ";").replace(",", ";").split(";")]
        each = [self._word(field, part) for part in parts if part]
        if len(each) < 2:
            return NONE
        together = frozenset().union(*each)
        if "admin" in together:
            return together - {NOT_ADMIN}
        # One role that nobody knows may be an administrator's.
        return together if all(each) else together - {NOT_ADMIN}

    def _word(self, field: str, text: str) -> Effects:
        word = form(text)
        if own := self._own.get(field, {}).get(word):
            return own
        for section in _GENERAL.get(field, ()):
            if effects := meanings(section).get(word):
                return effects
        return NONE


def having(column: pl.Series, effects: Mapping[str, Effects], wanted: Iterable[str]) -> pl.Series:
    """For each row the first of the wanted meanings that its word has; null: none of them."""
    wanted = tuple(wanted)
    chosen = {
        text: next((one for one in wanted if one in each), None) for text, each in effects.items()
    }
    return column.replace_strict(chosen, default=None, return_dtype=pl.String)
