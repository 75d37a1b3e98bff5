"""Who a name means that stands as an owner: a group, an account that may work, or neither."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, select

from core.errors import Invalid
from core.identity.administration import Colleague
from core.identity.groups.service import GroupView, every_group, key_of, may_work
from core.identity.models import Account


class Standing(StrEnum):
    """What an owner's name is here."""

    ACCOUNT = "account"
    GROUP = "group"
    EMPTY_GROUP = "empty group"
    """None of its members can work a step now."""
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
    """Names of more than one who may work steps: only a handle says who is meant."""

    def standing(self, owner: str) -> Standing:
        """What an owner is. Of two accounts with one name, one that may work is enough."""
        key = owner.strip().casefold()
        if group := self.groups.get(key_of(owner)):
            return Standing.GROUP if group.workers else Standing.EMPTY_GROUP
        if key in self.workers:
            return Standing.ACCOUNT
        return Standing.CANNOT_WORK if key in self.others else Standing.UNKNOWN

    def why_not(self, owner: str) -> str | None:
        """Why an account cannot own steps (``is a viewer``); ``None`` for all others."""
        key = owner.strip().casefold()
        return self.others.get(key) if self.standing(owner) is Standing.CANNOT_WORK else None

    def is_shared(self, owner: str) -> bool:
        """Whether the name alone does not say who is meant."""
        return owner.strip().casefold() in self.shared

    def check(self, *names: str | None, field: str = "owner") -> None:
        """Raise :class:`Invalid` where a name is that of an account which may not work steps."""
        for name in filter(None, names):
            if reason := self.why_not(name):
                raise Invalid(
                    f"{name.strip()} {reason} and cannot work steps.",
                    field=field,
                    hint="Choose an operator, an administrator or a group; or have the role "
                    "changed first.",
                )


def owners(session: Session) -> Owners:
    """All whom a step can be given to, for other rooms, which have asked whether they may."""
    workers: set[str] = set()
    others: dict[str, str] = {}
    groups = {group.key: group for group in every_group(session)}
    names = Counter(group.name.strip().casefold() for group in groups.values())
    for row in session.exec(select(Account)):
        if may_work(row):
            workers.update(_called(row))
            names[row.name.strip().casefold()] += 1
        else:
            why = f"is {_a(row.role)}" if row.active else "has a disabled account"
            others |= dict.fromkeys(_called(row), why)
    shared = frozenset(name for name, count in names.items() if count > 1)
    return Owners(groups, frozenset(workers), others, shared)


def owner_choices(
    people: Iterable[Colleague], groups: Iterable[GroupView]
) -> dict[str, tuple[str, str]]:
    """What a chooser of owners shows → name and handle; a name that is shared with its handle."""
    each = [(one.name, one.handle, one.handle) for one in people]
    each += [(one.name, one.key, "group") for one in groups]
    names = Counter(name.strip().casefold() for name, _handle, _told in each)
    return {
        f"{name} · {told}" if names[name.strip().casefold()] > 1 else name: (name, handle)
        for name, handle, told in each
    }


def _called(row: Account) -> Iterable[str]:
    return {each.strip().casefold() for each in (row.name, row.username, row.email or "")} - {""}


def _a(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"
