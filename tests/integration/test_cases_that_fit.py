"""A case has steps for what the person has: told by lists, by people, by connections."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from core.accounts.values import AccountStatus, Known
from core.actor import LOCAL_OPERATOR
from core.audit import service as audit
from core.catalog.models import Authority, Remark, RemarkKind, Source
from core.errors import Conflict, Invalid
from core.offboarding import service as offboarding
from core.offboarding.cases.known import has_steps, is_looked_for
from core.offboarding.models import KnownAccount
from core.offboarding.values import (
    CaseKind,
    CaseStatus,
    CaseView,
    Phase,
    StepKind,
    StepStatus,
    StepView,
)
from core.stack import service as stack
from core.stack.values import Way
from core.storage.database import Database
from tests.support.company import (
    ADMIN,
    APPS,
    OLA,
    PIA,
    READING,
    company,
    finish,
    look,
    opened,
    opening,
    step_of,
    workable,
)
from tests.support.lists import TAKEN, Lists, lists

ADMINISTRATOR = (SimpleNamespace(admin=True, gone=False, key="ada", status=AccountStatus.ACTIVE),)
"""As much of an account as is asked for."""


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Lists:
    return lists(monkeypatch)


def looks(case: CaseView) -> list[StepView]:
    return [step for step in case.steps if step.kind is StepKind.LOOK]


def apps_with_steps(case: CaseView) -> set[str]:
    return {step.app for step in case.steps if step.app}


def answer(firm: Database, step: StepView, *found: str) -> StepView:
    with firm.write() as session:
        return offboarding.answer_look(session, OLA, step.id, step.version, found)


def test_only_apps_in_which_the_person_has_an_account_have_steps(
    firm: Database, told: Lists
) -> None:
    told.say("figma", Known.HAS)
    told.say("slack", Known.HAD)
    told.say("wiki", Known.NEVER)
    told.say("customer-io", Known.NEVER)
    case = opened(firm, apps=None)
    assert apps_with_steps(case) == {"figma"}
    assert looks(case) == []
    assert [(one.app, str(one.known), one.as_of, one.feed) for one in case.accounts] == [
        ("customer-io", "never", TAKEN, "customer-io users"),
        ("figma", "has", TAKEN, "figma users"),
        ("slack", "had", TAKEN, "slack users"),
        ("wiki", "never", TAKEN, "wiki users"),
    ]
    assert look(firm, case.id).accounts == case.accounts
    with firm.read() as session:
        [entry] = [
            one for one in audit.history(session, f"case:{case.id}") if one.action == "case.open"
        ]
    assert {one["app"]: one["known"] for one in entry.after["accounts"]}["slack"] == "had"


def test_apps_without_a_list_are_one_step_for_each_owner(firm: Database, told: Lists) -> None:
    told.say("slack", Known.NEVER)
    case = opened(firm, apps=None)
    assert apps_with_steps(case) == set()
    asked = {step.owner: [one.app for one in step.asks] for step in looks(case)}
    assert asked == {"mo@example.com": ["customer-io"], "IT": ["figma", "wiki"]}
    titles = {step.title for step in looks(case)}
    assert titles == {
        "Look in Customer.io: does Ada Example have an account?",
        "Look in Figma and Wiki: does Ada Example have an account?",
    }
    approval = next(step for step in case.steps if step.kind is StepKind.APPROVAL)
    assert {step.id for step in looks(case)} <= set(approval.needs)


def test_a_case_says_what_to_click_and_whose_page_says_so(firm: Database, told: Lists) -> None:
    with firm.write() as session:
        session.add(
            Source(
                id="wiki/members",
                title="Manage members",
                url="https://wiki.example.com/members",
                publisher="Wiki",
                authority=Authority.VENDOR,
            )
        )
        session.flush()
        for kind, text in (
            (RemarkKind.MEMBER_LIST, "Settings > People"),
            (RemarkKind.REMOVAL, "⋯ > Remove"),
            (RemarkKind.MEMBER_LIST, "an older menu"),
        ):
            session.add(Remark(app_id="wiki", kind=kind, text=text, source_id="wiki/members"))
            session.flush()
    page = ("Manage members", "https://wiki.example.com/members")
    told.say("wiki", Known.HAS)
    case = opened(firm, apps=None)
    step = step_of(case, "wiki/remove")
    assert "Open Settings > People in Wiki" in step.instructions
    assert "(⋯ > Remove)" in step.instructions
    assert list(step.sources) == [page]
    told.say("wiki", Known.NO_DATA)
    [asked] = [
        one
        for one in looks(opened(firm, apps=None, email="eve@example.com"))
        if "wiki" in {each.app for each in one.asks}
    ]
    assert "In Wiki: Settings > People" in asked.instructions.split("\n")
    assert list(asked.sources) == [page]


def test_a_yes_brings_the_steps_of_its_app_and_the_answers_are_the_evidence(
    firm: Database, told: Lists
) -> None:
    told.say("slack", Known.NEVER)
    told.say("customer-io", Known.NEVER)
    case = opened(firm, apps=None)
    [step] = looks(case)
    done = answer(firm, step, "figma")
    assert done.status is StepStatus.DONE
    assert [one.text for one in done.evidence] == ["Has an account: Figma. Has none: Wiki."]
    now = look(firm, case.id)
    assert apps_with_steps(now) == {"figma"}
    assert {one.app: one.answer for one in now.accounts if one.step} == {
        "figma": True,
        "wiki": False,
    }
    assert {one.answered_by for one in now.accounts if one.step} == {"Ola Operator"}
    added = [step for step in now.steps if step.app == "figma"]
    planned = [step for step in opened(firm, email="b@example.com").steps if step.app == "figma"]
    assert [one.key for one in added] == [one.key for one in planned]


def test_none_is_an_answer(firm: Database, told: Lists) -> None:
    case = opened(firm, apps=None)
    for step in looks(case):
        answer(firm, step)
    now = look(firm, case.id)
    assert apps_with_steps(now) == set()
    assert {step.status for step in looks(now)} == {StepStatus.DONE}


def test_a_look_is_answered_once_and_only_for_its_own_apps(firm: Database, told: Lists) -> None:
    case = opened(firm, apps=None)
    step = next(one for one in looks(case) if one.owner == "IT")
    with pytest.raises(Invalid, match="does not ask about nothing-of-ours"):
        answer(firm, step, "nothing-of-ours")
    with firm.write() as session, pytest.raises(Invalid, match="is a question"):
        offboarding.finish(session, OLA, step.id, step.version)
    assert not any(one.answered_at for one in look(firm, case.id).accounts)
    done = answer(firm, step)
    with pytest.raises(Conflict, match="was changed"):
        answer(firm, step, "figma")
    with pytest.raises(Conflict, match="was answered by Ola Operator"):
        answer(firm, done, "figma")
    with firm.write() as session:
        offboarding.reopen(session, OLA, step.id, done.version, "Looked again: there is one.")
    answer(firm, next(one for one in looks(look(firm, case.id)) if one.id == step.id), "figma")
    assert apps_with_steps(look(firm, case.id)) == {"figma"}


def test_what_somebody_named_counts_whatever_lists_say(firm: Database, told: Lists) -> None:
    told.say("figma", Known.NEVER)
    told.say("wiki", Known.HAS)
    case = opened(firm, apps=("figma",))
    assert apps_with_steps(case) == {"figma", "wiki"}, "named, and seen in a list"
    assert looks(case) == [], "who names apps has answered"
    known = {one.app: (str(one.known), one.feed) for one in case.accounts}
    assert known == {"figma": ("has", None), "wiki": ("has", "wiki users")}


def test_an_account_outside_the_stack_is_in_the_case(firm: Database, told: Lists) -> None:
    with firm.write() as session:
        entry = stack.entry(session, ADMIN, "wiki")
        assert entry is not None
        stack.remove(session, ADMIN, "wiki", entry.version)
    told.say("wiki", Known.HAS)
    told.say("nothing-of-the-catalogue", Known.HAS)
    assert apps_with_steps(opened(firm, apps=None)) == {"wiki"}


def test_a_check_is_no_step_where_the_list_comes_again(firm: Database, told: Lists) -> None:
    for app in APPS:
        told.say(app, Known.HAS, is_stale=app == "wiki")
    told.read_again = {"figma", "wiki"}
    case = opened(firm, apps=None)
    checked = {step.app for step in case.steps if step.app and step.phase is Phase.CHECK}
    assert checked == {"customer-io", "slack", "wiki"}, "a stale list shows nothing"


def test_the_only_administrator_is_replaced_before_they_go(firm: Database, told: Lists) -> None:
    told.say("figma", Known.HAS, accounts=ADMINISTRATOR)
    told.say("wiki", Known.HAS, accounts=ADMINISTRATOR)
    told.only_admin = {"figma"}
    case = opened(firm, apps=("figma", "wiki"))
    by_key = {step.key: step for step in case.steps}
    first = by_key["figma/administrator"]
    assert first.title == "Make someone else an administrator of Figma"
    assert first.phase is Phase.HAND_OVER
    assert first.id in by_key["figma/remove"].needs
    assert "wiki/administrator" not in by_key
    for app in ("Figma", "Wiki"):
        said = by_key[f"{app.lower()}/remove"].instructions
        assert said.startswith(f"Ada Example is an administrator in {app}.")


def test_nobody_looks_where_offramp_finds_out_itself() -> None:
    """Its removal by SCIM looks the person up; nobody has to."""
    assert has_steps(Known.NO_DATA, Way.OUTBOUND)
    assert not is_looked_for(Known.NO_DATA, Way.OUTBOUND)
    assert not has_steps(Known.NEVER, Way.OUTBOUND)
    for way in set(Way) - {Way.OUTBOUND}:
        assert is_looked_for(Known.NO_DATA, way)


def test_a_case_with_an_open_question_is_not_closed(firm: Database, told: Lists) -> None:
    case = opened(firm, apps=None, effective=datetime.now(UTC))
    while todo := [s for s in workable(look(firm, case.id)) if s.kind is not StepKind.LOOK]:
        for step in todo:
            finish(firm, step, PIA if step.kind is StepKind.APPROVAL else OLA)
    now = look(firm, case.id)
    with firm.write() as session, pytest.raises(Conflict, match="Look in"):
        offboarding.close_case(session, OLA, now.id, now.version)


@pytest.mark.parametrize(
    ("kind", "hours", "due_in"),
    [
        (CaseKind.VOLUNTARY, 72, 48),
        (CaseKind.VOLUNTARY, 6, 6),
        (CaseKind.VOLUNTARY, -6, 4),
        (CaseKind.INVOLUNTARY, 72, 72),
    ],
)
def test_looking_is_due_before_access_ends_and_of_an_involuntary_leaver_not_sooner(
    firm: Database, told: Lists, kind: CaseKind, hours: int, due_in: int
) -> None:
    now = datetime.now(UTC)
    case = opened(firm, apps=None, kind=kind, effective=now + timedelta(hours=hours), zone="UTC")
    assert {round((step.due - now) / timedelta(hours=1)) for step in looks(case)} == {due_in}


def test_a_return_gives_back_what_was_taken_and_nothing_else(firm: Database, told: Lists) -> None:
    leave = opened(firm, kind=CaseKind.LEAVE, apps=("figma",))
    with firm.write() as session:
        offboarding.cancel_case(session, OLA, leave.id, leave.version, "Another way.")
    told.say("wiki", Known.HAS)
    with firm.write() as session:
        back = offboarding.open_return(session, OLA, READING, leave.id, datetime.now(UTC))
    assert apps_with_steps(back) == {"figma"}
    assert back.status is CaseStatus.OPEN


def test_the_preview_tells_the_same_and_stores_nothing(firm: Database, told: Lists) -> None:
    told.say("figma", Known.HAS)
    told.say("slack", Known.NEVER)
    with firm.read() as session:
        plan = offboarding.preview_case(session, OLA, READING, opening(apps=None))
    case = opened(firm, apps=None)
    assert [one.key for one in plan.steps] == [one.key for one in case.steps]
    assert [(one.app, one.known) for one in plan.accounts] == [
        (one.app, one.known) for one in case.accounts
    ]
    assert [app.id for app in plan.apps] == ["figma"]


def test_the_state_of_a_case_includes_what_was_known(firm: Database, told: Lists) -> None:
    """Somebody who changes afterwards what a list said is found out."""
    told.say("figma", Known.NEVER)
    case = opened(firm, apps=None)
    with firm.read() as session:
        assert audit.verify_state(session, LOCAL_OPERATOR).holds
    with firm.engine.begin() as connection:
        table = KnownAccount.__table__  # type: ignore[attr-defined]
        connection.execute(table.update().values(known=Known.HAD))
    with firm.read() as session:
        assert not audit.verify_state(session, LOCAL_OPERATOR).holds
    assert case.id
