"""Which role may do what: the one table of rights. Services ask it, pages hide by it."""

from enum import StrEnum

from core.actor import Actor, Role
from core.errors import Forbidden


class Action(StrEnum):
    """Everything that a service can be asked to do, as ``room.verb``."""

    CATALOG_READ = "catalog.read"
    CATALOG_LOAD = "catalog.load"
    CATALOG_OBSERVE = "catalog.observe"
    CATALOG_CHECK_LINKS = "catalog.check-links"
    STACK_READ = "stack.read"
    STACK_EDIT = "stack.edit"

    COST_READ = "cost.read"
    COST_EDIT = "cost.edit"


_EVERYBODY = frozenset(Role)
_WORKERS = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

RIGHTS: dict[Action, frozenset[Role]] = {
    Action.CATALOG_READ: _EVERYBODY,
    Action.CATALOG_LOAD: _ADMINISTRATORS,
    Action.CATALOG_OBSERVE: _WORKERS,
    Action.CATALOG_CHECK_LINKS: _WORKERS,
    Action.STACK_READ: _EVERYBODY,
    Action.STACK_EDIT: _WORKERS,
    Action.COST_READ: _EVERYBODY,
    Action.COST_EDIT: _WORKERS,
}


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor's role includes the action."""
    return actor.role in RIGHTS[action]


def require(actor: Actor, action: Action) -> None:
    """Raise :class:`Forbidden`, with the reason, unless the actor may do this."""
    if not may(actor, action):
        allowed = ", ".join(sorted(RIGHTS[action]))
        raise Forbidden(
            f"{actor.name} is signed in as {actor.role}, which does not include {action}.",
            hint=f"Roles that do: {allowed}. Ask an administrator.",
        )
