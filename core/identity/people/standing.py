"""Whether who acts still may, asked in the transaction that writes.

A page finds out who is signed in at its top. A click may then wait for the write lock while another
transaction disables that very account, ends its sessions or takes its role, and would go through
after it. So the audit log, which every change goes through, asks here with each entry, while it
holds what all writers queue for: whoever was stopped before has no entry, and so no change, after.
"""

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select
from sqlmodel import Session

from core import clock
from core.actor import Actor
from core.audit.values import State
from core.errors import Forbidden
from core.identity.models import Account, CommandLineToken, SignInSession
from core.storage.prepared_statements import Prepared

_A = Account.__table__  # type: ignore[attr-defined]
_S = SignInSession.__table__  # type: ignore[attr-defined]
_T = CommandLineToken.__table__  # type: ignore[attr-defined]
_STANDING = Prepared(
    select(
        _A.c.role,
        _A.c.active,
        _A.c.not_before,
        _S.c.created_at,
        _S.c.expires_at,
        _S.c.ended_at,
        _T.c.created_at,
        _T.c.expires_at,
        _T.c.ended_at,
    )
    .select_from(_A)
    .join(_S, and_(_S.c.account_id == _A.c.id, _S.c.digest == bindparam("session")), isouter=True)
    .join(_T, and_(_T.c.account_id == _A.c.id, _T.c.digest == bindparam("token")), isouter=True)
    .where(_A.c.id == bindparam("id"))
)
_ASKED = "offramp_standing_asked"


def require_standing(session: Session | Connection, actor: Actor) -> None:
    """Raise :class:`Forbidden` if the actor's account, role, session or token is not what it was
    when it was asked who acts. Whoever is no account (the system, an IdP, the command line without
    a name) stands.

    For a change of the actor's own account: call it with the accounts' lock, before the change. The
    next entry of the transaction may then be about it.
    """
    connection = session.connection() if isinstance(session, Session) else session
    values = {"id": actor.id, "session": actor.session or "", "token": actor.token or ""}
    found = _STANDING.first(connection, values)
    connection.info[_ASKED] = (connection.get_transaction(), actor.id)
    if found is None:
        return
    role, active, not_before, *proofs = found
    since = proofs[0] if actor.session else actor.since
    if (
        not active
        or role != actor.role
        or (actor.session and not _holds(*proofs[:3]))
        or (actor.token and not _holds(*proofs[3:]))
        or (since is not None and since < not_before)
    ):
        raise Forbidden(
            f"The account or session of {actor.name} was changed or ended while this waited. "
            "Nothing was saved.",
            hint="Reload the page.",
        )


def before_an_entry(connection: Connection, actor: Actor, changed: State | None) -> None:
    """The same for the audit log. ``changed``: the rows that the entry is about."""
    asked = connection.info.pop(_ASKED, None)  # for this one entry
    is_own = actor.id in (changed or {}).get(_A.name, {})
    if is_own and asked == (connection.get_transaction(), actor.id):
        return  # as they have just changed it
    require_standing(connection, actor)
    connection.info.pop(_ASKED, None)


def _holds(begun: datetime | None, expires: datetime | None, ended: datetime | None) -> bool:
    return begun is not None and ended is None and clock.now() < (expires or begun)
