"""From a table that people have to entries of the stack, and to what is unclear in it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.catalog.service import (
    Lookup,
    find_plan,
    guess_plans,
    is_name_for_app,
    normalise_name,
)
from core.catalog.values import AppEntry, Guess, PlanView
from core.errors import Invalid
from core.files.tables import Line, Table
from core.stack.entries import StackEntry, StackFields
from core.stack.lists.cell_values import as_count, as_date, as_money, may_be_in

COLUMNS: dict[str, tuple[str, ...]] = {
    "app": (
        *("app", "application", "app-name", "application-name", "name", "product", "service"),
        *("software", "tool", "vendor", "saas", "anwendung", "programm", "dienst"),
        *("logiciel", "outil"),
    ),
    "plan": (
        "plan",
        "tier",
        "edition",
        "subscription",
        "plan-name",
        "licence-type",
        "license-type",
        *("tarif", "paket", "forfait", "abonnement"),
    ),
    "seats": (
        *("seats", "licences", "licenses", "users", "seat-count", "quantity", "license-count"),
        *("licence-count", "number-of-seats", "number-of-users", "user-count", "active-users"),
        *("lizenzen", "nutzer", "benutzer", "anzahl", "utilisateurs"),
    ),
    "annual_spend": (
        *("annual-spend", "spend", "annual-cost", "cost", "yearly-cost", "price", "contract-value"),
        *("annual-price", "acv", "cost-per-year", "yearly-spend", "total-cost", "amount"),
        *(
            "spend-a-year",
            "jahreskosten",
            "kosten",
            "kosten-pro-jahr",
            "cout-annuel",
            "cout",
            "prix",
        ),
    ),
    "currency": ("currency", "wahrung", "waehrung", "devise"),
    "owner": (
        *("owner", "app-owner", "business-owner", "responsible", "contact", "it-owner"),
        *("verantwortlich", "verantwortliche", "ansprechpartner", "responsable"),
    ),
    "renewal": (
        *("renewal", "renewal-date", "renews", "renews-on", "contract-end", "end-date", "expires"),
        *("expiry", "next-renewal", "verlangerung", "verlaengerung", "vertragsende"),
        *("renouvellement", "echeance", "date-de-renouvellement"),
    ),
    "notes": (
        *("notes", "note", "comment", "comments", "remarks"),
        *("notiz", "notizen", "bemerkung", "bemerkungen", "kommentar", "commentaire"),
    ),
}
"""Field → normalised names of a column that means it, the most telling first."""

_MAX_SEATS = 10_000_000
_MAX_TEXT = 2_000
_MOST_QUOTED = 40
_TEXTS = ("plan", "owner", "notes")
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
    """A cell that cannot be understood: its row has nothing there."""

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
    columns = columns_of(table.header)
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


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Field → the number of the column whose name means it, from 0."""
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
    spend, spend_currency = as_money(cell("annual_spend"))
    if cell("annual_spend") and spend is None:
        complain("annual_spend", f"{cell('annual_spend')!r} is not an amount.")
    seats = as_count(cell("seats"))
    if cell("seats") and (seats is None or seats > _MAX_SEATS):
        complain("seats", f"{cell('seats')!r} is not a whole number from 0 to 10,000,000.")
        seats = None
    renewal = as_date(cell("renewal"))
    if cell("renewal") and renewal is None:
        complain(
            "renewal",
            f"{cell('renewal')!r} is not a date that can be read one way. Write 2027-01-31.",
        )
    said = cell("currency")
    if spend_currency and said and not may_be_in(cell("annual_spend"), said):
        complain(
            "annual_spend",
            f"{cell('annual_spend')!r} is not in {said}, as the column "
            f"{header[columns['currency']]} says. Write one currency.",
        )
        spend = None
    code = (said or spend_currency or currency).upper()
    if not re.fullmatch("[A-Z]{3}", code, re.ASCII):
        complain("currency", f"{code!r} is not a currency. Write USD.")
        code, spend = currency, None
    texts: dict[str, str | None] = {field: cell(field) or None for field in _TEXTS}
    for field in _TEXTS:
        if len(cell(field)) > _MAX_TEXT:
            complain(field, f"is longer than {_MAX_TEXT:,} characters.")
            texts[field] = None
    fields = StackFields(
        plan=texts["plan"],
        seats=seats,
        annual_spend=spend,
        currency=code,
        owner=texts["owner"],
        renewal=renewal,
        notes=texts["notes"],
    )
    app = known.resolve(name)
    if app is None and not is_name_for_app(name):
        start = name if len(name) <= _MOST_QUOTED else f"{name[:_MOST_QUOTED]}…"
        complain("app", f"{start!r} is left out: a name needs letters, 80 at the most.")
        return None
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
