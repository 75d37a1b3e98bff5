"""The Offramp account of the person who leaves is disabled by itself, at the moment."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.audit.models import AuditEntry
from core.errors import Conflict
from core.identity import service as identity
from core.identity import sessions
from core.identity.models import Account, AccountLink
from core.identity.sessions import Lifetimes, Place
from core.identity.values import SignInRefused
from core.jobs.models import Job
from core.jobs.values import Job as JobValue
from core.offboarding import service as offboarding
from core.offboarding.cases.service import CaseEdit
from core.offboarding.models import CaseKind, CaseStatus, StepKind, StepStatus
from core.offboarding.steps.automation import offramp_account
from core.offboarding.steps.automation.scheduled_jobs import ACCOUNT
from core.offboarding.views import CaseView, StepView
from core.storage.database import Database
from tests.support.accounts import add_account
from tests.support.company import (
    ADMIN,
    OLA,
    READING,
    company,
    excuse_all,
    finish,
    look,
    opened,
    recorded,
)

LIFE = Lifetimes(timedelta(hours=2), timedelta(hours=12))
SOON = timedelta(hours=2)


@pytest.fixture
def firm(database: Database) -> Database:
    with database.write() as session:
        add_account(session, "root", Role.ADMINISTRATOR)
    return company(database)


def make(firm: Database, role: Role = Role.OPERATOR, **more: str) -> Actor:
    with firm.write() as session:
        return add_account(session, "Ada Example", role, **more)


def account(firm: Database, who: str = "ada") -> Account:
    with firm.read() as session:
        return session.get_one(Account, who)


def step_in(firm: Database, case: CaseView) -> StepView:
    return next(s for s in look(firm, case.id, ADMIN).steps if s.kind is StepKind.OFFRAMP_ACCOUNT)


def run(firm: Database, now: datetime) -> None:
    """What the outbox holds by now, twice: a handler is called at least once."""
    with firm.read() as session:
        rows = session.exec(select(Job).where(Job.run_at <= now, Job.kind == ACCOUNT)).all()
    for row in rows * 2:
        job = JobValue(row.id or 0, row.kind, row.key, row.payload, row.run_at, 0)
        offramp_account.change_account(firm, job, now)


def again(firm: Database, now: datetime) -> None:
    offramp_account.try_again(firm, JobValue(1, "again", "again", {}, now, 0), now)


def test_at_the_moment_everything_that_lets_the_leaver_in_ends(firm: Database) -> None:
    ada = make(firm)
    with firm.write() as session:
        row = session.get_one(Account, "ada")
        cookie = sessions.start(session, row, "password", Place(), LIFE, datetime.now(UTC))
        token = identity.make_token(session, ada, "nightly", timedelta(days=9))
        link = offboarding.new_link(session, ada)
    moment = datetime.now(UTC) + SOON
    case = opened(firm, effective=moment)
    run(firm, moment - timedelta(seconds=1))
    assert account(firm).active
    run(firm, moment)
    assert not account(firm).active
    with firm.read() as session:
        assert identity.find_session(session, cookie, LIFE, datetime.now(UTC)) is None
        assert offboarding.feed(session, link, moment) is None
        actions = session.exec(
            select(AuditEntry.action).where(col(AuditEntry.object) == "account:ada")
        ).all()
    assert {"account.disable", "calendar.end"} <= set(actions)
    with pytest.raises(SignInRefused):
        identity.act_with_token(firm, token, None, datetime.now(UTC))
    step = step_in(firm, case)
    assert (step.status, step.finished_by) == (StepStatus.DONE, "Offramp")
    assert "1 sessions, 1 command-line tokens, 1 calendar link" in step.evidence[0].text
    assert len(step.evidence) == 1
    with firm.read() as session:
        assert recorded(session, case.id).count("case.step-done") == 1


@pytest.mark.parametrize("known_by", ["user name", "provider"])
def test_an_account_is_found_by_user_name_and_not_by_the_providers_id(
    firm: Database, known_by: str
) -> None:
    """A provider's id that reads as an address would disable whose address that is not."""
    make(firm, email="a.example@elsewhere.example")
    with firm.write() as session:
        row = session.get_one(Account, "ada")
        if known_by == "user name":
            row.username = "ada@example.com"
        else:
            session.add(
                AccountLink(
                    issuer="https://idp.example",
                    subject="Ada@example.com",
                    account_id="ada",
                    provider="okta",
                    linked_at=datetime.now(UTC),
                )
            )
        session.add(row)
    moment = datetime.now(UTC)
    opened(firm, effective=moment)
    run(firm, moment)
    assert account(firm).active is (known_by == "provider")


def test_who_has_no_account_has_no_such_step(firm: Database) -> None:
    case = opened(firm)
    assert not [s for s in case.steps if s.kind is StepKind.OFFRAMP_ACCOUNT]


def test_an_account_that_only_has_the_name_is_for_a_person_to_decide(firm: Database) -> None:
    make(firm)
    with firm.write() as session:
        session.get_one(Account, "ada").email = None
    moment = datetime.now(UTC)
    case = opened(firm, effective=moment)
    run(firm, moment)
    step = step_in(firm, case)
    assert account(firm).active
    assert step.status is StepStatus.BLOCKED
    assert "Is it theirs?" in (step.reason or "")


def test_the_last_administrator_blocks_the_step_until_there_is_another(firm: Database) -> None:
    make(firm, Role.ADMINISTRATOR)
    with firm.write() as session:
        identity.set_role(session, ADMIN, "root", Role.OPERATOR)
    moment = datetime.now(UTC)
    case = opened(firm, effective=moment)
    run(firm, moment)
    step = step_in(firm, case)
    assert account(firm).active
    assert step.status is StepStatus.BLOCKED
    assert "Make another account an administrator" in (step.reason or "")
    with pytest.raises(Conflict, match="can still sign in"):
        finish(firm, step)
    again(firm, moment + timedelta(minutes=10))
    with firm.read() as session:
        assert recorded(session, case.id).count("case.step-block") == 1
    with firm.write() as session:
        identity.set_role(session, LOCAL_OPERATOR, "root", Role.ADMINISTRATOR)
    again(firm, moment + timedelta(minutes=20))
    assert not account(firm).active
    assert step_in(firm, case).status is StepStatus.DONE


def test_a_moved_moment_moves_it_and_a_cancelled_case_leaves_the_account(firm: Database) -> None:
    make(firm)
    moment = datetime.now(UTC) + SOON
    case = opened(firm, effective=moment)
    with firm.write() as session:
        edit = CaseEdit(case.version, moment + SOON, None, None, None, "Later")
        case = offboarding.edit_case(session, OLA, case.id, edit)
    run(firm, moment)
    again(firm, moment)
    assert account(firm).active
    with firm.write() as session:
        offboarding.cancel_case(session, OLA, case.id, case.version, "She stays.")
    run(firm, moment + SOON)
    again(firm, moment + SOON)
    assert account(firm).active


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_leave_suspends_and_a_return_gives_back_only_that(firm: Database, by_hand: bool) -> None:
    make(firm)
    moment = datetime.now(UTC)
    if by_hand:
        with firm.write() as session:
            identity.disable(session, ADMIN, "ada")
    leave = opened(firm, kind=CaseKind.LEAVE, effective=moment)
    run(firm, moment)
    assert not account(firm).active
    assert account(firm).suspended_by == (None if by_hand else f"case:{leave.id}")
    excuse_all(firm, leave.id)
    with firm.write() as session:
        offboarding.close_case(session, OLA, leave.id, look(firm, leave.id).version)
        back = offboarding.open_return(session, OLA, READING, leave.id, moment)
    run(firm, datetime.now(UTC))
    assert account(firm).active is not by_hand
    step = step_in(firm, back)
    assert step.status is StepStatus.DONE
    assert ("can sign in again" in step.evidence[0].text) is not by_hand
    assert look(firm, back.id).status is CaseStatus.OPEN
