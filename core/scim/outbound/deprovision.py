"""Removing one user from one app: find, deactivate, and look whether they are really gone.

Nothing is believed but what is read back: a 200 that changes nothing is told from one that does,
and what cannot be proven ends as an open step that says why.
"""

from collections.abc import Callable
from typing import Any

from core.scim.outbound.client import Client, Hopeless, Reply
from core.scim.outbound.find_user import find
from core.scim.outbound.read_back import (
    Outcome,
    Seen,
    contradiction,
    listed_under,
    look,
    not_one,
    user_path,
)

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
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
    active: bool | None = None
    try:
        if remote_id is None:
            found = find(client, user)
            if len(found) != 1:
                return not_one(user, found)
            remote_id = found[0].id
            identified(remote_id)
        before = look(client, remote_id)
        if before.word == "deleted" and (still := listed_under(client, user, remote_id)):
            return contradiction(user, still)
        if before.word == "deleted" or (before.word and not deletes):
            return Outcome(True, f"{user} was {before.word} already.", remote_id, active=False)
        active = True if before.tells else None
        return _act(client, user, before, deletes, patient)
    except Hopeless as problem:
        sentence = f"{problem.message} Remove {user} by hand."
        return Outcome(False, sentence, remote_id, active=active)


# -- act and prove -----------------------------------------------------------


def _act(client: Client, user: str, seen: Seen, deletes: bool, patient: bool) -> Outcome:
    said = []
    for name, method, body in _ladder(seen, deletes):
        answer = _change(client, seen, name, method, body)
        said.append(f"{name}: {answer.status}")
        seen = look(client, seen.id)
        if seen.word is not None:
            sentence = f"{user} is {seen.word}; read back from the app."
            return Outcome(True, sentence, seen.id, active=False)
        if patient and answer.status < 300:
            sentence = f"The app took the change of {user} and does not show it yet."
            return Outcome(False, sentence, seen.id, pending=True)
    tried = f"after everything that was tried ({'; '.join(said)})"
    if seen.tells:
        sentence = f"{user} is still active {tried}. Remove them by hand."
    else:
        sentence = f"The app does not show whether {user} is active {tried}. Look there."
    return Outcome(False, sentence, seen.id, active=True if seen.tells else None)


def _ladder(seen: Seen, deletes: bool) -> Any:
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
    client: Client, seen: Seen, name: str, method: str, body: dict[str, Any] | None
) -> Reply:
    """Send a change; once more with the version for apps that demand it (RFC 7644 §3.14)."""
    answer = client.send(name, method, user_path(seen.id), body)
    if answer.status not in (412, 428) or not seen.version:
        return answer
    return client.send(name, method, user_path(seen.id), body, if_match=seen.version)
