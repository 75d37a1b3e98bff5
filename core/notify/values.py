"""What crosses the door of the notification room."""

from dataclasses import dataclass
from datetime import datetime

from core.notify.models import Audience, MessageState
from core.notify.working_hours import WorkingHours

__all__ = [
    "Audience",
    "ChannelInput",
    "ChannelView",
    "Draft",
    "MessageView",
    "WorkingHours",
]


@dataclass(frozen=True)
class ChannelInput:
    """A channel as it is entered. For a change, ``url`` ``None`` leaves the URL as it is."""

    name: str
    url: str | None
    audience: Audience
    urgent_only: bool = False
    enabled: bool = True


@dataclass(frozen=True)
class ChannelView:
    """A channel as it is shown. ``failures`` in a row since the last success."""

    id: int
    name: str
    scheme: str
    host: str
    audience: Audience
    urgent_only: bool
    enabled: bool
    last_success_at: datetime | None
    last_problem_at: datetime | None
    last_problem: str | None
    failures: int
    version: int

    @property
    def shown_url(self) -> str:
        """What may be shown of its URL."""
        return f"{self.scheme}://{self.host or '…'}"


@dataclass(frozen=True)
class Draft:
    """A message to be sent. ``recipient`` is empty for a shared channel."""

    channel: int
    recipient: str
    subject: str
    body: str
    urgent: bool


@dataclass(frozen=True)
class MessageView:
    """A message as the page shows it."""

    id: int
    channel: str
    recipient: str
    subject: str
    state: MessageState
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    problem: str | None
