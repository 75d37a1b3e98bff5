"""What independent requests still found wrong: managers, group names, orders."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.scim.models import Profile
from core.storage.database import Database
from tests.support.scim_bridge import ENTERPRISE, GROUP, USER, Bridged, bridged

SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


@pytest.fixture
def entra(database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path, Profile.ENTRA)


@pytest.fixture(params=list(Profile))
def bridge(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Bridged:
    return bridged(database, tmp_path, request.param)


def managed(bridge: Bridged) -> tuple[str, str]:
    """Somebody with a manager, and the manager."""
    boss = bridge.user("boss@example.com")
    more: dict[str, Any] = {ENTERPRISE: {"employeeNumber": "7", "manager": {"value": boss}}}
    return bridge.user("ada@example.com", schemas=[USER, ENTERPRISE], **more), boss


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": ""},
        {"op": "Replace", "path": f"{ENTERPRISE}:manager", "value": [{"value": ""}]},
        {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": {"value": ""}},
        {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": {}},
        {"op": "replace", "path": f"{ENTERPRISE}:manager", "value": None},
        {"op": "add", "path": f"{ENTERPRISE}:manager", "value": ""},
        {"op": "Replace", "path": f"{ENTERPRISE}:manager.value", "value": ""},
        {"op": "replace", "path": "manager", "value": ""},
        {"op": "replace", "value": {f"{ENTERPRISE}:manager": ""}},
        {"op": "replace", "value": {f"{ENTERPRISE}:manager.value": ""}},
        {"op": "replace", "value": {"manager": {"value": ""}}},
        {"op": "replace", "value": {ENTERPRISE: {"manager": ""}}},
        {"op": "replace", "value": {ENTERPRISE: {"manager": {"value": ""}}}},
    ],
)
def test_a_manager_replaced_by_nothing_is_removed(
    entra: Bridged, operation: dict[str, Any]
) -> None:
    user, _ = managed(entra)
    for _again in range(2):  # nothing is there to remove the second time, which is no error
        answer = entra.patch(f"/Users/{user}", operation)
        assert answer.status_code == 200, answer.text
        assert answer.json()[ENTERPRISE] == {"employeeNumber": "7"}
    assert entra.send("GET", f"/Users/{user}").json()[ENTERPRISE] == {"employeeNumber": "7"}


def test_what_else_an_operation_says_is_done_where_it_removes_the_manager(entra: Bridged) -> None:
    user, _ = managed(entra)
    said = {"displayName": "Ada", f"{ENTERPRISE}:manager": "", f"{ENTERPRISE}:department": "R&D"}
    shown = entra.patch(f"/Users/{user}", {"op": "replace", "value": said}).json()
    assert shown["displayName"] == "Ada"
    assert shown[ENTERPRISE] == {"employeeNumber": "7", "department": "R&D"}


def test_a_user_put_with_an_empty_manager_has_none(entra: Bridged) -> None:
    user, _ = managed(entra)
    body = {"schemas": [USER, ENTERPRISE], "userName": "ada@example.com"}
    for empty in ("", {"value": ""}, {}):
        answer = entra.send(
            "PUT", f"/Users/{user}", {**body, ENTERPRISE: {"department": "R&D", "manager": empty}}
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()[ENTERPRISE] == {"department": "R&D"}


def test_a_second_group_of_the_same_name_is_refused_to_entra(entra: Bridged) -> None:
    entra.group("Finance")
    other = entra.group("Sales")
    body = {"schemas": [GROUP], "displayName": "finance"}
    for answer in (
        entra.send("POST", "/Groups", body),
        entra.send("PUT", f"/Groups/{other}", body),
        entra.patch(
            f"/Groups/{other}", {"op": "replace", "path": "displayName", "value": "Finance"}
        ),
    ):
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    assert entra.send("GET", f"/Groups/{other}").json()["displayName"] == "Sales"
    same = entra.patch(f"/Groups/{other}", {"op": "replace", "value": {"displayName": "sales"}})
    assert same.status_code in (200, 204)


@pytest.mark.parametrize("profile", [Profile.STRICT, Profile.OKTA])
def test_others_may_have_two_groups_of_one_name(
    database: Database, tmp_path: Path, profile: Profile
) -> None:
    bridge = bridged(database, tmp_path, profile)
    assert bridge.group("Finance") != bridge.group("Finance")


@pytest.mark.parametrize("path", ["manager", f"{ENTERPRISE}:manager", f"{ENTERPRISE}:MANAGER"])
def test_whether_somebody_has_this_manager_is_answered(bridge: Bridged, path: str) -> None:
    user, boss = managed(bridge)
    for who, whom, wanted in ((user, boss, [user]), (user, user, []), (boss, boss, [])):
        text = f'id eq "{who}" and {path} eq "{whom}"'
        asked = [
            bridge.send("GET", "/Users", params={"filter": text, "attributes": "id"}),
            bridge.send("POST", "/Users/.search", {"schemas": [SEARCH], "filter": text}),
        ]
        for answer in asked:
            assert answer.status_code == 200, answer.text
            assert [each["id"] for each in answer.json().get("Resources", [])] == wanted


def test_a_text_that_reads_like_a_question_for_a_manager_stays_as_it_is(bridge: Bridged) -> None:
    wanted = bridge.user("ada@example.com", displayName='is manager eq "x"')
    text = r'displayName eq "is manager eq \"x\"" and not (manager eq "nobody")'
    answer = bridge.send("GET", "/Users", params={"filter": text})
    assert [each["id"] for each in answer.json().get("Resources", [])] == [wanted]


@pytest.mark.parametrize("place", ["/Users/.search", "/.search"])
@pytest.mark.parametrize("order", ["descending", "Descending", "DESCENDING"])
def test_the_order_in_a_searchs_body_is_kept_to(bridge: Bridged, place: str, order: str) -> None:
    for name in ("b@example.com", "a@example.com", "c@example.com"):
        bridge.user(name)
    body = {"schemas": [SEARCH], "sortBy": "userName", "attributes": ["userName"]}
    for said, wanted in ((order, "cba"), ("Ascending", "abc")):
        answer = bridge.send("POST", place, {**body, "sortOrder": said})
        assert answer.status_code == 200, answer.text
        assert "".join(each["userName"][0] for each in answer.json()["Resources"]) == wanted
    wrong = bridge.send("POST", place, {**body, "sortOrder": "sideways"})
    assert wrong.status_code == 400


def test_of_two_groups_of_one_name_at_the_same_time_one_is_refused(entra: Bridged) -> None:
    body = {"schemas": [GROUP], "displayName": "Finance"}
    for _round in range(5):
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda _: entra.send("POST", "/Groups", body), range(4)))
        codes = sorted(answer.status_code for answer in made)
        assert codes == [201, 409, 409, 409]
        (kept,) = [answer.json()["id"] for answer in made if answer.status_code == 201]
        assert entra.send("DELETE", f"/Groups/{kept}").status_code == 204
