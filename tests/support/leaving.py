"""Ada leaves a company with a bridge and an outbound app, whose IdP and app change their minds.

The bridge is spoken to as an IdP speaks to it, the app is a SCIM server on this machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from core.jobs.models import Job as JobRow
from core.jobs.values import Job
from core.offboarding.grants.joining import reading_settled
from core.offboarding.grants.sink import CaseSink
from core.offboarding.steps.automation import automatic
from core.offboarding.steps.automation.scheduled_jobs import START
from core.scim.bridge.events import work_orders
from core.scim.models import Removal, RemovalState, ScimResource
from core.scim.outbound import listeners
from core.scim.outbound import runner as removal_run
from core.storage.database import Database
from tests.support.company import company
from tests.support.scim_bridge import Bridged, bridged, scim_app
from tests.support.scim_connections import add_connection
from tests.support.scim_peers import BadServer, serving

ADDRESS = "ada@example.com"
NAMES: tuple[dict[str, Any], ...] = (
    {"userName": "Ada@Example.com"},
    {"userName": "alovelace", "emails": [{"value": "ADA@example.com"}]},
    {"userName": "ada.l", "emails": [{"value": ADDRESS}], "externalId": "00u9ab3kkpQ4hXw2L5d7"},
)
"""What the IdP calls the same person, one after another."""


def wire(patched: pytest.MonkeyPatch) -> None:
    """As ``core.app.wiring`` connects the rooms, for one test."""
    patched.setattr(work_orders, "_sink", [CaseSink()])
    patched.setattr(listeners, "_listeners", [automatic.removal_settled, reading_settled])


class Leaving:
    """One database, and the IdP that speaks to its bridge."""

    def __init__(self, database: Database, folder: Path, bridge: str, token: str) -> None:
        self.database, self.folder = database, folder
        client = TestClient(scim_app(database, folder), raise_server_exceptions=False)
        self.idp = Bridged(database, client, bridge, token)

    @classmethod
    def founded(cls, database: Database, folder: Path, base: str) -> "Leaving":
        """A company with a bridge, and an outbound connection to an app at this address."""
        company(database)
        made = bridged(database, folder)
        with database.write() as session:
            add_connection(session, base, "slack")
        return cls(database, folder, made.id, made.token)

    def restart(self) -> None:
        """The process ends, another one begins."""
        self.database.close()
        Leaving.__init__(
            self, Database(self.database.url), self.folder, self.idp.id, self.idp.token
        )

    def users(self) -> list[tuple[str, bool]]:
        """Users of the bridge: id and whether active."""
        with self.database.read() as session:
            query = select(ScimResource.resource_id, ScimResource.active).order_by(
                col(ScimResource.seq)
            )
            return [(one, active is not False) for one, active in session.exec(query)]

    def create(self, name: int) -> None:
        """The IdP assigns her, under one of her names."""
        body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}
        self.idp.send("POST", "/Users", body | NAMES[name % len(NAMES)])

    def switch(self, place: int, active: bool) -> None:
        """The IdP activates or deactivates one of its users."""
        if users := self.users():
            self.idp.switch(users[place % len(users)][0], active)

    def delete(self, place: int) -> None:
        if users := self.users():
            self.idp.send("DELETE", f"/Users/{users[place % len(users)][0]}")

    def run_removals(self, ahead: timedelta) -> None:
        """What is due by then happens: removals start, run, and are looked at again."""
        now = datetime.now(UTC) + ahead
        with self.database.read() as session:
            rows = session.exec(
                select(JobRow).where(JobRow.kind == START, col(JobRow.run_at) <= now)
            ).all()
        for row in rows:
            job = Job(row.id or 0, row.kind, row.key, row.payload, row.run_at, 0)
            automatic.start_removal(self.database, job, now)
        runner = removal_run.Runner(self.database, clock=lambda: now, jitter=lambda: 0.0)
        runner.run_due(workers=1)

    def removal_ids(self, *states: RemovalState) -> list[int]:
        with self.database.read() as session:
            query = select(Removal.id).where(col(Removal.state).in_(states))
            return [one or 0 for one in session.exec(query)]


def forget(peer: BadServer) -> None:
    """The app as it was at first: she has an active account."""
    peer.users = {"1": {"id": "1", "userName": ADDRESS, "active": True}}


@contextmanager
def app_server() -> Iterator[tuple[BadServer, str]]:
    """The app, for many databases one after another."""
    peer = BadServer()
    forget(peer)
    with serving(peer) as base:
        yield peer, base
