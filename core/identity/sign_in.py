"""The door for those who are not signed in yet: first run, passwords, codes, and sessions.

Signing in takes the database and not a session: the attempt is counted and committed before the
password is looked at, and no transaction waits while a password is hashed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from core.actor import Actor, Role
from core.audit import service as audit
from core.errors import Forbidden, OfframpError
from core.identity import accounts, passwords, sessions, throttle
from core.identity.devices import arrivals, guessing, known
from core.identity.devices.guessing import Guess
from core.identity.models import Account, CodeKind
from core.identity.second_factor import factors, half_sign_in
from core.identity.second_factor.half_sign_in import Half
from core.identity.second_factor.requirement import FactorPolicy
from core.identity.sessions import Lifetimes, Live, Place
from core.storage.database import Database

Outcome = TypeVar("Outcome")

WRONG = "The user name or the password is wrong."


class SignInRefused(OfframpError):
    """The sign-in did not succeed; the same words whatever was wrong."""


class SlowDown(OfframpError):
    """Too many failures; ``seconds`` is how long to wait."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, round(wait.total_seconds()))
        super().__init__(
            f"Too many failed attempts. Try again in {self.seconds} seconds.",
            hint="An administrator can give you a one-time link.",
        )


@dataclass(frozen=True)
class NewAdministrator:
    """What the first-run form asks for."""

    username: str
    name: str
    email: str
    password: str


def anonymous(place: Place, name: str = "Not signed in") -> Actor:
    """Whoever knocks."""
    return Actor("anonymous", name, Role.VIEWER, place.address, None, place.request_id)


def as_actor(account: Account, place: Place) -> Actor:
    """The account as one who acts."""
    return Actor(
        account.id, account.name, account.role, place.address, account.email, place.request_id
    )


def with_password(
    database: Database,
    username: str,
    password: str,
    place: Place,
    life: Lifetimes,
    now: datetime,
    policy: FactorPolicy = FactorPolicy(),
) -> str | Half:
    """Sign in; the new session's id, or the half sign-in that leads to the second factor.

    Raises :class:`SignInRefused` or :class:`SlowDown`.
    """

    def admitted(session: Session, account: Account) -> str | Half:
        return enter(session, account, "password", place, life, now, policy)

    return proven(database, username, password, place, now, admitted)


def proven(
    database: Database,
    username: str,
    password: str,
    place: Place,
    now: datetime,
    then: Callable[[Session, Account], Outcome],
) -> Outcome:
    """What ``then`` makes of the account, in the transaction that found its password right.

    Raises :class:`SignInRefused` or :class:`SlowDown`; both are in the audit log.
    """
    name = accounts.canonical_username(username)[:200]
    guess = _count(database, name, place, now)
    with database.read() as session:
        account = session.scalars(select(Account).where(col(Account.username) == name)).first()
    right = passwords.matches(password, account.password_hash if account else None)
    with database.write() as session:
        fresh = session.get(Account, account.id) if account and right else None
        # What was read may have changed while the password was hashed.
        if fresh and account and fresh.active and fresh.password_hash == account.password_hash:
            guessing.was_right(session, guess, now)
            return then(session, fresh)
        # An unknown name is not written down: people type passwords into the wrong field.
        who = f"account:{account.id}" if account else "account:unknown"
        told = account.username if account else "unknown name"
        audit.record(
            session, anonymous(place), "identity.sign-in-failed", who, after={"username": told}
        )
    if guess.told:
        raise SlowDown(guess.told)
    raise SignInRefused(WRONG, hint="Check both, and that Caps Lock is off.")


def _count(database: Database, name: str, place: Place, now: datetime) -> Guess:
    """Count the attempt before the password is looked at.

    Raises :class:`SlowDown`, which is in the audit log at the 1st, 2nd, 4th, 8th … failure: a
    flood is seen there, and does not flood it.
    """
    with database.write() as session:
        guess = guessing.count(session, name, place, now)
        attempt = guess.attempt
        if attempt.wait and attempt.failures.bit_count() == 1:
            audit.record(
                session,
                anonymous(place),
                "identity.sign-in-slowed",
                "account:unknown",
                after={"failures": attempt.failures, "wait_seconds": attempt.wait.seconds},
            )
    if attempt.wait:
        raise SlowDown(max(attempt.wait, attempt.stranger))
    return guess


def enter(
    session: Session,
    account: Account,
    method: str,
    place: Place,
    life: Lifetimes,
    now: datetime,
    policy: FactorPolicy,
    factor: str | None = None,
    proven_at: datetime | None = None,
) -> str | Half:
    """What the first factor is worth: a session, or a half sign-in that leads to the second.

    The account's own factor is asked for if it has one. If it has none and its role needs one, the
    time of grace begins with the first such sign-in; after it nothing but setting one up is left.
    """
    if not policy.asks(method):
        return admit(session, account, method, place, life, now, factor, proven_at)
    has = factors.of(session, account.id).any
    if not has and factors.required_of(account, policy):
        account.second_factor_since = account.second_factor_since or now
        session.add(account)
        has = now >= policy.due(account.second_factor_since)
    if not has:
        return admit(session, account, method, place, life, now, factor, proven_at)
    half = half_sign_in.start(session, account, method, now)
    audit.record(
        session,
        as_actor(account, place),
        "identity.half-sign-in",
        f"account:{account.id}",
        after={"method": method},
    )
    return half


def admit(
    session: Session,
    account: Account,
    method: str,
    place: Place,
    life: Lifetimes,
    now: datetime,
    factor: str | None = None,
    proven_at: datetime | None = None,
) -> str:
    """Begin a session for somebody who has proven all that is asked; ``proven_at``: before now,
    where a provider says so."""
    been_here = sessions.is_known_place(session, account.username, place.address or "none")
    familiarity = known.familiarity(session, account, been_here, place)
    token = sessions.start(session, account, method, place, life, now, factor, proven_at)
    arrivals.note(session, token, familiarity, now)
    told: dict[str, object] = {
        "method": method,
        "agent": (place.agent or "")[:200] or None,
        "device": "known" if familiarity.device else "new",
    }
    if factor:
        told["factor"] = factor
    audit.record(
        session, as_actor(account, place), "identity.sign-in", f"account:{account.id}", after=told
    )
    return token


def admit_by_name(
    session: Session, username: str, method: str, place: Place, life: Lifetimes, now: datetime
) -> str:
    """Begin a session of an account with no proof at all: only for what nobody needs to prove
    (:mod:`core.demo`). Raises :class:`NotFound`."""
    return admit(session, accounts.find(session, username), method, place, life, now)


def find(session: Session, token: str, life: Lifetimes, now: datetime) -> Live | None:
    """Who is signed in with this id, if it still holds."""
    return sessions.find(session, token, life, now)


def sign_out(session: Session, token: str, place: Place, life: Lifetimes, now: datetime) -> None:
    """End the session with this id, if it is alive."""
    live = sessions.find(session, token, life, now)
    if live is None:
        return
    if not sessions.end(session, live.digest, "signed out", now):
        return  # it was ended at this moment
    actor = replace(live.actor, address=place.address, request_id=place.request_id, session=None)
    audit.record(session, actor, "identity.sign-out", f"account:{actor.id}")


def needs_first_run(session: Session) -> bool:
    """Whether nobody has an account yet."""
    return not accounts.are_there_any(session)


def may_set_up(session: Session) -> bool:
    """Whether there never was an administrator: others may have been made on the command line."""
    return not accounts.was_there_an_administrator(session)


def set_up_code(session: Session, now: datetime) -> str | None:
    """A new one-time set-up code, while there never was an administrator; earlier ones are
    void."""
    accounts.lock(session)
    if accounts.was_there_an_administrator(session):
        return None
    return accounts.issue_code(session, CodeKind.SET_UP, None, timedelta(days=7), now)


def check_first_run(session: Session, new: NewAdministrator, code: str, now: datetime) -> None:
    """What :func:`first_run` asks for, without using the code up: a service of breached passwords
    is asked afterwards, so that nobody without a code makes a request leave."""
    if accounts.was_there_an_administrator(session):
        raise Forbidden("Offramp has been set up already.", hint="Sign in instead.")
    accounts.valid_code(session, CodeKind.SET_UP, code, now)
    passwords.check(new.password, new.username, new.name, new.email)


def first_run(
    session: Session, new: NewAdministrator, place: Place, now: datetime, *, code: str
) -> Account:
    """Make the first administrator. Always for the code that the server printed: a proxy that
    adds no headers makes everybody look like somebody on this machine.

    Raises :class:`Forbidden` when there is an administrator already, or was one, and
    :class:`core.errors.Invalid` for a wrong code or input.
    """
    accounts.lock(session)
    check_first_run(session, new, code, now)
    accounts.redeem_code(session, CodeKind.SET_UP, code, now)
    account = accounts.make(
        session,
        username=new.username,
        name=new.name,
        email=new.email,
        role=Role.ADMINISTRATOR,
        now=now,
    )
    account.password_hash = passwords.hashed(new.password)
    audit.record(
        session,
        as_actor(account, place),
        "identity.first-run",
        f"account:{account.id}",
        after=accounts.facts(account),
    )
    return account


def check_reset(session: Session, code: str, new_password: str, now: datetime) -> Account:
    """What :func:`reset_with_code` asks for, without using the code up; whose it is."""
    found = accounts.valid_code(session, CodeKind.RESET, code, now)
    account = accounts.find(session, found.account_id or "")
    if not account.active:
        raise Forbidden("This account is disabled.", hint="Ask an administrator.")
    passwords.check(new_password, account.username, account.name, account.email)
    return account


def reset_with_code(
    session: Session, code: str, new_password: str, place: Place, now: datetime
) -> Account:
    """Set a password with an administrator's one-time code; ends the account's sessions.

    The caller signs the browser in: so whoever is kept waiting by others' guesses gets in.
    """
    account = check_reset(session, code, new_password, now)
    accounts.redeem_code(session, CodeKind.RESET, code, now)
    account.password_hash = passwords.hashed(new_password)
    accounts.void_sign_ins(session, account, "password reset", now)
    throttle.forgive(session, throttle.name_key(account.username))
    audit.record(
        session, as_actor(account, place), "identity.password-reset", f"account:{account.id}"
    )
    return account


def was_ever(session: Session, token: str) -> bool:
    """Whether there was such a session, alive or not."""
    return sessions.was_ever(session, token)


def touch(session: Session, live: Live, now: datetime) -> None:
    """Remember that the session was used just now."""
    sessions.touch(session, live.digest, now)
