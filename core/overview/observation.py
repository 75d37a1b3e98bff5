"""One measurement a day of how exposed we are: what a trend is told from.

What was so on an earlier day cannot be computed today: the stack's changes are in the audit log,
but the catalogue of that day is not kept, and the routes rest on it.
"""

from datetime import date, datetime

from sqlmodel import Session, col, select

from core.actor import Actor
from core.advice import service as advice
from core.catalog.values import Reading
from core.overview.exposure import LOOKED_BACK, compared_with, observed
from core.overview.models import ExposureObservation
from core.overview.values import Observation
from core.rights import Action, require


def observe(session: Session, actor: Actor, reading: Reading, now: datetime) -> None:
    """Keep how exposed we are on ``reading``'s day; nothing while the stack is empty.

    What a later day says of an earlier one is not asked for: give the moment of the day itself.
    """
    require(actor, Action.ADVICE_READ)
    covered = advice.routes_of_stack(session, actor, reading)
    if not covered:
        return
    found = observed(covered, reading.today)
    row = session.get(ExposureObservation, found.day)
    if row is None:
        row = ExposureObservation(**vars(found), at=now)
    row.at, row.apps, row.automatic = now, found.apps, found.automatic
    row.seats, row.unseated = found.seats, found.unseated
    session.add(row)


def before(session: Session, today: date) -> Observation | None:
    """The earlier day that today is compared with; ``None``: nothing was measured before today."""
    day = col(ExposureObservation.day)
    oldest = select(ExposureObservation).where(day < today).order_by(day).limit(1)
    old = select(ExposureObservation).where(day <= today - LOOKED_BACK)
    rows = [session.exec(oldest).first(), session.exec(old.order_by(day.desc()).limit(1)).first()]
    kept = [
        Observation(row.day, row.apps, row.automatic, row.seats, row.unseated)
        for row in rows
        if row is not None
    ]
    return compared_with(kept, today)
