"""Addresses that are somebody's but for what follows the plus (RFC 5233). Pure.

Whether ``ada+figma@example.com`` reaches Ada is the mail system's affair, and the settings say so
or not. Where they do not, it is never hers for certain, but hardly anybody else's.
"""

import polars as pl

from core.accounts.identifiers import Rules, ruled, without_plus
from core.accounts.kinds import IdentifierKind


def sub_addresses(asked: pl.DataFrame, identifiers: pl.DataFrame, rule: Rules) -> pl.DataFrame:
    """``row``, ``person`` and ``sub_address`` (the account's, in normal form), one of a pair.

    ``asked``: ``row``, ``email_form``, ``user_form``; ``identifiers``: ``frames.IDENTIFIERS``.
    """
    known = identifiers.filter(pl.col("identifier_kind") != str(IdentifierKind.NUMBER))
    theirs = _bare(known.select("person", text="form"), rule).rename({"text": "known"})
    mine = pl.concat(
        [
            asked.select("row", text=column).drop_nulls("text")
            for column in ("email_form", "user_form")
        ]
    )
    # The same address to the last sign is another matter: of nobody, because two people have it.
    return (
        _bare(mine, rule)
        .join(theirs, on="bare")
        .filter(pl.col("text") != pl.col("known"))
        .group_by("row", "person")
        .agg(sub_address=pl.col("text").min())
    )


def named_but_for_plus(names: pl.Series, forms: pl.Series, rule: Rules) -> pl.Series:
    """Which of the names are one of the forms but for what follows the plus."""
    bare = ruled(forms.filter(forms.str.contains("@", literal=True)), without_plus(rule))
    found = ruled(names, without_plus(rule)).is_in(bare.implode())
    return (found & ~names.is_in(forms.implode())).fill_null(value=False)


def _bare(texts: pl.DataFrame, rule: Rules) -> pl.DataFrame:
    """Addresses alone, ``text`` as the rule has it and ``bare`` without what follows the plus."""
    found = texts.filter(pl.col("text").str.contains("@", literal=True))
    text = ruled(found["text"], rule)
    return found.with_columns(text=text, bare=ruled(text, without_plus(rule)))
