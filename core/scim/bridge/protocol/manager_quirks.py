"""What identity providers write of a manager, as the RFC would have it (RFC 7643 §4.3)."""

from dataclasses import replace
from typing import Any

from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import AttrPath, Comparison, FilterNode, LogicalExpr, Not

from core.scim.bridge.urns import ENTERPRISE

MANAGER = f"{ENTERPRISE}:manager"


def manager(value: Any) -> Any:
    """A manager as the object that it is: Entra sends the bare id, or a list of one.

    The display name, which Okta sends with it, is read-only and so ignored. ``None`` where nobody
    is named: Microsoft's validator takes a manager away by replacing it with an empty text.
    """
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = {name: each for name, each in value.items() if name.lower() != "displayname"}
        return value if value.get("value", True) and value else None
    if isinstance(value, str):
        return {"value": value} if value.strip() else None
    return value


def with_manager(extension: dict[str, Any]) -> dict[str, Any]:
    """The enterprise extension of a whole resource, without an empty manager."""
    kept = {name: each for name, each in extension.items() if name != "manager"}
    found = manager(extension["manager"])
    return kept if found is None else {**kept, "manager": found}


def manager_operation(operation: dict[str, Any], value: Any) -> dict[str, Any]:
    """The operation on a manager: one that names nobody removes whoever is there."""
    found = manager(value)
    if found is None or str(operation.get("op")).lower() == "remove":
        return {"op": "remove", "path": MANAGER}
    return {**operation, "path": MANAGER, "value": found}


def manager_filter(text: str) -> str:
    """``manager eq "id"``, Entra's question whether a reference is set, means the manager's value.

    Text that is no filter stays as it is; the protocol says what is wrong with it.
    """
    if "manager" not in text.lower():
        return text
    try:
        node = ScimFilter(text).ast
    except InvalidFilterException:
        return text
    changed = _by_value(node)
    return text if changed == node else str(changed)


def _by_value(node: FilterNode) -> FilterNode:
    if isinstance(node, LogicalExpr):
        return replace(node, terms=tuple(_by_value(term) for term in node.terms))
    if isinstance(node, Not):
        return replace(node, expr=_by_value(node.expr))
    if isinstance(node, Comparison) and _is_manager(node.attr_path):
        return replace(node, attr_path=AttrPath("manager", "value", ENTERPRISE))
    return node


def _is_manager(path: AttrPath) -> bool:
    ours = path.uri is None or path.uri.lower() == ENTERPRISE.lower()
    return ours and path.attr.lower() == "manager" and path.sub_attr is None
