"""Every request that Microsoft and Okta print in their guides for SCIM endpoints, in order.

Sources: "Develop and plan provisioning for a SCIM endpoint in Microsoft Entra ID", "Known issues
and resolutions with SCIM 2.0 protocol compliance of the Microsoft Entra user provisioning
service"; "Okta and SCIM Version 2.0". The values are ours, the forms are theirs.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from core.scim.models import Profile
from core.storage.database import Database
from tests.support.scim_bridge import ENTERPRISE, GROUP, USER, Bridged, bridged

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ADSCIM = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
ENTRA_USER = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "0a21f0f2",
    "userName": "Test_User_1",
    "active": True,
    "emails": [{"primary": True, "type": "work", "value": "test_1@testuser.com"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Given Family", "familyName": "Family", "givenName": "Given"},
    "roles": [],
}
OKTA_USER = {
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


@pytest.fixture(params=[Profile.ENTRA, Profile.STRICT])
def entra(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Bridged:
    """Also with the default profile, which an administrator may have left as it was."""
    return bridged(database, tmp_path, request.param)


@pytest.fixture(params=[Profile.OKTA, Profile.STRICT])
def okta(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path, request.param)


def made(bridge: Bridged, endpoint: str, body: dict[str, Any]) -> str:
    answer = bridge.send("POST", endpoint, body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].endswith(answer.json()["id"])
    return str(answer.json()["id"])


def found(bridge: Bridged, endpoint: str, text: str, **more: str) -> list[dict[str, Any]]:
    answer = bridge.send("GET", endpoint, params={"filter": text, **more})
    assert answer.status_code == 200, answer.text
    assert answer.json()["schemas"] == [LIST]
    assert answer.json()["totalResults"] == len(answer.json()["Resources"])
    listed: list[dict[str, Any]] = answer.json()["Resources"]
    return listed


# -- Entra ID -------------------------------------------------------------------


def test_entra_tests_the_connection_with_people_and_groups_who_are_not_there(
    entra: Bridged,
) -> None:
    assert found(entra, "/Users", 'userName eq "5171a35d-8207-4e06-8ce2-5171a35d8207"') == []
    assert found(entra, "/Groups", 'displayName eq "5171"', excludedAttributes="members") == []
    missing = entra.send("GET", "/Users/5171a35d82074e068ce2")
    assert (missing.status_code, missing.json()["status"]) == (404, "404")
    assert entra.send("GET", "/Schemas").json()["schemas"] == [LIST]


@pytest.mark.parametrize(
    "text",
    [
        'userName eq "Test_User_1"',
        'userName eq "TEST_USER_1"',
        'externalId eq "0a21f0f2"',
        'emails[type eq "work"].value eq "test_1@testuser.com"',
        'userName eq "Test_User_1" and emails[type eq "work"].value eq "test_1@testuser.com"',
        'userName eq "Test_User_1" and active eq true',
    ],
)
def test_entra_finds_a_user_by_each_matching_attribute(entra: Bridged, text: str) -> None:
    user = made(entra, "/Users", ENTRA_USER)
    assert [each["id"] for each in found(entra, "/Users", text)] == [user]


def test_entra_updates_a_user(entra: Bridged) -> None:
    path = f"/Users/{made(entra, '/Users', ENTRA_USER)}"
    several = entra.patch(
        path,
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "new@microsoft.com"},
        {"op": "Replace", "path": "name.familyName", "value": "updated"},
    )
    assert several.status_code == 200
    assert several.json()["emails"] == [
        {"value": "new@microsoft.com", "type": "work", "primary": True}
    ]
    assert several.json()["name"]["familyName"] == "updated"
    one = entra.patch(path, {"op": "Replace", "path": "userName", "value": "5b50@testuser.com"})
    assert one.json()["userName"] == "5b50@testuser.com"
    nick = entra.patch(path, {"op": "Add", "path": "nickName", "value": "Babs"})
    assert nick.json()["nickName"] == "Babs"
    number = f"{ENTERPRISE}:employeeNumber"
    old = entra.patch(
        path,
        {"op": "Replace", "path": "displayName", "value": "Pvlo"},
        {"op": "Replace", "path": "externalId", "value": "Eqpj"},
        {"op": "Replace", "path": number, "value": "Eqpj"},
    )
    assert (old.json()["externalId"], old.json()[ENTERPRISE]["employeeNumber"]) == ("Eqpj", "Eqpj")
    dotted = {"displayName": "Bjfe", "name.givenName": "Kkom", "name.familyName": "Unua"}
    flagged = entra.patch(
        path,
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "m@microsoft.com"},
        {"op": "replace", "value": {**dotted, number: "Aklq"}},
    )
    shown = flagged.json()
    assert (shown["displayName"], shown["name"]["givenName"]) == ("Bjfe", "Kkom")
    assert shown[ENTERPRISE]["employeeNumber"] == "Aklq"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ('phoneNumbers[type eq "mobile"].value', "+1 2"),
        ('phoneNumbers[type eq "fax"].value', "+1 4"),
        ('emails[type eq "other"].value', "o@example.com"),
        ('addresses[type eq "work"].country', "DE"),
        ('addresses[type eq "other"].formatted', "Room 5"),
        ('roles[primary eq "True"].value', "admin"),
    ],
)
def test_entras_value_filter_makes_what_it_does_not_find(
    entra: Bridged, path: str, value: str
) -> None:
    user = f"/Users/{made(entra, '/Users', ENTRA_USER)}"
    for operation in ("Add", "Replace"):
        answer = entra.patch(user, {"op": operation, "path": path, "value": value})
        assert answer.status_code == 200, answer.text
        entries = answer.json()[path.partition("[")[0]]
        assert len([e for e in entries if value in e.values()]) == 1


@pytest.mark.parametrize("value", ["m1", [{"$ref": "https://x.example/Users/m1", "value": "m1"}]])
@pytest.mark.parametrize("path", ["manager", f"{ENTERPRISE}:manager"])
def test_entra_sets_a_manager_as_text_or_as_a_list_of_one(
    database: Database, tmp_path: Path, path: str, value: Any
) -> None:
    bridge = bridged(database, tmp_path, Profile.ENTRA)
    user = made(bridge, "/Users", ENTRA_USER)
    answer = bridge.patch(f"/Users/{user}", {"op": "Add", "path": path, "value": value})
    assert answer.json()[ENTERPRISE]["manager"]["value"] == "m1", answer.text
    asked = found(bridge, "/Users", f'id eq "{user}" and manager eq "m1"', attributes="id")
    assert [each["id"] for each in asked] == [user]
    gone = bridge.patch(f"/Users/{user}", {"op": "Remove", "path": path})
    assert "manager" not in gone.json().get(ENTERPRISE, {})


@pytest.mark.parametrize("word", ["True", "False", True, False])
@pytest.mark.parametrize("operation", ["Add", "Replace"])
def test_entra_writes_active_as_text_and_in_company(
    entra: Bridged, word: Any, operation: str
) -> None:
    path = f"/Users/{made(entra, '/Users', ENTRA_USER)}"
    wanted = str(word) == "True"
    for operations in (
        [{"op": operation, "path": "active", "value": word}],
        [{"op": operation, "path": f"{USER}:active", "value": word}],
        [{"op": operation, "value": {"active": word}}],
        [
            {"op": operation, "path": "active", "value": word},
            {"op": operation, "path": "title", "value": "T"},
        ],
    ):
        entra.patch(path, {"op": "Replace", "path": "active", "value": not wanted})
        answer = entra.patch(path, *operations)
        assert (answer.status_code, answer.json()["active"]) == (200, wanted), answer.text
    assert entra.send("GET", path).json()["active"] is wanted


def test_entra_leaves_nulls_and_numbers_and_what_we_do_not_know(
    database: Database, tmp_path: Path
) -> None:
    bridge = bridged(database, tmp_path, Profile.ENTRA)
    other = "urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User"
    body = {
        **ENTRA_USER,
        "schemas": [USER, ENTERPRISE, other],
        "externalId": 701984,
        "title": None,
        "phoneNumbers": [{"type": "mobile", "value": None}],
        ENTERPRISE: {"employeeNumber": 701984, "manager": None, "department": None},
        other: {"tag": "701984"},
    }
    user = made(bridge, "/Users", body)
    shown = bridge.send("GET", f"/Users/{user}").json()
    assert (shown["externalId"], shown[ENTERPRISE]) == ("701984", {"employeeNumber": "701984"})
    assert "phoneNumbers" not in shown
    answer = bridge.patch(
        f"/Users/{user}",
        {"op": "Replace", "path": f"{other}:tag", "value": "1"},
        {"op": "Replace", "path": "title", "value": "after"},
    )
    assert (answer.status_code, answer.json()["title"]) == (200, "after")


@pytest.mark.parametrize(
    "removal",
    [
        lambda user: {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": user}]},
        lambda user: {"op": "Remove", "path": "members", "value": [{"value": user}]},
        lambda user: {"op": "remove", "path": f'members[value eq "{user}"]'},
    ],
)
def test_entra_takes_one_member_out_of_a_group_and_no_other(entra: Bridged, removal: Any) -> None:
    one = made(entra, "/Users", ENTRA_USER)
    two = made(entra, "/Users", {**ENTRA_USER, "userName": "Test_User_2", "externalId": "2"})
    body = {"externalId": "g", "displayName": "Team", "meta": {"resourceType": "Group"}}
    path = f"/Groups/{made(entra, '/Groups', {'schemas': [GROUP, ADSCIM], **body})}"
    for user in (one, two):
        value = [{"$ref": None, "value": user}]
        added = entra.patch(path, {"op": "Add", "path": "members", "value": value})
        assert (added.status_code, added.content) == (204, b"")
    asked = f'id eq "{path[8:]}" and members eq "{one}"'
    assert len(found(entra, "/Groups", asked, excludedAttributes="members")) == 1
    for _ in range(2):  # Entra repeats itself
        assert entra.patch(path, removal(one)).status_code == 204
    assert [each["value"] for each in entra.send("GET", path).json()["members"]] == [two]
    told = [kind for kind, _ in entra.told() if kind.startswith(("member", "last"))]
    assert told == ["member-added", "member-added", "last-group-left"]


def test_entra_renames_and_deletes_a_group(entra: Bridged) -> None:
    group = made(entra, "/Groups", {"schemas": [GROUP, ADSCIM], "displayName": "Team"})
    path = f"/Groups/{group}"
    renamed = entra.patch(path, {"op": "Replace", "path": "displayName", "value": "Crew"})
    assert renamed.status_code == 204
    [shown] = found(entra, "/Groups", 'displayName eq "Crew"', excludedAttributes="members")
    assert "members" not in shown
    assert "members" not in entra.send("GET", f"{path}?excludedAttributes=members").json()
    assert entra.send("DELETE", path).status_code == 204


# -- Okta -----------------------------------------------------------------------


def test_okta_looks_around_first(okta: Bridged) -> None:
    for path in ("/Users?startIndex=1&count=2", "/Groups?startIndex=1&count=100"):
        answer = okta.send("GET", path)
        assert answer.status_code == 200
        assert answer.json() == {
            "schemas": [LIST],
            "totalResults": 0,
            "startIndex": 1,
            "itemsPerPage": 0,
            "Resources": [],
        }


def test_okta_creates_reads_and_replaces_a_user(okta: Bridged) -> None:
    user = made(okta, "/Users", OKTA_USER)
    again = okta.send("POST", "/Users", OKTA_USER)
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    name = quote('userName eq "test.user@okta.local"')
    listed = okta.send("GET", f"/Users?filter={name}&startIndex=1&count=100").json()
    assert [each["id"] for each in listed["Resources"]] == [user]
    got = okta.send("GET", f"/Users/{user}").json()
    assert "password" not in got
    changed = {**got, "name": {"givenName": "Another", "middleName": "Excited"}, "groups": []}
    put = okta.send("PUT", f"/Users/{user}", changed)
    assert (put.status_code, put.json()["name"]["middleName"]) == (200, "Excited")
    assert (put.json()["id"], put.json()["active"]) == (user, True)


@pytest.mark.parametrize("way", ["PATCH", "PUT"])
def test_okta_deactivates_and_reactivates(okta: Bridged, way: str) -> None:
    user = made(okta, "/Users", OKTA_USER)
    for active in (False, False, True):
        if way == "PATCH":
            answer = okta.patch(f"/Users/{user}", {"op": "replace", "value": {"active": active}})
        else:
            body = {**OKTA_USER, "id": user, "active": active}
            answer = okta.send("PUT", f"/Users/{user}", body)
        assert (answer.status_code, answer.json()["active"]) == (200, active)
    kinds = [kind for kind, _ in okta.told()]
    assert kinds == ["user-created", "user-deactivated", "user-reactivated"]


def test_okta_syncs_a_password_that_nobody_keeps(okta: Bridged) -> None:
    user = made(okta, "/Users", OKTA_USER)
    answer = okta.patch(f"/Users/{user}", {"op": "replace", "value": {"password": "secret-pass"}})
    assert answer.status_code == 200
    assert "secret-pass" not in answer.text
    with okta.database.read() as session:
        stored = session.connection().exec_driver_sql("SELECT body FROM scim_resource").scalars()
        assert not any("secret-pass" in str(each) or "1mz050nq" in str(each) for each in stored)


def test_okta_pushes_renames_and_fills_groups(okta: Bridged) -> None:
    one = made(okta, "/Users", OKTA_USER)
    two = made(okta, "/Users", {**OKTA_USER, "userName": "two@okta.local", "externalId": "2"})
    group = made(okta, "/Groups", {"schemas": [GROUP], "displayName": "Test", "members": []})
    path = f"/Groups/{group}"

    def members() -> list[str]:
        shown = okta.send("GET", path).json()
        return [each["value"] for each in shown.get("members", [])]

    rename = {"op": "replace", "value": {"id": group, "displayName": "Renamed"}}
    assert okta.patch(path, rename).status_code in (200, 204)
    assert okta.send("GET", path).json()["displayName"] == "Renamed"
    add = {"op": "add", "path": "members", "value": [{"value": one, "display": "test.user"}]}
    assert okta.patch(path, add).status_code in (200, 204)
    remove = {"op": "remove", "path": f'members[value eq "{one}"]'}
    other = {"op": "add", "path": "members", "value": [{"value": two, "display": "two"}]}
    assert okta.patch(path, remove, other).status_code in (200, 204)
    assert members() == [two]
    both = [{"value": one, "display": "a"}, {"value": two, "display": "b"}]
    okta.patch(path, {"op": "replace", "path": "members", "value": both})
    assert sorted(members()) == sorted([one, two])
    put = {"schemas": [GROUP], "displayName": "Renamed", "members": both[:1]}
    assert okta.send("PUT", path, put).json()["members"][0]["value"] == one
    assert members() == [one]
    assert okta.send("DELETE", path).status_code == 204


def test_okta_imports_everybody_once_in_pages_of_a_hundred(okta: Bridged) -> None:
    names = [f"u{number:03}@okta.local" for number in range(230)]
    for name in names:
        okta.user(name)
    read: list[str] = []
    for start in (1, 101, 201):
        page = okta.send("GET", f"/Users?startIndex={start}&count=100").json()
        assert (page["startIndex"], page["totalResults"]) == (start, 230)
        assert page["itemsPerPage"] == len(page["Resources"])
        read += [each["userName"] for each in page["Resources"]]
    assert read == names
