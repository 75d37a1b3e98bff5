"""The formats that are known, read from ``data/formats`` and checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.accounts.formats.heads import Heads, form
from core.accounts.kinds import AccountKind, AccountStatus, Employment, PersonKind, Subject
from core.config import ROOT
from core.files.data_files import BadFiles, Problem, Row, parse_yaml, read_text

FOLDER = ROOT / "data" / "formats"

ACCOUNT_FIELDS = (
    *("external_id", "user_name", "email", "proxies", "name", "given_name", "family_name"),
    *("status", "active", "suspended", "blocked", "archived", "deleted", "admin", "roles"),
    *("second_factor", "kind", "bot", "guest", "service", "internal", "licences", "billed"),
    *("last_active", "created", "expires", "employee_number"),
)
"""What a column of an accounts list can say; several become one field of the frame."""
PEOPLE_FIELDS = (
    *("email", "proxies", "addresses", "user_name", "user_names", "name", "given_name"),
    *("family_name", "employee_number", "manager", "department", "title", "person_kind"),
    *("employment", "status", "active", "suspended", "blocked"),
    *("start", "end", "end_otherwise", "zone"),
)
FIELDS: Mapping[Subject, tuple[str, ...]] = {
    Subject.ACCOUNTS: ACCOUNT_FIELDS,
    Subject.PEOPLE: PEOPLE_FIELDS,
}
NOT_ADMIN = "not-admin"
EFFECTS = (
    {*AccountStatus, *AccountKind, *Employment, *PersonKind} | {"admin", NOT_ADMIN} | {"yes", "no"}
)
_KEYS = {
    *("name", "subjects", "apps", "source", "signature", "columns", "also", "words", "notes"),
    *(
        "unless",
        "note_unless",
        "only_rows",
        "products",
        "empty_role",
        "never",
        "partial",
        "name_identifies",
    ),
}


@dataclass(frozen=True)
class OnlyRows:
    """Which entries of a list are users."""

    column: tuple[str, ...]
    words: frozenset[str]
    or_with: tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """One format; see ``data/formats/README.md``. Words are in their forms."""

    id: str
    name: str
    subjects: tuple[Subject, ...]
    apps: tuple[str, ...]
    signature: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]]
    also: tuple[str, ...]
    words: Mapping[str, Mapping[str, frozenset[str]]]
    notes: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Heads with which it is another format."""
    note_unless: tuple[str, ...] = ()
    only_rows: OnlyRows | None = None
    products: tuple[str, ...] = ()
    empty_role: str | None = None
    never: tuple[str, ...] = ()
    partial: bool = False
    name_identifies: bool = False

    def fits(self, heads: Heads) -> bool:
        """Whether all heads of one signature are there, and none that rules it out."""
        return not heads.find(self.unless) and any(
            all(heads.find([one]) for one in each) for each in self.signature
        )

    def known_heads(self, heads: Heads) -> int:
        """How many of a table's columns it knows."""
        said = [one for some in self.columns.values() for one in some]
        return len(heads.find([*said, *self.also]))


@cache
def formats() -> tuple[Format, ...]:
    """Every known format; raises :class:`BadFiles` for files that cannot be used."""
    problems: list[Problem] = []
    files = sorted((FOLDER / "known").glob("*.yaml"))
    found = [one for file in files if (one := _format(file, problems))]
    if problems:
        raise BadFiles(problems)
    return tuple(found)


@cache
def field_heads(subject: Subject) -> Mapping[str, tuple[str, ...]]:
    """Field → what its column is called in a table of no known format."""
    problems: list[Problem] = []
    read = _read(FOLDER / "fields.yaml", problems)
    section = _section(read, subject, problems) if read else {}
    found = {
        field: _texts(section, field, problems) for field in section if isinstance(section, Row)
    }
    for field in found.keys() - set(FIELDS[subject]):
        problems.append(Problem("fields.yaml", 1, f"{field!r} is no field of {subject}."))
    if problems:
        raise BadFiles(problems)
    return found


@cache
def all_heads(subject: Subject) -> frozenset[str]:
    """The forms of every head that anything knows, to tell a header from other rows."""
    said = [one for some in field_heads(subject).values() for one in some]
    for each in formats():
        said += [*each.also, *(one for some in each.columns.values() for one in some)]
    return frozenset(map(form, said))


def recognised(heads: Heads, subject: Subject) -> Format | None:
    """The format that knows most of these columns, of those whose signature is there."""
    fitting = [one for one in formats() if subject in one.subjects and one.fits(heads)]
    if not fitting:
        return None
    return max(fitting, key=lambda one: (one.known_heads(heads), -len(one.also)))


def _format(path: Path, problems: list[Problem]) -> Format | None:
    before = len(problems)
    read = _read(path, problems)
    if read is None:
        return None
    for key in read.keys() - _KEYS:
        problems.append(read.problem(f"unknown key {key!r:.60}.", key=key))
    columns = _section(read, "columns", problems)
    known = {*ACCOUNT_FIELDS, *PEOPLE_FIELDS}
    for field in columns.keys() - known:
        problems.append(columns.problem(f"{field!r} is no field.", key=field))
    signature = read.get("signature")
    if not isinstance(signature, list) or not all(isinstance(one, list) for one in signature):
        problems.append(read.problem("'signature' is not a list of lists.", key="signature"))
    subjects = _texts(read, "subjects", problems)
    if not subjects or set(subjects) - {*Subject}:
        problems.append(read.problem(f"Use one of: {', '.join(Subject)}.", key="subjects"))
    if len(problems) > before:
        return None
    assert isinstance(signature, list)
    return Format(
        id=path.stem,
        name=str(read.get("name", path.stem)),
        subjects=tuple(map(Subject, subjects)),
        apps=_texts(read, "apps", problems),
        signature=tuple(tuple(map(str, one)) for one in signature),
        columns={field: _texts(columns, field, problems) for field in columns},
        also=_texts(read, "also", problems),
        words=_words(_section(read, "words", problems), problems),
        notes=_texts(read, "notes", problems),
        unless=_texts(read, "unless", problems),
        note_unless=_texts(read, "note_unless", problems),
        only_rows=_only_rows(read.get("only_rows"), problems),
        products=_texts(read, "products", problems),
        empty_role=read.get("empty_role"),
        never=_texts(read, "never", problems),
        partial=read.get("partial") is True,
        name_identifies=read.get("name_identifies") is True,
    )


def _read(path: Path, problems: list[Problem]) -> Row | None:
    name = str(path.relative_to(FOLDER))
    text = read_text(path, name, problems)
    read = parse_yaml(text, name, problems) if text is not None else None
    if text is not None and not isinstance(read, Row):
        problems.append(Problem(name, 1, "is not a mapping."))
    return read if isinstance(read, Row) else None


def _section(read: Row, key: str, problems: list[Problem]) -> Row:
    value = read.get(key)
    if value is not None and not isinstance(value, Row):
        problems.append(read.problem(f"{key!r} is not a mapping.", key=key))
    return value if isinstance(value, Row) else Row(read.file, read.line, {})


def _texts(read: Row, key: str, problems: list[Problem]) -> tuple[str, ...]:
    value = read.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or any(isinstance(one, bool | list | Row) for one in value):
        problems.append(
            read.problem(f"{key!r} is not a list of texts.", "Put yes and no in quotes.", key=key)
        )
        return ()
    return tuple(map(str, value))


def _words(read: Row, problems: list[Problem]) -> Mapping[str, Mapping[str, frozenset[str]]]:
    found: dict[str, dict[str, frozenset[str]]] = {}
    for field in read:
        section = _section(read, field, problems)
        for word, meant in section.items():
            effects = frozenset(str(meant).split())
            if not effects or effects - EFFECTS:
                problems.append(section.problem(f"{word!r} means {meant!r:.60}.", key=word))
            found.setdefault(field, {})[form(word)] = effects
    return found


def _only_rows(read: Any, problems: list[Problem]) -> OnlyRows | None:
    if not isinstance(read, Row):
        return None
    return OnlyRows(
        _texts(read, "column", problems),
        frozenset(_forms(_texts(read, "words", problems))),
        _texts(read, "or_with", problems),
    )


def _forms(texts: Iterable[str]) -> Iterable[str]:
    return map(form, texts)
