"""Values of a data file's row: each is of the right kind, or a problem is noted."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from core.files.data_files import Items, Problem, Row

MOST_TEXT = 5_000
MOST_SLUG = 100
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

E = TypeVar("E", bound=StrEnum)


class LocatedValues:
    """Reads values out of rows. Every method returns the value, or ``None`` with a problem noted.

    ``None`` without a problem means that the row leaves the value out.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def note(self, row: Row, what: str, do: str = "", *, key: str | None = None) -> None:
        self.problems.append(row.problem(what, do, key=key))

    def only(self, row: Row, known: Iterable[str]) -> None:
        """Note every key that is not known."""
        allowed = set(known)
        hint = f"Known: {', '.join(sorted(allowed))}."
        for key in row:
            if key not in allowed:
                self.note(row, f"unknown key {key!r:.60}.", hint, key=key)

    def text(
        self, row: Row, key: str, *, required: bool = False, most: int = MOST_TEXT
    ) -> str | None:
        value = row.get(key)
        if value is None or value == "":
            if required:
                self.note(row, f"lacks {key!r}.", "Add it.")
            return None
        if isinstance(value, bool):
            self.note(
                row,
                f"{key!r} is read as true or false.",
                'Put yes and no in quotes: "yes".',
                key=key,
            )
            return None
        if isinstance(value, Items | Row):
            self.note(row, f"{key!r} is not a text.", "Write one value.", key=key)
            return None
        found = str(value)
        if len(found) > most:
            self.note(row, f"{key!r} is longer than {most:,} characters.", "Shorten it.", key=key)
            return None
        return found

    def slug(self, row: Row, key: str) -> str | None:
        """A required lower-case word."""
        value = self.text(row, key, required=True, most=MOST_SLUG)
        if value is not None and not SLUG.fullmatch(value):
            self.note(
                row,
                f"{key!r} is {value!r}, not a slug.",
                "Use a-z, 0-9 and single dashes.",
                key=key,
            )
            return None
        return value

    def one_of(
        self, row: Row, key: str, allowed: Iterable[str], *, required: bool = False
    ) -> str | None:
        value = self.text(row, key, required=required)
        choices = tuple(allowed)
        if value is None or value in choices:
            return value
        self.note(row, f"{key!r} is {value!r:.60}.", f"Use one of: {', '.join(choices)}.", key=key)
        return None

    def member(self, row: Row, key: str, kind: type[E], *, required: bool = False) -> E | None:
        value = self.one_of(row, key, tuple(kind), required=required)
        return None if value is None else kind(value)

    def flag(self, row: Row, key: str) -> bool:
        """True or false; false where the row leaves it out."""
        value = row.get(key, False)
        if isinstance(value, bool):
            return value
        self.note(row, f"{key!r} is not true or false.", "Write true, or leave it out.", key=key)
        return False

    def url(self, row: Row, key: str, *, required: bool = False) -> str | None:
        value = self.text(row, key, required=required)
        if value is None or _is_web(value):
            return value
        self.note(
            row,
            f"{key!r} is not a web address: {value!r:.60}.",
            "Begin with https:// and leave no space.",
            key=key,
        )
        return None


def _is_web(value: str) -> bool:
    if any(character.isspace() for character in value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in {"https", "http"} and bool(parts.hostname)
    except ValueError:
        return False
