"""The door for those who are signed in: accounts, roles, passwords, sessions."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from core import clock
from core.actor import Actor, Role
from core.audit import service as audit
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.identity import accounts, passwords, sessions
from core.identity.groups.owners import names_of_others, shared_names
from core.identity.groups.service import every_group, group_keys
from core.identity.models import Account, AccountLink, CodeKind, SignInSession
from core.identity.people.standing import require_standing
from core.identity.second_factor.factors import accounts_with_any
from core.rights import RIGHTS, Action, require
from core.step_up import require_fresh, require_person

CODE_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class AccountView:
    """An account as administrators and auditors see it."""

    id: str
    username: str
    name: str
    email: str | None
    role: Role
    active: bool
    has_password: bool
    providers: tuple[str, ...]
    created_at: datetime
    last_seen_at: datetime | None
    open_sessions: int
    version: int
    suspended_by: str | None = None
    """What disabled it by itself, such as ``case:12``."""
    second_factor: bool = False

    @property
    def means(self) -> list[str]:
        """What it signs in with, in words."""
        own = ["password"] if self.has_password else []
        own += ["second factor"] if self.second_factor else []
        return [*own, *self.providers]


@dataclass(frozen=True)
class SessionView:
    """One sign-in of one browser."""

    digest: str
    method: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str | None
    agent: str | None
    factor: str | None = None
    """The second factor, or what the provider says of one."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who may work on cases. ``handle``: e-mail address or user name, in lower case."""

    id: str
    name: str
    handle: str


def account_list(session: Session, actor: Actor, *, now: datetime) -> list[AccountView]:
    """Every account, by name."""
    require(actor, Action.ACCOUNT_READ)
    seen, links = _last_seen(session), _links(session)
    counts, proven = _open_counts(session, now), accounts_with_any(session)
    rows = session.scalars(select(Account).order_by(col(Account.username)))
    return [_view(row, seen, links, counts, proven) for row in rows]


def known_as(session: Session, actor: Actor) -> frozenset[str]:
    """What the actor is called elsewhere, in lower case: e-mail address, user name, name."""
    require(actor, Action.ACCOUNT_SELF)
    row = session.get(Account, actor.id)
    names = [actor.email, actor.name, *((row.email, row.username, row.name) if row else ())]
    return frozenset(name.strip().casefold() for name in names if name and name.strip())


def answers_to(session: Session, actor: Actor) -> frozenset[str]:
    """What means the actor and nobody else, in lower case: user name, e-mail address, and the
    name, unless another account or a group is called so too."""
    require(actor, Action.ACCOUNT_SELF)
    row = session.get(Account, actor.id)
    handles = [actor.email, *((row.email, row.username) if row else ())]
    sure = {each.strip().casefold() for each in handles if each and each.strip()}
    taken = names_of_others(session, actor.id) | group_keys(session)
    # A name is free to choose at many a provider: one that reads as an address is no address.
    names = {each for each in known_as(session, actor) - taken if "@" not in each}
    return frozenset(sure | names)


def handle_of(session: Session, actor: Actor) -> str:
    """What the actor's own steps are kept under: address, else user name, else name."""
    require(actor, Action.ACCOUNT_SELF)
    row = session.get(Account, actor.id)
    return (actor.email or (row and (row.email or row.username)) or actor.name).casefold()


def colleagues(session: Session, actor: Actor) -> list[Colleague]:
    """Everybody who can be given work, by name."""
    require(actor, Action.CASE_READ)
    workers = RIGHTS[Action.CASE_WORK]
    rows = session.scalars(select(Account).where(col(Account.active)).order_by(col(Account.name)))
    return [
        Colleague(row.id, row.name, (row.email or row.username).casefold())
        for row in rows
        if row.role in workers
    ]


def actor_of(session: Session, account: str) -> Actor | None:
    """The account as one who acts; ``None`` when it is gone or disabled."""
    row = session.get(Account, account)
    return Actor(row.id, row.name, row.role, email=row.email) if row and row.active else None


def group_addresses(session: Session) -> dict[str, tuple[str, ...]]:
    """Group in lower case → the e-mail addresses of its members who can work."""
    return {
        group.key: tuple(
            address
            for member in group.workers
            if "@" in (address := (member.email or member.username).strip().casefold())
        )
        for group in every_group(session)
    }


def addresses(session: Session) -> dict[str, str | None]:
    """Name, user name and address of each account, in lower case, → its e-mail address.

    ``None`` for an account that has none or may not sign in, and for a name that two accounts
    have.
    """
    found: dict[str, str | None] = {}
    sure: dict[str, str | None] = {}
    shared = shared_names(session)
    for row in session.scalars(select(Account)):
        address = (row.email or row.username).strip().casefold()
        reached = address if row.active and "@" in address else None
        name = row.name.strip().casefold()
        found[name] = None if name in shared else reached
        for handle in {row.username, (row.email or "").strip().casefold()}:
            sure[handle] = None if handle in sure and sure[handle] != reached else reached
    found |= sure
    found.pop("", None)
    return found


def administrators(session: Session) -> list[str]:
    """E-mail addresses of the administrators who may sign in, for other rooms' messages."""
    chosen = select(Account).where(col(Account.role) == Role.ADMINISTRATOR, col(Account.active))
    found = {(row.email or row.username).strip().casefold() for row in session.scalars(chosen)}
    return sorted(address for address in found if "@" in address)


def my_account(session: Session, actor: Actor, *, now: datetime) -> AccountView:
    """One's own account; raises :class:`NotFound` for whoever has none (the command line)."""
    require(actor, Action.ACCOUNT_SELF)
    row = accounts.find(session, actor.id)
    counts, proven = _open_counts(session, now), accounts_with_any(session)
    return _view(row, _last_seen(session), _links(session), counts, proven)


def add(
    session: Session,
    actor: Actor,
    *,
    username: str,
    name: str,
    role: Role,
    email: str | None = None,
    password: str | None = None,
) -> str:
    """Make an account; its id. Without a password it needs a one-time link or a provider."""
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    if password is not None:
        passwords.check(password, username, name, email)
    account = accounts.make(
        session, username=username, name=name, email=email, role=role, now=clock.now()
    )
    account.role_pinned = True
    account.password_hash = passwords.hashed(password) if password is not None else None
    audit.record(
        session, actor, "account.add", f"account:{account.id}", after=accounts.facts(account)
    )
    return account.id


def set_role(
    session: Session, actor: Actor, who: str, role: Role, *, version: int | None = None
) -> None:
    """Give an account another role; ends its sessions.

    The role that a rule gave it is an administrator's from then on, be it the same one.
    """
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    account = _for_change(session, actor, who, version)
    if account.role == role and account.role_pinned:
        return
    before = accounts.facts(account)
    if account.role == Role.ADMINISTRATOR and role != account.role:
        _keep_an_administrator(session, account)
    account.role, account.role_pinned = role, True
    accounts.void_sign_ins(session, account, "role changed", clock.now())
    _record(session, actor, "account.set-role", account, before)


def disable(session: Session, actor: Actor, who: str, *, version: int | None = None) -> None:
    """Keep an account out, whatever its provider says; ends its sessions."""
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    account = _for_change(session, actor, who, version)
    if not account.active:
        return
    before = accounts.facts(account)
    _keep_an_administrator(session, account)
    account.active = False
    accounts.void_sign_ins(session, account, "account disabled", clock.now())
    _record(session, actor, "account.disable", account, before)


def enable(session: Session, actor: Actor, who: str, *, version: int | None = None) -> None:
    """Let a disabled account in again."""
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    account = _for_change(session, actor, who, version)
    if account.active:
        return
    before = accounts.facts(account)
    account.active, account.suspended_by, account.version = True, None, account.version + 1
    _record(session, actor, "account.enable", account, before)


def reset_password(session: Session, actor: Actor, who: str) -> str:
    """A one-time code with which the account's owner sets a new password within a day.

    The old password stops at once, and every session ends.
    """
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    now, account = clock.now(), _for_change(session, actor, who, None)
    if account.id == actor.id:
        # It would end the session that is to show the link.
        raise Invalid(
            "A one-time link is for others: it would sign you out before you could use it.",
            hint="Change your own password under My account.",
        )
    account.password_hash = None
    accounts.void_sign_ins(session, account, "password reset", now)
    code = accounts.issue_code(session, CodeKind.RESET, account.id, CODE_LIFE, now)
    audit.record(session, actor, "account.reset-password", f"account:{account.id}")
    return code


def revoke_sessions(session: Session, actor: Actor, who: str) -> int:
    """End every session of an account; how many there were."""
    require(actor, Action.ACCOUNT_MANAGE)
    account = _for_change(session, actor, who, None)
    ended = accounts.void_sign_ins(session, account, "revoked", clock.now())
    audit.record(
        session, actor, "account.revoke-sessions", f"account:{account.id}", after={"ended": ended}
    )
    return ended


def my_sessions(session: Session, actor: Actor, *, now: datetime) -> list[SessionView]:
    """Where one is signed in, newest first."""
    require(actor, Action.ACCOUNT_SELF)
    return [
        SessionView(
            row.digest,
            row.method,
            row.created_at,
            row.last_seen_at,
            row.expires_at,
            row.address,
            row.agent,
            row.factor,
        )
        for row in sessions.open_sessions(session, actor.id, now)
    ]


def end_my_session(session: Session, actor: Actor, digest: str) -> None:
    """Sign one of one's own browsers out."""
    require(actor, Action.ACCOUNT_SELF)
    require_fresh(actor)
    accounts.lock(session)
    require_standing(session, actor)
    row = session.get(SignInSession, digest)
    if row is None or row.account_id != actor.id:
        raise NotFound("You have no such session.")
    if sessions.end(session, digest, "ended by its owner", clock.now()):
        if digest == actor.session:
            actor = replace(actor, session=None)
        audit.record(session, actor, "account.end-session", f"account:{actor.id}")


def end_my_other_sessions(session: Session, actor: Actor, keep: str, now: datetime) -> int:
    """Sign out everywhere but in the browser whose session ``keep`` is; how many there were."""
    require(actor, Action.ACCOUNT_SELF)
    require_fresh(actor)
    accounts.lock(session)
    require_standing(session, actor)
    others = [
        each.digest
        for each in sessions.open_sessions(session, actor.id, now)
        if each.digest != keep
    ]
    ended = sum(sessions.end(session, each, "ended by its owner", now) for each in others)
    if ended:
        audit.record(
            session,
            actor,
            "account.end-other-sessions",
            f"account:{actor.id}",
            after={"sessions": ended},
        )
    return ended


def check_password_change(session: Session, actor: Actor, current: str, new: str) -> Account:
    """What :func:`change_password` asks for; the account. A service of breached passwords is asked
    afterwards, so that only who could change it makes a request leave."""
    require(actor, Action.ACCOUNT_SELF)
    require_person(actor)
    account = _for_change(session, actor, actor.id, None)
    if account.password_hash is None:
        raise Forbidden("This account signs in through a provider and has no password here.")
    if not passwords.matches(current, account.password_hash):
        raise Invalid("The current password is wrong.", field="current")
    passwords.check(new, account.username, account.name, account.email)
    return account


def change_password(session: Session, actor: Actor, current: str, new: str) -> None:
    """Change one's own password; ends every session, this one too."""
    account = check_password_change(session, actor, current, new)
    account.password_hash = passwords.hashed(new)
    accounts.void_sign_ins(session, account, "password changed", clock.now())
    audit.record(session, actor, "account.change-password", f"account:{account.id}")


def _for_change(session: Session, actor: Actor, who: str, version: int | None) -> Account:
    accounts.lock(session)
    require_standing(session, actor)
    account = accounts.find(session, who)
    if version is not None and account.version != version:
        raise Conflict(
            f"{account.username} was changed by someone else in the meantime: it is now "
            f"{account.role}, {'active' if account.active else 'disabled'}.",
            hint="Look at it again, then repeat what is still needed.",
        )
    return account


def _keep_an_administrator(session: Session, account: Account) -> None:
    if accounts.is_last_administrator(session, account):
        raise Forbidden(
            f"{account.username} is the only active administrator.",
            hint="Make someone else an administrator first.",
        )


def _record(
    session: Session, actor: Actor, action: str, account: Account, before: audit.Values
) -> None:
    audit.record(
        session,
        actor,
        action,
        f"account:{account.id}",
        before=before,
        after=accounts.facts(account),
    )


def _view(
    row: Account,
    seen: dict[str, datetime],
    links: dict[str, tuple[str, ...]],
    counts: dict[str, int],
    proven: set[str],
) -> AccountView:
    return AccountView(
        id=row.id,
        username=row.username,
        name=row.name,
        email=row.email,
        role=row.role,
        active=row.active,
        has_password=row.password_hash is not None,
        providers=links.get(row.id, ()),
        created_at=row.created_at,
        last_seen_at=seen.get(row.id),
        open_sessions=counts.get(row.id, 0),
        version=row.version,
        suspended_by=row.suspended_by,
        second_factor=row.id in proven,
    )


def _last_seen(session: Session) -> dict[str, datetime]:
    latest = func.max(col(SignInSession.last_seen_at), type_=SignInSession.last_seen_at.type)  # type: ignore[attr-defined]
    rows = session.execute(
        select(col(SignInSession.account_id), latest).group_by(col(SignInSession.account_id))
    )
    return {row[0]: row[1] for row in rows}


def _links(session: Session) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for link in session.scalars(select(AccountLink).order_by(col(AccountLink.provider))):
        found[link.account_id] = (*found.get(link.account_id, ()), link.provider)
    return found


def _open_counts(session: Session, now: datetime) -> dict[str, int]:
    rows = session.execute(
        select(col(SignInSession.account_id), func.count())
        .where(col(SignInSession.ended_at).is_(None), col(SignInSession.expires_at) > now)
        .group_by(col(SignInSession.account_id))
    )
    return {row[0]: row[1] for row in rows}
