"""Since when somebody is known to have left, by what is said of them. Pure."""

from datetime import datetime

import polars as pl

from core.accounts.frames import MOMENT
from core.accounts.kinds import Employment


def left_at(now: datetime) -> pl.Expr:
    """The moment since when each person is gone; null: they are not, as far as it is known.

    Their end has passed, unless they started again after it; or their roster says that they left;
    or a complete roster no longer lists them, unless somebody said that they still work here.
    Columns: ``employment``, ``start_at``, ``end_at``, ``end_told_at``, ``first_seen_at``,
    ``unlisted_at``, ``kept_at``.
    """
    moment = pl.lit(now, MOMENT)
    is_left = pl.col("employment") == str(Employment.LEFT)
    began_again = (pl.col("start_at") > pl.col("end_at")).fill_null(value=False) & ~is_left
    by_date = pl.when((pl.col("end_at") <= moment) & ~began_again).then(pl.col("end_at"))
    told = pl.coalesce("end_told_at", "first_seen_at")
    by_word = pl.when(is_left).then(
        pl.when(pl.col("end_at") <= moment).then(pl.col("end_at")).otherwise(told)
    )
    is_kept = (pl.col("kept_at") >= pl.col("unlisted_at")).fill_null(value=False)
    by_list = pl.when(pl.col("unlisted_at").is_not_null() & ~is_kept).then(pl.col("unlisted_at"))
    return pl.coalesce(by_date, by_word, by_list).alias("left_at")
