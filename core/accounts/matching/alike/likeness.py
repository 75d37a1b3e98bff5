"""Which people an account's names are like, and how: candidates, found by keys. Pure.

Nobody is compared with everybody: two share a key (a user name that is made of the name, two words,
or a word and one that is near another) before they are looked at, and what too many people share
says nothing.
"""

import polars as pl

from core.accounts.matching.alike.names import PARTICLES, words
from core.accounts.matching.alike.near_words import near_words
from core.accounts.matching.alike.spellings import Likeness, known_handles, patterns, spellings

MOST = 12
"""People who share the same with one account: where there are more, it says nothing of any."""

LONG = 6
"""Letters of a word that may be made of a whole name."""

NAME, EMAIL, USER = 0, 1, 2
"""What of an account is like somebody's name: its name, its address, its user name."""


def alike(
    accounts: pl.DataFrame, persons: pl.DataFrame, identifiers: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Two frames: ``row``, ``source``, ``person``, ``likeness`` (the surest); and the accounts'
    names: ``row``, ``source``, ``text``, ``words``.

    ``accounts``: ``row``, ``name``, ``email``, ``user_name``.
    """
    texts = account_texts(accounts)
    spelt = spellings(persons)
    made = patterns(spelt)
    found = pl.concat(
        [
            _by_pattern(texts, made, "letters"),
            _by_pattern(
                texts.filter(pl.col("source") != NAME), known_handles(identifiers), "signs"
            ),
            _by_one_word(texts, made),
            _by_words(texts, spelt),
        ]
    )
    surest = found.group_by("row", "source", "person").agg(pl.col("likeness").min())
    return surest, texts


def account_texts(accounts: pl.DataFrame) -> pl.DataFrame:
    """What an account is called: ``row``, ``source``, ``text``, ``words``, ``letters`` (the words
    without spaces) and ``signs`` (letters and digits). A row more where marks are spelt out."""
    local = pl.col("email").str.extract(r"^([^@+]+)")
    # Where the user name is the address, it says nothing of its own.
    is_own = pl.col("user_name").ne_missing(pl.col("email"))
    user: pl.Expr = pl.when(is_own).then("user_name")
    humps = user.str.extract(r"^([^@+]+)").str.replace_all(r"(\p{Ll})(\p{Lu})", "$1 $2")
    texts = pl.concat(
        [
            accounts.select("row", source=pl.lit(source, dtype=pl.Int8), text=text)
            for source, text in ((NAME, pl.col("name")), (EMAIL, local), (USER, humps))
        ]
    ).drop_nulls("text")
    plain = texts.with_columns(words=words(pl.col("text"), of_accounts=True))
    marked = texts.filter(pl.col("text").str.len_bytes() != pl.col("text").str.len_chars())
    spelt = marked.with_columns(words=words(pl.col("text"), spelt_out=True, of_accounts=True))
    return (
        pl.concat([plain, spelt])
        .filter(pl.col("words").list.len() > 0)
        .with_columns(
            letters=pl.col("words").list.join(""),
            signs=pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\d]", ""),
        )
    )


def _by_pattern(texts: pl.DataFrame, made: pl.DataFrame, column: str) -> pl.DataFrame:
    """Those of whose name the user name is made."""
    asked = texts.select("row", "source", pattern=column)
    concerned = made.join(asked.select("pattern").unique(), on="pattern", how="semi")
    surest = concerned.group_by("pattern", "person").agg(pl.col("likeness").min())
    few = surest.filter(pl.len().over("pattern", "likeness") <= MOST)
    return asked.join(few, on="pattern").select("row", "source", "person", "likeness")


def _by_one_word(texts: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """Those of whose whole name one word of several is made: *alovelace-acme*."""
    several = texts.filter(pl.col("source") != NAME, pl.col("words").list.len() > 1)
    asked = several.select("row", "source", letters="words").explode("letters")
    is_long = pl.col("letters").str.len_chars() >= LONG
    whole = [Likeness.FULL, Likeness.INITIAL_FAMILY]
    return _by_pattern(
        asked.filter(is_long).unique(), made.filter(pl.col("likeness").is_in(whole)), "letters"
    )


def _by_words(texts: pl.DataFrame, spelt: pl.DataFrame) -> pl.DataFrame:
    """Those with two words of the name, or with one and nearly another."""
    asked = texts.with_row_index("of").filter(pl.col("words").list.len().is_between(2, 5))
    known = (
        spelt.with_columns(words=pl.concat_list("given", "others"))
        .with_row_index("known")
        .filter(pl.col("words").list.len().is_between(2, 6))
    )
    mine = _pairs(asked, "of")
    # What many have is left before it is joined with anything: whole companies may share a word.
    theirs = _pairs(known, "known").filter(pl.len().over("a", "b") <= MOST)
    whole = theirs.join(known.filter(~pl.col("is_short")).select("known"), on="known", how="semi")
    once = pl.col("a") < pl.col("b")
    same = mine.filter(once).join(theirs.filter(once), on=["a", "b"])
    # Only beside a word that is the same does another that is near say anything.
    near = near_words(
        mine.join(whole, on="a", how="semi")["b"], whole.join(mine, on="a", how="semi")["b"]
    ).rename({"my": "b", "their": "b_theirs"})
    nearly = _few(
        mine.join(near, on="b").join(
            whole, left_on=["a", "b_theirs"], right_on=["a", "b"], how="inner"
        )
    )
    vocabulary = known.select(pl.col("words").explode().unique()).to_series()
    candidates = pl.concat(
        [
            same.select("of", "known", b="b", b_theirs="b", is_near=False, is_cut=False),
            nearly.select("of", "known", "b", "b_theirs", "is_cut", is_near=True),
        ],
        how="diagonal",
    )
    return _compared(
        candidates.join(asked.select("of", "row", "source", mine="words"), on="of").join(
            known.select("known", "person", "given", "is_short", theirs="words"), on="known"
        ),
        vocabulary,
    )


def _pairs(named: pl.DataFrame, of: str) -> pl.DataFrame:
    """``of``, ``a``, ``b``: every two words of a name, in both orders; no particle or initial."""
    said = (
        named.select(of, a="words")
        .explode("a")
        .filter(pl.col("a").str.len_chars() > 1, ~pl.col("a").is_in(sorted(PARTICLES)))
        .unique()
    )
    return said.join(said.rename({"a": "b"}), on=of).filter(pl.col("a") != pl.col("b"))


def _few(shared: pl.DataFrame) -> pl.DataFrame:
    """Without what so many people share that it says nothing of any."""
    return shared.filter(pl.col("known").n_unique().over("of", "a", "b") <= MOST)


def _compared(pairs: pl.DataFrame, vocabulary: pl.Series) -> pl.DataFrame:
    """How alike the words of two names are; those that are not, left out."""
    # Particles, and initials between two names that are the same, say nothing.
    said = pairs.with_columns(
        pl.col("mine", "theirs")
        .list.set_difference(pl.lit(sorted(PARTICLES)))
        .list.filter(pl.element().str.len_chars() > 1)
    ).with_columns(
        only_mine=pl.col("mine").list.set_difference("theirs").list.len(),
        only_theirs=pl.col("theirs").list.set_difference("mine").list.len(),
    )
    is_whole = (pl.col("only_mine") == 0) & (pl.col("only_theirs") == 0)
    one_differs = (pl.col("only_mine") == 1) & (pl.col("only_theirs") == 1)
    is_error = pl.col("is_near") & one_differs
    is_cut_name = is_error & pl.col("is_cut") & (pl.col("b_theirs") == pl.col("given"))
    is_a_name = pl.col("b").is_in(vocabulary.implode())
    likeness = (
        pl.when(is_whole & ~pl.col("is_short"))
        .then(Likeness.FULL)
        .when(is_whole | is_cut_name)
        .then(Likeness.SHORT_FORM)
        .when("is_short")
        .then(None)
        .when(~pl.col("is_near"))
        .then(Likeness.FURTHER)
        .when(is_error, ~pl.col("is_cut"), is_a_name | _is_longer_given())
        .then(Likeness.NEAR)
        .when(is_error, ~pl.col("is_cut"))
        .then(Likeness.TYPO)
    )
    return (
        said.with_columns(likeness=likeness.cast(pl.Int8))
        .filter(pl.col("likeness").is_not_null())
        .select("row", "source", "person", "likeness")
    )


def _is_longer_given() -> pl.Expr:
    """Whether a given name has but another ending: Paul and Paula are two people."""
    mine, theirs = pl.col("b"), pl.col("b_theirs")
    is_longer = mine.str.starts_with(theirs) | theirs.str.starts_with(mine)
    return is_longer & (theirs == pl.col("given"))
