"""Command line of the audit log: ``audit verify|checkpoint|export|select``."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from core.app.audit_checkpoints import checkpoint_now
from core.app.integrity import verify_everything
from core.app.runtime import runtime
from core.audit import service
from core.audit.service import comma_separated, jsonl, read_file
from core.cli.acting import actor
from core.config import settings
from core.errors import Invalid

app = typer.Typer(help="The tamper-evident audit log.", no_args_is_help=True)


@app.command("verify")
def verify(
    file: Annotated[
        Path | None, typer.Option(help="An exported .jsonl or .csv, in place of the database.")
    ] = None,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Checkpoint file; default OFFRAMP_CHECKPOINT_FILE.")
    ] = None,
    state: Annotated[
        bool,
        typer.Option("--state", help="Also compare rows and evidence files with the log."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Walk the chain and say where it breaks; exit code 1 if it does."""
    differences: tuple[service.Difference, ...] = ()
    if file is not None and state:
        raise Invalid("A file has no rows to compare.", hint="Leave out --file or --state.")
    if file is not None:
        found = service.verify_entries(read_file(file), checkpoints)
    elif state:
        config = settings()
        if checkpoints:
            config = config.model_copy(update={"checkpoint_file": checkpoints})
        compared = verify_everything(runtime().database, actor(), config)
        found, differences = compared.chain, compared.differences
    else:
        with runtime().database.read() as session:
            path = checkpoints or settings().checkpoints
            found = service.verify(session, actor(), path)
    if as_json:
        told = {
            "holds": found.holds,
            "entries": found.count,
            "head": found.head,
            "checkpoints": found.checkpoints,
            "sealed": found.is_sealed,
            "whole": found.is_whole,
            "breaks": [{"entry": b.entry, "reason": b.reason} for b in found.breaks],
        }
        if state:
            told["holds"] = found.holds and not differences
            told["differences"] = [asdict(each) for each in differences]
        json.dump(told, sys.stdout, indent=2)
        print()
    else:
        for found_break in found.breaks:
            print(found_break)
        answer = "the chain holds" if found.holds else "THE CHAIN IS BROKEN"
        print(f"{answer}: {found.count:,} entries, {found.checkpoints} checkpoints, {found.head}")
        for caution in found.cautions:
            print(caution)
        for difference in differences:
            print(difference)
        if state:
            print(_state_sentence(len(differences)))
    if not found.holds or differences:
        raise typer.Exit(1)


def _state_sentence(differences: int) -> str:
    if not differences:
        return "every audited row and evidence file is as the log left it"
    return f"THE DATABASE IS NOT WHAT THE LOG SAYS: {differences:,} differences"


@app.command("checkpoint")
def checkpoint() -> None:
    """Take a checkpoint now, into the file and to the webhook."""
    line = checkpoint_now(runtime().database, settings())
    print(line or "nothing was added since the last checkpoint")


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="Where to write: a .jsonl or .csv file.")],
) -> None:
    """Write the whole log to a file that ``audit verify --file`` checks."""
    form = "csv" if file.suffix == ".csv" else "jsonl"
    with runtime().database.write() as session:
        service.export(session, actor(), form)
    write = comma_separated if form == "csv" else jsonl
    with (
        runtime().database.read() as session,
        file.open("w", encoding="utf-8", newline="") as target,
    ):
        target.writelines(write(service.exported(session, actor())))
    print(f"written: {file}")


@app.command("select")
def select(
    file: Annotated[Path, typer.Argument(help="Where to write: a .jsonl or .csv file.")],
    who: Annotated[str | None, typer.Option(help="Id of who acted, or part of the name.")] = None,
    action: Annotated[str | None, typer.Option(help="Action, or its beginning: case.")] = None,
    about: Annotated[str | None, typer.Option("--object", help="Part of it: case:12.")] = None,
    since: Annotated[datetime | None, typer.Option(help="From this moment, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this moment, UTC.")] = None,
) -> None:
    """Write the entries that match; the file says that it is no chain that can be verified."""
    form = "csv" if file.suffix == ".csv" else "jsonl"
    query = service.Query(
        who, action, about, since and since.replace(tzinfo=UTC), until and until.replace(tzinfo=UTC)
    )
    with runtime().database.write() as session:
        service.begin_selection(session, actor(), query, form)
    with (
        runtime().database.read() as session,
        file.open("w", encoding="utf-8", newline="") as target,
    ):
        target.writelines(service.selected(session, actor(), query, form))
    print(f"written: {file}")
