"""Many leavers from one table: columns by name, every problem with its line. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.catalog.service import Lookup
from core.errors import Invalid
from core.files.tables import Line, Table
from core.offboarding.deadline import moment_of
from core.offboarding.models import LEAVINGS, CaseKind
from core.offboarding.views import Opening, case_number

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": ("person", "name", "full name", "employee", "leaver", "display name"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail", "work email"),
    "kind": ("kind", "type", "leaving", "reason", "kind of leaving"),
    "effective": ("effective", "effective at", "last day", "end date", "leaves", "date"),
    "zone": ("zone", "time zone", "timezone"),
    "manager": ("manager", "supervisor", "line manager"),
    "hand_over_to": ("hand over to", "hand over", "successor", "hand-over to"),
    "apps": ("apps", "applications", "accounts"),
    "note": ("note", "notes", "comment"),
    "restricted": ("restricted", "confidential"),
}
NEEDED = ("person", "email", "kind", "effective")
_TRUE, _FALSE = ("yes", "true", "1", "x", "restricted", "confidential"), ("no", "false", "0")


@dataclass(frozen=True)
class Trouble:
    """Something wrong in a line of the file."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


@dataclass(frozen=True)
class CaseFile:
    """What a file of leavers says. ``known``: lines whose person has an open case already."""

    openings: tuple[Opening, ...]
    known: tuple[Trouble, ...]
    problems: tuple[Trouble, ...]


def read_leavers(
    table: Table,
    app_names: Mapping[str, str],
    aliases: Mapping[str, str],
    open_emails: Mapping[str, int],
    default_zone: str | None = None,
) -> CaseFile:
    """Leavers from a table; ``default_zone`` is that of a moment without zone and offset.

    Raises :class:`Invalid` where a needed column is missing.
    """
    places = _places(table.header)
    found: list[Opening] = []
    known: list[Trouble] = []
    apps = Lookup(app_names, aliases)
    problems: list[Trouble] = []
    lines: dict[str, int] = {}
    for line in table.lines:
        cells = {name: _cell(line, place) for name, place in places.items()}
        email = cells["email"].casefold()
        if email and email in lines:
            problems.append(Trouble(line.number, f"{email} is in line {lines[email]} already."))
            continue
        lines[email] = line.number
        try:
            opening = _opening(cells, apps, default_zone)
        except Invalid as error:
            problems.append(Trouble(line.number, str(error)))
            continue
        if email in open_emails:
            number = case_number(open_emails[email])
            known.append(Trouble(line.number, f"{email} has the open case {number}."))
            continue
        found.append(opening)
    return CaseFile(tuple(found), tuple(known), tuple(problems))


def _places(header: Sequence[str]) -> dict[str, int]:
    names = [" ".join(name.split()).casefold() for name in header]
    places: dict[str, int] = {}
    for column, known in COLUMNS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            places[column] = place
    if missing := [name for name in NEEDED if name not in places]:
        raise Invalid(
            f"The file lacks the column {', '.join(missing)}.",
            field="file",
            hint=f"It has: {', '.join(header) or 'none'}.",
        )
    return places


def _cell(line: Line, place: int) -> str:
    return line.cells[place].strip() if place < len(line.cells) else ""


def _opening(
    cells: Mapping[str, str],
    known: Lookup,
    default_zone: str | None,
) -> Opening:
    kind = cells["kind"].casefold().replace(" ", "-").replace("_", "-")
    if kind not in LEAVINGS:
        allowed = ", ".join(LEAVINGS)
        raise Invalid(f"{cells['kind']!r} is no kind of leaving.", hint=f"One of: {allowed}.")
    effective, zone = moment_of(
        cells["effective"], cells.get("zone") or None, default_zone=default_zone
    )
    if not cells["person"]:
        raise Invalid("The person has no name.")
    if "@" not in cells["email"]:
        raise Invalid(f"{cells['email']!r} is not an e-mail address.")
    restricted = cells.get("restricted", "").casefold()
    if restricted not in ("", *_TRUE, *_FALSE):
        raise Invalid(f"{cells['restricted']!r}: restricted is yes or no.")
    named = [part.strip() for part in cells.get("apps", "").replace(";", ",").split(",")]
    return Opening(
        person=cells["person"],
        email=cells["email"],
        kind=CaseKind(kind),
        effective=effective,
        zone=zone,
        manager=cells.get("manager") or None,
        hand_over_to=cells.get("hand_over_to") or None,
        note=cells.get("note") or None,
        apps=_apps([name for name in named if name], known),
        restricted=restricted in _TRUE if restricted else None,
    )


def _apps(named: Sequence[str], known: Lookup) -> tuple[str, ...] | None:
    """Apps by name or alias, as the stack's import knows them; ``None`` for an empty cell."""
    if not named:
        return None
    found: dict[str, None] = {}
    for name in dict.fromkeys(named):
        app = known.resolve(name)
        if app is None:
            likely = " or ".join(guess.app for guess in known.guesses(name))
            raise Invalid(
                f"There is no app {name!r}.", hint=f"Did you mean {likely}?" if likely else None
            )
        found[app] = None
    return tuple(found)
