"""Who a case's person is to SCIM, and which of their accounts are known to be active."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from core.accounts import service as accounts
from core.accounts.values import AccountStatus, Known, ListedAs
from core.actor import SYSTEM
from core.audit import service as audit
from core.offboarding.closing import (
    ActiveAccount,
    ListedAccount,
    counted_accounts,
    stands_against,
)
from core.offboarding.durations import local
from core.offboarding.models import (
    REMOVES,
    AccountOfCase,
    Case,
    Identifier,
    Step,
    StepStatus,
)
from core.offboarding.progress.account_steps import takes_account
from core.offboarding.steps.automation.gone_since import before_the_list, gone_since
from core.scim import service as scim
from core.storage.prepared_statements import Prepared

_identifiers = SQLModel.metadata.tables["offboarding_identifier"]
_LEARN = {
    name: Prepared(dialect.insert(_identifiers).on_conflict_do_nothing(), ["value", "case_id"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_NOT_THEIRS = (StepStatus.NOT_APPLICABLE, StepStatus.CANCELLED)


def learn(connection: Connection, case_id: int, names: Iterable[str]) -> None:
    """Keep what a case's person is known by: a record that goes away takes its names along."""
    for value in sorted(set(names)):
        row = {"value": value, "case_id": case_id}
        if _LEARN[connection.dialect.name].run(connection, row) > 0:
            audit.made(connection, _identifiers.name, (value, case_id))


def names_of(session: Session, case: Case) -> frozenset[str]:
    """Everything that a case's person is known by, here and in the bridges."""
    kept = session.exec(select(Identifier.value).where(Identifier.case_id == case.id)).all()
    return scim.names_known(session.connection(), [case.email, *kept])


def accounts_once(session: Session, case: int, app: str | None = None) -> list[ListedAs]:
    """Accounts that lists showed as the person's since their case is open: they stay theirs."""
    query = select(AccountOfCase).where(AccountOfCase.case_id == case)
    if app is not None:
        query = query.where(AccountOfCase.app_id == app)
    return [
        ListedAs(one.app_id, one.feed, one.key, one.external_id, tuple(one.names))
        for one in session.exec(query)
    ]


def remember_accounts(session: Session, case: Case, app: str | None = None) -> None:
    """Keep which accounts of an app, or of all, lists show as the person's now."""
    number = case.id or 0
    once = accounts_once(session, number, app)
    for one in accounts.listed_as(session, names_of(session, case), once, app):
        row = session.get(AccountOfCase, (number, one.app, one.feed, one.key)) or AccountOfCase(
            case_id=number,
            app_id=one.app,
            feed=one.feed,
            key=one.key,
            external_id=one.external_id,
        )
        names = sorted({*row.names, *one.names})
        if row.names != names or row not in session:
            row.names = names
            session.add(row)
    session.flush()


def known_active(session: Session, case: Case, now: datetime) -> list[ActiveAccount]:
    """Accounts that are known to be active, of those that the case must not close over: by what
    bridges hold, what was read back, and what apps' lists show."""
    query = select(Step.app_id).where(
        col(Step.case_id) == case.id,
        col(Step.removes_access),
        col(Step.status).not_in(_NOT_THEIRS),
        col(Step.app_id).is_not(None),
    )
    removed = {app for app in session.exec(query) if app}
    names = names_of(session, case)
    active: list[ActiveAccount] = [
        *scim.active_accounts(session, names),
        *_listed(session, case, names, now),
    ]
    return counted_accounts(case.kind, removed, active)


def removed_after(session: Session, case: Case, now: datetime) -> dict[str | None, datetime]:
    """App → after which moment a list has to be taken to say something against a case's removal
    from it, of those that are done."""
    query = select(Step).where(
        col(Step.case_id) == case.id, REMOVES, col(Step.status) == StepStatus.DONE
    )
    done = [step for step in session.exec(query) if takes_account(step.key)]
    gone = gone_since(session, [step.id or 0 for step in done])
    removed: dict[str | None, datetime] = {}
    for step in done:
        at = before_the_list(gone, step, now)
        removed[step.app_id] = max(at, removed.get(step.app_id, at))
    return removed


_OFF = (AccountStatus.DEACTIVATED, AccountStatus.SUSPENDED)


def _listed(
    session: Session, case: Case, names: Collection[str], now: datetime
) -> list[ListedAccount]:
    """What lists show in use. One that is older than the removal cannot show it, and says nothing
    against it."""
    removed = removed_after(session, case, now)
    once = accounts_once(session, case.id or 0)
    told = accounts.known_in_apps(session, SYSTEM, names, now, once)
    return [
        ListedAccount(
            row.app, row.app_name, row.account, row.feed_name, local(row.as_of, case.time_zone)
        )
        for app, one in sorted(told.items())
        for row in (one.accounts if one.known is Known.HAS else ())
        if not row.gone and row.status not in _OFF
        if app not in removed or row.as_of > removed[app]
    ]


def against_closing(session: Session, case: Case, now: datetime) -> list[str]:
    """What stands against closing a case whose steps are finished, as sentences."""
    moment = local(case.effective_at, case.time_zone)
    return stands_against(case.effective_at, moment, known_active(session, case, now), now)
