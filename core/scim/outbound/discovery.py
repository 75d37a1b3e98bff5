"""What an app's SCIM endpoint can do, and where it departs from the RFC: read, never guessed."""

from dataclasses import dataclass
from typing import Any

from core.errors import OfframpError
from core.scim.outbound.client import Client, Reply


@dataclass(frozen=True)
class Remark:
    """One thing seen: ``ok``, ``departs`` (from the RFC) or ``fails``."""

    verdict: str
    what: str
    rule: str = ""


def report(client: Client) -> list[Remark]:
    """Ask for the configuration and one user; say what works and what does not."""
    found: list[Remark] = []
    for look in (_config, _users, _missing, _empty):
        try:
            found += look(client)
        except OfframpError as problem:
            found.append(Remark("fails", problem.message))
            break
    return found


def _config(client: Client) -> list[Remark]:
    answer = client.get("read the configuration", "ServiceProviderConfig")
    rule = "RFC 7644 §4"
    if answer.status != 200 or answer.body is None:
        text = f"No ServiceProviderConfig ({answer.status}); its abilities must be tried."
        return [Remark("departs", text, rule)]
    found = [Remark("ok", "ServiceProviderConfig is there", rule)]
    for name in ("patch", "filter", "bulk", "sort", "etag"):
        part = answer.body.get(name)
        if not isinstance(part, dict) or not isinstance(part.get("supported"), bool):
            found.append(Remark("departs", f"does not say whether it supports {name}", rule))
        else:
            can = "supports" if part["supported"] else "does not support"
            found.append(Remark("ok", f"{can} {name}", rule))
    return found + _media_type(answer)


def _users(client: Client) -> list[Remark]:
    answer = client.get("list one user", "Users", startIndex="1", count="1")
    rule = "RFC 7644 §3.4.2"
    if answer.status != 200 or answer.body is None:
        return [Remark("fails", f"Users cannot be listed ({answer.status})", rule)]
    found = [Remark("ok", "users can be listed", rule)]
    body = answer.body
    if not isinstance(body.get("totalResults"), int):
        found.append(Remark("departs", "totalResults is missing or no number", rule))
    listed: Any = body.get("Resources", [])
    if not isinstance(listed, list):
        return [*found, Remark("fails", "Resources is no list", rule)]
    if len(listed) > 1:
        found.append(Remark("departs", "count is ignored", "RFC 7644 §3.4.2.4"))
    for user in listed[:1]:
        if not isinstance(user, dict) or not isinstance(user.get("id"), str):
            found.append(Remark("departs", "a user's id is no string", "RFC 7643 §3.1"))
        elif "active" not in user:
            text = "users do not show active: a removal can only be proven by deletion"
            found.append(Remark("departs", text, "RFC 7643 §4.1.1"))
        elif not isinstance(user["active"], bool):
            found.append(Remark("departs", "active is no boolean", "RFC 7643 §4.1.1"))
    return found + _media_type(answer)


def _missing(client: Client) -> list[Remark]:
    answer = client.get("look for a user who is not there", "Users/offramp-nobody")
    rule = "RFC 7644 §3.12"
    if answer.status == 404:
        return [Remark("ok", "an unknown user is 404", rule)]
    return [Remark("departs", f"an unknown user is {answer.status}, not 404", rule)]


def _empty(client: Client) -> list[Remark]:
    text = 'userName eq "offramp-nobody@example.invalid"'
    answer = client.get("search for nobody", "Users", filter=text)
    rule = "RFC 7644 §3.4.2.2"
    if answer.status != 200 or answer.body is None:
        return [Remark("departs", f"userName eq cannot be searched ({answer.status})", rule)]
    if answer.body.get("totalResults") != 0 or answer.body.get("Resources"):
        return [Remark("departs", "the filter is ignored: everybody is returned", rule)]
    return [Remark("ok", "userName eq finds nobody who is not there", rule)]


def _media_type(answer: Reply) -> list[Remark]:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/scim+json":
        return []
    text = f"answers are {kind or 'of no type'}, not application/scim+json"
    return [Remark("departs", text, "RFC 7644 §8.1")]
