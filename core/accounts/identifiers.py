"""The form in which two spellings of one identifier are the same text. Pure.

Unicode NFKC and full case folding (Unicode Standard, 3.13 and 5.18), no spaces around it, no dot
after its domain, which only says that this is whole (RFC 1034, 3.1; RFC 5321, 4.1.2 has none).
Domains that mean the same are one, and what follows a plus in an address is left out, where the
settings say so (RFC 5233 subaddressing is the mail system's own affair: hence a setting).

One text at a time (``form``), or a column of a million (``forms``); both say the same.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

import polars as pl

ASCII_SPACES = " \t\n\v\f\r\x1c\x1d\x1e\x1f"
"""What ``str.strip`` takes for a space, of ASCII."""


@dataclass(frozen=True)
class Rules:
    """What counts as the same. ``domains``: domain → the one that stands for its set."""

    domains: Mapping[str, str] = field(default_factory=dict)
    plus_is_same: bool = False
    """Whether ``ada+test@example.com`` is ``ada@example.com``."""


def rules(same_domains: Iterable[Sequence[str]], plus_is_same: bool) -> Rules:
    """Rules from sets of domains; the first of a set stands for it. Sets that share a domain are
    one: what is the same as the same is the same."""
    sets: list[list[str]] = []
    for each in same_domains:
        joined = list(dict.fromkeys(_folded(one) for one in each))
        for known in [one for one in sets if set(one) & set(joined)]:
            sets.remove(known)
            joined = list(dict.fromkeys([*known, *joined]))
        sets.append(joined)
    return Rules({domain: one[0] for one in sets for domain in one}, plus_is_same)


def without_plus(rule: Rules) -> Rules:
    """The rules of a system in which what follows a plus is never part of whose an address is."""
    return replace(rule, plus_is_same=True)


def form(text: str, rule: Rules) -> str:
    """The normal form; empty for what says nothing."""
    folded = _folded(text)
    local, at, domain = _undotted(folded).rpartition("@")
    if not at or not local or not domain:
        return folded
    if rule.plus_is_same and not local.startswith("+"):
        local = local.partition("+")[0]
    return f"{local}@{rule.domains.get(domain, domain)}"


def is_address(text: str) -> bool:
    """Whether an identifier in normal form has the form of an e-mail address."""
    local, at, domain = text.rpartition("@")
    return bool(at and local and "." in domain)


def forms(column: pl.Expr, rule: Rules) -> pl.Expr:
    """The normal forms of a column of texts; null stays null, and what says nothing becomes it."""
    return column.map_batches(
        lambda texts: ruled(_folded_column(texts), rule), return_dtype=pl.String
    )


def ruled(texts: pl.Series, rule: Rules) -> pl.Series:
    """What the settings say of domains and plus, for a column that is in normal form otherwise;
    one kept from earlier may still have dots after its domains."""
    dotted = (texts.str.ends_with(".") & texts.str.contains("@", literal=True)).fill_null(False)
    if dotted.any():  # few, if any
        rows = dotted.arg_true()
        bare = [_undotted(text) for text in texts.gather(rows)]
        texts = texts.clone().scatter(rows, pl.Series(bare, dtype=pl.String))
    marks = [f"@{domain}" for domain, same in rule.domains.items() if domain != same]
    concerned = texts.str.contains_any(marks) if marks else pl.repeat(False, len(texts), eager=True)
    if rule.plus_is_same:
        concerned = concerned | texts.str.contains("+", literal=True)
    rows = concerned.fill_null(False).arg_true()
    if rows.is_empty():
        return texts
    return texts.clone().scatter(rows, _ruled(texts.gather(rows).alias("text"), rule))


def _ruled(texts: pl.Series, rule: Rules) -> pl.Series:
    """What :func:`form` does to the local part and the domain."""
    text = pl.col("text")
    local, domain = text.str.extract(r"(?s)^(.*)@[^@]*$"), text.str.extract(r"(?s)@([^@]*)$")
    if rule.plus_is_same:
        # One that begins with a plus has no name before it, and stays as it is.
        local = pl.coalesce(local.str.extract(r"^([^+]+)"), local)
    address = pl.concat_str(local, pl.lit("@"), domain.replace(dict(rule.domains)))
    is_address = (local != "") & (domain != "")
    return texts.to_frame().select(pl.when(is_address).then(address).otherwise(text)).to_series()


def _folded_column(texts: pl.Series) -> pl.Series:
    is_ascii = texts.str.len_bytes() == texts.str.len_chars()
    folded = texts.str.strip_chars(ASCII_SPACES).str.to_lowercase()
    others = (~is_ascii).fill_null(False).arg_true()
    if len(others):
        said = [_folded(text) for text in texts.gather(others)]
        folded = folded.scatter(others, pl.Series(said, dtype=pl.String))
    return folded.set(folded == "", None)


def _undotted(folded: str) -> str:
    """An address without the dots after its domain; anything else as it is."""
    local, at, domain = folded.rpartition("@")
    bare = domain.rstrip(".")
    return f"{local}@{bare}" if at and local and bare and not bare[-1].isspace() else folded


def _folded(text: str) -> str:
    if text.isascii():
        return text.strip().lower()
    # Folding may undo normalisation, hence twice (Unicode Standard, D146).
    normal = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", normal).strip()


def account_object(app: str, key: str) -> str:
    """What the audit log calls an account: by a digest, for a key is often an address, and the log
    outlives what is known of a person (docs/privacy.md)."""
    return f"app-account:{app}/{sha256(key.encode()).hexdigest()[:20]}"
