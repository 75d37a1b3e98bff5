"""All users of an app, or of a bridge, as one SCIM ListResponse (RFC 7644 §3.4.2)."""

import json
from typing import Any

from sqlmodel import Session, col, select

from core.actor import Actor
from core.errors import NotFound
from core.net import guard
from core.rights import Action, require
from core.scim.models import Bridge, ScimResource
from core.scim.outbound.client import Client, Hopeless
from core.scim.outbound.connections import usable_row
from core.scim.outbound.runner import target_of
from core.storage.database import Database

PAGE = 100
MOST_USERS = 1_000_000
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def users_of_app(
    database: Database,
    actor: Actor,
    connection: int,
    *,
    resolver: guard.Resolver = guard.system_resolver,
) -> bytes:
    """Every User that an app lists, page by page, by index or by cursor (RFC 9865).

    ``totalResults`` stays what the app says: where fewer were listed, the list is a part. Takes the
    database, not a session: no transaction is held open while the app is asked. Raises
    :class:`Unavailable` where it cannot be asked.
    """
    require(actor, Action.INVENTORY_DELIVER)
    with database.read() as session:
        target = target_of(usable_row(session, connection))
    found: dict[str, dict[str, Any]] = {}
    total, start, cursor = 0, 1, None
    with Client(target, resolver=resolver) as client:
        while len(found) < MOST_USERS:
            query = {"count": str(PAGE)}
            query |= {"cursor": cursor} if cursor else {"startIndex": str(start)}
            answer = client.get("list all users", "Users", **query)
            listed, said = _page(answer.status, answer.body)
            before = len(found)
            found |= {str(each["id"]): each for each in listed}
            total = len(found) if said is None else said
            start += len(listed)
            cursor = (answer.body or {}).get("nextCursor")
            is_last = cursor is None and (start > total or said is None)
            if not listed or is_last or len(found) == before:
                break
    return list_response(list(found.values()), max(total, len(found)))


def users_of_bridge(session: Session, actor: Actor, bridge: str) -> bytes:
    """Every User that an IdP keeps in a bridge."""
    require(actor, Action.INVENTORY_DELIVER)
    if session.get(Bridge, bridge) is None:
        raise NotFound("There is no such bridge.", field="bridge")
    query = (
        select(ScimResource)
        .where(ScimResource.bridge_id == bridge, ScimResource.kind == "User")
        .order_by(col(ScimResource.seq))
    )
    found = []
    for row in session.exec(query):
        active = {} if row.active is None else {"active": row.active}
        found.append({**json.loads(row.body), "id": row.resource_id, **active})
    return list_response(found, len(found))


def list_response(resources: list[dict[str, Any]], total: int) -> bytes:
    """The answer as bytes; the same users are the same bytes."""
    body = {
        "schemas": [LIST],
        "totalResults": total,
        "itemsPerPage": len(resources),
        "startIndex": 1,
        "Resources": sorted(resources, key=lambda one: str(one["id"])),
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def _page(status: int, body: dict[str, Any] | None) -> tuple[list[dict[str, Any]], int | None]:
    if status != 200 or body is None:
        raise Hopeless(f"The app's list of users is no SCIM answer ({status}).")
    listed = body.get("Resources", [] if "totalResults" in body else None)
    if not isinstance(listed, list):
        raise Hopeless("The app's list of users is no SCIM list.")
    total = body.get("totalResults")
    is_number = isinstance(total, int) and not isinstance(total, bool) and total >= 0
    usable = [
        each for each in listed if isinstance(each, dict) and each.get("id") not in (None, "")
    ]
    return usable, total if is_number else None
