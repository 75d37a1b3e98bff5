"""One's own second factors: looked at, set up, named, removed; and reset by an administrator."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.errors import Forbidden, Invalid, NotFound
from core.identity import accounts
from core.identity.models import Account
from core.identity.second_factor import authenticator, changes, factors, passkeys, recovery_codes
from core.identity.second_factor.factors import Factors
from core.identity.second_factor.models import AuthenticatorApp, Passkey
from core.identity.second_factor.passkeys import RelyingParty
from core.identity.second_factor.requirement import FactorPolicy
from core.rights import Action, require
from core.secrets import service as vault
from core.step_up import require_person
from core.storage.prepared_statements import Prepared

_KEYS = Passkey.__table__  # type: ignore[attr-defined]
SET_UP_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class NewApp:
    """An authenticator app that is being set up. ``sealed`` comes back with the first code."""

    secret: str
    address: str
    sealed: str


_COPIED = Prepared(
    select(_KEYS.c.id)
    .where(_KEYS.c.account_id == bindparam("account"), _KEYS.c.disabled_at.is_not(None))
    .limit(1)
)


def have_i_to_hear(session: Session, actor: Actor, policy: FactorPolicy) -> bool:
    """Whether :func:`my_factors` may hold something that each page has to say. Cheap: asked at
    every run of every page."""
    require(actor, Action.ACCOUNT_SELF)
    if actor.role in policy.roles:
        return True
    return _COPIED.first(session.connection(), {"account": actor.id}) is not None


def my_factors(session: Session, actor: Actor, policy: FactorPolicy) -> Factors:
    """One's own second factors, whether one is required, and until when it may be missing."""
    require(actor, Action.ACCOUNT_SELF)
    account, has = session.get(Account, actor.id), factors.of(session, actor.id)
    if account is None or not factors.required_of(account, policy):
        return has
    # Who came in through a provider so far was not asked, and has nothing to set up by any day.
    since = None if has.any else account.second_factor_since
    due = policy.due(since) if since else None
    return replace(has, is_required=True, due_at=due)


def passkey_options(
    session: Session, actor: Actor, party: RelyingParty, browser: str, *, now: datetime
) -> str:
    """What the browser needs to make a passkey, as JSON."""
    require(actor, Action.ACCOUNT_SELF)
    account = accounts.find(session, actor.id)
    return passkeys.creation_options(session, account, party, browser, now)


def add_passkey(
    session: Session,
    actor: Actor,
    name: str,
    response: str,
    party: RelyingParty,
    browser: str,
    *,
    now: datetime,
) -> list[str]:
    """Store a passkey that one's device has made; recovery codes, where it is the first factor."""
    require(actor, Action.ACCOUNT_SELF)
    require_person(actor)
    account = _own(session, actor)
    is_first = not factors.of(session, account.id).any
    key = passkeys.register(session, account, name, response, party, browser, now)
    codes = recovery_codes.make(session, account.id, now) if is_first else []
    changes.tell(session, account, f"The passkey {key.name} was added.")
    _record(session, actor, "account.add-passkey", passkey=key.name)
    return codes


def rename_passkey(session: Session, actor: Actor, passkey: str, name: str) -> None:
    """Give one of one's passkeys another name."""
    require(actor, Action.ACCOUNT_SELF)
    key = _own_passkey(session, actor, passkey)
    was, key.name = key.name, passkeys.shown_name(name)
    session.add(key)
    _record(session, actor, "account.rename-passkey", was_called=was, passkey=key.name)


def remove_passkey(session: Session, actor: Actor, passkey: str, policy: FactorPolicy) -> None:
    """Remove one of one's passkeys; raises :class:`Forbidden` for the last factor that is
    needed."""
    require(actor, Action.ACCOUNT_SELF)
    require_person(actor)
    account = _own(session, actor)
    key = _own_passkey(session, actor, passkey)
    factors.keep_one(session, account, policy, without=key.id)
    session.delete(key)
    _removed(session, account, f"The passkey {key.name} was removed.")
    _record(session, actor, "account.remove-passkey", passkey=key.name)


def begin_app(session: Session, actor: Actor, *, now: datetime) -> NewApp:
    """A new secret for an authenticator app. Nothing is stored before its first code came."""
    require(actor, Action.ACCOUNT_SELF)
    require_person(actor)
    account, secret = accounts.find(session, actor.id), authenticator.new_secret()
    made = {"account": account.id, "secret": secret, "at": int(now.timestamp())}
    return NewApp(
        secret,
        authenticator.address(secret, account.username),
        vault.encrypt(json.dumps(made)),
    )


def opened(session: Session, actor: Actor, sealed: str, *, now: datetime) -> NewApp:
    """The same app again, such as after a wrong code; raises :class:`Invalid` for an old one."""
    require(actor, Action.ACCOUNT_SELF)
    account = accounts.find(session, actor.id)
    try:
        made = json.loads(vault.decrypt(sealed))
    except (vault.Undecipherable, ValueError):
        made = {}
    begun = datetime.fromtimestamp(made.get("at", 0), UTC)
    if made.get("account") != account.id or not begun <= now <= begun + SET_UP_WITHIN:
        raise Invalid("This page was open for too long.", hint="Begin again.")
    return NewApp(made["secret"], authenticator.address(made["secret"], account.username), sealed)


def add_app(session: Session, actor: Actor, sealed: str, code: str, *, now: datetime) -> list[str]:
    """Store an authenticator app, in place of the one before, once it shows the right code.

    Recovery codes, where it is the first factor.
    """
    require(actor, Action.ACCOUNT_SELF)
    require_person(actor)
    account = _own(session, actor)
    secret = opened(session, actor, sealed, now=now).secret
    step = authenticator.step_of(secret, "".join(code.split()), now)
    if step is None:
        raise Invalid(
            "The code is wrong.",
            field="code",
            hint="Check that the phone's clock is correct, and type the newest code.",
        )
    is_first = not factors.of(session, account.id).any
    row = session.get(AuthenticatorApp, account.id, with_for_update=True)
    if row is not None and vault.decrypt(row.secret) == secret:
        raise Invalid("This app is set up already.")
    row = row or AuthenticatorApp(account_id=account.id, secret="", created_at=now)
    row.secret, row.last_step, row.created_at = vault.encrypt(secret), step, now
    session.add(row)
    session.flush()
    codes = recovery_codes.make(session, account.id, now) if is_first else []
    changes.tell(session, account, "An authenticator app was set up.")
    _record(session, actor, "account.add-authenticator")
    return codes


def remove_app(session: Session, actor: Actor, policy: FactorPolicy) -> None:
    """Remove one's authenticator app; raises :class:`Forbidden` for the last factor that is
    needed."""
    require(actor, Action.ACCOUNT_SELF)
    require_person(actor)
    account = _own(session, actor)
    row = session.get(AuthenticatorApp, account.id, with_for_update=True)
    if row is None:
        raise NotFound("You have no authenticator app.")
    factors.keep_one(session, account, policy, without=account.id)
    session.delete(row)
    _removed(session, account, "The authenticator app was removed.")
    _record(session, actor, "account.remove-authenticator")


def new_recovery_codes(session: Session, actor: Actor, *, now: datetime) -> list[str]:
    """Ten new recovery codes, to be shown once; those before are void."""
    require(actor, Action.ACCOUNT_SELF)
    require_person(actor)
    account = _own(session, actor)
    if not factors.of(session, account.id).any:
        raise Invalid("Recovery codes stand in for a second factor.", hint="Set one up first.")
    codes = recovery_codes.make(session, account.id, now)
    changes.tell(session, account, "New recovery codes were made.")
    _record(session, actor, "account.new-recovery-codes")
    return codes


def reset_factors(session: Session, actor: Actor, who: str) -> int:
    """Take every second factor of somebody else's account away; its sessions end. How many there
    were.

    Where the role needs one, the next sign-in leads to setting one up.
    """
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    accounts.lock(session)
    account = accounts.find(session, who)
    if account.id == actor.id:
        raise Forbidden(
            "Nobody resets their own second factor.",
            hint="Remove it under My account, or ask another administrator.",
        )
    keys = factors.passkeys_of(session, account.id)
    app = session.get(AuthenticatorApp, account.id)
    for row in [*keys, *([app] if app else [])]:
        session.delete(row)
    recovery_codes.remove(session, account.id)
    now = clock.now()
    ended = accounts.void_sign_ins(session, account, "second factor reset", now)
    changes.tell(session, account, f"{actor.name} reset the second factors.")
    removed = len(keys) + (app is not None)
    audit.record(
        session,
        actor,
        "account.reset-factors",
        f"account:{account.id}",
        after={"removed": removed, "ended": ended},
    )
    return removed


def _own(session: Session, actor: Actor) -> Account:
    """One's own account; two changes of one account's factors wait for each other."""
    accounts.lock(session)
    return accounts.find(session, actor.id)


def _own_passkey(session: Session, actor: Actor, passkey: str) -> Passkey:
    # Ids are letters and digits; PostgreSQL cannot even look for some of what a form may hold.
    key = session.get(Passkey, passkey, with_for_update=True) if passkey.isalnum() else None
    if key is None or key.account_id != actor.id:
        raise NotFound("You have no such passkey.")
    return key


def _removed(session: Session, account: Account, what: str) -> None:
    session.flush()
    if not factors.of(session, account.id).any:
        recovery_codes.remove(session, account.id)
    changes.tell(session, account, what)


def _record(session: Session, actor: Actor, action: str, **told: object) -> None:
    audit.record(session, actor, action, f"account:{actor.id}", after=told or None)
