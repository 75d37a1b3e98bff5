"""Where each finding stands: open, being worked on, or accepted until a date. Pure."""

from datetime import date

import polars as pl

from core.accounts.findings.context import Context
from core.accounts.findings.named import rows_of
from core.accounts.kinds import FindingKind, FindingState

UNTOUCHED = (FindingKind.ONLY_ADMIN,)
"""Kinds that removing the account does not resolve: it is what they warn of."""


def with_states(
    findings: pl.DataFrame,
    accounts: pl.DataFrame,
    acceptances: pl.DataFrame,
    context: Context,
    today: date,
) -> pl.DataFrame:
    """The findings with ``state`` (``FindingState``), ``until`` and ``case``.

    ``acceptances``: ``frames.ACCEPTANCES``; one holds through its date, and the finding is open
    again from the day after. Working: a case has still to remove the account, or did so after the
    list that the finding is based on; ``case`` is the newest of those.
    """
    holding = acceptances.filter(pl.col("until") >= today).select("finding", "until")
    case = _working(accounts, context)
    is_resolved_so = ~pl.col("kind").is_in(UNTOUCHED)
    state = (
        pl.when(pl.col("until").is_not_null())
        .then(pl.lit(FindingState.ACCEPTED.value))
        .when(pl.col("case").is_not_null())
        .then(pl.lit(FindingState.WORKING.value))
        .otherwise(pl.lit(FindingState.OPEN.value))
    )
    return (
        findings.join(holding, left_on="id", right_on="finding", how="left", maintain_order="left")
        .join(case, on=["app", "key"], how="left", maintain_order="left")
        .with_columns(case=pl.when(is_resolved_so).then("case"))
        .with_columns(state=state)
    )


def _working(accounts: pl.DataFrame, context: Context) -> pl.DataFrame:
    """``app``, ``key`` and ``case``, of accounts that a case works on."""
    rows = accounts.select(
        "app", "key", "email_form", "user_form", "person", "last_seen"
    ).with_row_index("row")
    about = rows_of(context.removals, rows, context.identifiers, context.rule).drop("app")
    return (
        about.join(rows.select("row", "app", "key", "last_seen"), on="row")
        .filter(~pl.col("done") | (pl.col("at") > pl.col("last_seen")))
        .group_by("app", "key")
        .agg(pl.col("case").max())
    )
