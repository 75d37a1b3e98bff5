"""The open case of somebody whose accounts are spoken of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core import clock
from core.accounts import service as accounts
from core.accounts.values import Belongs
from core.actor import Actor
from core.offboarding.models import (
    ENDS_ACCESS,
    REMOVES,
    Case,
    CaseKind,
    CaseStatus,
    Identifier,
    Step,
)
from core.offboarding.views import case_number
from core.offboarding.visibility import visible
from core.rights import Action, require


@dataclass(frozen=True)
class OfLeaver:
    """An account that turned out to be of somebody who left, or who has a case."""

    app: str
    person: int
    name: str
    case: int | None
    """The open case in which its removal is; ``None``: in none that the actor sees."""
    number: str | None


def of_leavers(session: Session, actor: Actor, said: Sequence[Belongs]) -> list[OfLeaver]:
    """Which of these accounts are of people who left or have an open case that removes them."""
    require(actor, Action.INVENTORY_READ)
    now = clock.now()
    found = []
    for each in said:
        if each.person is None:
            continue
        person = accounts.person(session, actor, each.person, now).row
        names = [name for _, name in accounts.names_of_people(session, [each.person])]
        case = open_case_of(session, [*names, person.email or ""], seen_by=actor)
        if case is not None and not _removes(session, case, each.app):
            case = None
        has_left = person.left_at is not None and person.left_at <= now
        if case is not None or has_left:
            number = case_number(case.id or 0) if case else None
            found.append(
                OfLeaver(each.app, each.person, person.name, case.id if case else None, number)
            )
    return found


def open_case_of(
    session: Session, names: Collection[str], *, seen_by: Actor | None = None
) -> Case | None:
    """The open case of who has one of these addresses, the newest; held for a change unless
    somebody only looks. A user name may be someone else's in another app: it does not count."""
    addresses = {name.casefold() for name in names if "@" in name}
    query = (
        select(Case)
        .join(Identifier, col(Identifier.case_id) == col(Case.id))
        .where(
            col(Identifier.value).in_(addresses),
            Case.status == CaseStatus.OPEN,
            col(Case.kind).not_in([CaseKind.RETURN, CaseKind.IDP_REMOVAL]),
        )
        .order_by(col(Case.id).desc())
    )
    if seen_by is not None:
        return session.exec(query.where(visible(session, seen_by))).first()
    return session.exec(query.with_for_update()).first()


def leaving_is_closed(session: Session, names: Collection[str], since: datetime | None) -> bool:
    """Whether a case of their leaving was worked to its end, under one of these addresses and after
    ``since``, when they started here the last time."""
    addresses = {name.casefold() for name in names if "@" in name}
    query = (
        select(Case.id)
        .join(Identifier, col(Identifier.case_id) == col(Case.id))
        .where(
            col(Identifier.value).in_(addresses),
            Case.status == CaseStatus.CLOSED,
            col(Case.kind).in_(ENDS_ACCESS),
            Case.kind != CaseKind.LEAVE,
        )
    )
    if since is not None:
        query = query.where(col(Case.effective_at) > since)
    return session.exec(query).first() is not None


def _removes(session: Session, case: Case, app: str) -> bool:
    query = select(Step.id).where(col(Step.case_id) == case.id, col(Step.app_id) == app, REMOVES)
    return session.exec(query).first() is not None
