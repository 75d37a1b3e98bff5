"""A list of apps as people have it, with heads or without, as a table that an import takes. Pure.

Names one a line or one after the other, ``Slack (Business+)``, a table whose first row is a row:
what each column means is told by what stands in it, and said, so that whoever pasted it can look.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from core.catalog.service import Lookup, find_plan, guess_plans, normalise_name
from core.catalog.values import AppEntry
from core.errors import Invalid
from core.files.tables import Line, Table
from core.stack.lists.cell_values import as_count, as_date, as_money
from core.stack.lists.importing import columns_of

HEADS: Mapping[str, str] = {
    "app": "App",
    "plan": "Plan",
    "seats": "Seats",
    "annual_spend": "Annual spend",
    "currency": "Currency",
    "owner": "Owner",
    "renewal": "Renewal",
}
"""Field → what its column is called where the list has no heads; also the heads of the template."""

_BULLET = re.compile(r"^(?:[-*•–·]\s+|\d{1,3}[.)]\s+|\[[ xX]?\]\s*)")
_IN_BRACKETS = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]+)[)\]]$")
_BEHIND_A_MARK = re.compile(r"^(.+?)\s*(?:\s[-–—|/]\s|:\s)\s*(.+)$")
_SEATS = re.compile(r"([\d.,]+)\s*(?:seats?|users?|licen[cs]es?|people)", re.IGNORECASE)
_MOST_PLAN_WORDS = 3


class AppList:
    """What the rows of one list mean. ``names``: app id → name; ``apps``: their entries."""

    def __init__(
        self, names: Mapping[str, str], aliases: Mapping[str, str], apps: Mapping[str, AppEntry]
    ) -> None:
        self._known = Lookup(names, aliases)
        self._apps = apps

    def table(self, lines: Sequence[Line]) -> Table:
        """The list with a head for each column that is understood; repeated rows are joined.

        Lines keep their numbers; of names that stand beside each other each counts as a line.
        Columns that nobody understands are called ``Column 4``. Raises :class:`Invalid` for heads
        without rows.
        """
        lines = [Line(line.number, _unlisted(line.cells)) for line in lines]
        if self._is_names(lines):
            names = (cell for line in lines for cell in line.cells if cell)
            lines = [Line(number, (name,)) for number, name in enumerate(names, start=1)]
        header, rest = self._headed(lines)
        if not rest:
            raise Invalid(
                "The list has column heads and no rows.", field="file", hint="Add the apps below."
            )
        header, rest = self._plans_apart(header, rest)
        return Table(header, self._joined(header, rest))

    # -- what the columns are ---------------------------------------------------

    def _is_names(self, lines: Sequence[Line]) -> bool:
        """Whether the cells beside the first are apps, too: ``Slack, GitHub, Figma``."""
        beside = [cell for line in lines for cell in line.cells[1:] if cell]
        apps = sum(self._app(cell) is not None for cell in beside)
        return bool(beside) and apps * 2 >= len(beside) and not columns_of(lines[0].cells)

    def _headed(self, lines: Sequence[Line]) -> tuple[tuple[str, ...], Sequence[Line]]:
        first, width = lines[0], max(len(line.cells) for line in lines)
        cells = first.cells + ("",) * (width - len(first.cells))
        found = columns_of(cells)
        if self._is_header(cells, lines[1:], found):
            if "app" not in found:
                at = self._app_column(lines[1:], width, set(found.values()))
                cells = (*cells[:at], HEADS["app"], *cells[at + 1 :])
            return cells, lines[1:]
        return self._told_by_content(lines, width)

    def _is_header(
        self, cells: Sequence[str], rest: Sequence[Line], found: Mapping[str, int]
    ) -> bool:
        if "app" in found:
            return True
        if any(self._app(cell) for cell in cells if cell):
            return False
        return bool(rest) and (len(found) > 1 or self._stands_over_values(cells, rest))

    @staticmethod
    def _stands_over_values(cells: Sequence[str], rest: Sequence[Line]) -> bool:
        """Whether a word stands over a column of nothing but numbers, amounts or days."""
        for at, cell in enumerate(cells):
            below = _column(rest, at)
            if cell and not _is_value(cell) and below and all(map(_is_value, below)):
                return True
        return False

    def _told_by_content(
        self, lines: Sequence[Line], width: int
    ) -> tuple[tuple[str, ...], Sequence[Line]]:
        app = self._app_column(lines, width, set())
        if width > 1:
            lines = self._with_commas_back(lines, app)
            width = max(len(line.cells) for line in lines)
        header = [f"Column {at + 1}" for at in range(width)]
        header[app] = HEADS["app"]
        tests: Mapping[str, Callable[[int, Sequence[str]], bool]] = {
            "renewal": lambda _, cells: all(as_date(cell) for cell in cells),
            "currency": lambda _, cells: all(re.fullmatch("[A-Z]{3}", cell) for cell in cells),
            "owner": lambda _, cells: sum("@" in cell for cell in cells) * 2 > len(cells),
            "annual_spend": lambda _, cells: _are_amounts(cells),
            "seats": lambda _, cells: all(as_count(cell) is not None for cell in cells),
            "plan": lambda at, _: self._are_plans(lines, app, at),
        }
        for field, is_it in tests.items():
            for at in range(width):
                cells = _column(lines, at)
                if header[at].startswith("Column ") and cells and is_it(at, cells):
                    header[at] = HEADS[field]
                    break
        return tuple(header), lines

    def _app_column(self, lines: Sequence[Line], width: int, taken: set[int]) -> int:
        free = [at for at in range(width) if at not in taken] or [0]
        known = {at: sum(self._app(cell) is not None for cell in _column(lines, at)) for at in free}
        return max(free, key=lambda at: (known[at], -at))

    def _are_plans(self, lines: Sequence[Line], app: int, at: int) -> bool:
        """Whether most of the column's cells are plans of their rows' apps, or may mean one."""
        likely = said = 0
        for line in lines:
            plan, entry = _at(line, at), self._entry(_at(line, app))
            if plan and entry:
                said += 1
                likely += bool(find_plan(entry, plan) or guess_plans(entry, plan))
        return said > 0 and likely * 2 >= said

    def _with_commas_back(self, lines: Sequence[Line], app: int) -> Sequence[Line]:
        """Names that have a comma in them, whole again: no row of a known app has a second cell."""
        if app or any(self._app(line.cells[0]) for line in lines if len(line.cells) > 1):
            return lines
        return [Line(line.number, (", ".join(filter(None, line.cells)),)) for line in lines]

    # -- what a name says beside the app ------------------------------------------

    def _plans_apart(
        self, header: tuple[str, ...], lines: Sequence[Line]
    ) -> tuple[tuple[str, ...], Sequence[Line]]:
        """Plans and seats that stand in the app's cell go where the plans and seats are."""
        columns = dict(columns_of(header))
        split = {line.number: self.split(_at(line, columns["app"])) for line in lines}
        for field, at in (("plan", 1), ("seats", 2)):
            if field not in columns and any(parts[at] for parts in split.values()):
                columns[field], header = len(header), (*header, HEADS[field])
        return header, [
            self._moved(line, split[line.number], columns, len(header)) for line in lines
        ]

    @staticmethod
    def _moved(
        line: Line, parts: tuple[str, str, str], columns: Mapping[str, int], width: int
    ) -> Line:
        cells = [*line.cells, *[""] * (width - len(line.cells))]
        for field, said in zip(("app", "plan", "seats"), parts, strict=True):
            if field == "app" or (said and not cells[columns[field]]):
                cells[columns[field]] = said
        return Line(line.number, tuple(cells))

    def split(self, name: str) -> tuple[str, str, str]:
        """Name, plan, seats of what stands in one cell: ``Slack (Business+)``, ``GitHub Team``.

        Only where what is left is a known app, and the rest in brackets or one of its plans.
        """
        if self._app(name):
            return name, "", ""
        if found := _IN_BRACKETS.match(name):
            head, inner = found[1], found[2].strip()
            if self._app(head):
                seats = _SEATS.fullmatch(inner)
                return (head, "", seats[1]) if seats else (head, inner, "")
        if found := _BEHIND_A_MARK.match(name):
            entry = self._entry(found[1])
            if entry and (find_plan(entry, found[2]) or guess_plans(entry, found[2])):
                return found[1], found[2], ""
        words = name.split()
        for at in range(len(words) - 1, max(0, len(words) - 1 - _MOST_PLAN_WORDS), -1):
            head, tail = " ".join(words[:at]), " ".join(words[at:])
            entry = self._entry(head)
            if entry and find_plan(entry, tail):
                return head, tail, ""
        return name, "", ""

    # -- rows that say the same -----------------------------------------------------

    def _joined(self, header: Sequence[str], lines: Sequence[Line]) -> Sequence[Line]:
        """An app that stands there twice, with nothing said that contradicts, is one row."""
        at, kept = columns_of(header)["app"], dict[str, Line]()
        for line in lines:
            name = _at(line, at)
            key = self._app(name) or f"?{normalise_name(name) or name}"
            before = kept.get(key) if name else None
            merged = _merged(before, line, at) if before else None
            if merged:
                kept[key] = merged
            else:
                kept[key if before is None and name else f"line {line.number} {len(kept)}"] = line
        return sorted(kept.values(), key=lambda line: line.number)

    def _app(self, name: str) -> str | None:
        return self._known.resolve(name) if name else None

    def _entry(self, name: str) -> AppEntry | None:
        return self._apps.get(self._app(name) or "")


def said_currency(table: Table) -> str | None:
    """The one currency that a list names, in a column or beside its amounts; ``None`` if none or
    several."""
    columns, found = columns_of(table.header), set[str]()
    for line in table.lines:
        if "currency" in columns and (code := _at(line, columns["currency"])):
            found.add(code.upper())
        if "annual_spend" in columns and (mark := as_money(_at(line, columns["annual_spend"]))[1]):
            found.add(mark)
    return found.pop() if len(found) == 1 else None


def _unlisted(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells without the bullet or number that a list has before its first."""
    return (_BULLET.sub("", cells[0]), *cells[1:])


def _merged(first: Line, second: Line, name: int) -> Line | None:
    """Both rows in one, where no cell of one says otherwise than the other's."""
    width = max(len(first.cells), len(second.cells))
    pairs = [(_at(first, at), _at(second, at)) for at in range(width)]
    if any(a and b and a != b for at, (a, b) in enumerate(pairs) if at != name):
        return None
    return Line(first.number, tuple(a or b for a, b in pairs))


def _at(line: Line, at: int) -> str:
    return line.cells[at] if at < len(line.cells) else ""


def _column(lines: Iterable[Line], at: int) -> list[str]:
    return [cell for line in lines if (cell := _at(line, at))]


def _is_value(cell: str) -> bool:
    return as_count(cell) is not None or as_money(cell)[0] is not None or as_date(cell) is not None


def _are_amounts(cells: Sequence[str]) -> bool:
    """All amounts, and most with a currency: a bare number may as well be seats."""
    read = [as_money(cell) for cell in cells]
    marked = Counter(currency is not None for _, currency in read)
    return all(amount is not None for amount, _ in read) and marked[True] * 2 > len(read)
