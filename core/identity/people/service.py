"""Accounts as people: which are one person's, and what happens to them when that person leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.errors import Forbidden
from core.identity import accounts
from core.identity.command_line import tokens
from core.identity.models import Account, AccountLink
from core.identity.people.standing import require_standing
from core.names import name_key
from core.rights import Action, require
from core.step_up import require_person

_GIVES_ENTRY = ("account.add", "account.reset-password", "account.enable")
"""What lets whoever does it sign in as the account: they choose or see how."""


@dataclass(frozen=True)
class PersonsAccount:
    """An Offramp account of a person. ``is_certain``: known by address, not only by name."""

    id: str
    username: str
    active: bool
    is_certain: bool
    suspended_by: str | None
    called: frozenset[str]
    """User name and addresses, in lower case: what a step under it is this account's by."""


@dataclass(frozen=True)
class Ended:
    """What ended with an account that was disabled."""

    sessions: int
    tokens: int


def accounts_of(session: Session, email: str, person: str) -> list[PersonsAccount]:
    """The accounts of somebody who leaves, for the room that has asked.

    By e-mail address or user name; an account that has no address can only be told by its name,
    which is no certainty.
    """
    wanted, called = email.strip().casefold(), name_key(person)
    known = _handles(session)
    found = []
    for row in session.exec(select(Account).order_by(col(Account.username))):
        handles = known.get(row.id, set())
        is_certain = wanted in handles
        if is_certain or (not handles and name_key(row.name) == called):
            found.append(
                PersonsAccount(
                    row.id,
                    row.username,
                    row.active,
                    is_certain,
                    row.suspended_by,
                    frozenset({row.username, *handles}),
                )
            )
    return found


@dataclass(frozen=True)
class PersonNames:
    """What all accounts of one person are called, in lower case."""

    accounts: frozenset[str]
    handles: frozenset[str]
    """Addresses and user names: what means this person."""
    ids: frozenset[str]
    """What providers call their accounts (``sub``): opaque, so for comparing with a provider's own
    ids alone, never with addresses (OpenID Connect Core 1.0 §2, §5.7)."""
    names: frozenset[str]
    """Full names: another person may be called so, too."""


def names_of_person(session: Session, actor: Actor) -> PersonNames:
    """What the actor's person is called, by every account that is theirs as far as it is known.

    Accounts that share an address are one person's, also over a third one.
    """
    require(actor, Action.ACCOUNT_SELF)
    known, mine = _handles(session), {actor.id}
    addresses = {*known.get(actor.id, ()), *([actor.email.casefold()] if actor.email else [])}
    while more := {one for one, theirs in known.items() if one not in mine and theirs & addresses}:
        mine |= more
        addresses |= {each for one in more for each in known[one]}
    handles, names = addresses, {actor.name.strip().casefold()}
    for row in session.exec(select(Account).where(col(Account.id).in_(mine))):
        handles |= {row.username.casefold(), *([row.email.casefold()] if row.email else [])}
        names.add(row.name.strip().casefold())
    ids = session.exec(select(AccountLink.subject).where(col(AccountLink.account_id).in_(mine)))
    return PersonNames(frozenset(mine), frozenset(handles), frozenset(ids), frozenset(names))


def addresses_of_leaver(session: Session, known_as: Iterable[str], person: str) -> frozenset[str]:
    """Where the accounts of somebody who leaves are written to, for the room that has asked.

    ``known_as``: their addresses and user names, in lower case. As
    :func:`names_of_person` finds one's own, the other way round: all accounts that share an
    address, by full name where none is known otherwise.
    """
    known, wanted = _handles(session), set(known_as)
    rows = session.exec(select(Account)).all()
    theirs = {row.id for row in rows if {*known.get(row.id, ()), row.username} & wanted}
    if not theirs:
        called = name_key(person)
        theirs = {row.id for row in rows if name_key(row.name) == called}
    addresses = {each for one in theirs for each in known.get(one, ())}
    while more := {one for one, its in known.items() if one not in theirs and its & addresses}:
        theirs |= more
        addresses |= {each for one in more for each in known[one]}
    return frozenset(addresses)


def same_person(session: Session, account: str, others: Iterable[str]) -> set[str]:
    """Those of ``others`` that are the account itself, or another one of the same person.

    Two accounts are one person's when they share an address, be it as e-mail address or as user
    name.
    """
    known = _handles(session)
    mine = known.get(account, set())
    return {each for each in others if each == account or mine & known.get(each, set())}


def entry_given_by(session: Session, account: str, since: datetime) -> set[str]:
    """Who made the account, gave it a new password or let it in again since a moment.

    They may be the one who signs in with it.
    """
    return {
        entry.actor_id
        for entry in audit.history(session, f"account:{account}")
        if entry.action in _GIVES_ENTRY
        and entry.actor_id != account
        and isinstance(entry.at, datetime)
        and entry.at >= since
    }


def roles_given_since(session: Session, account: str, since: datetime) -> set[str] | None:
    """Who gave a role to an account that came into being by itself since a moment.

    Company sign-in makes accounts by a rule, and follows the rule: that is nobody. ``None``: the
    account was there before, or somebody made it.
    """
    entries = audit.history(session, f"account:{account}")
    if not any(
        entry.action == "account.add"
        and entry.actor_id == account
        and isinstance(entry.at, datetime)
        and entry.at >= since
        for entry in entries
    ):
        return None
    return {
        entry.actor_id
        for entry in entries
        if entry.action == "account.set-role" and entry.actor_id != account
    }


def suspend(session: Session, actor: Actor, account_id: str, by: str) -> Ended:
    """Disable the account of somebody who leaves; its sessions and command-line tokens end.

    ``by``: what asked for it, ``case:12``. Raises :class:`Forbidden` for the only active
    administrator, whom nobody could let in again.
    """
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    accounts.lock(session)
    require_standing(session, actor)
    row, now = accounts.find(session, account_id), clock.now()
    if not row.active:
        return Ended(0, 0)
    if accounts.is_last_administrator(session, row):
        raise Forbidden(
            f"{row.username} is the only active administrator.",
            hint="Make another account an administrator; Offramp tries again every few minutes.",
        )
    before = accounts.facts(row)
    row.active, row.suspended_by = False, by
    ended_tokens = tokens.end_all(session, row.id, "account disabled", now)
    ended_sessions = accounts.void_sign_ins(session, row, "account disabled", now)
    session.add(row)
    session.flush()
    told = {**accounts.facts(row), "by": by, "sessions": ended_sessions, "tokens": ended_tokens}
    audit.record(session, actor, "account.disable", f"account:{row.id}", before=before, after=told)
    return Ended(ended_sessions, ended_tokens)


def restore(session: Session, actor: Actor, account_id: str, by: str) -> bool:
    """Let in again an account that ``by`` had suspended; whether it was that one."""
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    accounts.lock(session)
    require_standing(session, actor)
    row = accounts.find(session, account_id)
    if row.active or row.suspended_by != by:
        return False
    before = accounts.facts(row)
    row.active, row.suspended_by, row.version = True, None, row.version + 1
    session.add(row)
    session.flush()
    told = {**accounts.facts(row), "by": by}
    audit.record(session, actor, "account.enable", f"account:{row.id}", before=before, after=told)
    return True


def _handles(session: Session) -> dict[str, set[str]]:
    """Account → the addresses that it is known by, in lower case.

    Not what a provider calls it (``sub``), even where that reads as an address: whoever chooses it
    there would be taken for somebody else here.
    """
    found: dict[str, set[str]] = {}
    # Columns, not objects: every look at a case asks for it.
    for account, *called in session.exec(select(Account.id, Account.email, Account.username)):
        found[account] = {each.strip().casefold() for each in called if each and "@" in each}
    return found
