"""Whether a case is what the audit log says of it: asked before any of it is handed out."""

from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from core.actor import Actor
from core.audit import service as audit
from core.audit.service import Difference, Scope, StateVerification
from core.config import Settings
from core.errors import Conflict, Forbidden, OfframpError, ended
from core.offboarding import rows
from core.offboarding.models import (
    AccountOfCase,
    Evidence,
    EvidenceKind,
    Identifier,
    KnownAccount,
    Need,
    Reader,
    Step,
)
from core.offboarding.steps.evidence_files import Changed, checked_file
from core.offboarding.views import case_number
from core.offboarding.visibility import OVERSEERS
from core.rights import Action, require

PROVEN_TABLES = frozenset(
    {
        "offboarding_case",
        "offboarding_step",
        "offboarding_need",
        "offboarding_reader",
        "offboarding_evidence",
        "offboarding_identifier",
        "offboarding_known_account",
        "offboarding_listed_account",
        "app",
    }
)
"""What the proof of a period, and of a case, is read from."""
_SHOWN = 5
_FILES_NOT_READ = (
    " Evidence files were not read for this: they are every night, and when their case is exported."
)


class NotAsLogged(OfframpError):
    """What is to be handed out is not what the audit log says."""


@dataclass(frozen=True)
class Integrity:
    """What came of comparing rows and files with the log of ``entries`` entries."""

    entries: int
    differences: tuple[str, ...]
    """A sentence each; none: everything is as the log says."""
    files_read: bool = True
    """Whether the evidence files were read, too."""
    accepted_by: str | None = None
    """The overseer who wants it nevertheless, with the differences printed in it."""

    def accepted(self, actor: Actor) -> "Integrity":
        """The same, to be handed out with its differences. Raises :class:`Forbidden`."""
        if actor.role not in OVERSEERS:
            raise Forbidden(
                "What differs from the audit log is exported by auditors and administrators "
                "only, with the differences printed in it."
            )
        return replace(self, accepted_by=actor.name)

    def refuse_differences(self) -> None:
        """Raise :class:`NotAsLogged` unless nothing differs, or an overseer wants it anyway."""
        if not self.differences or self.accepted_by:
            return
        count = len(self.differences)
        more = f" And {count - _SHOWN:,} more." if count > _SHOWN else ""
        raise NotAsLogged(
            "This is not what the audit log says: "
            f"{ended('; '.join(self.differences[:_SHOWN]))}{more}",
            hint="Nothing was exported. It was changed outside of Offramp. An administrator finds "
            "everything that differs with “offramp audit verify --state”; an auditor can export "
            "it with the differences printed in it.",
        )


def compared(integrity: Integrity) -> str:
    """What is said of it in what is handed out."""
    entries = f"{integrity.entries:,} entries of the audit log"
    if not integrity.differences:
        files = "" if integrity.files_read else _FILES_NOT_READ
        return f"Compared with {entries} before it was exported: nothing differs.{files}"
    return (
        f"THIS IS NOT WHAT THE AUDIT LOG SAYS. Compared with {entries} before it was exported; "
        f"{len(integrity.differences):,} differences, exported nevertheless by "
        f"{integrity.accepted_by}:"
    )


def check_case(session: Session, actor: Actor, settings: Settings, case_id: int) -> Integrity:
    """Compare one case with the whole log. Give it a snapshot of the database."""
    require(actor, Action.CASE_EXPORT)
    rows.case_row(session, actor, case_id)
    steps = session.exec(select(Step.id, Step.app_id).where(col(Step.case_id) == case_id)).all()
    ids = [step for step, _app in steps]
    need = select(Need.step_id, Need.needs_id).where(col(Need.step_id).in_(ids))
    reader = select(Reader.case_id, Reader.who).where(col(Reader.case_id) == case_id)
    name = select(Identifier.value, Identifier.case_id).where(col(Identifier.case_id) == case_id)
    known = select(KnownAccount.case_id, KnownAccount.app_id).where(
        col(KnownAccount.case_id) == case_id
    )
    listed = select(
        AccountOfCase.case_id, AccountOfCase.app_id, AccountOfCase.feed, AccountOfCase.key
    ).where(col(AccountOfCase.case_id) == case_id)
    proof = select(Evidence.id).where(col(Evidence.case_id) == case_id)
    scope = Scope.of(
        f"case:{case_id}",
        {
            "offboarding_case": [case_id],
            "offboarding_step": ids,
            "offboarding_need": [tuple(row) for row in session.exec(need)],
            "offboarding_reader": [tuple(row) for row in session.exec(reader)],
            "offboarding_identifier": [tuple(row) for row in session.exec(name)],
            "offboarding_known_account": [tuple(row) for row in session.exec(known)],
            "offboarding_listed_account": [tuple(row) for row in session.exec(listed)],
            "offboarding_evidence": session.exec(proof).all(),
            "app": {app for _step, app in steps if app},
        },
    )
    found = audit.check_state(session, settings.checkpoints, scope)
    files = evidence_file_differences(session, settings, case_id)
    return _integrity(replace(found, differences=(*found.differences, *files)))


def check_all_cases(session: Session, actor: Actor, settings: Settings) -> Integrity:
    """The same for everything that the proof of a period is read from, which is no file."""
    require(actor, Action.CASE_EXPORT)
    found = audit.check_state(session, settings.checkpoints, Scope(PROVEN_TABLES))
    shown = audit.differences_for(session, actor, found.differences)
    return replace(_integrity(replace(found, differences=shown)), files_read=False)


def refuse_newer(session: Session, case_id: int, integrity: Integrity) -> None:
    """Raise :class:`Conflict` when the case was changed after it was compared."""
    newest = audit.newest_entry(session, f"case:{case_id}")
    if newest is not None and newest > integrity.entries:
        raise Conflict(
            "The case was changed while it was compared with the audit log.",
            hint="Nothing was exported. Try again.",
        )


def evidence_file_differences(
    session: Session, settings: Settings, case_id: int | None = None
) -> list[Difference]:
    """Every evidence file, or those of one case, that is not on the disk as it was attached."""
    query = select(Evidence).where(col(Evidence.kind) == EvidenceKind.FILE)
    if case_id is not None:
        query = query.where(col(Evidence.case_id) == case_id)
    found = []
    for row in session.exec(query.order_by(col(Evidence.id)).execution_options(yield_per=1000)):
        try:
            checked_file(settings, row.sha256, row.text or row.sha256)
        except Changed as problem:
            about = f"case:{row.case_id}"
            sentence = problem.message.rstrip(".")
            found.append(Difference("offboarding_evidence", str(row.id), sentence, None, about))
    return found


def _integrity(found: StateVerification) -> Integrity:
    told = [f"The audit log does not hold at {each}" for each in found.chain.breaks]
    told += [_sentence(each) for each in found.differences]
    return Integrity(found.chain.count, tuple(told))


def _sentence(difference: Difference) -> str:
    """A difference with the case as people say it."""
    about = difference.about or ""
    kind, _, number = about.partition(":")
    if kind == "case" and number.isdecimal():
        difference = replace(difference, about=case_number(int(number)))
    text = str(difference)
    return text[:1].upper() + text[1:]
