"""What a person is known by: the names under which two records are of the same person. Pure.

User name and addresses mean the same in every app. An ``externalId`` is the identity provider's
own: one that it made (16 characters or more, as Entra ID and Okta do) is nobody else's; a shorter
one, such as an employee number, counts inside its bridge only.

Whoever is spelled otherwise is the same person: besides each name as it was written stands the
canonical one. Only people are matched by it; a bridge tells its Users apart as SCIM says.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import category, normalize

from core.scim.comparison_form import key

MADE_BY_A_MACHINE = 16
"""Characters from which an ``externalId`` is taken to be unique in the world."""
_IN_BRACKETS = re.compile(r"<([^<>]*@[^<>]*)>")


def comparable_name(text: str) -> str:
    """A name as it is compared: in lower case, without spaces around it."""
    return key(text.strip(), False)


def canonical_name(text: str) -> str:
    """The name without what only spells it otherwise: an address out of ``Bo <bo@example.org>``.

    Compatible letters (NFKC) without invisible ones (category Cf), without ``mailto:`` and the
    trailing dot, in lower case. May be empty. A tag (``ops+bo@``, RFC 5233) stays: people who
    share a mailbox are told apart by it.
    """
    plain = text
    if not text.isascii():
        visible = (letter for letter in normalize("NFKC", text) if category(letter) != "Cf")
        plain = normalize("NFKC", "".join(visible).casefold())
    plain = plain.casefold().strip()
    if in_brackets := _IN_BRACKETS.search(plain):
        plain = in_brackets[1].strip()
    if plain.startswith("mailto:"):
        plain = plain.removeprefix("mailto:").partition("?")[0].strip()
    plain = plain.rstrip(". ")
    return comparable_name(plain)


def spellings(text: str) -> frozenset[str]:
    """The names under which somebody is looked for: as it was written, and canonical."""
    return frozenset(filter(None, (comparable_name(text), canonical_name(text))))


def names_of(bridge: str, user: Mapping[str, Any]) -> frozenset[str]:
    """Every name of a SCIM User: ``userName``, each address, ``externalId``."""
    said = [user.get("userName"), *_addresses(user.get("emails"))]
    numbers = []
    external = user.get("externalId")
    if isinstance(external, str) and external.strip():
        if "@" in external:
            said.append(external)
        elif len(external.strip()) < MADE_BY_A_MACHINE:
            numbers.append(f"{bridge}/{external.strip()}")
        else:
            numbers.append(external)
    names = [spelling for name in said if isinstance(name, str) for spelling in spellings(name)]
    return frozenset([*names, *map(comparable_name, numbers)])


def machine_made(ids: Iterable[str]) -> frozenset[str]:
    """Those of an identity provider's ids that a User anywhere is known by as ``externalId``."""
    made = (one.strip() for one in ids if "@" not in one)
    return frozenset(comparable_name(one) for one in made if len(one) >= MADE_BY_A_MACHINE)


def _addresses(emails: Any) -> Iterable[Any]:
    for each in emails if isinstance(emails, list) else []:
        yield each.get("value") if isinstance(each, Mapping) else each
