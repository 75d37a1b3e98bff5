"""What the steps of a case that belong to no app are called: by what is among them. Pure."""

from collections.abc import Iterable
from typing import Protocol

IDP_IDS = frozenset({"idp-account", "sessions", "factors", "grants", "delete", "groups"})
"""Steps at the identity provider, as ``data/checklists/general.yaml``, ``move.yaml`` and
``return.yaml`` name them."""
PERSON = "Person"
OWN = "Person and identity provider"
"""Account, sessions, tokens, mail and devices."""


class Keyed(Protocol):
    """A step, planned or stored."""

    @property
    def key(self) -> str:
        """``general/sessions``."""
        ...


def own_name(steps: Iterable[Keyed]) -> str:
    """The name of these steps of no app: the identity provider is in it only where one of them is
    done there."""
    return OWN if any(step.key.rpartition("/")[2] in IDP_IDS for step in steps) else PERSON
