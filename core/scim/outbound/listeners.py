"""Who hears what came of a removal: told in the transaction of the result."""

from collections.abc import Callable

from sqlmodel import Session

from core.scim.models import Removal

Listener = Callable[[Session, Removal], None]
"""Told when a removal is proven, needs a person, is undone by return, or is asked for again."""

_listeners: list[Listener] = []


def on_settled(listener: Listener) -> None:
    """Hear of results; offboarding closes or opens its steps by this."""
    _listeners.append(listener)


def tell(session: Session, removal: Removal) -> None:
    """Tell everybody, in the order in which they asked."""
    for listener in _listeners:
        listener(session, removal)
