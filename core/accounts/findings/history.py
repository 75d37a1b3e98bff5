"""Findings over time: how old they are, where they are, and how it was before. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import polars as pl

from core.accounts.findings.prepared import is_shut

AGES = (7, 30, 90, 365)
"""Days that part findings by age."""
AGE_LABELS = ("under a week", "a week to a month", "1 to 3 months", "3 to 12 months", "over a year")


def by_app(findings: pl.DataFrame) -> pl.DataFrame:
    """``app``, ``kind`` and ``count``; the app with most findings first."""
    return (
        findings.group_by("app", "kind")
        .agg(count=pl.len())
        .with_columns(total=pl.col("count").sum().over("app"))
        .sort(["total", "app", "kind"], descending=[True, False, False])
        .drop("total")
    )


def by_age(findings: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """``age`` (an enumeration of ``AGE_LABELS``, in their order), ``kind`` and ``count``."""
    age = pl.lit(AGE_LABELS[0])
    for days, label in zip(AGES, AGE_LABELS[1:], strict=True):
        is_older = pl.col("since") <= now - timedelta(days=days)
        age = pl.when(is_older).then(pl.lit(label)).otherwise(age)
    return (
        findings.with_columns(age=age.cast(pl.Enum(AGE_LABELS)))
        .group_by("age", "kind")
        .agg(count=pl.len())
        .sort("age", "kind")
    )


def orphaned_over_time(
    accounts: pl.DataFrame, persons: pl.DataFrame, moments: Sequence[datetime]
) -> pl.DataFrame:
    """``moment`` and ``count``: how many accounts of people who had left were in use then.

    As far as it was observed: from the first list that has the account to the first that lacks it
    or shows it suspended or deactivated. ``accounts`` and ``persons`` as in ``derive.findings``;
    accounts that are gone count for the time before.
    """
    in_use = ~pl.col("gone") & ~is_shut()
    shut = pl.when(is_shut()).then("status_since")
    gone = pl.when(pl.col("gone")).then("gone_at")
    spans = (
        accounts.select(
            *("person", "status", "status_since", "gone", "gone_at", "first_seen", "returned_at")
        )
        .join(persons.select("person", "left_at").drop_nulls(), on="person")
        .select(
            # Back again: what came before that is no longer known.
            start=pl.max_horizontal("left_at", pl.coalesce("returned_at", "first_seen")),
            end=pl.when(~in_use).then(pl.min_horizontal(shut, gone)),
        )
        .filter(pl.col("end").is_null() | (pl.col("end") > pl.col("start")))
    )
    starts = spans["start"].sort()
    ends = spans["end"].drop_nulls().sort()
    asked = pl.Series("moment", moments, dtype=starts.dtype)
    begun = starts.search_sorted(asked, side="right").cast(pl.Int64)
    ended = ends.search_sorted(asked, side="right").cast(pl.Int64)
    return pl.DataFrame({"moment": asked, "count": begun - ended})
