"""Whether who acts still may, asked in the transaction that writes.

A page finds out who is signed in at its top. A click may then wait for the write lock while another
transaction disables that very account, ends its sessions or takes its role, and would go through
after it. So the audit log, which every change goes through, asks here with each entry, while it
holds what all writers queue for: whoever was stopped before has no entry, and so no change, after.
"""

from sqlalchemy import Connection, and_, bindparam, select
from sqlmodel import Session

from core.actor import Actor
from core.audit.values import State
from core.errors import Forbidden
from core.identity.models import Account, SignInSession
from core.storage.prepared_statements import Prepared

_A = Account.__table__  # type: ignore[attr-defined]
_S = SignInSession.__table__  # type: ignore[attr-defined]
_STANDING = Prepared(
    select(_A.c.role, _A.c.active, _A.c.not_before, _S.c.created_at, _S.c.ended_at)
    .join_from(
        _A, _S, and_(_S.c.account_id == _A.c.id, _S.c.digest == bindparam("session")), isouter=True
    )
    .where(_A.c.id == bindparam("id"))
)


def require_standing(session: Session | Connection, actor: Actor) -> None:
    """Raise :class:`Forbidden` if the actor's account, role or session is not what it was when it
    was asked who acts. Whoever is no account (the system, an IdP, the command line without a name)
    stands.

    For a change of the actor's own account: call it with the accounts' lock, before the change.
    """
    connection = session.connection() if isinstance(session, Session) else session
    values = {"id": actor.id, "session": actor.session or ""}
    found = _STANDING.first(connection, values)
    if found is None:
        return
    role, active, not_before, begun, ended = found
    since = begun if actor.session else actor.since
    if (
        not active
        or role != actor.role
        or (actor.session and (begun is None or ended is not None))
        or (since is not None and since < not_before)
    ):
        raise Forbidden(
            f"The account or session of {actor.name} was changed or ended while this waited. "
            "Nothing was saved.",
            hint="Reload the page.",
        )


def before_an_entry(connection: Connection, actor: Actor, changed: State | None) -> None:
    """The same for the audit log. ``changed``: the rows that the entry is about."""
    if changed and actor.id in changed.get(_A.name, {}):
        return  # their own row, as they have just changed it: asked before that
    require_standing(connection, actor)
