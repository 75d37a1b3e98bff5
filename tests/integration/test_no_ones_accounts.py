"""Accounts of no one: whose they may be, and who answers for them, the same everywhere."""

from datetime import timedelta

import polars as pl
import pytest

from core.accounts import service as accounts
from core.accounts.matching.alike.suggestions import suggestions
from core.accounts.values import MATCHED_TO_NOBODY, AccountKind, AccountQuery, PersonInput
from core.actor import LOCAL_OPERATOR
from core.errors import Invalid
from core.identity import service as identity
from core.storage.database import Database
from tests.support.company import ADMIN
from tests.support.inventory import NOW, deliver, inventory


def own(catalog_database: Database, owner: str | None) -> str | None:
    with catalog_database.write() as session:
        return accounts.set_owner(
            session, LOCAL_OPERATOR, "zoom", ["backup"], owner, AccountKind.SERVICE
        )


def answers(catalog_database: Database) -> list[tuple[int, str]]:
    with catalog_database.read() as session:
        frame = accounts.answered_for(session, LOCAL_OPERATOR, NOW)
        return list(frame.select("person", "account").iter_rows())


@pytest.mark.parametrize("said", ["Ada Example", "ada example", "ADA@example.com"])
def test_an_owner_is_a_person_however_they_are_called(
    catalog_database: Database, said: str
) -> None:
    people = inventory(catalog_database)
    assert own(catalog_database, said) == "ada@example.com"
    assert answers(catalog_database) == [(people["Ada"], "backup")]
    with catalog_database.read() as session:
        query = AccountQuery("zoom", key="backup")
        [row] = accounts.accounts(session, LOCAL_OPERATOR, query).rows
    assert (row.owner_person, row.owner_name) == (people["Ada"], "Ada Example")


def test_an_owner_is_a_group_or_an_address_of_nobody_here(catalog_database: Database) -> None:
    inventory(catalog_database)
    with catalog_database.write() as session:
        identity.add_group(session, ADMIN, "Platform")
    assert own(catalog_database, "platform") == "Platform"
    assert own(catalog_database, "it@example.org") == "it@example.org"
    assert own(catalog_database, " ") is None
    assert answers(catalog_database) == []


def test_what_may_be_of_somebody_who_left_comes_first_and_says_so(
    catalog_database: Database,
) -> None:
    inventory(catalog_database)
    ended = NOW - timedelta(days=9)
    with catalog_database.write() as session:
        left = PersonInput("Lukas Muster", "lukas@example.com", end_at=ended)
        accounts.add_person(session, LOCAL_OPERATOR, left)
        here = PersonInput("Ann Zeder", "ann@example.com")
        accounts.add_person(session, LOCAL_OPERATOR, here)
        rows = [
            {"external_id": "1", "user_name": "ann.zeder", "name": "Ann Zeder"},
            {"external_id": "2", "user_name": "muster-dev", "name": "Lukas Muster"},
        ]
        deliver(session, "notion", *[{**row, "email": None} for row in rows])
    with catalog_database.read() as session:
        query = AccountQuery("notion", match=MATCHED_TO_NOBODY)
        page = accounts.accounts(session, LOCAL_OPERATOR, query, suggest=True)
        same = accounts.unmatched(session, LOCAL_OPERATOR, "notion")
    found = [(row.user_name, row.suggestion) for row in page.rows]
    assert [name for name, _near in found] == ["muster-dev", "ann.zeder"]
    assert [near.left_at for _name, near in found if near] == [ended, None]
    assert [each.account.user_name for each in same.rows] == ["muster-dev", "ann.zeder"]


def test_an_owner_whom_nobody_knows_or_whom_two_are_is_refused(catalog_database: Database) -> None:
    inventory(catalog_database)
    with catalog_database.write() as session:
        accounts.add_person(session, LOCAL_OPERATOR, PersonInput("Ada Example", "ada2@example.com"))
    with pytest.raises(Invalid, match="2 people here are called"):
        own(catalog_database, "Ada Example")
    with pytest.raises(Invalid, match="is no person's name, no group and no address"):
        own(catalog_database, "Katja Nobody")
    assert answers(catalog_database) == []


def test_what_may_be_theirs_is_one_answer_found_in_one_pass(
    catalog_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory(catalog_database)
    strange = {"external_id": "9", "user_name": "lukas-muster-dev", "email": None}
    with catalog_database.write() as session:
        lukas = PersonInput("Lukas Muster", "lukas@example.com")
        who = accounts.add_person(session, LOCAL_OPERATOR, lukas)
        for app in ("notion", "slack"):
            deliver(session, app, strange)
    passes: list[int] = []

    def counted(*frames: pl.DataFrame) -> pl.DataFrame:
        passes.append(len(frames[0]))
        return suggestions(*frames)

    monkeypatch.setattr("core.accounts.matching.suggesting.suggestions", counted)

    def said() -> tuple[list[str], dict[str, tuple[str, ...]]]:
        with catalog_database.read() as session:
            near = accounts.may_be_theirs(session, LOCAL_OPERATOR, [who])
            known = accounts.known_in_apps(session, LOCAL_OPERATOR, ["lukas@example.com"], NOW)
        return sorted(row.app for row in near), {
            app: one.may_be for app, one in known.items() if one.may_be
        }

    assert said() == (
        ["notion", "slack"],
        dict.fromkeys(("notion", "slack"), ("lukas-muster-dev",)),
    )
    assert len(passes) == 1
    with catalog_database.write() as session:
        accounts.refuse_suggestion(session, LOCAL_OPERATOR, "slack", "9", who)
    assert said() == (["notion"], {"notion": ("lukas-muster-dev",)})
