"""The story's cases: opened, worked day by day as their checklists ask, closed or taken back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property, partial
from random import Random

from core import clock
from core.demo.evidence import evidence_of
from core.demo.moments import working_day
from core.demo.scene import Scene
from core.demo.story import Leaver
from core.demo.workers import second_person, worker
from core.jobs import service as jobs
from core.offboarding import service as offboarding
from core.offboarding.values import (
    UNFINISHED,
    CaseStatus,
    CaseView,
    Opening,
    Phase,
    StepKind,
    StepView,
)

HOURS = (time(9, 40), time(13, 30))
"""When people sit down to work on cases."""
A_STEP = timedelta(seconds=35)
"""From one finished step to the next."""
BEFORE_THE_MOMENT = timedelta(minutes=24)
"""How long before access ends its removal begins."""
SLOW, SLOW_BY = 0.08, timedelta(minutes=75)
"""So many removals are only done this much after the moment: no company is always in time."""
BY_HAND = (StepKind.MANUAL, StepKind.APPROVAL)


def plan_leavers(scene: Scene) -> None:
    """Write into the diary who opens which case; each plans its further days itself."""
    for told in scene.story.leavers:
        run = _Run(scene, told)
        scene.plan(scene.moment(told.opened.at), run.open)
        if told.cancelled:
            scene.plan(scene.moment(told.cancelled.at), run.cancel)


@dataclass
class _Run:
    """One case, as it goes."""

    scene: Scene
    told: Leaver
    id: int = 0
    has_commented: bool = False

    @cached_property
    def leaves(self) -> datetime:
        """When access ends."""
        return self.scene.moment(self.told.leaves)

    @cached_property
    def ends(self) -> datetime:
        """Until when somebody works on it."""
        until = self.told.worked_until
        if until is not None:
            return self.scene.moment(until)
        return self.scene.now if self.told.is_closed else self.scene.moment(self.told.opened.at)

    def open(self) -> None:
        """Somebody opens the case."""
        told, actor = self.told, self.scene.actors[self.told.opened.by]
        address = self.scene.story.company.address
        opening = Opening(
            person=told.person,
            email=address(told.person),
            kind=told.kind,
            effective=self.leaves,
            zone=self.scene.story.company.time_zone,
            manager=self.scene.owner(told.manager),
            hand_over_to=told.hand_over_to,
            apps=told.apps,
            readers=tuple(address_of for each in told.readers if (address_of := self._who(each))),
        )
        with self.scene.database.write() as session:
            self.id = offboarding.open_case(session, actor, self.scene.reading, opening).id
        self.scene.plan(clock.now() + timedelta(minutes=20), self.work)

    def _who(self, username: str) -> str | None:
        return self.scene.owner(username)

    def cancel(self) -> None:
        """The person stays."""
        assert self.told.cancelled is not None
        actor = self.scene.actors[self.told.cancelled.by]
        with self.scene.database.write() as session:
            case = offboarding.case(session, actor, self.id)
            offboarding.cancel_case(
                session, actor, self.id, case.version, self.told.cancelled.reason
            )

    def work(self) -> None:
        """Plan what is due before the next time somebody sits down, one step after the other, and
        look again after them; with nothing left to do, plan that next time."""
        if clock.now() > self.ends:
            return
        jobs.run_due(self.scene.database)
        case, at = self._case(), clock.now()
        for step in self._to_do(case):
            at += A_STEP
            self.scene.plan(at, partial(self._do, step))
        if at > clock.now():
            self.scene.plan(at + A_STEP, self.work)
            return
        if self.told.is_closed and case.status is CaseStatus.OPEN:
            self._close(case)
        self._comment()
        if (then := self._next(case)) is not None:
            self.scene.plan(then, self.work)

    # -- what, when, and by whom ---------------------------------------------------------------

    def _case(self) -> CaseView:
        with self.scene.database.read() as session:
            return offboarding.case(session, second_person(self.scene), self.id)

    def _to_do(self, case: CaseView) -> list[StepView]:
        """What can be done now, and has its turn or would be late at the next time."""
        now = clock.now()
        soon = self._sits_down_after(now)
        return [
            step
            for step in case.steps
            if step.kind in BY_HAND
            and step.state in ("open", "started")
            and self._ready(step) <= now
            and (step.due < soon or self._turn(step) <= now)
        ]

    def _ready(self, step: StepView) -> datetime:
        """Before when nobody does this step."""
        if step.phase in (Phase.REMOVE, Phase.CHECK):
            if days := self.told.late.get(step.app or ""):
                return self.leaves + timedelta(days=days, hours=-6)
            if step.removes_access:
                is_slow = self._chance(step).random() < SLOW
                return self.leaves + (SLOW_BY if is_slow else -BEFORE_THE_MOMENT)
        return self.scene.moment(self.told.opened.at)

    def _turn(self, step: StepView) -> datetime:
        """When somebody comes to this step; hand-overs are spread over the days before."""
        opened = self.scene.moment(self.told.opened.at)
        if step.phase is Phase.HAND_OVER and step.due > opened:
            spread = opened + (step.due - opened) * self._chance(step).uniform(0.1, 0.9)
            return self._sits_down_after(spread)
        return max(self._ready(step), self._sat_down_before(step.due))

    def _chance(self, step: StepView) -> Random:
        # By the step's name: the same case goes the same way each time it is told.
        return Random(f"{self.told.person}: {step.key}")  # noqa: S311  # nosec B311

    def _next(self, case: CaseView) -> datetime | None:
        """When somebody sits down for this case again; ``None``: nothing is left."""
        now = clock.now()
        left = [step for step in case.steps if step.status in UNFINISHED]
        if not left or case.status is CaseStatus.CANCELLED:
            return None
        soonest = min(max(self._ready(step), self._turn(step)) for step in left)
        return soonest if soonest > now + timedelta(hours=1) else self._sits_down_after(now)

    def _sits_down_after(self, at: datetime) -> datetime:
        """The next time on a working day, or when the removal begins if that is sooner."""
        day = at.astimezone(self.scene.place).date()
        moments = [
            datetime.combine(day + timedelta(days=ahead), hour, self.scene.place)
            for ahead in range(5)
            for hour in HOURS
            if working_day(day + timedelta(days=ahead)) == day + timedelta(days=ahead)
        ]
        moments.append(self.leaves - BEFORE_THE_MOMENT)
        return min(each for each in moments if each > at)

    def _sat_down_before(self, at: datetime) -> datetime:
        """The last time on a working day before this moment."""
        day = working_day(at.astimezone(self.scene.place).date())
        moments = [
            datetime.combine(each, hour, self.scene.place)
            for each in (day, working_day(day - timedelta(days=1)))
            for hour in HOURS
        ]
        return max(each for each in moments if each < at)

    # -- deeds ---------------------------------------------------------------------------------

    def _do(self, step: StepView) -> None:
        told, app = self.told, step.app or ""
        actor = worker(self.scene, step)
        with self.scene.database.write() as session:
            if app in told.excused:
                offboarding.excuse(session, actor, step.id, step.version, told.excused[app])
            elif app in told.blocked and step.removes_access:
                offboarding.block(session, actor, step.id, step.version, told.blocked[app])
            else:
                proof = evidence_of(self.scene, step, told.person, actor)
                offboarding.finish(session, actor, step.id, step.version, proof)

    def _close(self, case: CaseView) -> None:
        if self.leaves > clock.now() or offboarding.left_to_do(case.steps)[0]:
            return
        actor = self.scene.actors[self.told.opened.by]
        with self.scene.database.write() as session:
            offboarding.close_case(session, actor, self.id, case.version)

    def _comment(self) -> None:
        if not self.told.comment or self.has_commented or clock.now() < self.leaves - timedelta(1):
            return
        actor = self.scene.actors[self.told.opened.by]
        with self.scene.database.write() as session:
            offboarding.comment(session, actor, self.id, self.told.comment)
        self.has_commented = True
