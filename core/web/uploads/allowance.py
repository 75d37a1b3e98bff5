"""How much a role may upload: the rights behind every field for files decide."""

from dataclasses import dataclass

from core.actor import Role
from core.rights import RIGHTS, Action

MB = 1_000_000


@dataclass(frozen=True)
class Allowance:
    """Bytes of one file, of all that wait in an account's pages, and of a minute."""

    file: int
    held: int
    minute: int


WORK = Allowance(file=27 * MB, held=100 * MB, minute=200 * MB)
"""Lists of apps, leavers, people and accounts, evidence, scenarios; a file ends at Streamlit's
``maxUploadSize``."""
LOOK = Allowance(file=1 * MB, held=5 * MB, minute=20 * MB)
"""Twelve months of profile counts, into a calculation that is not kept."""
WORKING = (
    *(Action.STACK_EDIT, Action.CASE_OPEN, Action.CASE_WORK, Action.COST_EDIT),
    Action.INVENTORY_DELIVER,
)
LOOKING = (Action.COST_READ,)
"""The rights behind every field for files; a test holds it complete."""


def allowance(role: Role) -> Allowance | None:
    """What the role may upload; ``None`` where no page asks it for a file."""
    if any(role in RIGHTS[action] for action in WORKING):
        return WORK
    return LOOK if any(role in RIGHTS[action] for action in LOOKING) else None
