"""Which role may do what: the one table of rights. Services ask it, pages hide by it."""

from collections.abc import Callable
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

    SCIM_READ = "scim.read"
    SCIM_CONFIGURE = "scim.configure"
    SCIM_WORK = "scim.work"
    SCIM_REMOVE = "scim.remove"
    SCIM_LAB = "scim.lab"
    # Identity, audit, secrets
    ACCOUNT_SELF = "account.self"
    ACCOUNT_READ = "account.read"
    ACCOUNT_MANAGE = "account.manage"
    AUDIT_READ = "audit.read"
    AUDIT_EXPORT = "audit.export"
    DATA_EXPORT = "data.export"
    AUDIT_VERIFY = "audit.verify"
    AUDIT_CHECKPOINT = "audit.checkpoint"
    SECRETS_ROTATE = "secrets.rotate"
    ADVICE_READ = "advice.read"
    ADVICE_DRAFT = "advice.draft"
    ADVICE_DECIDE = "advice.decide"
    COST_READ = "cost.read"
    COST_EDIT = "cost.edit"
    # Accounts: who has what, and who should not
    INVENTORY_READ = "inventory.read"
    INVENTORY_DELIVER = "inventory.deliver"
    INVENTORY_DECIDE = "inventory.decide"
    INVENTORY_CONFIGURE = "inventory.configure"
    INVENTORY_EXPORT = "inventory.export"
    INVENTORY_ERASE = "inventory.erase"
    # Offboarding
    CASE_READ = "case.read"
    CASE_OPEN = "case.open"
    CASE_WORK = "case.work"
    CASE_EXPORT = "case.export"
    CHECKLIST_READ = "checklist.read"
    CHECKLIST_EDIT = "checklist.edit"
    CHANNEL_READ = "channel.read"
    CHANNEL_MANAGE = "channel.manage"
    CALENDAR_SELF = "calendar.self"


_EVERYBODY = frozenset(Role)
_WORKERS = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})
_OVERSEERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

RIGHTS: dict[Action, frozenset[Role]] = {
    Action.CATALOG_READ: _EVERYBODY,
    Action.CATALOG_LOAD: _ADMINISTRATORS,
    Action.CATALOG_OBSERVE: _WORKERS,
    Action.CATALOG_CHECK_LINKS: _WORKERS,
    Action.STACK_READ: _EVERYBODY,
    Action.STACK_EDIT: _WORKERS,
    Action.SCIM_READ: _EVERYBODY - {Role.VIEWER},
    Action.SCIM_CONFIGURE: _ADMINISTRATORS,
    Action.SCIM_WORK: _WORKERS,
    Action.SCIM_REMOVE: _WORKERS,
    Action.SCIM_LAB: _WORKERS,
    # Identity, audit, secrets
    Action.ACCOUNT_SELF: _EVERYBODY,
    Action.ACCOUNT_READ: _OVERSEERS,
    Action.ACCOUNT_MANAGE: _ADMINISTRATORS,
    Action.AUDIT_READ: _OVERSEERS,
    Action.AUDIT_EXPORT: _OVERSEERS,
    Action.DATA_EXPORT: _EVERYBODY,
    Action.AUDIT_VERIFY: _OVERSEERS,
    Action.AUDIT_CHECKPOINT: _ADMINISTRATORS,
    Action.SECRETS_ROTATE: _ADMINISTRATORS,
    Action.ADVICE_READ: _EVERYBODY,
    Action.ADVICE_DRAFT: _WORKERS,
    Action.ADVICE_DECIDE: _WORKERS,
    Action.COST_READ: _EVERYBODY,
    Action.COST_EDIT: _WORKERS,
    # Accounts
    Action.INVENTORY_READ: _EVERYBODY - {Role.VIEWER},
    Action.INVENTORY_DELIVER: _WORKERS,
    Action.INVENTORY_DECIDE: _WORKERS,
    Action.INVENTORY_CONFIGURE: _ADMINISTRATORS,
    Action.INVENTORY_EXPORT: _ADMINISTRATORS,
    Action.INVENTORY_ERASE: _ADMINISTRATORS,
    # Offboarding
    Action.CASE_READ: _EVERYBODY - {Role.VIEWER},
    Action.CASE_OPEN: _WORKERS,
    Action.CASE_WORK: _WORKERS,
    Action.CASE_EXPORT: _EVERYBODY - {Role.VIEWER},
    Action.CHECKLIST_READ: _EVERYBODY,
    Action.CHECKLIST_EDIT: _ADMINISTRATORS,
    Action.CHANNEL_READ: _EVERYBODY - {Role.VIEWER},
    Action.CHANNEL_MANAGE: _ADMINISTRATORS,
    Action.CALENDAR_SELF: _WORKERS,
}

IN_WORDS: dict[Action, str] = {
    Action.CATALOG_READ: "looking at the catalogue",
    Action.CATALOG_LOAD: "loading the catalogue",
    Action.CATALOG_OBSERVE: "recording observations in the catalogue",
    Action.CATALOG_CHECK_LINKS: "checking the catalogue's links",
    Action.STACK_READ: "looking at the stack",
    Action.STACK_EDIT: "changing the stack",
    Action.SCIM_READ: "looking at SCIM connections",
    Action.SCIM_CONFIGURE: "setting up SCIM connections",
    Action.SCIM_WORK: "working on what an IdP asks for",
    Action.SCIM_REMOVE: "removing people by SCIM",
    Action.SCIM_LAB: "testing SCIM endpoints",
    Action.ACCOUNT_SELF: "changing one's own account",
    Action.ACCOUNT_READ: "looking at accounts",
    Action.ACCOUNT_MANAGE: "managing accounts and groups",
    Action.AUDIT_READ: "reading the audit log",
    Action.AUDIT_EXPORT: "exporting the audit log",
    Action.DATA_EXPORT: "exporting data",
    Action.AUDIT_VERIFY: "verifying the audit log",
    Action.AUDIT_CHECKPOINT: "writing checkpoints of the audit log",
    Action.SECRETS_ROTATE: "encrypting the secrets with a new key",
    Action.ADVICE_READ: "looking at recommendations",
    Action.ADVICE_DRAFT: "working on recommendations",
    Action.ADVICE_DECIDE: "deciding on a route",
    Action.COST_READ: "looking at costs",
    Action.COST_EDIT: "changing cost scenarios",
    Action.INVENTORY_READ: "looking at people and their accounts",
    Action.INVENTORY_DELIVER: "delivering lists of people and accounts",
    Action.INVENTORY_DECIDE: "saying whose an account is and what becomes of findings",
    Action.INVENTORY_CONFIGURE: "setting up feeds",
    Action.INVENTORY_EXPORT: "exporting what is kept of a person",
    Action.INVENTORY_ERASE: "erasing people",
    Action.CASE_READ: "looking at cases",
    Action.CASE_OPEN: "opening cases",
    Action.CASE_WORK: "working on cases",
    Action.CASE_EXPORT: "exporting cases and proofs",
    Action.CHECKLIST_READ: "looking at checklists",
    Action.CHECKLIST_EDIT: "changing checklists",
    Action.CHANNEL_READ: "looking at notification channels",
    Action.CHANNEL_MANAGE: "managing notification channels",
    Action.CALENDAR_SELF: "having a calendar link of one's own",
}
"""What each action is called for people; a test holds it complete."""


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor's role includes the action."""
    return actor.role in RIGHTS[action]


on_refusal: list[Callable[[Actor, Action], None]] = []
"""Called with each refusal; the running server adds one that writes it to the audit log."""


def require(actor: Actor, action: Action) -> None:
    """Raise :class:`Forbidden`, with the reason, unless the actor may do this."""
    if not may(actor, action):
        for tell in on_refusal:
            tell(actor, action)
        allowed = ", ".join(sorted(RIGHTS[action]))
        raise Forbidden(
            f"{actor.name} is signed in as {actor.role}, which does not include "
            f"{IN_WORDS[action]}.",
            hint=f"Roles that do: {allowed}. Ask an administrator.",
        )
