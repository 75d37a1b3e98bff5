"""Deliveries of accounts: refused, the same, older, held or concluded; what stands afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from core.accounts import service as accounts
from core.accounts.feeds.fold import fold
from core.accounts.models import Feed, Person, Snapshot, SnapshotContent
from core.accounts.values import (
    AccountStatus,
    FeedHealth,
    FeedInput,
    FeedKind,
    FeedView,
    Known,
    Refused,
    SnapshotState,
    Subject,
)
from core.audit.models import AuditEntry
from core.errors import Conflict, Forbidden, Invalid
from core.storage.database import Database
from tests.support.company import ADMIN, AUDITOR, OLA, company
from tests.support.deliveries import account_list, accounts_of, deliver, deliver_people, people_list

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MANY = [f"U{n},user{n},user{n}@example.com,User {n},active,no" for n in range(20)]


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def feed_of(database: Database, now: datetime = NOW) -> FeedView:
    with database.read() as session:
        return accounts.feeds(session, OLA, now)[0]


def test_a_list_is_stored_whole_and_its_digest_is_in_the_log(firm: Database) -> None:
    data = account_list(*MANY)
    done = deliver(firm, data)
    assert (done.new, done.changed, done.gone, done.held) == (20, 0, 0, ())
    with firm.write() as session:
        kept = accounts.snapshot_file(session, OLA, done.snapshot or 0)
    assert kept.content == data
    with firm.read() as session:
        row = session.get_one(Snapshot, done.snapshot)
        entry = session.exec(
            select(AuditEntry).where(AuditEntry.action == "snapshot.conclude")
        ).one()
    assert entry.after is not None
    assert entry.after["sha256"] == row.sha256
    assert entry.after["root"] == row.root
    assert row.root


def test_the_same_file_twice_changes_nothing(firm: Database) -> None:
    first = deliver(firm, account_list(*MANY))
    again = deliver(firm, account_list(*MANY))
    assert (again.snapshot, again.same_as, again.new, again.gone) == (
        first.snapshot, first.snapshot, 0, 0
    )  # fmt: skip
    with firm.read() as session:
        assert len(session.exec(select(Snapshot)).all()) == 1


def test_a_file_that_comes_again_is_no_newer_unless_somebody_says_of_when_it_is(
    firm: Database,
) -> None:
    with time_machine.travel(NOW, tick=False):
        deliver(firm, account_list(*MANY))
    with time_machine.travel(NOW + DAY, tick=False):
        deliver(firm, account_list(*MANY))
        assert accounts_of(firm)["U1"].as_of == NOW
        deliver(firm, account_list(*MANY), as_of=NOW + DAY)
        assert accounts_of(firm)["U1"].as_of == NOW + DAY


def test_what_a_complete_list_lacks_is_gone_and_comes_back(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        deliver(firm, account_list(*MANY))
        clock.shift(DAY)
        done = deliver(firm, account_list(*MANY[1:]))
        assert done.gone == 1
        assert "U0" not in accounts_of(firm)
        gone = accounts_of(firm, gone=True)["U0"]
        assert (gone.gone, gone.gone_at, gone.as_of) == (True, NOW + DAY, NOW)
        clock.shift(DAY)
        back = deliver(firm, account_list(*MANY), as_of=NOW + 2 * DAY)
        assert (back.new, back.gone) == (1, 0)
        assert accounts_of(firm)["U0"].first_seen == NOW


def test_a_partial_list_makes_nothing_gone(firm: Database) -> None:
    deliver(firm, account_list(*MANY))
    done = deliver(
        firm, account_list("U3,user3,user3@example.com,User 3,suspended"), complete=False
    )
    assert (done.new, done.changed, done.gone) == (0, 1, 0)
    standing = accounts_of(firm)
    assert len(standing) == 20
    assert standing["U3"].status is AccountStatus.SUSPENDED


def test_too_much_that_is_missing_holds_a_list_until_a_person_settles_it(firm: Database) -> None:
    deliver(firm, account_list(*MANY))
    held = deliver(firm, account_list(*MANY[3:]))
    assert held.held == ("3 of 20 accounts are missing (15%), more than 10% of the last list.",)
    assert held.gone == 3  # what it would do
    assert len(accounts_of(firm)) == 20
    assert feed_of(firm).health is FeedHealth.HELD
    with firm.write() as session:
        accounts.settle_snapshot(session, OLA, held.snapshot or 0, accept=True, reason="a reorg")
    assert len(accounts_of(firm)) == 17
    with pytest.raises(Conflict, match="concluded"), firm.write() as session:
        accounts.settle_snapshot(session, OLA, held.snapshot or 0, accept=False, reason="")


def test_accounts_that_are_off_already_hide_no_loss(firm: Database) -> None:
    off = [f"D{n},d{n},d{n}@example.com,D {n},deactivated,no" for n in range(400)]
    deliver(firm, account_list(*off, *MANY))
    held = deliver(firm, account_list(*off, *MANY[17:])).held
    assert held == ("17 of 20 accounts are missing (85%), more than 10% of the last list.",)


def test_accounts_that_are_all_switched_off_at_once_hold_a_list(firm: Database) -> None:
    deliver(firm, account_list(*MANY))
    off = [row.replace("active", "deactivated") for row in MANY]
    assert deliver(firm, account_list(*off)).held == (
        "20 of 20 accounts are no longer active (100%), more than 10% of the last list.",
    )
    some = deliver(firm, account_list(*off[:10], *MANY[12:]))
    assert some.held == (
        "12 of 20 accounts are missing or no longer active (60%), more than 10% of the last list.",
    )


def test_a_held_list_that_is_discarded_concludes_nothing(firm: Database) -> None:
    deliver(firm, account_list(*MANY))
    held = deliver(firm, account_list(*MANY[5:]))
    with firm.write() as session:
        done = accounts.settle_snapshot(session, OLA, held.snapshot or 0, accept=False, reason="x")
    assert done.state is SnapshotState.DISCARDED
    assert len(accounts_of(firm)) == 20
    assert feed_of(firm).health is FeedHealth.FRESH


def test_a_held_list_is_not_concluded_over_a_newer_one(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        deliver(firm, account_list(*MANY))
        clock.shift(DAY)
        held = deliver(firm, account_list(*MANY[5:]))
        clock.shift(DAY)
        deliver(firm, account_list(*MANY[1:]))
        with pytest.raises(Conflict, match="newer list"), firm.write() as session:
            accounts.settle_snapshot(
                session, OLA, held.snapshot or 0, accept=True, reason="It is right."
            )
    assert len(accounts_of(firm)) == 19


def test_people_who_left_are_not_missed(firm: Database) -> None:
    people = [f"{n},User {n},user{n}@example.com,,,,{'2026-01-31' if n < 3 else ''},"
              for n in range(20)]  # fmt: skip
    deliver_people(firm, people_list(*people))
    deliver(firm, account_list(*MANY))
    assert deliver(firm, account_list(*MANY[3:])).held == ()


def test_an_older_list_is_kept_and_nothing_follows_from_it(firm: Database) -> None:
    with time_machine.travel(NOW, tick=False):
        deliver(firm, account_list(*MANY))
        done = deliver(firm, account_list(*MANY[1:]), as_of=NOW - DAY)
        assert done.gone == 0
        assert any("older" in note for note in done.notes)
        assert len(accounts_of(firm)) == 20


def test_other_columns_are_refused_with_what_changed(firm: Database) -> None:
    deliver(firm, account_list(*MANY))
    other = account_list(*MANY).replace(b"Last active", b"Seen").replace(b"2FA,", b"2FA,Team,")
    with pytest.raises(Invalid) as refused:
        deliver(firm, other)
    assert "lacks “Last active”" in str(refused.value)
    assert "“Seen”" in str(refused.value)
    with firm.read() as session:
        assert len(session.exec(select(Snapshot)).all()) == 1


def test_another_order_of_the_columns_is_the_same(firm: Database) -> None:
    deliver(firm, account_list(*MANY))
    turned = "\n".join(
        ",".join(reversed(line.split(","))) for line in account_list(*MANY).decode().splitlines()
    )
    assert deliver(firm, turned.encode(), as_of=datetime.now(UTC)).changed == 0


def test_lines_that_are_wrong_are_told_all_at_once_and_nothing_is_stored(firm: Database) -> None:
    data = account_list("U1,a,a@example.com,A,active", "U1,b,b@example.com,B,active", ",,,No name")
    with pytest.raises(Refused) as refused:
        deliver(firm, data)
    assert [error.line for error in refused.value.result.errors] == [3, 4]
    with firm.read() as session:
        assert session.exec(select(Feed)).first() is None


def test_another_apps_export_is_said_clearly(firm: Database) -> None:
    slack = b"username,email,status,billing-active,has-2fa,has-sso,userid,fullname\n" \
            b"ada,ada@example.com,Admin,1,1,0,U1,Ada\n"  # fmt: skip
    with pytest.raises(Invalid, match="This is an export of Slack"):
        deliver(firm, slack, "figma")
    assert deliver(firm, slack, "slack").new == 1


def test_a_trial_stores_nothing(firm: Database) -> None:
    done = deliver(firm, account_list(*MANY), trial=True)
    assert (done.new, done.snapshot) == (20, None)
    with firm.read() as session:
        assert session.exec(select(Feed)).first() is None
        assert session.exec(select(SnapshotContent)).first() is None


def test_a_list_of_the_future_and_one_without_zone_are_refused(firm: Database) -> None:
    for moment in (datetime.now(UTC) + DAY, datetime(2026, 1, 1), datetime(1990, 1, 1, tzinfo=UTC)):
        with pytest.raises(Invalid) as refused:
            deliver(firm, account_list(*MANY), as_of=moment)
        assert refused.value.field == "as_of"


def test_a_feed_that_suddenly_has_no_administrator_is_suspicious(firm: Database) -> None:
    rows = [*MANY, "A,root,root@example.com,Root,active,yes"]
    deliver(firm, account_list(*rows))
    done = deliver(firm, account_list(*MANY, "A,root,root@example.com,Root,active,no"))
    assert "It lists no administrator, and the one before it did." in done.notes
    assert feed_of(firm).suspicious


def test_a_feed_grows_overdue_and_stale(firm: Database) -> None:
    with firm.write() as session:
        accounts.create_feed(
            session, ADMIN, FeedInput("Wiki", Subject.ACCOUNTS, FeedKind.FILE, "wiki", None, 24, 48)
        )
    assert feed_of(firm).health is FeedHealth.EMPTY
    with time_machine.travel(NOW, tick=False):
        deliver(firm, account_list(*MANY))
    hours = {1: FeedHealth.FRESH, 25: FeedHealth.OVERDUE, 49: FeedHealth.STALE}
    for after, health in hours.items():
        assert feed_of(firm, NOW + timedelta(hours=after)).health is health


def test_nothing_is_concluded_of_absence_from_a_stale_or_partial_list(firm: Database) -> None:
    def known(now: datetime) -> Known | None:
        with firm.read() as session:
            found = accounts.known_in_apps(session, OLA, ["new@example.com"], now)
        return found["wiki"].known if "wiki" in found else None

    with time_machine.travel(NOW, tick=False) as clock:
        assert known(NOW) is None
        deliver(firm, account_list(*MANY), complete=False)
        assert known(NOW) is Known.NO_DATA
        clock.shift(DAY)
        deliver(firm, account_list(*MANY))
        assert known(NOW + DAY) is Known.NEVER
        assert known(NOW + 100 * DAY) is Known.NO_DATA


def test_who_may_deliver_and_who_may_not(firm: Database) -> None:
    with pytest.raises(Forbidden):
        deliver(firm, account_list(*MANY), actor=AUDITOR)


def test_a_snapshot_that_was_changed_in_the_database_is_named(firm: Database) -> None:
    done = deliver(firm, account_list(*MANY))
    with firm.write() as session:
        content = session.get_one(SnapshotContent, done.snapshot)
        import zlib

        content.delivered = zlib.compress(b"something else")
        session.add(content)
    with pytest.raises(Exception, match="not as it was stored"), firm.write() as session:
        accounts.snapshot_file(session, OLA, done.snapshot or 0)


KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True)
STATUSES = st.sampled_from(["active", "suspended", "deactivated"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.dictionaries(st.sampled_from("abcdefgh"), STATUSES), st.booleans()),
                max_size=6), st.randoms())  # fmt: skip
def test_the_fold_of_any_lists(lists: list[tuple[dict[str, str], bool]], random: object) -> None:
    """Rows come in any order; a partial list makes nothing gone; nothing is forgotten."""
    from core.accounts.formats.reader import read

    standing = None
    model: dict[str, tuple[str, bool]] = {}
    for number, (listed, complete) in enumerate(lists, 1):
        rows = [f"{key},{key},{key}@example.com,{key},{status}" for key, status in listed.items()]
        random.shuffle(rows)  # type: ignore[attr-defined]
        if not rows:
            continue
        frame = read(account_list(*rows), "l.csv", Subject.ACCOUNTS).frame
        before = standing
        standing, changes = fold(
            before, frame, snapshot=number, taken_at=NOW + number * DAY, complete=complete
        )
        for key in model if complete else ():
            model[key] = (model[key][0], key not in listed)
        model |= {key: (status, False) for key, status in listed.items()}
        found = {r["key"]: (r["status"], r["gone"]) for r in standing.iter_rows(named=True)}
        assert found == model
        assert complete or changes.gone == 0
        again, same = fold(
            standing, frame, snapshot=number, taken_at=NOW + number * DAY, complete=complete
        )
        assert (same.new, same.changed, same.gone) == (0, 0, 0)
        assert again.select("key", "status", "gone").equals(
            standing.select("key", "status", "gone")
        )


def test_first_deliveries_that_come_at_once_are_of_one_feed(firm: Database) -> None:
    def import_one(number: int) -> int | None:
        rows = account_list(*MANY, f"X{number},x{number},x{number}@example.com")
        return deliver(firm, rows).snapshot

    def import_people(number: int) -> int | None:
        rows = people_list(f"{number},P {number},p{number}@example.com")
        return deliver_people(firm, rows, feed=f"List {number % 2}", complete=False).snapshot

    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(import_one, range(4)), *pool.map(import_people, range(4))]
    assert len({*found, None}) == 9
    with firm.read() as session:
        assert len(accounts.feeds(session, OLA, NOW)) == 3


def test_lists_that_come_at_once_and_name_the_same_person_make_one(firm: Database) -> None:
    def import_people(number: int) -> int:
        rows = people_list("7,Ada Example,ada@example.com", f"1{number},P,p{number}@example.com")
        return deliver_people(firm, rows, feed=f"List {number}", complete=False).rows

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(import_people, range(4))) == [2] * 4
    with firm.read() as session:
        found = session.exec(select(Person.name)).all()
    assert (found.count("Ada Example"), len(found)) == (1, 5)
