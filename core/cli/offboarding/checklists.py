"""Command line of checklists: ``checklist check``, ``list``, ``show``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from core.app.runtime import runtime
from core.cli.acting import actor
from core.cli.output import print_json
from core.errors import NotFound
from core.offboarding import service
from core.offboarding.service import offset_in_words, offset_written, read_checklists
from core.offboarding.values import CHECKLISTS_FOLDER, Checklist, Checklists, StepTemplate

app = typer.Typer(help="What has to be done when someone leaves.", no_args_is_help=True)
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("check")
def check(
    folder: Annotated[Path, typer.Argument(help="Folder of the checklists.")] = CHECKLISTS_FOLDER,
) -> None:
    """Validate every checklist of a folder; exit code 1 and all problems if there are any."""
    found = read_checklists(folder)
    steps = sum(len(one.steps) for one in found.lists.values())
    print(f"ok: {len(found.lists)} checklists, {steps} steps, {len(found.controls)} controls")


@app.command("list")
def list_all(as_json: JsonFlag = False) -> None:
    """The checklists in force: the bundled ones, under what was edited here."""
    found = _checklists()
    if as_json:
        print_json([_summary(one) for one in found.lists.values()])
        return
    for one in found.lists.values():
        print(f"{one.id:<24} {one.scope:<7} {len(one.steps):>3} steps  {one.title}")


@app.command("show")
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="As in checklist list.")],
    as_json: JsonFlag = False,
) -> None:
    """One checklist with all that its steps say."""
    found = _checklists()
    checklist = found.lists.get(id)
    if checklist is None:
        raise NotFound(f"There is no checklist {id!r}.", hint="See python -m core checklist list.")
    if as_json:
        steps = [_step(step) for step in checklist.steps]
        print_json({**_summary(checklist), "steps": steps})
        return
    print(f"{checklist.title} ({checklist.scope}, version {checklist.version[:12]})")
    for step in checklist.steps:
        due = ", ".join(
            f"{offset_in_words(offset)}{f' ({kind})' if kind else ''}"
            for kind, offset in step.due.items()
        )
        print(f"\n{step.id}: {step.title}")
        print(f"  {step.phase}, {step.kind}, {step.owner}, {due or 'due with its phase'}")
        print(f"  {step.do}\n  Why: {step.why}")
        if step.controls:
            print(f"  Controls: {', '.join(step.controls)}")
        for title, url in step.sources:
            print(f"  Source: {title}, {url}")


def _checklists() -> Checklists:
    with runtime().database.read() as session:
        return service.checklists(session, actor())


def _summary(checklist: Checklist) -> dict[str, Any]:
    return {
        "id": checklist.id,
        "title": checklist.title,
        "scope": checklist.scope,
        "way": checklist.way,
        "app": checklist.app,
        "step_count": len(checklist.steps),
        "version": checklist.version,
        "file": checklist.file,
    }


def _step(step: StepTemplate) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "do": step.do,
        "why": step.why,
        "kind": step.kind,
        "phase": step.phase,
        "owner": step.owner,
        "due": {kind or "default": offset_written(offset) for kind, offset in step.due.items()},
        "after": list(step.after),
        "evidence": step.evidence,
        "controls": list(step.controls),
        "kinds": sorted(step.kinds),
        "removes_access": step.removes_access,
        "urgent": step.urgent,
        "at_once": step.at_once,
        "joins": step.joins,
        "place": step.place,
        "ways": sorted(step.ways),
        "sources": [{"title": title, "url": url} for title, url in step.sources],
    }
