"""From a table that people have to entries of the stack, and to what is unclear in it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from core.catalog.service import Lookup, find_plan, guess_plans, normalise_name
from core.catalog.values import AppEntry, Guess, PlanView
from core.errors import Invalid
from core.files.tables import Line, Table
from core.stack.entries import StackEntry, StackFields

COLUMNS: dict[str, tuple[str, ...]] = {
    "app": (
        *("app", "application", "app-name", "application-name", "name", "product", "service"),
        *("software", "tool", "vendor", "saas", "anwendung"),
    ),
    "plan": (
        "plan",
        "tier",
        "edition",
        "subscription",
        "plan-name",
        "licence-type",
        "license-type",
    ),
    "seats": (
        *("seats", "licences", "licenses", "users", "seat-count", "quantity", "license-count"),
        *("licence-count", "number-of-seats", "number-of-users", "user-count", "active-users"),
    ),
    "annual_spend": (
        *("annual-spend", "spend", "annual-cost", "cost", "yearly-cost", "price", "contract-value"),
        *("annual-price", "acv", "cost-per-year", "yearly-spend", "total-cost", "amount"),
    ),
    "currency": ("currency",),
    "owner": ("owner", "app-owner", "business-owner", "responsible", "contact", "it-owner"),
    "renewal": (
        *("renewal", "renewal-date", "renews", "renews-on", "contract-end", "end-date", "expires"),
        *("expiry", "next-renewal"),
    ),
    "notes": ("notes", "note", "comment", "comments", "remarks"),
}
"""Field → normalised names of a column that means it, the most telling first."""

_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "₹": "INR"}
_WRITTEN_WITH_A_DOLLAR = {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP"}
_MAX_SEATS = 10_000_000
_MAX_TEXT = 2_000
_NO_APPS: Mapping[str, AppEntry] = {}


@dataclass(frozen=True)
class ImportedRow:
    """One row whose values are understood; ``app`` is ``None`` when its name is not."""

    line: int
    name: str
    fields: StackFields
    app: str | None
    guesses: tuple[Guess, ...] = ()
    plan_guesses: tuple[PlanView, ...] = ()
    """Where the catalogue has no plan of the name in the list: those that it may mean."""
    has_own_plan: bool = False
    """The plan is none of the catalogue's: it is confirmed as another one, or kept as our own."""
    plan_as_before: str | None = None
    """The list's name of the plan, where somebody confirmed before which one it means."""


@dataclass(frozen=True)
class CellProblem:
    """A cell that cannot be understood."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.message}"


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do; nothing has been done yet."""

    columns: Mapping[str, str]
    """Field → the column that it was taken from."""
    ignored: Sequence[str]
    rows: Sequence[ImportedRow]
    problems: Sequence[CellProblem]

    @property
    def matched(self) -> list[ImportedRow]:
        return [row for row in self.rows if row.app]

    @property
    def unmatched(self) -> list[ImportedRow]:
        return [row for row in self.rows if not row.app]

    @property
    def own_plans(self) -> list[ImportedRow]:
        """Rows whose plan the catalogue does not have."""
        return [row for row in self.rows if row.has_own_plan]


def plan_import(
    table: Table,
    names: Mapping[str, str],
    aliases: Mapping[str, str],
    *,
    currency: str,
    apps: Mapping[str, AppEntry] = _NO_APPS,
    before: Sequence[StackEntry] = (),
) -> ImportPlan:
    """Understand a table: columns by name, apps by id, name or alias, values by their form.

    ``apps``: the catalogue's entries, by which a plan's name becomes one of the vendor's plans.
    ``before``: our stack, whose plan stays where it is one of those that the list's name may mean.

    Raises :class:`Invalid` when no column names the app; every other trouble is in the plan.
    """
    columns = _columns(table.header)
    if "app" not in columns:
        raise Invalid(
            f"No column names the app. The header has: {', '.join(filter(None, table.header))}.",
            field="file",
            hint="Name one column App.",
        )
    problems: list[CellProblem] = []
    rows: list[ImportedRow] = []
    ours = {entry.app: entry.fields.plan for entry in before}
    known = Lookup(names, aliases)
    for line in table.lines:
        row = _row(line, columns, known, problems, currency, table.header)
        if row is not None:
            rows.append(_with_plan(row, apps.get(row.app or ""), ours.get(row.app or "")))
    problems += _twice(rows, table.header[columns["app"]])
    used = set(columns.values())
    return ImportPlan(
        {field: table.header[index] for field, index in columns.items()},
        [name for index, name in enumerate(table.header) if name and index not in used],
        rows,
        sorted(problems, key=lambda problem: problem.line),
    )


def _columns(header: Sequence[str]) -> dict[str, int]:
    slugs = [normalise_name(name) for name in header]
    found: dict[str, int] = {}
    for field, known in COLUMNS.items():
        for name in known:
            if name in slugs and slugs.index(name) not in found.values():
                found[field] = slugs.index(name)
                break
    return found


def _row(
    line: Line,
    columns: Mapping[str, int],
    known: Lookup,
    problems: list[CellProblem],
    currency: str,
    header: Sequence[str],
) -> ImportedRow | None:
    def cell(field: str) -> str:
        index = columns.get(field)
        return line.cells[index] if index is not None and index < len(line.cells) else ""

    def complain(field: str, message: str) -> None:
        problems.append(CellProblem(line.number, header[columns[field]], message))

    name = cell("app")
    if not name:
        if any(line.cells):
            complain("app", "the app's name is missing.")
        return None
    spend, spend_currency = _money(cell("annual_spend"))
    if cell("annual_spend") and spend is None:
        complain("annual_spend", f"{cell('annual_spend')!r} is not an amount.")
    seats = _count(cell("seats"))
    if cell("seats") and (seats is None or seats > _MAX_SEATS):
        complain("seats", f"{cell('seats')!r} is not a whole number from 0 to 10,000,000.")
        seats = None
    renewal = _date(cell("renewal"))
    if cell("renewal") and renewal is None:
        complain(
            "renewal",
            f"{cell('renewal')!r} is not a date that can be read one way. Write 2027-01-31.",
        )
    if spend_currency and cell("currency") and not _may_be(cell("annual_spend"), cell("currency")):
        complain(
            "annual_spend",
            f"{cell('annual_spend')!r} is not in {cell('currency')}, as the column "
            f"{header[columns['currency']]} says. Write one currency.",
        )
        spend = None
    code = (cell("currency") or spend_currency or currency).upper()
    if not re.fullmatch("[A-Z]{3}", code, re.ASCII):
        complain("currency", f"{code!r} is not a currency. Write USD.")
        code = currency
    for field in ("plan", "owner", "notes"):
        if len(cell(field)) > _MAX_TEXT:
            complain(field, f"is longer than {_MAX_TEXT:,} characters.")
    fields = StackFields(
        plan=cell("plan") or None,
        seats=seats,
        annual_spend=spend,
        currency=code,
        owner=cell("owner") or None,
        renewal=renewal,
        notes=cell("notes") or None,
    )
    app = known.resolve(name)
    likely = () if app else known.guesses(name)
    return ImportedRow(line.number, name, fields, app, likely)


def _with_plan(row: ImportedRow, app: AppEntry | None, ours: str | None) -> ImportedRow:
    """The row with its plan's name as one of the app's plans, or with what it may mean."""
    if app is None or row.fields.plan is None:
        return row
    if found := find_plan(app, row.fields.plan):
        return replace(row, fields=replace(row.fields, plan=found.slug))
    guesses = guess_plans(app, row.fields.plan)
    if ours in {one.slug for one in guesses}:
        # The same list comes again every month: what was said of it once is not asked again.
        as_said = replace(row.fields, plan=ours)
        return replace(row, fields=as_said, plan_as_before=row.fields.plan)
    return replace(row, plan_guesses=guesses, has_own_plan=True)


def _twice(rows: Sequence[ImportedRow], column: str) -> list[CellProblem]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        key = row.app or f"?{normalise_name(row.name)}"
        if key in first:
            problems.append(
                CellProblem(
                    row.line,
                    column,
                    f"{row.name!r} is the app of line {first[key]}. Join the rows.",
                )
            )
        first.setdefault(key, row.line)
    return problems


def _count(text: str) -> int | None:
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


def _money(text: str) -> tuple[Decimal | None, str | None]:
    """A yearly amount as people write it: ``$12,000.50``, ``12.000,50 €``, ``12000 USD p.a.``.

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


def _may_be(amount: str, currency: str) -> bool:
    """Whether an amount with a mark can be in this currency."""
    said, found = currency.upper(), _AMOUNT.fullmatch(amount)
    is_bare = found is not None and {found["before"], found["after"]} == {"$", None}
    return _money(amount)[1] == said or (is_bare and said in _WRITTEN_WITH_A_DOLLAR)


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


def _date(text: str) -> date | None:
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
