"""The lab: any SCIM endpoint, requirement by requirement; the vendor's tick, tested.

Two sets of checks: scim2-tester's, which creates and removes users of its own, and ours of what
Okta and Entra ID need. All of it goes through the guarded client.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.errors import OfframpError
from core.scim.outbound.client import Client, Reply
from core.scim.outbound.deprovision import PATCH_OP
from core.scim.outbound.find_user import active_of

REACHED = "the endpoint can be asked"
"""Where this is not met nothing was learned of the endpoint: it is down, or refuses the sign-in."""

SEARCH = "a search without a match is 200 and an empty list"
"""Where only this is met nobody is provisioned: a list that can be asked gives no access."""

REQUIREMENTS = (
    ("both", SEARCH),
    ("both", "POST creates a user: 201 with an id"),
    ("both", "a taken userName is 409"),
    ("both", "userName is found whatever its case"),
    ("Entra ID", "PATCH with active as text switches a user off"),
    ("Okta", "PATCH without path switches a user on"),
    ("Okta", "PUT with active false deactivates"),
    ("Entra ID", "a deactivated user is still returned"),
    ("Entra ID", "DELETE is 204, and the user 404 afterwards"),
)
"""What :func:`idp_checks` looks at, in its order: who needs it, and what."""

USER = "urn:ietf:params:scim:schemas:core:2.0:User"


@dataclass(frozen=True)
class Check:
    """One requirement: who needs it, whether it is met, and what was seen."""

    who: str
    requirement: str
    met: bool
    seen: str
    rule: str = ""


def idp_checks(client: Client, mark: str | None = None) -> list[Check]:
    """What Okta and Entra ID need. Makes one user with a name of its own, and removes it again."""
    name = f"offramp-lab-{mark or secrets.token_hex(4)}@example.com"
    found: list[Check] = []
    made: list[str] = []
    try:
        for check in _walk(client, name, made):
            found.append(check)
    except OfframpError as problem:
        found.append(Check("both", REACHED, False, problem.message))
    finally:
        for remote_id in made:
            _clean(client, remote_id)
    return found


def _walk(client: Client, name: str, made: list[str]) -> Iterator[Check]:
    query = {"filter": f'userName eq "{name}"', "startIndex": "1", "count": "100"}
    empty = client.get("search for nobody", "Users", **query)
    if empty.status in (401, 403):
        yield Check("both", REACHED, False, f"The app refused the sign-in ({empty.status}).")
        return
    total = (empty.body or {}).get("totalResults")
    yield _check("both", SEARCH, total == 0, empty)
    body = {
        "schemas": [USER],
        "userName": name,
        "externalId": name,
        "name": {"givenName": "Lab", "familyName": "Offramp"},
        "emails": [{"value": name, "type": "work", "primary": True}],
        "active": True,
    }
    created = client.send("create a user", "POST", "Users", body)
    remote_id = (created.body or {}).get("id")
    yield _check("both", "POST creates a user: 201 with an id", created.status == 201, created)
    if not isinstance(remote_id, str):
        return
    made.append(remote_id)
    again = client.send("create the user again", "POST", "Users", body)
    yield _check("both", "a taken userName is 409", again.status == 409, again)
    upper = {**query, "filter": f'userName eq "{name.upper()}"'}
    folded = client.get("search in capitals", "Users", **upper)
    met = (folded.body or {}).get("totalResults") == 1
    yield _check("both", "userName is found whatever its case", met, folded)
    path = f"Users/{remote_id}"
    yield from _switch(client, path, "Entra ID", "PATCH with active as text", "Replace", "False")
    yield from _switch(client, path, "Okta", "PATCH without path", "replace", True)
    put = client.send("deactivate by PUT", "PUT", path, body | {"active": False, "id": remote_id})
    seen = client.get("read back", path)
    off = active_of(seen.body or {}) is False
    yield _check("Okta", "PUT with active false deactivates", put.status == 200 and off, put)
    listed = client.get("search the deactivated user", "Users", **query)
    met = (listed.body or {}).get("totalResults") == 1
    yield _check("Entra ID", "a deactivated user is still returned", met, listed)
    gone = client.send("delete", "DELETE", path)
    after = client.get("read the deleted user", path)
    met = gone.status == 204 and after.status == 404
    yield _check("Entra ID", "DELETE is 204, and the user 404 afterwards", met, gone)
    if after.status == 404:
        made.remove(remote_id)


def _switch(client: Client, path: str, who: str, what: str, op: str, value: Any) -> Iterator[Check]:
    with_path = {"op": op, "path": "active", "value": value}
    operation = {"op": op, "value": {"active": value}} if what.endswith("path") else with_path
    body = {"schemas": [PATCH_OP], "Operations": [operation]}
    answer = client.send(what, "PATCH", path, body)
    wanted = value is True
    seen = active_of(client.get("read back", path).body or {})
    met = answer.status in (200, 204) and seen is wanted
    yield _check(who, f"{what} switches a user {'on' if wanted else 'off'}", met, answer)


def _check(who: str, requirement: str, met: bool, answer: Reply) -> Check:
    return Check(who, requirement, met, f"{answer.status} {answer.text[:160]}".strip())


def _clean(client: Client, remote_id: str) -> None:
    try:
        client.send("clean up", "DELETE", f"Users/{remote_id}")
    except OfframpError:
        return


def rfc_checks(client: Client) -> list[Check]:
    """scim2-tester's checks of the RFCs; it makes users and groups and removes them again."""
    from core.scim.lab.rfc_checks import checks  # late: few processes ever need the tester

    return [Check("RFC", title, met, seen) for title, met, seen in checks(client)]
