"""Everything that can be compared with the audit log: its chain, the rows, the evidence files."""

import logging
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from core.actor import SYSTEM, Actor
from core.audit import service as audit
from core.audit.service import StateVerification
from core.config import Settings, settings
from core.identity import service as identity
from core.jobs.values import Job
from core.notify import service as notify
from core.notify.values import Audience, Draft
from core.offboarding.cases.integrity import evidence_file_differences
from core.storage.database import Database

log = logging.getLogger("offramp.audit")
KIND = "integrity.compare"
EVERY = timedelta(days=1)


def verify_everything(database: Database, actor: Actor, config: Settings) -> StateVerification:
    """Walk the log and compare every audited row and every evidence file with it. What is about
    the actor's own leaving is counted, and not named."""
    import core.app.schema  # noqa: F401 - every audited table is known from here on

    with database.snapshot() as session:
        found = audit.verify_state(session, actor, config.checkpoints)
        files = evidence_file_differences(session, config)
        told = audit.differences_for(session, actor, (*found.differences, *files))
    return StateVerification(found.chain, told)


def verify_nightly(database: Database, _job: Job, now: datetime) -> None:
    """The job: what it finds is an entry of the log, which pages show to administrators."""
    found = verify_everything(database, SYSTEM, settings())
    for each in (*found.chain.breaks, *found.differences):
        log.error("the audit log and what is stored differ: %s", each)
    with database.write() as session:
        if not found.holds:
            _tell_administrators(session, found, now)
        audit.note_state_check(session, SYSTEM, found, at=now.astimezone(UTC))


def _tell_administrators(session: Session, found: StateVerification, now: datetime) -> None:
    """A message through every channel: what differs names cases, so it only says how much."""
    count = len(found.chain.breaks) + len(found.differences)
    told = "One difference was found" if count == 1 else f"{count:,} differences were found"
    body = (
        f"{told} between the audit log and what is stored. Something was "
        f"changed outside of Offramp. Look at {settings().base_url}/audit, or run: offramp audit "
        "verify --state"
    )
    for channel in notify.open_channels(session):
        personal = channel.audience is Audience.PERSONAL
        for recipient in identity.administrators(session) if personal else [""]:
            subject = "Offramp: what is stored is not what the audit log says"
            notify.post(session, Draft(channel.id, recipient, subject, body, urgent=True), now)
