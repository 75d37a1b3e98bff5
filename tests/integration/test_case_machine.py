"""Cases and steps as a state machine: no order of actions gives anything illegal.

After each action: a closed case has no open work and lacks no evidence, no evidence is ever lost,
an approval is by somebody else than the doers, each change has its entry in an unbroken audit
chain, and a refusal changed nothing.
"""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
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
from core.jobs.values import Job
from core.offboarding import service as offboarding
from core.offboarding.models import (
    LEAVINGS,
    UNFINISHED,
    CaseStatus,
    Evidence,
    StepKind,
    StepStatus,
)
from core.offboarding.steps import automatic
from core.offboarding.transitions import Move, lacks
from core.offboarding.values import CaseEdit
from core.storage.database import Database
from tests.support.company import (
    ADMIN,
    LINK,
    NOTE,
    OLA,
    PIA,
    company,
    look,
    opened,
    recorded,
)

ACTORS = st.sampled_from([OLA, PIA, ADMIN])
REASONS = st.sampled_from(["", "It was done before.", "Not used here."])
PLACES = st.integers(0, 60)


class Cases(RuleBasedStateMachine):
    """One person's case, worked by three people in any order."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "offramp.db")
        self.database = Database(f"sqlite:///{self.folder / 'offramp.db'}")
        self.evidence: set[tuple[int, str]] = set()

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @initialize(kind=st.sampled_from(LEAVINGS), hours=st.integers(-48, 48))
    def open(self, kind: Any, hours: int) -> None:
        effective = datetime.now(UTC) + timedelta(hours=hours)
        case = opened(self.database, kind=kind, effective=effective, apps=("figma", "slack"))
        self.case_id = case.id

    def attempt(self, act: Any) -> None:
        """Do something; a refusal leaves everything as it was, a success is in the log."""
        before, logged = look(self.database, self.case_id, LOCAL_OPERATOR), self.logged()
        try:
            with self.database.write() as session:
                act(session)
        except OfframpError:
            assert look(self.database, self.case_id, LOCAL_OPERATOR) == before
            assert self.logged() == logged
        else:
            assert self.logged() > logged

    def logged(self) -> int:
        with self.database.read() as session:
            return len(recorded(session, self.case_id))

    def at(self, place: int) -> Any:
        steps = look(self.database, self.case_id, LOCAL_OPERATOR).steps
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
                session,
                actor,
                step.id,
                step.version - behind,
                move,
                evidence=evidence,
                reason=reason,
            )
        )

    @rule(actor=ACTORS)
    def work_through(self, actor: Any) -> None:
        """Somebody does everything that can be done now."""
        for step in look(self.database, self.case_id, LOCAL_OPERATOR).steps:
            if step.state in ("open", "started", "blocked"):
                self.attempt(
                    lambda session, step=step: offboarding.finish(
                        session, actor, step.id, step.version, [LINK]
                    )
                )

    @rule(place=PLACES, owner=st.sampled_from([None, "Ola Operator", "x" * 400]))
    def give(self, place: int, owner: str | None) -> None:
        step = self.at(place)
        self.attempt(lambda s: offboarding.assign(s, OLA, step.id, step.version, owner))

    @rule(place=PLACES)
    def wait_ends(self, place: int) -> None:
        step = self.at(place)
        job = Job(1, "x", "x", {"step": step.id}, step.due, 0)
        automatic.finish_wait(self.database, job, step.due)
        automatic.finish_wait(self.database, job, step.due)

    @rule(actor=ACTORS)
    def close(self, actor: Any) -> None:
        case = look(self.database, self.case_id, LOCAL_OPERATOR)
        self.attempt(lambda s: offboarding.close_case(s, actor, case.id, case.version))

    @rule(actor=ACTORS, reason=REASONS)
    def cancel(self, actor: Any, reason: str) -> None:
        case = look(self.database, self.case_id, LOCAL_OPERATOR)
        self.attempt(lambda s: offboarding.cancel_case(s, actor, case.id, case.version, reason))

    @rule(actor=ACTORS, reason=REASONS)
    def reopen(self, actor: Any, reason: str) -> None:
        case = look(self.database, self.case_id, LOCAL_OPERATOR)
        self.attempt(lambda s: offboarding.reopen_case(s, actor, case.id, case.version, reason))

    @rule(hours=st.integers(-72, 72))
    def change_moment(self, hours: int) -> None:
        case = look(self.database, self.case_id, LOCAL_OPERATOR)
        moment = case.effective + timedelta(hours=hours)
        edit = CaseEdit(case.version, moment, "Mo", None, None, "Agreed anew")
        self.attempt(lambda s: offboarding.edit_case(s, OLA, case.id, edit))

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "case_id"):
            return
        case = look(self.database, self.case_id, LOCAL_OPERATOR)
        by_id = {step.id: step for step in case.steps}
        for step in case.steps:
            ended = step.status not in UNFINISHED
            assert (step.finished_at is not None) is ended, step
            assert (step.finished_by is not None) is ended, step
            if step.status is StepStatus.CANCELLED:
                assert case.status is CaseStatus.CANCELLED
            if step.kind is StepKind.APPROVAL and step.status is StepStatus.DONE:
                doers = {
                    by_id[one].finished_by
                    for one in step.needs
                    if by_id[one].status is StepStatus.DONE
                    and by_id[one].finished_at <= step.finished_at
                }
                assert step.finished_by not in doers
        if case.status is CaseStatus.CLOSED:
            assert all(step.status not in UNFINISHED for step in case.steps)
            for step in case.steps:
                if step.status is StepStatus.DONE:
                    kinds = [proof.kind for proof in step.evidence]
                    assert lacks(step.needs_evidence, kinds) is None
        with self.database.read() as session:
            self._nothing_lost(session)
            assert audit.verify_state(session, LOCAL_OPERATOR).holds

    def _nothing_lost(self, session: Session) -> None:
        rows = session.exec(select(Evidence.id, Evidence.sha256).order_by(col(Evidence.id)))
        found = {(one or 0, digest) for one, digest in rows}
        assert found >= self.evidence
        self.evidence = found


@pytest.fixture(scope="module")
def template(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("company") / "offramp.db"
    shutil.copy(migrated_file, path)
    database = company(Database(f"sqlite:///{path}"))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


def test_no_order_of_actions_gives_an_illegal_state(template: Path) -> None:
    Cases.template = template
    run_state_machine_as_test(
        Cases,
        settings=settings(
            max_examples=12, stateful_step_count=25, phases=[Phase.explicit, Phase.generate]
        ),
    )


def test_the_sample_case_can_be_closed_at_all(template: Path, tmp_path: Path) -> None:
    """The machine above would be happy with a case that nobody can ever close."""
    shutil.copy(template, tmp_path / "offramp.db")
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    case = opened(database, effective=datetime.now(UTC), apps=("figma",))
    while todo := [s for s in look(database, case.id).steps if s.state == "open"]:
        for step in todo:
            actor = PIA if step.kind is StepKind.APPROVAL else OLA
            with database.write() as session:
                offboarding.finish(session, actor, step.id, step.version, [LINK])
    with database.write() as session:
        closed = offboarding.close_case(session, OLA, case.id, case.version)
    assert closed.status is CaseStatus.CLOSED
    database.close()
