"""Reading a user back from an app: only what is seen there proves that they are gone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from core.scim.models import RemovalCause
from core.scim.outbound.client import Client, Hopeless
from core.scim.outbound.find_user import Found, active_of, find


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
    active: bool | None = None
    """Whether an active account was seen; ``None``: what was read does not tell."""


@dataclass(frozen=True)
class Seen:
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


def look(client: Client, remote_id: str) -> Seen:
    """Read the user."""
    answer = client.get("check whether they are gone", user_path(remote_id))
    if answer.status in (404, 410):
        return Seen(remote_id, "deleted")
    body = answer.body
    if answer.status != 200 or body is None:
        raise Hopeless(f"The app's answer about the user is no SCIM answer ({answer.status}).")
    if str(body.get("id")) != remote_id:
        raise Hopeless("The app answered with another user than the one that was asked for.")
    meta = body.get("meta")
    version = answer.headers.get("etag") or (meta.get("version") if isinstance(meta, dict) else "")
    word = "inactive" if active_of(body) is False else None
    return Seen(remote_id, word, body, version if isinstance(version, str) else None)


def listed_under(client: Client, user: str, remote_id: str) -> Found | None:
    """The same account where a search still shows it: then a 404 proves nothing."""
    found = [each for each in find(client, user) if each.id == remote_id]
    return found[0] if found and found[0].active is not False else None


def contradiction(user: str, found: Found) -> Outcome:
    sentence = f"The app lists {user} ({found.id}) but says that there is no such user. Look there."
    return Outcome(False, sentence, found.id)


def look_by_name(client: Client, user: str, identified: Callable[[str], None]) -> Outcome:
    """Look for somebody whose account was never found: reads only, like every look."""
    try:
        found = find(client, user)
        if len(found) != 1:
            return not_one(user, found)
        identified(found[0].id)
    except Hopeless as problem:
        return Outcome(False, f"{problem.message} Check whether {user} is gone.")
    return still_gone(client, user, found[0].id)


def not_one(user: str, found: list[Found]) -> Outcome:
    """Nobody, or several, have this name: a person must say who is meant."""
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


def still_gone(client: Client, user: str, remote_id: str) -> Outcome:
    """A later look: the same user, and any other that has come under the same name."""
    try:
        seen = look(client, remote_id)
        proof = seen.word
        others = [each for each in find(client, user) if each.active is not False]
    except Hopeless as problem:
        return Outcome(False, f"{problem.message} Check whether {user} is gone.", remote_id)
    if proof is None:
        active = True if seen.tells else None
        said = "is active in the app" if seen.tells else "is in the app; it does not say if active"
        return Outcome(False, f"{user} {said}.", remote_id, returned=True, active=active)
    if proof == "deleted" and (same := [each for each in others if each.id == remote_id]):
        return contradiction(user, same[0])
    others = [each for each in others if each.id != remote_id]
    if others:
        sentence = (
            f"There is an active account for {user}: {others[0].user_name}. "
            f"It has another id ({others[0].id})."
        )
        cause = RemovalCause.OTHER_ACCOUNT
        active = True if others[0].active else None
        return Outcome(False, sentence, remote_id, returned=True, cause=cause, active=active)
    return Outcome(True, f"{user} is {proof}; read back from the app.", remote_id, active=False)


def elsewhere(outcome: Outcome, user: str, seen_at: str, asked: str, *, looked: bool) -> Outcome:
    """What one server says of somebody whose account was seen active at another one.

    That it does not know them, or shows them inactive, proves nothing about the account there.
    Only what shows them active counts, and a removal (not ``looked``) of an account found here.
    """
    if outcome.active or outcome.pending or (outcome.gone and not looked):
        return outcome
    told = (
        f"{user} was active at {seen_at}. What {asked} says proves nothing about the account there"
    )
    return replace(outcome, gone=False, active=None, sentence=f"{told}: {outcome.sentence}")


def user_path(remote_id: str) -> str:
    return f"Users/{quote(remote_id, safe='')}"
