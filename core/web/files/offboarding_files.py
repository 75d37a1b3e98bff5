"""Files of offboarding: what was attached to a step, and a case as evidence."""

from datetime import UTC, datetime
from tempfile import TemporaryFile

from core.actor import Actor
from core.app.runtime import runtime
from core.audit import service as audit
from core.offboarding import service as offboarding
from core.web.files.made import Made


def evidence(who: Actor, evidence_id: int) -> Made:
    """A file as it was attached, once its bytes are known to be those."""
    running = runtime()
    with running.database.read() as session:
        found = offboarding.evidence_content(session, who, running.settings, evidence_id)
    with running.database.write() as session:
        audit.note_export(session, who, found.object, found.name)
    return Made(found.name, found.content)


def pack(who: Actor, case_id: int, form: str, *, nevertheless: bool) -> Made:
    """A case as PDF or ZIP. ``nevertheless``: an overseer wants it although it differs from the
    audit log."""
    running = runtime()
    with running.database.snapshot() as session:
        compared = offboarding.check_case(session, who, running.settings, case_id)
    if nevertheless and compared.differences:
        compared = compared.accepted(who)
    with running.database.write() as session:
        dossier = offboarding.export_case(
            session, who, case_id, form, compared, now=datetime.now(UTC)
        )
    name = f"{dossier.case.number}.{form}"
    if form == "pdf":
        return Made(name, offboarding.pdf_of(running.settings, dossier))
    # On the disk: a pack has all files of a case, and several people may fetch one.
    out = TemporaryFile(dir=running.settings.data_dir)  # noqa: SIM115 - closed once it is sent
    try:
        offboarding.write_pack(running.settings, dossier, out)
    except BaseException:
        out.close()
        raise
    return Made(name, out)
