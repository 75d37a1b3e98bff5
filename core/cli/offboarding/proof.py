"""Command line of proof: ``case export``, ``case verify``, ``case proof``."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from core.app.runtime import runtime
from core.audit import service as audit
from core.cli.acting import actor
from core.cli.offboarding.gone_json import app_json, gone_json, no_longer_json
from core.cli.output import NOT_WHOLE, print_json, write_bytes, write_file
from core.config import settings
from core.errors import Invalid
from core.names import visible
from core.offboarding import service
from core.offboarding.service import (
    case_id_of,
    proof_answer,
    proof_drawn,
    proof_figures,
    proof_json,
    proof_method,
)
from core.offboarding.service import (
    late_price_in_words as late_price,
)
from core.offboarding.values import LEAVER_KINDS, CaseKind, PackCheck, Period, Proof, Seal
from core.signatures import carriers
from core.stack import service as stack

JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DESPITE = Annotated[
    bool,
    typer.Option(
        "--despite-differences",
        help="Also what is not as the audit log says, with the differences printed in it.",
    ),
]


def export(
    case: Annotated[str, typer.Argument(metavar="CASE", help="12 or OFF-0012.")],
    file: Annotated[Path, typer.Argument(help="Where to write: a .zip or a .pdf file.")],
    despite: DESPITE = False,
) -> None:
    """Write a case's evidence: ZIP (everything, sealed) or PDF. Recorded in the audit log. Exit
    code 3 where it is not whole: a file is missing, or it differs from the log."""
    form, case_id = file.suffix.lower().removeprefix("."), case_id_of(case)
    with runtime().database.snapshot() as session:
        integrity = service.check_case(session, actor(), settings(), case_id)
    integrity = integrity.accepted(actor()) if despite else integrity
    with runtime().database.write() as session:
        found = service.export_case(
            session, actor(), case_id, form, integrity, now=datetime.now(UTC)
        )
    left_out: Sequence[str] = ()
    if form == "pdf":
        write_bytes(file, service.pdf_of(settings(), found))
    else:
        left_out = write_file(file, lambda out: service.write_pack(settings(), found, out)).left_out
    print(f"written: {file}")
    # A file that was lost since the comparison is in the one and not in the other.
    missing = [each for each in left_out if each.rstrip(".") not in " ".join(integrity.differences)]
    _end_if_not_whole([*integrity.differences, *missing])


def _end_if_not_whole(differences: Sequence[str]) -> None:
    for difference in differences:
        print(f"DIFFERS FROM THE AUDIT LOG: {difference}", file=sys.stderr)
    if differences:
        print("It was written nevertheless, with this printed in it.", file=sys.stderr)
        raise typer.Exit(NOT_WHOLE)


def verify(
    file: Annotated[Path, typer.Argument(help="An evidence pack: a .zip file.")],
    json_: JSON = False,
) -> None:
    """Check an evidence pack by this installation's own secret; needs no database. Elsewhere use
    ``offramp verify``, which needs none. Exit code 1 if anything is wrong with it, 3 if its
    contents match but who made it, or an absence that it shows, cannot be checked here, or it says
    that a file was left out or that a step was opened again."""
    try:
        with file.open("rb") as stream:
            found = service.check_pack(stream)
    except OSError as problem:
        raise Invalid(f"{file} cannot be read: {problem.strerror}.", field="file") from None
    if json_:
        print_json(_check_json(found))
    else:
        _tell(found)
    if not found.holds:
        raise typer.Exit(1)
    if found.seal is not Seal.OURS or not found.shows_all:
        raise typer.Exit(NOT_WHOLE)


def proof(
    first: Annotated[str | None, typer.Option("--from", help="First day: 2026-01-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    named: Annotated[
        str | None,
        typer.Option(
            "--period",
            help="In place of days: last-quarter, this-quarter, this-year or last-year.",
        ),
    ] = None,
    kind: Annotated[
        list[CaseKind] | None,
        typer.Option(help="A kind of case; again for more. Default: of leavers."),
    ] = None,
    sample: Annotated[int, typer.Option(help="Cases to draw.")] = 25,
    seed: Annotated[str | None, typer.Option(help="Of the sample; default: the period.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Also write a workbook.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Also write a signed PDF.")] = None,
    zip_: Annotated[
        Path | None, typer.Option("--zip", help="Also write PDF, workbook and JSON, signed as one.")
    ] = None,
    despite: DESPITE = False,
    json_: JSON = False,
) -> None:
    """How fast leavers lost access in a period, what was late, which controls held. Exit code 3
    where its data differs from the audit log."""
    with runtime().database.snapshot() as session:
        integrity = service.check_all_cases(session, actor(), settings())
        integrity = integrity.accepted(actor()) if despite else integrity
        integrity.refuse_differences()
        zone = stack.organisation(session, actor()).time_zone
        period = _period(first, last, named, zone)
        found = service.period_proof(
            session,
            actor(),
            period,
            tuple(kind) if kind else LEAVER_KINDS,
            now=datetime.now(UTC),
            sample=sample,
            seed=seed or service.default_seed(period),
            every_note=True,
        )
    for path, form in ((xlsx, "xlsx"), (pdf, "pdf"), (zip_, "zip")):
        if path is not None:
            with runtime().database.write() as session:
                statement = service.record_proof_export(session, actor(), found, form, integrity)
            if form == "zip":
                write_bytes(path, service.write_proof(found, statement, integrity))
                continue
            content = service.proof_file(found, form, statement, integrity)
            write_bytes(path, content)
            if form == "xlsx":
                beside = carriers.beside(content, partial(audit.signed, statement))
                write_bytes(path.with_name(f"{path.name}.sig"), beside)
    if json_:
        print_json(proof_json(found, integrity))
    else:
        _say(found)
    _end_if_not_whole(integrity.differences)


def register(app: typer.Typer) -> None:
    """Add these to ``case``."""
    app.command("export")(export)
    app.command("verify")(verify)
    app.command("proof")(proof)


def _period(first: str | None, last: str | None, named: str | None, zone: str) -> Period:
    """Days, or a period by its name on the organisation's calendar; raises :class:`Invalid`."""
    if named is None:
        if first is None or last is None:
            raise Invalid("A proof is of days.", field="from", hint="Give --from and --to.")
        return Period(_day(first, "from"), _day(last, "to"), zone)
    known = service.named_periods(datetime.now(service.zone_of(zone)).date(), zone)
    if first or last:
        raise Invalid("Give days or a named period.", field="period", hint="Not both.")
    if named not in known:
        names = ", ".join(known)
        raise Invalid(f"{named!r} is not a period.", field="period", hint=f"Write one of: {names}.")
    return known[named]


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text!r} is not a day.", field=field, hint="Write 2026-12-31.") from None


_SEALS = {
    Seal.OURS: "sealed with a key of this Offramp: without it nobody made or changed it",
    Seal.NO_KEY: "the contents match the manifest. WHO MADE IT IS NOT CHECKED: the secret of an "
    "Offramp is not here, and anyone can write such a ZIP. Without the secret, its public key "
    'shows who signed: offramp verify --key "KEY" FILE',
    Seal.OTHER_KEY: "the seal could not be checked: its key is not in this ring",
    Seal.WRONG: "THE SEAL IS WRONG",
    Seal.UNREADABLE: "there is no seal to check",
}

_BROKEN_SEALS = {
    Seal.OURS: "its manifest was sealed with a key of this Offramp; the file is not what it lists",
    Seal.NO_KEY: "the seal is not checked: the secret of an Offramp is not here",
}
"""What is said instead of a pack that does not hold: nobody vouches for it."""

_ENTRIES = {
    True: "these entries of the log carry a seal of this Offramp",
    False: "WHETHER THE LOG HAS THESE ENTRIES IS NOT CHECKED: the secret of the Offramp is not "
    "here. An exported log shows it: offramp verify FILE LOG",
}
"""What is said of the log's entries that lists' roots are in."""


def _tell(found: PackCheck) -> None:
    for problem in found.problems:
        print(problem)
    about = found.manifest
    if about is not None:
        about_whom = f"{about.case}, {_plain(about.person)}"
        if not about.person:  # a proof's manifest names days instead of a case
            about_whom = f"Proof of a period, {about.case}"
        # The manifest does not list itself.
        print(f"{about_whom}: {len(about.members) + 1} files, the manifest among them")
        by = _plain(about.exported_by)
        print(f"exported {about.exported_at:%Y-%m-%d %H:%M} UTC by {by}")
        print(f"audit log then: {about.audit_count:,} entries, {_plain(about.audit_hash)}")
        for sentence in about.left_out:
            print(f"left out: {_plain(sentence)}")
    for each in found.gone:
        print(f"gone: {_plain(each.in_words())}")
    if found.gone:
        print(_ENTRIES[found.is_log_sealed])
    for app in found.apps:
        if not app.is_shown:
            print(f"{app.how}: {_plain(app.in_words())}")
    for one in found.no_longer:
        print(f"NO LONGER: {_plain(one.in_words())}")
    for sentence in found.unchecked:
        print(f"NOT CHECKED: {_plain(sentence)}")
    print(_SEALS[found.seal] if found.holds else _BROKEN_SEALS.get(found.seal, _SEALS[found.seal]))
    if found.holds and about and about.left_out:
        print("It is what was written then, and was not whole then.")
    whole = "the pack holds" if found.seal is Seal.OURS else "only the contents were checked"
    print(whole if found.holds else "THE PACK DOES NOT HOLD")


def _plain(text: str) -> str:
    return visible(text, keep="")


def _check_json(found: PackCheck) -> dict[str, Any]:
    about = found.manifest
    return {
        "holds": found.holds,
        "seal": str(found.seal),
        "problems": list(found.problems),
        "case": about and about.case,
        "person": about and about.person,
        "exported_at": about and about.exported_at.isoformat(),
        "exported_by": about and about.exported_by,
        "audit": about and {"count": about.audit_count, "hash": about.audit_hash},
        "members": about and len(about.members),
        "left_out": list(about.left_out) if about else [],
        "gone": [gone_json(each) for each in found.gone],
        "log_sealed": found.is_log_sealed,
        "apps": [app_json(each) for each in found.apps],
        "no_longer": [no_longer_json(each) for each in found.no_longer],
        "unchecked": list(found.unchecked),
    }


def _say(found: Proof) -> None:
    print(proof_answer(found))
    when = f"From {found.period.first} to {found.period.last},"
    if late := service.late_removals_in_words(found.late_removals, when):
        print(late)
    for name, value, meaning in proof_figures(found):
        print(f"{name:<17} {value:<12} {meaning}")
    for one in found.apps:
        if one.is_always_late:
            print(f"always late: {one.name} ({one.late} of {one.due} steps)")
    for each in found.late_removals.rows:
        still = "" if each.ended_at else ", still open"
        after = f"{service.length(each.after)} after the end of access{still}"
        print(f"late removal: {each.number} {each.place}: {after}; {late_price(each)}")
    print(proof_method(found))
    print(service.LATE_NOT_IN_IT)
    print(f"Sample: {proof_drawn(found)}")
    print(" ".join(one.number for one in found.sample.cases))
