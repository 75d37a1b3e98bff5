"""Accounts of nobody that may be a case's person's: the case does not remove them."""

from collections.abc import Collection, Sequence

from sqlmodel import Session

from core.accounts import service as accounts
from core.accounts.values import AccountRow
from core.actor import Actor
from core.offboarding import rows
from core.offboarding.steps.accounts import names_of
from core.rights import Action, require
from core.scim import service as scim


def accounts_not_confirmed(session: Session, actor: Actor, case_id: int) -> Sequence[AccountRow]:
    """Those in use, each with its suggestion, the likeliest first."""
    require(actor, Action.CASE_READ)
    require(actor, Action.INVENTORY_READ)
    case = rows.case_row(session, actor, case_id)
    return _of(session, actor, names_of(session, case))


def may_be_leavers(session: Session, actor: Actor, email: str) -> Sequence[AccountRow]:
    """The same before there is a case, of who has this address."""
    require(actor, Action.CASE_OPEN)
    require(actor, Action.INVENTORY_READ)
    return _of(session, actor, scim.names_known(session.connection(), [email.strip()]))


def _of(session: Session, actor: Actor, names: Collection[str]) -> Sequence[AccountRow]:
    people = accounts.people_called(session, actor, names)
    return accounts.may_be_theirs(session, actor, frozenset(people.values()))
