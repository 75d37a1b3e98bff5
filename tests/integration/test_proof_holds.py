"""A proof is asked again when somebody says whose accounts are, or which names mean the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.accounts import service as accounts
from core.accounts.values import Belongs, FindingQuery, PersonInput
from core.offboarding import service as offboarding
from core.offboarding.models import Case, CaseStatus, StepStatus
from core.offboarding.steps.accounts import against_closing
from core.storage.database import Database
from tests.support.app_lists import wire
from tests.support.company import (
    ADMIN,
    OLA,
    PIA,
    company,
    excuse_all,
    look,
    opened,
    recorded,
    step_of,
)
from tests.support.deliveries import account_list, deliver

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = "ada@example.com"
OTHERS = [f"U{at},p{at},p{at}@example.com,Somebody {at},active" for at in range(100, 130)]
HERS = f"U7,ada,{ADA},Ada Example,active"
X77 = "X77,x77,design@example.com,Design Team,active"
PLUS = "X77,x77,ada+design@example.com,Design Team,active"


@pytest.fixture
def firm(database: Database) -> Iterator[Database]:
    wire()
    with time_machine.travel(NOW, tick=False):
        company(database)
        with database.write() as session:
            accounts.add_person(
                session, OLA, PersonInput("Ada Example", ADA, end_at=NOW - 8 * HOUR)
            )
        yield database


def proven(firm: Database, other: str) -> int:
    """A case whose removal a list finished that has another account, which is nobody's yet."""
    deliver(firm, account_list(*OTHERS, HERS, other), "figma", as_of=NOW - 9 * HOUR)
    with firm.write() as session:
        # What may be theirs proves nothing until someone says that it is not.
        who = accounts.find_person(session, OLA, ADA)
        accounts.refuse_suggestion(session, OLA, "figma", "X77", who)
    case = opened(firm, effective=NOW - 8 * HOUR, apps=("figma",)).id
    deliver(firm, account_list(*OTHERS, other), "figma", as_of=NOW - HOUR)
    assert removal(firm, case) == StepStatus.DONE
    return case


def removal(firm: Database, case: int) -> StepStatus:
    return step_of(look(firm, case), "figma/remove").status


def say(firm: Database, key: str = "X77") -> None:
    with firm.write() as session:
        who = accounts.find_person(session, OLA, ADA)
        accounts.confirm(session, OLA, [Belongs("figma", key, who)])


def plus_is_same(firm: Database) -> None:
    with firm.write() as session:
        now = accounts.account_settings(session, ADMIN)
        accounts.save_account_settings(session, ADMIN, replace(now, plus_is_same=True))


def found(firm: Database) -> list[tuple[str, str, int | None]]:
    with firm.read() as session:
        page = accounts.findings(session, OLA, FindingQuery(app="figma"), NOW)
    return [(str(row.kind), str(row.state), row.case) for row in page.rows if row.account == "x77"]


def test_what_turns_out_to_be_theirs_in_the_list_that_proved_it_opens_the_step_again(
    firm: Database,
) -> None:
    case = proven(firm, X77)
    with firm.read() as session:
        before = recorded(session, case).count("case.step-reopen")
    say(firm)
    step = step_of(look(firm, case), "figma/remove")
    assert (step.status, step.proven) == (StepStatus.OPEN, None)
    assert step.reason == (
        "the list “Figma” of 2026-11-30 16:00 CET, which proved it, has an account that is "
        "theirs: x77"
    )
    assert found(firm) == [("orphaned", "working", case)]
    with firm.read() as session:
        assert recorded(session, case).count("case.step-reopen") == before + 1
    deliver(firm, account_list(*OTHERS), "figma", as_of=NOW)
    again = step_of(look(firm, case), "figma/remove")
    assert again.status == StepStatus.DONE, "and a later list without it proves it"
    assert again.proven is not None


def test_domains_and_pluses_that_mean_the_same_ask_every_proof_again(firm: Database) -> None:
    case = proven(firm, PLUS)
    plus_is_same(firm)
    assert removal(firm, case) == StepStatus.OPEN
    assert found(firm) == [("orphaned", "working", case)]


def test_a_name_that_is_added_asks_every_proof_again(firm: Database) -> None:
    case = proven(firm, X77)
    with firm.write() as session:
        who = accounts.find_person(session, OLA, ADA)
        accounts.add_name(session, OLA, who, "design@example.com")
    assert removal(firm, case) == StepStatus.OPEN


def closed(firm: Database) -> int:
    case = proven(firm, X77)
    excuse_all(firm, case)
    with firm.write() as session:
        offboarding.close_case(session, PIA, case, look(firm, case).version, "done")
    return case


def test_a_case_that_was_closed_over_a_proof_that_does_not_hold_is_open_again(
    firm: Database,
) -> None:
    case = closed(firm)
    say(firm)
    assert look(firm, case).status is CaseStatus.OPEN
    assert found(firm) == [("orphaned", "working", case)]


def test_long_after_a_case_it_is_a_finding_that_nobody_works_on(firm: Database) -> None:
    case = closed(firm)
    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        say(firm)
    assert removal(firm, case) == StepStatus.DONE
    assert found(firm) == [("orphaned", "open", None)]


def test_a_case_is_not_closed_over_what_the_list_that_proved_it_shows(firm: Database) -> None:
    case = proven(firm, X77)
    say(firm)
    excuse_all(firm, case)
    with firm.read() as session:
        against = against_closing(session, session.get_one(Case, case), NOW)
    assert "x77" in " ".join(against)
