"""What Okta and Entra ID send that is not quite SCIM, put right before the protocol reads it.

scim2-models itself takes capitalised operations, attribute paths as keys and, by policy, removal by
value and filters that create; what is left is here. The strict profile changes nothing.
"""

from typing import Any

from core.scim.models import Profile

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_FLAGS = {"true": True, "false": False}
_LISTS = ("emails", "phoneNumbers", "addresses", "roles", "entitlements", "ims", "photos")


def mended(profile: Profile, method: str, endpoint: str, body: Any) -> Any:
    """The body as the RFC would have it; the same object where nothing is to mend."""
    if profile is Profile.STRICT or not isinstance(body, dict):
        return body
    if method == "PATCH":
        return _patch(body)
    if method in ("POST", "PUT") and endpoint in ("Users", "Groups"):
        return _resource(body, endpoint)
    return body


def _resource(body: dict[str, Any], endpoint: str) -> dict[str, Any]:
    kept = {name: value for name, value in body.items() if value is not None}
    if "schemas" not in kept:
        kept["schemas"] = [f"urn:ietf:params:scim:schemas:core:2.0:{endpoint[:-1]}"]
    if "active" in kept:
        kept["active"] = flag(kept["active"])
    for name in _LISTS:
        if isinstance(kept.get(name), list):
            kept[name] = [entry for entry in map(_entry, kept[name]) if entry is not None]
    return kept


def _entry(entry: Any) -> Any:
    """An entry of a list of addresses; ``None`` when it holds nothing (Entra sends such)."""
    if not isinstance(entry, dict):
        return entry
    kept = {name: value for name, value in entry.items() if value is not None}
    if "primary" in kept:
        kept["primary"] = flag(kept["primary"])
    if kept.get("value", True) == "" or not set(kept) - {"type", "primary"}:
        return None
    return kept


def _patch(body: dict[str, Any]) -> dict[str, Any]:
    operations = body.get("Operations", body.get("operations"))
    if not isinstance(operations, list):
        return body
    return {
        "schemas": body.get("schemas") or [PATCH_OP],
        "Operations": [_operation(each) if isinstance(each, dict) else each for each in operations],
    }


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    mended_one = dict(operation)
    path, value = operation.get("path"), operation.get("value")
    if path in (None, ""):
        mended_one.pop("path", None)
        if isinstance(value, dict):
            value = {k: v for k, v in value.items() if k not in ("id", "schemas", "meta")}
            for name in value:
                if name.lower() == "active" or name.lower().endswith("primary"):
                    value[name] = flag(value[name])
            mended_one["value"] = value
    elif isinstance(path, str) and path.lower().rpartition(".")[2] in ("active", "primary"):
        mended_one["value"] = flag(_single(value))
    return mended_one


def _single(value: Any) -> Any:
    """``[{"value": x}]`` as x: older Entra provisioning wraps single values so."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value.get("value") if isinstance(value, dict) and set(value) == {"value"} else value


def flag(value: Any) -> Any:
    """``"False"`` as false and ``"True"`` as true; anything else as it is."""
    return _FLAGS.get(value.lower(), value) if isinstance(value, str) else value
