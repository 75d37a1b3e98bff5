"""What a change of a stored User or Group meant for people: a pure comparison of two states."""

from dataclasses import dataclass
from typing import Any

from core.names import clean
from core.scim.bridge.urns import LIFECYCLE
from core.scim.models import EventKind
from core.scim.person_names import names_of

Wire = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that happened to one person."""

    kind: EventKind
    resource_id: str
    group: str | None = None
    """Shown name of the group, for changes of membership."""
    gained: frozenset[str] = frozenset()
    """Names by which an active user became known with this change: they may be another person's."""
    silent: bool = False
    """Only the names changed, in something else than the user name: no event, unless it is held."""


@dataclass(frozen=True)
class Person:
    """Who a User resource stands for."""

    user_name: str
    email: str | None
    display: str | None
    ticket: str | None = None
    """Number that the IdP gave for the change (our extension)."""
    active: bool = True
    names: frozenset[str] = frozenset()
    """Everything that they are known by, comparable."""


def person_of(user: Wire, bridge: str) -> Person:
    """Name and address of a User: the primary address, else the first, else a userName like one.

    The name is what is shown and written into cases, without what nobody sees in it; the resource
    itself is kept and answered as it was sent (RFC 7643 §2.2).
    """
    emails = [e for e in user.get("emails") or [] if e.get("value")]
    primary = next((e for e in emails if e.get("primary")), emails[0] if emails else None)
    user_name = str(user.get("userName") or "")
    email = primary["value"] if primary else (user_name if "@" in user_name else None)
    name = user.get("name") or {}
    parts = [name.get("givenName"), name.get("familyName")]
    full = name.get("formatted") or " ".join(part for part in parts if part)
    ticket = (user.get(LIFECYCLE) or {}).get("ticket")
    shown = clean(str(user.get("displayName") or full)) or None
    return Person(user_name, email, shown, ticket, _is_active(user), names_of(bridge, user))


def changes_between(
    kind: str, before: Wire | None, after: Wire | None, bridge: str = ""
) -> list[Change]:
    """What happened when a resource went from one state to another (``None``: not there)."""
    if kind == "User":
        return _of_user(bridge, before, after)
    return _of_group(before, after)


def _of_user(bridge: str, before: Wire | None, after: Wire | None) -> list[Change]:
    if before is None:
        created = after is not None and _is_active(after)
        return [Change(EventKind.USER_CREATED, _id(after))] if created else []
    if after is None:
        return [Change(EventKind.USER_DELETED, _id(before))]
    found = []
    was, is_now = _is_active(before), _is_active(after)
    if was and not is_now:
        found.append(Change(EventKind.USER_DEACTIVATED, _id(after)))
    if is_now and not was:
        found.append(Change(EventKind.USER_REACTIVATED, _id(after)))
    if is_now and was:
        gained = names_of(bridge, after) - names_of(bridge, before)
        if (renamed := _folded(before) != _folded(after)) or gained:
            kind = EventKind.USER_RENAMED
            found.append(Change(kind, _id(after), gained=gained, silent=not renamed))
    return found


def _of_group(before: Wire | None, after: Wire | None) -> list[Change]:
    had, has = _users(before), _users(after)
    name = clean(str((after or before or {}).get("displayName") or ""))
    joined = [value for value in has if value not in had]
    left = [value for value in had if value not in has]
    return [Change(EventKind.MEMBER_ADDED, value, name) for value in joined] + [
        Change(EventKind.MEMBER_REMOVED, value, name) for value in left
    ]


def _users(group: Wire | None) -> dict[str, None]:
    members = (group or {}).get("members") or []
    return {m["value"]: None for m in members if m.get("type", "User") == "User"}


def _id(resource: Wire | None) -> str:
    return str((resource or {})["id"])


def _is_active(user: Wire) -> bool:
    return user.get("active") is not False


def _folded(user: Wire) -> str:
    return str(user.get("userName") or "").lower()
