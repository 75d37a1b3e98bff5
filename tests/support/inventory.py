"""A company whose lists show one of everything: people, accounts, and each kind of finding."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from core.accounts import service as accounts
from core.accounts.values import FeedInput, FeedKind, How, ImportResult, PersonInput, Subject
from core.actor import LOCAL_OPERATOR
from core.offboarding.models import CaseStatus, Identifier
from core.storage.database import Database
from tests.support.app_lists import listed
from tests.support.cases import add_case, add_step, done

NOW = datetime.now(UTC).replace(microsecond=0)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KNOWS = ("email", "user_name", "status", "admin", "second_factor", "last_active", "expires", "kind")


def inventory(database: Database, *, assigned_app: str | None = None) -> dict[str, int]:
    """Lists of Zoom, Figma and Customer.io. People by first name → their ids.

    ``assigned_app``: one with a bridge, in which somebody is not assigned.
    """
    with database.write() as session:
        people = {
            "Ada": _person(session, "Ada Example"),
            "Ben": _person(session, "Ben Probe", end_at=NOW - 30 * DAY),
            "Cleo": _person(session, "Cleo Muster", end_at=NOW + 10 * DAY),
            "Dora": _person(session, "Dora Sample", department="Sales"),
            "Fay": _person(session, "Fay Back"),
        }
        accounts.add_name(session, LOCAL_OPERATOR, people["Dora"], "dora.old@example.com")
        deliver(session, "zoom", *_zoom())
        deliver(
            session,
            "figma",
            of_somebody("ada", admin=True, second_factor=True),
            of_somebody("dora"),
        )
        _returned(session)
        if assigned_app:
            deliver(session, assigned_app, of_somebody("dora"))
    return people


def deliver(
    session: Session, app: str, *rows: Mapping[str, Any], at: datetime = NOW - HOUR
) -> ImportResult:
    """A complete list of the app that says everything that a list can say, an hour old."""
    mapping = {name: name for name in KNOWS}
    delivery = replace(listed(*rows), mapping=mapping, columns=KNOWS)
    how = How(complete=True, as_of=at, file=f"{app}.csv")
    return accounts.import_accounts(session, LOCAL_OPERATOR, app, delivery, how)


def trouble(database: Database) -> None:
    """A held list of Zoom, and a feed that is late."""
    with database.write() as session:
        deliver(session, "zoom", of_somebody("ada"), at=NOW - HOUR / 2)
        late = FeedInput("Notion nightly", Subject.ACCOUNTS, FeedKind.INBOX, "notion")
        feed = accounts.create_feed(session, LOCAL_OPERATOR, replace(late, every_hours=24))
        how = How(feed=feed.name, complete=True, as_of=NOW - 60 * DAY, kind=FeedKind.INBOX)
        accounts.import_accounts(session, LOCAL_OPERATOR, "notion", listed(of_somebody("ada")), how)


def _person(session: Session, name: str, **more: Any) -> int:
    email = f"{name.split()[0].lower()}@example.com"
    return accounts.add_person(session, LOCAL_OPERATOR, PersonInput(name, email, **more))


def of_somebody(key: str, /, **more: Any) -> dict[str, Any]:
    """An account of somebody, used yesterday."""
    given = {
        "external_id": key,
        "user_name": key,
        "email": f"{key}@example.com",
        "name": key.capitalize(),
        "admin": False,
        "last_active": NOW - DAY,
    }
    return given | more


def _zoom() -> list[dict[str, Any]]:
    return [
        of_somebody("ada", admin=True, second_factor=False),
        of_somebody("ben"),
        of_somebody("cleo", admin=True, second_factor=True),
        of_somebody("dora", last_active=NOW - 200 * DAY),
        of_somebody("dora.old"),
        of_somebody("nobody", email="d.sample@elsewhere.example", name="Dora Sample"),
        of_somebody("backup", email=None, kind="service"),
        of_somebody("gil", email="gil@partner.example", kind="guest", expires=NOW - 5 * DAY),
    ]


def _returned(session: Session) -> None:
    """Fay's account was removed by a case that is closed, and is there again."""
    then = NOW - 3 * DAY
    deliver(session, "customer-io", of_somebody("fay"), at=then - DAY)
    case = add_case(session, person="Fay Back", effective_at=then, status=CaseStatus.CLOSED)
    session.add(Identifier(value="fay@example.com", case_id=case.id or 0))
    add_step(session, case, app_id="customer-io", key="customer-io/remove", **done(then))
    session.flush()
    deliver(session, "customer-io", of_somebody("fay"), at=NOW - DAY)
