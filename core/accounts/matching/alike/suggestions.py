"""Whose an unmatched account may be: suggested with a score and a reason, for a person to confirm.

Nothing follows from a suggestion. Its score is about how many of a hundred such suggestions are
right, as measured on made-up companies (docs/matching.md). Pure.
"""

import polars as pl

from core.accounts.frames import SUGGESTIONS
from core.accounts.identifiers import Rules
from core.accounts.kinds import NOBODYS, IdentifierKind
from core.accounts.matching.alike.likeness import EMAIL, NAME, USER, alike
from core.accounts.matching.alike.reasons import reason
from core.accounts.matching.alike.spellings import Likeness
from core.accounts.matching.alike.sub_addresses import sub_addresses

LEAST = 40
"""Suggestions of a lower score are not made."""
MARGIN = 6
"""Nobody else is suggested whose score is lower by more."""

POINTS = {
    Likeness.KNOWN: 88,
    Likeness.FULL: 88,
    Likeness.FURTHER: 80,
    Likeness.SHORT_FORM: 76,
    Likeness.TYPO: 74,
    Likeness.INITIAL_FAMILY: 55,
    Likeness.NEAR: 40,
    Likeness.GIVEN_INITIAL: 42,
    Likeness.FAMILY: 40,
    Likeness.GIVEN: 30,
    Likeness.INITIALS: 10,
}
"""What each likeness of one of an account's names is worth alone, of a hundred."""
OURS = 15
"""What an address of our own domains adds."""
SUB_ADDRESS = 95
"""The least for an address that is theirs but for what follows the plus. It is always suggested,
whoever else fits, and whatever the account is called: nothing else may be that mailbox."""
_DOMAIN = r"@([^@]+)$"


def suggestions(
    unmatched: pl.DataFrame,
    persons: pl.DataFrame,
    identifiers: pl.DataFrame,
    refused: pl.DataFrame,
    having: pl.DataFrame,
    rule: Rules | None = None,
) -> pl.DataFrame:
    """``frames.SUGGESTIONS`` for accounts that are nobody's, by app, key and falling score.

    ``unmatched``: ``frames.STANDING`` with ``app``; those for nobody (service, shared, bot) get
    none. ``persons``: ``frames.PERSONS``; ``refused``: ``frames.REFUSED``, never suggested again;
    ``having``: ``app`` and ``person``, of people who have an account there: the one without is
    likelier where two are as good; ``rule``: what the settings say is the same.
    """
    asked = (
        unmatched.filter(~pl.col("kind").is_in(NOBODYS))
        .select("app", "key", "name", "email", "user_name", "email_form", "user_form")
        .with_row_index("row")
    )
    by_plus = sub_addresses(asked, identifiers, rule or Rules())
    found, texts = alike(asked, persons, identifiers)
    keys = asked.select("row", "app", "key")
    wrong = refused.join(keys, on=["app", "key"]).select("row", "person")
    possible = found.join(wrong, on=["row", "person"], how="anti")
    by_plus = by_plus.join(wrong, on=["row", "person"], how="anti")
    scored = _scored(possible, by_plus, _seen(asked, texts, identifiers))
    best = _best(_at_least(_less_where_had(scored.join(keys, on="row"), having)))
    called = persons.select("person", theirs="name")
    others = persons.select("person", rival_name="name", rival_email="email")
    return (
        best.join(_texts(asked), on="row")
        .join(called, on="person")
        .join(others, left_on="rival", right_on="person", how="left")
        .with_columns(reason=reason())
        .select([pl.col(name).cast(kind) for name, kind in SUGGESTIONS.items()])
        .sort("app", "key", "score", "person", descending=[False, False, True, False])
    )


def _texts(asked: pl.DataFrame) -> pl.DataFrame:
    """What a reason calls the account by: ``row``, ``local`` (before the @) and ``user``."""
    return asked.select(
        "row",
        local=pl.col("email").str.extract(r"^([^@]+)"),
        user=pl.col("user_name").str.extract(r"^([^@]+)"),
    )


def _less_where_had(scored: pl.DataFrame, having: pl.DataFrame) -> pl.DataFrame:
    """People who have an account in the app are a little less likely to have another."""
    had = having.select("app", "person").unique().with_columns(has_one=pl.lit(True))
    score = pl.col("score") * pl.when("has_one").then(0.93).otherwise(1)
    return scored.join(had, on=["app", "person"], how="left").with_columns(score=score)


def _at_least(scored: pl.DataFrame) -> pl.DataFrame:
    """With the score of a sub-address, where it is one."""
    least = pl.when(pl.col("sub_address").is_not_null()).then(SUB_ADDRESS)
    return scored.with_columns(score=pl.max_horizontal("score", least))


def _seen(asked: pl.DataFrame, texts: pl.DataFrame, identifiers: pl.DataFrame) -> pl.DataFrame:
    """``row``, ``has_name`` (a name of two words), ``has_local`` (two words before the @) and
    ``is_ours`` (an address of a domain in which people here have addresses)."""
    domain = pl.col("form").str.extract(_DOMAIN)
    addresses = identifiers.filter(pl.col("identifier_kind") == IdentifierKind.ADDRESS.value)
    ours = addresses.select(domain=domain).drop_nulls().unique()
    whole = texts.filter(pl.col("words").list.len() >= 2)
    named = whole.filter(pl.col("source") == NAME).select("row").unique()
    local = whole.filter(pl.col("source") == EMAIL).select("row").unique()
    return (
        asked.select("row", domain=pl.col("email").str.to_lowercase().str.extract(_DOMAIN))
        .join(ours.with_columns(is_ours=True), on="domain", how="left")
        .join(named.with_columns(has_name=True), on="row", how="left")
        .join(local.with_columns(has_local=True), on="row", how="left")
        .select("row", pl.col("is_ours", "has_name", "has_local").fill_null(False))
    )


def _scored(found: pl.DataFrame, by_plus: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """One row an account and person: what is alike of each source, their address but for the plus,
    and a score of 0 to 100."""
    sides = [
        found.filter(pl.col("source") == source).select(
            "row", "person", pl.col("likeness").alias(f"by_{source}")
        )
        for source in (NAME, EMAIL, USER)
    ]
    whole = pl.concat([each.select("row", "person") for each in (found, by_plus)]).unique()
    for side in (*sides, by_plus):
        whole = whole.join(side, on=["row", "person"], how="left")
    by_name, by_email, by_user = (_points(f"by_{source}") for source in (NAME, EMAIL, USER))
    handle = 1 - (1 - pl.max_horizontal(by_email, by_user)) * (
        1 - 0.3 * pl.min_horizontal(by_email, by_user)
    )
    weak = POINTS[Likeness.INITIAL_FAMILY] / 100
    # An initial and a family name, twice: the second says nothing new.
    is_same = (by_name <= weak) & (pl.max_horizontal(by_email, by_user) <= weak)
    score = (
        pl.when(is_same)
        .then(pl.max_horizontal(by_name, handle) + 0.1 * pl.min_horizontal(by_name, handle))
        .otherwise(1 - (1 - by_name) * (1 - handle))
    )
    ours = pl.when("is_ours").then(OURS / 100).otherwise(0)
    others_name = pl.when(pl.col("has_name") & (by_name == 0)).then(0.25).otherwise(1)
    others_local = pl.when(pl.col("has_local") & (handle == 0)).then(0.9).otherwise(1)
    return whole.join(seen, on="row").with_columns(
        score=100 * (1 - (1 - score) * (1 - ours)) * others_name * others_local
    )


def _points(column: str) -> pl.Expr:
    return pl.col(column).replace_strict(POINTS, default=0, return_dtype=pl.Float64) / 100


def _best(scored: pl.DataFrame) -> pl.DataFrame:
    """The best for each account; two who are about as good share the score, and each is the
    other's ``rival``. Of three nobody is suggested: a third of a hundred is below :data:`LEAST`.
    All whose address it is but for the plus are."""
    by_plus = pl.col("sub_address").is_not_null()
    close = scored.filter(by_plus | (pl.col("score") > pl.col("score").max().over("row") - MARGIN))
    both = pl.col("person").sum().over("row")
    return (
        close.with_columns(fit=pl.len().over("row"))
        .filter(by_plus | (pl.col("fit") <= 2))
        .with_columns(
            score=(pl.col("score") / pl.col("fit")).round().cast(pl.Int64),
            rival=pl.when(pl.col("fit") == 2).then(both - pl.col("person")),
        )
        .filter(by_plus | (pl.col("score") >= LEAST))
    )
