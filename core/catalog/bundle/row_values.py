"""Values of the catalogue's rows: prices, dates, claims and their sources."""

from datetime import date
from decimal import Decimal, InvalidOperation

from core.catalog.bundle.rows import start_of
from core.catalog.models import (
    CLOSED_VALUES,
    NOT_AVAILABLE,
    SET_FACTS,
    UNKNOWN,
    Authority,
    Fact,
    Source,
)
from core.files.data_files import Items, Problem, Row
from core.files.scalars import LocatedValues

KINDS = tuple(kind.value for kind in Authority if kind is not Authority.OWN)


class RowValues(LocatedValues):
    """What :class:`LocatedValues` reads, and the catalogue's own kinds of value."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.idps: set[str] = set()

    def idp(self, row: Row, *, required: bool = False) -> str | None:
        value = self.text(row, "idp", required=required)
        if value is None or value in self.idps:
            return value
        self.note(
            row,
            f"unknown IdP {value!r:.60}.",
            f"Use one of: {', '.join(sorted(self.idps))}; or add it to idps.yaml.",
            key="idp",
        )
        return None

    def decimal(self, row: Row, key: str) -> Decimal | None:
        value = row.get(key)
        if value is None:
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and 0 <= number <= 10**12:
            return number
        self.note(
            row,
            f"{key!r} is {str(value)!r:.60}, not a price.",
            "Write digits with a decimal point, or leave it out.",
            key=key,
        )
        return None

    def count(self, row: Row, key: str) -> int | None:
        number = self.decimal(row, key)
        if number is None or (number == int(number) and number < 2**31):
            return None if number is None else int(number)
        self.note(row, f"{key!r} is not a whole number.", "Write digits only.", key=key)
        return None

    def currency(self, row: Row) -> str | None:
        value = self.text(row, "currency", required=True)
        if value is None or (
            len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()
        ):
            return value
        self.note(
            row,
            f"currency {value!r:.60} is not an ISO 4217 code.",
            "Write USD, EUR, ...",
            key="currency",
        )
        return None

    def day(self, row: Row, key: str, *, required: bool = False) -> date | None:
        value = self.text(row, key, required=required)
        day = None if value is None else start_of(value)
        if value is not None and day is None:
            self.note(
                row,
                f"{key!r} is {value!r:.60}, not a date.",
                "Write 2026-11-23, 2026-11 or 2026.",
                key=key,
            )
        return day

    def fact_value(self, row: Row, fact: Fact) -> str | None:
        """A claim's value: one of a closed set, terms joined by ``, ``, or free text."""
        value = row.get("value")
        if fact in SET_FACTS and isinstance(value, Items):
            terms = [str(term).strip() for term in value if isinstance(term, str | int | float)]
            wrong = len(terms) != len(value) or any(isinstance(term, bool) for term in value)
            if wrong or not terms or any("," in term or not term for term in terms):
                self.note(
                    row,
                    "'value' is not a list of terms.",
                    "Write [create, update]; no commas inside a term, yes and no in quotes.",
                    key="value",
                )
                return None
            return ", ".join(dict.fromkeys(terms))
        allowed = CLOSED_VALUES.get(fact)
        if allowed:
            return self.one_of(row, "value", allowed, required=True)
        if fact is Fact.DOCUMENTATION and row.get("value") not in (NOT_AVAILABLE, UNKNOWN):
            return self.url(row, "value", required=True)
        text = self.text(row, "value", required=True)
        return terms_of(text) if text is not None and fact in SET_FACTS else text

    def source(self, source_id: str, row: Row, interests: dict[str, str]) -> Source | None:
        """A source with its title, address, publisher, kind and dates."""
        title = self.text(row, "title", required=True)
        url = self.url(row, "url", required=True)
        publisher = self.text(row, "publisher", required=True, most=200)
        kind = self.one_of(row, "kind", KINDS, required=True)
        read_on = self.day(row, "read", required=True)
        dated = self.text(row, "dated")
        day = self.day(row, "dated")
        older = self.flag(row, "older_copy")
        if not (title and url and publisher and kind and read_on) or (dated and not day):
            return None
        return Source(
            id=source_id,
            title=title,
            url=url,
            publisher=publisher,
            authority=Authority(kind),
            interest=interests.get(publisher),
            read_on=read_on,
            dated=dated,
            older_copy=older,
            quality=self.text(row, "quality"),
            cites=self.text(row, "cites"),
            note=self.text(row, "note"),
        )


def terms_of(text: str, separator: str = ",") -> str:
    """Terms as a set field keeps them: each once, joined by ``, ``."""
    return ", ".join(dict.fromkeys(t.strip() for t in text.split(separator) if t.strip()))
