"""Lists of accounts and people, delivered to a database as an operator would."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.accounts import service as accounts
from core.accounts.values import AccountQuery, AccountRow, How, ImportResult, PersonRow, Subject
from core.accounts.values import PeopleQuery as People
from core.actor import Actor
from core.storage.database import Database
from tests.support.company import OLA

ACCOUNT_HEAD = "Id,User name,Email,Name,Status,Admin,2FA,Last active,Type"
PEOPLE_HEAD = "Employee number,Name,Email,Manager,Department,Start date,End date,Status"


def account_list(*rows: str) -> bytes:
    """A list of accounts; cells that are left out at the end are empty."""
    return _table(ACCOUNT_HEAD, rows)


def people_list(*rows: str) -> bytes:
    """A list of people."""
    return _table(PEOPLE_HEAD, rows)


def _table(head: str, rows: Sequence[str]) -> bytes:
    width = head.count(",")
    lines = [row + "," * (width - row.count(",")) for row in rows]
    return "\n".join([head, *lines, ""]).encode()


def deliver(
    database: Database,
    data: bytes,
    app: str = "wiki",
    *,
    actor: Actor = OLA,
    name: str = "list.csv",
    **how: Any,
) -> ImportResult:
    """Import a list of an app's accounts."""
    delivery = accounts.read_delivery(data, name, Subject.ACCOUNTS)
    with database.write() as session:
        return accounts.import_accounts(session, actor, app, delivery, How(file=name, **how))


def deliver_people(
    database: Database, data: bytes, *, actor: Actor = OLA, name: str = "people.csv", **how: Any
) -> ImportResult:
    """Import a list of people."""
    delivery = accounts.read_delivery(data, name, Subject.PEOPLE)
    with database.write() as session:
        return accounts.import_people(session, actor, delivery, How(file=name, **how))


def accounts_of(database: Database, app: str = "wiki", **query: Any) -> dict[str, AccountRow]:
    """Key → account, of those that stand."""
    with database.read() as session:
        page = accounts.accounts(session, OLA, AccountQuery(app, **query), limit=10_000)
    return {row.key: row for row in page.rows}


def people_of(database: Database, now: datetime, **query: Any) -> dict[str, PersonRow]:
    """Name → person."""
    with database.read() as session:
        page = accounts.people(session, OLA, People(**query), now, limit=10_000)
    return {row.name: row for row in page.rows}
