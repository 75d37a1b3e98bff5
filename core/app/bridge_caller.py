"""An identity provider in this process: requests to the bridge without a network between.

Whoever calls says what time it is, so that a story can be told afterwards.
"""

import json
from collections.abc import Mapping

from core import clock
from core.errors import Unavailable
from core.scim import vault
from core.scim.bridge.protocol.request import Call
from core.scim.bridge.protocol.server import BridgeServer
from core.storage.database import Database

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class BridgeCaller:
    """Speaks SCIM 2.0 with one bridge (RFC 7644), as its identity provider does."""

    def __init__(self, database: Database, bridge: str, token: str) -> None:
        self._bridge, self._token = bridge, token
        self._server = BridgeServer(
            database, "http://localhost", vault.derived("cursor"), clock=clock.now
        )

    def create_user(self, name: str, address: str) -> str:
        """Provision somebody; the id that the bridge gives them."""
        given, _, family = name.partition(" ")
        made = self._send(
            "POST",
            "/Users",
            {
                "schemas": [USER],
                "userName": address,
                "displayName": name,
                "name": {"givenName": given, "familyName": family},
                "emails": [{"value": address, "type": "work", "primary": True}],
                "active": True,
            },
        )
        return str(made["id"])

    def set_active(self, user: str, *, active: bool) -> None:
        """Deactivate somebody, or activate them again."""
        change = {"op": "replace", "value": {"active": active}}
        self._send("PATCH", f"/Users/{user}", {"schemas": [PATCH], "Operations": [change]})

    def _send(self, method: str, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
        headers = {
            "authorization": f"Bearer {self._token}",
            "content-type": "application/scim+json",
        }
        call = Call(self._bridge, method, path, {}, headers, json.dumps(body).encode())
        answer = self._server.answer(call)
        if answer.status >= 300:
            raise Unavailable(f"The bridge refused {method} {path}: {answer.body.decode()}")
        return dict(json.loads(answer.body)) if answer.body else {}
