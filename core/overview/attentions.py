"""What needs somebody now: one entry for each kind, and a room that joins adds one.

Every figure is asked of the room that derives it, and its link opens exactly the list that was
counted; ``tests/integration/test_overview.py`` compares the two for every entry.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from core.advice.values import DecisionView
from core.jobs.values import Work
from core.names import in_a_row
from core.offboarding import service as offboarding
from core.offboarding.values import CaseUrgency, WorkView
from core.overview.access_left import NAMED, access_left, person_of
from core.overview.desk import Desk
from core.overview.exposure import stack_target
from core.overview.inventory import FINDING_KINDS, INVENTORY_KINDS
from core.overview.kind import Found, Kind, counted, if_any
from core.overview.values import Attention, Target, Urgency
from core.rights import Action, may
from core.stack.service import part_of
from core.stack.values import StackPart


def attentions(desk: Desk) -> tuple[Attention, ...]:
    """What there is for this viewer, the most urgent first, in the order of :data:`KINDS`."""
    return tuple(sorted(_found(desk), key=lambda one: one.urgency))


def _found(desk: Desk) -> Iterator[Attention]:
    for kind in KINDS:
        found = kind.find(desk) if may(desk.actor, kind.needs) else None
        if found is not None:
            yield Attention(
                kind.key, found.title or kind.title, found.sentence, found.count,
                found.target or kind.target, found.urgency or kind.urgency, found.since,
                found.people, found.parts,
            )  # fmt: skip


def _moved(desk: Desk) -> Found | None:
    total, cases = desk.moved
    if not total:
        return None
    passed = offboarding.passed_moments(desk.session, desk.actor)
    whose = "person's" if total == 1 else "people's"
    said = f"{total:,} {whose} end of access was moved after it had passed, with removals open."
    people = (replace(person_of(each), since=passed[each.id]) for each in cases[:NAMED])
    return Found(total, said, people=tuple(people))


def _standstill(desk: Desk) -> Found | None:
    troubled = desk.background.troubled
    if not troubled:
        return None
    still = [one for one in troubled if one.state is Work.STANDS_STILL]
    said = "Background work is behind: removals and messages are late."
    if still:
        said = "Background work has stopped: part of what happens automatically does not happen."
    since = min((one.since for one in still or troubled if one.since), default=None)
    return Found(len(troubled), said, since=since)


def _asked(desk: Desk) -> Found | None:
    if not desk.requests:
        return None
    through = set(desk.ours.bridges.values())
    [idp] = through if len(through) == 1 else [None]
    name = desk.idps.get(idp, "") if idp else ""
    who = name or "The identity provider"
    said = f"{who} asks for {counted(desk.requests, 'account or role', 'accounts or roles')}."
    title = f"Asked by {name or 'the IdP'}"
    if late := desk.late_requests:
        said = f"{said.removesuffix('.')}, {late:,} of them overdue."
        return Found(desk.requests, said, f"{title}, {late:,} late", urgency=Urgency.NOW)
    return Found(desk.requests, said, title)


def _unassigned(desk: Desk) -> Found | None:
    """Steps of nobody; of a group without members it is said, since that is what to change."""
    number, groups = desk.work.unassigned, desk.without_members
    if not number:
        return None
    said = f"{counted(number, 'step')} {'is' if number == 1 else 'are'}"
    if sum(groups.values()) < number:
        return Found(number, f"{said} assigned to nobody.")
    whose = f"{in_a_row([*groups])}, which {'has' if len(groups) == 1 else 'have'} no members yet"
    return Found(number, f"{said} of {whose}.", "In empty groups")


def _no_channel(desk: Desk) -> Found | None:
    return None if desk.reminds else Found(None, "No channel is set: nobody is reminded.")


def _decisions(holds: Callable[[DecisionView], bool]) -> Callable[[Desk], int]:
    return lambda desk: sum(map(holds, desk.decisions))


def _part(part: StackPart) -> Callable[[Desk], int]:
    return lambda desk: len(part_of(desk.covered, part, desk.day.today))


def _work(view: WorkView) -> Target:
    return Target("work", {"view": str(view)})


def _cases(urgency: CaseUrgency) -> Target:
    return Target("case", {"status": str(urgency)})


KINDS = (
    Kind(
        "access-left",
        "Still have access",
        Urgency.NOW,
        Action.CASE_READ,
        _cases(CaseUrgency.ACCESS_LEFT),
        access_left,
    ),
    Kind(
        "moved",
        "Moved after the end",
        Urgency.NOW,
        Action.CASE_READ,
        _cases(CaseUrgency.MOVED),
        _moved,
    ),
    Kind(
        "overdue",
        "Overdue",
        Urgency.NOW,
        Action.CASE_READ,
        _work(WorkView.OVERDUE),
        if_any(lambda desk: desk.work.overdue, "1 step is overdue.", "{} steps are overdue."),
    ),
    Kind(
        "removals",
        "Failed removals",
        Urgency.NOW,
        Action.SCIM_READ,
        Target("connections", {"removals": "person"}),
        if_any(
            lambda desk: desk.unproven,
            "1 removal by SCIM failed or came back: it needs a person.",
            "{} removals by SCIM failed or came back: they need a person.",
        ),
    ),
    Kind(
        "background",
        "Background work",
        Urgency.NOW,
        Action.CHANNEL_READ,
        Target("notifications", {"show": "Background jobs"}),
        _standstill,
    ),
    *INVENTORY_KINDS,
    Kind(
        "today",
        "Due today",
        Urgency.NEXT,
        Action.CASE_READ,
        _work(WorkView.TODAY),
        if_any(
            lambda desk: desk.work.today,
            "1 more step is due today.",
            "{} more steps are due today.",
        ),
    ),
    Kind(
        "mine",
        "Mine",
        Urgency.NEXT,
        Action.CASE_WORK,
        _work(WorkView.MINE),
        if_any(lambda desk: desk.work.mine, "1 step is yours.", "{} steps are yours."),
    ),
    Kind(
        "unassigned",
        "Unassigned",
        Urgency.NEXT,
        Action.CASE_READ,
        _work(WorkView.UNASSIGNED),
        _unassigned,
    ),
    Kind(
        "asked",
        "Asked by the IdP",
        Urgency.NEXT,
        Action.SCIM_READ,
        Target("bridge", {"show": "requests"}),
        _asked,
    ),
    Kind(
        "soon",
        "Leave in 7 days",
        Urgency.NEXT,
        Action.CASE_READ,
        _cases(CaseUrgency.SOON),
        if_any(
            lambda desk: desk.soon,
            "1 person leaves within 7 days.",
            "{} people leave within 7 days.",
        ),
    ),
    Kind(
        "stale",
        "Stale decisions",
        Urgency.LATER,
        Action.ADVICE_READ,
        Target("decisions", {"stands": "stale"}),
        if_any(
            _decisions(lambda one: one.is_stale),
            "1 decision is based on what has changed since.",
            "{} decisions are based on what has changed since.",
        ),
    ),
    Kind(
        "contested",
        "Sources disagree",
        Urgency.LATER,
        Action.ADVICE_READ,
        Target("decisions", {"stands": "contested"}),
        if_any(
            _decisions(lambda one: bool(one.contested)),
            "Sources disagree on what 1 decision is based on.",
            "Sources disagree on what {} decisions are based on.",
        ),
    ),
    Kind(
        "channel",
        "No channel",
        Urgency.LATER,
        Action.CHANNEL_READ,
        Target("notifications"),
        _no_channel,
    ),
    Kind(
        "owners",
        "Without owner",
        Urgency.LATER,
        Action.STACK_READ,
        stack_target(StackPart.WITHOUT_OWNER),
        if_any(
            _part(StackPart.WITHOUT_OWNER),
            "1 app has no owner: its steps start unassigned.",
            "{} apps have no owner: their steps start unassigned.",
        ),
    ),
    Kind(
        "renewals",
        "Renew soon",
        Urgency.LATER,
        Action.STACK_READ,
        stack_target(StackPart.RENEWING),
        if_any(
            _part(StackPart.RENEWING),
            "1 contract renews within 60 days.",
            "{} contracts renew within 60 days.",
        ),
    ),
    *FINDING_KINDS,
)
"""Every kind. Within one urgency they are told in this order."""
