"""Accounts that a case removed and that a later list shows in use. Pure.

Told by the case and the newest lists: a list once showed the account gone, or the removal was open
again after it was done; and it is in use now.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.accounts.values import Known
from core.offboarding.inventory.known_now import KnownSince
from core.offboarding.models import UNFINISHED, EvidenceKind, StepStatus
from core.offboarding.progress.account_steps import takes_account
from core.offboarding.views import StepView


@dataclass(frozen=True)
class Returned:
    """One app's. ``step``: the removal that is to be done again."""

    app: str
    app_name: str
    step: int


def returned_accounts(
    steps: Sequence[StepView], known: Sequence[KnownSince]
) -> tuple[Returned, ...]:
    """The apps of a case in which the account is in use although it was removed, each once."""
    in_use = {
        one.app: one.app_name
        for one in known
        if one.known is Known.HAS and not (one.told and one.told.is_suspended)
    }
    again = {step.app: step.id for step in reversed(steps) if _is_to_be_done_again(step)}
    return tuple(Returned(app, name, again[app]) for app, name in in_use.items() if app in again)


def returned_in_words(found: Sequence[Returned]) -> str:
    """``1 account is in use again: Slack``; empty where none is."""
    if not found:
        return ""
    are = "1 account is" if len(found) == 1 else f"{len(found)} accounts are"
    return f"{are} in use again: {', '.join(one.app_name for one in found)}"


def _is_to_be_done_again(step: StepView) -> bool:
    if not (step.removes_access and takes_account(step.key) and step.status in UNFINISHED):
        return False
    was_gone = any(one.kind is EvidenceKind.SNAPSHOT for one in step.evidence)
    # An open step has a reason only where it was opened again.
    return was_gone or (step.status is StepStatus.OPEN and bool(step.reason))
