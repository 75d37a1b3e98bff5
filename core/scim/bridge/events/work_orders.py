"""The door through which the bridge asks for work. Offboarding connects itself here.

The bridge calls the sink inside the transaction of the IdP's own change; what the sink writes with
the connection is therefore there exactly when the change is. Until another sink is connected, the
bridge's list of events is the list of work.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection


@dataclass(frozen=True)
class WorkOrder:
    """One step to do for one person in one app, because an IdP said so."""

    event_id: int
    """Idempotency key: the same order may be given again after a failure."""
    bridge_id: str
    app_id: str
    work: str
    """``create-account``, ``change-role`` or ``remove-access``."""
    person: str
    """Display name, or the user name where there is none."""
    user_name: str
    email: str | None
    ticket: str | None
    """Number of the request behind it, where the IdP gave one."""
    title: str
    checklist: tuple[str, ...]
    owner: str
    """``app-owner``, ``operator`` or an e-mail address."""
    at: datetime
    due: datetime
    urgent: bool
    names: frozenset[str] = frozenset()
    """Everything that the person is known by, comparable: see :mod:`core.scim.person_names`."""
    known_before: frozenset[str] = frozenset()
    """Of a user who got further names: those that they were known by until then. Whoever was the
    leaver already, gets nothing by being called otherwise."""
    given_before: bool = False
    """Whether this order may have been given already: one whose hand-over failed is given again."""


class WorkSink(Protocol):
    """Takes orders and cancels them."""

    def takes(self, work: str) -> bool:
        """Whether work of this kind is carried here; the event itself is the step otherwise."""

    def open(self, connection: Connection, order: WorkOrder) -> str:
        """Make the work, or find what was made for ``order.event_id``; return its reference.

        Several removals of one person join one case.
        """

    def cancel(self, connection: Connection, reference: str, reason: str) -> bool:
        """Cancel work that is not done yet; ``False`` when it was done already."""

    def hold(self, connection: Connection, order: WorkOrder) -> str | None:
        """Something is given to somebody: the reference of what decides whether, where it must
        wait for that; ``None`` where it goes ahead."""

    def seen(self, connection: Connection, order: WorkOrder) -> None:
        """An account was there before anybody said so (a baseline): nothing is asked for."""


class EventList:
    """The sink without offboarding: the event itself is the step, worked on the bridge's page."""

    def takes(self, work: str) -> bool:  # noqa: ARG002 - see WorkSink
        return False

    def open(self, connection: Connection, order: WorkOrder) -> str:  # noqa: ARG002 - see WorkSink
        return f"event:{order.event_id}"

    def cancel(self, connection: Connection, reference: str, reason: str) -> bool:  # noqa: ARG002
        return True

    def hold(self, connection: Connection, order: WorkOrder) -> str | None:  # noqa: ARG002
        return None

    def seen(self, connection: Connection, order: WorkOrder) -> None:
        """Nobody is told: there are no cases."""


_sink: list[WorkSink] = [EventList()]


def connect(sink: WorkSink) -> None:
    """Send the bridge's work to this sink from now on; called once at start."""
    _sink[0] = sink


def sink() -> WorkSink:
    """Where the bridge's work goes."""
    return _sink[0]
