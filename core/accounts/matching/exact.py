"""Whose account it is, for certain: someone said so, or an identifier that one person has. Pure.

An account fits a person by its e-mail address or a user name in that form (against the person's
addresses), by its user name (against user names), or by its employee number. It is theirs if all
that fits is the same one person; with two people it is nobody's until someone says whose. A user
name alone does not count beside an address that is nobody's we know: whose it is, their name may be
as short. A person's name alone never counts. What is for nobody (a service, shared or bot account)
has an owner instead.
"""

import polars as pl

from core.accounts.frames import MATCHES
from core.accounts.identifiers import Rules, forms, ruled
from core.accounts.kinds import NOBODYS, IdentifierKind, MatchKind

SEVERAL = -1
"""In place of a person: more than one has that identifier."""


def matches(
    standing: pl.DataFrame,
    identifiers: pl.DataFrame,
    decisions: pl.DataFrame,
    rule: Rules,
) -> pl.DataFrame:
    """Whose each account is: ``frames.MATCHES`` and ``app``, row for row in ``standing``'s order.

    ``standing``: ``frames.STANDING`` with ``app``; ``identifiers``: ``frames.IDENTIFIERS``;
    ``decisions``: ``frames.DECISIONS``, what people here said, which goes before everything else.
    """
    whole = with_matches(standing, identifiers, decisions, rule)
    return whole.select("app", *MATCHES)


def with_matches(
    standing: pl.DataFrame,
    identifiers: pl.DataFrame,
    decisions: pl.DataFrame,
    rule: Rules,
) -> pl.DataFrame:
    """The accounts with whose they are, as :func:`matches` says it (``kind`` as it is there), and
    with ``email_form`` and ``user_form`` as the rule has them."""
    whole = standing.with_columns(ruled_columns(standing, rule))
    fitting = _fitting(whole, identifiers, rule)
    said = _said(whole.with_columns(fits=fitting), decisions)
    kind = _over(whole["kind"], said, "kind")
    again = said.filter("again")["row"]
    said = said.with_columns(person=pl.when(~pl.col("again")).then("person"))
    person = _over(fitting, said, "person")
    person = person.scatter(again, None) if len(again) else person
    person = person.set(kind.is_in(NOBODYS), None)
    confirmed = said.filter(pl.col("person").is_not_null()).select(
        "row", match=pl.lit(MatchKind.CONFIRMED.value)
    )
    exact = pl.repeat(MatchKind.EXACT.value, len(whole), dtype=pl.String, eager=True)
    match = _over(exact, confirmed, "match").set(person.is_null(), None)
    nobody = pl.repeat(None, len(whole), dtype=pl.String, eager=True)
    return whole.with_columns(
        person=person, match=match, owner=_over(nobody, said, "owner"), kind=kind
    )


def ruled_columns(standing: pl.DataFrame, rule: Rules) -> list[pl.Series]:
    """``email_form`` and ``user_form`` as the rule has them. In most apps they are the same."""
    email = ruled(standing["email_form"], rule)
    if standing["user_form"].equals(standing["email_form"]):
        return [email, email.alias("user_form")]
    return [email, ruled(standing["user_form"], rule)]


def _said(accounts: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """``row``, ``person``, ``owner``, ``kind`` and ``again``, of the accounts of which something
    was said; ``again``: it has to be said once more, for another's names stand there now."""
    names = ("app", "key", "external_id", "email_form", "user_form", "gone", "fits")
    rows = accounts.select(names).with_row_index("row")
    # One column first: it is quick, and leaves few.
    some = rows.join(decisions.select("key").unique(), on="key", how="semi")
    said = some.join(decisions, on=["app", "key"])
    moved = _moved(rows, said, decisions)
    other_address = pl.col("email").ne_missing(pl.col("email_form"))
    is_known = pl.any_horizontal(pl.col("email", "user_name").is_not_null())
    is_anothers = pl.col("fits").is_not_null() & (pl.col("fits") != pl.col("person"))
    # A name is given to somebody else; an app's own id is not.
    is_given = (
        pl.col("external_id").is_null()
        & pl.col("email").is_not_null()
        & pl.col("email_form").is_not_null()
    )
    again = is_known & pl.col("person").is_not_null() & other_address & (is_anothers | is_given)
    return pl.concat([said, moved]).select(
        "row", "person", "owner", "kind", again=again.fill_null(value=False)
    )


def _moved(rows: pl.DataFrame, said: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """Of decisions whose key is no account's any more: the one account that has their names now.
    An app's export gained ids, or lost them."""
    here = said.filter(~pl.col("gone").fill_null(value=False))
    lost = decisions.join(here, on=["app", "key"], how="anti")
    if lost.is_empty():
        return said.clear()
    free = rows.filter(~pl.col("gone").fill_null(value=False)).join(said, on="row", how="anti")
    by = pl.coalesce("email", "user_name", "key").str.to_lowercase()
    named = lost.with_columns(was=pl.col("key"), name=by).drop("key")
    called = pl.concat(
        [
            free.with_columns(name=pl.col("email_form")),
            free.filter(pl.col("user_form").ne_missing(pl.col("email_form"))).with_columns(
                name=pl.col("user_form")
            ),
        ]
    ).drop_nulls("name")
    found = called.join(named, on=["app", "name"])
    is_one = ~pl.col("row").is_duplicated() & ~pl.struct("app", "was").is_duplicated()
    # An id in the place of another id is another account.
    was = pl.col("was").str.to_lowercase()
    by_name = pl.any_horizontal(was.eq_missing(pl.col(one)) for one in ("email", "user_name"))
    is_same = pl.col("external_id").is_null() | by_name | (was == pl.col("name"))
    return found.filter(is_one, is_same).select(said.columns)


def _over(column: pl.Series, said: pl.DataFrame, name: str) -> pl.Series:
    """The column, with what was said where something was."""
    known = said.select("row", name).drop_nulls()
    return column.clone().scatter(known["row"], known[name]) if len(known) else column


def _fitting(standing: pl.DataFrame, identifiers: pl.DataFrame, rule: Rules) -> pl.Series:
    """The one person whom an account's identifiers fit; null: none, or several."""
    known = _holders(identifiers, rule)
    email, user = standing["email_form"], standing["user_form"]
    number = standing.select(forms(pl.col("employee_number"), Rules())).to_series()
    address, user_name = IdentifierKind.ADDRESS, IdentifierKind.USER_NAME
    found = pl.DataFrame(
        {
            "email": _holder(email, known[address]),
            "address": _holder(user.set(user == email, None), known[address]),
            "user_name": _holder(user, known[user_name]),
            "number": _holder(number, known[IdentifierKind.NUMBER]),
        }
    )
    person = pl.min_horizontal(pl.all())
    is_one = (person != SEVERAL) & (person == pl.max_horizontal(pl.all()))
    fitting = found.select(pl.when(is_one).then(person)).to_series()
    by_name_alone = (
        found["user_name"].is_not_null()
        & found.select(
            pl.all_horizontal(pl.col("email", "address", "number").is_null())
        ).to_series()
    )
    doubtful = _with_anothers_address(email, by_name_alone, known[address])
    return fitting.clone().scatter(doubtful, None) if len(doubtful) else fitting


def _with_anothers_address(email: pl.Series, of: pl.Series, held: pl.DataFrame) -> pl.Series:
    """Rows, of some, whose address is nobody's we know: in one of our own domains it was another's,
    in any other it may be."""
    named = email.alias("form").to_frame().with_row_index("row").filter(of).drop_nulls()
    return named.join(held, on="form", how="anti")["row"]


def _holders(identifiers: pl.DataFrame, rule: Rules) -> dict[IdentifierKind, pl.DataFrame]:
    """By kind, each form and the person who has it, or ``SEVERAL``."""
    held: dict[IdentifierKind, pl.DataFrame] = {}
    for kind in IdentifierKind:
        of_kind = identifiers.filter(pl.col("identifier_kind") == kind.value)
        applied = Rules() if kind is IdentifierKind.NUMBER else rule
        held[kind] = (
            of_kind.with_columns(form=ruled(of_kind["form"], applied))
            .group_by("form")
            .agg(pl.col("person").min(), last=pl.col("person").max())
            .select(
                "form",
                pl.when(pl.col("person") == pl.col("last")).then("person").otherwise(SEVERAL),
            )
        )
    return held


def _holder(names: pl.Series, held: pl.DataFrame) -> pl.Series:
    """Who has each of the names, in their order."""
    if held.is_empty() or names.null_count() == len(names):
        return pl.repeat(None, len(names), dtype=pl.Int64, eager=True)
    frame = names.alias("form").to_frame()
    return frame.join(held, on="form", how="left", maintain_order="left")["person"]
