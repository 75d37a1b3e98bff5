"""Columns of dates and moments, in every style that exports use. Pure.

ISO 8601 and its looser spellings, day-month-year and month-day-year, names of months in English,
German, French and Spanish, Unix seconds and milliseconds, serial numbers of spreadsheets, Windows
file times. Without a zone a moment is in UTC. Whether 3/4/2026 is in March or April is decided from
all of the columns together, and asked where they do not tell.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from core.accounts.formats.heads import form
from core.accounts.formats.words import plain_words
from core.accounts.frames import MOMENT


class Order(StrEnum):
    """What the first number of 3/4/2026 is."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_TIME = (
    r"(?:(?:[T, ]|\s+at\s+|\s*-\s+)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?"
    r"\s*(?P<zone>Z|\(?[A-Za-z]{2,5}\)?|(?:UTC|GMT)?\s?[+-]\d{1,2}:?\d{2}|(?:UTC|GMT)[+-]\d{1,2})?)?"
)
_YEAR_FIRST = (
    r"^(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})" + _TIME + r"(?:\[.*\])?$"
)
_YEAR_LAST = r"^(?P<first>\d{1,2})(?P<mark>[./-])(?P<other>\d{1,2})[./-](?P<year>\d{4}|\d{2})" + (
    _TIME + "$"
)
_DAY_MONTH = (
    r"^(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?(?:\s+de)?[ -]*<(?P<month>\d{2})>(?:\s+de|\.)?[ ,.-]*"
    r"(?P<year>\d{4}|\d{2})" + _TIME + "$"
)
_MONTH_DAY = (
    r"^<(?P<month>\d{2})>\.?[ -]+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ -]+(?P<year>\d{4})"
    + _TIME
    + "$"
)
_COMPACT = (
    r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?:\.\d+)?(?P<zone>Z)?)?$"
)
_NUMBER = r"^\d{5,18}(?:\.\d+)?$"

_MONTHS: Mapping[int, str] = {
    1: "january jan januar jänner janvier janv enero ene",
    2: "february feb februar février fevrier févr fevr fév febrero",
    3: "march mar märz maerz mär mars marzo",
    4: "april apr avril avr abril abr",
    5: "may mai mayo",
    6: "june jun juni juin junio",
    7: "july jul juli juillet juil julio",
    8: "august aug août aout agosto ago",
    9: "september sept sep septembre septiembre",
    10: "october oct oktober okt octobre octubre",
    11: "november nov novembre noviembre",
    12: "december dec dezember dez décembre déc diciembre dic",
}
_MONTH = {name: month for month, names in _MONTHS.items() for name in names.split()}
_LETTERS = re.compile(r"[^\W\d_]+")
_ZONES: Mapping[str, int] = {
    **dict.fromkeys(("Z", "UTC", "GMT", "WET"), 0),
    **{"EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360},
    **{"PST": -480, "PDT": -420, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "BST": 60},
    **{"EET": 120, "EEST": 180, "WEST": 60, "JST": 540, "AEST": 600, "AEDT": 660, "SGT": 480},
}
_OFFSET = re.compile(r"^(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?$")
_EXCEL_FROM, _EXCEL_TO = 20_000, 80_000
"""Serial numbers of 1954 to 2119."""


@dataclass(frozen=True)
class DateColumn:
    """What a column says."""

    moments: pl.Series
    """UTC; null: not said, or not read."""
    never: pl.Series
    """True where it says that there never was any."""
    unread: pl.Series
    """True where something stands that is no date."""
    undecided: pl.Series
    """True where day and month cannot be told apart without an order."""


def evidence(columns: Iterable[pl.Series]) -> set[Order]:
    """Which orders the columns show; both: they contradict each other."""
    found: set[Order] = set()
    has_half = False
    for column in columns:
        texts = column.drop_nulls().unique()
        parts = texts.str.extract_groups(_YEAR_LAST).struct.unnest()
        parts = parts.filter(pl.col("year").is_not_null())
        if parts.is_empty():
            continue
        first, other = (parts[one].cast(pl.Int64) for one in ("first", "other"))
        slashed = parts["mark"] != "."
        if ((first > 12) & slashed).any():
            found.add(Order.DAY_FIRST)
        if ((other > 12) & slashed).any():
            found.add(Order.MONTH_FIRST)
        has_half = has_half or (slashed & parts["half"].is_not_null()).any()
    # Dates with slashes and a.m. or p.m. are written in the United States.
    return found or ({Order.MONTH_FIRST} if has_half else set())


def read_dates(
    column: pl.Series, order: Order | None, never: Iterable[str] = (), *, zones: bool = True
) -> DateColumn:
    """A column of texts as moments; without ``zones`` at the hour that is written, as if in UTC."""
    texts = column.drop_nulls().unique()
    told = pl.DataFrame({"text": texts})
    told = told.with_columns(said=texts.str.strip_chars())
    nevers = {*map(form, plain_words("never")), *map(form, never)}
    told = told.with_columns(
        never=pl.Series([form(text) in nevers for text in told["said"]], dtype=pl.Boolean)
    )
    moments = _all_styles(told["said"], order, zones)
    told = told.with_columns(moment=pl.when(~pl.col("never")).then(moments))
    ambiguous = (
        _ambiguous(told["said"]) if order is None else pl.repeat(False, len(told), eager=True)
    )
    told = told.with_columns(undecided=ambiguous)
    told = told.with_columns(moment=pl.when(~pl.col("undecided")).then("moment"))
    rows = pl.DataFrame({"text": column}).join(told, on="text", how="left", maintain_order="left")
    undecided = rows["undecided"].fill_null(False)
    is_never = rows["never"].fill_null(False)
    unread = rows["text"].is_not_null() & rows["moment"].is_null() & ~is_never & ~undecided
    return DateColumn(rows["moment"].cast(MOMENT), is_never, unread, undecided)


def _all_styles(texts: pl.Series, order: Order | None, zones: bool) -> pl.Series:
    frame = pl.DataFrame({"text": texts})
    month_first = order is Order.MONTH_FIRST
    styles = [_parts(frame, _YEAR_FIRST, zones), _parts(frame, _COMPACT, zones)]
    last = frame["text"].str.extract_groups(_YEAR_LAST).struct.unnest()
    if last["year"].is_not_null().any():
        styles.append(_assembled(_ordered(last, month_first), zones))
    with_letters = frame["text"].str.contains(r"\p{L}{3}")
    if with_letters.any():
        named = frame.with_columns(
            text=pl.Series(
                [
                    _numbered(one) if has else one
                    for one, has in zip(texts, with_letters, strict=True)
                ],
                dtype=pl.String,
            )
        )
        styles += [_parts(named, _DAY_MONTH, zones), _parts(named, _MONTH_DAY, zones)]
    styles.append(_numbers(frame["text"]))
    return pl.select(pl.coalesce(*styles)).to_series()


def _ordered(last: pl.DataFrame, month_first: bool) -> pl.DataFrame:
    """Day and month of dates that end with the year; with dots the day is first everywhere."""
    swapped = (pl.col("mark") != ".") & month_first
    return last.with_columns(
        month=pl.when(swapped).then("first").otherwise("other"),
        day=pl.when(swapped).then("other").otherwise("first"),
    )


def _ambiguous(texts: pl.Series) -> pl.Series:
    parts = texts.str.extract_groups(_YEAR_LAST).struct.unnest()
    first, other = (parts[one].cast(pl.Int64, strict=False) for one in ("first", "other"))
    found = (parts["mark"] != ".") & (first <= 12) & (other <= 12) & (first != other)
    return found.fill_null(False)


def _parts(frame: pl.DataFrame, pattern: str, zones: bool) -> pl.Series:
    return _assembled(frame["text"].str.extract_groups(pattern).struct.unnest(), zones)


def _assembled(parts: pl.DataFrame, zones: bool) -> pl.Series:
    """Moments from year, month, day and, where they are, hour, minute, second, half, zone."""
    for one in ("hour", "minute", "second", "half", "zone"):
        if one not in parts.columns:
            parts = parts.with_columns(pl.lit(None, dtype=pl.String).alias(one))
    year = (
        pl.when(pl.col("year").str.len_chars() == 2).then("20" + pl.col("year")).otherwise("year")
    )
    half = pl.col("half").str.to_lowercase().str.slice(0, 1)
    given = pl.col("hour").cast(pl.Int64, strict=False)
    hour = (
        pl.when(half == "p")
        .then(given % 12 + 12)
        .when(half == "a")
        .then(given % 12)
        .otherwise(given)
    )
    written = pl.format(
        "{}-{}-{} {}:{}:{}",
        year,
        pl.col("month").str.zfill(2),
        pl.col("day").str.zfill(2),
        hour.fill_null(0).cast(pl.String).str.zfill(2),
        pl.col("minute").fill_null("00"),
        pl.col("second").fill_null("00"),
    ).str.replace(" 24:00:00", " 00:00:00", literal=True)
    read = parts.select(
        moment=written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"),
        zone=pl.col("zone") if zones else pl.lit(None, dtype=pl.String),
    )
    minutes = {zone: _offset(zone) for zone in read["zone"].drop_nulls().unique()}
    offset = read["zone"].replace_strict(minutes, default=0, return_dtype=pl.Int64).fill_null(0)
    unknown = read["zone"].is_not_null() & read["zone"].is_in(
        [zone for zone, known in minutes.items() if known is None]
    ).fill_null(False)
    moved = read.with_columns(offset=offset, unknown=unknown).select(
        pl.when(~pl.col("unknown"))
        .then(pl.col("moment") - pl.duration(minutes="offset"))
        .dt.replace_time_zone("UTC")
    )
    return moved.to_series().cast(MOMENT)


def _offset(zone: str) -> int | None:
    bare = zone.strip("() ")
    if bare.upper() in _ZONES:
        return _ZONES[bare.upper()]
    if found := _OFFSET.match(bare.upper()):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return -minutes if found[1] == "-" else minutes
    return None


def _numbered(text: str) -> str:
    """The name of a month as its number in angle brackets, the name of a day left out."""
    found: list[re.Match[str]] = [
        one for one in _LETTERS.finditer(text) if one[0].casefold() in _MONTH
    ]
    if not found:
        return text
    month = found[0]
    before = _LETTERS.sub(lambda one: one[0] if len(one[0]) <= 2 else "", text[: month.start()])
    return f"{before.lstrip(' ,.')}<{_MONTH[month[0].casefold()]:02d}>{text[month.end() :]}"


def _numbers(texts: pl.Series) -> pl.Series:
    """Unix seconds, milliseconds, microseconds; Windows file times; serials of spreadsheets."""
    value = texts.str.extract(f"({_NUMBER[1:-1]})").cast(pl.Float64, strict=False)
    value = value.set(~texts.str.contains(_NUMBER).fill_null(False), None)
    digits = texts.str.extract(r"^(\d+)").str.len_chars()
    micros = pl.select(
        pl.when(digits.is_between(9, 10))
        .then(value * 1e6)
        .when(digits.is_between(12, 13))
        .then(value * 1e3)
        .when(digits == 16)
        .then(value)
        .when(digits == 18)
        .then(value / 10 - 11_644_473_600e6)
        .when((digits == 5) & value.is_between(_EXCEL_FROM, _EXCEL_TO))
        .then(((value - 25_569) * 86_400).round() * 1e6)
    ).to_series()
    return micros.cast(pl.Int64, strict=False).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
