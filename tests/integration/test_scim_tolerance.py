"""What clients send beside the guides: Okta's attribute template, Microsoft's validator, others.

Sources: Okta's default mapping of its SCIM 2.0 apps (manager's id and display name); what
Microsoft's validator sends, as maintainers of other servers report it (scimmy issues 59 and 90).
"""

from pathlib import Path
from typing import Any

import pytest

from core.scim.models import Profile
from core.storage.database import Database
from tests.support.scim_bridge import ENTERPRISE, GROUP, PATCH, USER, Bridged, bridged


@pytest.fixture(params=[Profile.ENTRA, Profile.OKTA])
def bridge(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path, request.param)


@pytest.fixture
def strict(database: Database, tmp_path: Path) -> Bridged:
    return bridged(database, tmp_path)


MANAGER = {"value": "7", "displayName": "The Boss"}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "value": {ENTERPRISE: {"manager": MANAGER}}},
        {"op": "replace", "value": {f"{ENTERPRISE}:manager": MANAGER}},
        {"op": "add", "path": f"{ENTERPRISE}:manager", "value": MANAGER},
    ],
)
def test_a_managers_display_name_is_ignored_and_no_error(bridge: Bridged, operation: Any) -> None:
    user = bridge.user("ada@example.com")
    name = {"op": "replace", "path": f"{ENTERPRISE}:manager.displayName", "value": "Boss"}
    answer = bridge.patch(f"/Users/{user}", operation, name)
    assert answer.status_code == 200, answer.text
    assert answer.json()[ENTERPRISE] == {"manager": {"value": "7"}}


def test_a_patch_without_operations_changes_nothing(bridge: Bridged) -> None:
    user = bridge.user("ada@example.com")
    answer = bridge.patch(f"/Users/{user}")
    assert (answer.status_code, answer.json()["meta"]["version"]) == (200, 'W/"1"')
    strict = bridged(bridge.database, Path(), Profile.STRICT)
    user = strict.user("ada@example.com")
    assert strict.patch(f"/Users/{user}").status_code == 400  # RFC 7644 §3.5.2


def test_a_creation_answers_with_the_attributes_asked_for(bridge: Bridged) -> None:
    sent = {"schemas": [USER], "userName": "ada", "title": "Countess", "active": False}
    made = bridge.send("POST", "/Users?attributes=title", sent)
    assert made.status_code == 201
    assert made.json().keys() == {"schemas", "id", "title"}
    assert made.headers["location"].endswith(f"/Users/{made.json()['id']}")
    spared = bridge.send("POST", "/Users?excludedAttributes=title", sent | {"userName": "ben"})
    assert spared.json()["userName"] == "ben"
    assert "title" not in spared.json()
    refused = bridge.send("POST", "/Users?attributes=nonsense[", sent | {"userName": "cy"})
    assert refused.status_code == 400
    assert bridge.send("GET", "/Users").json()["totalResults"] == 2


def test_sort_orders_are_read_in_any_case(bridge: Bridged) -> None:
    for name in ("ada", "ben"):
        bridge.user(name)
    found = bridge.send("GET", "/Users?sortBy=userName&sortOrder=Descending").json()
    assert [each["userName"] for each in found["Resources"]] == ["ben", "ada"]


def test_a_value_filter_may_stand_among_attributes_without_path(bridge: Bridged) -> None:
    user = bridge.user("ada@example.com", emails=[{"type": "work", "value": "old@example.com"}])
    value = {'emails[type eq "work"].value': "new@example.com", "title": "T"}
    answer = bridge.patch(f"/Users/{user}", {"op": "replace", "value": value})
    assert answer.json()["emails"] == [{"type": "work", "value": "new@example.com"}]
    assert answer.json()["title"] == "T"


def test_a_removed_attribute_may_carry_its_old_value(bridge: Bridged) -> None:
    phone = {"type": "work", "value": "1"}
    user = bridge.user("ada@example.com", title="T", phoneNumbers=[phone])
    answer = bridge.patch(
        f"/Users/{user}",
        {"op": "remove", "path": "title", "value": "T"},
        {"op": "remove", "path": 'phoneNumbers[type eq "work"]', "value": "1"},
    )
    assert answer.status_code == 200, answer.text
    assert "title" not in answer.json()
    assert not answer.json().get("phoneNumbers")


@pytest.mark.parametrize("path", ["members", f"{GROUP}:members", None])
@pytest.mark.parametrize("bare", [True, False])
def test_members_are_added_in_each_form(bridge: Bridged, path: str | None, bare: bool) -> None:
    user = bridge.user("ada@example.com")
    group = bridge.group("Team")
    value: Any = [user] if bare else [{"value": user}]
    operation = {"op": "add", "path": path, "value": value}
    if path is None:
        operation = {"op": "add", "value": {"members": value}}
    assert bridge.patch(f"/Groups/{group}", operation).status_code == 204
    shown = bridge.send("GET", f"/Groups/{group}").json()
    assert [each["value"] for each in shown["members"]] == [user]


@pytest.mark.parametrize("wrap", [lambda u: [{"value": u}], lambda u: {"value": u}, lambda u: u])
def test_one_member_is_removed_by_value_and_no_other(bridge: Bridged, wrap: Any) -> None:
    one, two = bridge.user("one@example.com"), bridge.user("two@example.com")
    group = bridge.group("Team", one, two)
    operation = {"op": "remove", "path": "members", "value": wrap(one)}
    assert bridge.patch(f"/Groups/{group}", operation).status_code == 204
    shown = bridge.send("GET", f"/Groups/{group}").json()
    assert [each["value"] for each in shown["members"]] == [two]


def test_users_are_found_by_their_schemas(bridge: Bridged) -> None:
    user = bridge.user(
        "ada@example.com", schemas=[USER, ENTERPRISE], **{ENTERPRISE: {"division": "D"}}
    )
    bridge.user("bob@example.com")
    for schema in (ENTERPRISE, ENTERPRISE.upper()):
        found = bridge.send("GET", "/Users", params={"filter": f'schemas eq "{schema}"'}).json()
        assert [each["id"] for each in found["Resources"]] == [user]


def test_the_flag_in_the_tenant_url_is_ignored_wherever_it_ends_up(bridge: Bridged) -> None:
    user = bridge.user("ada@example.com")
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}
    answer = bridge.send("PATCH", f"/Users/{user}?aadOptscim062020", body)
    assert (answer.status_code, answer.json()["active"]) == (200, False)
    found = bridge.send("GET", '/Users?aadOptscim062020&filter=userName eq "ada@example.com"')
    assert found.json()["totalResults"] == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('meta.created gt "0001-01-01T00:00:00+14:00"', 1),
        ('meta.created lt "9999-12-31T23:59:59-14:00"', 1),
        ('meta.created gt "0999-01-01T00:00:00Z"', 1),
        ('x509Certificates.value eq "QUJD"', 1),
        ('x509Certificates[value eq "QUJE"]', 0),
        ('x509Certificates.value ne "QUJD"', 0),
    ],
)
def test_moments_at_the_end_of_time_and_certificates_can_be_compared(
    bridge: Bridged, text: str, count: int
) -> None:
    bridge.user("ada@example.com", x509Certificates=[{"value": "QUJD"}])
    answer = bridge.send("GET", "/Users", params={"filter": text})
    assert (answer.status_code, answer.json().get("totalResults")) == (200, count), answer.text


def test_a_user_who_says_nothing_of_it_is_active_and_stays_what_they_were(
    strict: Bridged,
) -> None:
    user = strict.user("ada")
    found = strict.send("GET", "/Users?filter=active eq true").json()
    assert [each["id"] for each in found["Resources"]] == [user]
    assert found["Resources"][0]["active"] is True
    strict.patch(f"/Users/{user}", {"op": "replace", "path": "active", "value": False})
    silent = {"schemas": [USER], "userName": "ada", "displayName": "Ada"}
    answer = strict.send("PUT", f"/Users/{user}", silent)
    assert answer.json()["active"] is False
    assert strict.told() == [("user-created", "cancelled"), ("user-deactivated", "open")]


def test_what_changes_nothing_is_no_new_version(strict: Bridged) -> None:
    user = strict.user("ada", displayName="Ada")
    group = strict.group("Staff", user)

    def version(path: str) -> str:
        return str(strict.send("GET", path).headers["etag"])

    before = version(f"/Groups/{group}"), version(f"/Users/{user}")
    again = {"op": "add", "path": "members", "value": [{"value": user}]}
    assert strict.patch(f"/Groups/{group}", again).status_code in (200, 204)
    same = {"op": "replace", "path": "displayName", "value": "Ada"}
    assert strict.patch(f"/Users/{user}", same).status_code == 200
    assert (version(f"/Groups/{group}"), version(f"/Users/{user}")) == before
    other = {"op": "replace", "path": "displayName", "value": "Ada B."}
    strict.patch(f"/Users/{user}", other)
    assert version(f"/Users/{user}") != before[1]


def test_a_managers_reference_is_published_where_the_manager_is(strict: Bridged) -> None:
    boss = strict.user("boss")
    user = strict.user(
        "ada", **{ENTERPRISE: {"manager": {"value": boss, "$ref": f"../Users/{boss}"}}}
    )
    shown = strict.send("GET", f"/Users/{user}").json()[ENTERPRISE]["manager"]["$ref"]
    assert shown == strict.send("GET", f"/Users/{boss}").json()["meta"]["location"]
