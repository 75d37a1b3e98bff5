"""Requests of an IdP that come at the same time: each is answered, and the work is made once.

And two that one database takes and the other does not.
"""

import random
import string
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from core.scim.models import Profile
from core.storage.database import Database
from tests.support.scim_bridge import PATCH, USER, Bridged, bridged


@pytest.fixture
def bridge(database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path, Profile.ENTRA)


def at_once(*requests: Callable[[], Any]) -> list[int]:
    """Send these when all are ready; their statuses."""
    ready = Barrier(len(requests))

    def send(request: Callable[[], Any]) -> int:
        ready.wait()
        return int(request().status_code)

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def leave(bridge: Bridged, group: str, user: str) -> Callable[[], Any]:
    operation = {"op": "remove", "path": f'members[value eq "{user}"]'}
    return lambda: bridge.patch(f"/Groups/{group}", operation)


def join(bridge: Bridged, group: str, user: str) -> Callable[[], Any]:
    operation = {"op": "add", "path": "members", "value": [{"value": user}]}
    return lambda: bridge.patch(f"/Groups/{group}", operation)


def switch(bridge: Bridged, user: str, active: bool) -> Callable[[], Any]:
    return lambda: bridge.patch(f"/Users/{user}", {"op": "replace", "value": {"active": active}})


def change(bridge: Bridged, user: str, name: str) -> Callable[[], Any]:
    operation = {"op": "replace", "path": name, "value": "x"}
    return lambda: bridge.patch(f"/Users/{user}", operation)


def delete(bridge: Bridged, user: str) -> Callable[[], Any]:
    return lambda: bridge.send("DELETE", f"/Users/{user}")


def open_work(bridge: Bridged, user_name: str) -> Counter[str]:
    events = bridge.events()
    return Counter(
        str(e.work) for e in events if e.user_name == user_name and str(e.state) == "open"
    )


def test_a_group_that_many_fill_at_once_loses_nobody(bridge: Bridged) -> None:
    users = [bridge.user(f"u{n}@example.com") for n in range(8)]
    group = bridge.group("Team")
    assert set(at_once(*(join(bridge, group, user) for user in users))) == {204}
    shown = bridge.send("GET", f"/Groups/{group}").json()
    assert {each["value"] for each in shown["members"]} == set(users)
    assert set(at_once(*(leave(bridge, group, user) for user in users))) == {204}
    assert not bridge.send("GET", f"/Groups/{group}").json().get("members")


def test_a_user_that_many_change_at_once_keeps_every_change(bridge: Bridged) -> None:
    user = bridge.user("ada@example.com")
    names = ["title", "nickName", "displayName", "userType", "locale", "timezone"]

    assert set(at_once(*(change(bridge, user, name) for name in names))) == {200}
    shown = bridge.send("GET", f"/Users/{user}").json()
    assert {shown.get(name) for name in names} == {"x"}


def test_a_user_is_deleted_while_others_change_them(bridge: Bridged) -> None:
    for n in range(5):
        user = bridge.user(f"u{n}@example.com")
        answers = at_once(
            switch(bridge, user, False),
            delete(bridge, user),
            change(bridge, user, "title"),
        )
        assert answers[1] == 204
        assert set(answers) <= {200, 204, 404}
        assert open_work(bridge, f"u{n}@example.com")["remove-access"] == 1


def test_who_leaves_both_groups_at_once_has_left_the_last_one(bridge: Bridged) -> None:
    one, two = bridge.group("One"), bridge.group("Two")
    for n in range(8):
        user = bridge.user(f"u{n}@example.com")
        join(bridge, one, user)()
        join(bridge, two, user)()
        assert at_once(leave(bridge, one, user), leave(bridge, two, user)) == [204, 204]
        assert open_work(bridge, f"u{n}@example.com")["remove-access"] == 1


def test_who_is_deactivated_and_leaves_their_group_at_once_is_removed_once(
    bridge: Bridged,
) -> None:
    group = bridge.group("One")
    for n in range(8):
        user = bridge.user(f"u{n}@example.com")
        join(bridge, group, user)()
        assert at_once(leave(bridge, group, user), switch(bridge, user, False)) == [204, 200]
        assert open_work(bridge, f"u{n}@example.com")["remove-access"] == 1


@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH", "PUT"])
def test_an_id_that_no_database_can_hold_is_the_clients_mistake(
    bridge: Bridged, method: str
) -> None:
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
    answer = bridge.send(method, "/Users/%00", None if method in ("GET", "DELETE") else body)
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize("name", ["userName", "externalId"])
def test_a_name_that_no_index_can_hold_is_refused_and_not_tried_again(
    bridge: Bridged, name: str
) -> None:
    long = "".join(random.Random(7).choices(string.ascii_letters, k=5000))
    body = {"schemas": [USER], "userName": "ada@example.com", name: long}
    answer = bridge.send("POST", "/Users", body)
    assert (answer.status_code, answer.json().get("scimType")) == (400, "invalidValue")
    user = bridge.user("ada@example.com")
    answer = bridge.patch(f"/Users/{user}", {"op": "replace", "path": name, "value": long})
    assert (answer.status_code, answer.json().get("scimType")) == (400, "invalidValue")
