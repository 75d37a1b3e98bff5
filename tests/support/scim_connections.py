"""Connections to SCIM servers on loopback, and an office that removes people through them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from core.actor import SYSTEM
from core.scim import service
from core.scim.models import AuthKind
from core.scim.outbound.runner import Runner
from core.scim.values import ConnectionInput, RemovalView
from core.storage.database import Database
from tests.support.apps import add_app
from tests.support.clock import Clock

LOOPBACK = ("127.0.0.0/8",)


def add_connection(session: Session, url: str, app: str = "some-app", **more: Any) -> int:
    """A connection to a server on this machine, which plain HTTP may reach; its number."""
    settings: dict[str, Any] = {"secret": "peer", "allow_http": True}
    settings |= {"allowed_networks": LOOPBACK, "auth": AuthKind.BEARER} | more
    wanted = ConnectionInput(app=app, base_url=url, **settings)
    return service.connect(session, SYSTEM, wanted).id


class Office:
    """A database with an app, and a worker with a clock of its own."""

    def __init__(self, database: Database) -> None:
        # Ahead of the wall clock by which removals are asked for, however slow the machine is.
        self.database, self.clock = database, Clock(datetime.now(UTC) + timedelta(minutes=1))
        self.runner = Runner(database, clock=self.clock, jitter=lambda: 0.5, read_seconds=10)
        with database.write() as session:
            add_app(session)

    def connect(self, url: str, **more: Any) -> int:
        with self.database.write() as session:
            return add_connection(session, url, **more)

    def ask(self, connection: int, user: str = "ada@example.com", **more: Any) -> int:
        with self.database.write() as session:
            return service.ask_removal(session, SYSTEM, connection, user, **more).id

    def see(self, removal: int) -> RemovalView:
        with self.database.read() as session:
            return service.removal(session, SYSTEM, removal)

    def remove(self, url: str, user: str = "ada@example.com", **more: Any) -> RemovalView:
        removal = self.ask(self.connect(url, **more), user)
        self.runner.run_due()
        return self.see(removal)

    def evidence(self, removal: int) -> str:
        with self.database.read() as session:
            found = service.exchanges(session, SYSTEM, removal)
            return "\n".join(str(each.model_dump()) for each in found)
