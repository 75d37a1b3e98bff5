"""The rest of a sign-in: a half one becomes a session; a passkey signs in alone; a session is
confirmed."""

from datetime import datetime

from sqlmodel import Session

from core.actor import Actor
from core.audit import service as audit
from core.errors import Forbidden
from core.identity import accounts, sessions, sign_in
from core.identity.models import Account, SignInSession
from core.identity.second_factor import factors, half_sign_in, proving
from core.identity.second_factor.challenges import Purpose
from core.identity.second_factor.factors import Factors
from core.identity.second_factor.models import HalfSignIn
from core.identity.second_factor.passkeys import RelyingParty
from core.identity.sessions import Lifetimes, Live, Place
from core.secrets.service import recognisable
from core.storage.database import Database


def asked_of(session: Session, token: str, now: datetime) -> tuple[str, Factors]:
    """Whose half sign-in this is, and what they can prove it with; without any they have to set one
    up. Raises :class:`HalfEnded`."""
    _, account = half_sign_in.find(session, token, now, half_sign_in.TO_SET_UP)
    has = factors.of(session, account.id)
    if has.any:  # the shorter time
        half_sign_in.find(session, token, now)
    return account.id, has


def setting_up(session: Session, token: str, now: datetime) -> Actor:
    """Who has to set a second factor up before anything else, as one who acts.

    Raises :class:`HalfEnded`, and :class:`Forbidden` for an account that has one: that is asked
    for, and no other can be added without it.
    """
    _, account = half_sign_in.find(session, token, now, half_sign_in.TO_SET_UP)
    if factors.of(session, account.id).any:
        raise Forbidden("This account has a second factor.", hint="Sign in with it.")
    return Actor(account.id, account.name, account.role, email=account.email)


def set_up(session: Session, token: str, place: Place, life: Lifetimes, now: datetime) -> str:
    """The session of somebody who has just set a factor up in this transaction."""
    row, account = half_sign_in.find(session, token, now, half_sign_in.TO_SET_UP)
    return _admit(session, row, account, "set up just now", place, life, now)


def with_code(
    database: Database, token: str, code: str, place: Place, life: Lifetimes, now: datetime
) -> str:
    """Complete a sign-in with a code of the app, or a recovery code; the session's id.

    Raises :class:`HalfEnded`, :class:`SignInRefused` or :class:`SlowDown`.
    """
    with database.read() as session:
        account_id, _ = asked_of(session, token, now)

    def admitted(session: Session, account: Account, factor: str) -> str:
        row, _ = half_sign_in.find(session, token, now)
        return _admit(session, row, account, factor, place, life, now)

    def wrong(session: Session) -> None:
        row = session.get(HalfSignIn, recognisable(token))
        if row is not None:
            row.tries += 1
            session.add(row)

    return proving.by_code(database, account_id, code, place, now, admitted, wrong)


def with_passkey(
    database: Database,
    token: str,
    response: str,
    party: RelyingParty,
    place: Place,
    life: Lifetimes,
    now: datetime,
) -> str:
    """Complete a sign-in with a passkey; the session's id."""

    def admitted(session: Session, account: Account) -> str:
        row, own = half_sign_in.find(session, token, now)
        if own.id != account.id:
            raise Forbidden("This passkey is another account's.")
        return _admit(session, row, account, "passkey", place, life, now)

    browser = recognisable(token)
    return proving.by_passkey(
        database, response, party, Purpose.SECOND_FACTOR, browser, place, now, admitted
    )


def alone(
    database: Database,
    browser: str,
    response: str,
    party: RelyingParty,
    place: Place,
    life: Lifetimes,
    now: datetime,
) -> str:
    """Sign in with a passkey alone, whose device has verified who holds it: both factors in one."""

    def admitted(session: Session, account: Account) -> str:
        return sign_in.admit(session, account, "passkey", place, life, now, "passkey")

    return proving.by_passkey(
        database, response, party, Purpose.SIGN_IN, browser, place, now, admitted
    )


def recovery_codes_left(session: Session, token: str) -> int | None:
    """How many there are after a sign-in that used one; ``None`` for any other."""
    row = session.get(SignInSession, recognisable(token))
    if row is None or row.factor != proving.RECOVERY_CODE:
        return None
    return factors.of(session, row.account_id).recovery_left


def confirm_with_password(
    database: Database, live: Live, password: str, place: Place, now: datetime
) -> None:
    """Confirm a session with the password, which is enough where there is no second factor.

    Raises :class:`SignInRefused`, with words for who was asked for nothing else.
    """
    with database.read() as session:
        account = accounts.find(session, live.actor.id)
        has = factors.of(session, account.id).any
    if has:
        raise Forbidden("This account has a second factor.", hint="Confirm with it.")
    try:
        sign_in.proven(
            database,
            account.username,
            password,
            place,
            now,
            lambda session, found: _confirmed(session, live, found, "password", place, now),
        )
    except sign_in.SignInRefused:
        raise sign_in.SignInRefused(
            "The password is wrong.", hint="Check that Caps Lock is off."
        ) from None


def confirm_with_code(
    database: Database, live: Live, code: str, place: Place, now: datetime
) -> int | None:
    """Confirm a session with a code; how many recovery codes are left, if it was one of them."""

    def confirmed(session: Session, found: Account, factor: str) -> int | None:
        _confirmed(session, live, found, factor, place, now)
        used = factor == proving.RECOVERY_CODE
        return factors.of(session, found.id).recovery_left if used else None

    return proving.by_code(database, live.actor.id, code, place, now, confirmed)


def confirm_with_passkey(
    database: Database,
    live: Live,
    response: str,
    party: RelyingParty,
    place: Place,
    now: datetime,
) -> None:
    """Confirm a session with a passkey."""
    proving.by_passkey(
        database,
        response,
        party,
        Purpose.CONFIRM,
        live.digest,
        place,
        now,
        lambda session, found: _confirmed(session, live, found, "passkey", place, now),
    )


def _confirmed(
    session: Session, live: Live, found: Account, factor: str, place: Place, now: datetime
) -> None:
    if found.id != live.actor.id:
        raise Forbidden("This passkey is another account's.")
    actor = sessions.confirm(session, live, place, now)
    audit.record(
        session, actor, "identity.confirm", f"account:{found.id}", after={"method": factor}
    )


def _admit(
    session: Session,
    row: HalfSignIn,
    account: Account,
    factor: str,
    place: Place,
    life: Lifetimes,
    now: datetime,
) -> str:
    method = row.method
    half_sign_in.end(session, row)
    return sign_in.admit(session, account, method, place, life, now, factor)
