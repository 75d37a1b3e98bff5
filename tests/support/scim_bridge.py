"""A bridge on a database of its own, spoken to over HTTP in this process."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.actor import SYSTEM
from core.config import Settings
from core.scim import service
from core.scim.bridge.protocol import routes
from core.scim.models import Bridge, Profile
from core.scim.values import EventView
from core.storage.database import Database
from tests.support.apps import add_app

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LIFECYCLE = "urn:offramp:params:scim:schemas:extension:lifecycle:2.0:User"


def scim_app(database: Database, folder: Path) -> Starlette:
    config = Settings(data_dir=folder, database_url="", public_url="https://offramp.example")
    return Starlette(routes=routes.routes(lambda: (config, database)))


@dataclass
class Bridged:
    """One bridge and its client."""

    database: Database
    client: TestClient
    id: str
    token: str

    def send(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **more: Any
    ) -> Any:
        headers = {"Authorization": f"Bearer {token or self.token}"} | more.pop("headers", {})
        return self.client.request(
            method, f"/scim/v2/{self.id}{path}", json=body, headers=headers, **more
        )

    def user(self, name: str, /, **more: Any) -> str:
        made = self.send("POST", "/Users", {"schemas": [USER], "userName": name, **more})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def group(self, name: str, *members: str) -> str:
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": m} for m in members]}
        made = self.send("POST", "/Groups", body)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    def switch(self, user: str, active: bool) -> Any:
        """Deactivate a user, or activate them again."""
        return self.patch(f"/Users/{user}", {"op": "replace", "path": "active", "value": active})

    def patch(self, path: str, *operations: dict[str, Any]) -> Any:
        return self.send("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def events(self) -> list[EventView]:
        with self.database.read() as session:
            return service.list_events(session, SYSTEM, self.id, limit=1000)[1][::-1]

    def told(self) -> list[tuple[str, str]]:
        return [(str(event.kind), str(event.state)) for event in self.events()]


def bridged(database: Database, folder: Path, profile: Profile = Profile.STRICT) -> Bridged:
    with database.write() as session:
        add_app(session)
        view, token = service.create_bridge(session, SYSTEM, "some-app", profile=profile)
    client = TestClient(scim_app(database, folder), raise_server_exceptions=False)
    return Bridged(database, client, view.id, token)


def add_bridge(database: Database, name: str = "b1") -> None:
    """A bridge as a row, for tests of what lies below its protocol."""
    with database.write() as session:
        app = add_app(session)
        made = {"app_id": app, "profile": Profile.STRICT, "created_at": datetime.now(UTC)}
        session.add(Bridge(id=name, name=name, **made))
