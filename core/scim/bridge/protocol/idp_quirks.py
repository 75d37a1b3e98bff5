"""What Okta and Entra ID send that is not quite SCIM, put right before the protocol reads it.

scim2-models itself takes capitalised operations, attribute paths as keys and, by policy, removal by
value and filters that create; what is left is here. The strict profile changes nothing.
"""

import re
from collections.abc import Mapping
from typing import Any

from core.scim.bridge.protocol.manager_quirks import (
    manager_filter,
    manager_operation,
    with_manager,
)
from core.scim.bridge.urns import ENTERPRISE
from core.scim.models import Profile

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_FLAGS = {"true": True, "false": False}
_LISTS = ("emails", "phoneNumbers", "addresses", "roles", "entitlements", "ims", "photos")
_MANY = {name.lower() for name in _LISTS} | {"members", "groups", "x509certificates"}
_CORE = re.compile(r"urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):", re.I)

_ENTRA_ONLY = re.compile(
    rb'"op"\s*:\s*"(?:Add|Replace|Remove)"|"http://schemas\.microsoft\.com/2006/11/'
)


def speaks_entra(body: bytes) -> bool:
    """Whether a request is written as only Entra ID writes it: operations begin with a capital.

    The RFC knows no such operation. Taken by its letter, Entra's "Remove" of one member by value
    would empty the group, so a connection with the wrong profile must not read it so.
    """
    return _ENTRA_ONLY.search(body) is not None


def mended(profile: Profile, method: str, endpoint: str, body: Any) -> Any:
    """The body as the RFC would have it; the same object where nothing is to mend."""
    if not isinstance(body, dict):
        return body
    if method == "POST" and endpoint == ".search":
        return _question(body)
    if profile is Profile.STRICT:
        return body
    if method == "POST" and endpoint == "Bulk":
        return _bulk(profile, body)
    if method == "PATCH":
        return _patch(body)
    if method in ("POST", "PUT") and endpoint in ("Users", "Groups"):
        return _resource(body, endpoint)
    return body


def mended_query(query: Mapping[str, str]) -> Mapping[str, str]:
    """What every profile takes of a question: sort orders in any case, a manager by their id."""
    return _question(query) if "sortOrder" in query or "filter" in query else query


def _question(asked: Mapping[str, Any]) -> dict[str, Any]:
    """A query, or the body of a search (RFC 7644 §3.4.3), with its order and its filter."""
    kept = dict(asked)
    for name, each in asked.items():
        if not isinstance(each, str):
            continue
        if name.lower() == "sortorder":
            kept[name] = each.lower()
        elif name.lower() == "filter":
            kept[name] = manager_filter(each)
    return kept


def _bulk(profile: Profile, body: dict[str, Any]) -> dict[str, Any]:
    operations = body.get("Operations")
    if not isinstance(operations, list):
        return body
    return {**body, "Operations": [_bulk_operation(profile, each) for each in operations]}


def _bulk_operation(profile: Profile, each: Any) -> Any:
    if not isinstance(each, dict) or "data" not in each:
        return each
    endpoint = str(each.get("path")).strip("/").split("/")[0]
    data = mended(profile, str(each.get("method")).upper(), endpoint, each["data"])
    return {**each, "data": data}


def _resource(body: dict[str, Any], endpoint: str) -> dict[str, Any]:
    kept: dict[str, Any] = _plain(body)
    if "schemas" not in kept:
        kept["schemas"] = [f"urn:ietf:params:scim:schemas:core:2.0:{endpoint[:-1]}"]
    for name in _LISTS:
        if isinstance(kept.get(name), list):
            kept[name] = [entry for entry in kept[name] if not _is_hollow(entry)]
    extension = kept.get(ENTERPRISE)
    if isinstance(extension, dict) and "manager" in extension:
        kept[ENTERPRISE] = with_manager(extension)
    return kept


def _plain(node: Any, name: str = "") -> Any:
    """Without nulls, with flags as booleans and numbers as text: no attribute is a number."""
    if isinstance(node, dict):
        return {key: _plain(value, key) for key, value in node.items() if value is not None}
    if isinstance(node, list):
        return [_plain(each, name) for each in node if each is not None]
    if name.lower().rpartition(".")[2] in ("active", "primary"):
        return flag(node)
    is_number = isinstance(node, int | float) and not isinstance(node, bool)
    return str(node) if is_number else node


def _is_hollow(entry: Any) -> bool:
    """Whether an entry of a list of addresses says nothing (Entra sends such)."""
    if not isinstance(entry, dict):
        return False
    return entry.get("value", True) == "" or not set(entry) - {"type", "primary"}


def _patch(body: dict[str, Any]) -> dict[str, Any]:
    operations = body.get("Operations", body.get("operations"))
    if not isinstance(operations, list):
        return body
    kept = [part for each in operations for part in _operations(each)]
    # Microsoft's validator sends a PATCH without any operation: it changes nothing.
    nothing = {"op": "replace", "value": {}}
    return {"schemas": body.get("schemas") or [PATCH_OP], "Operations": kept or [nothing]}


def _operations(operation: Any) -> list[Any]:
    """The operations that an operation means."""
    if not isinstance(operation, dict):
        return [operation]
    path, value = operation.get("path"), operation.get("value")
    if path in (None, ""):
        kept = {name: each for name, each in operation.items() if name != "path"}
        return _without_path(kept, value) if isinstance(value, dict) else [kept]
    if not isinstance(path, str):
        return [operation]
    name = _CORE.sub("", path).removeprefix(f"{ENTERPRISE}:").lower()
    if name == "manager.displayname":
        return []
    if name in ("manager", "manager.value"):
        return [manager_operation(operation, value)]
    if "value" not in operation:
        return [operation]
    return [_with_path(operation, name, value)]


def _with_path(operation: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    many = name in _MANY
    if str(operation.get("op")).lower() == "remove":
        if not many:  # the path says what to remove
            return {each: part for each, part in operation.items() if each != "value"}
        return {**operation, "value": _ids(value) if name == "members" else _plain(value, name)}
    if name == "members":
        return {**operation, "value": _members(value)}
    if name.partition("[")[0] in _MANY:
        return {**operation, "value": _plain(value, name)}
    return {**operation, "value": _plain(_single(value), name)}


def _without_path(operation: dict[str, Any], value: dict[str, Any]) -> list[dict[str, Any]]:
    """An operation without path: its attributes, each as it would be with one.

    Keys with a value filter are operations of their own, as only a path can hold a filter, and so
    is the manager: one that names nobody is removed.
    """
    kept: dict[str, Any] = {}
    apart: list[Any] = []
    for name, each in value.items():
        bare = _CORE.sub("", name).removeprefix(f"{ENTERPRISE}:").lower()
        if name in ("id", "schemas", "meta") or bare == "manager.displayname":
            continue
        if "[" in name:
            apart += _operations({**operation, "path": name, "value": each})
        elif bare in ("manager", "manager.value"):
            apart.append(manager_operation(operation, each))
        elif name == ENTERPRISE and isinstance(each, dict) and "manager" in each:
            apart.append(manager_operation(operation, each["manager"]))
            kept[name] = _plain({part: of for part, of in each.items() if part != "manager"})
        elif bare == "members":
            kept[name] = _members(each)
        else:
            kept[name] = None if each is None else _plain(each, name)
    return [{**operation, "value": kept}, *apart]


def _members(value: Any) -> Any:
    """Members as a list of objects; some clients send bare ids."""
    entries = value if isinstance(value, list) else [value]
    return _plain([{"value": each} if isinstance(each, str) else each for each in entries])


def _ids(value: Any) -> Any:
    """Members to remove, by their id alone: ``"$ref": null`` must not narrow the match."""
    entries = _members(value)
    if not all(isinstance(each, dict) and "value" in each for each in entries):
        return value
    return [{"value": each["value"]} for each in entries]


def _single(value: Any) -> Any:
    """``[{"value": x}]`` as x: older Entra provisioning wraps single values so."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value.get("value") if isinstance(value, dict) and set(value) == {"value"} else value


def flag(value: Any) -> Any:
    """``"False"`` as false and ``"True"`` as true; anything else as it is."""
    return _FLAGS.get(value.lower(), value) if isinstance(value, str) else value
