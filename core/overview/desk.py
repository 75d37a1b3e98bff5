"""What home asks the other rooms, each question once, and none that the viewer may not ask."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from sqlmodel import Session

from core.accounts import service as accounts
from core.accounts.values import FeedView, FindingKind, FindingQuery, KindCount, Orphans
from core.actor import Actor
from core.advice import service as advice
from core.advice.values import DecisionView, OurCircumstances
from core.catalog.values import Reading
from core.identity import service as identity
from core.jobs import service as jobs
from core.jobs.values import Background
from core.notify import service as notify
from core.offboarding import service as offboarding
from core.offboarding.values import CaseQuery, CaseRow, CaseUrgency, Proposal, WorkCounts, WorkView
from core.offboarding.values import Day as WorkDay
from core.overview.values import Day
from core.rights import Action, may
from core.scim import service as scim
from core.scim.values import RemovalState
from core.stack import service as stack
from core.stack.values import AppCoverage

NAMED = 1_000
"""So many cases whose access is still open are looked up; more are counted."""
LEAVING = 5
"""So many open cases are listed; the list has all."""
UNPROVEN = (RemovalState.OPEN_STEP, RemovalState.RETURNED)
"""Removals that need a person: not done, or undone since."""


class Desk:
    """Answers for one look at home. A property raises :class:`Forbidden` where the viewer's role
    does not include it; whoever reads it says by ``needs`` that it does."""

    def __init__(self, session: Session, actor: Actor, day: Day) -> None:
        self.session, self.actor, self.day = session, actor, day
        self.reading = Reading(day.today, day.stale_after_days)

    @cached_property
    def work(self) -> WorkCounts:
        return offboarding.work_counts(
            self.session, self.actor, WorkDay(self.day.now, self.day.ends)
        )

    @cached_property
    def without_members(self) -> Mapping[str, int]:
        """Groups in which no one can work, and which own unfinished steps: name → how many."""
        if not self.work.unassigned:
            return {}
        day = WorkDay(self.day.now, self.day.ends)
        found = offboarding.work_by_owner(self.session, self.actor, WorkView.UNASSIGNED, day)
        empty = identity.empty_groups(self.session)
        return {one.owner or one.key: one.steps for one in found if one.key in empty}

    @cached_property
    def access_left(self) -> tuple[int, list[CaseRow]]:
        return self._cases(CaseUrgency.ACCESS_LEFT, NAMED)

    @cached_property
    def orphans(self) -> Sequence[Orphans]:
        """Who left and still has an account that no case removes."""
        if not may(self.actor, Action.INVENTORY_READ) or not any(one.last for one in self.feeds):
            return ()
        return accounts.orphans(self.session, self.actor, self.day.now)

    @cached_property
    def zone(self) -> str:
        """On whose clock it is when a person's own is not known."""
        return stack.organisation(self.session, self.actor).time_zone

    @cached_property
    def moved(self) -> tuple[int, list[CaseRow]]:
        """Cases whose moment was moved after it had passed, with removals that were late then."""
        return self._cases(CaseUrgency.MOVED, NAMED)

    @cached_property
    def soon(self) -> int:
        """Cases whose moment is near."""
        return self._cases(CaseUrgency.SOON, 0)[0]

    @cached_property
    def leaving(self) -> tuple[int, list[CaseRow]]:
        return self._cases(CaseUrgency.LEAVING, LEAVING)

    def _cases(self, urgency: CaseUrgency, limit: int) -> tuple[int, list[CaseRow]]:
        query = CaseQuery(urgency=urgency, today_ends=self.day.ends)
        return offboarding.cases(self.session, self.actor, query, self.day.now, limit=limit)

    @cached_property
    def ours(self) -> OurCircumstances:
        return advice.our_circumstances(self.session, self.actor)

    @cached_property
    def covered(self) -> list[AppCoverage]:
        return advice.routes_of_stack(self.session, self.actor, self.reading)

    @cached_property
    def idps(self) -> Mapping[str, str]:
        """Every identity provider of the catalogue: id → name."""
        return self.ours.idp_names

    @cached_property
    def decisions(self) -> Sequence[DecisionView]:
        return advice.decisions(self.session, self.actor, self.reading)

    @cached_property
    def requests(self) -> int:
        """Accounts and roles that identity providers asked for and nobody has given."""
        return scim.open_requests(self.session, self.actor)

    @cached_property
    def late_requests(self) -> int:
        """Of these, how many should have been given by now."""
        return scim.late_requests(self.session, self.actor, self.day.now)

    @cached_property
    def unproven(self) -> int:
        total, _none = scim.list_removals(self.session, self.actor, states=UNPROVEN, limit=0)
        return total

    @cached_property
    def findings(self) -> Mapping[FindingKind, KindCount]:
        """How many of each kind need somebody."""
        if not any(one.last for one in self.feeds):
            return {}
        now = self.day.now
        return accounts.findings(self.session, self.actor, FindingQuery(), now, limit=0).by_kind

    @cached_property
    def feeds(self) -> Sequence[FeedView]:
        return accounts.feeds(self.session, self.actor, self.day.now)

    @cached_property
    def listed_outside_stack(self) -> Mapping[str, str]:
        """Apps whose accounts are known and that are not in our stack: id → name."""
        if not self.feeds:
            return {}
        return accounts.listed_outside_stack(self.session, self.actor)

    @property
    def troubled_feeds(self) -> Sequence[FeedView]:
        """Those that somebody has to look at."""
        return [one for one in self.feeds if one.needs_somebody]

    @cached_property
    def proposed(self) -> Sequence[Proposal]:
        """Cases that lists of people propose to open, move or withdraw."""
        if not self.feeds:
            return ()
        return offboarding.roster_proposals(self.session, self.actor, self.day.now)

    @cached_property
    def background(self) -> Background:
        return jobs.background(self.session, self.day.now)

    @cached_property
    def reminds(self) -> bool:
        """Whether any message leaves Offramp."""
        return any(one.enabled for one in notify.channels(self.session, self.actor))
