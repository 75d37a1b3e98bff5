"""When a delivery is refused or held: its columns changed, or it lacks too much. Pure."""

from collections.abc import Sequence

import polars as pl

from core.accounts.kinds import AccountStatus
from core.errors import Invalid

_INACTIVE = [str(AccountStatus.DEACTIVATED), str(AccountStatus.SUSPENDED)]


class ColumnsChanged(Invalid):
    """A delivery has other columns than the feed's last one."""


def check_columns(feed: str, before: Sequence[str] | None, now: Sequence[str]) -> None:
    """Raises :class:`ColumnsChanged` that names what is missing and what is new.

    Another order is the same: columns are read by their heads.
    """
    if before is None:
        return
    missing = [name for name in before if name not in now]
    added = [name for name in now if name not in before]
    if not missing and not added:
        return
    told = [f"it lacks {_quoted(missing)}"] if missing else []
    told += [f"{_quoted(added)} {'is' if len(added) == 1 else 'are'} new"] if added else []
    raise ColumnsChanged(
        f"The columns of {feed} changed: {' and '.join(told)}. Nothing was stored.",
        field="file",
        hint="Export it as last time, or say that the new columns are meant.",
    )


def too_much_is_lost(
    what: str, before: int, lost: int, percent: int, *, off: int = 0
) -> str | None:
    """The sentence that a complete delivery is held by; ``None`` if it may pass.

    ``before``: how many were in use, or here, by the one before it: what was over already hides no
    loss; ``lost``: of those, how many it lacks that no case removed; ``off``: how many it has that
    it no longer says are in use.
    """
    if not before or (lost + off) * 100 <= before * percent:
        return None
    share = (lost + off) * 100 / before
    how = "missing or no longer active" if lost and off else "missing"
    return (
        f"{lost + off:,} of {before:,} {what} are {how if lost else 'no longer active'} "
        f"({share:.0f}%), more than {percent}% of the last list."
    )


def suspicious(before: pl.DataFrame, rows: pl.DataFrame) -> tuple[str, ...]:
    """What a delivery suddenly has none of, as sentences: a filtered export looks like this."""
    listed = before.filter(~pl.col("gone"))
    found = []
    if _some(listed, pl.col("admin")) and not _some(rows, pl.col("admin")):
        found.append("It lists no administrator, and the one before it did.")
    inactive = pl.col("status").is_in(
        [str(AccountStatus.DEACTIVATED), str(AccountStatus.SUSPENDED)]
    )
    if _some(listed, inactive) and not _some(rows, inactive):
        found.append("It lists no inactive account, and the one before it did.")
    return tuple(found)


def _some(frame: pl.DataFrame, what: pl.Expr) -> bool:
    return bool(frame.select(what.fill_null(value=False).any()).item()) if len(frame) else False


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:6])
    return shown if len(names) <= 6 else f"{shown} and {len(names) - 6} more"
