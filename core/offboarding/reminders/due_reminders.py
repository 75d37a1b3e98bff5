"""Who is to be told what about steps, now. Pure: values in, messages out.

A step has one thing to say at a time: it is due soon, overdue, or overdue by more than a working
day (an urgent one: at once). Only the newest is said, once to each recipient of each channel, so
that after a standstill nobody is told three things about one step, and all that is to be said to
somebody goes in one message.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.names import visible
from core.notify.values import Audience, ChannelView, Draft, WorkingHours
from core.offboarding.deadline import is_overdue
from core.offboarding.models import StepStatus

PAUSE = timedelta(hours=1)
"""Between two messages to the same recipient that are not urgent."""
URGENT_SOON = timedelta(hours=2)
"""How long before its moment an urgent step is announced outside working hours."""
MOST_LINES = 25


class Level(StrEnum):
    """What is said of a step; each outranks those before it."""

    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


RANK = {level: rank for rank, level in enumerate(Level)}
WORDS = {Level.DUE_SOON: "due soon", Level.OVERDUE: "overdue", Level.ESCALATED: "escalated"}


@dataclass(frozen=True)
class OpenStep:
    """An unfinished step, with the addresses of those whom it concerns (``None``: nobody)."""

    id: int
    case: int
    case_number: str
    person: str
    leaver: frozenset[str]
    """The person's e-mail addresses in lower case: they are never told."""
    restricted: bool
    title: str
    app: str | None
    due: datetime
    urgent: bool
    waits: bool
    """Nobody can do it now: it is done by itself, or another step must be finished first."""
    owner: str | None
    owner_addresses: tuple[str, ...]
    """Of a group, those of its members."""
    manager_address: str | None


@dataclass(frozen=True)
class Notice:
    """That something was said of a step, to whom and through which channel."""

    step: int
    due: datetime
    """A deadline that was moved is a new one."""
    level: Level
    channel: int
    recipient: str


@dataclass(frozen=True)
class Planned:
    """A message, and the notices that it settles."""

    draft: Draft
    notices: tuple[Notice, ...]


Link = Callable[[int], str]
"""From a case's id to the address of its page."""


def level_of(step: OpenStep, hours: WorkingHours, now: datetime) -> Level | None:
    """What there is to say of a step."""
    if is_overdue(StepStatus.OPEN, step.due, now):
        late = step.urgent or now >= hours.day_after(step.due)
        return Level.ESCALATED if late else Level.OVERDUE
    if step.waits or now < hours.day_before(step.due):
        return None
    return Level.DUE_SOON


def may_go(step: OpenStep, hours: WorkingHours, now: datetime) -> bool:
    """Whether it may be said now: in working hours, and any time of what cannot wait for them."""
    return hours.contain(now) or (step.urgent and step.due - now <= URGENT_SOON)


def plan(
    steps: Iterable[OpenStep],
    channels: Sequence[ChannelView],
    said: Iterable[Notice],
    last: Mapping[tuple[int, str], datetime],
    hours: WorkingHours,
    link: Link,
    now: datetime,
) -> list[Planned]:
    """The messages to send now.

    ``said`` are earlier notices of these steps, ``last`` the moments of the newest message to
    (channel, recipient).
    """
    ranks: dict[tuple[int, datetime, int, str], int] = {}
    for notice in said:
        key = (notice.step, notice.due, notice.channel, notice.recipient)
        ranks[key] = max(RANK[notice.level], ranks.get(key, -1))
    boxes: defaultdict[tuple[int, str], list[tuple[OpenStep, Level]]] = defaultdict(list)
    for step in steps:
        level = level_of(step, hours, now)
        if level is None or not may_go(step, hours, now):
            continue
        for channel, recipient in _readers(step, level, channels):
            if ranks.get((step.id, step.due, channel, recipient), -1) < RANK[level]:
                boxes[channel, recipient].append((step, level))
    return [
        _message(box, found, hours, link)
        for box, found in sorted(boxes.items())
        if any(step.urgent for step, _ in found) or box not in last or now - last[box] >= PAUSE
    ]


def _readers(
    step: OpenStep, level: Level, channels: Sequence[ChannelView]
) -> Iterable[tuple[int, str]]:
    """Who is told: the owner; shared channels once it is overdue, or when it has no owner; the
    manager once it is escalated. Never the leaver."""
    people = [*step.owner_addresses, step.manager_address if level is Level.ESCALATED else None]
    told = {each for each in people if each and each.casefold() not in step.leaver}
    for channel in channels:
        if channel.urgent_only and not step.urgent:
            continue
        if channel.audience is Audience.PERSONAL:
            for recipient in sorted(told):
                yield channel.id, recipient
        elif level is not Level.DUE_SOON or step.owner is None:
            yield channel.id, ""


def _message(
    box: tuple[int, str],
    found: list[tuple[OpenStep, Level]],
    hours: WorkingHours,
    link: Link,
) -> Planned:
    found = sorted(found, key=lambda each: (-RANK[each[1]], each[0].due, each[0].id))
    lines = [_line(step, level, hours, link) for step, level in found[:MOST_LINES]]
    if len(found) > MOST_LINES:
        lines.append(f"And {len(found) - MOST_LINES} more.")
    draft = Draft(
        channel=box[0],
        recipient=box[1],
        subject=_subject(found),
        body="\n\n".join(lines),
        urgent=any(step.urgent for step, _ in found),
    )
    notices = (Notice(step.id, step.due, level, *box) for step, level in found)
    return Planned(draft, tuple(notices))


def _subject(found: list[tuple[OpenStep, Level]]) -> str:
    if len(found) == 1:
        step, level = found[0]
        what = "a step" if step.restricted else _flat(step.title)
        return f"{WORDS[level].capitalize()}: {what} ({step.case_number})"
    counts = {level: sum(1 for _, each in found if each is level) for level in reversed(Level)}
    parts = [f"{number} {WORDS[level]}" for level, number in counts.items() if number]
    return f"Offboarding steps: {', '.join(parts)}"


def _line(step: OpenStep, level: Level, hours: WorkingHours, link: Link) -> str:
    due = f"{step.due.astimezone(ZoneInfo(hours.zone)):%a %Y-%m-%d %H:%M %Z}"
    when = f"due {due}" if level is Level.DUE_SOON else f"was due {due}"
    kind = f"{WORDS[level]}{', urgent' if step.urgent else ''}"
    if step.restricted:
        return f"{step.case_number}: a step is {kind}, {when}.\n{link(step.case)}"
    app = f" ({_flat(step.app)})" if step.app and step.app not in step.title else ""
    owner = _flat(step.owner) if step.owner else "unassigned"
    return (
        f"{_flat(step.title)}{app}: {kind}, {when}.\n"
        f"{_flat(step.person)}, {step.case_number}; owner: {owner}.\n{link(step.case)}"
    )


def _flat(text: str) -> str:
    """On one line, hiding nothing: a name cannot add lines to a message."""
    return visible(" ".join(text.split()))
