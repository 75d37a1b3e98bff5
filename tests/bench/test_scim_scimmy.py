"""Removal from a second, different SCIM server: scimmy on Node.

Needs OFFRAMP_TEST_NPM, a folder with what npm/package.json names installed (docs/developing.md).
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.actor import SYSTEM
from core.scim import service
from core.scim.models import RemovalState
from core.storage.database import Database
from tests.support.scim_connections import Office

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
HEADERS = {"Authorization": "Bearer peer", "Content-Type": "application/scim+json"}


@pytest.fixture
def scimmy() -> Iterator[str]:
    at = Path(os.environ["OFFRAMP_TEST_NPM"], "x.js").resolve()
    script = Path(__file__).parent / "peers_scimmy.mjs"
    environment = {**os.environ, "SCIMMY_AT": str(at)}
    server = subprocess.Popen(
        ["node", str(script), "0"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    yield f"http://127.0.0.1:{server.stdout.readline().strip()}/scim"
    server.kill()
    server.wait()


@pytest.mark.parametrize("deletes", [False, True])
def test_a_user_is_removed_from_scimmy(database: Database, scimmy: str, deletes: bool) -> None:
    office = Office(database)
    body = {"schemas": [USER], "userName": "ada@example.com", "active": True}
    requests.post(f"{scimmy}/Users", json=body, headers=HEADERS, timeout=5)
    done = office.remove(scimmy, deletes=deletes)
    assert done.state is RemovalState.VERIFIED, done.outcome


def test_the_lab_reads_scimmy(database: Database, scimmy: str) -> None:
    office = Office(database)
    found = service.run_lab(database, SYSTEM, office.connect(scimmy), rfc=False)
    assert found.met >= 6, found
