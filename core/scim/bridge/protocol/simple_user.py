"""New users that are plainly valid: told from all others without building models of them.

IdPs send such bodies by the ten thousand, and most of a creation's time went into validating and
copying them. A test compares with the protocol's own reading.
"""

from typing import Any

from core.scim.bridge.resources.rows import Wire
from core.scim.bridge.urns import ENTERPRISE

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
_SCHEMAS = ([USER], [USER, ENTERPRISE], [ENTERPRISE, USER])
_TEXTS = {
    "userName", "externalId", "displayName", "nickName", "title", "userType", "preferredLanguage",
    "locale", "timezone",
}  # fmt: skip
_NAME = {
    "formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix",
}  # fmt: skip
_ORGANISATION = {"employeeNumber", "costCenter", "organization", "division", "department"}
_ADDRESS = {"value", "type", "display", "primary"}
_LISTS = {"roles", "groups", "emails", "phoneNumbers", "addresses", "entitlements"}


def plain_user(body: Any) -> Wire | None:
    """What is kept of a plainly valid new user; ``None``: let the protocol judge.

    What is not on the lists above, spelt just so, goes the long way.
    """
    if not isinstance(body, dict) or body.get("schemas") not in _SCHEMAS:
        return None
    if not body.get("userName"):
        return None
    kept: Wire = {}
    for name, value in body.items():
        if name in _LISTS and value == []:
            continue
        if name == "meta" and isinstance(value, dict):
            continue
        if name == "password" and isinstance(value, str):
            continue
        if not _fits(name, value, body["schemas"]):
            return None
        kept[name] = value
    kept["schemas"] = [USER, ENTERPRISE] if ENTERPRISE in kept else [USER]
    return kept


def _fits(name: str, value: Any, schemas: list[str]) -> bool:
    if name in _TEXTS:
        return isinstance(value, str)
    match name:
        case "schemas":
            return True
        case "active":
            return isinstance(value, bool)
        case "name":
            return _texts(value, _NAME)
        case "emails" | "phoneNumbers":
            return _addresses(value)
    return name == ENTERPRISE and name in schemas and _texts(value, _ORGANISATION)


def _texts(value: Any, names: set[str]) -> bool:
    if not isinstance(value, dict) or not value or not value.keys() <= names:
        return False
    return all(isinstance(each, str) for each in value.values())


def _addresses(value: Any) -> bool:
    if not isinstance(value, list) or not all(_is_address(each) for each in value):
        return False
    return len([each for each in value if each.get("primary")]) <= 1


def _is_address(value: Any) -> bool:
    if not isinstance(value, dict) or "value" not in value or not value.keys() <= _ADDRESS:
        return False
    for name, part in value.items():
        if not isinstance(part, bool if name == "primary" else str):
            return False
    kind: str = value.get("type", "")
    return kind == kind.lower()
