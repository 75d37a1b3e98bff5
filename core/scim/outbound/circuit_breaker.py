"""The circuit of a connection: an app that fails is left alone for a while, ever longer."""

from datetime import datetime, timedelta

from sqlmodel import Session

from core.scim.models import Outbound

OPENS_AT = 5
"""Failures in a row, by whichever removal."""
GIVES_UP_AT = 20
"""Failures in a row after which the app counts as down: about an hour after the first."""


def failed(session: Session, outbound_id: int, now: datetime, retry_after: float | None) -> bool:
    """Count a failure; whether the app counts as down by now.

    ``retry_after``: seconds that the app itself asked for; they hold for everybody who waits.
    """
    row = session.get_one(Outbound, outbound_id, with_for_update=True)
    row.failures += 1
    over = row.failures - OPENS_AT
    pause = min(1800, 30 * 2 ** min(over, 6)) if over >= 0 else 0
    pause = max(pause, retry_after or 0)
    if pause:
        row.closed_until = max(row.closed_until or now, now + timedelta(seconds=pause))
    session.add(row)
    return row.failures >= GIVES_UP_AT


def answered(session: Session, outbound_id: int) -> None:
    """The app answers: everybody may go on."""
    row = session.get_one(Outbound, outbound_id)
    if row.failures:
        row.failures, row.closed_until = 0, None
        session.add(row)
