"""What somebody says of accounts: whose each is, who answers for it, what it is for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from sqlmodel import Session

from core import clock
from core.accounts import told
from core.accounts.editions import DECISIONS, changed
from core.accounts.identifiers import account_object
from core.accounts.kinds import NOBODYS, AccountKind
from core.accounts.matching.inventory import accounts_of
from core.accounts.matching.owners import owner_named
from core.accounts.models import AccountDecision, Person, SuggestionRefusal
from core.actor import Actor
from core.audit import service as audit
from core.errors import Invalid, NotFound
from core.rights import Action, require
from core.storage.quota import Quota

AT_ONCE = Quota(5_000, "accounts at once", "Take fewer.")


@dataclass(frozen=True)
class Belongs:
    """This account is that person's. ``person`` ``None``: what was said is taken back."""

    app: str
    key: str
    person: int | None


def confirm(session: Session, actor: Actor, said: Sequence[Belongs]) -> int:
    """Whose accounts these are: all or none. How many changed.

    It outlives every later list. Raises :class:`NotFound` for an account that no list ever had.
    """
    require(actor, Action.INVENTORY_DECIDE)
    AT_ONCE.hold(len(said))
    done = 0
    given: set[str] = set()
    for app in {each.app for each in said}:
        _check_account(session, app, [each.key for each in said if each.app == app])
    for each in said:
        if each.person is not None and session.get(Person, each.person) is None:
            raise NotFound(f"There is no person {each.person}.", field="person")
        row = _row(session, actor, each.app, each.key)
        names = _names(session, each.app, each.key)
        if row.person_id == each.person and names == (row.email, row.user_name):
            continue
        row.email, row.user_name = names
        before = {"person": row.person_id}
        row.person_id = each.person
        if each.person is not None:
            row.owner = None
            if row.kind in NOBODYS:
                row.kind = None
        _store(session, actor, row, "app-account.confirm", before, {"person": each.person})
        done += 1
        given |= {each.app} if each.person is not None else set()
    if done:
        changed(session, DECISIONS)
        told.matched(session, sorted(given), clock.now())
    return done


def refuse_suggestion(session: Session, actor: Actor, app: str, key: str, person: int) -> None:
    """The account is not this person's: it is not suggested again."""
    require(actor, Action.INVENTORY_DECIDE)
    _check_account(session, app, [key])
    if session.get(SuggestionRefusal, (app, key, person)) is not None:
        return
    session.add(
        SuggestionRefusal(
            app_id=app, key=key, person_id=person, at=clock.now(), by=actor.name, by_id=actor.id
        )
    )
    audit.record(
        session,
        actor,
        "app-account.not-theirs",
        account_object(app, key),
        after={"person": person},
    )
    changed(session, DECISIONS)


def set_owner(
    session: Session,
    actor: Actor,
    app: str,
    keys: Collection[str],
    owner: str | None,
    kind: AccountKind | None,
) -> str | None:
    """Who answers for accounts that are nobody's, and what they are for; as what they are kept.

    ``kind`` ``None``: as the app says. An owner is a person (an address, a user name, their whole
    name), a group, or an address; raises :class:`Invalid` for any other.
    """
    require(actor, Action.INVENTORY_DECIDE)
    AT_ONCE.hold(len(keys))
    _check_account(session, app, keys)
    named = owner_named(session, owner or "")
    for key in keys:
        row = _row(session, actor, app, key)
        before = {"owner": row.owner, "kind": str(row.kind) if row.kind else None}
        row.owner, row.kind = named, kind
        if kind in NOBODYS:
            row.person_id = None
        after = {"owner": named, "kind": str(kind) if kind else None}
        _store(session, actor, row, "app-account.owner", before, after)
    changed(session, DECISIONS)
    return named


def _check_account(session: Session, app: str, keys: Collection[str]) -> None:
    frame = accounts_of(session, app)
    known = (
        set()
        if frame is None
        else set(frame.filter(pl.col("key").is_in(list(keys)))["key"].to_list())
    )
    for key in keys:
        if key not in known:
            raise NotFound(f"There is no account {key!r} of {app}.", field="account")


def _names(session: Session, app: str, key: str) -> tuple[str | None, str | None]:
    """What the account is called now: what is said of it is of the account of these names."""
    frame = accounts_of(session, app)
    assert frame is not None
    row = frame.row(by_predicate=pl.col("key") == key, named=True)
    return row["email_form"], row["user_form"]


def _row(session: Session, actor: Actor, app: str, key: str) -> AccountDecision:
    found = session.get(AccountDecision, (app, key))
    if found is not None:
        return found
    return AccountDecision(app_id=app, key=key, at=clock.now(), by=actor.name, by_id=actor.id)


def _store(
    session: Session,
    actor: Actor,
    row: AccountDecision,
    action: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    row.at, row.by, row.by_id = clock.now(), actor.name, actor.id
    row.version += 1
    session.add(row)
    session.flush()
    where = account_object(row.app_id, row.key)
    audit.record(session, actor, action, where, before=before, after=after)


def check_kind(text: str) -> AccountKind:
    """A kind by its word; raises :class:`Invalid`."""
    try:
        return AccountKind(text)
    except ValueError:
        raise Invalid(
            f"{text!r} is no kind of account.", field="kind", hint=", ".join(AccountKind)
        ) from None
