"""The time with fractions of a second, on a SQLite that is too old to tell it.

On Python 3.12 and newer DBOS reads ``unixepoch('subsec')``, also in the defaults of its columns.
SQLite knows *subsec* since 3.42; the one of Debian 12 (3.40) answers NULL, and no job would run.
"""

import sqlite3
from contextlib import closing
from typing import Any

KNOWS_SUBSEC = (3, 42)
JULIAN_DAY_OF_1970 = 2_440_587.5
_SUBSEC = {"subsec", "subsecond"}


class Connection(sqlite3.Connection):
    """A connection that knows ``unixepoch(…, 'subsec')``, whichever SQLite is below it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if sqlite3.sqlite_version_info < KNOWS_SUBSEC:
            self.create_function("unixepoch", -1, unixepoch)


def unixepoch(*words: str | float | None) -> int | float | None:
    """Seconds since 1970, as SQLite 3.42 calculates them: with a fraction where *subsec* is asked.

    ``words`` are a time and its modifiers; without a time it is now. What is no time is ``None``
    (https://sqlite.org/lang_datefunc.html).
    """
    fine = any(_is_subsec(word) for word in words)
    rest = [word for word in words if not _is_subsec(word)]
    if not rest or (words and _is_subsec(words[0])):
        rest = ["now", *rest]
    marks = ", ".join("?" * len(rest))
    # A connection of its own: on the other one this function has taken the place of SQLite's.
    with closing(sqlite3.connect(":memory:")) as plain:
        (day,) = plain.execute(f"SELECT julianday({marks})", rest).fetchone()
    if day is None:
        return None
    milliseconds: int = round((day - JULIAN_DAY_OF_1970) * 86_400_000)
    return milliseconds / 1000 if fine else milliseconds // 1000


def _is_subsec(word: object) -> bool:
    return isinstance(word, str) and word.lower() in _SUBSEC
