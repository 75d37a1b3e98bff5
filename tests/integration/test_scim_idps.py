"""Okta and Entra ID as they document their requests, and what each becomes for people."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from core.actor import SYSTEM
from core.jobs.values import Job
from core.scim import service
from core.scim.bridge.events import retry
from core.scim.bridge.events import work_orders as work
from core.scim.bridge.events.work_orders import WorkOrder
from core.scim.models import Profile
from core.storage.database import Database
from tests.support.scim_bridge import ENTERPRISE, GROUP, LIFECYCLE, USER, Bridged, bridged


@pytest.fixture
def strict(database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path)


@pytest.fixture
def entra(database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path, Profile.ENTRA)


@pytest.fixture
def okta(database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path, Profile.OKTA)


@pytest.mark.parametrize("profile", list(Profile))
def test_scim2_tester_finds_no_failure(
    database: Database, tmp_path: Path, profile: Profile
) -> None:
    bridge = bridged(database, tmp_path, profile)
    http = bridge.client
    http.base_url = f"http://testserver/scim/v2/{bridge.id}"  # type: ignore[assignment]
    http.headers["Authorization"] = f"Bearer {bridge.token}"
    found = check_server(SyncSCIMClient(http))
    bad = [r for r in found if r.status in (Status.ERROR, Status.CRITICAL)]
    assert len(found) > 50
    assert not bad, "\n".join(f"{r.title}: {r.reason}" for r in bad)


# -- Entra ID -----------------------------------------------------------------


def test_entra_connection_test_wants_an_empty_list(entra: Bridged) -> None:
    answer = entra.send("GET", '/Users?filter=userName eq "5cc0d6c9-9a1e-4d1b-b1f5-c3ba1c0bd2b0"')
    assert (answer.status_code, answer.json()["totalResults"]) == (200, 0)
    assert answer.json()["Resources"] == []
    by_id = entra.send("GET", '/Users?filter=id eq "nobody"')
    assert (by_id.status_code, by_id.json()["totalResults"]) == (200, 0)


def entra_user(entra: Bridged, name: str) -> str:
    return entra.user(
        name,
        schemas=[USER, ENTERPRISE],
        externalId=name.partition("@")[0],
        active=True,
        addresses=[{"type": "work", "country": None}],
        emails=[{"primary": True, "type": "work", "value": name}],
        meta={"resourceType": "User"},
        name={"formatted": "Ada Byron", "familyName": "Byron", "givenName": "Ada"},
        roles=[],
        title=None,
        **{ENTERPRISE: {"employeeNumber": "7"}},
    )


def test_entra_patches_are_understood(entra: Bridged) -> None:
    user = entra_user(entra, "ada@example.com")
    answer = entra.patch(
        f"/Users/{user}",
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "new@example.com"},
        {"op": "Add", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+49 1"},
        {"op": "Replace", "path": "name.familyName", "value": "King"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "R&D"},
        {"op": "Replace", "value": {"displayName": "Ada K", "name.givenName": "Augusta"}},
    )
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert shown["emails"] == [{"primary": True, "type": "work", "value": "new@example.com"}]
    assert shown["phoneNumbers"] == [{"type": "mobile", "value": "+49 1"}]
    assert (shown["name"]["familyName"], shown["name"]["givenName"]) == ("King", "Augusta")
    assert (shown["displayName"], shown[ENTERPRISE]["department"]) == ("Ada K", "R&D")
    found = entra.send(
        "GET", "/Users", params={"filter": 'emails[type eq "work"].value eq "NEW@example.com"'}
    )
    assert found.json()["totalResults"] == 1


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "Replace", "value": {"active": "False"}},
        {"op": "Replace", "path": "active", "value": [{"value": "False"}]},
    ],
)
def test_entra_disables_in_each_of_its_ways_and_repeats_itself(
    entra: Bridged, operation: dict[str, Any]
) -> None:
    user = entra_user(entra, "ada@example.com")
    for _ in range(3):
        answer = entra.patch(f"/Users/{user}", operation)
        assert (answer.status_code, answer.json()["active"]) == (200, False)
    assert entra.send("GET", f"/Users/{user}").json()["active"] is False
    assert entra.told() == [("user-created", "cancelled"), ("user-deactivated", "open")]
    assert entra.send("DELETE", f"/Users/{user}").status_code == 204
    assert entra.told()[-1] == ("user-deleted", "joined")


def test_entra_groups(entra: Bridged) -> None:
    ada, ben = entra_user(entra, "ada@example.com"), entra_user(entra, "ben@example.com")
    group = entra.send(
        "POST",
        "/Groups",
        {
            "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM"],
            "displayName": "Team",
            "externalId": "g1",
            "meta": {"resourceType": "Group"},
        },
    )
    path = f"/Groups/{group.json()['id']}"
    assert group.status_code == 201, group.text
    added = entra.patch(
        path, {"op": "Add", "path": "members", "value": [{"value": ada}, {"value": ben}]}
    )
    assert added.status_code == 204
    removed = entra.patch(path, {"op": "Remove", "path": "members", "value": [{"value": ada}]})
    assert removed.status_code == 204
    assert [m["value"] for m in entra.send("GET", path).json()["members"]] == [ben]
    by_name = {"filter": 'displayName eq "team"', "excludedAttributes": "members"}
    found = entra.send("GET", "/Groups", params=by_name).json()["Resources"]
    assert len(found) == 1
    assert "members" not in found[0]
    kinds = [event.kind for event in entra.events()[2:]]
    assert kinds == ["member-added", "member-added", "last-group-left"]


# -- Okta -----------------------------------------------------------------------


def test_okta_looks_for_the_user_then_creates_updates_and_deactivates_by_put(okta: Bridged) -> None:
    query = "/Users?filter=userName%20eq%20%22test.user%40okta.local%22&startIndex=1&count=100"
    empty = okta.send("GET", query).json()
    assert empty["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    assert (empty["totalResults"], empty["startIndex"], empty["itemsPerPage"]) == (0, 1, 0)
    body = {
        "schemas": [USER],
        "userName": "test.user@okta.local",
        "name": {"givenName": "Test", "familyName": "User"},
        "emails": [{"primary": True, "value": "test.user@okta.local", "type": "work"}],
        "displayName": "Test User",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
    }
    made = okta.send("POST", "/Users", body)
    assert made.status_code == 201, made.text
    user = made.json()["id"]
    body |= {"id": user, "active": False, "meta": {"resourceType": "User"}}
    off = okta.send("PUT", f"/Users/{user}", body)
    assert (off.status_code, off.json()["active"]) == (200, False)
    again = okta.send("PUT", f"/Users/{user}", body)
    assert again.status_code == 200
    on = okta.patch(f"/Users/{user}", {"op": "replace", "value": {"active": True}})
    assert (on.status_code, on.json()["active"]) == (200, True)
    assert okta.told() == [
        ("user-created", "cancelled"),
        ("user-deactivated", "cancelled"),
        ("user-reactivated", "open"),
    ]


def test_okta_imports_page_by_page_in_a_stable_order(okta: Bridged) -> None:
    for number in range(25):
        okta.user(f"u{number}@example.com")
    names = []
    for start in (1, 11, 21):
        page = okta.send("GET", f"/Users?startIndex={start}&count=10").json()
        assert page["totalResults"] == 25
        names += [user["userName"] for user in page["Resources"]]
    assert names == [f"u{number}@example.com" for number in range(25)]


def test_okta_renames_a_group_and_changes_members_in_one_request(okta: Bridged) -> None:
    ada, ben = okta.user("ada@example.com"), okta.user("ben@example.com")
    path = f"/Groups/{okta.group('Team', ada)}"
    okta.patch(path, {"op": "replace", "value": {"id": path[8:], "displayName": "Crew"}})
    answer = okta.patch(
        path,
        {"op": "remove", "path": f'members[value eq "{ada}"]'},
        {"op": "add", "path": "members", "value": [{"value": ben, "display": "ben@example.com"}]},
    )
    assert answer.status_code in (200, 204), answer.text
    shown = okta.send("GET", path).json()
    assert (shown["displayName"], [m["value"] for m in shown["members"]]) == ("Crew", [ben])


# -- events become work -----------------------------------------------------------


def test_a_person_who_comes_back_before_removal_keeps_the_account(strict: Bridged) -> None:
    user = strict.user("ada", active=True)
    finish(strict, 0)
    strict.switch(user, False)
    back = strict.switch(user, True)
    assert back.status_code == 200
    assert status(strict, user) == "cancelled"
    assert strict.told()[1:] == [("user-deactivated", "cancelled"), ("user-reactivated", "none")]


def test_a_person_who_comes_back_after_removal_needs_an_account_again(strict: Bridged) -> None:
    user = strict.user("ada", active=True)
    finish(strict, 0)
    strict.switch(user, False)
    finish(strict, 1)
    assert status(strict, user) == "done"
    strict.send("DELETE", f"/Users/{user}")
    strict.user("Ada", active=True)
    assert strict.told()[1:] == [
        ("user-deactivated", "done"),
        ("user-deleted", "joined"),
        ("user-created", "open"),
    ]


def test_a_deleted_user_who_is_made_again_cancels_the_removal(strict: Bridged) -> None:
    user = strict.user("ada", active=True)
    finish(strict, 0)
    strict.send("DELETE", f"/Users/{user}")
    strict.user("ada", active=True)
    assert strict.told()[1:] == [("user-deleted", "cancelled"), ("user-created", "none")]


def test_an_account_that_nobody_had_made_is_asked_for_again(strict: Bridged) -> None:
    user = strict.user("ada", active=True)
    strict.switch(user, False)
    strict.switch(user, True)
    assert strict.told() == [
        ("user-created", "cancelled"),
        ("user-deactivated", "cancelled"),
        ("user-reactivated", "open"),
    ]
    assert strict.events()[2].work == "create-account"
    strict.send("DELETE", f"/Users/{user}")
    user = strict.user("ada", active=True)
    assert strict.told()[2:] == [
        ("user-reactivated", "cancelled"),
        ("user-deleted", "cancelled"),
        ("user-created", "open"),
    ]
    finish(strict, 4)
    strict.switch(user, False)
    strict.switch(user, True)
    assert strict.told()[5:] == [("user-deactivated", "cancelled"), ("user-reactivated", "none")]


def test_a_role_that_nobody_had_given_is_asked_for_again(strict: Bridged) -> None:
    user = strict.user("ada", active=True)
    finish(strict, 0)
    strict.group("Marketing", user)
    strict.switch(user, False)
    strict.switch(user, True)
    assert strict.told()[1:] == [
        ("member-added", "cancelled"),
        ("user-deactivated", "cancelled"),
        ("user-reactivated", "open"),
    ]


def test_who_moves_from_their_last_group_to_another_keeps_access(strict: Bridged) -> None:
    user, one, two = in_one_of_two_groups(strict)
    finish(strict, 1)
    leave = {"op": "remove", "path": f'members[value eq "{user}"]'}
    strict.patch(one, leave)
    assert strict.told() == [
        ("user-created", "cancelled"),
        ("member-added", "done"),
        ("last-group-left", "open"),
    ]
    strict.patch(two, {"op": "add", "path": "members", "value": [{"value": user}]})
    assert strict.told() == [
        ("user-created", "open"),  # nobody had made the account
        ("member-added", "done"),
        ("last-group-left", "cancelled"),
        ("member-added", "open"),
    ]


def test_who_is_switched_off_stays_removed_whatever_group_they_join(strict: Bridged) -> None:
    user, one, two = in_one_of_two_groups(strict)
    strict.patch(one, {"op": "remove", "path": f'members[value eq "{user}"]'})
    strict.switch(user, False)
    strict.patch(two, {"op": "add", "path": "members", "value": [{"value": user}]})
    assert ("last-group-left", "open") in strict.told()


def in_one_of_two_groups(bridge: Bridged) -> tuple[str, str, str]:
    """A user's id, and the paths of their only group and of another one."""
    user = bridge.user("ada", active=True)
    groups = bridge.group("Marketing", user), bridge.group("Sales")
    return user, f"/Groups/{groups[0]}", f"/Groups/{groups[1]}"


def status(bridge: Bridged, user: str) -> str:
    asked = bridge.send("GET", f"/Users/{user}?attributes={LIFECYCLE}:state")
    return str(asked.json()[LIFECYCLE]["state"])


def finish(bridge: Bridged, index: int) -> None:
    with bridge.database.write() as session:
        service.finish_event(session, SYSTEM, bridge.events()[index].id, "seen in the app")


def test_a_baseline_makes_no_work_of_users_that_have_accounts(strict: Bridged) -> None:
    with strict.database.write() as session:
        service.change_bridge(session, SYSTEM, strict.id, 1, baseline=True)
    user = strict.user("ada", active=True)
    strict.switch(user, False)
    assert strict.told() == [("user-created", "none"), ("user-deactivated", "open")]


def test_rules_can_be_edited_for_one_connection(strict: Bridged) -> None:
    from core.scim.models import EventKind

    with strict.database.write() as session:
        service.change_rule(
            session, SYSTEM, strict.id, 1, EventKind.USER_CREATED,
            {"work": "none", "hours": 1, "owner": "it@example.com"},
        )  # fmt: skip
    strict.user("ada")
    assert strict.told() == [("user-created", "none")]


class Sink(work.EventList):
    """A sink that remembers; it fails when told to."""

    def __init__(self) -> None:
        self.orders: list[WorkOrder] = []
        self.cancelled: list[str] = []
        self.broken = False

    def takes(self, work: str) -> bool:
        return True

    def open(self, session: object, order: WorkOrder) -> str:
        if self.broken:
            raise RuntimeError("no template for this app")
        self.orders.append(order)
        return f"step:{order.event_id}"

    def cancel(self, session: object, reference: str, reason: str) -> bool:
        self.cancelled.append(reference)
        return True


@pytest.fixture
def sink() -> Any:
    before, found = work.sink(), Sink()
    work.connect(found)
    yield found
    work.connect(before)


def test_what_the_sink_takes_no_more_becomes_a_step_of_the_bridge(
    strict: Bridged, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.broken = True
    strict.user("ada", active=True)
    monkeypatch.setattr(sink, "takes", lambda _work: False)
    job = Job(1, retry.KIND, retry.KIND, None, datetime.now(UTC), 0)
    retry.hand_over_again(strict.database, job, datetime.now(UTC))
    [event] = strict.events()
    assert (event.state, event.reference) == ("open", f"event:{event.id}")


def test_work_goes_to_the_sink_once_and_waits_if_the_sink_fails(
    strict: Bridged, sink: Sink
) -> None:
    sink.broken = True
    strict.user("ada", active=True, displayName="Ada", emails=[{"value": "ada@example.com"}])
    assert strict.told() == [("user-created", "pending")]
    sink.broken = False
    job = Job(1, retry.KIND, retry.KIND, None, datetime.now(UTC), 0)
    for _ in range(2):
        retry.hand_over_again(strict.database, job, datetime.now(UTC))
    [order] = sink.orders
    assert (order.title, order.email, order.work) == (
        "Create an account for Ada in Some App", "ada@example.com", "create-account",
    )  # fmt: skip
    assert strict.told() == [("user-created", "open")]
    user = strict.send("GET", '/Users?filter=userName eq "ada"').json()["Resources"][0]["id"]
    strict.switch(user, False)
    assert sink.cancelled == [f"step:{sink.orders[0].event_id}"]
    assert sink.orders[-1].urgent
