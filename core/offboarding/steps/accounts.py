"""Who a case's person is to SCIM, and which of their accounts are known to be active."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from core.audit import service as audit
from core.offboarding.closing import counted_accounts, stands_against
from core.offboarding.durations import local
from core.offboarding.models import Case, Identifier, Step, StepStatus
from core.scim import service as scim
from core.scim.values import KnownAccount
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


def known_active(session: Session, case: Case) -> list[KnownAccount]:
    """Accounts that are known to be active, of those that the case must not close over."""
    query = select(Step.app_id).where(
        col(Step.case_id) == case.id,
        col(Step.removes_access),
        col(Step.status).not_in(_NOT_THEIRS),
        col(Step.app_id).is_not(None),
    )
    removed = {app for app in session.exec(query) if app}
    accounts = scim.active_accounts(session, names_of(session, case))
    return counted_accounts(case.kind, removed, accounts)


def against_closing(session: Session, case: Case, now: datetime) -> list[str]:
    """What stands against closing a case whose steps are finished, as sentences."""
    moment = local(case.effective_at, case.time_zone)
    return stands_against(case.effective_at, moment, known_active(session, case), now)
