"""Whose leaving would be worst: ranked over everybody's accounts at once. Pure.

First who locks an app, then who leaves most without an owner, then whose access stays longest.
"""

import polars as pl

ROUTES: dict[str, pl.DataType | type[pl.DataType]] = {
    "app": pl.String, "hours": pl.Int64, "automatic": pl.Boolean,
}  # fmt: skip
"""How a leaver gets out of each app here, and for how many hours access may stay."""
RANKED = (
    "person", "apps", "stays", "hours", "administers", "only_administrator_of", "answers_for",
)  # fmt: skip
ORDER = ("only_administrator_of", "answers_for", "hours", "stays", "apps")


def ranked(
    held: pl.DataFrame,
    only_administrators: pl.DataFrame,
    answered_for: pl.DataFrame,
    routes: pl.DataFrame,
    limit: int,
) -> pl.DataFrame:
    """The people whose leaving would be worst, the worst first (:data:`RANKED`).

    ``held``: ``person``, ``app``, ``admin``; the next two: ``person``, a row for each thing;
    ``routes``: :data:`ROUTES`, of every app that somebody holds. Who holds and owns nothing is not
    in it. Equals keep one order: by number.
    """
    of_apps = (
        held.join(routes, on="app", how="left")
        .group_by("person")
        .agg(
            apps=pl.len(),
            stays=(~pl.col("automatic").fill_null(value=False)).sum(),
            hours=pl.col("hours").fill_null(0).sum(),
            administers=pl.col("admin").fill_null(value=False).sum(),
        )
    )
    whole = of_apps
    for name, frame in (
        ("only_administrator_of", only_administrators),
        ("answers_for", answered_for),
    ):
        counted = frame.drop_nulls("person").group_by("person").agg(pl.len().alias(name))
        whole = whole.join(counted, on="person", how="full", coalesce=True)
    numbers = [pl.col(name).fill_null(0).cast(pl.Int64) for name in RANKED[1:]]
    return (
        whole.with_columns(numbers)
        .select(RANKED)
        .sort(*ORDER, "person", descending=[*(True for _ in ORDER), False])
        .head(limit)
    )
