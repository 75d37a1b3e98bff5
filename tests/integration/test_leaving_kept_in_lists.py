"""Nobody reads of their own leaving, or of a case that they do not see, in lists and findings."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.accounts import service as accounts
from core.accounts.values import (
    FindingKind,
    FindingQuery,
    FindingRow,
    FindingState,
    PeopleQuery,
    PersonInput,
)
from core.actor import Actor
from core.errors import Conflict, Forbidden
from core.offboarding import service as offboarding
from core.offboarding.values import CaseKind
from core.offboarding.visibility import own_leaving_in_the_log
from core.storage.database import Database
from tests.support import app_lists
from tests.support.accounts import add_account
from tests.support.company import ADA, ADMIN, OLA, READING, company, opened
from tests.support.deliveries import account_list, deliver, deliver_people, people_list

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LAST_DAY = "2026-12-12"
PEOPLE = (
    f"1,Ada Lovelace,ada@example.com,,,2020-01-01,{LAST_DAY}",
    "2,Pia,pia@example.com",
    "3,Eve Adams,eve@example.com,,,2020-01-01,2027-06-30",
)
ROWS = (
    "A,ada,ada@example.com,Ada,active,yes,,2026-01-01",
    "P,pia,pia@example.com,Pia,active,yes,,2026-11-01",
)


@pytest.fixture
def firm(database: Database) -> Database:
    app_lists.wire()
    company(database)
    with database.write() as session:
        add_account(session, "ada", email="ada@example.com")
    with time_machine.travel(NOW, tick=False):
        deliver_people(database, people_list(*PEOPLE))
        deliver(database, account_list(*ROWS))
    return database


def found(database: Database, actor: Actor) -> dict[FindingKind, FindingRow]:
    with database.read() as session:
        rows = accounts.findings(session, actor, FindingQuery(), NOW).rows
    return {row.kind: row for row in rows if row.account.startswith("ada")}


def ada(database: Database) -> int:
    with database.read() as session:
        return accounts.find_person(session, ADMIN, "ada@example.com")


def test_a_list_tells_others_of_a_last_day_and_never_the_leaver(firm: Database) -> None:
    number = ada(firm)
    with firm.read() as session:
        assert accounts.person(session, OLA, number, NOW).row.end_at is not None
        assert accounts.person(session, ADA, number, NOW).row.end_at is None
        leaving = PeopleQuery(standing="leaving")
        assert accounts.people(session, OLA, leaving, NOW).total == 2
        assert accounts.people(session, ADA, leaving, NOW).total == 1
        assert accounts.people(session, ADA, PeopleQuery(), NOW).here == 3
    past = NOW + timedelta(days=30)
    with firm.read() as session:
        assert accounts.person(session, OLA, number, past).row.left_at is not None
        assert accounts.person(session, ADA, number, past).row.left_at is None


def test_one_who_is_meant_by_name_alone_does_not_look_either(firm: Database) -> None:
    eve = Actor("u7", "Adams, Eve", ADA.role)
    with firm.read() as session:
        number = accounts.find_person(session, OLA, "eve@example.com")
        assert accounts.person(session, OLA, number, NOW).row.end_at is not None
        assert accounts.person(session, eve, number, NOW).row.end_at is None


def test_findings_of_ones_own_leaving_are_others_affair(firm: Database) -> None:
    assert FindingKind.ADMIN_LEAVING in found(firm, OLA)
    theirs = found(firm, ADA)
    assert FindingKind.ADMIN_LEAVING not in theirs
    assert FindingKind.DORMANT in theirs


def test_what_is_known_of_oneself_others_change(firm: Database) -> None:
    wanted = PersonInput("Ada Lovelace", "ada@example.com")
    with pytest.raises(Forbidden, match="This is you"), firm.write() as session:
        accounts.edit_person(session, ADA, ada(firm), 1, wanted)
    with pytest.raises(Forbidden, match="This is you"), firm.write() as session:
        accounts.keep_person(session, ADA, ada(firm), "I am here")


def test_a_case_that_is_hidden_is_not_read_from_a_state(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        opened(
            firm, ADMIN, person="Ada Lovelace", email="ada@example.com",
            kind=CaseKind.INVOLUNTARY, effective=NOW + timedelta(days=3), apps=("wiki",),
        )  # fmt: skip
    seen = found(firm, ADMIN)[FindingKind.DORMANT]
    assert (seen.state, seen.case) == (FindingState.WORKING, 1)
    for actor in (OLA, ADA):
        hidden = found(firm, actor)[FindingKind.DORMANT]
        assert (hidden.state, hidden.case) == (FindingState.OPEN, None)
        with pytest.raises(Conflict) as raised, firm.write() as session:
            offboarding.findings_to_cases(session, actor, READING, [hidden.id])
        assert "OFF-" not in str(raised.value)


def test_of_who_left_a_finding_is_in_a_case_without_a_number(firm: Database) -> None:
    past = datetime(2026, 12, 20, tzinfo=UTC)
    with time_machine.travel(past, tick=False):
        opened(
            firm, ADMIN, person="Ada Lovelace", email="ada@example.com",
            kind=CaseKind.INVOLUNTARY, effective=past, apps=("wiki",),
        )  # fmt: skip
    with firm.read() as session:
        rows = accounts.findings(session, OLA, FindingQuery(FindingKind.ORPHANED), past).rows
    assert [(row.state, row.case) for row in rows] == [(FindingState.WORKING, None)]


def test_the_log_keeps_ones_own_person_back(firm: Database) -> None:
    with firm.read() as session:
        assert f"person:{ada(firm)}" in own_leaving_in_the_log(session, ADA).objects
        assert not own_leaving_in_the_log(session, OLA).objects


def test_who_does_not_see_a_case_is_told_of_it_without_its_number(firm: Database) -> None:
    hidden = opened(firm, ADMIN, person="Ada Lovelace", kind=CaseKind.INVOLUNTARY)
    with firm.write() as session:
        offboarding.cancel_case(session, ADMIN, hidden.id, hidden.version, "Another day.")
    public = opened(firm, OLA, person="Ada Lovelace")
    with pytest.raises(Conflict, match=f"open case already: {public.number}"):
        opened(firm, ADMIN, person="Ada Lovelace")
    with firm.write() as session:
        offboarding.cancel_case(session, OLA, public.id, public.version, "Stays.")
        offboarding.reopen_case(session, ADMIN, hidden.id, hidden.version + 1, "After all.")
    with pytest.raises(Conflict, match="open case already, which you do not see") as again:
        opened(firm, OLA, person="Ada Lovelace")
    with firm.read() as session:
        [proposal] = [
            one
            for one in offboarding.roster_proposals(session, OLA)
            if one.leaver.email == "ada@example.com"
        ]
    with pytest.raises(Conflict) as accepted, firm.write() as session:
        offboarding.accept_proposals(session, OLA, READING, [proposal.id])
    with pytest.raises(Conflict) as reopened, firm.write() as session:
        offboarding.reopen_case(session, OLA, public.id, public.version + 1, "He goes.")
    assert not [each for each in (again, accepted, reopened) if hidden.number in str(each.value)]
