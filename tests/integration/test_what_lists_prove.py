"""Which lists prove a removal, and which say too little: nothing is proven of an account in use."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from core.accounts import service as accounts
from core.accounts.values import (
    AccountQuery,
    Belongs,
    FeedKind,
    FindingKind,
    FindingQuery,
    FindingRow,
    ImportResult,
    Known,
    KnownInApp,
    PersonInput,
)
from core.actor import LOCAL_OPERATOR
from core.audit import service as audit
from core.offboarding.models import Case
from core.offboarding.progress.list_words import list_in_words
from core.offboarding.steps.accounts import against_closing
from core.offboarding.steps.second_person import obstacles
from core.offboarding.values import CaseKind, CaseView, StepKind, StepStatus
from core.stack import service as stack
from core.storage.database import Database
from tests.support.app_lists import wire
from tests.support.company import ADMIN, OLA, company, finish, look, opened, step_of
from tests.support.deliveries import account_list, accounts_of, deliver

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = "Ada@example.com"
OTHERS = [f"U{at},p{at},p{at}@example.com,Somebody {at},active" for at in range(100, 130)]


@pytest.fixture
def firm(database: Database) -> Iterator[Database]:
    wire()
    with time_machine.travel(NOW, tick=False):
        company(database)
        with database.write() as session:
            accounts.add_person(session, OLA, PersonInput("Ada Example", ADA))
        yield database


def bring(
    firm: Database,
    app: str,
    *rows: str,
    ago: int,
    feed: str | None = None,
    complete: bool = True,
    others: list[str] = OTHERS,
) -> ImportResult:
    """A list of so many hours ago."""
    data = account_list(*(others if complete else []), *rows)
    return deliver(firm, data, app, as_of=NOW - ago * HOUR, feed=feed, complete=complete)


def removal(firm: Database, case: int, app: str = "figma") -> tuple[StepStatus, int | None]:
    """The status of the removal, and the snapshot that proves it."""
    found = step_of(look(firm, case), f"{app}/remove")
    return found.status, found.proven.snapshot if found.proven else None


def leaving(firm: Database, *apps: str, ago: int = 8) -> CaseView:
    return opened(firm, effective=NOW - ago * HOUR, apps=apps or None)


def proof_of(firm: Database, case: int) -> Any:
    [kept] = step_of(look(firm, case), "figma/remove").evidence
    return json.loads(kept.text)["proof"]


OPEN = (StepStatus.OPEN, None)


def test_an_account_is_theirs_whatever_its_address_is_later(firm: Database) -> None:
    bring(firm, "figma", f"U77,,{ADA},Ada Example,active", ago=9)
    case = leaving(firm).id
    bring(firm, "figma", "U77,,new@elsewhere.example,Ada Example,active", ago=5)
    assert removal(firm, case) == OPEN
    with firm.read() as session:
        against = against_closing(session, session.get_one(Case, case), NOW)
    assert "Figma" in " ".join(against)
    found = bring(firm, "figma", ago=1)
    assert removal(firm, case) == (StepStatus.DONE, found.snapshot)
    names = {(each["kind"], each["text"]) for each in proof_of(firm, case)["names"]}
    assert {("external-id", "u77"), ("address", "new@elsewhere.example")} <= names


def test_another_workspace_proves_nothing_though_it_has_the_same_id(firm: Database) -> None:
    bring(firm, "figma", f"U1,,{ADA},Ada Example,active", ago=9, feed="Figma US")
    bring(firm, "figma", "U1,,x@elsewhere.example,X Y,active", ago=9, feed="Figma EU")
    case = leaving(firm).id
    bring(firm, "figma", "U1,,x@elsewhere.example,X Y,active", ago=5, feed="Figma EU")
    assert removal(firm, case) == OPEN
    with firm.read() as session:
        page = accounts.accounts(session, OLA, AccountQuery("figma"))
    assert {row.email for row in page.rows if row.external_id == "U1"} == {
        ADA, "x@elsewhere.example",
    }  # fmt: skip
    found = bring(firm, "figma", ago=4, feed="Figma US")
    assert removal(firm, case) == (StepStatus.DONE, found.snapshot)


def test_every_list_that_had_the_account_has_to_say_that_it_is_gone(firm: Database) -> None:
    for feed in ("Figma US", "Figma EU"):
        bring(firm, "figma", f"U1,,{ADA},Ada Example,active", ago=9, feed=feed)
    case = leaving(firm).id
    bring(firm, "figma", ago=5, feed="Figma EU")
    assert removal(firm, case) == OPEN
    bring(firm, "figma", ago=4, feed="Figma US")
    assert removal(firm, case)[0] is StepStatus.DONE


def test_a_list_of_user_names_says_nothing_of_who_was_never_in_it(firm: Database) -> None:
    names = [f",dev{at},,,active" for at in range(30)]
    bring(firm, "wiki", ago=9, others=names)
    case = leaving(firm, "wiki").id
    bring(firm, "wiki", ",octo,,,active", ago=5, others=names)
    assert removal(firm, case, "wiki") == OPEN


def test_a_list_of_user_names_is_no_never(firm: Database) -> None:
    bring(firm, "wiki", ago=9, others=[f",dev{at},,,active" for at in range(30)])
    bring(firm, "slack", ago=9)
    known = {one.app: str(one.known) for one in leaving(firm).accounts}
    assert (known["wiki"], known["slack"]) == ("no-data", "never")


def test_a_name_of_theirs_in_an_account_that_is_said_to_be_anothers_is_not_known(
    firm: Database,
) -> None:
    hers = f"U1,aexample,{ADA},Ada Example,active"
    bring(firm, "figma", hers, ago=9)
    bring(firm, "slack", "U2,aexample2,,Somebody,active", ago=9)
    with firm.write() as session:
        ada = accounts.find_person(session, OLA, ADA)
        other = accounts.add_person(session, OLA, PersonInput("Bob Brown", "bob@example.com"))
        accounts.confirm(session, OLA, [Belongs("figma", "U1", other)])

    def figma() -> KnownInApp:
        with firm.read() as session:
            names = accounts.names_of_person(session, ada)
            return accounts.known_in_apps(session, OLA, names, NOW)["figma"]

    assert (figma().known, figma().why) == (
        Known.NO_DATA,
        "an account with their name was confirmed as another person's",
    )
    bring(firm, "figma", ago=5)
    assert figma().known is not Known.NO_DATA, "no list has it any more"


def test_the_rows_of_an_old_list_in_other_bytes_prove_nothing(firm: Database) -> None:
    """Opened and saved again, a line more, or in another order."""
    her = f"U1,,{ADA},Ada Example,active"
    bring(firm, "figma", ago=40)
    bring(firm, "figma", her, ago=9)
    case = leaving(firm).id
    line = ",,,,"
    for rows, feed in (
        ([*OTHERS, line], None),
        (OTHERS[::-1], None),
        ([line, *OTHERS], "Another"),
    ):
        [why] = deliver(firm, account_list(*rows), "figma", feed=feed).held
        assert why.startswith("A file with the same rows was delivered before")
    assert removal(firm, case) == OPEN
    # What has not changed since the newest list is no old one, however it is written.
    again = deliver(firm, account_list(her, *OTHERS), "figma")
    assert not again.held
    assert again.same_as is None
    # Nor is a list of which somebody says of when it is, or that has other rows.
    assert not deliver(firm, account_list(*OTHERS[1:], f"{OTHERS[0]},yes"), "figma").held
    bring(firm, "figma", ",,,,", ago=0)
    assert removal(firm, case)[0] is StepStatus.DONE


def test_who_was_in_no_list_ever_is_absent_and_the_evidence_says_so(firm: Database) -> None:
    case = leaving(firm, "figma", "wiki").id
    bring(firm, "wiki", f"U1,,{ADA},Ada Example,active", ago=9)
    words = {}
    for app in ("figma", "wiki"):
        bring(firm, app, ago=5)
        step = step_of(look(firm, case), f"{app}/remove")
        assert step.proven is not None
        [kept] = step.evidence
        words[app] = (step.proven.never, list_in_words(kept.text, app, "UTC").partition("; ")[2])
    assert words == {
        "figma": (True, "no list has ever shown an account of theirs"),
        "wiki": (False, ""),
    }


PLUS = "U9,x77,ada+figma@example.com,Design Team,active"


def test_their_own_sub_address_is_never_theirs_for_certain_and_stops_the_proof(
    firm: Database,
) -> None:
    bring(firm, "figma", f"U1,,{ADA},Ada Example,active", ago=9)
    case = leaving(firm)
    bring(firm, "figma", PLUS, ago=5)
    assert removal(firm, case.id) == OPEN
    with firm.write() as session:
        person = accounts.find_person(session, OLA, ADA)
        [row] = accounts.may_be_theirs(session, OLA, [person])
        assert (row.external_id, row.person) == ("U9", None)
        assert row.suggestion is not None
        assert "but for what follows the plus" in row.suggestion.reason
        accounts.refuse_suggestion(session, OLA, "figma", "U9", person)
    bring(firm, "figma", PLUS, ago=4)
    assert removal(firm, case.id)[0] is StepStatus.DONE


def test_a_sub_address_stops_the_proof_of_who_is_in_no_roster(firm: Database) -> None:
    bo = "bo@example.com"
    plus = "U9,x77,bo+figma@example.com,Design Team,active"
    bring(firm, "figma", f"U1,,{bo},Bo Example,active", ago=9)
    bring(firm, "slack", plus, ago=9)
    case = opened(firm, effective=NOW - 8 * HOUR, person="Bo Example", email=bo, apps=None)
    assert {one.app: str(one.known) for one in case.accounts}["slack"] == "no-data"
    bring(firm, "figma", plus, ago=5)
    assert removal(firm, case.id) == OPEN
    bring(firm, "figma", ago=4)
    assert removal(firm, case.id)[0] is StepStatus.DONE


def test_a_dot_after_the_domain_makes_no_other_address(firm: Database) -> None:
    bring(firm, "figma", f"U1,,{ADA},Ada Example,active", ago=9)
    case = leaving(firm)
    bring(firm, "figma", "U9,zq,ADA@EXAMPLE.COM.,Zed Q,active", ago=5)
    assert removal(firm, case.id) == OPEN


def test_while_an_account_may_be_theirs_nothing_is_proven(firm: Database) -> None:
    maybe = "U9,aexample,ada.example@elsewhere.example,Ada Example,active"
    bring(firm, "figma", f"U1,,{ADA},Ada Example,active", maybe, ago=9)
    bring(firm, "slack", maybe, ago=9)
    case = leaving(firm)
    assert {one.app: str(one.known) for one in case.accounts}["slack"] == "no-data"
    bring(firm, "figma", maybe, ago=5)
    assert removal(firm, case.id) == OPEN
    with firm.write() as session:
        person = accounts.find_person(session, OLA, ADA)
        accounts.refuse_suggestion(session, OLA, "figma", "U9", person)
    bring(firm, "figma", maybe, ago=4)
    assert removal(firm, case.id)[0] is StepStatus.DONE


def test_an_app_that_no_stack_names_is_looked_in_where_an_account_may_be_theirs(
    firm: Database,
) -> None:
    maybe = "U9,aexample,ada.example@elsewhere.example,Ada Example,active"
    with firm.write() as session:
        for entry in stack.entries(session, ADMIN):
            stack.remove(session, ADMIN, entry.app, entry.version)
    bring(firm, "wiki", maybe, ago=9)
    bring(firm, "slack", ago=9)
    case = leaving(firm)
    assert [(one.app, str(one.known)) for one in case.accounts] == [("wiki", "no-data")]
    assert any(step.kind is StepKind.LOOK for step in case.steps)


def test_a_partial_list_is_no_proof_and_the_complete_one_of_before_neither(firm: Database) -> None:
    row = f"U1,,{ADA},Ada Example,"
    bring(firm, "figma", f"{row}active", ago=9)
    case = leaving(firm).id
    bring(firm, "figma", f"{row}active", ago=5)
    bring(firm, "figma", f"{row}suspended", ago=4, complete=False)
    assert removal(firm, case) == OPEN


def test_what_came_back_is_noticed_though_the_file_is_one_of_before(firm: Database) -> None:
    """A, B, and A again: byte for byte the first list."""
    first = account_list(*OTHERS, f"U1,,{ADA},Ada Example,active")
    deliver(firm, first, "figma", as_of=NOW - 9 * HOUR)
    case = leaving(firm).id
    bring(firm, "figma", ago=5)
    assert removal(firm, case)[0] is StepStatus.DONE
    with time_machine.travel(NOW + HOUR, tick=False):
        again = deliver(firm, first, "figma")
        assert again.same_as is None
        assert again.held[0].startswith("The same file was delivered before, 2026-11-30 16:00 UTC")
        with firm.write() as session:
            accounts.settle_snapshot(
                session, OLA, again.snapshot or 0, accept=True, reason="It is right."
            )
    assert removal(firm, case) == OPEN


@pytest.mark.parametrize("feed", ["Figma", "Figma again"])
def test_an_old_file_is_no_new_list_because_it_was_copied(firm: Database, feed: str) -> None:
    old = account_list(*OTHERS)
    deliver(firm, old, "figma", as_of=NOW - timedelta(days=30))
    bring(firm, "figma", f"U1,,{ADA},Ada Example,active", ago=9)
    case = leaving(firm).id
    copied = deliver(firm, old, "figma", feed=feed, kind=FeedKind.INBOX, as_of=NOW - HOUR)
    assert copied.held
    assert removal(firm, case) == OPEN
    said = deliver(firm, old, "figma", as_of=NOW - HOUR / 2)
    assert not said.held, "a person said of which moment it is"
    assert removal(firm, case)[0] is StepStatus.DONE


def test_a_list_finishes_no_step_of_an_involuntary_case(firm: Database) -> None:
    bring(firm, "figma", f"U1,,{ADA},Ada Example,active", ago=9)
    case = opened(firm, effective=NOW - 8 * HOUR, apps=("figma",), kind=CaseKind.INVOLUNTARY).id
    bring(firm, "figma", ago=5)
    assert removal(firm, case) == OPEN
    with time_machine.travel(NOW + HOUR, tick=False):
        finish(firm, step_of(look(firm, case), "figma/remove"))
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        found = bring(firm, "figma", "U2,,new@example.com,New,active", ago=-2)
    assert removal(firm, case) == (StepStatus.DONE, found.snapshot)


def test_a_list_finishes_the_check_that_asks_just_that_and_no_one_did_the_removal(
    firm: Database,
) -> None:
    bring(firm, "wiki", f"U1,,{ADA},Ada Example,active", ago=9)
    case = leaving(firm, "wiki").id
    found = bring(firm, "wiki", ago=5)
    after = look(firm, case)
    done, check = step_of(after, "wiki/remove"), step_of(after, "wiki/check")
    assert done.was_not_needed
    assert (done.reason or "").startswith("no one had to do it: not in the list “Wiki” of")
    assert check.status is StepStatus.DONE
    assert check.proven is not None
    assert check.proven.snapshot == found.snapshot
    assert not check.was_not_needed
    with time_machine.travel(NOW + HOUR, tick=False):
        bring(firm, "wiki", f"U1,,{ADA},Ada Example,active", ago=-1)
    after = look(firm, case)
    assert step_of(after, "wiki/remove").status is StepStatus.OPEN
    assert step_of(after, "wiki/check").status is StepStatus.OPEN


def test_a_check_stays_while_something_else_is_to_be_taken_away(firm: Database) -> None:
    bring(firm, "figma", f"U1,,{ADA},Ada Example,active", ago=9)
    case = leaving(firm, "figma")
    bring(firm, "figma", ago=5)
    assert removal(firm, case.id)[0] is StepStatus.DONE
    assert step_of(look(firm, case.id), "figma/check").status is StepStatus.OPEN
    with time_machine.travel(NOW + HOUR, tick=False):
        finish(firm, step_of(look(firm, case.id), "figma/unassign"))
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        bring(firm, "figma", "U2,,new@example.com,New,active", ago=-2)
    assert step_of(look(firm, case.id), "figma/check").status is StepStatus.DONE


def test_who_delivered_the_proof_is_no_second_person(firm: Database) -> None:
    bring(firm, "figma", f"U1,,{ADA},Ada Example,active", ago=9)
    case = opened(firm, effective=NOW - 8 * HOUR, apps=("figma",), kind=CaseKind.INVOLUNTARY)
    finish(firm, step_of(case, "figma/remove"))
    with firm.write() as session:
        row = session.get_one(Case, case.id)
        before = obstacles(session, ADMIN, row)
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        found = deliver(firm, account_list(*OTHERS), "figma", actor=ADMIN)
        assert removal(firm, case.id) == (StepStatus.DONE, found.snapshot)
        with firm.write() as session:
            after = obstacles(session, ADMIN, session.get_one(Case, case.id))
    assert not before
    assert "did some of the work that is approved here" in after[0]


def test_new_columns_that_were_said_to_be_right_are_known_next_time(firm: Database) -> None:
    bring(firm, "figma", ago=9)
    plain = b"Email,Status\n" + b"".join(b"q%d@example.com,active\n" % at for at in range(40))
    held = deliver(firm, plain, "figma", as_of=NOW - 5 * HOUR, new_columns=True)
    assert held.held
    with firm.write() as session:
        accounts.settle_snapshot(
            session, OLA, held.snapshot or 0, accept=True, reason="It is right."
        )
    more = plain + b"r@example.com,active\n"
    assert deliver(firm, more, "figma", as_of=NOW - HOUR).snapshot


def test_an_export_that_gains_ids_lists_the_same_accounts(firm: Database) -> None:
    """Nothing is held, new or gone, and what somebody said of an account stays said."""
    plain = [row.partition(",")[2] for row in OTHERS]
    data = account_list(*(f",{row}" for row in [*plain, "zz,zz@elsewhere.example,Z,active"]))
    deliver(firm, data, "figma", as_of=NOW - 9 * HOUR)
    with firm.write() as session:
        person = accounts.find_person(session, OLA, ADA)
        accounts.confirm(session, OLA, [Belongs("figma", "zz", person)])
    found = bring(firm, "figma", "U7,zz,zz@elsewhere.example,Z,active", ago=5)
    assert (found.held, found.new, found.gone) == ((), 0, 0)
    [row] = [each for each in accounts_of(firm, "figma").values() if each.user_name == "zz"]
    assert (row.key, row.person, str(row.match)) == ("U7", person, "confirmed")
    assert row.first_seen == NOW - 9 * HOUR


def test_what_is_accepted_and_refused_goes_with_an_account_that_gains_an_id(
    firm: Database,
) -> None:
    plain = [row.partition(",")[2] for row in OTHERS]
    maybe = "ada.example@elsewhere.example,Ada Example,active"
    ids = [f",{row}" for row in [*plain, f"zz,{maybe}"]]
    deliver(firm, account_list(*ids), "figma", as_of=NOW - 9 * HOUR)

    def found() -> FindingRow:
        with firm.read() as session:
            query = FindingQuery(FindingKind.UNMATCHED, "figma", search="zz")
            [row] = accounts.findings(session, OLA, query, NOW).rows
        return row

    with firm.write() as session:
        person = accounts.find_person(session, OLA, ADA)
        accounts.refuse_suggestion(session, OLA, "figma", "zz", person)
        until = (NOW + timedelta(days=30)).date()
        accounts.accept_findings(session, OLA, [found().id], until, "A partner's.")
    before = found()
    bring(firm, "figma", f"U7,zz,{maybe}", ago=5)
    after = found()
    assert (before.key, after.key) == ("zz", "U7")
    assert (str(after.state), after.until, after.reason) == ("accepted", until, "A partner's.")
    with firm.read() as session:
        assert accounts.may_be_theirs(session, OLA, [person]) == []
        assert audit.verify_state(session, LOCAL_OPERATOR).holds
    with firm.write() as session:
        accounts.end_acceptance(session, OLA, after.id)
