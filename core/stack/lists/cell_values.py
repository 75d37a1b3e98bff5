"""Numbers, amounts and days as people write them in a table. Pure.

What can be read in more than one way is not read: a guess would be worse.
"""

import re
from datetime import date, datetime
from decimal import Decimal

_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "₹": "INR"}
_WRITTEN_WITH_A_DOLLAR = {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP"}


def as_count(text: str) -> int | None:
    """A whole number as people write it: ``1,200``; ``None`` for whatever else."""
    digits = re.sub(r"[\s,.'’](?=\d{3}\b)", "", text)
    digits = re.sub(r"[.,]0+$", "", digits)
    return int(digits) if re.fullmatch(r"[0-9]{1,8}", digits, re.ASCII) else None


_AMOUNT = re.compile(
    r"(?P<before>[A-Za-z]{0,3}\s*[$€£₹]|[A-Za-z]{3})?\s*"
    r"(?P<digits>[0-9][0-9.,'’\s]*?)\s*"
    r"(?P<after>[$€£₹]|[A-Za-z]{3})?\s*"
    r"(?P<per>(/|per|a)\s*(year|yr|annum)|p\.\s?a\.?|yearly|annually)?",
    re.IGNORECASE,
)
_DOLLARS = {"us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD"}


def as_money(text: str) -> tuple[Decimal | None, str | None]:
    """A yearly amount as people write it, and its currency: ``$12,000.50``, ``12.000,50 €``.

    Whatever else stands there (``12k``, ``100/month``) makes it no amount: a guess would be worse.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None, None
    marks = [mark for mark in (found["before"], found["after"]) if mark]
    codes = [_code("".join(mark.split())) for mark in marks]
    number = _number(re.sub(r"['’\s]", "", found["digits"]))
    if number is None or None in codes or len(set(codes)) > 1:
        return None, None
    return number, codes[0] if codes else None


def may_be_in(amount: str, currency: str) -> bool:
    """Whether an amount with a mark can be in this currency."""
    said, found = currency.upper(), _AMOUNT.fullmatch(amount)
    is_bare = found is not None and {found["before"], found["after"]} == {"$", None}
    return as_money(amount)[1] == said or (is_bare and said in _WRITTEN_WITH_A_DOLLAR)


def _code(mark: str) -> str | None:
    if mark in _SYMBOLS:
        return _SYMBOLS[mark]
    if mark[-1].isalpha():
        return mark.upper()
    return _DOLLARS.get(mark.casefold())


def _number(digits: str) -> Decimal | None:
    """Digits in which either of comma and point may part the thousands; to the cent."""
    if "," in digits and "." in digits:
        thousands, point = (".", ",") if digits.rfind(",") > digits.rfind(".") else (",", ".")
        digits = digits.replace(thousands, "").replace(point, ".")
    elif re.fullmatch(r"[1-9]\d{0,2}([.,]\d{3})+", digits):
        digits = re.sub("[.,]", "", digits)
    else:
        digits = digits.replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", digits):
        return None
    amount = Decimal(digits)
    return amount if amount == round(amount, 2) else round(amount, 2)


def as_date(text: str) -> date | None:
    """A date that can be read in one way only; 03/04/2027 could be two days."""
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    match = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text)
    if match:
        first, second, year = (int(part) for part in match.groups())
        day, month = (first, second) if first > 12 else (second, first)
        if first > 12 or second > 12 or first == second:
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None
