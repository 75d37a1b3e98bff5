"""Short cuts for what IdPs ask all day; each answers as the long way does (a test compares).

``GET /Users?filter=userName eq "x"`` (or ``externalId``), ``GET /Users/{id}``, ``POST /Users`` and
a PATCH that only sets ``active``. They leave out what the long way spends most time on: building,
copying and dumping pydantic models of what the database already holds as JSON.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import from_json

from core.scim.models import Profile
from core.scim.quirks import PATCH_OP, flag

Wire = dict[str, Any]

_FILTER = re.compile(r'\s*(userName|externalId)\s+eq\s+("(?:[^"\\\x00-\x1f]|\\.)*")\s*', re.I)
_PLAIN = {"filter", "startIndex", "count"}
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def equality(query: Mapping[str, str]) -> tuple[str, str] | None:
    """``("username", value)`` or ``("externalid", value)`` of a search for one user."""
    if not query.keys() <= _PLAIN or "filter" not in query:
        return None
    if query.get("startIndex", "1") != "1" or not _positive(query.get("count", "1")):
        return None
    found = _FILTER.fullmatch(query["filter"])
    if found is None:
        return None
    try:
        value = json.loads(found.group(2))
    except ValueError:
        return None
    return (found.group(1).lower(), value) if str(value).isprintable() else None


def _positive(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 1000 and len(text) < 9


def activation(profile: Profile, body: bytes) -> bool | None:
    """What a PATCH that only sets ``active`` sets it to; ``None`` for every other PATCH."""
    if len(body) > 1000 or b"ctive" not in body:
        return None
    try:
        patch = from_json(body)
    except ValueError:
        return None
    if not isinstance(patch, dict) or set(patch) != {"schemas", "Operations"}:
        return None
    operations = patch["Operations"]
    if patch["schemas"] != [PATCH_OP] or not isinstance(operations, list) or len(operations) != 1:
        return None
    return _sets_active(profile, operations[0])


def _sets_active(profile: Profile, operation: Any) -> bool | None:
    if not isinstance(operation, dict) or not set(operation) <= {"op", "path", "value"}:
        return None
    if str(operation.get("op")).lower() != "replace":
        return None
    value = operation.get("value")
    if "path" not in operation:
        if not isinstance(value, dict) or set(value) != {"active"}:
            return None
        value = value["active"]
    elif operation["path"] != "active":
        return None
    if profile is not Profile.STRICT:
        value = flag(value)
    return value if isinstance(value, bool) else None


def published(wire: Wire, base_url: str) -> Wire:
    """A stored resource as it is sent: with its location, and references as URLs."""
    meta = wire["meta"]
    location = f"{base_url}/{meta['resourceType']}s/{wire['id']}"
    shown = {**wire, "meta": {**meta, "location": location}}
    manager = (wire.get(_ENTERPRISE) or {}).get("manager")
    if manager and "$ref" in manager:
        reference = {**manager, "$ref": _absolute(manager["$ref"], base_url)}
        shown[_ENTERPRISE] = {**wire[_ENTERPRISE], "manager": reference}
    return shown


def _absolute(reference: str, base_url: str) -> str:
    if urlsplit(reference).scheme or reference.startswith("/"):
        return reference
    return f"{base_url}/{reference}"


def listed(found: list[Wire]) -> Wire:
    """The answer to a search that fits on one page."""
    answer: Wire = {"schemas": [LIST], "totalResults": len(found)}
    answer |= {"itemsPerPage": len(found), "startIndex": 1}
    return answer | ({"Resources": found} if found else {"Resources": []})
