"""The time that DBOS asks for, on a SQLite that does not know it."""

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jobs import sqlite_clock


def of_sqlite(*words: object) -> object:
    with sqlite3.connect(":memory:") as plain:
        marks = ", ".join("?" * len(words))
        return plain.execute(f"SELECT unixepoch({marks})", words).fetchone()[0]


moments = st.one_of(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(str),
    st.integers(0, 5_000_000),
    st.floats(0, 5_000_000),
    st.text(max_size=8),
    st.none(),
)
modifiers = st.lists(st.sampled_from(["+3 hours", "start of month", "-1 day", "utc", "x"]))


@given(moments, modifiers)
def test_whole_seconds_are_those_of_sqlite(moment: object, more: list[str]) -> None:
    assert sqlite_clock.unixepoch(moment, *more) == of_sqlite(moment, *more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (("2026-12-01 17:00:00.678", "subsec"), 1796144400.678),
        (("2026-12-01 17:00:00.678", "SUBSECOND"), 1796144400.678),
        (("2026-12-01 17:00:59.9999", "subsec"), 1796144460.0),
        (("1969-12-31 23:59:58.25", "subsec"), -1.75),
        (("1969-12-31 23:59:58.25",), -2),
        ((1796144400.678, "unixepoch", "subsec"), 1796144400.678),
        (("2026-12-01", "subsec", "start of month"), 1796083200.0),
        (("no time", "subsec"), None),
        (("2026-12-01", "no modifier", "subsec"), None),
        ((None, "subsec"), None),
    ],
)
def test_fractions_are_as_sqlite_documents_them(
    words: tuple[str | float | None, ...], seconds: float | None
) -> None:
    assert sqlite_clock.unixepoch(*words) == seconds


@pytest.mark.parametrize("words", [("subsec",), ("now", "subsec"), ()])
def test_without_a_time_it_is_now(words: tuple[str, ...]) -> None:
    before = datetime.now(UTC).timestamp()
    found = sqlite_clock.unixepoch(*words)
    assert found is not None
    assert isinstance(found, float if words else int)
    assert before - 1.001 <= found <= datetime.now(UTC).timestamp() + 0.001


@pytest.mark.parametrize("version", [(3, 40, 1), sqlite3.sqlite_version_info])
def test_a_column_gets_the_time_by_default_on_any_sqlite(
    version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    connection = sqlite3.connect(":memory:", factory=sqlite_clock.Connection)
    connection.execute(
        "CREATE TABLE t (n INT, at INT NOT NULL DEFAULT (unixepoch('subsec') * 1000))"
    )
    connection.execute("INSERT INTO t (n) VALUES (1)")
    at, plain = connection.execute("SELECT at, unixepoch('2026-12-01 17:00:00') FROM t").fetchone()
    connection.close()
    assert abs(at / 1000 - datetime.now(UTC).timestamp()) < 5
    assert plain == 1796144400
