"""Entries as they are stored, streamed in the order of the chain, and to and from files."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Text, select, type_coerce
from sqlmodel import Session

from core.audit.chain import Facts, Sealed, Withheld
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.signatures.carriers import is_signature_line
from core.storage.columns import JsonText

FIELDS = (*Facts._fields, "hash", "mac")
SELECTION = "offramp-audit-selection"
"""The first word of a file that holds only some entries."""
WITHHELD = "withheld"
"""What stands for an entry that the reader of a file may not see."""
FORMULA_STARTS = "=+-@\t\r\0'"
"""First characters that make a spreadsheet compute a cell, and the quote that stops it."""

_JSON = JsonText()
_JSON_FIELDS = ("before", "after", "state")


def json_text(value: object) -> str | None:
    """The canonical text of a ``before`` or ``after``, as the database holds it."""
    return _JSON.process_bind_param(value, None)  # type: ignore[arg-type]


def sealed_rows(session: Session, *, batch: int = 5000) -> Iterator[Sealed]:
    """Every entry in its order, without holding them all."""
    return sealed_rows_of(session.connection(), batch=batch)


def sealed_rows_of(connection: Connection, *, batch: int = 5000) -> Iterator[Sealed]:
    """The same, over a connection."""
    raw = raw_columns(connection.dialect.name)
    rows = connection.execute(select(*raw).order_by(raw[0]), execution_options={"yield_per": batch})
    for partition in rows.partitions():
        for row in partition:
            yield as_stored(row)


def sealed_rows_after(session: Session, number: int, *, limit: int) -> list[Sealed]:
    """The next entries after the one of this number, in their order."""
    connection = session.connection()
    raw = raw_columns(connection.dialect.name)
    wanted = select(*raw).where(raw[0] > number).order_by(raw[0]).limit(limit)
    return [as_stored(row) for row in connection.execute(wanted)]


def raw_columns(dialect: str) -> list[Any]:
    """The columns, read as they are stored: what was tampered with must be read, too."""
    table = AuditEntry.__table__  # type: ignore[attr-defined]
    # SQLite holds whatever is written; a moment that is none would otherwise fail the reading.
    texts = {"before", "after", "state"} | ({"at"} if dialect == "sqlite" else set())
    return [type_coerce(table.c[name], Text) if name in texts else table.c[name] for name in FIELDS]


def as_stored(row: Sequence[Any]) -> Sealed:
    """An entry out of its :func:`raw_columns`."""
    number, at, *rest = row[:-2]
    if isinstance(at, str):
        with suppress(ValueError):
            at = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Sealed(Facts(number, at, *rest), row[-2], row[-1])


def told(value: object) -> object:
    """A ``before`` or ``after`` as what it is; its text, where somebody made it no JSON."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _moment(at: object) -> str:
    return at.isoformat() if isinstance(at, datetime) else str(at)


def jsonl(entries: Iterable[Sealed]) -> Iterator[str]:
    """One JSON object a line, with ``before`` and ``after`` as what they are."""
    for entry in entries:
        facts, hash_, mac = entry
        if isinstance(entry, Withheld):
            yield json.dumps({"id": facts.id, WITHHELD: True, "hash": hash_, "mac": mac}) + "\n"
            continue
        line = facts._asdict() | {"at": _moment(facts.at), "hash": hash_, "mac": mac}
        line |= {name: told(getattr(facts, name)) for name in _JSON_FIELDS}
        yield json.dumps(line, ensure_ascii=False, default=repr) + "\n"


class _Line:
    """A file that gives back what was just written."""

    def write(self, text: str) -> str:
        return text


def comma_separated(entries: Iterable[Sealed]) -> Iterator[str]:
    """CSV whose cells no spreadsheet computes: a quote goes before what it would."""
    writer = csv.writer(_Line())
    yield writer.writerow(FIELDS)
    for entry in entries:
        facts, hash_, mac = entry
        if isinstance(entry, Withheld):
            empty = ["\\N"] * (len(FIELDS) - 4)
            yield writer.writerow([facts.id, WITHHELD, *empty, hash_, mac])
            continue
        cells = [*facts._replace(at=_moment(facts.at)), hash_, mac]  # type: ignore[arg-type]
        yield writer.writerow(["\\N" if cell is None else _tame(str(cell)) for cell in cells])


def cells(row: Iterable[str]) -> str:
    """One line of CSV whose cells no spreadsheet computes."""
    return csv.writer(_Line()).writerow([_tame(cell) for cell in row])  # type: ignore[no-any-return]


def _tame(cell: str) -> str:
    return "'" + cell if cell and (cell[0] in FORMULA_STARTS or cell == "\\N") else cell


def read_file(path: Path) -> Iterator[Sealed]:
    """Entries of an exported file (``.jsonl`` or ``.csv``); raises :class:`Invalid`."""
    with path.open(encoding="utf-8", newline="") as file:
        is_csv = path.suffix == ".csv"
        if SELECTION in file.readline(200):
            raise Invalid(
                f"{path.name} holds only some entries of the log: it is no chain.",
                hint="Verify an export of the whole log; entries are found there by their hash.",
            )
        file.seek(0)
        # The last line of a signed log is no entry: core.signatures knows what it says.
        texts = (line for line in file if not is_signature_line(line))
        lines: Iterable[Any] = csv.DictReader(texts) if is_csv else texts
        for number, line in enumerate(lines, 1):
            try:
                yield _from_csv(line) if is_csv else entry_of(json.loads(line))
            except (
                ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError,
            ):  # fmt: skip
                kind = "Entry" if is_csv else "Line"
                raise Invalid(f"{kind} {number} of {path.name} is not an audit entry.") from None


def entry_of(line: dict[str, Any]) -> Sealed:
    """An entry out of a line of a log that was exported as JSONL. Raises :class:`ValueError`,
    :class:`KeyError`, :class:`TypeError`, :class:`AttributeError` or :class:`OverflowError` for
    what is none."""
    if line.get(WITHHELD) is True:
        return Withheld.at(int(line["id"]), line["hash"], line["mac"])
    values = {name: line[name] for name in FIELDS if name != "state"}
    values |= {name: json_text(line.get(name)) for name in _JSON_FIELDS}
    return _sealed(values)


def _from_csv(row: dict[str, str]) -> Sealed:
    if row["at"] == WITHHELD:
        return Withheld.at(int(row["id"]), row["hash"], row["mac"])
    values = {name: None if cell == "\\N" else cell.removeprefix("'") for name, cell in row.items()}
    return _sealed(values)  # type: ignore[arg-type]


def _sealed(values: dict[str, str]) -> Sealed:
    # Logs that were exported before there was a state are read, too.
    facts = {"state": None} | {name: values[name] for name in Facts._fields if name in values}
    moment = datetime.fromisoformat(values["at"])
    return Sealed(
        Facts(**facts | {"id": int(values["id"]), "at": moment}),  # type: ignore[arg-type]
        values["hash"],
        values["mac"],
    )
