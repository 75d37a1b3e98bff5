"""Why somebody is suggested, as a sentence. Pure."""

import polars as pl

from core.accounts.matching.alike.likeness import EMAIL, NAME, USER
from core.accounts.matching.alike.spellings import Likeness

NAMES = {
    Likeness.FULL: "Same name",
    Likeness.FURTHER: "Same name, with another name in it",
    Likeness.SHORT_FORM: "Same family name, another form of the given name",
    Likeness.TYPO: "Almost the same name",
    Likeness.NEAR: "Similar name",
    Likeness.INITIAL_FAMILY: "Same family name and initial",
    Likeness.GIVEN_INITIAL: "Same given name and initial",
    Likeness.FAMILY: "Same family name",
    Likeness.GIVEN: "Same given name",
    Likeness.INITIALS: "Same initials",
}
HANDLES = {
    Likeness.KNOWN: "is a name they use elsewhere",
    Likeness.FULL: "is made of {}'s full name",
    Likeness.FURTHER: "has {}'s name in it",
    Likeness.SHORT_FORM: "is another form of {}'s name",
    Likeness.TYPO: "is almost {}'s name",
    Likeness.NEAR: "is similar to {}'s name",
    Likeness.INITIAL_FAMILY: "is {}'s initial and family name",
    Likeness.GIVEN_INITIAL: "is {}'s given name and initial",
    Likeness.FAMILY: "is {}'s family name",
    Likeness.GIVEN: "is {}'s given name",
    Likeness.INITIALS: "is {}'s initials",
}
OTHER_ADDRESS = "Same name, other address"
SUB_ADDRESS = "{} is their address but for what follows the plus"
ANOTHER = "; {} fits about as well"


def reason() -> pl.Expr:
    """The sentence, from ``by_0`` to ``by_2`` (likenesses of name, address and user name),
    ``sub_address``, ``local``, ``user``, ``theirs`` (the person's name), ``rival_name`` and
    ``rival_email`` (of who fits about as well; null: nobody)."""
    by_email, by_user = pl.col(f"by_{EMAIL}"), pl.col(f"by_{USER}")
    is_users = by_email.is_null() | (by_user < by_email)
    handle = pl.when(is_users).then(_handle(by_user, "user")).otherwise(_handle(by_email, "local"))
    handle = pl.coalesce(pl.format(SUB_ADDRESS, pl.col("sub_address")), handle)
    name = pl.col(f"by_{NAME}").replace_strict(NAMES, default=None, return_dtype=pl.String)
    only_name = (
        pl.when((pl.col(f"by_{NAME}") == Likeness.FULL) & pl.col("local").is_not_null())
        .then(pl.lit(OTHER_ADDRESS))
        .otherwise(name)
    )
    both = pl.concat_str(name, pl.lit("; "), handle)
    also = pl.format(ANOTHER, _rival()).fill_null("")
    return pl.concat_str(pl.coalesce(both, only_name, handle), also)


def _rival() -> pl.Expr:
    """Who fits about as well: by their address, too, where they are called the same."""
    name = pl.col("rival_name")
    apart = pl.coalesce(
        pl.format("{} ({})", name, pl.col("rival_email")), pl.format("another {}", name)
    )
    return pl.when(name == pl.col("theirs")).then(apart).otherwise(name)


def _handle(likeness: pl.Expr, text: str) -> pl.Expr:
    """What the user name, or the part before the @, is of the person; null: nothing."""
    before = {each: said.partition("{}")[0] for each, said in HANDLES.items()}
    after = {each: said.partition("{}")[2] for each, said in HANDLES.items()}
    names = pl.when(likeness == Likeness.KNOWN).then(pl.lit("")).otherwise(pl.col("theirs"))
    return pl.concat_str(
        pl.col(text),
        pl.lit(" "),
        likeness.replace_strict(before, default=None, return_dtype=pl.String),
        names,
        likeness.replace_strict(after, default=None, return_dtype=pl.String),
    )
