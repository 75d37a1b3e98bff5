"""Cases, IdP and apps as a state machine: no order of what happens gives anything illegal.

At each moment: no case is closed over an account that is known to be active, but for a reason that
names it; no approval is older than what it approves, and none is by somebody who did it; no
follow-up and no evidence is lost; what is held waits for an open question; each change has its
entry in an unbroken audit chain, and a refusal changed nothing.

OFFRAMP_TEST_EXAMPLES=5000 for a long run.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from core.actor import LOCAL_OPERATOR
from core.audit import service as audit
from core.errors import OfframpError
from core.jobs.models import Job as JobRow
from core.jobs.values import Job
from core.offboarding import service as offboarding
from core.offboarding.models import (
    LEAVINGS,
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    Evidence,
    StepKind,
    StepStatus,
)
from core.offboarding.steps.automation import automatic
from core.offboarding.transitions import Move
from core.offboarding.values import Answer, CaseEdit, CaseView, StepView
from core.scim import service as scim
from core.scim.models import RemovalState
from core.scim.outbound.runner import Runner
from core.storage.database import Database
from tests.support.case_truths import assert_truths
from tests.support.company import ADMIN, LINK, NOTE, OLA, PIA, company, look, opened, recorded
from tests.support.databases import copied
from tests.support.leaving import ADDRESS, Leaving, app_server, forget, wire
from tests.support.scim_peers import BadServer

ACTORS = st.sampled_from([OLA, PIA, ADMIN])
REASONS = st.sampled_from(["", "It was done before.", "Not used here."])
PLACES = st.integers(0, 60)
EXAMPLES = int(os.environ.get("OFFRAMP_TEST_EXAMPLES", "8"))

Databases = Callable[[Path], AbstractContextManager[Database]]


class Cases(RuleBasedStateMachine):
    """One person's leaving, worked by three people, told of by an IdP and an app in any order."""

    databases: ClassVar[Databases]
    peer: ClassVar[BadServer]
    base: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.stack = ExitStack()
        database = self.stack.enter_context(type(self).databases(self.folder))
        forget(self.peer)
        self.firm = Leaving.founded(database, self.folder, self.base)
        self.evidence: set[tuple[int, str]] = set()
        self.follow_ups: set[int] = set()

    @property
    def database(self) -> Database:
        return self.firm.database

    def teardown(self) -> None:
        self.firm.database.close()
        self.stack.close()
        shutil.rmtree(self.folder)

    @initialize(kind=st.sampled_from(LEAVINGS), hours=st.integers(-48, 48), known=st.booleans())
    def open(self, kind: CaseKind, hours: int, known: bool) -> None:
        if known:
            self.firm.create(1)
        effective = datetime.now(UTC) + timedelta(hours=hours)
        case = opened(self.database, kind=kind, effective=effective, apps=("figma", "slack"))
        self.case_id = case.id

    # -- what people do -------------------------------------------------------------

    def attempt(self, act: Callable[[Session], object], *, logged: bool = True) -> bool:
        """Do something; a refusal leaves everything as it was, a success is in the log."""
        before, so_far = self.seen(), self.logged()
        try:
            with self.database.write() as session:
                act(session)
        except OfframpError:
            assert self.seen() == before
            assert self.logged() == so_far
            return False
        assert not logged or self.logged() > so_far
        return True

    def seen(self) -> CaseView:
        return look(self.database, self.case_id, LOCAL_OPERATOR)

    def logged(self) -> int:
        with self.database.read() as session:
            return len(recorded(session, self.case_id))

    def at(self, place: int) -> StepView:
        steps = self.seen().steps
        return steps[place % len(steps)]

    @rule(
        place=PLACES,
        move=st.sampled_from(Move),
        actor=ACTORS,
        reason=REASONS,
        evidence=st.lists(st.sampled_from([NOTE, LINK]), max_size=2),
        behind=st.integers(0, 1),
    )
    def move(
        self, place: int, move: Move, actor: Any, reason: str, evidence: Any, behind: int
    ) -> None:
        step = self.at(place)
        self.attempt(
            lambda session: offboarding.move_step(
                session, actor, step.id, step.version - behind, move,
                evidence=evidence if move is Move.FINISH else (), reason=reason,
            )
        )  # fmt: skip

    @rule(actor=ACTORS, reason=REASONS)
    def work_through(self, actor: Any, reason: str) -> None:
        """Somebody does everything that can be done now."""
        for step in self.seen().steps:
            if step.state in ("open", "started", "blocked"):
                self.attempt(
                    lambda session, step=step: offboarding.finish(  # type: ignore[misc]
                        session, actor, step.id, step.version, [LINK], reason
                    )
                )

    @rule(reason=REASONS)
    def work_to_the_end(self, reason: str) -> None:
        """Two people do all that there is, and close the case."""
        for actor in (OLA, PIA, OLA, PIA):
            self.work_through(actor, "")
        self.close(OLA, reason)
        self.close(PIA, reason)

    @rule(answer=st.sampled_from(Answer), let_go=st.booleans())
    def finish_up(self, answer: Answer, let_go: bool) -> None:
        """All questions are answered and all is worked; the IdP lets go of her, or does not."""
        for place in range(len(self.firm.users()) if let_go else 0):
            self.firm.switch(place, False)
        self.firm.run_removals(timedelta(seconds=1))
        self.decide(answer, OLA, "Agreed")
        self.work_to_the_end("Agreed")

    @rule(place=PLACES)
    def reopen_something_done(self, place: int) -> None:
        done = [step for step in self.seen().steps if step.status is StepStatus.DONE]
        if done:
            step = done[place % len(done)]
            self.attempt(lambda s: offboarding.reopen(s, OLA, step.id, step.version, "again"))

    @rule(answer=st.sampled_from(Answer), actor=ACTORS, reason=REASONS)
    def decide(self, answer: Answer, actor: Any, reason: str) -> None:
        for step in self.seen().steps:
            if step.kind is StepKind.DECISION:
                self.attempt(
                    lambda s, step=step: offboarding.decide(  # type: ignore[misc]
                        s, actor, step.id, step.version, answer, reason
                    )
                )

    @rule(place=PLACES, owner=st.sampled_from([None, "Ola Operator", "x" * 400]))
    def give(self, place: int, owner: str | None) -> None:
        step = self.at(place)
        self.attempt(lambda s: offboarding.assign(s, OLA, step.id, step.version, owner))

    @rule(place=PLACES, hours=st.integers(-900, 900))
    def change_date(self, place: int, hours: int) -> None:
        step = self.at(place)
        due = step.due + timedelta(hours=hours)
        self.attempt(lambda s: offboarding.move_due(s, OLA, step.id, step.version, due, "Agreed"))

    @rule(actor=ACTORS, reason=REASONS)
    def close(self, actor: Any, reason: str) -> None:
        case = self.seen()
        self.attempt(lambda s: offboarding.close_case(s, actor, case.id, case.version, reason))

    @rule(actor=ACTORS, reason=REASONS)
    def cancel(self, actor: Any, reason: str) -> None:
        case = self.seen()
        self.attempt(lambda s: offboarding.cancel_case(s, actor, case.id, case.version, reason))

    @rule(actor=ACTORS, reason=REASONS)
    def reopen(self, actor: Any, reason: str) -> None:
        case = self.seen()
        self.attempt(lambda s: offboarding.reopen_case(s, actor, case.id, case.version, reason))

    @rule(kind=st.sampled_from(LEAVINGS))
    def open_another(self, kind: CaseKind) -> None:
        """She is hired again, and leaves again."""
        try:
            opened(self.database, kind=kind, effective=datetime.now(UTC), apps=("slack",))
        except OfframpError:
            assert self.seen().status is CaseStatus.OPEN or self.others_open()

    def others_open(self) -> bool:
        with self.database.read() as session:
            query = select(Case.id).where(
                Case.status == CaseStatus.OPEN, Case.id != self.case_id, Case.email == ADDRESS
            )
            return session.exec(query).first() is not None

    @rule(hours=st.integers(-72, 72))
    def change_moment(self, hours: int) -> None:
        case = self.seen()
        moment = case.effective + timedelta(hours=hours)
        edit = CaseEdit(case.version, moment, "Mo", None, None, "Agreed anew")
        self.attempt(lambda s: offboarding.edit_case(s, OLA, case.id, edit))

    # -- what happens by itself ------------------------------------------------------

    @rule(place=PLACES)
    def wait_ends(self, place: int) -> None:
        step = self.at(place)
        job = Job(1, "x", "x", {"step": step.id}, step.due, 0)
        automatic.finish_wait(self.database, job, step.due)
        automatic.finish_wait(self.database, job, step.due)

    @rule(name=st.integers(0, 2))
    def idp_creates(self, name: int) -> None:
        self.firm.create(name)

    @rule(place=st.integers(0, 2), active=st.booleans())
    def idp_switches(self, place: int, active: bool) -> None:
        self.firm.switch(place, active)

    @rule(place=st.integers(0, 2))
    def idp_deletes(self, place: int) -> None:
        self.firm.delete(place)

    @rule(place=st.integers(0, 2), group=st.sampled_from(["Editors", "Admins"]))
    def idp_gives_a_role(self, place: int, group: str) -> None:
        if users := self.firm.users():
            self.firm.idp.group(group, users[place % len(users)][0])

    @rule(active=st.booleans())
    def app_changes(self, active: bool) -> None:
        """Somebody switches her on or off in the app itself; Offramp does not know yet."""
        self.peer.users["1"]["active"] = active

    @rule(days=st.sampled_from([0, 0, 3, 9, 40]))
    def removals_run(self, days: int) -> None:
        self.firm.run_removals(timedelta(days=days, seconds=1))

    @rule()
    def verify(self) -> None:
        """Looking changes nothing in the app."""
        was, asked = self.peer.users["1"]["active"], len(self.peer.asked)
        for number in self.firm.removal_ids(
            RemovalState.VERIFIED, RemovalState.OPEN_STEP, RemovalState.RETURNED
        ):
            with self.database.write() as session:
                scim.verify_again(session, OLA, number)
            now = datetime.now(UTC) + timedelta(seconds=1)
            Runner(self.database, clock=lambda: now).run_one(number)  # noqa: B023
        assert {method for method, _ in self.peer.asked[asked:]} <= {"GET"}
        assert self.peer.users["1"]["active"] is was

    @rule()
    def try_again(self) -> None:
        for number in self.firm.removal_ids(RemovalState.OPEN_STEP, RemovalState.RETURNED):
            with self.database.write() as session:
                scim.try_again(session, OLA, number)

    @rule()
    def restart(self) -> None:
        self.firm.restart()

    # -- what always holds ------------------------------------------------------------

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "case_id"):
            return
        cases = assert_truths(self.database)
        ours = next(case for case in cases if case.id == self.case_id)
        with self.database.read() as session:
            self._nothing_lost(session, ours)
            assert audit.verify_state(session, LOCAL_OPERATOR).holds

    def _nothing_lost(self, session: Session, ours: CaseView) -> None:
        rows = session.exec(select(Evidence.id, Evidence.sha256).order_by(col(Evidence.id)))
        found = {(one or 0, digest) for one, digest in rows}
        assert found >= self.evidence
        self.evidence = found
        planned = set(session.exec(select(JobRow.key)))
        steps = {step.id: step for step in ours.steps}
        assert self.follow_ups <= steps.keys()
        self.follow_ups |= offboarding.follow_ups(ours.steps)
        if ours.status is CaseStatus.CANCELLED:
            return
        for step in (steps[number] for number in self.follow_ups):
            assert step.status is not StepStatus.CANCELLED
            if step.kind is StepKind.WAIT and step.status in UNFINISHED:
                assert f"step:{step.id}" in planned


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """A new database for each example."""
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("migrated_file")
        return lambda folder: copied(file, folder)
    migrated = request.getfixturevalue("postgres_databases")

    @contextmanager
    def one(_folder: Path) -> Iterator[Database]:
        with migrated.one() as database:
            yield database

    return one


def test_no_order_of_actions_gives_an_illegal_state(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire(monkeypatch)
    with app_server() as (peer, base):
        machine = type("Case", (Cases,), {"databases": databases, "peer": peer, "base": base})
        machine.databases = staticmethod(databases)  # type: ignore[attr-defined]
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=30,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_the_sample_case_can_be_closed_at_all(database: Database) -> None:
    """The machine above would be happy with a case that nobody can ever close."""
    company(database)
    case = opened(database, effective=datetime.now(UTC), apps=("figma",))
    while todo := [s for s in look(database, case.id).steps if s.state == "open"]:
        for step in todo:
            actor = PIA if step.kind is StepKind.APPROVAL else OLA
            with database.write() as session:
                offboarding.finish(session, actor, step.id, step.version, [LINK], "Agreed")
    with database.write() as session:
        closed = offboarding.close_case(session, OLA, case.id, case.version)
    assert closed.status is CaseStatus.CLOSED
