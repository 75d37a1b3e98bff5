"""The worker is killed at random moments: nothing is lost, nobody is harmed.

Five kills here; OFFRAMP_TEST_KILLS=100 for the full number.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from core.actor import SYSTEM
from core.scim import service
from core.scim.models import RemovalState
from core.storage.database import Database
from core.storage.migrate import upgrade
from tests.support.apps import add_app
from tests.support.processes import Worker
from tests.support.scim_connections import add_connection
from tests.support.scim_peers import BadServer, serving

KILLS = int(os.environ.get("OFFRAMP_TEST_KILLS", "5"))
PER_KILL = 8
ENDED = {RemovalState.VERIFIED, RemovalState.OPEN_STEP}


def start(url: str) -> Worker:
    return Worker("tests.support.removal_worker", url, "1.0")


def test_removals_survive_sigkill(tmp_path: Path) -> None:
    dice = random.Random(7)
    count = KILLS * PER_KILL
    users: dict[str, Any] = {
        str(n): {"id": str(n), "userName": f"u{n}@example.com", "active": True}
        for n in range(count + 50)
    }
    peer = BadServer(**users)
    changed: Counter[str] = Counter()
    lock = threading.Lock()

    def watch(request: Any, method: str, path: str) -> bool:
        if method != "GET":
            with lock:
                changed[path.rsplit("/", 1)[1]] += 1
        time.sleep(0.004)  # an app that takes a moment, so that kills fall into requests
        return False

    peer.answer = watch
    url = f"sqlite:///{tmp_path / 'offramp.db'}"
    database = Database(url)
    upgrade(database)
    with serving(peer) as base:
        with database.write() as session:
            connection = add_connection(session, base, add_app(session))
            pairs = [(connection, f"u{n}@example.com") for n in range(count)]
            service.ask_removals(session, SYSTEM, pairs, key="crash")
        worker = start(url)
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.02, 0.4))
            worker.kill()
            worker = start(url)
        deadline = time.monotonic() + 60 + KILLS
        while time.monotonic() < deadline:
            with database.read() as session:
                _, found = service.list_removals(session, SYSTEM, limit=count + 1)
            if all(each.state in ENDED for each in found):
                break
            time.sleep(0.1)
        worker.kill()
    states = Counter(each.state for each in found)
    assert len(found) == count
    assert set(states) <= ENDED, states
    for each in found:
        gone = peer.users[str(each.remote_id)]["active"] is False if each.remote_id else False
        assert gone or each.state is RemovalState.OPEN_STEP, each
    # Whom nobody asked to remove is untouched, and repeating a deactivation changes nothing.
    assert all(users[str(n)]["active"] for n in range(count, count + 50))
    assert set(changed) <= {str(n) for n in range(count)}
    repeated = sum(n - 1 for n in changed.values())
    sys.stdout.write(f"{KILLS} kills, {count} removals, {repeated} requests repeated: {states}\n")
    database.close()
