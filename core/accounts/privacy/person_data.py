"""Everything that the accounts room has of one person: the answer to a request for access.

GDPR Art. 15(1) and (3). docs/privacy.md says what else there is, and where.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from core.accounts.findings.accepting import FindingQuery, findings
from core.accounts.identifiers import form, forms
from core.accounts.matching.inventory import everywhere
from core.accounts.matching.known import known_in_apps
from core.accounts.models import AccountDecision, Person
from core.accounts.people.listing import names_of_person, person
from core.accounts.people.own import refuse_own
from core.accounts.people.tables import identifiers, stored_people
from core.accounts.settings import settings_here
from core.accounts.views import AccountRow
from core.actor import Actor
from core.audit import service as audit
from core.rights import Action, require


def person_data(session: Session, actor: Actor, person_id: int, now: datetime) -> dict[str, Any]:
    """What is kept of a person, ready for JSON. Raises :class:`NotFound`."""
    require(actor, Action.INVENTORY_EXPORT)
    refuse_own(session, actor, person_id)
    view = person(session, actor, person_id, now)
    row = session.get(Person, person_id)
    assert row is not None
    known = known_in_apps(session, actor, names_of_person(session, person_id), now)
    said = session.exec(
        select(AccountDecision)
        .where(AccountDecision.person_id == person_id)
        .order_by(col(AccountDecision.app_id), col(AccountDecision.key))
    )
    page = findings(session, actor, FindingQuery(person=person_id), now, limit=10_000)
    rows = [each for app in sorted(known) for each in known[app].accounts]
    numbers = _numbers(session, rows)
    audit.record(session, actor, "person.export", f"person:{person_id}")
    return {
        "person": {key: _plain(value) for key, value in row.model_dump().items()},
        "known_as": [
            {"name": each.form, "kind": str(each.kind), "from": each.feed_name or "entered here"}
            for each in view.identifiers
        ],
        "accounts": [
            {**_account(each), "employee_number": numbers.get((each.app, each.key))}
            for each in rows
        ],
        "confirmed_accounts": [
            {"app": each.app_id, "account": each.key, "by": each.by, "at": _plain(each.at)}
            for each in said
        ],
        "findings": [
            {
                "kind": str(each.kind),
                "app": each.app,
                "account": each.account,
                "since": _plain(each.since),
                "state": str(each.state),
                "until": str(each.until) if each.until else None,
                "reason": each.reason,
                "accepted_by": each.accepted_by,
            }
            for each in page.rows
        ],
        "answers_for": _answers_for(session, person_id),
        "manager_of": _manager_of(session, person_id),
        "log": [
            {"what": each.action, "at": _plain(each.at), "by": each.actor_name, "said": each.after}
            for each in audit.history(session, f"person:{person_id}")
        ],
    }


def _answers_for(session: Session, person_id: int) -> list[dict[str, Any]]:
    """Service, shared and bot accounts whose owner they are."""
    rule = settings_here(session).rules
    names = {form(name, rule) for name in names_of_person(session, person_id)}
    owned = everywhere(session).filter(
        pl.col("owner").is_not_null() & forms(pl.col("owner"), rule).is_in(list(names))
    )
    account = pl.coalesce("user_name", "email", "external_id", "key")
    return owned.select("app", "kind", "owner", account=account).to_dicts()


def _manager_of(session: Session, person_id: int) -> list[dict[str, Any]]:
    """People whose list names them as their manager, by any name or number of theirs."""
    whole = stored_people(session)
    own = identifiers(session).filter(pl.col("person") == person_id)["form"].to_list()
    own += whole.filter(pl.col("person") == person_id)["name"].str.to_lowercase().to_list()
    theirs = whole.filter(pl.col("manager").str.to_lowercase().is_in(own))
    return theirs.select("person", "name", "manager").to_dicts()


def _numbers(session: Session, rows: Iterable[AccountRow]) -> Mapping[tuple[str, str], str]:
    """The employee number that an app has at an account."""
    keys = [row.key for row in rows]
    found = everywhere(session).filter(pl.col("key").is_in(keys))
    pairs = found.select("app", "key", "employee_number").drop_nulls().iter_rows()
    return {(app, key): number for app, key, number in pairs}


def _account(row: AccountRow) -> dict[str, Any]:
    names = (
        "app", "external_id", "user_name", "email", "name", "status", "admin", "second_factor",
        "kind", "roles", "licences", "billed", "last_active", "created", "expires", "feed_name",
        "as_of", "first_seen", "gone", "gone_at",
    )  # fmt: skip
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | float | bool | None) else str(value)
