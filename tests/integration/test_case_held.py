"""What an IdP gives to somebody who leaves is held for a decision, and keeps their case open."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from core.actor import LOCAL_OPERATOR, SYSTEM
from core.errors import Conflict, Invalid, OfframpError
from core.jobs.values import Job
from core.notify.values import WorkingHours
from core.offboarding import service as offboarding
from core.offboarding.grants.joining import reading_settled
from core.offboarding.grants.sink import CaseSink
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseKind,
    CaseStatus,
    Step,
    StepKind,
    StepStatus,
)
from core.offboarding.reminders import due_reminders
from core.offboarding.reminders.job import _open_steps
from core.offboarding.steps.automation import automatic
from core.offboarding.values import Answer, CaseQuery, CaseView, StepView
from core.scim import service as scim
from core.scim.bridge.events import work_orders
from core.scim.models import Removal, RemovalState, WorkState
from core.scim.outbound import listeners
from core.scim.outbound import runner as removal_run
from core.storage.database import Database
from tests.support.company import (
    ADA,
    LINK,
    OLA,
    PIA,
    READING,
    company,
    finish,
    look,
    opened,
    workable,
)
from tests.support.scim_bridge import Bridged, bridged
from tests.support.scim_connections import add_connection
from tests.support.scim_peers import BadServer, send, serving

NAME = "ada@example.com"


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """As core.app.wiring connects them, for this test only."""
    heard = [automatic.removal_settled, reading_settled]
    monkeypatch.setattr(work_orders, "_sink", [CaseSink()])
    monkeypatch.setattr(listeners, "_listeners", heard)


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


@pytest.fixture
def idp(firm: Database, tmp_path: Path) -> Bridged:
    return bridged(firm, tmp_path)


def finished(database: Database, case: int) -> CaseView:
    """Everything that holds the case open is done."""
    while True:
        now = look(database, case)
        later = offboarding.follow_ups(now.steps)
        todo = [s for s in workable(now) if s.id not in later and s.kind is not StepKind.DECISION]
        if not todo:
            return now
        for step in todo:
            finish(database, step, PIA if step.kind is StepKind.APPROVAL else OLA)


def close(database: Database, case: int, reason: str = "") -> CaseView:
    with database.write() as session:
        version = session.get_one(Case, case).version
        return offboarding.close_case(session, OLA, case, version, reason)


def question(database: Database, case: int) -> StepView:
    [found] = [s for s in look(database, case).steps if s.kind is StepKind.DECISION]
    return found


def decide(database: Database, step: StepView, answer: Answer, reason: str = "Agreed") -> StepView:
    with database.write() as session:
        return offboarding.decide(session, OLA, step.id, step.version, answer, reason)


def requests(database: Database) -> int:
    with database.read() as session:
        return scim.open_requests(session, OLA)


def test_what_an_idp_gives_to_a_leaver_is_held_and_keeps_the_case_open(
    firm: Database, idp: Bridged
) -> None:
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    assert finished(firm, case.id).steps
    idp.user(NAME, displayName="Ada Example")
    # No task that anybody would work, but a question in the case, due now and urgent.
    assert requests(firm) == 0
    assert idp.told() == [("user-created", "held")]
    asked = question(firm, case.id)
    assert asked.urgent
    assert asked.owner == OLA.name
    assert asked.due <= datetime.now(UTC) + timedelta(hours=2)
    # The account joins the case with what removes it; the approval is open again.
    joined = look(firm, case.id)
    assert [s.app for s in joined.steps if s.removes_access and s.app == "some-app"]
    approval = next(s for s in joined.steps if s.kind is StepKind.APPROVAL)
    assert approval.status is StepStatus.OPEN
    assert "Some App" in (approval.reason or "")
    with pytest.raises(Conflict, match="Decide"):
        close(firm, case.id)


def test_whoever_opened_the_case_is_told_at_once_also_at_night(
    firm: Database, idp: Bridged
) -> None:
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    idp.user(NAME)
    asked, night = question(firm, case.id), datetime.now(UTC) + timedelta(minutes=5)
    nobody_works = frozenset({(night.weekday() + 3) % 7})
    hours = WorkingHours("UTC", time(9), time(17), nobody_works)
    with firm.read() as session:
        [step] = [each for each in _open_steps(session, night) if each.id == asked.id]
    assert step.owner == OLA.name
    assert due_reminders.level_of(step, hours, night) is due_reminders.Level.DUE_SOON
    assert due_reminders.may_go(step, hours, night)


def test_wanted_work_goes_to_who_does_it_and_closing_takes_a_reason(
    firm: Database, idp: Bridged
) -> None:
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    idp.user(NAME)
    with pytest.raises(Invalid, match="Say why"):
        decide(firm, question(firm, case.id), Answer.WANTED, " ")
    done = decide(firm, question(firm, case.id), Answer.WANTED, "She advises us until March")
    assert done.status is StepStatus.DONE
    assert requests(firm) == 1
    assert idp.told() == [("user-created", "open")]
    [event] = idp.events()
    assert event.reference == f"event:{event.id}"
    finished(firm, case.id)
    with pytest.raises(Conflict, match="Some App: the account ada@example.com is active"):
        close(firm, case.id)
    closed = close(firm, case.id, "She advises us until March")
    assert closed.insisted is not None
    assert "is active in the IdP" in closed.insisted.sentence


def test_nobody_without_a_name_decides_in_an_involuntary_case(firm: Database, idp: Bridged) -> None:
    case = opened(
        firm, kind=CaseKind.INVOLUNTARY, effective=datetime.now(UTC), apps=("slack",),
        readers=("pia@example.com",),
    )  # fmt: skip
    idp.user(NAME)
    asked = question(firm, case.id)
    with (
        pytest.raises(Invalid, match="Say who you are: offramp --as NAME"),
        firm.write() as session,
    ):
        offboarding.decide(
            session, LOCAL_OPERATOR, asked.id, asked.version, Answer.NOT_WANTED, "Agreed"
        )
    assert question(firm, case.id).status is StepStatus.OPEN
    done = decide(firm, asked, Answer.NOT_WANTED)
    with firm.write() as session:  # as older versions let it be done
        row = session.get_one(Step, done.id)
        row.finished_by_id, row.finished_by = LOCAL_OPERATOR.id, LOCAL_OPERATOR.name
    finish(firm, next(s for s in workable(look(firm, case.id)) if s.kind is StepKind.MANUAL))
    with pytest.raises(Conflict, match="a decision is confirmed under a name"):
        with firm.write() as session:
            version = offboarding.case(session, PIA, case.id).version
            offboarding.cancel_case(session, PIA, case.id, version, "She stays.")
    told = idp.told()
    with pytest.raises(Conflict, match="Confirm that answer under your name: not-wanted"):
        decide(firm, done, Answer.WANTED)
    confirmed = decide(firm, done, Answer.NOT_WANTED, "Asked HR")
    assert (confirmed.finished_by, confirmed.finished_at) == (OLA.name, done.finished_at)
    assert idp.told() == told  # nothing was carried out a second time
    with pytest.raises(Conflict, match="nothing to decide"):
        decide(firm, confirmed, Answer.NOT_WANTED)
    with firm.write() as session:
        version = offboarding.case(session, PIA, case.id).version
        ended = offboarding.cancel_case(session, PIA, case.id, version, "She stays.")
    assert ended.status is CaseStatus.CANCELLED


def test_not_wanted_work_is_dropped_and_the_removal_asked_for_again(
    firm: Database, idp: Bridged
) -> None:
    user = idp.user(NAME)
    case = opened(firm, effective=datetime.now(UTC), apps=("some-app",))
    idp.switch(user, False)
    finished(firm, case.id)
    idp.switch(user, True)
    decide(firm, question(firm, case.id), Answer.NOT_WANTED, "A stale rule in the IdP")
    assert requests(firm) == 0
    assert idp.told()[-1] == ("user-reactivated", "cancelled")
    removal = next(s for s in look(firm, case.id).steps if s.removes_access and s.app)
    assert removal.status is StepStatus.OPEN
    assert removal.urgent
    finished(firm, case.id)
    with pytest.raises(Conflict, match="active in the IdP"):
        close(firm, case.id)
    idp.switch(user, False)
    finished(firm, case.id)
    assert close(firm, case.id).status is CaseStatus.CLOSED


def test_more_of_the_same_app_joins_the_one_question_and_taking_it_back_ends_it(
    firm: Database, idp: Bridged
) -> None:
    case = opened(firm, apps=("slack",))
    user = idp.user(NAME)
    idp.group("Editors", user)
    assert idp.told() == [("user-created", "held"), ("member-added", "held")]
    asked = question(firm, case.id)
    idp.switch(user, False)
    assert question(firm, case.id).status is StepStatus.CANCELLED
    assert {state for kind, state in idp.told()[:2]} == {"cancelled"}
    with pytest.raises(OfframpError, match="nothing to decide|changed after"):
        decide(firm, asked, Answer.WANTED)


def test_a_question_is_answered_and_not_ticked_off(firm: Database, idp: Bridged) -> None:
    case = opened(firm, apps=("slack",))
    idp.user(NAME)
    asked = question(firm, case.id)
    for act in (
        lambda s: offboarding.finish(s, OLA, asked.id, asked.version, [LINK]),
        lambda s: offboarding.excuse(s, OLA, asked.id, asked.version, "not here"),
    ):
        with pytest.raises(Invalid, match="question"), firm.write() as session:
            act(session)
    decided = decide(firm, asked, Answer.WANTED)
    with pytest.raises(Conflict, match="was decided"), firm.write() as session:
        offboarding.reopen(session, OLA, asked.id, decided.version, "no")


def test_who_stays_after_all_gets_what_was_held(firm: Database, idp: Bridged) -> None:
    case = opened(firm, apps=("slack",))
    idp.user(NAME)
    with firm.write() as session:
        version = look(firm, case.id).version
        offboarding.cancel_case(session, OLA, case.id, version, "She stays")
    assert requests(firm) == 1
    assert idp.told() == [("user-created", "open")]
    # Nothing is held for whoever has no case (any more).
    idp.group("Editors", idp.user("ben@example.com"))
    assert {state for _kind, state in idp.told()} == {"open"}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"userName": "ADA@Example.com"}, None),
        ({"userName": "alovelace", "emails": [{"value": "Ada@example.com"}]}, None),
        (
            {"userName": "al", "emails": [{"value": "x@example.com", "primary": True},
                                          {"value": NAME}]},
            None,
        ),
        # Deleted, and made again under another name: the IdP's own id says who it is.
        (
            {"userName": "alovelace", "emails": [{"value": NAME}],
             "externalId": "00u9ab3kkpQ4hXw2L5d7"},
            {"userName": "ada.l", "externalId": "00u9ab3kkpQ4hXw2L5d7"},
        ),
        (
            {"userName": "alovelace", "emails": [{"value": NAME}], "externalId": "42"},
            {"userName": "ada.l", "externalId": "42"},
        ),
    ],
)  # fmt: skip
def test_a_person_is_known_by_every_name(
    firm: Database, idp: Bridged, first: dict[str, object], then: dict[str, object] | None
) -> None:
    user = made(idp, first) if then else ""
    case = opened(firm, apps=("slack",))
    if then:
        idp.send("DELETE", f"/Users/{user}")
        made(idp, then)
    else:
        made(idp, first)
    assert idp.told()[-1] == ("user-created", "held")
    assert question(firm, case.id).case == case.id


def test_who_is_renamed_is_the_same_person(firm: Database, idp: Bridged) -> None:
    user = idp.user(NAME, emails=[{"value": NAME}])
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    idp.switch(user, False)
    renamed = {"userName": "lovelace@other.example", "emails": [{"value": "l@other.example"}]}
    schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"]
    idp.send("PUT", f"/Users/{user}", {"schemas": schemas, "active": False, **renamed})
    idp.switch(user, True)
    assert idp.told()[-1] == ("user-reactivated", "held")
    with firm.read() as session:
        [said] = offboarding.stands_against(session, OLA, case.id)
    assert "lovelace@other.example is active" in said


def test_a_baseline_brings_what_removes_the_account(firm: Database, idp: Bridged) -> None:
    case = opened(firm, apps=("slack",))
    with firm.write() as session:
        version = scim.get_bridge(session, SYSTEM, idp.id).version
        scim.change_bridge(session, SYSTEM, idp.id, version, baseline=True)
    idp.user(NAME)
    assert idp.told() == [("user-created", "none")]
    steps = look(firm, case.id).steps
    assert [s for s in steps if s.removes_access and s.app == "some-app"]
    assert not [s for s in steps if s.kind is StepKind.DECISION]
    assert any(
        "existed already when the bridge was first read" in line for line in history(firm, case.id)
    )


RENAMES: list[dict[str, Any]] = [
    {"op": "replace", "path": "userName", "value": NAME},
    {"op": "replace", "path": "emails", "value": [{"value": NAME.upper(), "primary": True}]},
]


@pytest.mark.parametrize("change", RENAMES)
@pytest.mark.parametrize("is_closed", [False, True])
def test_a_user_who_becomes_the_leaver_by_another_name_is_held(
    firm: Database, idp: Bridged, change: dict[str, object], is_closed: bool
) -> None:
    user = idp.user("ben@example.com", emails=[{"value": "ben@example.com"}])
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    finished(firm, case.id)
    if is_closed:
        close(firm, case.id)
    idp.patch(f"/Users/{user}", change)
    assert idp.told()[-1] == ("user-renamed", "held")
    now = look(firm, case.id)
    assert now.status is CaseStatus.OPEN
    assert [s for s in now.steps if s.removes_access and s.app == "some-app"]
    assert "Decide" in question(firm, case.id).title
    with pytest.raises(Conflict):
        close(firm, case.id)


@pytest.mark.parametrize(
    "change",
    [
        {"op": "replace", "path": "userName", "value": "lovelace@other.example"},
        {"op": "replace", "path": "emails", "value": [{"value": "l@other.example"}]},
    ],
)
def test_the_leavers_own_account_is_renamed_without_a_question(
    firm: Database, idp: Bridged, change: dict[str, object]
) -> None:
    user = idp.user(NAME, emails=[{"value": NAME}])
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    back = {"op": "replace", "path": change["path"], "value": NAME}
    if change["path"] == "emails":
        back["value"] = [{"value": NAME}]
    for one in (change, back):
        idp.patch(f"/Users/{user}", one)
    assert "held" not in {state for _kind, state in idp.told()}
    assert not [s for s in look(firm, case.id).steps if s.kind is StepKind.DECISION]


def test_a_change_of_address_that_concerns_nobody_is_no_event(idp: Bridged) -> None:
    user = idp.user("ben@example.com")
    before = idp.told()
    idp.patch(
        f"/Users/{user}", {"op": "add", "path": "emails", "value": [{"value": "b@x.example"}]}
    )
    assert idp.told() == before


def test_a_rename_in_a_baseline_is_recorded_and_the_case_says_so(
    firm: Database, idp: Bridged
) -> None:
    user = idp.user("ben@example.com")
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    with firm.write() as session:
        version = scim.get_bridge(session, SYSTEM, idp.id).version
        scim.change_bridge(session, SYSTEM, idp.id, version, baseline=True)
    idp.patch(f"/Users/{user}", RENAMES[0])
    assert idp.told()[-1] == ("user-renamed", "none")
    assert [s for s in look(firm, case.id).steps if s.removes_access and s.app == "some-app"]
    assert any(
        "existed already when the bridge was first read" in line for line in history(firm, case.id)
    )


def test_a_rename_that_could_not_be_held_at_once_is_held_later(
    firm: Database, idp: Bridged, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = idp.user("ben@example.com")
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    with monkeypatch.context() as broken:
        broken.setattr(CaseSink, "hold", _fail)
        idp.patch(f"/Users/{user}", RENAMES[1])
    assert idp.told()[-1] == ("user-renamed", "pending")
    with firm.write() as session:
        assert scim.retry_pending(session, SYSTEM) == 1
    assert idp.told()[-1] == ("user-renamed", "held")
    assert "Decide" in question(firm, case.id).title


def _fail(*_args: object) -> str:
    raise RuntimeError("not now")


@pytest.mark.parametrize(
    "spelled",
    [
        "ada\u200b@example.com",
        "\uff41\uff44\uff41@example.com",
        "ada@example.com.",
        "Ada <ada@example.com>",
        "mailto:ada@example.com",
    ],
)
@pytest.mark.parametrize("attribute", ["userName", "emails"])
def test_a_leaver_is_known_however_their_address_is_spelled(
    firm: Database, idp: Bridged, spelled: str, attribute: str
) -> None:
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    if attribute == "userName":
        idp.user(spelled)
    else:
        idp.user("somebody", emails=[{"value": spelled}])
    assert idp.told() == [("user-created", "held")]
    with firm.read() as session:
        assert any(
            "is active" in said for said in offboarding.stands_against(session, OLA, case.id)
        )


def test_the_bridge_itself_tells_spellings_apart(idp: Bridged) -> None:
    first, second = idp.user("ada@example.com"), idp.user("ada+x@example.com")
    assert first != second
    found = idp.send("GET", '/Users?filter=userName eq "ada@example.com"').json()
    assert [each["id"] for each in found["Resources"]] == [first]


def history(database: Database, case: int) -> list[str]:
    with database.read() as session:
        return [entry.what for entry in offboarding.timeline(session, OLA, case)]


def made(idp: Bridged, user: dict[str, object]) -> str:
    return idp.user(str(user["userName"]), **{k: v for k, v in user.items() if k != "userName"})


def test_somebody_with_a_like_number_in_another_bridge_is_somebody_else(
    firm: Database, idp: Bridged, tmp_path: Path
) -> None:
    idp.user("alovelace", emails=[{"value": NAME}], externalId="42")
    opened(firm, apps=("slack",))
    other = bridged(firm, tmp_path)
    other.user("ben", externalId="42")
    assert other.told() == [("user-created", "open")]


def test_an_idps_removal_joins_the_case_whatever_the_person_is_called_there(
    firm: Database, idp: Bridged
) -> None:
    user = idp.user("alovelace", emails=[{"value": NAME}])
    case = opened(firm, apps=("slack",))  # the bridge's account is in it, though nobody named it
    assert {step.app for step in case.steps if step.app} == {"slack", "some-app"}
    idp.send("PATCH", f"/Users/{user}", {"schemas": [], "Operations": []})
    idp.send("PUT", f"/Users/{user}", {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "alovelace", "active": False,
    })  # fmt: skip
    with firm.read() as session:
        assert offboarding.cases(session, OLA, CaseQuery(), datetime.now(UTC))[0] == 1
    assert any(step.event for step in look(firm, case.id).steps)


def test_a_case_that_closed_a_short_while_ago_is_open_again(firm: Database, idp: Bridged) -> None:
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    finished(firm, case.id)
    close(firm, case.id)
    with firm.write() as session:  # 89 days ago
        session.get_one(Case, case.id).ended_at = datetime.now(UTC) - timedelta(days=89)
    idp.user(NAME)
    assert idp.told() == [("user-created", "held")]
    assert look(firm, case.id).status is CaseStatus.OPEN
    with firm.read() as session:
        told = [entry.what for entry in offboarding.timeline(session, OLA, case.id)]
    assert any(what.startswith("Reopened: the person has an account in Some App") for what in told)


def test_long_after_the_case_closed_a_person_is_new_again(firm: Database, idp: Bridged) -> None:
    case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
    finished(firm, case.id)
    close(firm, case.id)
    with firm.write() as session:
        session.get_one(Case, case.id).ended_at = datetime.now(UTC) - timedelta(days=91)
    idp.user(NAME)
    assert idp.told() == [("user-created", "open")]
    assert look(firm, case.id).status is CaseStatus.CLOSED


@pytest.mark.parametrize("kind", [CaseKind.MOVE, CaseKind.LEAVE])
def test_who_moves_or_is_back_gets_what_the_idp_gives(
    firm: Database, idp: Bridged, kind: CaseKind
) -> None:
    case = opened(firm, kind=kind, effective=datetime.now(UTC), apps=("slack",))
    if kind is CaseKind.LEAVE:
        finished(firm, case.id)
        close(firm, case.id)
        with firm.write() as session:
            back = offboarding.open_return(session, OLA, READING, case.id, datetime.now(UTC))
    idp.user(NAME)
    assert idp.told() == [("user-created", "open")]
    if kind is CaseKind.LEAVE:  # and the return closes over the account that it gave
        finished(firm, back.id)
        assert close(firm, back.id).status is CaseStatus.CLOSED


def test_during_a_leave_it_is_held(firm: Database, idp: Bridged) -> None:
    case = opened(firm, kind=CaseKind.LEAVE, effective=datetime.now(UTC), apps=("slack",))
    idp.user(NAME)
    assert question(firm, case.id).status in UNFINISHED


def test_the_leaver_does_not_find_what_waits_for_their_case(firm: Database, idp: Bridged) -> None:
    opened(firm, apps=("slack",))
    idp.user(NAME)
    with firm.read() as session:
        assert scim.list_events(session, ADA, idp.id)[0] == 0
        assert scim.list_events(session, OLA, idp.id)[0] == 1


def test_held_work_is_finished_nowhere_else(firm: Database, idp: Bridged) -> None:
    opened(firm, apps=("slack",))
    idp.user(NAME)
    [event] = idp.events()
    with pytest.raises(Conflict, match="on hold"), firm.write() as session:
        scim.finish_event(session, SYSTEM, event.id, "made it")


def test_what_could_not_be_held_at_once_is_held_later(
    firm: Database, idp: Bridged, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(firm, apps=("slack",))

    class Fails(CaseSink):
        def hold(self, *_: object) -> str | None:
            raise RuntimeError("out of order")

    with monkeypatch.context() as patched:
        patched.setattr(work_orders, "_sink", [Fails()])
        idp.user(NAME)
        assert idp.told() == [("user-created", "pending")]
    with firm.write() as session:
        assert scim.retry_pending(session, SYSTEM) == 1
    assert idp.told() == [("user-created", "held")]
    assert question(firm, case.id).status is StepStatus.OPEN


# -- what is read back of an app --------------------------------------------------


def removals(database: Database, now: datetime) -> None:
    runner = removal_run.Runner(database, clock=lambda: now)
    while runner.run_due():
        pass


def read_back(session: Session) -> Removal:
    return session.get_one(Removal, 1)


def test_to_verify_is_only_to_look_and_what_came_back_is_told(firm: Database) -> None:
    peer = BadServer(**{"1": {"id": "1", "userName": NAME, "active": True}})
    with serving(peer) as base:
        with firm.write() as session:
            add_connection(session, base, "slack")
        case = opened(firm, effective=datetime.now(UTC), apps=("slack",))
        now = datetime.now(UTC) + timedelta(seconds=1)
        step = next(s for s in case.steps if s.kind is StepKind.SCIM)
        automatic.start_removal(firm, Job(1, "x", "x", {"step": step.id}, now, 0), now)
        removals(firm, now)
        finished(firm, case.id)
        assert close(firm, case.id).status is CaseStatus.CLOSED
        peer.users["1"]["active"] = True  # somebody gave it again in the app itself
        sent = len(peer.asked)
        with firm.write() as session:
            assert scim.verify_again(session, OLA, 1).state is RemovalState.LOOKING
        removals(firm, datetime.now(UTC) + timedelta(seconds=1))
        assert {method for method, _path in peer.asked[sent:]} == {"GET"}
        assert peer.users["1"]["active"] is True
        with firm.read() as session:
            assert read_back(session).state is RemovalState.RETURNED
        again = look(firm, case.id)
        assert again.status is CaseStatus.OPEN
        returned = next(s for s in again.steps if s.kind is StepKind.SCIM)
        assert (returned.status, returned.urgent) == (StepStatus.BLOCKED, True)
        approval = next(s for s in again.steps if s.kind is StepKind.APPROVAL)
        assert approval.status is StepStatus.OPEN
        # By hand, without a look that shows it gone, the case does not close.
        finish(firm, returned)
        finished(firm, case.id)
        with pytest.raises(Conflict, match="Slack: the account ada@example.com was active"):
            close(firm, case.id)
        # Removed once more because a person asked for it; then it does.
        with firm.write() as session:
            scim.try_again(session, OLA, 1)
        assert (
            next(s for s in look(firm, case.id).steps if s.kind is StepKind.SCIM).status
            is StepStatus.STARTED
        )
        removals(firm, datetime.now(UTC) + timedelta(seconds=1))
        assert peer.users["1"]["active"] is False
        finished(firm, case.id)
        assert close(firm, case.id).status is CaseStatus.CLOSED


@pytest.mark.parametrize("active", [True, False])
def test_a_look_at_somebody_who_was_never_found_only_reads(firm: Database, active: bool) -> None:
    peer = BadServer(**{"9": {"id": "9", "userName": "other@example.com", "active": True}})
    with serving(peer) as base:
        with firm.write() as session:
            number = add_connection(session, base, "slack")
            scim.ask_removal(session, OLA, number, NAME)
        removals(firm, datetime.now(UTC) + timedelta(seconds=1))
        with firm.read() as session:
            assert read_back(session).state is RemovalState.OPEN_STEP
        peer.users["1"] = {"id": "1", "userName": NAME, "active": active}
        sent = len(peer.asked)
        with firm.write() as session:
            scim.verify_again(session, OLA, 1)
        removals(firm, datetime.now(UTC) + timedelta(seconds=1))
        assert {method for method, _path in peer.asked[sent:]} == {"GET"}
        assert peer.users["1"]["active"] is active
        with firm.read() as session:
            found = read_back(session)
            assert found.account_active is active
            assert found.state is (RemovalState.OPEN_STEP if active else RemovalState.VERIFIED)


@pytest.mark.parametrize("state", ["waiting", "running", "retrying", "verifying"])
def test_a_removal_that_is_under_way_is_not_looked_at_in_between(
    firm: Database, state: str
) -> None:
    with serving(BadServer()) as base, firm.write() as session:
        number = add_connection(session, base, "slack")
        scim.ask_removal(session, OLA, number, NAME)
        read_back(session).state = RemovalState(state)
        with pytest.raises(Conflict, match="under way"):
            scim.verify_again(session, OLA, 1)


def test_an_account_that_a_reading_finds_joins_the_case(firm: Database) -> None:
    peer = BadServer(**{"1": {"id": "1", "userName": NAME, "active": True}})
    peer.answer = lambda request, method, _path: method != "GET" and refuse(request)
    with serving(peer) as base:
        case = opened(firm, effective=datetime.now(UTC), apps=("figma",))
        with firm.write() as session:
            number = add_connection(session, base, "slack")
            scim.ask_removal(session, OLA, number, NAME)
        removals(firm, datetime.now(UTC) + timedelta(seconds=1))
    assert [s for s in look(firm, case.id).steps if s.app == "slack" and s.removes_access]
    with firm.read() as session:
        [said] = offboarding.stands_against(session, OLA, case.id)
    assert said.startswith("Slack: the account ada@example.com was active")


def refuse(request: object) -> bool:
    send(request, 403, {"status": "403"})  # type: ignore[arg-type]
    return True


def test_events_of_a_held_state_are_shown_as_such(firm: Database, idp: Bridged) -> None:
    opened(firm, apps=("slack",))
    idp.user(NAME)
    with firm.read() as session:
        _, found = scim.list_events(session, OLA, idp.id, states=[WorkState.HELD])
        [shown] = offboarding.with_steps(session, OLA, found)
    assert shown.step is not None
    assert shown.step.title.startswith("Decide: the IdP gives Ada Example access to Some App")
