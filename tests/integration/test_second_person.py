"""One operator alone cannot close an involuntary case: every way round, tried."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlmodel import Session

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit import service as audit
from core.errors import Conflict, Invalid, OfframpError
from core.identity import company_sign_in
from core.identity import service as identity
from core.identity.models import Account
from core.identity.oidc_providers import Provider, Rule
from core.identity.sessions import Lifetimes, Place
from core.offboarding import service as offboarding
from core.offboarding.models import CaseKind, CaseStatus, Step, StepKind, StepStatus
from core.offboarding.views import CaseView, StepView
from core.storage.database import Database
from tests.support.accounts import add_account
from tests.support.company import (
    ADMIN,
    LINK,
    OLA,
    PIA,
    READING,
    company,
    finish,
    finish_all,
    look,
    opened,
    opening,
    workable,
)


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def involuntary(firm: Database, by: Actor = OLA) -> CaseView:
    return opened(
        firm,
        by,
        kind=CaseKind.INVOLUNTARY,
        effective=datetime.now(UTC),
        readers=("pia@example.com",),
    )


def approval_of(firm: Database, case: CaseView, actor: Actor = OLA) -> StepView:
    return next(s for s in look(firm, case.id, actor).steps if s.kind is StepKind.APPROVAL)


def work_all_but_the_approval(firm: Database, case: CaseView, by: Actor = OLA) -> None:
    while todo := [s for s in workable(look(firm, case.id, by)) if s.kind is not StepKind.APPROVAL]:
        for step in todo:
            finish(firm, step, by)


def close(firm: Database, case: CaseView, by: Actor = OLA) -> CaseView:
    with firm.write() as session:
        version = offboarding.case(session, by, case.id).version
        return offboarding.close_case(session, by, case.id, version)


def excuse(firm: Database, step: StepView, by: Actor = OLA) -> StepView:
    with firm.write() as session:
        return offboarding.excuse(session, by, step.id, step.version, "Not needed.")


def test_two_people_close_an_involuntary_case(firm: Database) -> None:
    case = involuntary(firm)
    finish_all(firm, case.id)
    assert close(firm, case).status is CaseStatus.CLOSED


def test_who_did_it_neither_approves_nor_excuses_the_approval(firm: Database) -> None:
    case = involuntary(firm)
    work_all_but_the_approval(firm, case)
    for act in (finish, excuse):
        with pytest.raises(Invalid, match="You did some of the work that is approved here"):
            act(firm, approval_of(firm, case), OLA)
    assert excuse(firm, approval_of(firm, case), PIA).status is StepStatus.NOT_APPLICABLE
    assert close(firm, case).status is CaseStatus.CLOSED


def test_an_approval_is_not_excused_before_there_is_anything_to_approve(firm: Database) -> None:
    case = involuntary(firm)
    with pytest.raises(Conflict, match="waits for"):
        excuse(firm, approval_of(firm, case))


def test_who_excused_every_step_does_not_approve_that(firm: Database) -> None:
    case = involuntary(firm)
    for step in look(firm, case.id).steps:
        if step.kind is not StepKind.APPROVAL:
            excuse(firm, step)
    with pytest.raises(Invalid, match="You did some of the work that is approved here"):
        finish(firm, approval_of(firm, case), OLA)


def test_the_nameless_command_line_does_nothing_that_needs_a_second_person(firm: Database) -> None:
    case = involuntary(firm)
    first = workable(case)[0]
    for act in (finish, excuse):
        with pytest.raises(Invalid, match="it must be known who did it"):
            act(firm, first, LOCAL_OPERATOR)
    work_all_but_the_approval(firm, case)
    for act in (finish, excuse):
        with pytest.raises(Invalid, match="nobody approves without a name"):
            act(firm, approval_of(firm, case), LOCAL_OPERATOR)


def test_steps_done_without_a_name_are_approved_by_nobody(firm: Database) -> None:
    """As older versions let them be done."""
    case = involuntary(firm)
    work_all_but_the_approval(firm, case)
    with firm.write() as session:
        step = session.get_one(Step, approval_of(firm, case).needs[0])
        step.finished_by_id, step.finished_by = LOCAL_OPERATOR.id, LOCAL_OPERATOR.name
    with pytest.raises(Invalid, match="without a name"):
        finish(firm, approval_of(firm, case), PIA)


@pytest.mark.parametrize("shared", ["e-mail", "user name"])
def test_a_second_account_of_the_same_person_is_no_second_person(
    firm: Database, shared: str
) -> None:
    with firm.write() as session:
        add_account(session, "ola", email="ola@example.com")
        if shared == "e-mail":
            other = add_account(session, "second", Role.ADMINISTRATOR, email="OLA@example.com ")
        else:
            # As it could be made before such a user name was refused.
            other = add_account(session, "O.", Role.ADMINISTRATOR, email="second@example.com")
            session.get_one(Account, other.id).username = "ola@example.com"
    case = involuntary(firm)
    work_all_but_the_approval(firm, case)
    with pytest.raises(Invalid, match="another account of yours"):
        finish(firm, approval_of(firm, case, other), other)


@pytest.mark.parametrize("giver", [ADMIN, LOCAL_OPERATOR])
@pytest.mark.parametrize("how", ["add", "link", "enable"])
def test_an_account_that_a_doer_can_sign_in_with_is_no_second_person(
    firm: Database, giver: Actor, how: str
) -> None:
    with firm.write() as session:
        add_account(session, "root", Role.ADMINISTRATOR)
        if how != "add":
            add_account(session, "zoe", Role.ADMINISTRATOR, active=how != "enable")
    case = involuntary(firm, ADMIN)
    work_all_but_the_approval(firm, case, ADMIN)
    with firm.write() as session:
        if how == "add":
            identity.add(session, giver, username="zoe", name="Zoe", role=Role.ADMINISTRATOR)
        elif how == "link":
            identity.reset_password(session, giver, "zoe")
        else:
            identity.enable(session, giver, "zoe")
    with firm.read() as session:
        zoe = next(
            a
            for a in identity.account_list(session, ADMIN, now=datetime.now(UTC))
            if a.username == "zoe"
        )
    actor = Actor(zoe.id, zoe.name, zoe.role)
    with pytest.raises(Invalid, match="after the case was opened"):
        finish(firm, approval_of(firm, case, ADMIN), actor)


def test_an_account_that_another_administrator_made_is_a_second_person(firm: Database) -> None:
    case = involuntary(firm, ADMIN)
    work_all_but_the_approval(firm, case, ADMIN)
    other = Actor("boss", "Boss", Role.ADMINISTRATOR, email="boss@example.com")
    with firm.write() as session:
        made = identity.add(session, other, username="zoe", name="Zoe", role=Role.ADMINISTRATOR)
    zoe = Actor(made, "Zoe", Role.ADMINISTRATOR)
    assert finish(firm, approval_of(firm, case, ADMIN), zoe).status is StepStatus.DONE


def without_approvals(firm: Database) -> None:
    """An administrator edits the checklist, so that new cases have no approval."""
    with firm.write() as session:
        text, _ = offboarding.checklist_texts(session, ADMIN, "general")
        offboarding.save_checklist(
            session, ADMIN, "general", text.replace("kind: approval", "kind: manual"), 0
        )


def test_a_case_without_an_approval_is_closed_by_a_second_person(firm: Database) -> None:
    without_approvals(firm)
    case = involuntary(firm)
    work_all_but_the_approval(firm, case)
    for by, why in ((OLA, "You did some"), (LOCAL_OPERATOR, "nobody approves without a name")):
        with pytest.raises(Conflict, match=why):
            close(firm, case, by)
    assert close(firm, case, PIA).status is CaseStatus.CLOSED


def test_assigning_changes_nothing(firm: Database) -> None:
    case = involuntary(firm)
    work_all_but_the_approval(firm, case)
    step = approval_of(firm, case)
    with firm.write() as session:
        offboarding.assign(session, OLA, step.id, step.version, "Ola Operator", "ola@example.com")
    with pytest.raises(Invalid, match="You did some"):
        finish(firm, approval_of(firm, case), OLA)


def test_what_one_did_one_does_not_cancel_alone_either(firm: Database) -> None:
    case = involuntary(firm)
    finish(firm, workable(case)[0], OLA)
    for by in (OLA, LOCAL_OPERATOR):
        with pytest.raises(Conflict, match="cancelled by a second person"):
            cancel(firm, case, by)
    assert cancel(firm, case, PIA).status is CaseStatus.CANCELLED


def test_a_case_opened_by_mistake_is_cancelled_by_who_opened_it(firm: Database) -> None:
    case = involuntary(firm)
    with firm.write() as session:
        ended = offboarding.cancel_case(session, OLA, case.id, case.version, "A slip.")
    assert ended.status is CaseStatus.CANCELLED


def test_cancelling_and_reopening_brings_the_approval_back(firm: Database) -> None:
    case = involuntary(firm)
    with firm.write() as session:
        ended = offboarding.cancel_case(session, OLA, case.id, case.version, "A slip.")
        offboarding.reopen_case(session, OLA, case.id, ended.version, "Not a slip.")
    assert approval_of(firm, case).state == "waiting"
    work_all_but_the_approval(firm, case)
    with pytest.raises(Conflict, match="cannot be closed yet"):
        close(firm, case)


@pytest.mark.parametrize("changed", ["finisher", "doer"])
def test_closing_looks_at_the_approval_once_more(firm: Database, changed: str) -> None:
    """Whatever happened in between: reopened, done again by the approver, or an older version."""
    case = involuntary(firm)
    finish_all(firm, case.id)
    approval = approval_of(firm, case)
    with firm.write() as session:
        if changed == "finisher":
            session.get_one(Step, approval.id).finished_by_id = OLA.id
        else:
            session.get_one(Step, approval.needs[0]).finished_by_id = PIA.id
    with pytest.raises(Conflict, match="did some of what is approved"):
        close(firm, case)


@pytest.mark.parametrize("kind", [CaseKind.IDP_REMOVAL, CaseKind.RETURN])
def test_nobody_opens_a_kind_that_has_no_approval_instead(firm: Database, kind: CaseKind) -> None:
    with pytest.raises(Invalid, match="is not opened by hand"), firm.write() as session:
        offboarding.open_case(session, OLA, READING, opening(kind=kind))


TRIES = 30
"""Moves that one person tries, one after the other, on a small case."""


@pytest.mark.parametrize("seed", range(4))
def test_whatever_one_person_tries_the_case_is_not_closed(firm: Database, seed: int) -> None:
    """As Ola, with a second account of hers, and at a shell without a name, in any order."""
    chance = Random(seed)
    with firm.write() as session:
        add_account(session, "ola", email="ola@example.com")
        second = add_account(session, "second", Role.ADMINISTRATOR, email="ola@example.com")
    case = involuntary(firm)
    if seed % 2:  # begin near the goal
        work_all_but_the_approval(firm, case)
    for _ in range(TRIES):
        who = chance.choice([OLA, second, LOCAL_OPERATOR])
        with suppress(OfframpError), firm.write() as session:
            try_one(session, who, case.id, chance)
        with pytest.raises(Conflict):
            close(firm, case, who)


def try_one(session: Session, who: Actor, case_id: int, chance: Random) -> None:
    """Any move of a step or of the case."""
    case = offboarding.case(session, who, case_id)
    step = chance.choice(case.steps)
    move = chance.choice(["finish", "finish", "excuse", "excuse", "reopen", "assign", "case"])
    if move == "finish":
        offboarding.finish(session, who, step.id, step.version, (LINK,))
    elif move == "assign":
        offboarding.assign(session, who, step.id, step.version, "Pia Operator")
    elif move == "case":
        act = chance.choice([offboarding.cancel_case, offboarding.reopen_case])
        act(session, who, case_id, case.version, "x")
    else:
        act = offboarding.excuse if move == "excuse" else offboarding.reopen
        act(session, who, step.id, step.version, "x")


def cancel(firm: Database, case: CaseView, by: Actor) -> CaseView:
    with firm.write() as session:
        version = offboarding.case(session, by, case.id).version
        return offboarding.cancel_case(session, by, case.id, version, "She stays.")


def test_opening_every_step_again_does_not_let_one_cancel_alone(firm: Database) -> None:
    case = involuntary(firm)
    for step in workable(case)[:2]:
        done = finish(firm, step, OLA)
        with firm.write() as session:
            offboarding.reopen(session, OLA, done.id, done.version, "A slip.")
    for by in (OLA, LOCAL_OPERATOR):
        with pytest.raises(Conflict, match="cancelled by a second person"):
            cancel(firm, case, by)
    assert cancel(firm, case, PIA).status is CaseStatus.CANCELLED


def test_a_step_done_again_under_a_name_is_that_persons(firm: Database) -> None:
    """What an older version let be done without a name keeps nobody out for ever."""
    case = involuntary(firm)
    done = finish(firm, workable(case)[0], OLA)
    with firm.write() as session:
        row = session.get_one(Step, done.id)
        told = {"step": row.id, "status": "done"}
        row.finished_by_id, row.finished_by = LOCAL_OPERATOR.id, LOCAL_OPERATOR.name
        audit.record(session, LOCAL_OPERATOR, "case.step-done", f"case:{case.id}", after=told)
    with pytest.raises(Conflict, match="nobody knows by whom"):
        cancel(firm, case, PIA)
    with firm.write() as session:
        opened_again = offboarding.reopen(session, OLA, done.id, done.version, "By nobody.")
    with pytest.raises(Conflict, match="nobody knows by whom"):
        cancel(firm, case, PIA)
    finish(firm, opened_again, OLA)
    assert cancel(firm, case, PIA).status is CaseStatus.CANCELLED


PROVIDER = Provider(
    name="okta",
    label="Okta",
    client_id="x",
    client_secret="y",
    server_metadata_url="https://idp.example/.well-known/openid-configuration",
    rules=(Rule(role=Role.ADMINISTRATOR, domain="example.com"),),
)


def signed_in(firm: Database, name: str) -> Actor:
    """Who comes in through the provider, for the first time: the rule makes their account."""
    said = {
        "iss": "https://idp.example", "sub": name, "iat": int(datetime.now(UTC).timestamp()),
        "nonce": name, "name": name.title(), "email": f"{name}@example.com",
        "email_verified": True,
    }  # fmt: skip
    life = Lifetimes(timedelta(hours=1), timedelta(hours=8))
    with firm.write() as session:
        company_sign_in.exchange(session, PROVIDER, said, Place(), life, datetime.now(UTC))
    with firm.read() as session:
        listed = identity.account_list(session, ADMIN, now=datetime.now(UTC))
        [found] = [one for one in listed if one.email == f"{name}@example.com"]
    return Actor(found.id, found.name, found.role, email=found.email)


def test_an_account_that_company_sign_in_made_meanwhile_is_no_second_person(
    firm: Database,
) -> None:
    before = signed_in(firm, "early")
    case = involuntary(firm, ADMIN)
    work_all_but_the_approval(firm, case, ADMIN)
    late = signed_in(firm, "late")
    with pytest.raises(Invalid, match="was created automatically"):
        finish(firm, approval_of(firm, case, ADMIN), late)
    # Neither does one of the doers, nor nobody in particular, say whose it is.
    for giver, role in ((ADMIN, Role.OPERATOR), (LOCAL_OPERATOR, Role.ADMINISTRATOR)):
        with firm.write() as session:
            identity.set_role(session, giver, late.id, role)
        with pytest.raises(Invalid, match="was created automatically"):
            finish(firm, approval_of(firm, case, ADMIN), late)
    with pytest.raises(Conflict, match="was created automatically"):
        cancel(firm, case, late)
    assert finish(firm, approval_of(firm, case, ADMIN), before).status is StepStatus.DONE


def test_another_administrator_says_whose_such_an_account_is(firm: Database) -> None:
    """Also by giving it the very role that the rule gave it."""
    case = involuntary(firm, ADMIN)
    work_all_but_the_approval(firm, case, ADMIN)
    late = signed_in(firm, "late")
    boss = Actor("boss", "Boss", Role.ADMINISTRATOR, email="boss@example.com")
    with firm.write() as session:
        identity.set_role(session, boss, late.id, late.role)
    assert finish(firm, approval_of(firm, case, ADMIN), late).status is StepStatus.DONE


def test_a_refusal_has_one_full_stop(firm: Database) -> None:
    without_approvals(firm)
    case = involuntary(firm)
    work_all_but_the_approval(firm, case)
    with pytest.raises(Conflict) as refused:
        close(firm, case, OLA)
    assert ".." not in str(refused.value)


def test_who_could_not_approve_is_told_before_they_try(firm: Database) -> None:
    case = opened(firm, kind=CaseKind.INVOLUNTARY, effective=datetime.now(UTC))
    work_all_but_the_approval(firm, case)
    step = approval_of(firm, case)
    with firm.read() as session:
        told = offboarding.why_not_approve(session, OLA, step.id)
        others = {offboarding.why_not_approve(session, OLA, one.id) for one in
                  offboarding.case(session, OLA, case.id).steps if one.id != step.id}  # fmt: skip
    with pytest.raises(Invalid) as refused:
        finish(firm, step, OLA)
    assert told == str(refused.value)
    assert others == {None}


def test_who_sees_only_their_own_step_does_not_approve_blind(firm: Database) -> None:
    case = opened(firm, kind=CaseKind.INVOLUNTARY, effective=datetime.now(UTC))
    work_all_but_the_approval(firm, case)
    step = approval_of(firm, case)
    with firm.write() as session:
        offboarding.assign(session, OLA, step.id, step.version, PIA.name, "pia@example.com")
    told = (
        "You see only your own steps of this case, not what you would approve. "
        "Ask Ola Operator (who opened it) to add you under “Who may see it”."
    )
    for act in (finish, excuse):
        with pytest.raises(Invalid) as refused:
            act(firm, approval_of(firm, case), PIA)
        assert str(refused.value) == told
    with firm.read() as session:
        seen = offboarding.own_steps(session, PIA, case.id)
    assert {one.kind: seen.why_not_approve(one) for one in seen.steps}[StepKind.APPROVAL] == told
    with firm.write() as session:
        version = offboarding.case(session, OLA, case.id).version
        offboarding.restrict_case(session, OLA, case.id, version, ["pia@example.com"])
    assert finish(firm, approval_of(firm, case), PIA).status is StepStatus.DONE


def test_the_nameless_command_line_cancels_no_involuntary_case(firm: Database) -> None:
    case = involuntary(firm)
    with firm.write() as session, pytest.raises(Conflict, match="named person") as refused:
        offboarding.cancel_case(session, LOCAL_OPERATOR, case.id, case.version, "A slip.")
    assert "offramp --as NAME" in str(refused.value)
    other = opened(firm, email="ben@example.com", person="Ben Example")
    with firm.write() as session:
        offboarding.cancel_case(session, LOCAL_OPERATOR, other.id, other.version, "A slip.")
