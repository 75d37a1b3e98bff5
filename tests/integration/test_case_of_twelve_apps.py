"""A leaver of the twelve-app list, worked to the end through the door: counted, and proven."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import time_machine
from sqlmodel import col, select

from core.actor import Actor, Role
from core.jobs.models import Job as StoredJob
from core.jobs.values import Job
from core.offboarding import service as offboarding
from core.offboarding.steps.automation import automatic
from core.offboarding.transitions import lacks
from core.offboarding.values import (
    UNFINISHED,
    CaseKind,
    CaseStatus,
    CaseView,
    EvidenceKind,
    EvidenceNeed,
    NewEvidence,
    Opening,
    SeenStep,
    StepKind,
    StepStatus,
    StepView,
)
from core.storage.database import Database
from tests.support.company import READING, everywhere, look
from tests.support.twelve_apps import twelve_apps

OLA = Actor("ola", "Ola Operator", Role.OPERATOR, email="ola@acme.example")
MOST_ACTIONS = 30
MOMENT = datetime(2026, 11, 30, 16, tzinfo=UTC)


class Team:
    """Who works a case: each owner their own steps, in batches that one piece of evidence proves.

    A batch is what one owner does of one phase in the same kind of place (the apps, Okta, the
    rest); what must be shown by a system is not finished with what is only told.
    """

    def __init__(self, database: Database, case: int) -> None:
        self.database, self.case, self.actions = database, case, 0

    @property
    def view(self) -> CaseView:
        return look(self.database, self.case, OLA)

    def work(self) -> None:
        """All that is to be done now, batch after batch."""
        while batch := self._next_batch():
            self._finish(batch)

    def close(self) -> None:
        with self.database.write() as session:
            offboarding.close_case(session, OLA, self.case, self.view.version)
        self.actions += 1

    def _next_batch(self) -> list[StepView]:
        steps, now = self.view.steps, datetime.now(UTC)
        first = offboarding.next_step(steps, now)
        if first is None:
            return []
        alike = [step for step in steps if _batch(step) == _batch(first) and not step.is_early]
        return offboarding.can_be_finished_together(alike, steps, now) or [first]

    def _finish(self, batch: Sequence[StepView]) -> None:
        who = batch[0].owner or "Ola Operator"
        actor = Actor(who.casefold(), who, Role.OPERATOR)
        link = f"https://drive.acme.example/jonas/{self.actions}"
        needed = offboarding.evidence_demanded(batch) is not EvidenceNeed.NONE
        evidence = [NewEvidence(EvidenceKind.LINK, link)] * needed
        seen = [SeenStep.of(step) for step in batch]
        with self.database.write() as session:
            offboarding.finish_steps(session, actor, seen, evidence)
        self.actions += 1


def _batch(step: StepView) -> tuple[object, ...]:
    if step.app and step.place == step.app_name:
        return step.owner_key, step.phase, "apps"
    by_a_system = step.needs_evidence is EvidenceNeed.RECORD
    place = step.place if step.place == "Okta" else by_a_system
    return step.owner_key, step.phase, place


def test_a_leaver_of_twelve_apps_takes_at_most_thirty_actions(
    catalog_database: Database, record_property: Callable[[str, object], None]
) -> None:
    twelve_apps(catalog_database)
    opening = Opening(
        "Jonas Weber",
        "jonas@acme.example",
        CaseKind.VOLUNTARY,
        MOMENT,
        "Europe/Berlin",
        manager="mara@acme.example",
        hand_over_to="Lena Fox",
        apps=everywhere(catalog_database),
    )
    with time_machine.travel(MOMENT - timedelta(days=5)) as clock:
        with catalog_database.write() as session:
            case = offboarding.open_case(session, OLA, READING, opening)
        team = Team(catalog_database, case.id)
        team.work()
        early = {step.status for step in team.view.steps if step.due >= MOMENT}
        assert early == {StepStatus.OPEN}, "something of the last day was done before it"
        clock.move_to(MOMENT + timedelta(hours=1))
        team.work()
        team.close()
        closed = team.view
        assert closed.status is CaseStatus.CLOSED
        assert {step.key for step in closed.steps if step.status in UNFINISHED} == {
            "general/retention",
            "general/delete",
        }
        clock.move_to(MOMENT + timedelta(days=36))
        _end_waits(catalog_database, case.id)
        team.work()
    done = team.view.steps
    record_property("actions", team.actions)
    told = f"{len(done)} steps took {team.actions} actions"
    assert team.actions <= MOST_ACTIONS, told
    assert {step.status for step in done} == {StepStatus.DONE}
    for step in done:
        assert lacks(step.needs_evidence, [one.kind for one in step.evidence]) is None, step.title


def test_an_app_has_one_step_to_look(catalog_database: Database) -> None:
    twelve_apps(catalog_database)
    ours = everywhere(catalog_database)
    given = ("Jo", "jo@acme.example", CaseKind.VOLUNTARY, MOMENT, "Europe/Berlin")
    opening = Opening(*given, apps=ours)
    with time_machine.travel(MOMENT - timedelta(days=5)), catalog_database.read() as session:
        plan = offboarding.preview_case(session, OLA, READING, opening)
    looks = [step.app for step in plan.steps if step.app and step.phase.value == "check"]
    assert sorted(looks) == sorted({app.id for app in plan.apps})


def _end_waits(database: Database, case: int) -> None:
    """What the outbox does when the time of a wait has come."""
    waits = [step for step in look(database, case, OLA).steps if step.kind is StepKind.WAIT]
    for step in waits:
        with database.read() as session:
            query = select(StoredJob).where(col(StoredJob.key).endswith(f":{step.id}"))
            job = session.exec(query).one()
        started = Job(1, job.kind, job.key, job.payload, job.run_at, 0)
        automatic.finish_wait(database, started, datetime.now(UTC))
