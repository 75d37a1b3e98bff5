"""What keeps a case open, what does not, and what stands against closing it. Pure."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.offboarding.models import (
    ENDS_ACCESS,
    UNFINISHED,
    CaseKind,
    Phase,
    StepKind,
    StepStatus,
)
from core.offboarding.transitions import lacks
from core.offboarding.views import CaseView, StepView
from core.scim.values import Knowledge, KnownAccount


@dataclass(frozen=True)
class ListedAccount:
    """An account that the newest list of an app shows in use, and that was taken after whatever
    removed it. ``as_of``: on the person's own clock."""

    app: str
    app_name: str
    account: str
    feed: str
    as_of: str


ActiveAccount = KnownAccount | ListedAccount
"""An account that is known to be active, whoever says so."""

NEEDS_A_SECOND = (CaseKind.INVOLUNTARY,)
"""The kinds of which nobody alone closes a case against what is known."""


@dataclass(frozen=True)
class Link:
    """As much of a step as it takes to know what rests on it."""

    id: int
    kind: StepKind
    phase: Phase
    app: str | None
    needs: Collection[int]


def follow_ups(steps: Iterable[Link | StepView]) -> frozenset[int]:
    """Waits of the phase *follow up* and what waits for them: they go on after the case closed."""
    late = [step for step in steps if step.phase is Phase.FOLLOW_UP]
    found = {step.id for step in late if step.kind is StepKind.WAIT}
    while more := {step.id for step in late if found.intersection(step.needs)} - found:
        found |= more
    return frozenset(found)


def left_to_do(steps: Sequence[StepView]) -> tuple[int, int]:
    """Unfinished steps that hold the case open, and unfinished follow-ups, which do not."""
    later = follow_ups(steps)
    left = [step.id in later for step in steps if step.status in UNFINISHED]
    return left.count(False), left.count(True)


@dataclass(frozen=True)
class Removed:
    """Of how many places access is removed. ``excused``: no removal applies there."""

    total: int
    removed: int
    excused: int


def removed(steps: Iterable[StepView]) -> tuple[Removed, Removed]:
    """Apps, and single steps of no app, whose removing steps are all finished.

    One that is finished counts as removed if any of its steps was done, else as excused. Cancelled
    steps do not count.
    """
    apps: dict[str, list[StepStatus]] = {}
    general: list[list[StepStatus]] = []
    for step in steps:
        if not step.removes_access or step.status is StepStatus.CANCELLED:
            continue
        if step.app is None:
            general.append([step.status])
        else:
            apps.setdefault(step.app, []).append(step.status)
    return _removed(apps.values()), _removed(general)


def _removed(places: Collection[Sequence[StepStatus]]) -> Removed:
    finished = [each for each in places if not any(one in UNFINISHED for one in each)]
    done = sum(StepStatus.DONE in each for each in finished)
    return Removed(len(places), done, len(finished) - done)


def resting_on(steps: Sequence[Link | StepView], start: int) -> frozenset[int]:
    """Approvals and checks that rest on a step, through whatever lies between."""
    reached = {start}
    while more := {step.id for step in steps if reached.intersection(step.needs)} - reached:
        reached |= more
    return frozenset(
        step.id for step in steps if step.id in reached and step.id != start and _looks(step)
    )


def reopened_with(steps: Sequence[StepView], start: int) -> list[str]:
    """The titles of finished approvals and checks that open again when this step does."""
    over = resting_on(steps, start)
    return [
        step.title
        for step in steps
        if step.id in over and step.status in (StepStatus.DONE, StepStatus.NOT_APPLICABLE)
    ]


def looks_over(steps: Sequence[Link], new: Link) -> frozenset[int]:
    """Approvals and checks that a new step belongs under: those of its phase, and of its app."""
    of_phase = {step.id: step.app for step in steps if step.phase is new.phase}
    return frozenset(
        step.id
        for step in steps
        if step.id != new.id
        and _looks(step)
        and any(
            each in of_phase and (step.kind is StepKind.APPROVAL or of_phase[each] == new.app)
            for each in step.needs
        )
    )


def _looks(step: Link | StepView) -> bool:
    return step.kind is StepKind.APPROVAL or step.phase is Phase.CHECK


def obstacles(steps: Sequence[StepView]) -> list[str]:
    """Why a case cannot be closed yet; empty when it can."""
    later = follow_ups(steps)
    found = [
        f"{step.title}: {step.state}"
        for step in steps
        if step.status in UNFINISHED and step.id not in later
    ]
    for step in steps:
        if step.status is StepStatus.DONE:
            missing = lacks(step.needs_evidence, [proof.kind for proof in step.evidence])
            if missing:
                found.append(f"{step.title}: evidence is missing")
    return found


def counted_accounts(
    kind: CaseKind, removed: Collection[str], accounts: Iterable[ActiveAccount]
) -> list[ActiveAccount]:
    """The accounts that such a case must not close over.

    Somebody who goes on working here keeps what the IdP says; of the apps that their case removes
    them from (``removed``), what was read back or listed since counts. A return gives access:
    nothing counts.
    """
    if kind in ENDS_ACCESS:
        return list(accounts)
    if kind is CaseKind.RETURN:
        return []
    return [each for each in accounts if each.app in removed and not _says_the_idp(each)]


def stands_against(
    effective: datetime, moment: str, accounts: Iterable[ActiveAccount], now: datetime
) -> list[str]:
    """What speaks against closing a case whose steps are finished, as sentences.

    ``moment``: the effective moment on the person's own clock.
    """
    found = [_said(each) for each in accounts]
    if effective > now:
        found.insert(0, f"The person has access until {moment}, which is still to come.")
    return list(dict.fromkeys(found))


def _says_the_idp(account: ActiveAccount) -> bool:
    return isinstance(account, KnownAccount) and account.knowledge is Knowledge.BRIDGE


def _said(account: ActiveAccount) -> str:
    if isinstance(account, ListedAccount):
        return (
            f"{account.app_name}: the account {account.account} is in use in the list "
            f"“{account.feed}” of {account.as_of}."
        )
    if account.knowledge is Knowledge.BRIDGE:
        return f"{account.app_name}: the account {account.account} is active in the IdP."
    return f"{account.app_name}: the account {account.account} was active when last looked at."


def ended_in_words(case: CaseView, moment: Callable[[datetime], str]) -> str:
    """When and by whom a case ended, and why steps may have been worked after that; empty while it
    is open. ``moment`` writes a date."""
    if case.ended_at is None:
        return ""
    said = f"{moment(case.ended_at)} by {case.ended_by}"
    later = follow_ups(case.steps)
    left = sum(step.status in UNFINISHED for step in case.steps if step.id in later)
    after = [
        step.finished_at
        for step in case.steps
        if step.finished_at
        and step.finished_at > case.ended_at
        and step.status is not StepStatus.CANCELLED
    ]
    if not left and not after:
        return said
    went_on = "1 follow-up" if left + len(after) == 1 else f"{left + len(after)} follow-ups"
    until = "is still to come" if left == 1 else "are still to come"
    end = f"{left} of them {until}" if left else f"the last until {moment(max(after))}"
    return f"{said}; {went_on} went on after it, {end}"
