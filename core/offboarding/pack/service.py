"""Evidence packs: a case exported as PDF or ZIP, and a pack looked at again."""

import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import IO, BinaryIO

from sqlmodel import Session

from core.actor import Actor
from core.audit import service as audit
from core.config import Settings
from core.errors import Invalid
from core.offboarding import rows
from core.offboarding.cases.integrity import Integrity, refuse_newer
from core.offboarding.inventory.known_now import known_now
from core.offboarding.models import EvidenceKind
from core.offboarding.pack import absence, contents
from core.offboarding.pack.archive import write_zip
from core.offboarding.pack.dossier import Dossier, files
from core.offboarding.pack.how_known import known_of
from core.offboarding.pack.manifest import Manifest, Member, written
from core.offboarding.pack.readme import README, VERIFY, instructions, readme
from core.offboarding.pack.verify import PackCheck, check_zip
from core.offboarding.steps.evidence_files import Changed, checked_file, evidence_path
from core.reports.pdf import render_pdf
from core.rights import Action, require
from core.secrets import service as secrets
from core.signatures.carriers import sign_zip, signed_pdf
from core.signatures.statement import Kind

FORMS = ("pdf", "zip")


def export_case(
    session: Session,
    actor: Actor,
    case_id: int,
    form: str,
    integrity: Integrity,
    *,
    now: datetime,
) -> Dossier:
    """Take a case out; recorded. Give the result to :func:`pdf_of` or :func:`write_pack`,
    outside of the transaction.

    ``integrity`` is what :func:`check_case` found just before. Raises :class:`NotFound` for a case
    that the actor may not see, :class:`NotAsLogged` for one that is not what the audit log says.
    """
    require(actor, Action.CASE_EXPORT)
    if form not in FORMS:
        raise Invalid(f"A case is exported as {' or '.join(FORMS)}, not as {form!r}.")
    row = rows.case_row(session, actor, case_id)
    integrity.refuse_differences()
    refuse_newer(session, case_id, integrity)
    case = rows.case_view(session, row, now)
    lists = absence.log_entries(session, case)
    known = tuple(known_now(session, actor, case_id))
    keys = audit.keep_keys(session)
    # The export's own entry is part of what is exported: the head covers it.
    after: dict[str, object] = {"form": form}
    if integrity.differences:
        after["differences"] = len(integrity.differences)
    audit.record(session, actor, Action.CASE_EXPORT, f"case:{case_id}", after=after, at=now)
    events = contents.events_of(audit.history(session, f"case:{case_id}"))
    head = audit.head(session)
    return Dossier(case, events, head, now, actor.name, actor.id, integrity, keys, lists, known)


def pdf_of(settings: Settings, dossier: Dossier) -> bytes:
    """The case on paper, signed."""
    return _pdf(dossier, _lost(settings, dossier))


def _pdf(dossier: Dossier, lost: dict[int, str]) -> bytes:
    drawn = render_pdf("case", contents.report_data(dossier, lost))
    return signed_pdf(drawn, partial(audit.signed, dossier.statement(Kind.CASE)))


def write_pack(settings: Settings, dossier: Dossier, out: BinaryIO) -> Manifest:
    """Write the ZIP, signed; ``out`` can be read, too. A file that is missing or changed on the
    disk is left out, and said to be."""
    lost = _lost(settings, dossier)
    number = dossier.case.number
    names = contents.members_of(dossier, lost)
    proven, undone = absence.count_of(dossier.case)
    proofs = absence.members(dossier.case, names, dossier.lists, f"{number}.zip")
    attached = [
        Member(names[proof.id], proof.size or 0, proof.sha256)
        for _step, proof in files(dossier.case)
        if proof.kind is EvidenceKind.FILE and proof.id in names
    ]
    made = {
        f"{number}.pdf": _pdf(dossier, lost),
        "case.json": contents.case_json(dossier, lost),
        "timeline.csv": contents.timeline_csv(dossier),
        README: readme(
            number,
            dossier.exported_at,
            dossier.exported_by,
            dossier.keys[-1].key,
            attached=len(attached),
            proofs=proven,
            reopened=undone,
            left_out=lost.values(),
            known=[one.in_words() for one in known_of(dossier)],
        ),
        VERIFY: instructions(f"{number}.zip"),
        **proofs,
    }
    members = [
        Member(name, len(content), sha256(content).hexdigest()) for name, content in made.items()
    ]
    manifest = Manifest(
        case=number,
        person=dossier.case.person,
        exported_at=dossier.exported_at,
        exported_by=dossier.exported_by,
        exported_by_id=dossier.exported_by_id,
        audit_count=dossier.head.count,
        audit_hash=dossier.head.hash,
        members=(*members, *attached),
        left_out=tuple(lost.values()),
        key=dossier.keys[-1].key,
    )

    def members_with_content() -> Iterator[tuple[Member, IO[bytes]]]:
        for member in members:
            yield member, io.BytesIO(made[member.name])
        for member in attached:
            try:
                yield member, evidence_path(settings, member.sha256).open("rb")
            except FileNotFoundError:
                raise ValueError(member.name) from None

    try:
        sealed = written(manifest, secrets.derive("pack")[0])
        write_zip(out, members_with_content(), sealed, dossier.exported_at)
        sign_zip(out, partial(audit.signed, dossier.statement(Kind.PACK)))
    except ValueError as problem:
        raise Changed(
            f"{problem} was changed or removed on the disk while the pack was written.",
            hint="Export the pack again.",
        ) from None
    return manifest


def check_pack(file: BinaryIO) -> PackCheck:
    """Check a pack with the keys that are here, if any; needs no database and no right."""
    return check_zip(file, secrets.derive_if_any("pack"), secrets.derive_if_any("audit") or ())


def check_without_key(file: BinaryIO) -> PackCheck:
    """Check a pack or a period's proof by what is in it, and by its public signature, alone."""
    return check_zip(file, None)


def _lost(settings: Settings, dossier: Dossier) -> dict[int, str]:
    """Evidence whose file is not what was attached, with the reason."""
    found = {}
    for _step, proof in files(dossier.case):
        if proof.kind is EvidenceKind.FILE:
            try:
                checked_file(settings, proof.sha256, proof.text)
            except Changed as problem:
                found[proof.id] = problem.message
    return found
