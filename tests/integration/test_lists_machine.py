"""Lists, removals and closing as a state machine: removed, proven, returned, removed, in any order.

At each moment: a removal is proven only by a complete list that was taken after it and does not
show the account in use; while the newest list does, no removal that was done before it counts as
done; no proof is lost, and the same list twice changes nothing; what a killed transaction left is
nothing; rows are what the audit log says.

OFFRAMP_TEST_EXAMPLES=2000 for a long run.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, SYSTEM
from core.audit import service as audit
from core.errors import OfframpError
from core.offboarding import service as offboarding
from core.offboarding.models import Evidence
from core.offboarding.values import (
    CaseKind,
    CaseStatus,
    CaseView,
    EvidenceKind,
    StepKind,
    StepStatus,
    StepView,
)
from core.storage.database import Database
from tests.support.app_lists import deliver, wire
from tests.support.company import ADMIN, LINK, OLA, PIA, company, look, opened, step_of, workable
from tests.support.databases import copied

START = datetime(2026, 11, 30, 16, tzinfo=UTC)
EXAMPLES = int(os.environ.get("OFFRAMP_TEST_EXAMPLES", "4"))
ADA = "ada@example.com"
OTHERS = [f"person{number}@example.com" for number in range(20)]
KEY = "wiki/remove"
SHOWN = st.sampled_from(["active", "invited", "unknown", "suspended", "deactivated", None])
"""How a list shows her; ``None``: it does not."""
IN_USE = ("active", "invited", "unknown")


class Killed(Exception):
    """The process ends in the middle."""


class Lists(RuleBasedStateMachine):
    """One leaver of one app; its lists come late, twice, in part, in the wrong order."""

    databases: ClassVar[Callable[[Path], AbstractContextManager[Database]]]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.stack = ExitStack()
        self.clock = self.stack.enter_context(time_machine.travel(START, tick=False))
        self.database = company(self.stack.enter_context(type(self).databases(self.folder)))
        self.newest: tuple[datetime, str | None, bool] | None = None
        self.proofs: set[str] = set()

    def teardown(self) -> None:
        self.stack.close()
        shutil.rmtree(self.folder)

    @initialize(hours=st.integers(-30, 30), was_listed=st.booleans())
    def open(self, hours: int, was_listed: bool) -> None:
        if was_listed:
            self.arrives("active", timedelta(0), complete=True, killed=False)
        effective = datetime.now(UTC) + timedelta(hours=hours)
        kind = CaseKind.VOLUNTARY
        self.case_id = opened(self.database, kind=kind, effective=effective, apps=("wiki",)).id

    @property
    def case(self) -> CaseView:
        return look(self.database, self.case_id)

    @property
    def step(self) -> StepView:
        return step_of(self.case, KEY)

    def attempt(self, act: Callable[[Any], object]) -> None:
        with suppress(OfframpError), self.database.write() as session:
            act(session)

    # -- what happens ---------------------------------------------------------------

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))

    @rule(
        shown=SHOWN,
        age=st.sampled_from([0, 0, 0, 1, 30]),
        complete=st.sampled_from([True, True, True, False]),
        killed=st.booleans(),
    )
    def list_arrives(self, shown: str | None, age: int, complete: bool, killed: bool) -> None:
        self.clock.shift(timedelta(minutes=7))
        self.arrives(shown, timedelta(hours=age), complete=complete, killed=killed)

    def arrives(self, shown: str | None, age: timedelta, *, complete: bool, killed: bool) -> None:
        taken_at = datetime.now(UTC) - age
        hers = [] if shown is None else [{"email": ADA, "status": shown}]
        before = self.case if hasattr(self, "case_id") else None
        with suppress(Killed, OfframpError), self.database.write() as session:
            deliver(session, "wiki", [*OTHERS, *hers], taken_at, complete=complete)
            if killed:
                raise Killed
        if killed:
            assert before is None or self.case == before
            return
        is_newest = self.newest is None or taken_at > self.newest[0]
        if is_newest and (complete or shown is not None):
            self.newest = (taken_at, shown, complete)

    @rule(actor=st.sampled_from([OLA, PIA]))
    def remove(self, actor: Any) -> None:
        self.clock.shift(timedelta(minutes=1))
        step = self.step
        self.attempt(lambda s: offboarding.finish(s, actor, step.id, step.version, [LINK]))

    @rule()
    def same_list_again(self) -> None:
        if self.newest is not None:
            before = self.case
            taken_at, shown, complete = self.newest
            hers = [] if shown is None else [{"email": ADA, "status": shown}]
            with suppress(OfframpError), self.database.write() as session:
                deliver(session, "wiki", [*OTHERS, *hers], taken_at, complete=complete)
            assert self.case == before

    @rule()
    def work_through(self) -> None:
        """All that can be done is done; somebody else approves."""
        self.clock.shift(timedelta(minutes=1))
        for _ in range(4):
            for step in workable(self.case):
                who = ADMIN if step.kind is StepKind.APPROVAL else OLA
                self.attempt(
                    lambda s, who=who, step=step: offboarding.finish(  # type: ignore[misc]
                        s, who, step.id, step.version, [LINK], "Not needed any longer."
                    )
                )

    @rule()
    def does_not_apply(self) -> None:
        step = self.step
        self.attempt(lambda s: offboarding.excuse(s, OLA, step.id, step.version, "No account."))

    @rule()
    def reopen_step(self) -> None:
        step = self.step
        self.attempt(lambda s: offboarding.reopen(s, OLA, step.id, step.version, "Look again."))

    @rule(reason=st.sampled_from(["", "Agreed."]))
    def close(self, reason: str) -> None:
        case = self.case
        against = []
        if case.status is CaseStatus.OPEN:
            with self.database.read() as session:
                against = offboarding.stands_against(session, OLA, case.id)
        self.attempt(lambda s: offboarding.close_case(s, PIA, case.id, case.version, reason))
        if against and not reason:
            assert self.case.status is not CaseStatus.CLOSED

    @precondition(lambda self: self.case.status is not CaseStatus.OPEN)
    @rule()
    def reopen(self) -> None:
        case = self.case
        self.attempt(lambda s: offboarding.reopen_case(s, OLA, case.id, case.version, "Again."))

    # -- what always holds -----------------------------------------------------------

    @invariant()
    def proven_only_by_a_later_complete_list(self) -> None:
        if not hasattr(self, "case_id"):
            return
        step, case = self.step, self.case
        if step.proven is None or step.proven.taken_at is None:
            return
        assert step.status is StepStatus.DONE
        assert step.finished_at is not None
        by_us = step.finished_by == SYSTEM.name
        assert step.proven.taken_at > (case.effective if by_us else step.finished_at)
        assert step.proven.state in ("absent", "deactivated")

    @invariant()
    def nothing_counts_as_removed_while_a_later_list_shows_it(self) -> None:
        if not hasattr(self, "case_id") or self.newest is None:
            return
        taken_at, shown, _complete = self.newest
        step = self.step
        if shown in IN_USE and step.status is StepStatus.DONE:
            assert step.finished_at is not None
            assert step.finished_at >= taken_at

    @invariant()
    def what_was_removed_and_is_gone_is_proven(self) -> None:
        if not hasattr(self, "case_id") or self.newest is None:
            return
        taken_at, shown, complete = self.newest
        step = self.step
        is_done = step.status is StepStatus.DONE and step.finished_at
        if is_done and shown not in IN_USE and complete:
            assert step.finished_at is not None
            assert step.proven or step.finished_at >= taken_at

    @invariant()
    def no_proof_is_lost_or_kept_twice(self) -> None:
        with self.database.read() as session:
            query = select(Evidence.text).where(col(Evidence.kind) == EvidenceKind.SNAPSHOT)
            texts = [text or "" for text in session.exec(query)]
            assert audit.verify(session, LOCAL_OPERATOR).holds
            assert audit.verify_state(session, LOCAL_OPERATOR).holds
        assert self.proofs <= set(texts)
        self.proofs = set(texts)
        assert all(json.loads(text)["state"] != "in-use" for text in texts)


@pytest.fixture
def databases(migrated_file: Path) -> Callable[[Path], AbstractContextManager[Database]]:
    return lambda folder: copied(migrated_file, folder)


def test_removals_and_lists_in_any_order(
    databases: Callable[[Path], AbstractContextManager[Database]],
) -> None:
    wire()
    machine = type("Lists", (Lists,), {"databases": staticmethod(databases)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
