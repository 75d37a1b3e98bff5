"""Requests a second at the bridge, without HTTP: what one answer costs (figures, no limits)."""

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.scim.bridge.protocol.request import Call
from core.scim.bridge.protocol.server import BridgeServer
from core.storage.database import Database
from tests.support.scim_bridge import PATCH, USER, Bridged, bridged


@pytest.fixture
def bridge(database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path)


@pytest.mark.parametrize("kind", ["POST", "GET", "PATCH"])
def test_one_request(benchmark: Any, bridge: Bridged, kind: str) -> None:
    server = BridgeServer(bridge.database, "https://offramp.example", b"bench")
    headers = {"authorization": f"Bearer {bridge.token}"}
    numbers = count()
    ids = [bridge.user(f"seed{n}@example.com", active=True) for n in range(100)]

    def one() -> None:
        n = next(numbers)
        if kind == "GET":
            query = {"filter": f'userName eq "seed{n % 100}@example.com"'}
            call = Call(bridge.id, "GET", "/Users", query, headers)
        elif kind == "POST":
            user = {"schemas": [USER], "userName": f"u{n}@example.com", "active": True,
                    "emails": [{"value": f"u{n}@example.com", "type": "work"}]}  # fmt: skip
            call = Call(bridge.id, "POST", "/Users", {}, headers, json.dumps(user).encode())
        else:
            value = {"op": "replace", "path": "active", "value": bool(n // 100 % 2)}
            body = json.dumps({"schemas": [PATCH], "Operations": [value]}).encode()
            call = Call(bridge.id, "PATCH", f"/Users/{ids[n % 100]}", {}, headers, body)
        assert server.answer(call).status < 300

    benchmark.pedantic(one, rounds=300, iterations=1, warmup_rounds=20)
