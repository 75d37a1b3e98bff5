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

from core.scim.bridge.protocol.idp_quirks import PATCH_OP, flag
from core.scim.bridge.protocol.request import Call
from core.scim.bridge.resources import rows
from core.scim.bridge.resources.rows import Row
from core.scim.bridge.urns import ENTERPRISE
from core.scim.models import Profile

_FILTER = re.compile(r'\s*(userName|externalId)\s+eq\s+("(?:[^"\\\x00-\x1f]|\\.)*")\s*', re.I)
_PLAIN = {"filter", "startIndex", "count"}
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


def activation(profile: Profile, call: Call) -> bool | None:
    """What a PATCH that only sets ``active`` sets it to; ``None`` for every other PATCH."""
    if len(call.body) > 1000 or b"ctive" not in call.body:
        return None
    try:
        patch = call.json
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


def location(row: Row, base_url: str) -> str:
    """Where a stored resource is found."""
    return f"{base_url}/{row.kind}s/{row.resource_id}"


def published(row: Row, base_url: str) -> str:
    """A stored user as it is sent, in JSON: with its location, and references as URLs.

    The body is JSON already; what is ours is put before it instead of reading and writing it all.
    """
    meta = {**rows.meta(row), "location": location(row, base_url)}
    head = f'{{"id":{_text(row.resource_id)},"meta":{_text(meta)},'
    if '"$ref"' not in row.body:
        return head + row.body[1:]
    body = json.loads(row.body)
    manager = (body.get(ENTERPRISE) or {}).get("manager") or {}
    if "$ref" in manager:
        manager["$ref"] = _absolute(manager["$ref"], base_url)
    return head + _text(body)[1:]


_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def _absolute(reference: str, base_url: str) -> str:
    if urlsplit(reference).scheme or reference.startswith("/"):
        return reference
    return f"{base_url}/{reference}"


def listed(found: list[str]) -> str:
    """The answer to a search that fits on one page; of users in JSON."""
    head = f'"totalResults":{len(found)},"itemsPerPage":{len(found)},"startIndex":1'
    return f'{{"schemas":["{LIST}"],{head},"Resources":[{",".join(found)}]}}'
