"""The job that measures how exposed we are, once a day for good."""

from datetime import datetime, timedelta

from core.actor import SYSTEM
from core.config import settings
from core.jobs.values import Job
from core.stack import service as stack
from core.storage.database import Database

KIND = "overview.observe"
EVERY = timedelta(hours=3)
"""The day's last look is the one that stays."""


def observe_daily(database: Database, _job: Job, now: datetime) -> None:
    """The job: measure today, in place of what was measured today before."""
    # Not above: routes need numpy, and a start does not wait for it.
    from core.catalog.values import Reading
    from core.offboarding.service import zone_of
    from core.overview.observation import observe

    with database.write() as session:
        zone = zone_of(stack.organisation(session, SYSTEM).time_zone)
        day = now.astimezone(zone).date()
        observe(session, SYSTEM, Reading(day, settings().stale_after_days), now)
