"""The moment whose truth a delivery says, and what speaks against its being of now. Pure."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath

import polars as pl

from core.errors import Invalid

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=5)
"""So far another machine's clock may be ahead."""
_DAY = re.compile(r"(?<!\d)(20\d\d)([-_. ]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
"""A day in the name of a file, such as ``members-2026-11-03.csv``."""


def taken_at(said: datetime | None, now: datetime) -> datetime:
    """``said``, or now. Raises :class:`Invalid` for the future and for a slip of the pen."""
    if said is None:
        return now
    if said.tzinfo is None:
        raise Invalid(
            "The moment of the list has no time zone.",
            field="as_of",
            hint="Write 2026-11-30T14:00:00+01:00.",
        )
    moment = said.astimezone(UTC)
    if moment > now + _AHEAD:
        raise Invalid(
            f"A list of {moment:%Y-%m-%d %H:%M} UTC is of the future.",
            field="as_of",
            hint="Say when it was exported.",
        )
    if moment < _EARLIEST:
        raise Invalid(f"A list of {moment:%Y-%m-%d} is too old to be one.", field="as_of")
    return min(moment, now)


def day_in(file: str | None) -> date | None:
    """The day that a file's name says, the last where it says several."""
    for year, _mark, month, day in reversed(_DAY.findall(file or "")):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:  # 31 February
            continue
    return None


def named_for(file: str, moment: datetime) -> str:
    """The file's name with that day in it, in place of any other."""
    path = PurePath(_DAY.sub("", file))
    return f"{path.stem.rstrip('-_. ')}-{moment:%Y-%m-%d}{path.suffix}"


def doubts(
    file: str | None, today: date, before: pl.DataFrame | None, rows: pl.DataFrame
) -> tuple[str, ...]:
    """Why a file that nobody says the moment of may be older than now, as sentences.

    ``today``: of when it is taken to be; ``before``: the accounts as they stand
    (``frames.STANDING``). The latest activity of the same accounts only grows: a list that ends
    before the newest one's is likely older than that.
    """
    found = []
    named = day_in(file)
    if named is not None and named != today:
        found.append(f"The file's name says {named:%Y-%m-%d}.")
    known, latest = None, None
    if before is not None:
        known = _latest(before.join(rows, on="key", how="semi"))
        latest = _latest(rows.join(before, on="key", how="semi"))
    if known is not None and latest is not None and latest < known:
        found.append(
            f"The latest activity in it is of {latest:%Y-%m-%d %H:%M} UTC; the newest list has the "
            f"same accounts active at {known:%Y-%m-%d %H:%M} UTC."
        )
    return tuple(found)


def _latest(rows: pl.DataFrame) -> datetime | None:
    found = rows["last_active"].max()
    return found if isinstance(found, datetime) else None
