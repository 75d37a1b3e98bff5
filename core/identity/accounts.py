"""Making and finding accounts: what every way of signing in has in common."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlmodel import Session, col

from core.actor import Role
from core.audit import service as audit
from core.errors import Conflict, Invalid, NotFound
from core.identity import sessions
from core.identity.command_line import tokens
from core.identity.devices import known
from core.identity.models import Account, CodeKind, OneTimeCode
from core.names import clean
from core.secrets.service import new_token, recognisable
from core.storage.quota import Quota

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}")
_ADDRESS = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")
_ACCOUNTS_LOCK = 0x0FF5A11


def lock(session: Session) -> None:
    """Let one transaction at a time decide about accounts (SQLite's write lock does already)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ACCOUNTS_LOCK})


def are_there_any(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.scalar(select(col(Account.id)).limit(1)) is not None


def is_there_an_administrator(session: Session) -> bool:
    """Whether any account is an administrator's; a disabled one counts, and is let in again."""
    query = select(col(Account.id)).where(col(Account.role) == Role.ADMINISTRATOR).limit(1)
    return session.scalar(query) is not None


def was_there_an_administrator(session: Session) -> bool:
    """The same, or the log says that there was one: whatever became of them, nobody who comes
    along is to be the next."""
    if is_there_an_administrator(session):
        return True
    return any(
        said.get("role") == Role.ADMINISTRATOR
        for action in ("identity.first-run", "account.add", "account.set-role")
        for entry in audit.deeds(session, action)
        for said in (entry.before, entry.after)
        if isinstance(said, Mapping)
    )


def find(session: Session, name_or_id: str) -> Account:
    """The account with this user name or id; raises :class:`NotFound`."""
    wanted = canonical_username(name_or_id)
    found = session.scalars(
        select(Account).where((col(Account.username) == wanted) | (col(Account.id) == name_or_id))
    ).first()
    if found is None:
        raise NotFound(f"There is no account {name_or_id!r}.", field="username")
    return found


def canonical_username(text_: str) -> str:
    """User names are compared without regard to case and outer spaces."""
    # PostgreSQL's texts cannot hold NUL; no user name does either.
    return text_.strip().casefold().replace("\0", "\ufffd")


def address_or_none(text_: str) -> str | None:
    """An e-mail address in the form that is stored, if it is one."""
    address = text_.strip().casefold()
    return address if _ADDRESS.fullmatch(address) else None


def is_free(session: Session, username: str) -> bool:
    """Whether this can be a user name, and nobody has it, nor is written to under it."""
    if not _USERNAME.fullmatch(username):
        return False
    taken = (col(Account.username) == username) | (col(Account.email) == username)
    return session.scalar(select(col(Account.id)).where(taken).limit(1)) is None


def shown_name(text_: str) -> str:
    """A name on one line, without characters that cannot be seen."""
    return clean(text_)[:200]


ACCOUNTS = Quota(20_000, "accounts", "Check whether a script creates them.")


def make(
    session: Session, *, username: str, name: str, email: str | None, role: Role, now: datetime
) -> Account:
    """Store a new account; raises :class:`Invalid` or :class:`Conflict`."""
    wanted = canonical_username(username)
    if not _USERNAME.fullmatch(wanted):
        raise Invalid(
            "A user name has 2 to 100 letters, digits and . _ @ + -",
            field="username",
            hint="Use the e-mail address, or what is before its @.",
        )
    address = address_or_none(email or "")
    if email and email.strip() and address is None:
        raise Invalid(f"{email.strip()!r} is not an e-mail address.", field="email")
    lock(session)
    if session.scalar(select(col(Account.id)).where(col(Account.username) == wanted)):
        raise Conflict(f"There is already an account {wanted!r}.", field="username")
    others = select(col(Account.username)).where(col(Account.email) == wanted).limit(1)
    if address != wanted and (other := session.scalar(others)):
        # With the address as well it is said to be the same person's.
        raise Conflict(
            f"{wanted} is the e-mail address of the account {other!r}.",
            field="username",
            hint="Choose another user name; or enter that address too, if it is the same person.",
        )
    ACCOUNTS.leave_room(session, Account)
    account = Account(
        id=uuid.uuid4().hex,
        username=wanted,
        name=shown_name(name) or wanted,
        email=address,
        role=role,
        created_at=now,
        not_before=now,
    )
    session.add(account)
    session.flush()
    return account


def facts(account: Account) -> Mapping[str, object]:
    """What the audit log says of an account."""
    return {
        "username": account.username,
        "name": account.name,
        "email": account.email,
        "role": account.role,
        "active": account.active,
    }


def void_sign_ins(session: Session, account: Account, reason: str, now: datetime) -> int:
    """End all sessions, tokens and devices, and believe no sign-in from before this moment.

    Secret links from before it (:func:`stands_since`) end with them. How many sessions there were.
    """
    account.not_before = now
    account.version += 1
    tokens.end_all(session, account.id, reason, now)
    known.end_all(session, account.id, reason, now)
    return sessions.end_all(session, account.id, reason, now)


def stands_since(session: Session, account_id: str) -> datetime | None:
    """From when on what was made for an account holds; ``None``: there is no such account.

    For what other rooms keep of it, such as the calendar's secret link.
    """
    return session.scalar(select(col(Account.not_before)).where(col(Account.id) == account_id))


def other_administrators(session: Session, account: Account) -> int:
    """How many active administrators there are beside this account."""
    return (
        session.scalar(
            select(func.count(col(Account.id))).where(
                col(Account.role) == Role.ADMINISTRATOR,
                col(Account.active),
                col(Account.id) != account.id,
            )
        )
        or 0
    )


def is_last_administrator(session: Session, account: Account) -> bool:
    """Whether nobody would be left to manage accounts without this one."""
    return (
        account.role is Role.ADMINISTRATOR
        and account.active
        and not other_administrators(session, account)
    )


def issue_code(
    session: Session, kind: CodeKind, account_id: str | None, life: timedelta, now: datetime
) -> str:
    """A new one-time code; earlier ones of its kind for the account are void."""
    session.execute(
        delete(OneTimeCode).where(
            (col(OneTimeCode.kind) == kind) & (col(OneTimeCode.account_id) == account_id)
            if account_id
            else (col(OneTimeCode.kind) == kind)
        )
    )
    code = new_token()
    session.add(
        OneTimeCode(
            digest=recognisable(code), kind=kind, account_id=account_id, expires_at=now + life
        )
    )
    session.flush()
    return code


def redeem_code(session: Session, kind: CodeKind, code: str, now: datetime) -> OneTimeCode:
    """Use up a code; raises :class:`Invalid` for one that is wrong, used or too old."""
    # Deleting is the test: of two who redeem at once, one finds a row.
    found = valid_code(session, kind, code, now, with_for_update=True)
    session.delete(found)
    session.flush()
    return found


def valid_code(
    session: Session, kind: CodeKind, code: str, now: datetime, *, with_for_update: bool = False
) -> OneTimeCode:
    """The code, not used up; raises :class:`Invalid` for one that is wrong, used or too old."""
    found = session.get(OneTimeCode, recognisable(code.strip()), with_for_update=with_for_update)
    if found is None or found.kind != kind or found.expires_at <= now:
        raise Invalid(
            "This code is not valid, or was used or replaced.",
            field="code",
            hint="Ask for a new one.",
        )
    return found
