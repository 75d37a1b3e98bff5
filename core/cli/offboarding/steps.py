"""Command line of steps: ``case step|look`` for one; ``case finish|excuse|assign`` for several."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from core.app.runtime import runtime
from core.catalog import service as catalog
from core.cli.acting import actor
from core.cli.offboarding.step_json import step_json
from core.cli.output import print_json, reading
from core.config import settings
from core.errors import Invalid, NotFound
from core.offboarding import service
from core.offboarding.service import case_id_of, case_number
from core.offboarding.values import (
    EvidenceKind,
    Move,
    NewEvidence,
    SeenStep,
    StepView,
    Together,
)

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CASE = Annotated[str, typer.Argument(metavar="CASE", help="12 or OFF-0012.")]
STEPS = Annotated[
    list[int], typer.Argument(metavar="STEP…", help="Numbers that `case show` prints.")
]
NOTES = Annotated[list[str] | None, typer.Option("--note", help="Evidence: a note.")]
LINKS = Annotated[list[str] | None, typer.Option("--link", help="Evidence: a web address.")]
FILES = Annotated[list[Path] | None, typer.Option("--file", help="Evidence: a file.")]


def register(case: typer.Typer) -> None:
    """Add these to ``case``."""
    case.command("step")(step)
    case.command("finish")(finish)
    case.command("excuse")(excuse)
    case.command("assign")(assign)
    case.command("look")(look)


def step(
    step_id: Annotated[int, typer.Argument(metavar="STEP", help="As `case show` prints it.")],
    move: Annotated[Move, typer.Argument(help="start, done, not-applicable, block or reopen.")],
    note: Annotated[list[str] | None, typer.Option(help="Evidence (done): a note.")] = None,
    link: Annotated[list[str] | None, typer.Option(help="Evidence (done): a web address.")] = None,
    file: Annotated[list[Path] | None, typer.Option(help="Evidence (done): a file.")] = None,
    reason: Annotated[
        str,
        typer.Option(help="Why (start, not-applicable, block, reopen, a wait that ends early)."),
    ] = "",
    as_json: JSON = False,
) -> None:
    """Do something with a step."""
    service.check_evidence(move, bool(note or link or file))
    evidence = _evidence([step_id], note, link, file)
    with runtime().database.write() as session:
        version = service.step(session, actor(), step_id).version
        done = service.move_step(
            session, actor(), step_id, version, move, evidence=evidence, reason=reason
        )
    if as_json:
        print_json(step_json(done, "UTC"))
    else:
        print(f"{done.id}  {done.state}  {done.title}")


def look(
    step_id: Annotated[int, typer.Argument(metavar="STEP", help="Its number.")],
    found: Annotated[
        list[str] | None,
        typer.Option(help="An app in which the person has an account; again for more."),
    ] = None,
    as_json: JSON = False,
) -> None:
    """Answer where a leaver has an account, of apps whose list is not known; elsewhere they have
    none."""
    with runtime().database.write() as session:
        apps = [catalog.find_app(session, actor(), reading(), one).id for one in found or ()]
        version = service.step(session, actor(), step_id).version
        done = service.answer_look(session, actor(), step_id, version, apps)
    if as_json:
        print_json(step_json(done, "UTC"))
    else:
        print(f"{done.id}  {done.state}  {done.evidence[-1].text}")


def finish(
    case_id: CASE,
    step_ids: STEPS,
    note: NOTES = None,
    link: LINKS = None,
    file: FILES = None,
    reason: Annotated[str, typer.Option(help="Why, for a wait that ends early.")] = "",
    as_json: JSON = False,
) -> None:
    """Finish several steps of a case at once, all or none. The evidence is attached to each."""
    evidence = _evidence(step_ids, note, link, file)
    with runtime().database.write() as session:
        seen = _seen(session, case_id, step_ids)
        done = service.finish_steps(session, actor(), seen, evidence, reason)
    _print(done, as_json)


def excuse(
    case_id: CASE,
    step_ids: STEPS,
    reason: Annotated[str, typer.Option(help="Why they do not apply.")],
    as_json: JSON = False,
) -> None:
    """Mark several steps of a case as not applicable, all or none, for one reason."""
    with runtime().database.write() as session:
        seen = _seen(session, case_id, step_ids)
        done = service.excuse_steps(session, actor(), seen, reason)
    _print(done, as_json)


def assign(
    case_id: CASE,
    step_ids: STEPS,
    to: Annotated[
        str, typer.Option(help="A name, an e-mail address, a user name or a group.")
    ] = "",
    to_me: Annotated[bool, typer.Option("--to-me", help="Take them over.")] = False,
    to_nobody: Annotated[bool, typer.Option("--to-nobody", help="Leave them unassigned.")] = False,
    as_json: JSON = False,
) -> None:
    """Assign several steps of a case, all or none."""
    if [bool(to.strip()), to_me, to_nobody].count(True) != 1:
        raise Invalid("Say who gets them: --to NAME, --to-me or --to-nobody.", field="to")
    with runtime().database.write() as session:
        seen = _seen(session, case_id, step_ids)
        if to_me:
            done = service.take_over_steps(session, actor(), seen)
        else:
            done = service.assign_steps(session, actor(), seen, to.strip() or None)
    _print(done, as_json)


# -- parts --------------------------------------------------------------------


def _seen(session: Session, case_id: str, step_ids: Sequence[int]) -> list[SeenStep]:
    """The steps as they are in this transaction; raises :class:`NotFound` for other cases'."""
    number = case_id_of(case_id)
    found: list[StepView] = [service.step(session, actor(), each) for each in step_ids]
    for each in found:
        if each.case != number:
            raise NotFound(f"There is no step {each.id} in {case_number(number)}.", field="step")
    return [SeenStep.of(each) for each in found]


def _evidence(
    step_ids: Sequence[int],
    note: Sequence[str] | None,
    link: Sequence[str] | None,
    file: Sequence[Path] | None,
) -> list[NewEvidence]:
    evidence = [NewEvidence(EvidenceKind.NOTE, text) for text in note or ()]
    evidence += [NewEvidence(EvidenceKind.LINK, text) for text in link or ()]
    with runtime().database.read() as session:
        sizes = [path.stat().st_size for path in file or () if path.is_file()]
        service.check_room(session, actor(), settings(), step_ids, sizes)
    return evidence + [_kept(path) for path in file or ()]


def _print(done: Together, as_json: bool) -> None:
    if as_json:
        print_json([step_json(each, "UTC") for each in done.steps])
        return
    for each in done.steps:
        print(f"{each.id}  {each.state}  {each.title}")


def _kept(path: Path) -> NewEvidence:
    try:
        with path.open("rb") as stream:
            kept = service.keep_file(settings(), path.name, stream, actor().id)
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.", field="file") from None
    return NewEvidence(EvidenceKind.FILE, kept.name, kept.size, kept.sha256)
