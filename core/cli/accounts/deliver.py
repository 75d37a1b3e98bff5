"""What importing people and importing accounts have in common: options in, JSON or words out."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from core.accounts import service
from core.accounts.values import (
    FINDING_WORDS,
    ColumnsChanged,
    Delivery,
    FindingQuery,
    How,
    ImportResult,
    Refused,
    Subject,
)
from core.app.runtime import runtime
from core.cli.accounts.followed import Proposed, outcomes, show
from core.cli.acting import actor
from core.cli.output import print_json
from core.errors import Invalid, OfframpError
from core.files.given import given_bytes
from core.storage.database import Database

MAX_BYTES = 60_000_000

FILE = Annotated[Path, typer.Argument(help="CSV, XLSX or JSON; - for stdin.")]
FEED = Annotated[str | None, typer.Option(help="The feed that it is a delivery of.")]
COMPLETE = Annotated[
    bool | None,
    typer.Option("--complete/--partial", help="Whether it lists everybody; it does, if not said."),
]
AS_OF = Annotated[
    str | None, typer.Option(help="When it was exported: 2026-11-30T14:00:00+01:00; else now.")
]
MAP = Annotated[
    list[str] | None,
    typer.Option("--map", help="FIELD=COLUMN: what a column means; may be given often."),
]
NEW_COLUMNS = Annotated[
    bool, typer.Option("--new-columns", help="Other columns than last time are meant.")
]
DRY_RUN = Annotated[
    bool, typer.Option("--dry-run", help="Say what it would do, and store nothing.")
]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]

Take = Callable[[Session, Delivery, How], ImportResult]


def deliver(
    file: Path,
    subject: Subject,
    how: How,
    mapping: Sequence[str] | None,
    take: Take,
    *,
    app: str | None = None,
    as_json: bool,
) -> None:
    """Read a file, take it, and say what it did; exit code 1 with every error by its line."""
    data = given_bytes(file, "file", MAX_BYTES)
    given = columns_of(mapping)
    database = runtime().database
    before = None
    if not given:
        with database.read() as session:
            before = service.remembered_mapping(session, actor(), subject, app, how.feed)
    _tell(f"Reading {file.name}, {len(data) / 10**6:,.1f} MB …")
    if given:
        delivery = service.read_delivery(data, file.name, subject, mapping=given)
    else:
        delivery = service.read_as_before(data, file.name, subject, before)
    _tell(f"Comparing and storing {len(delivery.frame):,} rows …")
    cases: list[dict[str, Any]] | None = None
    try:
        if how.trial:
            with database.read() as session:
                result = take(session, delivery, how)
        else:
            result, cases = _taken(database, subject, lambda session: take(session, delivery, how))
    except Refused as problem:
        if not as_json:
            _add(problem, [f"--map {guess.field}=COLUMN" for guess in delivery.needed])
            raise
        print_json(result_json(problem.result, cases))
        raise typer.Exit(1) from None
    except ColumnsChanged as problem:
        _add(problem, ["--new-columns"])
        raise
    except Invalid as problem:
        _add(problem, ["--map FIELD=COLUMN"] if problem.field == "file" else [])
        raise
    if as_json:
        print_json(result_json(result, cases))
        return
    _show(result, trial=how.trial)
    show(cases or [])
    if result.app and result.counts and not how.trial:
        _show_findings(database, result.app)


def _show_findings(database: Database, app: str) -> None:
    """What the app has open now that should not be, as the page says it after an import."""
    with database.read() as session:
        found = service.findings(session, actor(), FindingQuery(app=app), limit=0)
    told = [FINDING_WORDS[kind].counted(number) for kind, number in found.in_no_case]
    if told:
        print(f"open findings: {', '.join(told)} (findings list --app {app})")


def _taken(
    database: Database, subject: Subject, take: Callable[[Session], ImportResult]
) -> tuple[ImportResult, list[dict[str, Any]]]:
    """The result, and what followed."""
    proposed = None
    if subject is Subject.PEOPLE:
        with database.read() as session:
            proposed = Proposed(session)
    with database.write() as session:
        result = take(session)
        cases = outcomes(session)
    if proposed is not None:
        with database.read() as session:
            cases += proposed.by(session, result)
    return result, cases


def _add(problem: OfframpError, options: Sequence[str]) -> None:
    """The options that say it here: what is wrong is told in the same words on pages."""
    if options:
        problem.hint = " ".join(part for part in (problem.hint, f"({', '.join(options)})") if part)


def _tell(what: str) -> None:
    """What is being done, to those who sit before a terminal."""
    if sys.stderr.isatty():
        print(what, file=sys.stderr)


def columns_of(mapping: Sequence[str] | None) -> dict[str, str] | None:
    """``FIELD=COLUMN`` as pairs; raises :class:`Invalid`."""
    found = {}
    for each in mapping or ():
        field, equals, column = each.partition("=")
        if not equals or not field.strip() or not column.strip():
            raise Invalid(f"{each!r} is not FIELD=COLUMN.", field="map", hint="--map email=Mail")
        found[field.strip()] = column.strip()
    return found or None


def moment(text: str | None) -> datetime | None:
    """A moment with its zone; raises :class:`Invalid`."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(
            f"{text!r} is not a moment with a time zone.",
            field="as_of",
            hint="Write 2026-11-30T14:00:00+01:00.",
        )
    return found


def result_json(result: ImportResult, cases: list[dict[str, Any]] | None) -> dict[str, Any]:
    """What an import did; of accounts with their app and how many are whose. ``cases``: what
    followed; ``None`` where nothing was stored, so that nothing could."""
    found: dict[str, Any] = {"app": result.app} if result.app else {}
    found |= {
        "feed": result.feed,
        "snapshot": result.snapshot,
        "format": result.format,
        "rows": result.rows,
        "new": result.new,
        "changed": result.changed,
        "gone": result.gone,
    }
    if result.app:
        found |= {
            "matched": result.matched,
            "suggested": result.suggested,
            "unmatched": result.unmatched,
        }
    return found | {
        "held": list(result.held),
        "errors": [
            {"line": each.line, "message": each.message, "column": each.column}
            for each in result.errors
        ],
        "notes": list(result.notes),
        "doubts": list(result.doubts),
        "cases": cases,
    }


def _show(result: ImportResult, *, trial: bool) -> None:
    would = "would be " if trial else ""
    print(f"{result.feed}: {result.rows:,} rows ({result.format})")
    print(f"{would}new {result.new:,}, changed {result.changed:,}, gone {result.gone:,}")
    if result.app:
        told = f"matched {result.matched:,}, suggested {result.suggested:,}"
        print(f"{told}, unmatched {result.unmatched:,}")
    for why in result.held:
        print(f"! held: {why}")
    if result.held and not trial:
        print(f"! Nothing is concluded until: accounts settle {result.snapshot} accept")
    if result.doubts:
        print("! --as-of MOMENT says when it was exported.", file=sys.stderr)
    if result.same_as is not None:
        print("! --as-of MOMENT says when it was exported again.", file=sys.stderr)
    for note in result.notes:
        print(f"! {note}", file=sys.stderr)
