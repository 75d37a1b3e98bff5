"""Names and other texts of one line: what nobody sees in them, or what turns them around. Pure.

A character that is not seen makes two names look the same, one that turns the direction
(U+202E) makes ``exe.pdf`` of ``fdp.exe``, a line feed forges a line, an escape drives a terminal
(Unicode TR 36 §2.4, CVE-2021-42574). So: what a person types is refused (:func:`checked`), what
another system sends is kept without it where Offramp makes a name of it (:func:`clean`), and what
is there anyway is shown by its number (:func:`visible`).
"""

import re
from collections.abc import Iterable, Sequence
from unicodedata import category, normalize

from core.errors import Invalid

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories of characters that nobody sees, or that turn the text around."""
_JOINERS = {"\u200c", "\u200d"}
"""Persian and Hindi words, and some emoji, are not written without these two."""
_TITLES = {"dr", "prof"}
_DEGREES = {"bsc", "msc", "phd"}
_WITH_A_DOT = {
    *("dent", "dipl", "habil", "inf", "ing", "iur", "jur", "kfm", "mag", "med", "nat", "oec"),
    *("phil", "pol", "rer", "univ", "vet", "wirt"),
}
"""Parts of academic titles, as *Dipl.-Ing.* and *Dr. rer. nat.*; without a dot they are names."""
_APART = str.maketrans(",;", "  ")
"""What stands between the words of a name; full stops do too, but in a title."""


def is_hidden(letter: str) -> bool:
    """Whether a character is not seen, or changes what is seen of others."""
    return category(letter) in _HIDDEN and letter not in _JOINERS


def hidden_in(text: str) -> str | None:
    """The first such character, if there is one."""
    return None if text.isprintable() else next(filter(is_hidden, text), None)


def clean(text: str) -> str:
    """A name as another system gave it, on one line and without what cannot be seen."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    # Once more: what was taken out may have stood between two spaces.
    return " ".join("".join(c for c in line if not is_hidden(c)).split())


def checked(text: str, *, field: str, what: str = "This") -> str:
    """A name as a person typed it, on one line; raises :class:`Invalid` with what is wrong.

    ``what`` begins the sentence: ``The name``.
    """
    line = " ".join(normalize("NFC", text).split())
    if (letter := hidden_in(line)) is not None:
        raise Invalid(
            f"{what} “{visible(line)[:80]}” has a character that cannot be seen "
            f"(U+{ord(letter):04X}).",
            field=field,
            hint="Type it again instead of pasting it.",
        )
    return line


def name_key(name: str) -> str:
    """What two ways to write one person's name have in common: ``Vogt, Lena`` and ``lena  vogt``.

    Order, commas, semicolons, full stops, spaces, case, the way that a letter is stored (NFKC) and
    academic titles do not count, the latter as long as two words are left; accents do, and so does
    every other word. Empty for what has no word.
    """
    letters = normalize("NFC", normalize("NFKC", name).casefold())
    words = letters.translate(_APART).split()
    named = _without_stops(word for word in words if not _is_title(word))
    return " ".join(sorted(named if len(named) > 1 else _without_stops(words)))


def _without_stops(words: Iterable[str]) -> list[str]:
    return [piece for word in words for piece in word.split(".") if piece]


def _is_title(word: str) -> bool:
    if "." not in word:
        return word in _TITLES | _DEGREES
    pieces = [piece for piece in re.split(r"[.-]", word) if piece]
    known = _TITLES | _DEGREES | _WITH_A_DOT
    return bool(pieces) and ({*pieces} <= known or "".join(pieces) in _DEGREES | {"hc"})


def visible(text: str, keep: str = "\n\t") -> str:
    """The text with each hidden character written as its number, such as ``\\u202e``.

    ``keep`` are those that stay: lines and tabs of a text of several lines.
    """
    if text.isprintable():
        return text
    return "".join(
        c.encode("unicode_escape").decode() if is_hidden(c) and c not in keep else c for c in text
    )


def in_a_row(names: Sequence[str]) -> str:
    """``Figma, Miro and Notion``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
