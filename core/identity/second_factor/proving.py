"""Proving a second factor: codes and passkeys, each looked at once, counted, and recorded."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from core.audit import service as audit
from core.errors import OfframpError
from core.identity import throttle
from core.identity.models import Account
from core.identity.second_factor import authenticator, changes, passkeys, recovery_codes
from core.identity.second_factor.challenges import Purpose
from core.identity.second_factor.models import AuthenticatorApp, Passkey
from core.identity.second_factor.passkeys import NotAccepted, RelyingParty
from core.identity.sessions import Place
from core.identity.sign_in import SignInRefused, SlowDown, anonymous
from core.storage.database import Database

Outcome = TypeVar("Outcome")

RECOVERY_CODE = "recovery code"
"""What a session says that was begun, or confirmed, with one."""
PER_FACTOR = throttle.Limit(free=5, ceiling=throttle.PER_NAME.ceiling)
"""Wrong codes of one account. Only who has its password gets so far, so nobody else can make its
owner wait; and passkeys, which cannot be guessed, are never made to."""

WITH_APP = (
    "Each code works once: wait for the next one in the app, or take another recovery code from "
    "your list. If you have neither, an administrator can reset your second factor."
)
WITHOUT_APP = (
    "Each recovery code works once: take another one from your list. If none is left, an "
    "administrator can reset your second factor."
)


def by_code(
    database: Database,
    account_id: str,
    code: str,
    place: Place,
    now: datetime,
    then: Callable[[Session, Account, str], Outcome],
    wrong: Callable[[Session], None] = lambda _session: None,
) -> Outcome:
    """What ``then`` makes of the account in the transaction that used the code up; it is told which
    factor it was. ``wrong`` is called in the one that found it wrong.

    Raises :class:`SignInRefused` or :class:`SlowDown`; both are in the audit log.
    """
    with database.write() as session:
        key = f"factor:{account_id}"
        attempt = throttle.count_attempt(session, {key: PER_FACTOR}, now=now)
        account = session.get(Account, account_id)
        if account and account.active and not attempt.wait:
            factor = _used(session, account, code, now)
            if factor:
                throttle.forgive(session, key)
                return then(session, account, factor)
        wrong(session)
        has_app = session.get(AuthenticatorApp, account_id) is not None
        if not attempt.wait or attempt.failures.bit_count() == 1:
            _record_refused(session, account, place, attempt)
    if attempt.wait:
        slow = SlowDown(attempt.wait)
        slow.hint = "Wait, or use a passkey."
        raise slow
    raise SignInRefused("The code is wrong.", hint=WITH_APP if has_app else WITHOUT_APP)


def by_passkey(
    database: Database,
    response: str,
    party: RelyingParty,
    purpose: Purpose,
    browser: str,
    place: Place,
    now: datetime,
    then: Callable[[Session, Account], Outcome],
) -> Outcome:
    """What ``then`` makes of the passkey's account, in the transaction that checked the answer.

    Raises :class:`SignInRefused`. A counter that went back disables the passkey (WebAuthn level 3
    §7.2 step 25): somebody may have a copy of it.
    """
    try:
        with database.write() as session:
            key = passkeys.check(session, response, party, purpose, browser, now)
            account = session.get(Account, key.account_id)
            if account is None or not account.active:
                raise NotAccepted("This account is disabled.", hint="Ask an administrator.")
            if key.disabled_at is None:
                return then(session, account)
            _record_copied(session, account, key, place)
    except OfframpError as refused:
        with database.write() as session:
            _record_refused(session, None, place, None)
        raise SignInRefused(refused.message, hint=refused.hint) from None
    raise SignInRefused(
        f"The passkey {key.name} was used in a way that only a copy of it explains. It is disabled "
        "now.",
        hint="Sign in another way, remove it under My account, and tell an administrator.",
    )


def _used(session: Session, account: Account, code: str, now: datetime) -> str | None:
    plain = "".join(c for c in code.casefold() if c.isalnum())[:64]
    if authenticator.use(session, account.id, plain, now):
        return "authenticator app"
    if recovery_codes.use(session, account.id, plain, now):
        changes.tell(session, account, "A recovery code was used.")
        return RECOVERY_CODE
    return None


def _record_refused(
    session: Session, account: Account | None, place: Place, attempt: throttle.Attempt | None
) -> None:
    told: dict[str, object] = {"method": "code" if attempt else "passkey"}
    if account:
        told["username"] = account.username
    waits = attempt is not None and bool(attempt.wait)
    if attempt and waits:
        told |= {"failures": attempt.failures, "wait_seconds": attempt.wait.seconds}
    audit.record(
        session,
        anonymous(place),
        "identity.sign-in-slowed" if waits else "identity.factor-failed",
        f"account:{account.id}" if account else "account:unknown",
        after=told,
    )


def _record_copied(session: Session, account: Account, key: Passkey, place: Place) -> None:
    changes.tell(
        session,
        account,
        f"The passkey {key.name} was disabled: its counter went back, so that there may be a copy.",
    )
    audit.record(
        session,
        anonymous(place),
        "identity.passkey-copied",
        f"account:{account.id}",
        after={"username": account.username, "passkey": key.name},
    )
