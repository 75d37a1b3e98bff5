"""The folder ``data/checklists``: read and checked in one pass. Format: its README.md."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from core.catalog.values import AppSources, Folder
from core.config import ROOT, settings
from core.files.data_files import BadFiles, Items, Problem, Row, read_text
from core.offboarding.checklists.checklist import (
    ALL,
    Checklist,
    Checklists,
    Control,
    Order,
    PhaseRule,
    Scope,
)
from core.offboarding.checklists.reader import ChecklistReader, Known
from core.offboarding.checklists.references import faults
from core.offboarding.models import CaseKind, Phase
from core.offboarding.offset import Offset
from core.stack.values import Way

FOLDER = ROOT / "data" / "checklists"
ORDER, CONTROLS = "order.yaml", "controls.yaml"
PLACES = {Scope.PERSON: "", Scope.WAY: "ways", Scope.APP: "apps"}
_NOW = Offset()


@cache
def bundled() -> Checklists:
    """The checklists that come with Offramp, or as the organisation edited the files."""
    return read_checklists(FOLDER)


def bundled_text(id: str) -> str | None:
    """A bundled checklist's YAML, comments and all; ``None`` if there is none of this id."""
    found = bundled().lists.get(id)
    return None if found is None else (FOLDER.parent / found.file).read_text("utf-8")


def read_checklists(folder: Path, catalogue: Path | None = None) -> Checklists:
    """Read and validate all files; raise :class:`BadFiles` with every problem at once."""
    problems: list[Problem] = []
    files = Folder(folder, problems)
    controls = _controls(files)
    apps = AppSources(catalogue or settings().catalog_dir)
    reader = ChecklistReader(problems, Known(apps, controls))
    order = _order(files, reader)
    lists: dict[str, Checklist] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".yaml", ".yml"} and path.is_file():
            _read(path, files, reader, lists)
    whole = Checklists(order, lists, controls)
    if not problems:
        # Half-read lists would be told twice, as broken and as missing.
        problems.extend(_missing(folder, lists))
        problems.extend(faults(whole))
    if problems:
        raise BadFiles(problems)
    return whole


def _read(path: Path, files: Folder, reader: ChecklistReader, lists: dict[str, Checklist]) -> None:
    place, name = path.relative_to(files.path), files.name(path)
    if place.as_posix() in (ORDER, CONTROLS):
        return
    folder = place.parent.as_posix().removeprefix(".")
    if path.suffix != ".yaml" or folder not in PLACES.values():
        do = "Use .yaml; ways in ways/, apps in apps/, the rest beside order.yaml."
        files.problems.append(Problem(name, 1, "is read by nothing.", do))
        return
    text = read_text(path, name, files.problems)
    found = None if text is None else reader.read(text, name, path.stem)
    if found is None:
        return
    if PLACES[found.scope] != folder:
        do = f"Move it to {files.path.name}/{PLACES[found.scope]}, or change its scope."
        files.problems.append(Problem(name, 1, f"has the scope {found.scope}.", do))
    elif found.id in lists or found.id == ALL:
        other = lists[found.id].file if found.id in lists else "the language of 'after'"
        do = "Choose another id."
        files.problems.append(Problem(name, 1, f"the id {found.id!r} is taken by {other}.", do))
    else:
        lists[found.id] = found


def _missing(folder: Path, lists: Mapping[str, Checklist]) -> list[Problem]:
    ways = {checklist.way for checklist in lists.values()}
    return [
        Problem(f"{folder.name}/ways/{way}.yaml", 1, "is missing.", "Every way needs a checklist.")
        for way in Way
        if way not in ways
    ]


def _controls(files: Folder) -> dict[str, Control]:
    reader = ChecklistReader(files.problems, Known(AppSources(files.path), {}))
    found: dict[str, Control] = {}
    for row in files.yaml_rows(CONTROLS):
        reader.only(row, ("id", "standard", "number", "asks"))
        values = [
            reader.text(row, key, required=True, most=400) or ""
            for key in ("id", "standard", "number", "asks")
        ]
        if values[0] in found:
            reader.note(row, f"the control {values[0]!r} stands here twice.", "Keep one.", key="id")
        found[values[0]] = Control(*values)
    return found


def _order(files: Folder, reader: ChecklistReader) -> Order:
    """Every phase of every kind of case: when it is due, and what it waits for."""
    whole = files.yaml(files.path / ORDER)
    name = files.name(files.path / ORDER)
    if not isinstance(whole, Row):
        if whole is not None:
            do = "Write KIND: {PHASE: {due: 0h}}."
            files.problems.append(Problem(name, 1, "is not a mapping.", do))
        return {}
    reader.only(whole, tuple(CaseKind))
    order: dict[CaseKind, dict[Phase, PhaseRule]] = {}
    for kind in CaseKind:
        row = whole.get(kind)
        if not isinstance(row, Row):
            do = f"Every kind of case needs its phases: {', '.join(Phase)}."
            reader.note(whole, f"has no phases for {kind}.", do, key=kind)
            continue
        reader.only(row, tuple(Phase))
        # In the file's order, which is the order of work.
        named = [Phase(phase) for phase in row if phase in tuple(Phase)]
        order[kind] = {
            phase: _rule(row, phase, reader) for phase in dict.fromkeys((*named, *Phase))
        }
    return order


def _rule(row: Row, phase: Phase, reader: ChecklistReader) -> PhaseRule:
    rule = row.get(phase)
    if not isinstance(rule, Row):
        rule = Row(row.file, row.lines.get(phase, row.line), {})
        reader.note(rule, f"the phase {phase} has no rule.", "Write {due: 0h, after: []}.")
        return PhaseRule(due=_NOW, after=())
    reader.only(rule, ("due", "after", "urgent"))
    after = rule.get("after", Items())
    if not isinstance(after, Items) or any(one not in tuple(Phase) for one in after):
        reader.note(rule, "'after' is not a list of phases.", f"Use: {', '.join(Phase)}.")
        after = []
    due = reader.offset(rule, "due")
    return PhaseRule(due or _NOW, tuple(Phase(one) for one in after), reader.flag(rule, "urgent"))
