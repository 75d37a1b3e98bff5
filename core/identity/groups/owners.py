"""Who a name means that stands as an owner: a group, an account that may work, or neither."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from core.errors import Invalid
from core.identity.groups.service import GroupView, every_group, key_of, may_work
from core.identity.models import Account


class Standing(StrEnum):
    """What an owner's name is here."""

    ACCOUNT = "account"
    GROUP = "group"
    EMPTY_GROUP = "empty group"
    """None of its members can work a step now."""
    SHARED = "shared"
    """A name that two accounts have: it means neither of them."""
    CANNOT_WORK = "cannot work"
    """An account that is disabled, or whose role only reads."""
    UNKNOWN = "unknown"
    """Nobody with this name has an account: a person without one, or a slip of the pen."""


@dataclass(frozen=True)
class Owners:
    """Names and addresses, in lower case, of all accounts and groups. Pure once it is read."""

    groups: Mapping[str, GroupView]
    workers: frozenset[str]
    """What those are called who may work steps."""
    others: Mapping[str, str]
    """What those are called who may not, and why: ``is a viewer``, ``is disabled``."""
    shared: frozenset[str] = frozenset()
    """Names that two accounts have, and that are neither's user name or address: nobody's."""
    people: int = 0
    """How many accounts may work steps."""

    def standing(self, owner: str) -> Standing:
        """What an owner is. A name that two accounts have is nobody's."""
        key = owner.strip().casefold()
        if group := self.groups.get(key_of(owner)):
            return Standing.GROUP if group.workers else Standing.EMPTY_GROUP
        if key in self.workers:
            return Standing.ACCOUNT
        if key in self.shared:
            return Standing.SHARED
        return Standing.CANNOT_WORK if key in self.others else Standing.UNKNOWN

    def why_not(self, owner: str) -> str | None:
        """Why an account cannot own steps (``is a viewer``); ``None`` for all others."""
        key = owner.strip().casefold()
        return self.others.get(key) if self.standing(owner) is Standing.CANNOT_WORK else None

    def is_shared(self, owner: str) -> bool:
        """Whether the name alone does not say who is meant."""
        return owner.strip().casefold() in self.shared

    def check(self, *names: str | None, field: str = "owner") -> None:
        """Raise :class:`Invalid` where a name is that of an account which may not work steps, or
        of two accounts."""
        for name in filter(None, names):
            if self.standing(name) is Standing.SHARED:
                raise Invalid(several(name), field=field)
            if reason := self.why_not(name):
                raise Invalid(
                    f"{name.strip()} {reason} and cannot work steps.",
                    field=field,
                    hint="Choose an operator, an administrator or a group; or have the role "
                    "changed first.",
                )


def several(name: str) -> str:
    """What is said of a name that two accounts have."""
    return f"Two accounts are called {name.strip()}: say which one, by user name or e-mail."


def owners(session: Session) -> Owners:
    """All whom a step can be given to, for other rooms, which have asked whether they may."""
    workers: set[str] = set()
    others: dict[str, str] = {}
    rows = session.exec(select(Account)).all()
    shared = _shared(rows)
    for row in rows:
        called = _handles(row) | ({_key(row.name)} - shared - {""})
        if may_work(row):
            workers |= called
        else:
            why = f"is {_a(row.role)}" if row.active else "has a disabled account"
            others |= dict.fromkeys(called, why)
    groups = {group.key: group for group in every_group(session)}
    nobodys = shared - {handle for row in rows for handle in _handles(row)} - {*groups}
    people = sum(map(may_work, rows))
    return Owners(groups, frozenset(workers), others, nobodys, people)


def account_names(session: Session) -> dict[str, str]:
    """User names and e-mail addresses, in lower case → the name of their account."""
    asked = select(Account.username, Account.email, Account.name)
    rows = session.exec(asked).all()
    return {_key(one): row[2] for row in rows if row[2] for one in row[:2] if one}


def shared_names(session: Session) -> frozenset[str]:
    """Names, in lower case, that are no account's own: two have them, or one has as its name what
    another one has as user name or address. As a name, each of these means nobody."""
    return _shared(session.exec(select(Account)).all())


def names_of_others(session: Session, account: str) -> frozenset[str]:
    """What all accounts but this one are called, in lower case."""
    # Columns, not rows: asked at every run of a page about cases.
    asked = select(Account.username, Account.email, Account.name).where(col(Account.id) != account)
    return frozenset(_key(each) for row in session.exec(asked) for each in row if each)


def _shared(rows: Iterable[Account]) -> frozenset[str]:
    counted = Counter(each for row in rows for each in _handles(row) | {_key(row.name)})
    return frozenset(name for name, count in counted.items() if count > 1)


def _handles(row: Account) -> set[str]:
    """User name and e-mail address: what an account is called by for certain."""
    return {_key(row.username), _key(row.email or "")} - {""}


def _key(name: str) -> str:
    return name.strip().casefold()


def _a(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"
