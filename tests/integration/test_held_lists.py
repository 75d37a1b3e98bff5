"""What a list would change, by name; a held one: who is missing, and after a newer list."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.accounts import service as accounts
from core.accounts.values import AccountStatus, FeedView, FieldChange, SnapshotState
from core.app.runtime import Runtime
from core.errors import Conflict, Invalid
from core.storage.database import Database
from pages.accounts.parts.importing import rehearsal
from pages.ui import addresses
from tests.support.company import OLA, company
from tests.support.deliveries import account_list, accounts_of, deliver, deliver_people, people_list
from tests.support.pages import Open, called, press, tables, told, upload_list

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MANY = [f"U{n},user{n},user{n}@example.com,User {n},active,no" for n in range(20)]
NEW = "U99,new,new@example.com,New,active,yes"


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def feed_of(database: Database) -> FeedView:
    with database.read() as session:
        return accounts.feeds(session, OLA)[0]


# -- what a list would change -------------------------------------------------


def test_a_trial_names_who_is_new_changed_and_missing(firm: Database) -> None:
    deliver(firm, account_list(*MANY))
    turned = MANY[1].replace("active,no", "suspended,yes")
    found = deliver(firm, account_list(NEW, turned, *MANY[2:]), trial=True).changes
    assert found is not None
    assert [one.name for one in found.new] == ["new@example.com"]
    assert [one.name for one in found.gone] == ["user0@example.com"]
    [changed] = found.changed
    assert changed.name == "user1@example.com"
    assert changed.fields == (
        FieldChange("status", "active", "suspended"), FieldChange("admin", False, True),
    )  # fmt: skip
    part = deliver(firm, account_list(NEW), complete=False, trial=True).changes
    assert part is not None
    assert part.gone == ()


def test_a_trial_names_at_most_twenty_of_each(firm: Database) -> None:
    lines = [f"V{n},v{n},v{n}@example.com,V {n},active,no" for n in range(25)]
    found = deliver(firm, account_list(*lines), trial=True).changes
    assert found is not None
    assert len(found.new) == 20


def test_a_list_of_people_names_last_days_and_who_is_missing(firm: Database) -> None:
    deliver_people(firm, people_list("1,Ada Example,ada@example.com", "2,Ben Probe,b@example.com"))
    again = people_list("1,Ada Example,ada@example.com,,,,2026-12-31", "3,Cleo,c@example.com")
    found = deliver_people(firm, again, trial=True).changes
    assert found is not None
    [ada] = found.changed
    assert ada.name == "Ada Example"
    [end] = ada.fields
    assert (end.field, end.before) == ("end_at", None)
    assert isinstance(end.after, datetime)
    assert [one.name for one in found.new] == ["Cleo"]
    assert [one.name for one in found.gone] == ["Ben Probe"]


def test_the_drawer_shows_what_changes(open_page: Open, our_runtime: Runtime) -> None:
    deliver(our_runtime.database, account_list(*MANY), "zoom", as_of=datetime.now(UTC) - DAY)
    test = open_page(addresses.FEEDS, do="import", of="zoom")
    turned = MANY[1].replace("active,no", "active,yes")
    upload_list(test, "members.csv", account_list(turned, *MANY[2:]))
    assert "Administrator: No → Yes" in tables(test)
    assert ">user0@example.com<" in tables(test)


# -- held ---------------------------------------------------------------------


def test_why_a_list_is_held_agrees_with_how_many_it_no_longer_lists(firm: Database) -> None:
    off = [line.replace("active", "deactivated") for line in MANY[:2]]
    deliver(firm, account_list(*off, *MANY[2:]))
    held = deliver(firm, account_list(*MANY[6:]))
    assert held.gone == 6
    [why] = held.held
    assert why.startswith("4 of 18 accounts are missing (22%)")
    assert why.endswith("2 more are no longer listed: not in use before, or of people who left.")


def test_an_old_file_that_is_held_says_what_it_would_change(firm: Database) -> None:
    old = account_list(*MANY)
    deliver(firm, old)
    deliver(firm, account_list(NEW, MANY[1].replace("active,no", "active,yes"), *MANY[2:]))
    held = deliver(firm, old)
    [why] = held.held
    assert why.startswith("The same file was delivered before")
    assert (held.new, held.changed, held.gone) == (1, 1, 1)
    stored = feed_of(firm).held
    assert stored is not None
    assert (stored.new, stored.changed, stored.gone) == (1, 1, 1)
    people = [f"{n},Person {n},p{n}@example.com" for n in range(20)]
    deliver_people(firm, people_list(*people))
    deliver_people(firm, people_list("99,Cleo,c@example.com", *people[1:]))
    roster = deliver_people(firm, people_list(*people))
    assert roster.held
    assert (roster.new, roster.gone) == (0, 1)


def test_a_held_list_names_who_is_missing(open_page: Open, our_runtime: Runtime) -> None:
    database = our_runtime.database
    deliver(database, account_list(*MANY), "zoom", as_of=datetime.now(UTC) - DAY)
    test = open_page(addresses.ACCOUNTS, do="import", of="zoom")
    upload_list(test, "members.csv", account_list(*MANY[5:]))
    press(test, "Hold 15 accounts as of today")
    assert "Nothing follows from it until someone accepts it." in told(test)
    assert "href='feeds?show=attention'" in tables(test)
    page = open_page(addresses.FEEDS)
    next(one for one in page.checkbox if one.label.startswith("Show what")).check().run()
    assert ">user4@example.com<" in tables(page)
    assert ">user5@example.com<" not in tables(page)


def test_a_long_list_is_not_taken_to_see_what_would_follow(
    open_page: Open, our_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else could write meanwhile: said is that it is not known yet, not that nothing is."""
    monkeypatch.setattr(rehearsal, "LONGEST", 10)
    database = our_runtime.database
    deliver(database, account_list(*MANY), "zoom", as_of=datetime.now(UTC) - DAY)
    held = deliver(database, account_list(*MANY[5:]), "zoom")
    assert held.held
    page = open_page(addresses.FEEDS)
    box = next(one for one in page.checkbox if one.label.startswith("Show what"))
    not_known = "What follows for cases is said once it is taken: the list is long."
    assert not_known not in told(page)
    box.check().run()
    assert not_known in told(page)


def test_a_held_list_is_not_accepted_without_a_reason(
    open_page: Open, our_runtime: Runtime
) -> None:
    database = our_runtime.database
    deliver(database, account_list(*MANY), "zoom", as_of=datetime.now(UTC) - DAY)
    held = deliver(database, account_list(*MANY[5:]), "zoom")
    with pytest.raises(Invalid, match="Why is it right"), database.write() as session:
        accounts.settle_snapshot(session, OLA, held.snapshot or 0, accept=True, reason="  ")
    page = open_page(addresses.FEEDS)
    press(page, "Accept")
    assert "Why is it right?" in told(page)
    page.text_input(key=f"held-reason-{held.snapshot}").set_value("A team left")
    press(page, "Accept")
    with database.read() as session:
        settled = accounts.snapshot(session, OLA, held.snapshot or 0)
    assert (settled.state, settled.settled_reason) == (SnapshotState.CONCLUDED, "A team left")


def test_a_newer_complete_list_leaves_a_held_one_to_be_discarded(
    open_page: Open, our_runtime: Runtime
) -> None:
    now = datetime.now(UTC)
    database = our_runtime.database
    deliver(database, account_list(*MANY), "zoom", as_of=now - 3 * DAY)
    held = deliver(database, account_list(*MANY[5:]), "zoom", as_of=now - 2 * DAY)
    deliver(database, account_list(*MANY[1:]), "zoom", as_of=now - DAY)
    page = open_page(addresses.FEEDS)
    labels = [called(one.label) for one in page.button]
    assert "Accept" not in labels
    assert "A newer list, of" in tables(page)
    press(page, "Discard")
    with database.read() as session:
        settled = accounts.snapshot(session, OLA, held.snapshot or 0)
    assert settled.state is SnapshotState.DISCARDED


def test_a_newer_partial_list_does_not_outdate_a_held_complete_one(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        deliver(firm, account_list(*MANY), as_of=NOW - 3 * DAY)
        held = deliver(firm, account_list(*MANY[5:]), as_of=NOW - 2 * DAY)
        seen = MANY[0].replace("active", "suspended")
        deliver(firm, account_list(seen, NEW), complete=False, as_of=NOW - DAY)
        assert feed_of(firm).held_after is None
        with firm.write() as session:
            accounts.settle_snapshot(
                session, OLA, held.snapshot or 0, accept=True, reason="It is right."
            )
        standing = accounts_of(firm)
        # What the newer list has stays as it says; of the others the held one speaks.
        assert sorted(standing) == sorted(["U0", "U99", *(line.split(",")[0] for line in MANY[5:])])
        assert standing["U0"].status is AccountStatus.SUSPENDED
        assert accounts_of(firm, gone=True)["U1"].gone_at == NOW - 2 * DAY
        assert feed_of(firm).standing == 17


def test_a_complete_list_of_before_a_partial_one_is_concluded(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        deliver(firm, account_list(*MANY), as_of=NOW - 3 * DAY)
        deliver(firm, account_list(NEW), complete=False, as_of=NOW - DAY)
        done = deliver(firm, account_list(*MANY[1:]), as_of=NOW - 2 * DAY)
        assert (done.is_older, done.gone) == (False, 1)


def test_a_newer_list_of_people_outdates_a_held_one_even_in_part(firm: Database) -> None:
    crowd = [f"{n},User {n},user{n}@example.com" for n in range(20)]
    with time_machine.travel(NOW, tick=False):
        deliver_people(firm, people_list(*crowd), as_of=NOW - 3 * DAY)
        held = deliver_people(firm, people_list(*crowd[5:]), as_of=NOW - 2 * DAY)
        assert held.held
        deliver_people(firm, people_list(crowd[0]), complete=False, as_of=NOW - DAY)
        with pytest.raises(Conflict, match="newer list"), firm.write() as session:
            accounts.settle_snapshot(
                session, OLA, held.snapshot or 0, accept=True, reason="It is right."
            )
