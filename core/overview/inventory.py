"""What of people, accounts and their lists needs somebody: lists that wait or are old, cases that
lists propose, and findings by their kind."""

from core.accounts.values import FINDING_WORDS, WORST_FIRST, FeedHealth, FindingKind
from core.offboarding.values import ProposalKind
from core.overview.desk import Desk
from core.overview.kind import Found, Kind, if_any
from core.overview.values import ProposedLeavers, Target, Urgency
from core.rights import Action, may

FIRST = (FindingKind.RETURNED, FindingKind.ORPHANED)
"""Access is open that should not be."""
_SAID = {
    FeedHealth.HELD: "held until someone decides",
    FeedHealth.FAILING: "failing",
    FeedHealth.STALE: "too old to prove anything",
    FeedHealth.OVERDUE: "overdue",
}


def _lists(desk: Desk) -> Found | None:
    """Feeds that somebody has to look at, and what is the matter with them."""
    troubled = desk.troubled_feeds
    if not troubled:
        return None
    counts = {health: sum(one.health is health for one in troubled) for health in _SAID}
    said = ", ".join(f"{number:,} {_SAID[of]}" for of, number in counts.items() if number)
    since = min((one.failing_since for one in troubled if one.failing_since), default=None)
    return Found(len(troubled), f"Lists of people and accounts: {said}.", since=since)


def _finding(kind: FindingKind) -> Kind:
    said = FINDING_WORDS[kind]

    def find(desk: Desk) -> Found | None:
        if (count := desk.findings.get(kind)) is None:
            return None
        # As the page of findings links it: those in a case are not among the open ones.
        target = _findings(kind, state="standing") if count.in_case else None
        return Found(count.number, f"{count.said(kind)}.", target=target)

    return Kind(
        f"finding-{kind}",
        said.title,
        Urgency.NOW if kind in FIRST else Urgency.LATER,
        Action.INVENTORY_READ,
        _findings(kind),
        find,
    )


def _findings(kind: FindingKind, **more: str) -> Target:
    return Target("findings", {"kind": str(kind), **more})


PROPOSED = Target("people", {"show": "proposed"})


def proposed_leavers(desk: Desk) -> ProposedLeavers | None:
    """Whose case lists of people propose to open, for who may open it."""
    if not may(desk.actor, Action.CASE_OPEN):
        return None
    found = [one.leaver for one in desk.proposed if one.kind is ProposalKind.OPEN]
    feeds = {one.feed for one in found}
    if not found:
        return None
    return ProposedLeavers(len(found), feeds.pop() if len(feeds) == 1 else None, PROPOSED)


INVENTORY_KINDS = (
    *(_finding(kind) for kind in FIRST),
    Kind(
        "lists",
        "Lists to look at",
        Urgency.NEXT,
        Action.INVENTORY_READ,
        Target("feeds", {"show": "attention"}),
        _lists,
    ),
    Kind(
        "proposed",
        "Proposed cases",
        Urgency.NEXT,
        Action.CASE_OPEN,
        PROPOSED,
        if_any(
            lambda desk: len(desk.proposed),
            "A list of people proposes 1 case.",
            "Lists of people propose {} cases.",
        ),
    ),
)
FINDING_KINDS = tuple(_finding(kind) for kind in WORST_FIRST if kind not in FIRST)
