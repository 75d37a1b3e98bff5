"""Marks of what stands: what was derived in memory is derived anew after a change."""

from secrets import token_hex

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from core.accounts.models import AccountEdition

PEOPLE = "people"
DECISIONS = "decisions"
_PERSON_IDS = "person-ids"
_EDITION = AccountEdition.__table__  # type: ignore[attr-defined]


def edition(session: Session, of: str) -> str:
    """The mark of now; empty before the first change."""
    found = session.exec(select(AccountEdition.mark).where(AccountEdition.of == of)).first()
    return found or ""


def changed(session: Session, of: str) -> None:
    """Another mark: something changed."""
    row = _row(session, of)
    row.number, row.mark = row.number + 1, token_hex(16)
    session.flush()


def hold_people(session: Session) -> None:
    """Until the transaction ends nobody else changes people: what is read of them from here on
    still stands when it is written. Taken before the first word in the log, which comes last."""
    for of in (_PERSON_IDS, PEOPLE):
        _row(session, of)


def person_ids(session: Session, count: int) -> range:
    """Ids for so many new people: known before they are stored, on both databases."""
    row = _row(session, _PERSON_IDS)
    first = row.number + 1
    row.number += count
    session.flush()
    return range(first, first + count)


def _row(session: Session, of: str) -> AccountEdition:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    first = insert(_EDITION).values(of=of, number=0, mark="")
    session.execute(first.on_conflict_do_nothing())
    query = select(AccountEdition).where(col(AccountEdition.of) == of).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()
