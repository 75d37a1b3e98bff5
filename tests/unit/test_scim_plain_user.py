"""A new user that is read quickly is kept as the protocol's own reading keeps it."""

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from scim2_server.service import ScimService

from core.scim.bridge.protocol.idp_quirks import ENTERPRISE
from core.scim.bridge.protocol.simple_user import USER, plain_user
from core.scim.bridge.provider import provider_for
from core.scim.bridge.resources.stored_form import storable
from core.scim.models import Profile

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
anything = st.one_of(texts, st.booleans(), st.none(), st.integers(), st.just([]), st.just({}))


def some(names: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names), values, max_size=4)


kinds = st.sampled_from(["work", "home", "mobile", "Work", "own"])
addresses = st.fixed_dictionaries(
    {"value": texts}, optional={"type": kinds, "primary": st.booleans(), "display": anything}
)
users = st.fixed_dictionaries(
    {
        "schemas": st.sampled_from([[USER], [USER, ENTERPRISE], [ENTERPRISE, USER]]),
        "userName": texts.filter(str.strip),
    },
    optional={
        "externalId": texts,
        "active": st.one_of(st.booleans(), anything),
        "displayName": anything,
        "title": texts,
        "password": texts,
        "meta": st.just({"resourceType": "User"}),
        "roles": st.just([]),
        "name": some(["givenName", "familyName", "formatted"], texts),
        "emails": st.lists(addresses, max_size=3),
        "phoneNumbers": st.lists(addresses, max_size=2),
        ENTERPRISE: some(["employeeNumber", "department"], texts),
    },
)
SERVICE = ScimService(provider_for(Profile.STRICT), secret=b"x")


@given(users)
@example({"schemas": [USER], "userName": "a", "emails": [], "roles": [], "name": {}})
@settings(max_examples=500, deadline=None)
def test_a_quick_reading_keeps_what_the_long_one_keeps(body: dict[str, Any]) -> None:
    quick = plain_user(body)
    if quick is None:
        return
    with SERVICE.provider:
        kind = SERVICE.get_resource_type("User")
        read = SERVICE.read_creation(kind, json.dumps(body).encode(), None)
    assert quick == storable(read)


def test_what_entra_and_okta_send_is_read_quickly() -> None:
    email = {"primary": True, "type": "work", "value": "ada@example.com"}
    name = {"givenName": "Ada", "familyName": "Byron"}
    user = {"schemas": [USER], "userName": "ada", "active": True, "emails": [email], "name": name}
    assert plain_user({**user, "groups": [], "password": "x", "locale": "en"}) is not None
    assert plain_user({**user, "meta": {"resourceType": "User"}, "roles": []}) is not None
