"""Clients from Python against a bridge that is really served, in each profile, on either database.

scim-sanity, an independent conformance probe, is asked too when OFFRAMP_TEST_SANITY names its
command (in an environment of its own: ``pip install scim-sanity``).
"""

import json
import os
import subprocess
from pathlib import Path

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import PatchOp, PatchOperation, PreconditionFailedException, SearchRequest
from scim2_tester import Status, check_server

from core.scim.models import Profile
from core.storage.database import Database
from tests.support.scim_bridge import Bridged, bridged

WISHES = {
    "PATCH /Groups/{id}",  # 200 with the group; Entra ID wants 204, RFC 7644 §3.5.2 allows both
    "PATCH /Groups/{id} remove members",  # the same
    "PATCH /Groups/{id} add member",  # a member who does not exist, refused on purpose
}
"""What scim-sanity would have otherwise."""


@pytest.fixture(params=list(Profile))
def bridge(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path, request.param)


def client(served: str, bridge: Bridged) -> SyncSCIMClient:
    headers = {"Authorization": f"Bearer {bridge.token}"}
    base = f"{served}/scim/v2/{bridge.id}"
    return SyncSCIMClient(httpx2.Client(base_url=base, headers=headers))


def test_scim2_tester_finds_no_failure(served: str, bridge: Bridged) -> None:
    found = check_server(client(served, bridge))
    bad = [each for each in found if each.status in (Status.ERROR, Status.CRITICAL)]
    assert len(found) > 50
    assert not bad, "\n".join(f"{each.title}: {each.reason}" for each in bad)


def test_scim2_client_lives_the_life_of_a_user_and_a_group(served: str, bridge: Bridged) -> None:
    """What it discovers are models of its own, which check every answer strictly."""
    scim = client(served, bridge)
    scim.discover()
    user, group = scim.get_resource_model("User"), scim.get_resource_model("Group")
    ada = scim.create(user(user_name="ada@example.com", external_id="x", active=True))
    assert scim.query(user, query_parameters=SearchRequest(filter='externalId eq "x"')).resources
    off = PatchOp[user](operations=[PatchOperation(op="replace", path="active", value=False)])  # type: ignore[valid-type]
    scim.modify(user, ada.id, off)
    with pytest.raises(PreconditionFailedException):  # it sends the version that it read
        scim.replace(ada)
    ada = scim.query(user, ada.id)
    assert ada.active is False
    ada.active, ada.title = True, "Countess"
    assert scim.replace(ada).title == "Countess"
    crew = scim.create(group(display_name="Crew", members=[{"value": ada.id}]))
    assert [each.value for each in scim.query(group, crew.id).members] == [ada.id]
    found = scim.search(SearchRequest(filter='userName sw "ada"', count=1))
    assert [each.id for each in found.resources] == [ada.id]
    scim.delete(user, ada.id)
    assert not scim.query(group, crew.id).members
    assert [kind for kind, _ in bridge.told()] == [
        "user-created",
        "user-deactivated",
        "user-reactivated",
        "member-added",
        "user-deleted",
    ]


@pytest.mark.skipif("OFFRAMP_TEST_SANITY" not in os.environ, reason="OFFRAMP_TEST_SANITY")
def test_scim_sanity_finds_only_what_is_on_purpose(served: str, bridge: Bridged) -> None:
    probe = [os.environ["OFFRAMP_TEST_SANITY"], "probe", f"{served}/scim/v2/{bridge.id}"]
    asked = ["--token", bridge.token, "--json-output", "--i-accept-side-effects"]
    done = subprocess.run([*probe, *asked], capture_output=True, text=True, timeout=120)
    results = json.loads(done.stdout)["results"]
    assert len([each for each in results if each["status"] == "pass"]) >= 25
    assert {each["name"] for each in results if each["status"] == "fail"} == WISHES
