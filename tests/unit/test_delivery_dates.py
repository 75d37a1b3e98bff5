"""Dates in every style that exports use."""

from datetime import UTC, datetime

import polars as pl
import pytest

from core.accounts.formats.dates import DateColumn, Order, evidence, read_dates

AT = datetime(2026, 3, 4, 10, 15, tzinfo=UTC)
DAY = datetime(2026, 3, 4, tzinfo=UTC)


def one(text: str, order: Order | None = None, *, zones: bool = True) -> DateColumn:
    return read_dates(pl.Series([text]), order, zones=zones)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-04", DAY),
        ("2026/03/04 10:15:00", AT),
        ("2026-03-04T10:15:00Z", AT),
        ("2026-03-04T10:15:00.000Z", AT),
        ("2026-03-04T12:15:00+02:00", AT),
        ("2026-03-04T10:15:00+0000", AT),
        ("2026-03-04 03:15:00 -0700", AT),
        ("2026-03-04 10:15:00 UTC", AT),
        ("2026-03-04 02:15:00 PST", AT),
        ("2026-03-04T11:15:00+01:00[Europe/Berlin]", AT),
        ("04.03.2026", DAY),
        ("4.3.26 10:15", AT),
        ("4 Mar 2026", DAY),
        ("Mar 4, 2026", DAY),
        ("Mar 4, 2026 at 10:15 AM", AT),
        ("March 4, 2026, 10:15:00 AM", AT),
        ("04-Mar-2026", DAY),
        ("Wed, 04 Mar 2026 10:15:00 GMT", AT),
        ("Wed Mar 04 2026", DAY),
        ("4. März 2026", DAY),
        ("4 mars 2026", DAY),
        ("4 de marzo de 2026", DAY),
        ("1er mars 2026", datetime(2026, 3, 1, tzinfo=UTC)),
        ("20260304", DAY),
        ("20260304101500Z", AT),
        ("1772619300", AT),
        ("1772619300000", AT),
        ("1772619300.0", AT),
        ("134170929000000000", AT),
        ("46085", DAY),
        ("46085.427083333", AT),
    ],
)
def test_a_moment_is_read_in_any_style(text: str, moment: datetime) -> None:
    found = one(text)
    assert (found.moments[0], found.unread[0], found.undecided[0]) == (moment, False, False)


@pytest.mark.parametrize(
    "text", ["soon", "2026-02-30", "2026-13-01", "31.02.2026", "0", "17", "2026-03-04 10:15 XYZ"]
)
def test_what_is_no_date_is_told_and_is_not_never(text: str) -> None:
    found = one(text)
    assert (found.moments[0], found.unread[0], found.never[0]) == (None, True, False)


@pytest.mark.parametrize(
    "text", ["Never logged in", "never", "nie", "jamais", "Nunca", "Never accessed"]
)
def test_never_is_no_date_and_not_unread(text: str) -> None:
    found = one(text)
    assert (found.moments[0], found.never[0], found.unread[0]) == (None, True, False)


def test_day_and_month_follow_the_order_and_are_not_guessed() -> None:
    assert one("03/04/2026", Order.MONTH_FIRST).moments[0] == DAY
    assert one("04/03/2026", Order.DAY_FIRST).moments[0] == DAY
    assert (one("03/04/2026").undecided[0], one("03/04/2026").moments[0]) == (True, None)
    assert one("04/04/2026").moments[0] == datetime(2026, 4, 4, tzinfo=UTC)
    assert one("31/12/2026", Order.MONTH_FIRST).unread[0]


def test_the_order_is_told_by_any_column() -> None:
    assert evidence([pl.Series(["01/02/2026"]), pl.Series(["31/12/2026"])]) == {Order.DAY_FIRST}
    assert evidence([pl.Series(["12/31/2026"])]) == {Order.MONTH_FIRST}
    assert evidence([pl.Series(["1/2/2026 3:04 PM"])]) == {Order.MONTH_FIRST}
    assert evidence([pl.Series(["31/12/2026", "12/31/2026"])]) == {*Order}
    assert evidence([pl.Series(["01/02/2026", "31.12.2026", None])]) == set()


def test_a_day_stays_the_day_that_is_written() -> None:
    assert one("2026-03-04T00:00:00+01:00", zones=False).moments[0] == DAY
    assert one("2026-03-04T00:00:00+01:00").moments[0] < DAY
