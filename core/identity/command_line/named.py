"""Who acts on the command line: an account, by its password or by a token of its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from core.actor import Actor
from core.audit import service as audit
from core.config import Settings
from core.errors import Forbidden
from core.identity import accounts, company_sign_in, sign_in, throttle
from core.identity.command_line import tokens
from core.identity.devices.guessing import COMMAND_LINE
from core.identity.models import Account
from core.identity.second_factor import factors, proving
from core.identity.sessions import Place
from core.storage.database import Database


def _nobody_to_ask() -> str:
    raise Forbidden(
        "This account has a second factor, and there is nobody to ask for a code.",
        hint="In a script, use a token: My account, OFFRAMP_TOKEN.",
    )


def with_password(
    database: Database,
    settings: Settings,
    name: str,
    password: str,
    now: datetime,
    ask_code: Callable[[], str] = _nobody_to_ask,
) -> Actor:
    """The account as one who acts on the command line.

    ``ask_code`` asks for a code, where the account has a second factor: the command line is no way
    round it. Wrong guesses wait and are recorded as at sign-in: raises
    :class:`core.identity.sign_in.SignInRefused` or :class:`core.identity.sign_in.SlowDown`; and
    :class:`Forbidden` where nobody signs in with a password.
    """
    with database.read() as session:
        _, passwords_count = company_sign_in.ways(session, settings)
    if not passwords_count:
        raise Forbidden(
            "Here everybody signs in through the company, so no password counts.",
            hint="Make a token under My account and set OFFRAMP_TOKEN.",
        )

    def confirmed(session: Session, account: Account, factor: str | None = None) -> Actor:
        actor = _actor(account, COMMAND_LINE, now)
        told = {"method": "password, command line"} | ({"factor": factor} if factor else {})
        audit.record(session, actor, "identity.sign-in", f"account:{account.id}", after=told)
        return actor

    def right(session: Session, account: Account) -> Actor | str:
        has = factors.of(session, account.id).any
        return account.id if has else confirmed(session, account)

    place = Place(COMMAND_LINE)
    try:
        found = sign_in.proven(database, name, password, place, now, right)
    except sign_in.SignInRefused as refused:
        hint = "People who sign in through the company use a token: My account, OFFRAMP_TOKEN."
        raise sign_in.SignInRefused(refused.message, hint=hint) from None
    if isinstance(found, Actor):
        return found
    return proving.by_code(database, found, ask_code(), place, now, confirmed)


def with_token(database: Database, token: str, name: str | None, now: datetime) -> Actor:
    """The token's account as one who acts; ``name``: whose token it is said to be.

    Raises :class:`core.identity.sign_in.SignInRefused` for a token that is wrong, ended or another
    account's, :class:`core.identity.sign_in.SlowDown` after many of them, and :class:`Forbidden`
    for a disabled account.
    """
    with database.read() as session:
        row = tokens.find(session, token, now)
        account = session.get(Account, row.account_id) if row else None
    if row and account and account.active and _is(account, name):
        actor = _actor(account, f"{COMMAND_LINE}, token {row.name}", now)
        return replace(actor, by_token=True, token=row.digest)
    _count_wrong_token(database, account, now, name)
    if account is not None and not account.active:
        raise Forbidden("The token's account is disabled.", hint="Ask an administrator.")
    raise sign_in.SignInRefused(
        "The token is not valid: it is wrong, has ended, or is not this account's.",
        hint="Make a new one under My account and set OFFRAMP_TOKEN.",
    )


def _count_wrong_token(
    database: Database, account: Account | None, now: datetime, name: str | None
) -> None:
    """Record a token that was refused; many of them wait. One that holds never does."""
    limits = {throttle.address_key(f"{COMMAND_LINE}, tokens"): throttle.PER_ADDRESS}
    with database.write() as session:
        attempt = throttle.count_attempt(session, limits, now=now)
        told: dict[str, object] = {"method": "command-line token"}
        if account:
            told["username"] = account.username
            if not _is(account, name):
                told["said_to_be"] = _known(session, name or "")
        if attempt.wait:
            told |= {"failures": attempt.failures, "wait_seconds": attempt.wait.seconds}
        if not attempt.wait or attempt.failures.bit_count() == 1:
            # What was tried is not written down: it may be a token with a letter too many.
            audit.record(
                session,
                sign_in.anonymous(Place(COMMAND_LINE)),
                "identity.sign-in-slowed" if attempt.wait else "identity.sign-in-failed",
                f"account:{account.id}" if account else "account:unknown",
                after=told,
            )
    if attempt.wait:
        raise sign_in.SlowDown(attempt.wait)


def _known(session: Session, name: str) -> str:
    """A name that was typed, if an account has it: else it may be a password."""
    wanted = accounts.canonical_username(name)[:200]
    row = session.exec(select(Account).where(col(Account.username) == wanted)).first()
    return row.username if row else "unknown name"


def _is(account: Account, name: str | None) -> bool:
    return name is None or accounts.canonical_username(name) in (account.username, account.id)


def _actor(account: Account, place: str, since: datetime) -> Actor:
    return Actor(
        account.id, account.name, account.role, address=place, email=account.email, since=since
    )
