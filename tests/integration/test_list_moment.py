"""Of which moment a list is: never silently of now where it looks older."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from core.accounts import service as accounts
from core.accounts.feeds.moment import day_in, named_for
from core.accounts.values import AccountQuery
from core.actor import LOCAL_OPERATOR
from core.app.runtime import Runtime
from core.storage.database import Database
from pages.ui import addresses
from tests.support.company import company
from tests.support.deliveries import (
    account_list,
    accounts_of,
    deliver,
    deliver_people,
    people_list,
    people_of,
)
from tests.support.pages import Open, called, press, told, upload_list

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ADA = "U1,ada,ada@example.com,Ada,active,no,,"


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("members.csv", "members-2026-11-30.csv"),
        ("members-2026-11-03.csv", "members-2026-11-30.csv"),
        ("20261103_members.xlsx", "_members-2026-11-30.xlsx"),
    ],
)
def test_a_name_with_another_day(name: str, named: str) -> None:
    assert named_for(name, NOW) == named
    assert day_in(named) == NOW.date()


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("slack-2026-11-03.csv", date(2026, 11, 3)),
        ("20261103_members.xlsx", date(2026, 11, 3)),
        ("zoom 2026.11.03 to 2026.11.05.csv", date(2026, 11, 5)),
        ("members-120261103.csv", None),
        ("2026-02-31.csv", None),
        ("members.csv", None),
        (None, None),
    ],
)
def test_the_day_in_a_files_name(name: str | None, day: date | None) -> None:
    assert day_in(name) == day


def test_a_file_that_is_named_after_another_day_is_doubted(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        done = deliver(firm, account_list(ADA), name="wiki-2026-11-03.csv", trial=True)
        assert done.doubts == ("The file's name says 2026-11-03.",)
        assert not deliver(firm, account_list(ADA), name="wiki-2026-11-30.csv", trial=True).doubts
        said = deliver(firm, account_list(ADA), name="wiki-2026-11-03.csv", as_of=NOW - DAY)
        assert not said.doubts


@pytest.mark.parametrize("complete", [True, False])
def test_a_doubt_that_nobody_answered_holds_a_list(firm: Database, *, complete: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        how = {"name": "wiki-2026-11-03.csv", "complete": complete}
        assert not deliver(firm, account_list(ADA), **how, is_now=True, trial=True).held
        done = deliver(firm, account_list(ADA), **how)
        assert done.held == ("The file's name says 2026-11-03. No one said when it was exported.",)
        assert not accounts_of(firm)
        assert not deliver(firm, account_list(ADA), **how, as_of=NOW - DAY).held
        assert len(accounts_of(firm)) == 1
        assert (
            deliver(firm, account_list(f"{ADA}2026-11-29"), as_of=NOW - timedelta(hours=1)).new == 0
        )
        [why] = deliver(firm, account_list(f"{ADA}2026-11-20")).held
        assert why.startswith("The latest activity in it is of 2026-11-20 00:00 UTC")


def test_a_doubt_of_people_holds_their_list(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        rows = people_list("1,Ada Example,ada@example.com")
        held = deliver_people(firm, rows, name="people-2026-11-03.csv")
        assert held.held == ("The file's name says 2026-11-03. No one said when it was exported.",)
        assert not people_of(firm, NOW)


def test_whose_latest_activity_it_was_is_no_doubt_once_they_are_gone(firm: Database) -> None:
    bo = "U2,bo,bo@example.com,Bo,active,no,,2026-11-20"
    with time_machine.travel(NOW, tick=False):
        deliver(firm, account_list(f"{ADA}2026-11-29", bo), complete=False)
        assert not deliver(firm, account_list(bo), complete=False).doubts


def test_a_file_whose_latest_activity_is_before_the_newest_lists_is_doubted(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        deliver(firm, account_list(f"{ADA}2026-11-29"))
        done = deliver(firm, account_list(f"{ADA}2026-11-20"), trial=True)
        assert "The latest activity in it is of 2026-11-20" in done.doubts[0]
        assert not deliver(firm, account_list(f"{ADA}2026-11-30"), trial=True).doubts


def test_a_list_of_before_the_newest_says_so(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        deliver(firm, account_list(ADA))
        assert deliver(
            firm, account_list(ADA.replace("active", "suspended")), as_of=NOW - DAY, trial=True
        ).is_older
        assert not deliver(
            firm, account_list(ADA.replace("active", "suspended")), trial=True
        ).is_older


# -- the drawer --------------------------------------------------------------


def _imported(of: Runtime) -> list[datetime]:
    with of.database.read() as session:
        page = accounts.accounts(session, LOCAL_OPERATOR, AccountQuery(app="zoom"))
    return [row.as_of for row in page.rows]


def test_the_button_says_of_which_moment_the_list_is(open_page: Open, our_runtime: Runtime) -> None:
    with time_machine.travel(NOW, tick=False):
        test = open_page(addresses.FEEDS, do="import", of="zoom")
        upload_list(test, "members.csv", account_list(ADA))
        labels = [called(one.label) for one in test.button]
        assert "Import 1 account as of today 12:00" in labels
        press(test, "Import 1 account")
    assert _imported(our_runtime) == [NOW]


def test_a_file_that_is_named_after_another_day_asks(open_page: Open, our_runtime: Runtime) -> None:
    with time_machine.travel(NOW, tick=False):
        test = open_page(addresses.FEEDS, do="import", of="zoom")
        upload_list(test, "members-2026-11-27.csv", account_list(ADA))
        assert "The file's name says 2026-11-27." in told(test)
        assert not [one for one in test.button if one.label.startswith("Import 1")]
        moment = next(one for one in test.segmented_control if one.label == "As of")
        moment.set_value("Another moment").run()
        assert not [one for one in test.button if one.label.startswith("Import 1")]  # not said yet
        test.datetime_input[0].set_value(datetime(2026, 11, 27, 9)).run()
        press(test, "Import 1 account as of Fri 09:00")
    assert _imported(our_runtime) == [datetime(2026, 11, 27, 9, tzinfo=UTC)]


def test_a_file_of_another_days_name_is_of_now_where_somebody_says_so(
    open_page: Open, our_runtime: Runtime
) -> None:
    with time_machine.travel(NOW, tick=False):
        test = open_page(addresses.FEEDS, do="import", of="zoom")
        upload_list(test, "members-2026-11-27.csv", account_list(ADA))
        next(one for one in test.checkbox if one.label == "It was exported just now").check().run()
        press(test, "Import 1 account as of today 12:00")
    assert _imported(our_runtime) == [NOW]
