"""A removal is proven by a later list, finished by it, or open again, in whatever order."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.accounts.values import Known, Sight
from core.actor import SYSTEM
from core.audit import service as audit
from core.errors import Conflict
from core.offboarding import service as offboarding
from core.offboarding.inventory.concluded import list_concluded
from core.offboarding.models import StepStatus
from core.offboarding.values import CaseKind, CaseStatus, CaseView, EvidenceKind, StepView
from core.storage.database import Database
from tests.support.company import (
    LINK,
    OLA,
    PIA,
    company,
    finish,
    finish_all,
    look,
    opened,
    recorded,
    step_of,
)
from tests.support.lists import Lists, lists, snapshot

MOMENT = datetime(2026, 11, 30, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Lists:
    return lists(monkeypatch)


class Story:
    """One leaver, and the lists of one app that come while their case is worked."""

    def __init__(self, database: Database, told: Lists, **more: object) -> None:
        self.database, self.told = database, told
        self.clock = time_machine.travel(MOMENT, tick=False)
        self.now = self.clock.start()
        given = {"effective": MOMENT - HOUR, "apps": ("wiki",)} | more
        self.case_id = opened(database, **given).id

    @property
    def case(self) -> CaseView:
        return look(self.database, self.case_id)

    @property
    def step(self) -> StepView:
        return step_of(self.case, "wiki/remove")

    def later(self, by: timedelta = HOUR) -> datetime:
        self.now.shift(by)
        return datetime.now(UTC)

    def do(self) -> None:
        finish(self.database, self.step)

    def arrives(self, sight: Sight, taken_at: datetime | None = None) -> None:
        """A list of the app is taken and concluded; the same twice."""
        now = self.later()
        delivered = self.told.show("wiki", sight, taken_at or now)
        for _ in range(2):
            with self.database.write() as session:
                list_concluded(session, delivered, now)

    def proofs(self) -> list[dict[str, object]]:
        texts = [one for one in self.step.evidence if one.kind is EvidenceKind.SNAPSHOT]
        return [json.loads(one.text) for one in texts]


@pytest.fixture
def story(firm: Database, told: Lists):  # type: ignore[no-untyped-def]
    made = Story(firm, told)
    yield made
    made.clock.stop()


@pytest.mark.parametrize("sight", [Sight.ABSENT, Sight.DEACTIVATED])
def test_a_done_removal_is_proven_once_by_a_list_that_was_taken_after_it(
    story: Story, sight: Sight
) -> None:
    story.later()
    story.do()
    assert story.step.proven is None
    story.arrives(sight)
    proven = story.step.proven
    assert proven is not None
    assert (proven.state, proven.feed, proven.snapshot) == (sight, "wiki users", 1)
    assert proven.taken_at == proven.at == datetime.now(UTC)
    [proof] = story.proofs()
    assert proof["rows"] == 412
    assert proof["sha256"] == f"{1:064x}"
    with story.database.read() as session:
        assert recorded(session, story.case_id).count("case.step-proven") == 1
        said = [one.what for one in offboarding.timeline(session, OLA, story.case_id)]
        assert audit.verify_state(session, SYSTEM).holds
    gone = "not in" if sight is Sight.ABSENT else "deactivated in"
    at = "2026-11-30 19:00 CET"
    assert f"Remove the account in Wiki: proven: {gone} the list “wiki users” of {at}" in said


def test_a_list_that_was_taken_before_the_removal_proves_nothing(story: Story) -> None:
    taken = story.later()
    story.later()
    story.do()
    story.arrives(Sight.ABSENT, taken)
    assert story.step.proven is None
    assert story.proofs() == []


def test_what_nobody_did_and_is_gone_is_done_once_access_was_to_end(story: Story) -> None:
    story.arrives(Sight.ABSENT)
    step = story.step
    assert step.status is StepStatus.DONE
    assert step.finished_by == SYSTEM.name
    assert step.proven is not None
    # The check that asks just that is done with it; nothing else is.
    other = [one for one in story.case.steps if one.app == "wiki" and one.id != step.id]
    done = [one.key for one in other if one.status is StepStatus.DONE]
    assert done == ["wiki/check"]


@pytest.mark.parametrize("kind", [CaseKind.MOVE, CaseKind.VOLUNTARY])
def test_before_access_ends_and_of_who_stays_nothing_is_done_by_a_list(
    firm: Database, told: Lists, kind: CaseKind
) -> None:
    ahead = MOMENT + timedelta(days=9) if kind is CaseKind.VOLUNTARY else MOMENT
    story = Story(firm, told, kind=kind, effective=ahead)
    try:
        story.arrives(Sight.ABSENT)
        assert not any(step.status is StepStatus.DONE for step in story.case.steps)
    finally:
        story.clock.stop()


def test_an_account_that_is_in_use_again_opens_its_step_and_what_approved_it(story: Story) -> None:
    finish_all(story.database, story.case_id)
    with story.database.write() as session:
        offboarding.close_case(session, PIA, story.case_id, story.case.version)
    story.arrives(Sight.ABSENT)
    assert story.case.status is CaseStatus.CLOSED
    story.arrives(Sight.IN_USE)
    now, step = datetime.now(UTC), story.step
    assert step.status is StepStatus.OPEN
    assert step.proven is None
    assert step.urgent
    assert step.due == now
    assert step.reason == (
        "The account is in use again, in the list “wiki users” of 2026-11-30 19:00 CET"
    )
    case = story.case
    assert case.status is CaseStatus.OPEN
    assert step_of(case, "general/approval").status is StepStatus.OPEN
    assert step_of(case, "wiki/check").status is StepStatus.OPEN


def test_removed_proven_returned_removed_and_proven_again(story: Story) -> None:
    story.later()
    story.do()
    for times in (1, 2):
        story.arrives(Sight.ABSENT)
        assert story.step.proven is not None
        assert len(story.proofs()) == times
        story.arrives(Sight.IN_USE)
        story.arrives(Sight.IN_USE)
        assert story.step.status is StepStatus.OPEN
        story.later()
        story.do()
        assert story.step.proven is None, "what proved it before proves nothing now"
    with story.database.read() as session:
        actions = recorded(session, story.case_id)
    assert actions.count("case.step-proven") == 2
    returned = [one for one in actions if one == "case.step-reopen"]
    assert len(returned) == 4, "twice, each time with its check"


def test_what_was_done_and_is_still_there_is_open_again(story: Story) -> None:
    story.later()
    story.do()
    story.arrives(Sight.IN_USE)
    assert story.step.status is StepStatus.OPEN
    assert "still in use" in (story.step.reason or "")


def test_a_case_that_closed_long_ago_stays_closed(story: Story) -> None:
    finish_all(story.database, story.case_id)
    with story.database.write() as session:
        offboarding.close_case(session, PIA, story.case_id, story.case.version)
    story.later(timedelta(days=91))
    story.arrives(Sight.IN_USE)
    assert story.case.status is CaseStatus.CLOSED
    assert story.step.status is StepStatus.DONE


def test_of_two_steps_the_one_that_is_left_says_why_the_account_is_in_use(
    firm: Database, told: Lists
) -> None:
    """Unassigned in Okta and not yet removed in the app: nothing came back."""
    story = Story(firm, told, apps=("figma",))
    try:
        story.later()
        finish(firm, step_of(story.case, "figma/unassign"))
        now = story.later()
        with firm.write() as session:
            list_concluded(session, told.show("figma", Sight.IN_USE, now), now)
        assert step_of(story.case, "figma/unassign").status is StepStatus.DONE
        now = story.later()
        with firm.write() as session:
            list_concluded(session, told.show("figma", Sight.ABSENT, now), now)
        assert step_of(story.case, "figma/unassign").proven is not None
        assert step_of(story.case, "figma/remove").status is StepStatus.DONE
    finally:
        story.clock.stop()


def test_a_proof_is_kept_once_while_another_step_of_the_app_is_still_to_be_done(
    firm: Database, told: Lists
) -> None:
    story = Story(firm, told, apps=("figma",), effective=MOMENT + 4 * HOUR)
    try:
        story.later()
        finish(firm, step_of(story.case, "figma/hand-over"))
        finish(firm, step_of(story.case, "figma/unassign"))
        for _ in range(4):
            now = story.later(2 * HOUR)
            with firm.write() as session:
                list_concluded(session, told.show("figma", Sight.ABSENT, now), now)
        unassigned = step_of(story.case, "figma/unassign")
        kinds = [one.kind for one in unassigned.evidence]
        assert kinds.count(EvidenceKind.SNAPSHOT) == 1
        assert step_of(story.case, "figma/remove").status is StepStatus.DONE
    finally:
        story.clock.stop()


def test_an_account_that_a_list_shows_joins_the_open_case(story: Story) -> None:
    now = story.later()
    with story.database.write() as session:
        list_concluded(session, story.told.show("slack", Sight.IN_USE, now), now)
    steps = [one for one in story.case.steps if one.app == "slack"]
    assert any(one.removes_access for one in steps)
    with story.database.read() as session:
        said = [one.what for one in offboarding.timeline(session, OLA, story.case_id)]
    assert any("has an account of theirs" in one for one in said)
    with story.database.write() as session:
        list_concluded(session, story.told.show("slack", Sight.IN_USE, now), now)
    assert len([one for one in story.case.steps if one.app == "slack"]) == len(steps)


def test_a_roster_is_no_list_of_an_app(story: Story) -> None:
    with story.database.write() as session:
        list_concluded(session, snapshot(1, None, MOMENT), MOMENT)
    assert story.step.status is StepStatus.OPEN


def test_a_case_is_not_closed_over_an_account_that_a_later_list_shows(story: Story) -> None:
    finish_all(story.database, story.case_id)
    row = type("Row", (), {})()
    for name, value in {
        "app": "wiki", "app_name": "Wiki", "account": "ada", "feed_name": "wiki users",
        "gone": False, "status": "active", "as_of": MOMENT - HOUR,
    }.items():  # fmt: skip
        setattr(row, name, value)
    story.told.say("wiki", Known.HAS, accounts=(row,))
    with story.database.read() as session:
        assert offboarding.stands_against(session, OLA, story.case_id) == [], "it is older"
    row.as_of = MOMENT + HOUR
    with story.database.write() as session, pytest.raises(Conflict, match="is in use in the list"):
        offboarding.close_case(session, PIA, story.case_id, story.case.version)
    row.status = "suspended"
    with story.database.read() as session:
        assert offboarding.stands_against(session, OLA, story.case_id) == []


def test_the_evidence_of_a_list_counts_as_a_record(story: Story) -> None:
    assert story.step.needs_evidence.value == "record"
    story.arrives(Sight.ABSENT)
    for step in story.case.steps:
        if step.kind.value == "manual" and step.status in ("open", "started"):
            with story.database.write() as session:
                offboarding.attach(session, OLA, step.id, step.version, [LINK])
    finish_all(story.database, story.case_id)
    with story.database.write() as session:
        closed = offboarding.close_case(session, PIA, story.case_id, story.case.version)
    assert closed.status is CaseStatus.CLOSED
