"""Which accounts something that is said of names is about: a removal, an assignment. Pure."""

import polars as pl

from core.accounts.identifiers import Rules, forms, ruled


def rows_of(
    named: pl.DataFrame, accounts: pl.DataFrame, identifiers: pl.DataFrame, rule: Rules
) -> pl.DataFrame:
    """``named`` (with ``app`` and ``form``, in any spelling), a row for each account that it is
    about, with the account's ``row``: by the account's own names, unless it is another's than the
    name's, or because it is that name's person's.

    ``accounts``: ``row``, ``app``, ``person``, and ``email_form`` and ``user_form`` as the rule has
    them.
    """
    named = named.with_columns(form=forms(pl.col("form"), rule)).with_row_index("said")
    people = one_persons(named["form"], identifiers, rule).rename({"person": "named"})
    said = named.select("said", "app", "form").join(people, on="form", how="left")
    # In most apps the user name is the address: it is not asked for twice.
    own_user = accounts.filter(pl.col("user_form").ne_missing(pl.col("email_form")))
    is_others = (pl.col("person") != pl.col("named")).fill_null(False)
    about = [
        rows.select("row", "app", "person", form=column)
        # One column first: few accounts have any of these names at all.
        .join(named.select("form").unique(), on="form", how="semi")
        .join(said, on=["app", "form"])
        .filter(~is_others)
        for rows, column in ((accounts, "email_form"), (own_user, "user_form"))
    ]
    of_people = said.drop_nulls("named")
    about.append(
        accounts.select("row", "app", named="person")
        .join(of_people.select("named").unique(), on="named", how="semi")
        .join(of_people, on=["app", "named"])
    )
    rows = pl.concat([each.select("said", "row") for each in about]).unique()
    return named.join(rows, on="said").drop("said")


def one_persons(names: pl.Series, identifiers: pl.DataFrame, rule: Rules) -> pl.DataFrame:
    """``form`` and ``person``, of those of the names (in normal form) that one person has."""
    return (
        identifiers.select("person", form=ruled(identifiers["form"], rule))
        .join(names.drop_nulls().unique().alias("form").to_frame(), on="form", how="semi")
        .group_by("form")
        .agg(pl.col("person").min(), last=pl.col("person").max())
        .filter(pl.col("person") == pl.col("last"))
        .select("form", "person")
    )
