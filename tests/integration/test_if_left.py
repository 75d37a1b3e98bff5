"""If somebody left now: told from lists, routes, the stack and cases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core.accounts import service as accounts
from core.accounts.values import AccountKind, PersonInput
from core.actor import Actor, Role
from core.errors import Forbidden
from core.offboarding import service as offboarding
from core.offboarding.values import Breaks, IfLeft
from core.stack import service as stack
from core.stack.values import StackEdit
from core.storage.database import Database
from tests.support.app_lists import deliver, wire
from tests.support.company import ADMIN, AUDITOR, READING, company, opened

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
OTHERS = [f"person{number}@example.com" for number in range(5)]
VIEWER = Actor("vic", "Vic Viewer", Role.VIEWER)


@pytest.fixture
def firm(database: Database) -> Iterator[Database]:
    wire()
    with time_machine.travel(NOW, tick=False):
        yield company(database)


def person(firm: Database, name: str) -> int:
    address = f"{name.split()[0].lower()}@example.com"
    with firm.write() as session:
        return accounts.add_person(session, ADMIN, PersonInput(name=name, email=address))


def bring(firm: Database, app: str, *people: dict[str, object]) -> None:
    with firm.write() as session:
        rows = [{"email": one, "admin": False} for one in OTHERS]
        deliver(session, app, [*rows, *people], NOW - timedelta(hours=1))


def told(firm: Database, who: int) -> IfLeft:
    with firm.read() as session:
        return offboarding.if_left(session, AUDITOR, READING, who)


def test_what_ends_what_stays_and_what_breaks(firm: Database) -> None:
    ada = person(firm, "Ada Example")
    bring(firm, "slack", {"email": "ada@example.com", "admin": False})
    bring(firm, "figma", {"email": "ada@example.com", "admin": True})
    bring(firm, "wiki", {"email": "bot@example.com", "kind": "bot", "admin": False})
    with firm.write() as session:
        entry = stack.entry(session, ADMIN, "wiki")
        assert entry is not None
        fields = replace(entry.fields, owner="Ada@example.com")
        stack.save(session, ADMIN, [StackEdit("wiki", entry.version, fields)])
        bots = ["bot@example.com"]
        accounts.set_owner(session, ADMIN, "wiki", bots, "ada@example.com", AccountKind.BOT)
    found = told(firm, ada)
    assert [one.app for one in found.ends] == ["slack"]
    assert [one.app for one in found.stays] == ["figma"]
    assert found.apps[0].app == "figma", "what stays comes first"
    assert found.apps[0].is_admin is True
    assert found.hours == sum(one.hours for one in found.apps) >= found.longest > 0
    assert found.not_known == ("Customer.io",)
    assert [(one.kind, one.what) for one in found.breaks] == [
        (Breaks.ONLY_ADMINISTRATOR, "Figma"),
        (Breaks.SERVICE_ACCOUNT, "bot@example.com"),
        (Breaks.APP, "Wiki"),
    ]
    assert found.steps == sum(found.steps_of.values()) > 0
    assert sum(found.roles.values()) == found.steps_of.get("", 0)


def test_an_administrator_by_two_accounts_locks_the_app_once(firm: Database) -> None:
    ada = person(firm, "Ada Example")
    with firm.write() as session:
        accounts.add_name(session, ADMIN, ada, "ada.admin@example.com")
    hers = [{"email": f"{name}@example.com", "admin": True} for name in ("ada", "ada.admin")]
    bring(firm, "figma", *hers)
    breaks = [(one.kind, one.what) for one in told(firm, ada).breaks]
    assert breaks == [(Breaks.ONLY_ADMINISTRATOR, "Figma")]
    with firm.read() as session:
        worst = offboarding.worst_leavers(session, AUDITOR, READING, 1)
    assert [(one.person, one.only_administrator_of) for one in worst] == [(ada, 1)]


def test_steps_of_others_cases_are_theirs_to_hand_over(firm: Database) -> None:
    mo = person(firm, "Mo Example")
    opened(firm, apps=("customer-io",))
    [broken] = [one for one in told(firm, mo).breaks if one.kind is Breaks.STEP]
    assert broken.number > 1


def test_the_company_is_ranked_without_those_who_left(firm: Database) -> None:
    ada, bo = person(firm, "Ada Example"), person(firm, "Bo Example")
    bring(firm, "slack", {"email": "bo@example.com", "admin": False})
    bring(
        firm,
        "figma",
        {"email": "ada@example.com", "admin": True},
        {"email": "bo@example.com", "admin": False},
    )
    with firm.read() as session:
        found = offboarding.worst_leavers(session, AUDITOR, READING, 10)
    assert [one.person for one in found] == [ada, bo]
    assert (found[0].only_administrator_of, found[0].stays, found[1].apps) == (1, 1, 2)
    with firm.read() as session, pytest.raises(Forbidden):
        offboarding.worst_leavers(session, VIEWER, READING)
    with firm.read() as session, pytest.raises(Forbidden):
        offboarding.if_left(session, VIEWER, READING, ada)
