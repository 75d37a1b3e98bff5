"""Addresses that two people have at once, as a list tells it. Pure."""

import polars as pl

from core.accounts.kinds import IdentifierKind

MOST = 5
"""So many addresses are named; more are counted."""


def shared_addresses(
    records: pl.DataFrame, names: pl.DataFrame, people: pl.DataFrame, identifiers: pl.DataFrame
) -> tuple[str, ...]:
    """A sentence for each address of the list that more than one person has, with their names.

    ``records``: of each person of the list one, with ``record``, ``person`` (null: new) and
    ``name``; ``names``: ``record``, ``form``, ``kind``; the rest as :func:`roster.read_roster`.
    """
    address = str(IdentifierKind.ADDRESS)
    forms = names.filter(pl.col("kind") == address).select("record", "form").unique()
    who = pl.coalesce(pl.col("person").cast(pl.String), pl.concat_str(pl.lit("new "), "record"))
    listed = records.with_columns(who=who).select("record", "who", called=pl.col("name"))
    here = forms.join(listed, on="record", how="inner").select("form", "who", "called")
    known = (
        identifiers.filter(pl.col("identifier_kind") == address)
        .join(forms.select("form").unique(), on="form", how="semi")
        .join(people.select("person", called=pl.col("name")), on="person", how="inner")
        .select("form", who=pl.col("person").cast(pl.String), called=pl.col("called"))
    )
    shared = (
        pl.concat([here, known])
        .unique(["form", "who"], keep="first", maintain_order=True)
        .group_by("form", maintain_order=True)
        .agg(pl.col("called").sort(), number=pl.len())
        .filter(pl.col("number") > 1)
        .sort("form")
    )
    told = [
        f"{row['form']} is the address of {row['number']} people: "
        f"{' and '.join(name or '(no name)' for name in row['called'][:3])}. An account with it is "
        "taken for neither's."
        for row in shared.head(MOST).to_dicts()
    ]
    more = len(shared) - MOST
    return (*told, *([f"{more:,} more addresses are of several people."] if more > 0 else []))
