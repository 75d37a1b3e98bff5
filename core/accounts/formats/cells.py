"""Cells as they are meant: without what is only there for the eye, addresses as addresses. Pure."""

import re

import polars as pl

from core.accounts.formats.words import plain_words

_UNSEEN = r"\p{Cf}"
_SPACES = r"[\s\p{Cc}\x{a0}]+"
_UNTIDY = r"[\p{Cf}\p{Cc}\x{a0}]|^\s|\s$|\s\s"
_AS_TEXT = r'^="([^"]*)"$'
"""How a table for Excel keeps it from reading a number: ``="00123"``."""
FORMULA = r"^[=@+]\s*[A-Za-z]{2,}\w*\(|^=[A-Z]{1,3}\$?\d+"
DAMAGED = r"^\d(?:[.,]\d+)?[Ee]\+\d+$"
"""What a spreadsheet makes of a long number."""
_BARE = ("-", "--", "–", "—", "n/a", "#n/a")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]@]+@[^\s<>,;:\"'()\[\]@]+")
IS_ADDRESS = r"^[^\s<>,;:\"()@]+@[^\s<>,;:\"()@]+\.[^\s<>,;:\"()@]+$"


def tidy(column: pl.Series) -> pl.Series:
    """Single spaces, none around, no control characters; empty becomes null."""
    if column.str.contains(_UNTIDY).any():
        column = column.str.replace_all(_UNSEEN, "").str.replace_all(_SPACES, " ").str.strip_chars()
    if column.str.starts_with("=").any():
        column = column.str.replace(_AS_TEXT, "${1}")
    return column.replace("", None)


def said(column: pl.Series) -> pl.Series:
    """A tidy column without the words that say nothing: ``n/a``, ``null``, ``(none)``."""
    return _without(tidy(column), plain_words("nothing"))


def named(column: pl.Series) -> pl.Series:
    """As :func:`said` for names and user names: people are called None and Null."""
    return _without(tidy(column), frozenset(_BARE))


def bare_names(column: pl.Series) -> pl.Series:
    """As :func:`named`; of a name beside its address the address (``Ada <ada@…>``)."""
    column = named(column)
    both = column.str.contains(r"\s.*@|@.*\s").fill_null(False)
    return column.zip_with(~both, addresses(column)) if both.any() else column


def _without(column: pl.Series, words: frozenset[str]) -> pl.Series:
    short = column.str.len_chars() <= max(map(len, words))
    if not short.any():
        return column
    found = column.filter(short.fill_null(False)).unique()
    empty = [text for text in found if text.casefold() in words]
    return column.replace(empty, None) if empty else column


def addresses(column: pl.Series) -> pl.Series:
    """The first e-mail address of each cell: ``Ada <ada@…>``, ``mailto:ada@…`` and ``ada @ …`` are
    one; null where none is."""
    column = named(column)
    plain = column.str.contains(IS_ADDRESS).fill_null(True)
    if plain.all():
        return column
    return pl.Series(
        column.name,
        [
            text if is_plain or text is None else next(iter(all_addresses(text)), None)
            for text, is_plain in zip(column, plain, strict=True)
        ],
        dtype=pl.String,
    )


def all_addresses(text: str) -> list[str]:
    """Every e-mail address in a text, once, in its order."""
    joined = re.sub(r"\s*@\s*", "@", text.replace("mailto:", " ").replace("MAILTO:", " "))
    return list(dict.fromkeys(one[0].rstrip(".") for one in _ADDRESS.finditer(joined)))


def proxies(text: str) -> list[str]:
    """Addresses of Exchange's ``SMTP:ada@…+smtp:al@…``; the primary one, in capitals, first."""
    found = re.findall(r"(?i)\b(smtp):([^\s+;,]+@[^\s+;,]+)", text)
    return [address for mark, address in sorted(found, key=lambda one: one[0] != "SMTP")]
