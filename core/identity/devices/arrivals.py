"""Sign-ins from a device and an address that the account does not know: its owner is told.

The row of the session says that it is news, and a job sends the message where a channel reaches
the owner (``core/app``: this room knows no channels). Where none does, pages say it until the
owner confirms.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from core.actor import Actor
from core.audit import service as audit
from core.identity.devices.known import Familiarity
from core.identity.models import Account, SignInSession
from core.identity.sessions import DEVICE_ENDED
from core.jobs import service as jobs
from core.rights import Action, require
from core.secrets.service import recognisable
from core.storage.prepared_statements import Prepared

KIND = "new-sign-in"
_S = SignInSession.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Arrival:
    """A sign-in from where the account had not been. ``email``: where its owner reads, if known."""

    session: str
    username: str
    email: str | None
    at: datetime
    address: str | None
    agent: str | None


def note(session: Session, token: str, familiarity: Familiarity, now: datetime) -> None:
    """Keep in mind that a session is news to the account's owner, if it is."""
    if familiarity.device or familiarity.address or familiarity.is_first:
        return
    row = session.get(SignInSession, recognisable(token))
    assert row is not None, "called right after the sign-in"
    row.is_news = True
    session.add(row)
    jobs.schedule(session, KIND, f"{KIND}:{row.digest}", {"session": row.digest}, now)


def waiting(session: Session, digest: str) -> Arrival | None:
    """A sign-in that its owner has not been told of."""
    found = session.execute(
        select(SignInSession, Account)
        .join(Account, col(Account.id) == col(SignInSession.account_id))
        .where(
            col(SignInSession.digest) == digest,
            col(SignInSession.is_news).is_(True),
            col(SignInSession.told_at).is_(None),
        )
    ).one_or_none()
    return _arrival(*found) if found else None


def told(session: Session, digest: str, now: datetime) -> None:
    """A message about it is on its way."""
    row = session.get(SignInSession, digest)
    if row is not None:
        row.told_at = now
        session.add(row)


_SOME = Prepared(
    select(_S.c.digest)
    .where(
        _S.c.account_id == bindparam("account"),
        _S.c.is_news.is_(True),
        _S.c.told_at.is_(None),
        _S.c.digest != bindparam("own"),
    )
    .limit(1)
)


def my_news(session: Session, actor: Actor, own: str | None) -> list[Arrival]:
    """Sign-ins that the owner was not told of, newest first; not the one who asks (``own``)."""
    require(actor, Action.ACCOUNT_SELF)
    # Asked at every run of every page, and hardly ever is there one.
    if _SOME.first(session.connection(), {"account": actor.id, "own": own or ""}) is None:
        return []
    return [_arrival(row, account) for row, account in _news(session, actor, own)]


def confirm_my_news(session: Session, actor: Actor, own: str | None, now: datetime) -> None:
    """They were the owner's own."""
    require(actor, Action.ACCOUNT_SELF)
    rows = [row for row, _ in _news(session, actor, own)]
    for row in rows:
        row.told_at = now
        session.add(row)
    if rows:
        audit.record(
            session,
            actor,
            "account.confirm-sign-in",
            f"account:{actor.id}",
            after={"sign_ins": len(rows)},
        )


def _news(session: Session, actor: Actor, own: str | None) -> list[tuple[SignInSession, Account]]:
    found = session.execute(
        select(SignInSession, Account)
        .join(Account, col(Account.id) == col(SignInSession.account_id))
        .where(
            col(SignInSession.account_id) == actor.id,
            col(SignInSession.is_news).is_(True),
            col(SignInSession.told_at).is_(None),
            col(SignInSession.digest) != (own or ""),
            # Whoever ended its device knows of it.
            col(SignInSession.end_reason).is_distinct_from(DEVICE_ENDED),
        )
        .order_by(col(SignInSession.created_at).desc())
    )
    return [(row, account) for row, account in found]


def _arrival(row: SignInSession, account: Account) -> Arrival:
    email = account.email or (account.username if "@" in account.username else None)
    return Arrival(row.digest, account.username, email, row.created_at, row.address, row.agent)
