"""Use cases of outbound removal: asking for it, following it, its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.audit.values import Hidden
from core.catalog.values import App
from core.errors import Conflict, Invalid, NotFound
from core.rights import Action, require
from core.scim.bridge import service as bridge
from core.scim.models import Exchange, Outbound, Removal, RemovalCause, RemovalState
from core.scim.outbound import listeners
from core.scim.outbound.connections import connection_row, usable_row
from core.step_up import require_fresh

UNDER_WAY = (
    RemovalState.WAITING,
    RemovalState.RUNNING,
    RemovalState.RETRYING,
    RemovalState.VERIFYING,
)
"""A look in between would end these before the account is gone."""


@dataclass(frozen=True)
class RemovalView:
    """A removal and where it stands."""

    id: int
    connection: int
    app_id: str
    app_name: str
    user: str
    state: RemovalState
    outcome: str | None
    remote_id: str | None
    attempts: int
    next_at: datetime | None
    verified_at: datetime | None
    created_at: datetime
    created_by: str
    reference: str | None
    candidates: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class RunView:
    """Removals that were asked for together."""

    reference: str
    asked_at: datetime
    asked_by: str
    total: int
    connections: int
    proven: int
    needs_person: int

    @property
    def under_way(self) -> int:
        """Neither proven nor handed to a person yet."""
        return self.total - self.proven - self.needs_person


def ask_removal(
    session: Session,
    actor: Actor,
    connection: int,
    user: str,
    *,
    key: str | None = None,
    reference: str | None = None,
    not_before: datetime | None = None,
) -> RemovalView:
    """Ask for a removal, once for each key; a worker does it as soon as the transaction is there.

    Asking again for a user whose removal is under way or just proven gives that removal.
    """
    require(actor, Action.SCIM_REMOVE)
    user = user.strip()
    if not user or len(user) > 320 or "\0" in user:
        raise Invalid("Whom to remove: a user name or e-mail address.", field="user")
    row = usable_row(session, connection)
    now = clock.now()
    key = key or f"{user.casefold()}:{now:%Y-%m-%d}"
    same = select(Removal).where(col(Removal.outbound_id) == connection, col(Removal.key) == key)
    found = session.exec(same).first()
    if found is None:
        found = Removal(
            outbound_id=connection,
            key=key,
            user=user,
            reference=reference,
            state=RemovalState.WAITING,
            next_at=not_before or now,
            created_at=now,
            created_by=actor.name,
        )
        session.add(found)
        session.flush()
        after = {"user": user, "connection": connection, "reference": reference}
        audit.record(session, actor, "scim.remove", f"scim-removal:{found.id}", after=after)
    return _removal_view(found, row, session.get(App, row.app_id))


def ask_removals(
    session: Session, actor: Actor, pairs: Sequence[tuple[int, str]], *, key: str
) -> list[RemovalView]:
    """Ask for many at once: one leaver in many apps, or many leavers in one; all or none.

    They are one run, whose progress :func:`runs` tells.
    """
    require(actor, Action.SCIM_REMOVE)
    require_fresh(actor)
    return [
        ask_removal(
            session, actor, connection, user, key=f"{key}:{user.casefold()}", reference=f"run:{key}"
        )
        for connection, user in pairs
    ]


def runs(session: Session, actor: Actor, limit: int = 10) -> list[RunView]:
    """The newest runs and how far they are."""
    require(actor, Action.SCIM_READ)
    state, reference = col(Removal.state), col(Removal.reference)

    def number(states: Sequence[RemovalState]) -> Any:
        return func.sum(case((state.in_(list(states)), 1), else_=0))

    query = (
        sql_select(
            reference,
            func.min(Removal.created_at),
            func.min(Removal.created_by),
            func.count(),
            func.count(func.distinct(Removal.outbound_id)),
            number([RemovalState.VERIFIED]),
            number([RemovalState.OPEN_STEP, RemovalState.RETURNED]),
        )
        .where(reference.like("run:%"), _not_own(session, actor))
        .group_by(reference)
        .order_by(func.max(Removal.id).desc())
        .limit(limit)
    )
    return [RunView(*row) for row in session.connection().execute(query)]


def try_again(session: Session, actor: Actor, removal_id: int) -> RemovalView:
    """Remove once more from the beginning: what stood in the way is solved, or they are back."""
    require(actor, Action.SCIM_REMOVE)
    found = _removal(session, actor, removal_id)
    usable_row(session, found.outbound_id)
    if found.state not in (RemovalState.OPEN_STEP, RemovalState.RETURNED):
        raise Conflict("Only what needs a person can be tried again.")
    found.state, found.next_at = RemovalState.WAITING, clock.now()
    found.attempts, found.candidates = 0, None
    if found.cause is RemovalCause.OTHER_ACCOUNT:
        found.remote_id = None  # look for it by name
    session.add(found)
    listeners.tell(session, found)
    audit.record(session, actor, "scim.try-again", f"scim-removal:{removal_id}")
    return removal(session, actor, removal_id)


def choose(session: Session, actor: Actor, removal_id: int, remote_id: str) -> RemovalView:
    """Answer the question which of several users is meant; the removal goes on with that one."""
    require(actor, Action.SCIM_REMOVE)
    found = _removal(session, actor, removal_id)
    usable_row(session, found.outbound_id)
    offered = {each["id"] for each in found.candidates or []}
    if found.state is not RemovalState.OPEN_STEP or remote_id not in offered:
        raise Conflict("There is nothing to choose here.")
    found.remote_id, found.candidates = remote_id, None
    found.state, found.next_at = RemovalState.WAITING, clock.now()
    session.add(found)
    listeners.tell(session, found)
    obj = f"scim-removal:{removal_id}"
    audit.record(session, actor, "scim.choose", obj, after={"remote_id": remote_id})
    return removal(session, actor, removal_id)


def verify_again(session: Session, actor: Actor, removal_id: int) -> RemovalView:
    """Look again now, whether a person did it by hand or it is to be proven once more.

    It only reads. An account that came back is told, and removed when somebody asks for that.
    """
    require(actor, Action.SCIM_REMOVE)
    found = _removal(session, actor, removal_id)
    usable_row(session, found.outbound_id)
    if found.state in UNDER_WAY:
        raise Conflict(
            "This removal is under way.", hint="It is checked automatically when it has ended."
        )
    found.state = RemovalState.LOOKING
    found.next_at, found.attempts = clock.now(), 0
    session.add(found)
    audit.record(session, actor, "scim.verify", f"scim-removal:{removal_id}")
    return removal(session, actor, removal_id)


def app_of(session: Session, found: Removal) -> str:
    """The app that a removal is from; for whoever hears of its result."""
    return connection_row(session, found.outbound_id).app_id


def removal(session: Session, actor: Actor, removal_id: int) -> RemovalView:
    """One removal."""
    require(actor, Action.SCIM_READ)
    found = _removal(session, actor, removal_id)
    row = connection_row(session, found.outbound_id)
    return _removal_view(found, row, session.get(App, row.app_id))


def list_removals(
    session: Session,
    actor: Actor,
    *,
    states: Sequence[RemovalState] = (),
    search: str = "",
    run: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[int, list[RemovalView]]:
    """How many removals there are, and a page of them, the newest first."""
    require(actor, Action.SCIM_READ)
    where: list[Any] = [_not_own(session, actor)]
    if states:
        where.append(col(Removal.state).in_(list(states)))
    if search.strip():
        where.append(func.lower(Removal.user).contains(search.strip().lower(), autoescape=True))
    if run:
        where.append(col(Removal.reference) == run)
    total = session.exec(select(func.count()).select_from(Removal).where(*where)).one()
    query = select(Removal).where(*where).order_by(col(Removal.id).desc())
    views = []
    for found in session.exec(query.offset(offset).limit(limit)).all():
        row = connection_row(session, found.outbound_id)
        views.append(_removal_view(found, row, session.get(App, row.app_id)))
    return int(total), views


def exchanges(session: Session, actor: Actor, removal_id: int) -> Sequence[Exchange]:
    """What was sent and received, secrets cut out, in order."""
    require(actor, Action.SCIM_READ)
    _removal(session, actor, removal_id)
    query = select(Exchange).where(col(Exchange.removal_id) == removal_id)
    return session.exec(query.order_by(col(Exchange.id))).all()


def own_removals_in_the_log(session: Session, actor: Actor) -> Hidden:
    """The entries of the audit log about removals that are not for the actor, as they are not on
    the page: also those that no case asked for."""
    own = session.exec(select(Removal.id).where(not_(_not_own(session, actor))))
    return Hidden(frozenset(f"scim-removal:{removal}" for removal in own))


# -- parts ----------------------------------------------------------------------


def _not_own(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The condition that a removal does not take access from the actor: like the case, not for
    them."""
    own = bridge.own_accounts(session, actor)
    return and_(
        func.lower(Removal.user).not_in(sorted(own.names)),
        col(Removal.id).not_in(sorted(own.removals)),
    )


def _removal(session: Session, actor: Actor, removal_id: int) -> Removal:
    seen = select(Removal).where(col(Removal.id) == removal_id, _not_own(session, actor))
    found = session.exec(seen).first()
    if found is None:
        raise NotFound(f"There is no removal {removal_id}.")
    return found


def _removal_view(found: Removal, row: Outbound, app: App | None) -> RemovalView:
    return RemovalView(
        id=found.id or 0,
        connection=found.outbound_id,
        app_id=row.app_id,
        app_name=app.name if app else row.app_id,
        user=found.user,
        state=found.state,
        outcome=found.outcome,
        remote_id=found.remote_id,
        attempts=found.attempts,
        next_at=found.next_at,
        verified_at=found.verified_at,
        created_at=found.created_at,
        created_by=found.created_by,
        reference=found.reference,
        candidates=tuple(found.candidates or ()),
    )
