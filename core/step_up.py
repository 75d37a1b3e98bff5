"""Step-up: what cannot be undone asks for a fresh confirmation that it is still the same person.

A session that was left open, or stolen, is not enough for it. Services ask here, right after the
right (``core/rights.py``); a test holds the list of those that do.
"""

from core import clock
from core.actor import Actor
from core.errors import ConfirmationNeeded, Forbidden


def require_fresh(actor: Actor) -> None:
    """Raise :class:`ConfirmationNeeded` unless the actor confirmed lately that it is them.

    A token passes: it was made with a fresh confirmation, for work such as this.
    """
    if actor.confirmed_until is not None and clock.now() >= actor.confirmed_until:
        raise ConfirmationNeeded(
            "Confirm first that it is you.",
            hint="Nothing was changed. Confirm it, then repeat the action.",
        )


def require_person(actor: Actor) -> None:
    """The same for accounts, rights, keys, passwords and second factors: no token passes either,
    so that a stolen one gives nobody more than it had."""
    if actor.by_token:
        raise Forbidden(
            "A command-line token cannot change accounts, rights, keys, passwords or second "
            "factors.",
            hint="Use the page, or offramp --as with the password in place of OFFRAMP_TOKEN.",
        )
    require_fresh(actor)
