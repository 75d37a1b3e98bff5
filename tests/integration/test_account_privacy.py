"""A person's data told and erased, and what is old forgotten (GDPR Art. 15 and 17)."""

import json
import zlib
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
import time_machine
from sqlmodel import select

from core.accounts import service as accounts
from core.accounts.feeds.registry import note_trouble
from core.accounts.finding_ids import finding_id
from core.accounts.models import (
    AccountDecision,
    FeedTrouble,
    FindingAcceptance,
    Person,
    PersonIdentifier,
    Snapshot,
    SnapshotContent,
    Standing,
)
from core.accounts.privacy.erasing import forget_old
from core.accounts.values import Belongs, FindingKind, FindingQuery
from core.app.account_hooks import removals_of_cases
from core.audit import service as audit
from core.audit.models import AuditEntry
from core.errors import Conflict, Forbidden, NotFound
from core.storage.database import Database
from tests.support.company import ADMIN, OLA, company, opened
from tests.support.deliveries import (
    account_list,
    accounts_of,
    deliver,
    deliver_people,
    people_list,
    people_of,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LEFT = "1,Ada Lovelace,ada@example.com,,,2020-01-01,2026-01-31"
ROWS = [f"U{n},user{n},user{n}@example.com,User {n},active" for n in range(20)]
PEOPLE = [f"{n + 10},User {n},user{n}@example.com" for n in range(20)]


@pytest.fixture
def firm(database: Database) -> Database:
    company(database)
    with time_machine.travel(NOW, tick=False):
        deliver_people(database, people_list(LEFT, *PEOPLE))
        deliver(database, account_list("A,alovelace,ada@example.com,Ada,deactivated", *ROWS))
    return database


def ada(database: Database) -> int:
    with database.read() as session:
        return accounts.find_person(session, ADMIN, "ada@example.com")


def test_everything_that_is_kept_of_a_person_is_told(firm: Database) -> None:
    with firm.write() as session:
        found = accounts.person_data(session, ADMIN, ada(firm), NOW)
    told = json.dumps(found)
    assert found["person"]["name"] == "Ada Lovelace"
    assert [each["user_name"] for each in found["accounts"]] == ["alovelace"]
    assert "user1@example.com" not in told
    with firm.read() as session:
        assert "person.export" in session.exec(select(AuditEntry.action)).all()
    refused = pytest.raises(Forbidden, match="does not include exporting what is kept of a person")
    with refused, firm.write() as session:
        accounts.person_data(session, OLA, ada(firm), NOW)


def test_a_person_is_erased_with_what_is_no_longer_in_use(firm: Database) -> None:
    person = ada(firm)
    with firm.write() as session:
        accounts.confirm(session, OLA, [Belongs("wiki", "A", person)])
        accounts.erase_person(session, ADMIN, person, "request 12")
    with firm.read() as session:
        assert session.get(Person, person) is None
        names = select(PersonIdentifier).where(PersonIdentifier.person_id == person)
        assert not session.exec(names).all()
        assert not session.exec(select(AccountDecision)).all()
        with pytest.raises(NotFound):
            accounts.find_person(session, ADMIN, "ada@example.com")
        # What stays in the log names nobody, and the log holds.
        entries = session.exec(select(AuditEntry)).all()
        mine = [e for e in entries if e.object.startswith(("person:", "app-account:"))]
        assert len(mine) == 2
        assert "ada@" not in str([(e.object, e.before, e.after) for e in mine])
        assert not audit.verify(session, ADMIN).breaks
        assert not audit.verify_state(session, ADMIN).differences
    assert "A" not in accounts_of(firm, gone=True)
    assert len(accounts_of(firm)) == 20


def test_access_ends_before_its_trace(firm: Database) -> None:
    with firm.read() as session:
        user = accounts.find_person(session, ADMIN, "user1@example.com")
    with pytest.raises(Conflict, match="account in use: wiki"), firm.write() as session:
        accounts.erase_person(session, ADMIN, user, "request")
    person = ada(firm)
    accounts.removals_from(removals_of_cases)
    opened(firm, person="Ada Lovelace", email="ada@example.com", apps=("wiki",))
    with pytest.raises(Conflict, match="A case is at work"), firm.write() as session:
        accounts.erase_person(session, ADMIN, person, "request")


def test_who_left_long_ago_and_old_lists_are_forgotten(firm: Database) -> None:
    later = NOW + timedelta(days=731)
    with time_machine.travel(NOW + DAY, tick=False):
        deliver(firm, account_list("A,alovelace,ada@example.com,Ada,deactivated", *ROWS[1:]))
    with time_machine.travel(later, tick=False), firm.write() as session:
        assert forget_old(session, later - 366 * DAY) == (0, 0)
        people, lists = forget_old(session, later)
    assert (people, lists) == (1, 1)
    assert "Ada Lovelace" not in people_of(firm, later)
    with firm.read() as session:
        rows = session.exec(select(Snapshot).order_by(Snapshot.id)).all()  # type: ignore[arg-type]
        kept = {c.snapshot_id: c.rows is not None for c in session.exec(select(SnapshotContent))}
        assert [kept[row.id or 0] for row in rows] == [True, False, True]
        assert all(row.sha256 for row in rows)
        assert not audit.verify_state(session, ADMIN).differences
    with pytest.raises(NotFound, match="no longer kept"), firm.write() as session:
        accounts.snapshot_file(session, OLA, rows[1].id or 0)


def test_who_still_has_an_account_is_not_forgotten_by_time(firm: Database) -> None:
    with time_machine.travel(NOW + DAY, tick=False):
        deliver(firm, account_list("A,alovelace,ada@example.com,Ada,active", *ROWS))
    later = NOW + timedelta(days=731)
    with time_machine.travel(later, tick=False), firm.write() as session:
        assert forget_old(session, later)[0] == 0
    with firm.read() as session:
        assert session.exec(select(Standing)).first() is not None
        assert session.get(Person, ada(firm)) is not None


def delivered(database: Database) -> str:
    """Everything that is kept of lists, as text."""
    with database.read() as session:
        rows = session.exec(select(SnapshotContent)).all()
        kept = [zlib.decompress(row.delivered).decode() for row in rows if row.delivered]
        kept += [pl.read_parquet(row.rows).write_json() for row in rows if row.rows]
    return "".join(kept)


def test_old_lists_and_what_others_say_forget_an_erased_person_too(firm: Database) -> None:
    person = ada(firm)
    with time_machine.travel(NOW + DAY, tick=False):
        mine = "90,Bob Brown,bob@example.com,ada@example.com"
        deliver_people(firm, people_list(mine, *PEOPLE), complete=True)
        deliver(firm, account_list(*ROWS))
        with firm.write() as session:
            feed = accounts.feeds(session, ADMIN, NOW + DAY)[0].id
            note_trouble(session, feed, "Line 2: Ada@example.com stands there twice.", NOW)
            finding = finding_id("orphaned", "wiki", "A")
            session.add(
                FindingAcceptance(
                    finding=finding, until=NOW.date(), reason="Ada asked", at=NOW, by="", by_id=""
                )
            )
        assert "ada@example.com" in delivered(firm).replace(mine, "")
        with firm.write() as session:
            accounts.erase_person(session, ADMIN, person, "request 12")
    with firm.read() as session:
        assert session.exec(select(Person.manager).where(Person.name == "Bob Brown")).one() is None
        assert session.exec(select(FeedTrouble.what)).one() == (
            "The last delivery failed. Why is no longer kept."
        )
        assert not session.exec(select(FindingAcceptance)).all()
    # HR's newest list still names her as somebody's manager: it says it again anyway.
    assert "alovelace" not in delivered(firm)
    assert "Ada Lovelace" not in delivered(firm)


def test_the_file_for_a_person_is_complete(firm: Database) -> None:
    with time_machine.travel(NOW + DAY, tick=False):
        rows = ["90,Bob Brown,bob@example.com,ada@example.com", *PEOPLE]
        deliver_people(firm, people_list(LEFT, *rows))
        bot = "B,bot,bot@example.com,Bot,active,no,,,service"
        deliver(firm, account_list("A,alovelace,ada@example.com,Ada,active", bot, *ROWS))
        with firm.write() as session:
            accounts.set_owner(session, OLA, "wiki", ["B"], "ada@example.com", None)
            query = FindingQuery(FindingKind.ORPHANED)
            [found] = accounts.findings(session, OLA, query, NOW + DAY).rows
            accounts.accept_findings(session, OLA, [found.id], (NOW + DAY).date(), "until Friday")
        with firm.write() as session:
            told = accounts.person_data(session, ADMIN, ada(firm), NOW + DAY)
    assert [each["name"] for each in told["manager_of"]] == ["Bob Brown"]
    assert [each["account"] for each in told["answers_for"]] == ["bot"]
    accepted = [each for each in told["findings"] if each["state"] == "accepted"]
    assert [(each["reason"], each["accepted_by"]) for each in accepted] == [
        ("until Friday", OLA.name)
    ]
    assert {"billed", "employee_number"} <= told["accounts"][0].keys()
    assert "log" in told
