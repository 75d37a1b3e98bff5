"""Words and marks of cases and steps. Marks never rest on colour alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.offboarding import service as offboarding
from core.offboarding.service import length, zone_of
from core.offboarding.values import (
    UNFINISHED,
    CaseKind,
    CaseStatus,
    EvidenceKind,
    EvidenceNeed,
    Left,
    NewEvidence,
    OwnerRole,
    Phase,
    Proven,
    Removed,
    StepStatus,
    StepView,
)
from pages.ui import words
from pages.ui.dates import viewers_zone, weekday
from pages.ui.table import Badge, Text, Tone

KINDS: dict[CaseKind, str] = {
    CaseKind.VOLUNTARY: "Voluntary",
    CaseKind.INVOLUNTARY: "Involuntary",
    CaseKind.CONTRACT_END: "Contract ends",
    CaseKind.MOVE: "Moves inside the company",
    CaseKind.LEAVE: "Leave of absence",
    CaseKind.RETURN: "Returns from leave",
    CaseKind.IDP_REMOVAL: "Removed by the IdP",
}

STATES: dict[str, str] = {
    "open": "○ To do",
    "waiting": "◌ Waiting",
    "started": "◐ Started",
    "blocked": "▲ Blocked",
    "done": "● Done",
    "not-applicable": "– Not applicable",
    "cancelled": "✕ Cancelled",
}

GONE = "● Gone already"
"""A removal that nobody had to do: a list shows the account gone."""
EARLY = "◷ When access ends"
"""Beside a step that is meant for the effective moment, which is still to come."""

CASES: dict[CaseStatus, str] = {
    CaseStatus.OPEN: "○ Open",
    CaseStatus.CLOSED: "● Closed",
    CaseStatus.CANCELLED: "✕ Cancelled",
}

PHASES: dict[Phase, str] = {
    Phase.HAND_OVER: "Hand over",
    Phase.REMOVE: "Remove access",
    Phase.CHECK: "Check",
    Phase.FOLLOW_UP: "Follow up",
}

OWNERS: dict[OwnerRole, str] = {
    OwnerRole.OPERATOR: "the operator",
    OwnerRole.APP_OWNER: "the app's owner",
    OwnerRole.MANAGER: "the manager",
    OwnerRole.HR: "HR",
    OwnerRole.SECURITY: "security",
    OwnerRole.FINANCE: "finance",
}

EVIDENCE: dict[EvidenceNeed, str] = {
    EvidenceNeed.NONE: "no evidence needed",
    EvidenceNeed.ANY: "needs a note, link or file",
    EvidenceNeed.RECORD: "needs a link or a file",
}


def state(step: StepView, now: datetime) -> str:
    """The step's state in words, with its lateness."""
    said = GONE if step.was_not_needed else STATES[step.state]
    return f"{said}, overdue" if step.is_overdue(now) else said


TONES: dict[str, Tone] = {"blocked": Tone.WARN, "done": Tone.OK}


def badge(step: StepView, now: datetime) -> Badge:
    """The same as a badge; only what is overdue has the colour of risk."""
    tone = Tone.RISK if step.is_overdue(now) else TONES.get(step.state, Tone.NEUTRAL)
    return Badge(state(step, now), tone)


def case_badge(status: CaseStatus) -> Badge:
    """A case's state as a badge."""
    return Badge(CASES[status], Tone.OK if status is CaseStatus.CLOSED else Tone.NEUTRAL)


def owner(said: str | None, names: Mapping[str, str]) -> Text:
    """Whose a step is, short: the name of their account, else an address without its domain; in
    full where one points at it. ``names``: as :func:`core.identity.service.account_names` tells."""
    if said is None:
        return Text("Unassigned")
    if name := names.get(said.casefold()):
        return Text(name, help=said if name != said else None)
    before, at, _domain = said.partition("@")
    return Text(before, help=said) if at and before else Text(said)


def due(at: datetime, now: datetime, zone: str | None = None) -> str:
    """A deadline as the distance to it, and as a moment; ``zone``: of its case."""
    return f"{distance(at, now)}, {on_clock(at, zone, now) if zone else weekday(at, now)}"


def step_due(step: StepView, now: datetime, zone: str) -> str:
    """When a step is due; of a finished one when it was, and whether that was kept."""
    if step.status in UNFINISHED:
        return due(step.due, now, zone)
    was_due = f"was due {on_clock(step.due, zone, now)}"
    if step.status is StepStatus.CANCELLED or step.finished_at is None:
        return was_due
    kept = "late" if step.is_late(now) else "in time"
    return f"{was_due}, finished {kept}"


def step_distance(step: StepView, now: datetime) -> str:
    """How far it is to the deadline; of a finished step how it was kept, of a cancelled nothing."""
    if step.status in UNFINISHED:
        return distance(step.due, now)
    if step.status is StepStatus.CANCELLED or step.finished_at is None:
        return ""
    if step.is_late(now):
        return f"finished late by {length(step.finished_at - step.due)}"
    return "finished in time"


def distance(at: datetime, now: datetime) -> str:
    """``due in 3 h``, ``2 days overdue``."""
    said = in_short(at, now)
    return said if at <= now else f"due {said}"


def in_short(at: datetime, now: datetime) -> str:
    """``in 3 h``, ``2 days overdue``."""
    seconds = (at - now).total_seconds()
    size = abs(seconds)
    if size < 3600:
        said = f"{round(size / 60)} min"
    elif size < 48 * 3600:
        said = f"{round(size / 3600)} h"
    else:
        said = f"{round(size / 86400)} days"
    return f"in {said}" if seconds > 0 else f"{said} overdue"


def access_removed(steps: Iterable[StepView]) -> str:
    """``Access removed: 1 of 12 apps, 2 of 4 account steps``."""
    apps, own = offboarding.access_removed(steps)
    told = [*_places(apps, "app"), *_places(own, "account step")]
    return f"Access removed: {', '.join(told)}" if told else "No step of this case removes access"


def _places(of: Removed, one: str, many: str | None = None) -> list[str]:
    if not of.total:
        return []
    told = f"{of.removed} of {words.count(of.total, one, many)}"
    return [f"{told} ({of.excused} not applicable)" if of.excused else told]


def left_to_do(steps: Sequence[StepView]) -> str:
    """``35 steps are unfinished; 2 follow-ups do not hold the case open``."""
    left, later = offboarding.left_to_do(steps)
    said = [f"{words.count(left, 'step')} {'is' if left == 1 else 'are'} unfinished"] * bool(left)
    if later:
        does = "does" if later == 1 else "do"
        said.append(f"{words.count(later, 'follow-up')} {does} not hold the case open")
    return "; ".join(said)


def on_clock(at: datetime, zone: str, now: datetime) -> str:
    """A moment of a case on the case's own clock, and on the viewer's where that differs:
    ``Thu 23 Jul 17:00 CEST, 16:00 here``."""
    said, here = short_on_clock(at, zone, now), here_too(at, zone, now)
    return f"{said}, {here}" if here else said


def short_on_clock(at: datetime, zone: str, now: datetime) -> str:
    """The first half of it, where there is no room for both."""
    local = at.astimezone(zone_of(zone))
    year = "" if local.year == now.year else f" {local.year}"
    name = local.tzname() or zone
    return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M} {name}"


def here_too(at: datetime, zone: str, now: datetime) -> str:
    """``16:00 here``, with the day where that is another one; empty where both clocks agree."""
    local, here = at.astimezone(zone_of(zone)), at.astimezone(viewers_zone())
    if here.utcoffset() == local.utcoffset():
        return ""
    return f"{here:%H:%M} here" if here.date() == local.date() else f"{weekday(at, now)} here"


def left(of: Left, now: datetime, ways: Mapping[str, int] | None = None) -> str:
    """What is left of a case, in one sentence; ``ways``: its apps by who removes a leaver."""
    return offboarding.left_in_words(of, lambda at: weekday(at, now), ways)


def evidence(kept: Sequence[NewEvidence]) -> str:
    """What was brought, counted: “a note and 2 files”."""
    kinds = [one.kind for one in kept]
    said = ["a note"] * (EvidenceKind.NOTE in kinds) + ["a link"] * (EvidenceKind.LINK in kinds)
    if files := kinds.count(EvidenceKind.FILE):
        said.append(words.count(files, "file"))
    return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))


def proven(by: Proven, zone: str, now: datetime) -> str:
    """What shows that an account is gone, for who points at it."""
    if by.feed is None or by.taken_at is None:
        return f"Read back by SCIM, {on_clock(by.at, zone, now)}"
    gone = "Not in" if by.state == "absent" else "Deactivated in"
    shown = f"{gone} the complete list “{by.feed}” of {on_clock(by.taken_at, zone, now)}"
    return f"{shown}; {offboarding.NEVER_LISTED}" if by.never else shown


def with_evidence(kept: Sequence[NewEvidence]) -> str:
    """The same behind what was done with it; nothing where nothing was brought."""
    return f", with {evidence(kept)}" if kept else ""
