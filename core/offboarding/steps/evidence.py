"""What is brought as evidence of a step, by kind: checked, and made a row."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col

from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.offboarding.models import (
    Evidence,
    EvidenceKind,
    Step,
)
from core.offboarding.views import NewEvidence
from core.storage.quota import Quota

MAX_TEXT = 10_000


EVIDENCE = Quota(200, "pieces of evidence on one step", "Put the rest into one file.")


def keep_evidence(
    session: Session, actor: Actor, step: Step, evidence: Sequence[NewEvidence]
) -> list[dict[str, object]]:
    """Store evidence; what the audit log says of it."""
    EVIDENCE.leave_room(session, Evidence, col(Evidence.step_id) == step.id, more=len(evidence))
    kept = [evidence_row(step, each, actor, clock.now()) for each in evidence]
    session.add_all(kept)
    session.flush()
    return [
        {"id": row.id, "kind": str(row.kind), "text": row.text, "sha256": row.sha256}
        for row in kept
    ]


def evidence_row(step: Step, brought: NewEvidence, actor: Actor, now: datetime) -> Evidence:
    """Evidence as it is stored. Raises :class:`Invalid` for what proves nothing."""
    text = checked_text(brought.text, "evidence", MAX_TEXT)
    if not text:
        raise Invalid("The evidence is empty.", field="evidence")
    if brought.kind is EvidenceKind.LINK and not text.startswith(("https://", "http://")):
        raise Invalid(
            f"“{text:.80}” is not a web address.",
            field="link",
            hint="Enter one that begins with https://.",
        )
    if brought.kind is EvidenceKind.FILE and (not brought.sha256 or not brought.size):
        raise Invalid("The file was not saved.", field="file")
    return Evidence(
        case_id=step.case_id,
        step_id=step.id or 0,
        kind=brought.kind,
        text=text,
        size=brought.size,
        sha256=brought.sha256 or sha256(text.encode()).hexdigest(),
        at=now,
        by=actor.name,
        by_id=actor.id,
    )


def reason_of(reason: str | None) -> str:
    """A reason that was given. Raises :class:`Invalid` for none."""
    told = checked_text(reason or "", "reason", MAX_TEXT)
    if not told:
        raise Invalid("Say why: the reason stands in the evidence.", field="reason")
    return told


def checked_text(text: str, field: str, most: int) -> str:
    text = text.strip()
    if len(text) > most or "\0" in text:
        raise Invalid(f"The {field} is longer than {most:,} characters.", field=field)
    return text
