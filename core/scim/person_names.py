"""What a person is known by: the names under which two records are of the same person. Pure.

User name and addresses mean the same in every app. An ``externalId`` is the identity provider's
own: one that it made (16 characters or more, as Entra ID and Okta do) is nobody else's; a shorter
one, such as an employee number, counts inside its bridge only.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from core.scim.comparison_form import key

MADE_BY_A_MACHINE = 16
"""Characters from which an ``externalId`` is taken to be unique in the world."""


def comparable_name(text: str) -> str:
    """A name as it is compared: in lower case, without spaces around it."""
    return key(text.strip(), False)


def names_of(bridge: str, user: Mapping[str, Any]) -> frozenset[str]:
    """Every name of a SCIM User: ``userName``, each address, ``externalId``."""
    found = [user.get("userName"), *_addresses(user.get("emails"))]
    external = user.get("externalId")
    if isinstance(external, str) and external.strip():
        own = len(external.strip()) < MADE_BY_A_MACHINE and "@" not in external
        found.append(f"{bridge}/{external.strip()}" if own else external)
    return frozenset(comparable_name(name) for name in found if isinstance(name, str) and name)


def _addresses(emails: Any) -> Iterable[Any]:
    for each in emails if isinstance(emails, list) else []:
        yield each.get("value") if isinstance(each, Mapping) else each
