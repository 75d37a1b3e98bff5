"""Any file that Offramp signed, checked by what is in it alone: no key, database or network."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from core.audit import service as audit
from core.audit.values import SELECTION
from core.errors import OfframpError
from core.offboarding import service as offboarding
from core.offboarding.values import AppKnown, Gone, NoLonger
from core.signatures import carriers
from core.signatures.carriers import Form, Found
from core.signatures.statement import Kind, Statement, is_by, read

_CASE_NUMBER = re.compile(r"OFF-\d+", re.IGNORECASE)
_REOPENED = "case.step-reopen"
_DAYS = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class FileCheck:
    """What a look at a file found. ``problems`` and ``notes`` are sentences."""

    file: Path
    statement: Statement | None
    """What the file says of itself; ``None`` where it carries no signature that can be read."""
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What is no fault, and worth knowing."""
    left_out: tuple[str, ...] = ()
    """What was missing already when it was signed, as it says itself."""
    gone: tuple[Gone, ...] = ()
    """What apps' lists in it show, by entries of the log: an exported log has them, or not."""
    unchecked: tuple[str, ...] = ()
    """What could not be looked at: no fault, and not shown."""
    no_longer: tuple[NoLonger, ...] = ()
    """Steps that were opened again after what shows them: by the file itself, or by the log."""
    apps: tuple[AppKnown, ...] = ()
    """How it is known of each app that access is gone, as a pack says it."""
    is_no_signed_file: bool = False
    """A selection, a workbook or a signature alone: nothing is wrong with it, or shown."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.statement is not None and not self.problems

    @property
    def shows_all(self) -> bool:
        """Whether nothing was left out, and everything in it could be checked and still stands."""
        return not (self.left_out or self.unchecked or self.no_longer)


def check_files(files: Sequence[Path], keys: Sequence[str]) -> list[FileCheck]:
    """Check files. ``keys`` are public keys that the reader trusts; without any, whose key it is
    that signed stays for the reader to compare. With an exported log among the files, the others
    are looked up in it. Raises :class:`OSError` for a file that cannot be read."""
    found = [_check(file, keys) for file in files]
    logs = [one for one in found if one.holds and one.statement and one.statement.kind is Kind.LOG]
    if not logs:
        return [_without_log(one) for one in found]
    longest = max(logs, key=lambda one: one.statement.count if one.statement else 0)
    return [one if one is longest else _in_log(one, longest.file) for one in found]


def _check(file: Path, keys: Sequence[str]) -> FileCheck:
    with file.open("rb") as stream:
        beside = file.with_name(f"{file.name}.sig")
        if beside.is_file():
            carried = carriers.find_beside(stream, beside.read_bytes())
        else:
            carried = carriers.find(stream)
        if carried is None:
            said, is_known = _why_unsigned(file, stream)
            return FileCheck(file, None, (said,), is_no_signed_file=is_known)
        try:
            statement = read(carried.token)
        except ValueError as problem:
            return FileCheck(file, None, (f"its signature does not hold: {problem}",))
        inside = _inside(file, stream, statement, carried)
        problems = [*_about_the_key(statement, keys), *inside.problems]
    if carried.sha256 != statement.sha256 and not problems:
        problems.append("it was changed after it was signed")
    if carried.trailing:
        problems.append("something was added after its signature")
    problems += _about_the_name(file.name, statement)
    return FileCheck(
        file,
        statement,
        tuple(dict.fromkeys(problems)),
        left_out=inside.left_out,
        gone=() if problems else inside.gone,
        unchecked=inside.unchecked,
        no_longer=() if problems else inside.no_longer,
        apps=() if problems else inside.apps,
    )


def _why_unsigned(file: Path, stream: BinaryIO) -> tuple[str, bool]:
    """What to say of a file without a signature; whether it is one that never carries any."""
    stream.seek(0)
    beginning = stream.read(200)
    if SELECTION.encode() in beginning.partition(b"\n")[0]:
        return (
            "it is a selection of the audit log: no chain, and not signed. Export the whole log "
            "and verify that: each entry of this file is found there by its hash",
            True,
        )
    if file.suffix == ".sig" and beginning.startswith(carriers.MARK):
        return "it is only a signature: give the file that it belongs to, which is beside it", True
    if _is_never_signed(file, beginning):
        return (
            "it is not signed: no workbook is, and no CSV but the whole audit log. Export the same "
            "as signed ZIP or PDF and verify that",
            True,
        )
    return "it carries no signature: Offramp did not sign it, or the signature was removed", False


def _is_never_signed(file: Path, beginning: bytes) -> bool:
    """A table of which no signed form has this ending. An exported log is known by its last
    columns: of that a signature was taken away."""
    if file.suffix == ".xlsx":
        return beginning.startswith(b"PK")
    header = beginning.partition(b"\n")[0].rstrip(b"\r")
    return file.suffix == ".csv" and not header.endswith(b"hash,mac")


def _about_the_key(statement: Statement, keys: Sequence[str]) -> list[str]:
    if not keys or is_by(statement, keys):
        return []
    return [
        "it is signed with another key than the one given, which has not vouched for this one: "
        f"{statement.keys[-1].key}"
    ]


@dataclass(frozen=True)
class _Inside:
    """What is in a file; ``problems`` by the name of the part that each is with."""

    problems: Sequence[str] = ()
    left_out: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    unchecked: tuple[str, ...] = ()
    no_longer: tuple[NoLonger, ...] = ()
    apps: tuple[AppKnown, ...] = ()


def _inside(file: Path, stream: BinaryIO, statement: Statement, carried: Found) -> _Inside:
    if statement.kind is Kind.LOG:
        told = (audit.withheld_in_words(statement.withheld),) if statement.withheld else ()
        return _Inside(_log_problems(file, statement, carried.form), told)
    if carried.form is Form.ZIP:
        found = offboarding.check_without_key(stream)
        left_out = found.manifest.left_out if found.manifest else ()
        return _Inside(
            found.problems, left_out, found.gone, found.unchecked, found.no_longer, found.apps
        )
    return _Inside()


def _log_problems(file: Path, statement: Statement, form: Form) -> list[str]:
    found = []
    if statement.held is False:
        found.append("Offramp found the log broken when it wrote this file")
    if (file.suffix == ".csv") is not (form is Form.CSV):
        return [*found, f"it is a {form} file, and its name does not end with .{form}"]
    try:
        return [*found, *audit.check_log(file, statement).problems]
    except (OfframpError, UnicodeDecodeError) as problem:
        return [*found, f"it cannot be read as an audit log: {problem}"]


def _about_the_name(name: str, statement: Statement) -> list[str]:
    """A file that is named for another case or period than it is about."""
    for pattern, kinds in ((_CASE_NUMBER, (Kind.PACK, Kind.CASE)), (_DAYS, (Kind.PROOF,))):
        named = [one.upper() for one in pattern.findall(name)]
        if named and statement.kind in kinds and named != pattern.findall(statement.about):
            return [f"it is named for {' to '.join(named)}, and is about {statement.about}"]
    return []


def _without_log(check: FileCheck) -> FileCheck:
    if not check.gone:
        return check
    told = "whether the log has the entries of these lists: give an exported log as well"
    return replace(check, unchecked=(*check.unchecked, told))


def _in_log(check: FileCheck, log: Path) -> FileCheck:
    about = check.statement
    if about is None:
        return check
    obj = _OBJECTS[about.kind](about)
    problem, notes = audit.compare_with_log(log, about.count, about.hash, obj)
    notes = notes if problem else [f"{log.name} has that entry", *notes]
    lists = audit.missing_entries(
        log, {each.entry.facts.id: each.entry.hash for each in check.gone}
    )
    if check.gone and not lists:
        notes.append(f"{log.name} has the entries of its lists")
    problems = (*check.problems, *([problem] if problem else ()), *lists)
    if problems:
        return replace(check, problems=problems, notes=tuple(notes), gone=(), no_longer=(), apps=())
    undone = _undone(check.gone, log, about.count, obj) if obj else ()
    again = {one.step for one in undone}
    return replace(
        check,
        notes=tuple(notes),
        gone=tuple(each for each in check.gone if each.step not in again),
        no_longer=(*check.no_longer, *undone),
    )


def _undone(gone: Sequence[Gone], log: Path, count: int, obj: str) -> tuple[NoLonger, ...]:
    """The steps of a case that a log has as opened again after the file was written, each once."""
    by_step = {each.step: each for each in gone}
    found: dict[int, NoLonger] = {}
    for one in audit.later_entries(log, count, obj, _REOPENED):
        step, title = int(one.after.get("step") or 0), str(one.after.get("title") or "a step")
        shown = by_step.get(step)
        what = shown.list_in_words() if shown else title
        why = (
            f"its step was opened again on {one.at:%Y-%m-%d %H:%M} UTC, after this was exported "
            f"(entry {one.number:,} of {log.name}): {one.after.get('reason') or 'no reason given'}"
        )
        found[step] = NoLonger(what, why, step, shown.member if shown else None)
    return tuple(found.values())


def _case_object(about: Statement) -> str:
    return f"case:{offboarding.case_id_of(about.about)}"


_OBJECTS: dict[Kind, Callable[[Statement], str | None]] = {
    Kind.PACK: _case_object,
    Kind.CASE: _case_object,
    Kind.PROOF: lambda about: f"proof:{about.about.replace(' to ', '/')}",
    Kind.LOG: lambda _about: None,
}
"""What the log calls the thing that a file is about."""
