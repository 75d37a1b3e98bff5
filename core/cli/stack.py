"""Command line of the stack: ``stack import|list``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from core.actor import LOCAL_OPERATOR
from core.app.runtime import runtime
from core.catalog import service as catalog
from core.cli.output import print_json, reading
from core.errors import Invalid
from core.files.tables import read_table
from core.stack import service
from core.stack.service import plan_import
from core.stack.values import ImportPlan, StackEntry

app = typer.Typer(help="The apps that we use.", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with a column App; - for stdin.")],
    add_unknown: Annotated[
        bool, typer.Option(help="Add apps that the catalogue does not know as our own.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Add apps to the stack and fill in what the file says about known ones, all or nothing.

    Rows whose app is unknown stop the import (exit code 1) unless --add-unknown is given.
    """
    data = _read(file)
    with runtime().database.read() as session:
        whole = catalog.catalog(session, LOCAL_OPERATOR, reading())
        currency = service.organisation(session, LOCAL_OPERATOR).currency
    names = {entry.id: entry.name for entry in whole}
    plan = plan_import(read_table(data, file.name), names, whole.aliases, currency=currency)
    _refuse(plan, add_unknown)
    with runtime().database.write() as session:
        rows = {row.app: row.fields for row in plan.matched if row.app}
        for row in plan.unmatched:
            rows[catalog.add_app(session, LOCAL_OPERATOR, row.name)] = row.fields
        added, updated = service.import_entries(session, LOCAL_OPERATOR, rows)
    result = {"added": added, "updated": updated, "rows": len(plan.rows)}
    if as_json:
        print_json(result)
    else:
        print(f"{added} added, {updated} updated, of {len(plan.rows)} rows")


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", field="file") from None


def _refuse(plan: ImportPlan, add_unknown: bool) -> None:
    trouble = [str(problem) for problem in plan.problems]
    for row in plan.unmatched if not add_unknown else ():
        likely = " or ".join(guess.app for guess in row.guesses)
        trouble.append(
            f"line {row.line}: {row.name!r} is not in the catalogue."
            + (f" Did you mean {likely}?" if likely else "")
        )
    if trouble:
        raise Invalid(
            "Nothing was imported.\n" + "\n".join(trouble),
            field="file",
            hint="" if add_unknown else "\nCorrect the names, or use --add-unknown.",
        )


@app.command("list")
def list_apps(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """The apps of the stack."""
    with runtime().database.read() as session:
        found = service.entries(session, LOCAL_OPERATOR)
    if as_json:
        print_json([_json(entry) for entry in found])
        return
    for entry in found:
        seats = "" if entry.fields.seats is None else f"{entry.fields.seats:,} seats"
        print(f"{entry.app:<28} {entry.fields.plan or '':<16} {seats}")


def _json(entry: StackEntry) -> dict[str, object]:
    fields = {k: None if v is None else v for k, v in vars(entry.fields).items()}
    return {"app": entry.app, "name": entry.name, **fields, "version": entry.version}
