"""Feeds that are read: an app by SCIM, a bridge, a watched folder."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlmodel import Session

from core.accounts import service as accounts
from core.accounts.values import FeedHealth, FeedInput, FeedKind, FeedView, Known, Subject
from core.errors import Invalid
from core.scim import user_lists
from core.storage.database import Database
from tests.support.company import ADMIN, OLA, company
from tests.support.deliveries import account_list, accounts_of, people_list, people_of
from tests.support.scim_bridge import bridged
from tests.support.scim_connections import add_connection
from tests.support.scim_peers import BadServer, send, serving

DAY = timedelta(days=1)
ROWS = [f"U{n},user{n},user{n}@example.com,User {n},active" for n in range(20)]


@pytest.fixture
def firm(database: Database) -> Database:
    return company(database)


def make_feed(session: Session, kind: FeedKind, **more: Any) -> FeedView:
    given: dict[str, Any] = {"subject": Subject.ACCOUNTS, "app": "wiki", "every_hours": 24} | more
    return accounts.create_feed(session, ADMIN, FeedInput(name="Wiki", kind=kind, **given))


def feed_of(database: Database, now: datetime | None = None) -> FeedView:
    with database.read() as session:
        return accounts.feeds(session, OLA, now)[0]


class Pages(BadServer):
    """An app that gives its users a few at a time, by index or by cursor."""

    def __init__(self, count: int, *, total: int | None = None, cursor: bool = False) -> None:
        super().__init__()
        self.people = [
            {"id": f"S{n}", "userName": f"user{n}@example.com", "active": n % 5 != 0}
            for n in range(count)
        ]
        self.total = count if total is None else total
        self.cursor = cursor
        self.down = False

    def listed(self, query: dict[str, list[str]]) -> dict[str, Any]:
        start = int(query.get("cursor", query.get("startIndex", ["1"]))[0]) - 1
        some = self.people[start : start + 7]
        after = start + 7 < len(self.people)
        more = {"nextCursor": str(start + 8)} if self.cursor and after else {}
        return {"totalResults": self.total, "Resources": some, **more}

    def handle(self, request: Any, method: str) -> None:
        if self.down:
            send(request, 500, {})
            return
        super().handle(request, method)


@pytest.mark.parametrize("cursor", [False, True], ids=["by index", "by cursor"])
def test_every_user_of_an_app_is_read(firm: Database, cursor: bool) -> None:
    with serving(Pages(23, cursor=cursor)) as url:
        with firm.write() as session:
            number = add_connection(session, url, "wiki")
            make_feed(session, FeedKind.SCIM, source=str(number))
        [done] = accounts.sync(firm, OLA, "wiki")
    assert done.problem is None
    assert done.result is not None
    assert (done.result.rows, done.result.new) == (23, 23)
    standing = accounts_of(firm)
    assert standing["S0"].status == "deactivated"
    assert standing["S1"].status == "active"
    with firm.read() as session:
        known = accounts.known_in_apps(session, OLA, ["x@example.com"], datetime.now(UTC))
    assert known["wiki"].known is Known.NEVER


def test_a_list_that_is_shorter_than_the_app_says_is_partial(firm: Database) -> None:
    with serving(Pages(10, total=12)) as url:
        with firm.write() as session:
            make_feed(session, FeedKind.SCIM, source=str(add_connection(session, url, "wiki")))
        accounts.sync(firm, OLA, "wiki")
    found = feed_of(firm)
    assert found.last is not None
    assert not found.last.complete


def test_a_failure_is_said_since_when_and_ends_with_success(firm: Database) -> None:
    app = Pages(10)
    with serving(app) as url:
        with firm.write() as session:
            make_feed(session, FeedKind.SCIM, source=str(add_connection(session, url, "wiki")))
        app.down = True
        [first] = accounts.sync(firm, OLA)
        assert first.problem
        since = feed_of(firm).failing_since
        accounts.sync(firm, OLA)
        assert (feed_of(firm).health, feed_of(firm).failing_since) == (FeedHealth.FAILING, since)
        app.down = False
        accounts.sync(firm, OLA)
    assert feed_of(firm).health is FeedHealth.FRESH


def test_what_is_due_is_read_by_its_schedule(firm: Database) -> None:
    with serving(Pages(10)) as url:
        with firm.write() as session:
            make_feed(session, FeedKind.SCIM, source=str(add_connection(session, url, "wiki")))
        now = datetime.now(UTC)
        assert len(accounts.sync_due(firm, now, None)) == 1
        assert accounts.sync_due(firm, now + timedelta(hours=23), None) == []
        assert len(accounts.sync_due(firm, now + timedelta(hours=25), None)) == 1


def test_a_bridge_says_who_is_assigned_and_proves_no_absence(
    database: Database, tmp_path: Path
) -> None:
    bridge = bridged(database, tmp_path)
    bridge.user("ada@example.com")
    wanted = FeedInput("Bridge", Subject.ACCOUNTS, FeedKind.BRIDGE, "some-app", bridge.id)
    with database.write() as session:
        accounts.create_feed(session, ADMIN, wanted)
    [done] = accounts.sync(database, OLA, "Bridge")
    assert done.result is not None
    assert done.result.rows == 1
    with database.read() as session:
        now = datetime.now(UTC)
        mine = accounts.known_in_apps(session, OLA, ["ada@example.com"], now)
        other = accounts.known_in_apps(session, OLA, ["bob@example.com"], now)
    assert mine["some-app"].known is Known.HAS
    assert other["some-app"].known is Known.NO_DATA


def test_people_come_from_a_bridge(database: Database, tmp_path: Path) -> None:
    bridge = bridged(database, tmp_path)
    bridge.user("ada@example.com", name={"givenName": "Ada", "familyName": "Lovelace"})
    wanted = FeedInput("IdP", Subject.PEOPLE, FeedKind.BRIDGE, None, bridge.id)
    with database.write() as session:
        accounts.create_feed(session, ADMIN, wanted)
    accounts.sync(database, OLA, "IdP")
    assert set(people_of(database, datetime.now(UTC))) == {"Ada Lovelace"}


# -- the watched folder -------------------------------------------------------


@pytest.fixture
def folder(firm: Database, tmp_path: Path) -> Path:
    with firm.write() as session:
        make_feed(session, FeedKind.INBOX)
    into = tmp_path / "inbox" / "Wiki"
    into.mkdir(parents=True)
    return into


def put(folder: Path, name: str, data: bytes, *, ago: float = 60) -> Path:
    file = folder / name
    file.write_bytes(data)
    moment = datetime.now(UTC).timestamp() - ago
    os.utime(file, (moment, moment))
    return file


def test_files_are_taken_and_moved_and_broken_ones_set_aside(firm: Database, folder: Path) -> None:
    put(folder, "b.csv", account_list(*ROWS[1:]), ago=60)
    put(folder, "a.csv", account_list(*ROWS), ago=7200)
    put(folder, "broken.csv", account_list("U1,a,a@example.com,A,active", "U1,b,b@example.com,B"))
    (folder / "secret.csv").symlink_to("/etc/hostname")
    done = accounts.sync_due(firm, datetime.now(UTC), folder.parent)
    assert [bool(each.problem) for each in done] == [False, False, True]
    assert len(accounts_of(firm)) == 19  # the older file first
    taken = sorted(path.name.partition("-")[2] for path in (folder / "done").iterdir())
    assert taken == ["a.csv", "b.csv"]
    reason = next((folder / "broken").glob("*.reason.txt")).read_text(encoding="utf-8")
    assert "line 3" in reason.lower()
    assert (folder / "secret.csv").is_symlink()  # a link is nobody's list
    assert feed_of(firm).trouble is not None


def test_a_file_that_is_still_written_waits(firm: Database, folder: Path) -> None:
    put(folder, "a.csv", account_list(*ROWS), ago=1)
    assert accounts.sync_due(firm, datetime.now(UTC), folder.parent) == []
    assert len(accounts.sync_due(firm, datetime.now(UTC) + DAY, folder.parent)) in (0, 1)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5)):
        assert len(accounts.sync_due(firm, datetime.now(UTC), folder.parent)) == 1


def test_killed_between_taking_and_moving_a_file_is_the_same_delivery(
    firm: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "a.csv", account_list(*ROWS))
    from core.accounts.intake import inbox

    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(inbox, "_aside", killed)
        accounts.sync_due(firm, datetime.now(UTC), folder.parent)
    [again] = accounts.sync_due(firm, datetime.now(UTC), folder.parent)
    assert again.result is not None
    assert again.result.same_as is not None
    assert not list(folder.glob("*.csv"))


def test_the_same_file_again_is_no_newer_and_the_feed_says_so(firm: Database, folder: Path) -> None:
    """A copy of an old export looks like a new one in which nothing changed."""
    put(folder, "members.csv", account_list(*ROWS), ago=3 * 86400)
    accounts.sync_due(firm, datetime.now(UTC), folder.parent)
    assert feed_of(firm).again is None
    put(folder, "members.csv", account_list(*ROWS))
    [copy] = accounts.sync_due(firm, datetime.now(UTC), folder.parent)
    found = feed_of(firm)
    assert found.last is not None
    assert datetime.now(UTC) - found.last.taken_at > 2 * DAY
    assert found.health is FeedHealth.OVERDUE
    assert (found.failing_since, found.trouble) == (None, None)
    assert found.again is not None
    assert copy.result is not None
    assert copy.result.notes[0] == found.again
    assert "members.csv came again unchanged" in found.again
    assert f"members-{datetime.now(UTC) - timedelta(minutes=1):%Y-%m-%d}.csv" in found.again
    put(folder, "broken.csv", b"\0")
    accounts.sync_due(firm, datetime.now(UTC), folder.parent)
    failing = feed_of(firm)
    assert (failing.health, failing.again) == (FeedHealth.FAILING, None)
    put(folder, "members.csv", account_list(*ROWS[1:]))
    accounts.sync_due(firm, datetime.now(UTC), folder.parent)
    assert (feed_of(firm).health, feed_of(firm).again) == (FeedHealth.FRESH, None)


@pytest.mark.parametrize(("named", "is_newer"), [(0, True), (-3, False)])
def test_the_same_file_is_a_new_list_where_its_name_has_the_day_on_which_it_was_written(
    firm: Database, folder: Path, named: int, *, is_newer: bool
) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC)):
        put(folder, "members-2026-11-27.csv", account_list(*ROWS), ago=3 * 86400)
        accounts.sync_due(firm, datetime.now(UTC), folder.parent)
        day = datetime.now(UTC) + named * DAY
        put(folder, f"members-{day:%Y-%m-%d}.csv", account_list(*ROWS))
        [again] = accounts.sync_due(firm, datetime.now(UTC), folder.parent)
        assert again.result is not None
        assert (again.result.same_as is None) is is_newer
        found = feed_of(firm)
        assert found.health is (FeedHealth.FRESH if is_newer else FeedHealth.OVERDUE)
        assert (found.again is None) is is_newer


def test_a_copy_that_is_named_after_another_day_than_it_was_written_is_held(
    firm: Database, folder: Path
) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False):
        put(folder, "members-2026-10-10.csv", account_list(*ROWS), ago=3600)
        [done] = accounts.sync_due(firm, datetime.now(UTC), folder.parent)
        assert done.result is not None
        assert done.result.held[0].startswith("The file's name says 2026-10-10.")
        assert not accounts_of(firm)


def test_a_folder_is_called_as_an_app_or_people(firm: Database, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    for name in ("figma", "people", "Nonesuch"):
        (inbox / name).mkdir(parents=True)
    put(inbox / "figma", "a.csv", account_list(*ROWS), ago=0)
    put(inbox / "people", "p.csv", people_list("1,Ada Lovelace,ada@example.com"), ago=0)
    put(inbox / "Nonesuch", "x.csv", account_list(*ROWS), ago=0)
    done = {each.feed: each for each in accounts.sync(firm, OLA, inbox=inbox)}
    assert done["Nonesuch"].problem is not None
    assert "No feed and no app is called 'Nonesuch'" in done["Nonesuch"].problem
    assert len(accounts_of(firm, "figma")) == 20
    assert set(people_of(firm, datetime.now(UTC))) == {"Ada Lovelace"}


def test_asking_for_a_feed_that_cannot_be_read_says_so(firm: Database) -> None:
    with firm.write() as session:
        make_feed(session, FeedKind.FILE)
    with pytest.raises(Invalid, match="delivered as a file"):
        accounts.sync(firm, OLA, "Wiki")
    with pytest.raises(Invalid, match="no feed"):
        accounts.sync(firm, OLA, "Other")


def test_the_same_users_are_the_same_bytes() -> None:
    some = [{"id": "b", "x": 1}, {"id": "a"}]
    assert user_lists.list_response(some, 2) == user_lists.list_response(some[::-1], 2)
    assert json.loads(user_lists.list_response(some, 2))["totalResults"] == 2


def test_a_link_called_done_leads_no_file_out_of_the_folder(
    firm: Database, folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "done").symlink_to(outside)
    put(folder, "list.csv", account_list(*ROWS))
    accounts.sync_due(firm, datetime.now(UTC), folder.parent)
    assert not list(outside.iterdir())
    assert len(list((folder / "done_").iterdir())) == 1
