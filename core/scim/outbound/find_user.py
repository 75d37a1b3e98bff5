"""Finding one user of an app by SCIM, whatever the app can filter by."""

from dataclasses import dataclass
from typing import Any

from core.scim.comparison_form import key
from core.scim.outbound.client import Client, Hopeless, Reply

PAGE, MOST_PAGES = 100, 200


@dataclass(frozen=True)
class Found:
    """A user of the app, as far as we need to know them."""

    id: str
    user_name: str
    active: bool | None
    """``None``: the app does not say."""


def find(client: Client, user: str) -> list[Found]:
    """Users with this userName, externalId or e-mail address, each once."""
    literal = '"' + user.replace("\\", "\\\\").replace('"', '\\"') + '"'
    filters = [f"userName eq {literal}", f"externalId eq {literal}"]
    if "@" in user:
        filters.append(f"emails.value eq {literal}")
    found: dict[str, Found] = {}
    refused = 0
    for text in filters:
        answer = client.get("find the user", "Users", filter=text, startIndex="1", count=str(PAGE))
        if answer.status in (400, 404, 501):  # this app cannot filter so
            refused += 1
            continue
        matching, ignored = _matches(answer, user)
        found |= {each.id: each for each in matching}
        if ignored:  # everybody came back: the filter was not looked at
            return _look_at_everybody(client, user)
    if refused == len(filters):
        return _look_at_everybody(client, user)
    return list(found.values())


def _matches(answer: Reply, user: str) -> tuple[list[Found], bool]:
    """Users in a list that are really the one, and whether others were in it too."""
    listed = _listed(answer)
    matching = [each for each in listed if _is(each, user)]
    total = _number((answer.body or {}).get("totalResults"), len(listed))
    return [_found(each) for each in matching], len(listed) > len(matching) or total > len(listed)


def _look_at_everybody(client: Client, user: str) -> list[Found]:
    found: dict[str, Found] = {}
    start = 1
    for _ in range(MOST_PAGES):
        answer = client.get("look at all users", "Users", startIndex=str(start), count=str(PAGE))
        listed = _listed(answer)
        found |= {each["id"]: _found(each) for each in listed if _is(each, user)}
        total = _number((answer.body or {}).get("totalResults"), len(listed))
        start += len(listed)
        if not listed or start > total:
            return list(found.values())
    raise Hopeless("The app cannot search, and has more users than can be looked at.")


def _listed(answer: Reply) -> list[dict[str, Any]]:
    body = answer.body
    if answer.status != 200 or body is None:
        raise Hopeless(f"The app's list of users is no SCIM answer ({answer.status}).")
    listed = body.get("Resources", [] if "totalResults" in body else None)
    if not isinstance(listed, list):
        raise Hopeless("The app's list of users is no SCIM list.")
    return [each for each in listed if isinstance(each, dict) and _has_id(each)]


def _has_id(resource: dict[str, Any]) -> bool:
    """An id that can stand in a path: with an empty one, or dots, it would lead elsewhere."""
    value = resource.get("id")
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number or (isinstance(value, str) and value.strip() not in ("", ".", ".."))


def _is(resource: dict[str, Any], user: str) -> bool:
    """Whether this is the user, whatever the case; what only looks alike is somebody else."""
    wanted = key(user, False)
    emails = resource.get("emails")
    addresses = [
        each.get("value") if isinstance(each, dict) else each
        for each in (emails if isinstance(emails, list) else [])
    ]
    names = [resource.get("userName"), resource.get("externalId"), *addresses]
    return any(isinstance(name, str) and key(name, False) == wanted for name in names)


def _found(resource: dict[str, Any]) -> Found:
    name = resource.get("userName")
    return Found(str(resource["id"]), str(name or ""), active_of(resource))


def active_of(resource: dict[str, Any]) -> bool | None:
    """Whether a user is active; ``None`` where the app does not say."""
    value = resource.get("active")
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default
