"""What should not be, of all accounts at once: each with since when, and based on which list. Pure.

*In use*: the newest complete list does not lack the account, and it is active, invited or of
unknown status; a suspended one lets nobody in, so a leaver does not still have it. A list holds
until it is stale: what was true by then stays found until a later list says otherwise (time alone
resolves nothing), and what only becomes true later is not concluded from it.
"""

import polars as pl

from core.accounts.finding_ids import finding_ids
from core.accounts.findings.conditions import Condition, conditions
from core.accounts.findings.context import Context
from core.accounts.findings.prepared import account, prepared
from core.accounts.frames import FINDINGS
from core.accounts.kinds import FindingKind


def findings(accounts: pl.DataFrame, persons: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Every finding of these accounts (``frames.FINDINGS``), by id.

    ``accounts``: ``frames.STANDING`` with ``app`` and ``feed``, as ``matching.exact.with_matches``
    makes it (a suggestion is no match); ``persons``: ``frames.PERSONS``. Where nobody is known,
    nothing is unmatched.
    """
    beside = prepared(accounts, persons, context).lazy()
    sought = [
        each
        for each in conditions(context)
        if each.kind is not FindingKind.UNMATCHED or not persons.is_empty()
    ]
    found = pl.concat(pl.collect_all([_found(beside, each, context) for each in sought]))
    # One account may be in two feeds of its app: what both say is one finding, since the earlier.
    return (
        found.with_columns(finding_ids(found))
        .sort("id", "since", "feed")
        .filter((pl.col("id") != pl.col("id").shift()).fill_null(True))
        .select(*FINDINGS)
    )


def _found(beside: pl.LazyFrame, condition: Condition, context: Context) -> pl.LazyFrame:
    """The findings of one kind."""
    return (
        beside.filter(
            condition.holds,
            condition.since <= context.now,
            condition.since <= pl.col("last_seen") + pl.col("stale_after"),
        )
        .with_columns(account=account())
        .select(
            "app",
            "feed",
            "key",
            "account",
            "person",
            kind=pl.lit(condition.kind.value),
            since=condition.since,
            seen=(condition.since == pl.col("since_use")).fill_null(False),
            snapshot=condition.snapshot,
            as_of=condition.as_of,
            detail=condition.detail,
        )
    )
