"""What cases and accounts tell each other, and the accounts room's own jobs.

The column engine takes a fifth of a second to import: a process that is asked for none of it does
not wait for it.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.jobs import service as jobs
from core.jobs.values import Job
from core.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl
    from sqlmodel import Session

    from core.accounts.values import SnapshotView
    from core.actor import Actor

SYNC, SYNC_EVERY = "accounts.sync", timedelta(minutes=2)
PROPOSALS = "proposals.accept"
RETENTION, RETENTION_EVERY = "accounts.retention", timedelta(hours=24)


def list_concluded(session: "Session", snapshot: "SnapshotView", now: datetime) -> None:
    """A list was concluded: what it says of the removals of cases."""
    from core.offboarding.inventory.concluded import list_concluded

    list_concluded(session, snapshot, now)
    if snapshot.app is None:
        # Not in this transaction: opening many cases takes its time.
        key = f"proposals:{snapshot.id}"
        jobs.schedule(session, PROPOSALS, key, {"snapshot": snapshot.id}, now)


def accounts_matched(session: "Session", apps: "Collection[str]", now: datetime) -> None:
    """Someone said whose accounts are: a leaver's join their case."""
    from core.offboarding.inventory.concluded import accounts_matched

    accounts_matched(session, apps, now)


def removals_of_cases(session: "Session") -> "pl.DataFrame":
    """What cases remove, for findings and fences."""
    from core.offboarding.inventory.removals import removals

    return removals(session)


def cases_seen(session: "Session", actor: "Actor", cases: "Collection[int]") -> frozenset[int]:
    """Which of the cases somebody may see."""
    from core.offboarding.visibility import cases_seen

    return cases_seen(session, actor, cases)


def sync(database: Database, _job: Job, now: datetime) -> None:
    """The job: read the feeds that are due."""
    from core.accounts.intake.syncing import sync_due
    from core.config import settings

    sync_due(database, now, settings().inbox_dir)


def retention(database: Database, job: Job, now: datetime) -> None:
    """The job: forget what is kept long enough."""
    from core.accounts.privacy.erasing import keep_no_longer

    keep_no_longer(database, job, now)


def proposals(database: Database, job: Job, now: datetime) -> None:
    """The job: do what lists of people propose, for the kinds that the settings name."""
    from core.offboarding.proposals.service import accept_by_itself

    accept_by_itself(database, job, now)
