"""Cases and SCIM: a step removes by itself and is proven; what an IdP takes away becomes a step."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from core.actor import LOCAL_OPERATOR, SYSTEM, Actor
from core.errors import NotFound
from core.jobs.models import Job
from core.jobs.values import Job as JobValue
from core.offboarding import service as offboarding
from core.offboarding.grants.joining import reading_settled
from core.offboarding.grants.sink import CaseSink
from core.offboarding.idp.steps_from_events import CaseWork
from core.offboarding.models import CaseKind, CaseStatus, EvidenceKind, StepKind, StepStatus
from core.offboarding.steps.automation import automatic
from core.offboarding.values import CaseQuery, EventWork
from core.scim import service as scim
from core.scim.bridge.events import work_orders
from core.scim.models import EventKind, RemovalState, WorkState
from core.scim.outbound import listeners
from core.scim.outbound import runner as removal_run
from core.storage.database import Database
from tests.support.company import (
    ADA,
    ADMIN,
    LINK,
    OLA,
    PIA,
    company,
    excuse_all,
    finish,
    look,
    opened,
    recorded,
    step_of,
)
from tests.support.scim_bridge import LIFECYCLE, Bridged, bridged
from tests.support.scim_connections import add_connection
from tests.support.scim_peers import BadServer, serving


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """As core.app.wiring connects them, for this test only."""
    monkeypatch.setattr(work_orders, "_sink", [CaseSink()])
    monkeypatch.setattr(listeners, "_listeners", [automatic.removal_settled, reading_settled])


def connect(database: Database, base: str, app: str = "slack") -> int:
    with database.write() as session:
        return add_connection(session, base, app)


def run_jobs(database: Database, now: datetime) -> None:
    """Run what the outbox holds, twice: handlers are called at least once."""
    with database.read() as session:
        rows = session.exec(select(Job).where(Job.run_at <= now)).all()
    for row in rows * 2:
        job = JobValue(row.id or 0, row.kind, row.key, row.payload, row.run_at, 0)
        automatic.start_removal(database, job, now)
    runner = removal_run.Runner(database, clock=lambda: now)
    while runner.run_due():
        pass


def test_a_scim_step_removes_at_the_moment_and_is_proven(firm: Database) -> None:
    peer = BadServer(**{"1": {"id": "1", "userName": "ada@example.com", "active": True}})
    with serving(peer) as base:
        connect(firm, base)
        case = opened(firm, effective=datetime.now(UTC) + timedelta(hours=2), apps=("slack",))
        step = next(s for s in case.steps if s.kind is StepKind.SCIM)
        run_jobs(firm, datetime.now(UTC))
        assert step_of(look(firm, case.id), step.key).status is StepStatus.OPEN
        assert peer.users["1"]["active"] is True
        run_jobs(firm, case.effective + timedelta(seconds=1))
        done = step_of(look(firm, case.id), step.key)
        assert peer.users["1"]["active"] is False
    assert done.status is StepStatus.DONE
    assert done.finished_by == SYSTEM.name
    assert [proof.kind for proof in done.evidence] == [EvidenceKind.SCIM]
    assert done.removal is not None
    with firm.read() as session:
        actions = recorded(session, case.id)
    assert actions.count("case.step-start") == 1
    assert actions.count("case.step-done") == 1


def test_what_scim_cannot_do_is_a_blocked_step_for_a_person_that_says_why(
    firm: Database,
) -> None:
    twins = {
        n: {"id": n, "userName": f"ada{n}", "emails": [{"value": "ada@example.com"}]}
        for n in ("1", "2")
    }
    with serving(BadServer(**twins)) as base:
        connect(firm, base)
        case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
        step = next(s for s in case.steps if s.kind is StepKind.SCIM)
        run_jobs(firm, datetime.now(UTC) + timedelta(seconds=1))
    blocked = step_of(look(firm, case.id), step.key)
    assert blocked.status is StepStatus.BLOCKED
    assert blocked.reason
    assert blocked.evidence[0].kind is EvidenceKind.SCIM
    assert finish(firm, blocked, OLA, LINK).status is StepStatus.DONE


def test_an_account_that_came_back_opens_the_step_and_its_closed_case(firm: Database) -> None:
    peer = BadServer(**{"1": {"id": "1", "userName": "ada@example.com", "active": True}})
    with serving(peer) as base:
        connect(firm, base)
        case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
        now = datetime.now(UTC) + timedelta(seconds=1)
        run_jobs(firm, now)
        excuse_all(firm, case.id)
        with firm.write() as session:
            offboarding.close_case(session, OLA, case.id, look(firm, case.id).version)
        peer.users["1"]["active"] = True
        run_jobs(firm, now + timedelta(days=1, minutes=1))
    again = look(firm, case.id)
    returned = next(s for s in again.steps if s.kind is StepKind.SCIM)
    assert again.status is CaseStatus.OPEN
    assert returned.status is StepStatus.BLOCKED
    assert returned.urgent
    with firm.read() as session:
        assert scim.list_removals(session, LOCAL_OPERATOR)[1][0].state is RemovalState.RETURNED


# -- the bridge -----------------------------------------------------------------


def bridge(database: Database, folder: Path) -> Bridged:
    return bridged(database, folder)


def provisioned(bridge: Bridged, name: str = "ada@example.com") -> str:
    return bridge.user(name, emails=[{"value": name, "primary": True}], displayName="Ada Example")


def deactivate(bridge: Bridged, user: str) -> None:
    answer = bridge.switch(user, False)
    assert answer.status_code == 200, answer.text


def reactivate(bridge: Bridged, user: str) -> None:
    bridge.switch(user, True)


def only_case(database: Database) -> int:
    with database.read() as session:
        total, found = offboarding.cases(session, OLA, CaseQuery(), datetime.now(UTC))
    assert total == 1
    return found[0].id


def test_a_deprovisioned_person_gets_one_case_that_ends_with_its_work(
    firm: Database, tmp_path: Path
) -> None:
    one, two = bridge(firm, tmp_path), bridge(firm, tmp_path)
    for each in (one, two):
        user = provisioned(each)
        deactivate(each, user)
        deactivate(each, user)  # Entra ID says it again in every cycle
    case = look(firm, only_case(firm))
    assert case.kind is CaseKind.IDP_REMOVAL
    assert [step.app for step in case.steps] == ["some-app", "some-app"]
    assert all(step.removes_access and step.event for step in case.steps)
    for step in case.steps:
        finish(firm, step)
    assert look(firm, case.id).status is CaseStatus.CLOSED
    for each in (one, two):
        assert [told for told in each.told() if told[0] == "user-deactivated"] == [
            ("user-deactivated", "done")
        ]


def test_an_idps_removal_serves_the_controls_of_the_checklist_in_force(
    firm: Database, tmp_path: Path
) -> None:
    one, two = bridge(firm, tmp_path), bridge(firm, tmp_path)
    deactivate(one, provisioned(one))
    with firm.write() as session:
        text, _ = offboarding.checklist_texts(session, ADMIN, "bridge")
        [served] = re.findall(r"evidence: record\n.*idp-removal\]\n    controls: \[(.*)\]", text)
        edited = text.replace(f"controls: [{served}]", "controls: [A.5.16]")
        offboarding.save_checklist(session, ADMIN, "bridge", edited, 0)
    deactivate(two, provisioned(two))
    before, after = look(firm, only_case(firm)).steps
    assert before.controls == tuple(served.split(", "))
    assert after.controls == ("A.5.16",)


def test_bridges_that_tell_at_once_open_one_case_and_end_it_together(
    firm: Database, tmp_path: Path
) -> None:
    bridges = [bridge(firm, tmp_path) for _ in range(6)]
    users = [provisioned(each) for each in bridges]
    with ThreadPoolExecutor(len(bridges)) as pool:
        list(pool.map(deactivate, bridges, users))
        case = look(firm, only_case(firm))
        assert [step.status for step in case.steps] == [StepStatus.OPEN] * len(bridges)
        list(pool.map(reactivate, bridges, users))
    case = look(firm, only_case(firm))
    assert {step.status for step in case.steps} == {StepStatus.CANCELLED}
    assert case.status is CaseStatus.CLOSED
    with firm.read() as session:
        assert recorded(session, case.id).count("case.open") == 1
        assert recorded(session, case.id).count("case.close") == 1


def test_who_is_reactivated_before_the_work_is_done_keeps_access(
    firm: Database, tmp_path: Path
) -> None:
    connected = bridge(firm, tmp_path)
    user = provisioned(connected)
    with firm.write() as session:
        [made] = connected.events()
        scim.finish_event(session, SYSTEM, made.id, "seen in the app")
    deactivate(connected, user)
    reactivate(connected, user)
    case = look(firm, only_case(firm))
    [step] = case.steps
    assert (step.status, step.reason) == (StepStatus.CANCELLED, "The IdP gave the access back")
    assert case.status is CaseStatus.CLOSED
    # The step leads to the event that asked for it, and both events lead to the step.
    told = {each.event.kind: each for each in seen_by(firm, connected, OLA)}
    back, gone = told[EventKind.USER_REACTIVATED], told[EventKind.USER_DEACTIVATED]
    assert step.event == gone.event.id
    assert gone.event.state is WorkState.CANCELLED
    assert gone.step is not None
    assert gone.step.step == step.id
    assert back.step == gone.step


def test_an_idps_removal_joins_the_case_that_somebody_opened(
    firm: Database, tmp_path: Path
) -> None:
    connected = bridge(firm, tmp_path)
    user = provisioned(connected)
    case = opened(firm, apps=("some-app",))
    removal = next(step for step in case.steps if step.removes_access and step.app)
    deactivate(connected, user)
    joined = step_of(look(firm, only_case(firm)), removal.key)
    assert joined.event is not None
    assert joined.due <= removal.due


def test_an_idps_change_of_mind_does_not_end_what_somebody_opened(
    firm: Database, tmp_path: Path
) -> None:
    connected = bridge(firm, tmp_path)
    user = provisioned(connected)
    case = opened(firm, apps=("some-app",), kind=CaseKind.MOVE)
    removal = next(step for step in case.steps if step.removes_access and step.app)
    deactivate(connected, user)
    reactivate(connected, user)
    assert step_of(look(firm, case.id), removal.key).status is StepStatus.OPEN
    with firm.read() as session:
        told = offboarding.timeline(session, OLA, case.id)
    assert any("stays, because someone opened this case: The IdP gave" in one.what for one in told)


def test_reopening_a_cancelled_case_brings_back_what_the_idp_asked_for(
    firm: Database, tmp_path: Path
) -> None:
    """Cancelled and reopened, the case could be closed without the IdP's removal."""
    opened_case = opened(firm)
    one = bridge(firm, tmp_path)
    deactivate(one, provisioned(one))
    asked = next(step for step in look(firm, opened_case.id).steps if step.event)
    for act in (offboarding.cancel_case, offboarding.reopen_case):
        with firm.write() as session:
            now = offboarding.case(session, OLA, opened_case.id)
            act(session, OLA, opened_case.id, now.version, "A slip.")
    again = next(step for step in look(firm, opened_case.id).steps if step.id == asked.id)
    assert again.state in ("open", "waiting")
    told = [told for told in one.told() if told[0] == "user-deactivated"]
    assert told == [("user-deactivated", "open")]


def test_a_case_that_is_opened_later_takes_over_what_the_idp_asked_for(
    firm: Database, tmp_path: Path
) -> None:
    connected = bridge(firm, tmp_path)
    user = provisioned(connected)
    deactivate(connected, user)
    before = only_case(firm)
    case = opened(firm, apps=("some-app",))
    assert look(firm, before).status is CaseStatus.CLOSED
    removal = next(s for s in look(firm, case.id).steps if s.event is not None)
    with firm.write() as session:
        offboarding.excuse(session, OLA, removal.id, removal.version, "never had an account")
    assert ("user-deactivated", "cancelled") in connected.told()


def test_an_account_that_a_bridge_knows_is_in_the_case_though_nobody_named_it(
    firm: Database, tmp_path: Path
) -> None:
    provisioned(bridge(firm, tmp_path), "Ada@Example.com")
    case = opened(firm, apps=("slack",))
    assert {step.app for step in case.steps if step.app} == {"slack", "some-app"}


def test_what_an_idp_asks_for_is_counted_and_its_removals_are_not(
    firm: Database, tmp_path: Path
) -> None:
    connected = bridge(firm, tmp_path)
    provisioned(connected, "ben@example.com")
    deactivate(connected, provisioned(connected))
    with firm.read() as session:
        assert scim.open_requests(session, OLA) == 1


def test_nobody_finds_the_event_that_takes_their_own_access(firm: Database, tmp_path: Path) -> None:
    connected = bridge(firm, tmp_path)
    user = provisioned(connected, "Ola@example.com")
    deactivate(connected, user)
    removal = connected.events()[-1]
    with firm.read() as session:
        total, found = scim.list_events(session, OLA, connected.id)
        assert (total, [str(each.kind) for each in found]) == (1, ["user-created"])
        with pytest.raises(NotFound):
            scim.get_event(session, OLA, removal.id)
        assert scim.get_event(session, LOCAL_OPERATOR, removal.id) == removal


def test_the_same_order_given_again_is_the_same_step(firm: Database, tmp_path: Path) -> None:
    connected = bridge(firm, tmp_path)
    deactivate(connected, provisioned(connected))
    (event,) = [e for e in connected.events() if e.work == "remove-access"]
    order = work_orders.WorkOrder(
        event_id=event.id,
        bridge_id=connected.id,
        app_id="some-app",
        work="remove-access",
        person="Ada Example",
        user_name="ada@example.com",
        email="ada@example.com",
        ticket=None,
        title="Remove Ada",
        checklist=(),
        owner="operator",
        at=event.at,
        due=event.at,
        urgent=False,
        given_before=True,
    )
    with firm.transaction() as connection:
        assert CaseWork().open(connection, order) == event.reference
    assert len(look(firm, only_case(firm)).steps) == 1


def seen_by(database: Database, bridge: Bridged, actor: Actor) -> list[EventWork]:
    """The bridge's events as its page shows them, the newest first."""
    with database.read() as session:
        _, found = scim.list_events(session, actor, bridge.id)
        return offboarding.with_steps(session, actor, found)


def test_an_event_leads_to_the_step_that_it_became(firm: Database, tmp_path: Path) -> None:
    connected = bridge(firm, tmp_path)
    user = provisioned(connected)
    deactivate(connected, user)
    removed, assigned = seen_by(firm, connected, OLA)
    [step] = look(firm, only_case(firm)).steps
    assert assigned.step is None
    assert removed.step is not None
    assert (removed.step.step, removed.step.case) == (step.id, step.case)
    assert step.event == removed.event.id
    # A case that somebody opens takes the step over, and the event with it.
    case = opened(firm, apps=("some-app",))
    moved = seen_by(firm, connected, OLA)[0].step
    assert moved is not None
    assert moved.case == case.id
    carrier = next(one for one in look(firm, case.id).steps if one.event == removed.event.id)
    assert (moved.step, moved.status) == (carrier.id, StepStatus.OPEN)


def test_an_event_tells_nothing_of_a_case_that_the_reader_may_not_see(
    firm: Database, tmp_path: Path
) -> None:
    connected = bridge(firm, tmp_path)
    user = provisioned(connected)
    case = opened(firm, PIA, apps=("some-app",), restricted=True, readers=("pia@example.com",))
    deactivate(connected, user)
    removed = seen_by(firm, connected, PIA)[0]
    assert removed.step is not None
    step = next(one for one in look(firm, case.id, PIA).steps if one.id == removed.step.step)
    with firm.write() as session:
        offboarding.excuse(session, PIA, step.id, step.version, "she keeps it until the trial")
    assert "trial" in (seen_by(firm, connected, PIA)[0].event.note or "")
    assert seen_by(firm, connected, ADMIN)[0].step is not None
    hidden = seen_by(firm, connected, OLA)[0]  # who is not named
    assert (hidden.step, hidden.event.note) == (None, None)
    told = [str(one.event.kind) for one in seen_by(firm, connected, ADA)]  # the leaver herself
    assert told == ["user-created"]


def test_a_step_that_is_opened_again_is_not_done_on_the_scim_record(
    firm: Database, tmp_path: Path
) -> None:
    connected = bridge(firm, tmp_path)
    user = provisioned(connected)
    deactivate(connected, user)

    def recorded_state() -> str:
        shown = connected.send("GET", f"/Users/{user}?attributes={LIFECYCLE}")
        return str(shown.json()[LIFECYCLE]["state"])

    [step] = look(firm, only_case(firm)).steps
    finish(firm, step)
    assert recorded_state() == "done"
    case = look(firm, step.case)
    with firm.write() as session:
        offboarding.reopen_case(session, OLA, case.id, case.version, "it was the wrong account")
    [step] = look(firm, step.case).steps
    with firm.write() as session:
        offboarding.reopen(session, OLA, step.id, step.version, "it was the wrong account")
    assert recorded_state() == "open"
    [step] = look(firm, step.case).steps
    finish(firm, step)
    assert recorded_state() == "done"
