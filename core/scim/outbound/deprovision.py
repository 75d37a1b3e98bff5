"""Removing one user from one app: find, deactivate, and look whether they are really gone.

Nothing is believed but what is read back: a 200 that changes nothing is told from one that does,
and what cannot be proven ends as an open step that says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from core.scim.models import RemovalCause
from core.scim.normalise import key
from core.scim.outbound.client import Client, Hopeless, Reply, Temporary

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
PAGE, MOST_PAGES = 100, 200


@dataclass(frozen=True)
class Found:
    """A user of the app, as far as we need to know them."""

    id: str
    user_name: str
    active: bool | None
    """``None``: the app does not say."""


@dataclass(frozen=True)
class Outcome:
    """How it ended: ``gone`` is proven by reading back; everything else needs a person."""

    gone: bool
    sentence: str
    remote_id: str | None = None
    candidates: tuple[Found, ...] = ()
    returned: bool = False
    """Was gone, and is seen to be there again."""
    cause: RemovalCause | None = None
    pending: bool = False
    """The app took the change and does not show it yet; it is to be looked at later."""


Identified = Callable[[str], None]
"""Told of the user's id before anything is changed, so that a restart goes on with this user."""


def remove(
    client: Client,
    user: str,
    *,
    remote_id: str | None = None,
    deletes: bool = False,
    patient: bool = False,
    identified: Identified = lambda _: None,
) -> Outcome:
    """Remove the user and prove it. Raises :class:`Temporary` when it should be tried again.

    ``patient``: an app that takes a change and does not show it at once is given time.
    """
    try:
        if remote_id is None:
            found = find(client, user)
            if len(found) != 1:
                return _not_one(user, found)
            remote_id = found[0].id
            identified(remote_id)
        before = _look(client, remote_id)
        if before.word == "deleted" and (still := _listed_under(client, user, remote_id)):
            return _contradiction(user, still)
        if before.word == "deleted" or (before.word and not deletes):
            return Outcome(True, f"{user} was {before.word} already.", remote_id)
        return _act(client, user, before, deletes, patient)
    except Hopeless as problem:
        return Outcome(False, f"{problem.message} Remove {user} by hand.", remote_id)


def _not_one(user: str, found: list[Found]) -> Outcome:
    if not found:
        return Outcome(
            False,
            f"The app knows no user {user!r} by user name, external id or e-mail. "
            "Check whether they have an account under another name.",
        )
    names = ", ".join(f"{each.user_name} ({each.id})" for each in found[:5])
    return Outcome(
        False,
        f"{len(found)} users match {user!r}: {names}. Choose which one is meant.",
        candidates=tuple(found[:20]),
    )


# -- find ------------------------------------------------------------------


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


# -- act and prove -----------------------------------------------------------


@dataclass(frozen=True)
class _Seen:
    """The user as the app shows them now."""

    id: str
    word: str | None
    """``deleted`` or ``inactive``; ``None`` when they are there."""
    body: dict[str, Any] | None = None
    version: str | None = None
    """Entity tag, for apps that demand it."""

    @property
    def tells(self) -> bool:
        """Whether the app says at all if a user is active."""
        return self.body is None or active_of(self.body) is not None


def _act(client: Client, user: str, seen: _Seen, deletes: bool, patient: bool) -> Outcome:
    said = []
    for name, method, body in _ladder(seen, deletes):
        answer = _change(client, seen, name, method, body)
        said.append(f"{name}: {answer.status}")
        seen = _look(client, seen.id)
        if seen.word is not None:
            return Outcome(True, f"{user} is {seen.word}; read back from the app.", seen.id)
        if patient and answer.status < 300:
            sentence = f"The app took the change of {user} and does not show it yet."
            return Outcome(False, sentence, seen.id, pending=True)
    tried = f"after everything that was tried ({'; '.join(said)})"
    if seen.tells:
        sentence = f"{user} is still active {tried}. Remove them by hand."
    else:
        sentence = f"The app does not show whether {user} is active {tried}. Look there."
    return Outcome(False, sentence, seen.id)


def _ladder(seen: _Seen, deletes: bool) -> Any:
    """The ways to switch a user off, from the standard one to what some apps need."""
    if deletes:
        yield "delete", "DELETE", None
        return
    with_path = {"op": "replace", "path": "active", "value": False}
    without = {"op": "replace", "value": {"active": False}}
    yield "patch active", "PATCH", {"schemas": [PATCH_OP], "Operations": [with_path]}
    yield "patch without path", "PATCH", {"schemas": [PATCH_OP], "Operations": [without]}
    kept = {n: value for n, value in (seen.body or {}).items() if n not in ("meta", "groups")}
    yield "put", "PUT", kept | {"active": False}


def _change(
    client: Client, seen: _Seen, name: str, method: str, body: dict[str, Any] | None
) -> Reply:
    """Send a change; once more with the version for apps that demand it (RFC 7644 §3.14)."""
    answer = client.send(name, method, _path(seen.id), body)
    if answer.status not in (412, 428) or not seen.version:
        return answer
    return client.send(name, method, _path(seen.id), body, if_match=seen.version)


def _look(client: Client, remote_id: str) -> _Seen:
    """Read the user."""
    answer = client.get("look whether they are gone", _path(remote_id))
    if answer.status in (404, 410):
        return _Seen(remote_id, "deleted")
    body = answer.body
    if answer.status != 200 or body is None:
        raise Hopeless(f"The app's answer about the user is no SCIM answer ({answer.status}).")
    if str(body.get("id")) != remote_id:
        raise Hopeless("The app answered with another user than the one that was asked for.")
    meta = body.get("meta")
    version = answer.headers.get("etag") or (meta.get("version") if isinstance(meta, dict) else "")
    word = "inactive" if active_of(body) is False else None
    return _Seen(remote_id, word, body, version if isinstance(version, str) else None)


def _listed_under(client: Client, user: str, remote_id: str) -> Found | None:
    """The same account where a search still shows it: then a 404 proves nothing."""
    found = [each for each in find(client, user) if each.id == remote_id]
    return found[0] if found and found[0].active is not False else None


def _contradiction(user: str, found: Found) -> Outcome:
    sentence = f"The app lists {user} ({found.id}) but says that there is no such user. Look there."
    return Outcome(False, sentence, found.id)


def still_gone(client: Client, user: str, remote_id: str) -> Outcome:
    """A later look: the same user, and any other that has come under the same name."""
    try:
        proof = _look(client, remote_id).word
        others = [each for each in find(client, user) if each.active is not False]
    except Hopeless as problem:
        return Outcome(False, f"{problem.message} Look whether {user} is gone.", remote_id)
    if proof is None:
        return Outcome(False, f"{user} is active in the app.", remote_id, returned=True)
    if proof == "deleted" and (same := [each for each in others if each.id == remote_id]):
        return _contradiction(user, same[0])
    others = [each for each in others if each.id != remote_id]
    if others:
        sentence = (
            f"There is an active account for {user}: {others[0].user_name}. "
            f"It has another id ({others[0].id})."
        )
        cause = RemovalCause.OTHER_ACCOUNT
        return Outcome(False, sentence, remote_id, returned=True, cause=cause)
    return Outcome(True, f"{user} is {proof}; read back from the app.", remote_id)


def _path(remote_id: str) -> str:
    return f"Users/{quote(remote_id, safe='')}"


__all__ = ["Found", "Outcome", "Temporary", "active_of", "find", "remove", "still_gone"]
