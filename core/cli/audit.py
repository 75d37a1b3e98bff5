"""Command line of the audit log: ``audit verify|checkpoint|export|exports|public-key|select``."""

import json
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from core.app.audit.anchors import Anchoring, anchoring
from core.app.audit.checkpoints import checkpoint_now
from core.app.audit.integrity import verify_everything
from core.app.audit.signed_files import check_files
from core.app.runtime import runtime
from core.audit import service
from core.audit.service import read_file
from core.cli.acting import actor
from core.cli.output import NOT_WHOLE, print_json, write_file
from core.config import settings
from core.errors import Invalid
from core.signatures.carriers import Form
from core.signatures.keys import grouped

app = typer.Typer(help="The tamper-evident audit log.", no_args_is_help=True)

BROKEN, USAGE, UNANCHORED = 1, 2, 3
JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


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
    against: Annotated[
        list[Path] | None,
        typer.Option(help="A signed file, or checkpoints that the webhook got; again for more."),
    ] = None,
    as_json: JSON = False,
) -> None:
    """Walk the chain and say where it breaks. Exit code: 0 holds, 1 broken, 3 holds, but nothing
    outside covers its newest entries; of a file: but entries were left out of it."""
    differences: tuple[service.Difference, ...] = ()
    anchored = None
    if file is not None and state:
        raise Invalid("A file has no rows to compare.", hint="Leave out --file or --state.")
    if file is not None:
        found = service.verify_entries(read_file(file), checkpoints)
    else:
        points = checkpoints or settings().checkpoints
        if state:
            config = settings().model_copy(update={"checkpoint_file": points})
            compared = verify_everything(runtime().database, actor(), config)
            found, differences = compared.chain, compared.differences
        with runtime().database.read() as session:
            if not state:
                found = service.verify(session, actor(), points)
            if found.holds:
                anchored = _anchoring(session, points, against or [])
    if anchored and anchored.breaks:
        found = replace(found, breaks=anchored.breaks)
    if as_json:
        told = {
            "holds": found.holds,
            "entries": found.count,
            "head": found.head,
            "checkpoints": found.checkpoints,
            "sealed": found.is_sealed,
            "whole": found.is_whole,
            "withheld": found.withheld,
            "breaks": [{"entry": b.entry, "reason": b.reason} for b in found.breaks],
            "anchored": anchored and anchored.is_anchored,
            "unanchored_since": anchored and _since(anchored),
            "notes": list(anchored.sentences) if anchored else [],
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
        for sentence in anchored.sentences if anchored else found.cautions:
            print(sentence)
        for difference in differences:
            print(difference)
        if state:
            print(_state_sentence(len(differences)))
    if not found.holds or differences:
        raise typer.Exit(BROKEN)
    if anchored and not anchored.is_anchored:
        raise typer.Exit(UNANCHORED)
    if found.withheld:
        raise typer.Exit(NOT_WHOLE)


def _anchoring(session: Session, points: Path, against: list[Path]) -> Anchoring:
    try:
        return anchoring(session, settings(), points, against=against, now=datetime.now(UTC))
    except Invalid as problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(USAGE) from None


def _since(found: Anchoring) -> dict[str, Any] | None:
    entry, at = found.coverage.first_open, found.coverage.since
    return None if entry is None else {"entry": entry, "at": at and at.isoformat()}


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
    """Write the whole log to a signed file that ``verify`` and ``audit verify --file`` check. Exit
    code 1 where the log is broken: the file is written, and says so."""
    form = Form.CSV if file.suffix == ".csv" else Form.JSONL
    with runtime().database.write() as session:
        statement = service.begin_export(session, actor(), form, now=datetime.now(UTC))
    with runtime().database.read() as session:
        lines = service.signed_log(session, actor(), statement, form)
        write_file(file, lambda out: out.writelines(line.encode() for line in lines))
    print(f"written: {file}")
    [checked] = check_files([file], ())
    for problem in checked.problems:
        print(f"IT DOES NOT HOLD: {problem}", file=sys.stderr)
    if not checked.holds:
        raise typer.Exit(BROKEN)
    for sentence in checked.left_out:
        print(f"It is not whole: {sentence}", file=sys.stderr)
    if checked.left_out:
        raise typer.Exit(NOT_WHOLE)


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
    with runtime().database.read() as session:
        lines = service.selected(session, actor(), query, form)
        write_file(file, lambda out: out.writelines(line.encode() for line in lines))
        withheld = service.withheld(session, actor())
    print(f"written: {file}")
    if withheld:
        print(f"It may not be whole: {service.withheld_in_words(withheld)}", file=sys.stderr)
        raise typer.Exit(NOT_WHOLE)


@app.command("public-key")
def public_key(as_json: JSON = False) -> None:
    """The public key that files are signed with, and those before it, newest first."""
    with runtime().database.read() as session:
        keys = service.key_history(session)
    if as_json:
        print_json([{**asdict(key), "since": key.since and key.since.isoformat()} for key in keys])
        return
    for key in keys:
        since = f"since {key.since:%Y-%m-%d %H:%M} UTC" if key.since else "no file is signed yet"
        vouched = ", vouched for by the one below" if key.vouched_for else ""
        print(f"{grouped(key.key)}  {since}{vouched}")


@app.command("exports")
def exports(
    limit: Annotated[int, typer.Option(help="So many, the newest first.")] = 100,
    as_json: JSON = False,
) -> None:
    """What was exported: when, by whom, and how the log ended. Each file says so, too."""
    with runtime().database.read() as session:
        found = service.exports(session, actor(), limit=limit)
    if as_json:
        print_json([{**asdict(one), "at": one.at.isoformat()} for one in found])
        return
    if not found:
        print("Nothing was exported yet.", file=sys.stderr)
    for one in found:
        print(f"{one.at:%Y-%m-%d %H:%M:%S} UTC  {one.what} as {one.form}, by {one.by}")
        print(f"  {one.count:,} entries, {one.hash}")
