"""Words that differ as a typing error or a cut name makes them differ. Pure.

Found without comparing every two: words a letter apart share what is left of each when one letter
is left out (Faroo, SymSpell), and a cut name is a beginning of the whole.
"""

import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

ERRORS = {4: 1, 9: 2}
"""From how many letters of the longer on so many may be wrong, missing, swapped or too many in one
word (optimal string alignment distance)."""
CUT = 3
"""Letters that a cut name has at least; two more are cut: Paul is not short for Paula."""
LONGEST = 20


def near_words(mine: pl.Series, theirs: pl.Series) -> pl.DataFrame:
    """``my``, ``their`` and ``is_cut`` (one is the beginning of the other), of words that are near
    and not the same."""
    my = mine.drop_nulls().unique().alias("my").to_frame()
    their = theirs.drop_nulls().unique().alias("their").to_frame()
    found = pl.concat([_errors(my, their), _cuts(my, their)])
    return found.group_by("my", "their").agg(pl.col("is_cut").any())


def _errors(my: pl.DataFrame, their: pl.DataFrame) -> pl.DataFrame:
    pairs = (
        _with_one_left_out(my, "my")
        .join(_with_one_left_out(their, "their"), on="left")
        .select("my", "their")
        .unique()
        .filter(pl.col("my") != pl.col("their"))
    )
    wrong = cpdist(pairs["my"].to_list(), pairs["their"].to_list(), scorer=OSA.distance, workers=-1)
    length = pl.max_horizontal(pl.col("my", "their").str.len_chars())
    is_error = pl.any_horizontal(
        [(length >= least) & (pl.col("wrong") <= most) for least, most in ERRORS.items()]
    )
    near = pairs.with_columns(wrong=pl.Series(wrong)).filter(is_error)
    return near.select("my", "their", is_cut=pl.lit(False))


def _with_one_left_out(words: pl.DataFrame, name: str) -> pl.DataFrame:
    word = pl.col(name)
    each = [words.select(name, left=word)]
    each += [
        words.filter(word.str.len_chars() > at).select(
            name, left=word.str.slice(0, at) + word.str.slice(at + 1)
        )
        for at in range(LONGEST)
    ]
    return pl.concat(each)


def _cuts(my: pl.DataFrame, their: pl.DataFrame) -> pl.DataFrame:
    one = _beginnings(their, "their").join(my, left_on="cut", right_on="my")
    other = _beginnings(my, "my").join(their, left_on="cut", right_on="their")
    return pl.concat(
        [
            one.select("their", my="cut").select("my", "their"),
            other.select("my", their="cut"),
        ]
    ).with_columns(is_cut=pl.lit(True))


def _beginnings(words: pl.DataFrame, name: str) -> pl.DataFrame:
    word = pl.col(name)
    return pl.concat(
        [
            words.filter(word.str.len_chars() > length + 1).select(name, cut=word.str.head(length))
            for length in range(CUT, LONGEST)
        ]
    )
