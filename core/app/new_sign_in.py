"""The owner of an account is told of a sign-in from a device and an address that are new to it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.actor import SYSTEM
from core.config import settings
from core.identity.devices import arrivals
from core.identity.devices.arrivals import Arrival
from core.identity.devices.browser_name import browser_name
from core.jobs.values import Job
from core.notify import service as notify
from core.notify.values import Audience, Draft
from core.stack import service as stack
from core.storage.database import Database


def tell(database: Database, job: Job, now: datetime) -> None:
    """The job of one sign-in; where no channel reaches the owner, pages tell them."""
    with database.write() as session:
        arrival = arrivals.waiting(session, str(job.payload["session"]))
        if arrival is None or arrival.email is None:
            return
        channels = [
            channel
            for channel in notify.open_channels(session)
            if channel.audience is Audience.PERSONAL
        ]
        zone = stack.organisation(session, SYSTEM).time_zone
        for channel in channels:
            draft = Draft(channel.id, arrival.email, SUBJECT, body(arrival, zone), urgent=True)
            notify.post(session, draft, now)
        if channels:
            arrivals.told(session, arrival.session, now)


SUBJECT = "Offramp: new sign-in to your account"


def body(arrival: Arrival, zone: str) -> str:
    """When, from where, and what to do; nothing of what the browser says in its own words."""
    at = arrival.at.astimezone(ZoneInfo(zone))
    return (
        f"There was a sign-in to your Offramp account {arrival.username} from a browser and an "
        "address that had not been used with it before.\n\n"
        f"When: {at:%Y-%m-%d %H:%M} ({zone})\n"
        f"Address: {arrival.address or 'not known'}\n"
        f"Browser: {browser_name(arrival.agent) or 'not known'}\n\n"
        "If this was you, there is nothing to do.\n\n"
        f"If it was not, open {settings().base_url}/account, end that device under Devices, and "
        "change your password. Then tell an administrator."
    )
