"""How a person's name may be written elsewhere, and in what user names it may hide. Pure."""

import polars as pl

from core.accounts.matching.alike.names import PARTICLES, words
from core.accounts.matching.alike.short_forms import OTHER_FORMS

UNIX = 8
"""Letters of a user name on older systems."""


class Likeness:
    """How alike, from the surest: a small number, as frames of millions of rows hold them."""

    KNOWN = 0
    """Before the @, or as user name, as it is known of them elsewhere."""
    FULL = 1
    FURTHER = 2
    """Two words of the name are the same; one side has more."""
    SHORT_FORM = 3
    TYPO = 4
    INITIAL_FAMILY = 5
    NEAR = 6
    """As a typing error would make it, but what differs is a name that others here have."""
    GIVEN_INITIAL = 7
    FAMILY = 8
    GIVEN = 9
    INITIALS = 10


def spellings(persons: pl.DataFrame) -> pl.DataFrame:
    """``person``, ``given``, ``others`` (the further words of their name, a list) and
    ``is_short``: their given name's other form. Marks left out, and spelt out where that differs.
    """
    named = persons.select("person", "name").drop_nulls()
    plain = named.select("person", words=words(pl.col("name")))
    # Only letters with marks can be spelt out.
    marked = named.filter(pl.col("name").str.len_bytes() != pl.col("name").str.len_chars())
    spelt = marked.select("person", words=words(pl.col("name"), spelt_out=True))
    every = pl.concat([plain, spelt]).unique().filter(pl.col("words").list.len() > 0)
    full = every.select(
        "person",
        given=pl.col("words").list.first(),
        others=pl.col("words").list.slice(1),
        is_short=False,
    )
    forms = pl.DataFrame(
        [(name, other) for name, others in OTHER_FORMS.items() for other in sorted(others)],
        schema={"given": pl.String, "other": pl.String},
        orient="row",
    )
    short = full.join(forms, on="given").select(
        "person", given="other", others="others", is_short=pl.lit(True)
    )
    return pl.concat([full, short])


def patterns(spelt: pl.DataFrame) -> pl.DataFrame:
    """``pattern`` (letters only), ``person``, ``likeness``: what user names people are given."""
    whole = spelt.filter(pl.col("others").list.len() > 0)
    alone = spelt.filter(pl.col("others").list.len() == 0)
    families = pl.concat(
        [
            whole.with_columns(family=pl.col("others").list.join("")),
            whole.with_columns(family=pl.col("others").list.last()),
            whole.with_columns(family=pl.col("others").list.first()).filter(
                ~pl.col("family").is_in(sorted(PARTICLES))
            ),
        ]
    ).unique(["person", "given", "family", "is_short"])
    given, family = pl.col("given"), pl.col("family")
    first, last = given.str.head(1), family.str.head(1)
    middle = pl.col("others").list.first().str.head(1)
    full = pl.when("is_short").then(Likeness.SHORT_FORM).otherwise(Likeness.FULL)
    made = [
        (given + family, full),
        (family + given, full),
        (given + middle + family, full),
        (first + family, pl.lit(Likeness.INITIAL_FAMILY)),
        (family + first, pl.lit(Likeness.INITIAL_FAMILY)),
        (first + middle + family, pl.lit(Likeness.INITIAL_FAMILY)),
        # As long as a user name of Unix may be.
        ((first + family).str.head(UNIX), pl.lit(Likeness.INITIAL_FAMILY)),
        (given + last, pl.lit(Likeness.GIVEN_INITIAL)),
        (last + given, pl.lit(Likeness.GIVEN_INITIAL)),
        (family, pl.lit(Likeness.FAMILY)),
        (given, pl.lit(Likeness.GIVEN)),
        (first + last, pl.lit(Likeness.INITIALS)),
    ]
    rows = [
        families.select("person", pattern=pattern, likeness=likeness.cast(pl.Int8))
        for pattern, likeness in made
    ]
    rows.append(
        alone.select("person", pattern="given", likeness=pl.lit(Likeness.GIVEN, dtype=pl.Int8))
    )
    return pl.concat(rows)


def known_handles(identifiers: pl.DataFrame) -> pl.DataFrame:
    """``pattern``, ``person``, ``likeness``: user names, and what stands before the @, that people
    are known by. A short one says little: many a person is *ada* somewhere."""
    letters = pl.col("form").str.replace(r"@.*$", "").str.replace_all(r"[^\p{L}\d]", "")
    return (
        identifiers.filter(pl.col("identifier_kind") != "number")
        .select("person", pattern=letters, likeness=pl.lit(Likeness.KNOWN, dtype=pl.Int8))
        .filter(pl.col("pattern").str.len_chars() >= 5)
        .unique()
    )
