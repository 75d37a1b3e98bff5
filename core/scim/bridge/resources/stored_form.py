"""What of a resource is kept, and whether a database can keep it."""

from typing import Any

from scim2_models import InvalidValueException, Resource

from core.scim.bridge.resources.rows import Wire
from core.scim.bridge.urns import ENTERPRISE, LIFECYCLE

MOST_BYTES = 1500
"""Of a name that is looked for: PostgreSQL's indexes take 2,700 bytes in all."""


def storable(resource: Resource[Any]) -> Wire:
    """What is kept of a resource: not its id, meta, password or our own status."""
    body: Wire = resource.model_dump()
    for name in ("id", "meta", "password", "groups"):
        body.pop(name, None)
    ticket = (body.pop(LIFECYCLE, None) or {}).get("ticket")
    body["schemas"] = [str(s) for s in body.get("schemas") or [] if s != LIFECYCLE]
    if ticket is not None:
        body["schemas"].append(LIFECYCLE)
        body[LIFECYCLE] = {"ticket": ticket}
    return kept(body)


def kept(body: Wire) -> Wire:
    """The body, if a database can keep it and its user has a name (RFC 7643 §4.1.1)."""
    if not _can_be_stored(body):
        raise InvalidValueException(detail="A value holds a character that is no text")
    if not str(body.get("userName", "?")).strip():
        raise InvalidValueException(detail="userName must not be empty")
    for name in ("userName", "externalId"):
        if len(str(body.get(name) or "").encode()) > MOST_BYTES:
            raise InvalidValueException(detail=f"{name} is longer than {MOST_BYTES} bytes")
    manager = (body.get(ENTERPRISE) or {}).get("manager") or {}
    if str(manager.get("$ref", "")).startswith("../"):  # as RFC 7643 §8.3 prints it
        manager["$ref"] = manager["$ref"].removeprefix("../")
    return body


def _can_be_stored(node: Any) -> bool:
    """Databases refuse NUL, and UTF-8 the halves of surrogate pairs."""
    if isinstance(node, str):
        return node.isprintable() or _is_text(node)
    if isinstance(node, dict):
        return all(_can_be_stored(value) for value in node.values())
    return not isinstance(node, list) or all(_can_be_stored(value) for value in node)


def _is_text(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
