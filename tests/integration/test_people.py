"""People: what rosters make of who works here, what they propose, and what is entered by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlmodel import select

from core.accounts import service as accounts
from core.accounts.models import Person, Snapshot
from core.accounts.values import (
    AccountSettings,
    Employment,
    IdentifierKind,
    PeopleQuery,
    PersonInput,
    PersonKind,
    Refused,
    Subject,
)
from core.app.account_hooks import proposals as accept_by_itself
from core.errors import Conflict, Invalid, NotFound
from core.jobs.values import Job
from core.offboarding import service as offboarding
from core.offboarding.values import CaseKind, CaseStatus, Proposal, ProposalKind
from core.stack import service as stack
from core.storage.database import Database
from tests.support.app_lists import deliver
from tests.support.company import ADA, ADMIN, OLA, READING, company, look, opened
from tests.support.deliveries import deliver_people, people_list, people_of

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ADA_ROW = "1,Ada Lovelace,ada@example.com,grace@example.com,Research,2020-01-01"
GRACE_ROW = "2,Grace Hopper,grace@example.com,,Research,2019-01-01"
OTHERS = [f"{n},Person {n},p{n}@example.com,,Sales,2020-01-01" for n in range(10, 40)]


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def roster(*rows: str) -> bytes:
    return people_list(*rows, *OTHERS)


def proposed(database: Database, now: datetime = NOW) -> list[Proposal]:
    with time_machine.travel(now, tick=False), database.read() as session:
        return offboarding.roster_proposals(session, OLA)


def test_a_roster_makes_people_with_what_they_are_known_by(firm: Database) -> None:
    done = deliver_people(firm, roster(ADA_ROW, GRACE_ROW))
    assert (done.new, done.changed, done.gone) == (32, 0, 0)
    with firm.read() as session:
        ada = accounts.find_person(session, OLA, "ADA@Example.com")
        assert accounts.find_person(session, OLA, "1") == ada
        view = accounts.person(session, OLA, ada, NOW)
    assert view.row.name == "Ada Lovelace"
    assert view.row.department == "Research"
    assert {(each.form, each.kind) for each in view.identifiers} == {
        ("ada@example.com", IdentifierKind.ADDRESS),
        ("1", IdentifierKind.NUMBER),
    }
    with firm.read() as session:
        assert view.manager_id == accounts.find_person(session, OLA, "grace@example.com")


def test_a_renamed_person_stays_the_same_and_keeps_the_old_address(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW))
    done = deliver_people(
        firm, roster(ADA_ROW.replace("ada@", "ada.king@").replace("Lovelace", "King"))
    )
    assert (done.new, done.changed) == (0, 1)
    with firm.read() as session:
        same = {accounts.find_person(session, OLA, name) for name in
                ("ada@example.com", "ada.king@example.com", "1")}  # fmt: skip
    assert len(same) == 1


def test_two_rosters_join_one_person_and_hr_leads(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW), feed="HR", name="hr.csv")
    okta = (b"Login,Email,First name,Last name,Status,Department\n"
            b"alovelace,ada@example.com,Ada,L.,ACTIVE,Other\n")  # fmt: skip
    done = deliver_people(firm, okta, feed="Okta", complete=False)
    assert done.new == 0
    with firm.read() as session:
        ada = accounts.find_person(session, OLA, "alovelace")
        view = accounts.person(session, OLA, ada, NOW)
    assert view.row.name == "Ada Lovelace"
    assert view.row.department == "Research"
    assert view.row.feed_name == "HR"


def test_a_record_that_fits_two_people_stores_nothing(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW, GRACE_ROW), feed="HR")
    both = people_list("2,Ada Hopper,ada@example.com")
    with pytest.raises(Refused, match="fits 2 people here: Ada Lovelace and Grace Hopper"):
        deliver_people(firm, both, feed="Other")
    with firm.read() as session:
        assert len(session.exec(select(Snapshot)).all()) == 1


def test_an_end_is_a_moment_in_the_persons_zone(firm: Database) -> None:
    data = roster(ADA_ROW + ",2026-12-31").decode().splitlines()
    data[0] += ",Time zone"
    data[1] += ",Europe/Berlin"
    deliver_people(firm, "\n".join([data[0], data[1] if data[1].count(",") == 8 else
                                    ",".join((data[1].split(",") + [""] * 9)[:8])
                                    + ",Europe/Berlin"]).encode())  # fmt: skip
    ada = people_of(firm, NOW)["Ada Lovelace"]
    assert ada.end_at == datetime(2026, 12, 31, 17, tzinfo=UTC)  # 18:00 in Berlin
    assert ada.left_at is None
    assert people_of(firm, datetime(2027, 1, 1, tzinfo=UTC))["Ada Lovelace"].left_at == ada.end_at


def test_a_list_that_brings_an_end_proposes_a_case_and_accepting_opens_it(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        deliver_people(firm, roster(ADA_ROW, GRACE_ROW))
        assert proposed(firm) == []
        clock.shift(DAY)
        deliver_people(firm, roster(ADA_ROW + ",2026-12-31", GRACE_ROW))
    [one] = proposed(firm, NOW + DAY)
    assert (one.kind, one.leaver.name, one.case) == (ProposalKind.OPEN, "Ada Lovelace", None)
    assert one.leaver.manager == "grace@example.com"
    with time_machine.travel(NOW + DAY, tick=False), firm.write() as session:
        [done] = offboarding.accept_proposals(session, OLA, READING, [one.id])
    case = look(firm, done.case)
    assert (case.kind, case.effective) == (CaseKind.VOLUNTARY, one.moment)
    assert proposed(firm, NOW + DAY) == []


def test_another_end_proposes_to_move_the_case_and_none_to_withdraw_it(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        deliver_people(firm, roster(ADA_ROW, GRACE_ROW))
        clock.shift(DAY)
        deliver_people(firm, roster(ADA_ROW + ",2026-12-31", GRACE_ROW))
        with firm.write() as session:
            found = offboarding.roster_proposals(session, OLA)
            [done] = offboarding.accept_proposals(session, OLA, READING, [found[0].id])
        clock.shift(DAY)
        deliver_people(firm, roster(ADA_ROW + ",2027-01-15", GRACE_ROW))
        [move] = proposed(firm, NOW + 2 * DAY)
        assert (move.kind, move.case and move.case.id) == (ProposalKind.CHANGE, done.case)
        with firm.write() as session:
            offboarding.accept_proposals(session, OLA, READING, [move.id])
        assert look(firm, done.case).effective == datetime(
            2027, 1, 15, 17, tzinfo=UTC
        )  # 18:00 in Berlin
        assert proposed(firm, NOW + 2 * DAY) == []
        clock.shift(DAY)
        deliver_people(firm, roster(ADA_ROW + ",", GRACE_ROW, "99,Ed,ed@example.com,,,,2027-05-01"))
        withdraw = next(p for p in proposed(firm, NOW + 3 * DAY) if p.leaver.name == "Ada Lovelace")
        assert withdraw.kind is ProposalKind.WITHDRAW
        with firm.write() as session:
            offboarding.accept_proposals(session, OLA, READING, [withdraw.id])
        assert look(firm, done.case).status is CaseStatus.CANCELLED


def test_who_is_no_longer_listed_is_proposed_and_may_be_kept(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        deliver_people(firm, roster(ADA_ROW, GRACE_ROW))
        clock.shift(DAY)
        assert deliver_people(firm, roster(GRACE_ROW)).gone == 1
        [one] = proposed(firm, NOW + DAY)
        assert (one.kind, one.leaver.unlisted) == (ProposalKind.OPEN, True)
        assert people_of(firm, NOW + DAY)["Ada Lovelace"].left_at == NOW + DAY
        with firm.write() as session:
            ada = accounts.find_person(session, OLA, "ada@example.com")
            accounts.keep_person(session, OLA, ada, "on a secondment")
        assert proposed(firm, NOW + DAY) == []
        assert people_of(firm, NOW + DAY)["Ada Lovelace"].left_at is None


def test_a_proposal_that_was_dismissed_comes_back_with_other_news_only(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        deliver_people(firm, roster(ADA_ROW, GRACE_ROW))
        clock.shift(DAY)
        deliver_people(firm, roster(ADA_ROW + ",2026-12-31", GRACE_ROW))
        with firm.write() as session:
            [one] = offboarding.roster_proposals(session, OLA)
            offboarding.dismiss_proposals(session, OLA, [one.id], "HR says it is a mistake")
        assert proposed(firm, NOW + DAY) == []
        clock.shift(DAY)
        deliver_people(firm, roster(ADA_ROW + ",2027-03-31", GRACE_ROW))
        assert [each.kind for each in proposed(firm, NOW + 2 * DAY)] == [ProposalKind.OPEN]


def test_leavers_of_long_ago_are_not_proposed_when_a_roster_is_first_read(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        old = "7,Old Timer,old@example.com,,,2010-01-01,2019-06-30"
        deliver_people(firm, roster(old, "8,Just Left,just@example.com,,,2010-01-01,2026-11-25"))
    assert [each.leaver.name for each in proposed(firm)] == ["Just Left"]


def test_whoever_left_long_ago_is_proposed_while_accounts_of_theirs_are_in_use(
    firm: Database,
) -> None:
    with time_machine.travel(NOW, tick=False):
        old = "7,Old Timer,old@example.com,,,2010-01-01,2019-06-30"
        deliver_people(firm, roster(old, "8,Gone Too,gone@example.com,,,2010-01-01,2019-06-30"))
        with firm.write() as session:
            deliver(session, "wiki", ["old@example.com", "p10@example.com"], NOW)
        [one] = proposed(firm)
        assert (one.leaver.name, one.leaver.in_use) == ("Old Timer", 1)
        assert one.why.endswith("1 account still in use.")
        with firm.write() as session:
            [done] = offboarding.accept_proposals(session, OLA, READING, [one.id])
        assert proposed(firm) == []
    assert "wiki" in {step.app for step in look(firm, done.case).steps}


def test_nobody_is_shown_what_is_proposed_about_themselves(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        deliver_people(firm, roster(ADA_ROW + ",2026-12-31"))
        with firm.read() as session:
            assert offboarding.roster_proposals(session, ADA) == []
            assert len(offboarding.roster_proposals(session, OLA)) == 1


def test_a_case_that_was_opened_by_hand_for_that_day_is_not_proposed_again(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        opened(firm, person="Ada Lovelace", effective=datetime(2026, 12, 31, 9, tzinfo=UTC))
        deliver_people(firm, roster(ADA_ROW + ",2026-12-31"))
    assert proposed(firm) == []


def test_a_setting_opens_cases_of_a_kind_at_once(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        deliver_people(firm, roster(ADA_ROW + ",2026-12-31"))
        job = Job(1, "proposals.accept", "k", {}, NOW, 1)
        accept_by_itself(firm, job, NOW)
        assert len(proposed(firm)) == 1
        with firm.write() as session:
            before = accounts.account_settings(session, ADMIN)
            new = AccountSettings(opens_at_once=(PersonKind.EMPLOYEE,), version=before.version)
            accounts.save_account_settings(session, ADMIN, new)
        accept_by_itself(firm, job, NOW)
        accept_by_itself(firm, job, NOW)  # killed after its work: nothing twice
    assert proposed(firm) == []


def test_many_ends_at_once_and_many_people_missing_hold_a_list(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW))
    ends = people_list(ADA_ROW, *(f"{row},2026-12-31" if n < 9 else row
                                  for n, row in enumerate(OTHERS)))  # fmt: skip
    assert deliver_people(firm, ends).held == ("9 of 31 people get another last day at once.",)
    missing = people_list(ADA_ROW, *OTHERS[8:])
    held = deliver_people(firm, missing)
    assert held.held == ("8 of 31 people are missing (26%), more than 10% of the last list.",)
    assert len(people_of(firm, datetime.now(UTC), standing="here")) == 31
    with firm.write() as session:
        accounts.settle_snapshot(session, OLA, held.snapshot or 0, accept=True, reason="spin-off")
    assert len(people_of(firm, datetime.now(UTC), standing="here")) == 23


def test_people_who_left_long_ago_hide_no_loss(firm: Database) -> None:
    gone = [f"{n},Old {n},o{n}@example.com,,,2010-01-01,2019-01-01" for n in range(100, 500)]
    deliver_people(firm, people_list(*gone, *OTHERS))
    held = deliver_people(firm, people_list(*gone, *OTHERS[:5])).held
    assert held == ("25 of 30 people are missing (83%), more than 10% of the last list.",)


def test_everybody_who_has_left_at_once_holds_a_list(firm: Database) -> None:
    deliver_people(firm, people_list(*(f"{row},,Active" for row in OTHERS)))
    left = people_list(*(f"{row},,Left" for row in OTHERS))
    assert deliver_people(firm, left).held == (
        "30 of 30 people have left by this list, all at once.",
    )


def test_last_days_that_all_vanish_hold_a_list(firm: Database) -> None:
    far = "2031-12-31"
    deliver_people(firm, people_list(*(f"{row},{far}" for row in OTHERS)))
    fewer = people_list(f"{OTHERS[0]},{far}", *OTHERS[1:])
    assert deliver_people(firm, fewer).held == ("29 of 30 people lose their last day at once.",)


def test_a_list_that_knows_more_than_all_before_it_is_fenced_too(firm: Database) -> None:
    deliver_people(firm, people_list(*OTHERS), feed="Directory")
    head = "Employee #,First Name,Last Name,Work Email,Status,Hire Date,Termination Date\n"
    rows = [
        f"{n},Person,{n},p{n}@example.com,Active,2020-01-01,2031-12-31\n" for n in range(10, 40)
    ]
    held = deliver_people(firm, (head + "".join(rows)).encode(), feed="HR").held
    assert held == ("30 of 30 people get another last day at once.",)


def test_a_list_without_a_column_of_ends_takes_none_away(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW + ",2027-12-31"))
    short = b"Employee number,Name,Email\n1,Ada Lovelace,ada@example.com\n"
    deliver_people(firm, short, complete=False, new_columns=True)
    assert people_of(firm, NOW)["Ada Lovelace"].end_at is not None


def test_a_column_of_ends_that_is_empty_says_that_there_is_none(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW + ",2031-12-31"))
    deliver_people(firm, roster(ADA_ROW))
    assert people_of(firm, NOW)["Ada Lovelace"].end_at is None


def test_so_does_one_of_a_list_that_was_held(firm: Database) -> None:
    far = "2031-12-31"
    deliver_people(firm, people_list(*(f"{row},{far}" for row in OTHERS)))
    held = deliver_people(firm, people_list(*OTHERS))
    assert held.held
    with firm.write() as session:
        accounts.settle_snapshot(session, OLA, held.snapshot or 0, accept=True, reason="right")
    assert not [row for row in people_of(firm, NOW).values() if row.end_at]


def test_an_address_that_is_given_to_somebody_else_makes_another_person(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW))
    done = deliver_people(firm, roster("50,Zed Other,ada@example.com"))
    assert (done.new, done.gone) == (1, 1)
    said = "ada@example.com was Ada Lovelace’s and is now Zed Other’s"
    assert any(said in note for note in done.notes)
    known = people_of(firm, NOW)
    assert {"Ada Lovelace", "Zed Other"} <= known.keys()
    # A list that knows the address alone means who is still listed.
    okta = b"Login,Email,First name,Last name,Status\nzed,ada@example.com,Zed,Other,ACTIVE\n"
    deliver_people(firm, okta, feed="Okta", complete=False)
    with firm.read() as session:
        assert accounts.find_person(session, OLA, "zed") == known["Zed Other"].id


def test_who_is_hired_again_under_another_number_is_the_same_person(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW))
    done = deliver_people(firm, roster(ADA_ROW.replace("1,Ada", "77,Ada")))
    assert (done.new, done.gone) == (0, 0)


def test_who_left_by_hr_and_began_again_as_a_contractor_has_not_left(firm: Database) -> None:
    hr = (
        "Employee #,First Name,Last Name,Work Email,Status,Hire Date,Termination Date\n"
        "1,Ada,Lovelace,ada@example.com,{},2020-01-01,{}\n"
    )
    with time_machine.travel(NOW, tick=False):
        left = hr.format("Inactive", "2026-11-20").encode()
        deliver_people(firm, left, feed="HR")
        assert people_of(firm, NOW)["Ada Lovelace"].left_at is not None
        agency = people_list("X1,Ada Lovelace,ada@example.com,,,2026-11-25,,Active")
        done = deliver_people(firm, agency, feed="Agency")
        assert "Started again after they left: Ada Lovelace." in done.notes
        assert people_of(firm, NOW)["Ada Lovelace"].left_at is None
        # HR, which does not know of it, takes nothing back.
        again = (
            hr.format("Inactive", "2026-11-20") + "2,New,Er,new@example.com,Active,2020-01-01,\n"
        )
        deliver_people(firm, again.encode(), feed="HR")
        assert people_of(firm, NOW)["Ada Lovelace"].left_at is None


def test_people_by_hand(firm: Database) -> None:
    with firm.write() as session:
        ada = accounts.add_person(session, OLA, PersonInput("Ada Lovelace", "Ada@Example.com"))
        accounts.add_name(session, OLA, ada, "alovelace")
    with firm.read() as session:
        assert accounts.find_person(session, OLA, "ALOVELACE") == ada
        version = accounts.person(session, OLA, ada, NOW).version
    with pytest.raises(Conflict, match="known as Ada Lovelace"), firm.write() as session:
        accounts.add_person(session, OLA, PersonInput("Other", "ada@example.com"))
    with pytest.raises(Invalid, match="not an e-mail"), firm.write() as session:
        accounts.add_person(session, OLA, PersonInput("Other", "nowhere"))
    with firm.write() as session:
        accounts.edit_person(
            session, OLA, ada, version, PersonInput("Ada King", "ada@example.com", end_at=NOW)
        )
    with pytest.raises(Conflict), firm.write() as session:
        accounts.edit_person(session, OLA, ada, version, PersonInput("X", "ada@example.com"))
    # A roster that has them takes over, and the name from here stays.
    deliver_people(firm, roster(ADA_ROW))
    with firm.read() as session:
        assert accounts.find_person(session, OLA, "alovelace") == ada
        assert accounts.person(session, OLA, ada, NOW).row.feed_name == "People"
        version = accounts.person(session, OLA, ada, NOW).version
    with pytest.raises(Invalid, match="comes from a list"), firm.write() as session:
        accounts.edit_person(session, OLA, ada, version, PersonInput("X", "ada@example.com"))
    with firm.write() as session:
        accounts.remove_name(session, OLA, ada, "alovelace", IdentifierKind.USER_NAME)
    with pytest.raises(NotFound), firm.read() as session:
        accounts.find_person(session, OLA, "alovelace")


def test_people_are_found_counted_and_paged(firm: Database) -> None:
    deliver_people(firm, roster(ADA_ROW + ",2026-01-31", GRACE_ROW + ",2027-01-31"))
    with firm.read() as session:
        page = accounts.people(session, OLA, PeopleQuery(), NOW, limit=5)
        assert (page.total, page.here, page.leaving, page.left) == (32, 31, 1, 1)
        assert len(page.rows) == 5
        left = accounts.people(session, OLA, PeopleQuery(standing="left"), NOW)
        assert [row.name for row in left.rows] == ["Ada Lovelace"]
        assert accounts.people(session, OLA, PeopleQuery("hopper"), NOW).total == 1
        assert session.get_one(Person, left.rows[0].id).employment is Employment.UNKNOWN


def test_a_last_day_that_is_a_moment_is_a_day_where_we_are(firm: Database) -> None:
    with firm.write() as session:
        view = stack.organisation(session, ADMIN)
        stack.set_organisation(session, ADMIN, replace(view, time_zone="Europe/Berlin"))
    ends = {
        "2026-12-14T23:00:00Z": 15,  # midnight in Berlin
        "2026-12-15T00:00:00+01:00": 15,
        "2026-12-15T00:00:00Z": 15,  # a day, written by a program
        "2026-12-15T23:30:00+00:00": 16,
        "2026-12-15 23:30": 15,  # no zone: as it is written
        "2026-12-15": 15,
    }
    rows = [f"{n},P{n},p{n}@example.com,,,,{end}" for n, end in enumerate(ends)]
    deliver_people(firm, people_list(*rows))
    found = people_of(firm, NOW)
    zone = ZoneInfo("Europe/Berlin")
    days = [found[f"P{n}"].end_at.astimezone(zone).day for n in range(len(ends))]  # type: ignore[union-attr]
    assert days == list(ends.values())


def test_dates_that_stand_for_none_are_none_and_said(firm: Database) -> None:
    rows = ["a,a@example.com,9999-12-31", "b,b@example.com,0001-01-01", "c,c@example.com,"]
    done = deliver_people(firm, "\n".join(["Name,Email,end", *rows, ""]).encode())
    assert [row.end_at for row in people_of(firm, NOW).values()] == [None, None, None]
    assert "2 values of “end” read as none, being no real date" in done.notes[0]


def test_short_heads_are_read(firm: Database) -> None:
    deliver_people(firm, b"name,email,end,start\nF,f@example.com,2026-01-15,2020-01-01\n")
    found = people_of(firm, NOW)["F"]
    assert found.start_at is not None
    assert found.left_at is not None


def test_a_column_that_is_gone_is_asked_for_and_the_others_stay_as_they_were_said() -> None:
    said = {"email": "Kontakt", "name": "Wer", "admin": "Rechte", "kind": "Sorte", "end": "Raus"}
    file = b"Kontakt,Wer,Sorte,Last day\nada@example.com,Ada,guest,2027-01-31\n"
    found = accounts.read_as_before(file, "b.csv", Subject.PEOPLE, said)
    assert found.mapping == {"email": "Kontakt", "name": "Wer", "kind": "Sorte", "end": "Last day"}
    assert not found.guesses  # people have no column of administrators; the last day has its head
    said = {"email": "Kontakt", "name": "Wer", "admin": "Rechte"}
    found = accounts.read_as_before(file, "b.csv", Subject.ACCOUNTS, said)
    assert found.frame["email"].to_list() == ["ada@example.com"]
    [asked] = found.guesses
    assert (asked.field, asked.is_needed) == ("admin", False)
    assert asked.why == "Last time this was the column “Rechte”, which is gone."
    lost = accounts.read_as_before(b"Wer,Sorte\nAda,\n", "b.csv", Subject.ACCOUNTS, said)
    assert [(each.field, each.is_needed) for each in lost.guesses] == [
        ("email", True), ("admin", False),
    ]  # fmt: skip


def test_what_was_said_of_another_lists_columns_is_not_asked_of_a_known_format() -> None:
    known = (
        b"Employee #,First Name,Last Name,Work Email,Status,Hire Date,Termination Date\n"
        b"1,Ada,Lovelace,ada@example.com,Active,2020-01-01,\n"
    )
    found = accounts.read_as_before(known, "b.csv", Subject.PEOPLE, {"email": "Mail of work"})
    assert found.format == "bamboohr"
    assert found.frame["email"].to_list() == ["ada@example.com"]
