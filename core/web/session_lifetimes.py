"""From settings to how long a session may live."""

from datetime import timedelta

from core.config import Settings
from core.identity.values import Lifetimes


def lifetimes(settings: Settings) -> Lifetimes:
    """Idle and absolute lifetime of sessions."""
    return Lifetimes(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_hours),
        confirmation=timedelta(minutes=settings.confirm_minutes),
    )
