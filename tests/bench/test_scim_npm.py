"""Clients from npm against a bridge that is really served, in each profile, on either database.

Needs OFFRAMP_TEST_NPM, a folder with what npm/package.json names installed (docs/developing.md).
"""

import os
import subprocess
from pathlib import Path

import pytest

from core.scim.models import EventKind, Profile
from core.storage.database import Database
from tests.support.scim_bridge import Bridged, bridged

HERE = Path(__file__).parent


def walk(script: str, served: str, bridge: Bridged) -> list[str]:
    """What held, line by line; a walk that stopped fails with its reason."""
    environment = {
        **os.environ,
        "TOKEN": bridge.token,
        "NPM_AT": str(Path(os.environ["OFFRAMP_TEST_NPM"], "x.js").resolve()),
    }
    done = subprocess.run(
        ["node", str(HERE / script), served, bridge.id],
        env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def events_of_ada(bridge: Bridged) -> list[EventKind]:
    return [each.kind for each in bridge.events() if each.user_name == "ada@example.com"]


@pytest.mark.parametrize("profile", list(Profile))
def test_octokit_lives_the_life_of_users_and_a_group(
    database: Database, served: str, tmp_path: Path, profile: Profile
) -> None:
    bridge = bridged(database, tmp_path, profile)
    assert walk("peers_npm_client.mjs", served, bridge)[-1] == "all is deleted"
    assert events_of_ada(bridge) == [
        EventKind.USER_CREATED,
        EventKind.USER_DEACTIVATED,
        EventKind.USER_REACTIVATED,
        EventKind.MEMBER_ADDED,
        EventKind.LAST_GROUP_LEFT,
        EventKind.MEMBER_ADDED,
        EventKind.USER_DELETED,
    ]


@pytest.mark.parametrize("profile", list(Profile))
def test_scim_node_lives_the_life_of_a_user_and_a_group(
    database: Database, served: str, tmp_path: Path, profile: Profile
) -> None:
    bridge = bridged(database, tmp_path, profile)
    assert walk("peers_npm_scim_node.mjs", served, bridge)[-1] == "user and group are deleted"
    assert events_of_ada(bridge) == [
        EventKind.USER_CREATED,
        EventKind.USER_DEACTIVATED,
        EventKind.USER_REACTIVATED,
        EventKind.MEMBER_ADDED,
        EventKind.USER_DELETED,
    ]
