"""Groups of accounts that own steps together: four that are always there, and own ones.

A group is named like a person: a step whose owner is "IT" is in the list of each member.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from core.actor import Actor, Role
from core.audit import service as audit
from core.errors import Conflict, Invalid, NotFound
from core.identity import accounts
from core.identity.models import Account, GroupMember, OwnGroup
from core.names import checked
from core.rights import RIGHTS, Action, require
from core.step_up import require_person
from core.storage.quota import Quota

IT, SECURITY, HR, FINANCE = "IT", "Security", "HR", "Finance"
ALWAYS_THERE = (IT, SECURITY, HR, FINANCE)
"""Whose steps the bundled checklists name."""
LONGEST_NAME = 60


@dataclass(frozen=True)
class Member:
    """An account in a group. ``works``: whether it may work steps now."""

    id: str
    username: str
    name: str
    email: str | None
    role: Role
    works: bool


@dataclass(frozen=True)
class GroupView:
    """A group. ``key``: its name in lower case, as owners are compared by."""

    key: str
    name: str
    members: tuple[Member, ...]
    is_own: bool
    """Made here, so it can be deleted."""

    @property
    def workers(self) -> tuple[Member, ...]:
        """The members who can work a step now."""
        return tuple(member for member in self.members if member.works)


def key_of(name: str) -> str:
    """A group's name as it is compared."""
    return " ".join(name.split()).casefold()


def may_work(account: Account) -> bool:
    """Whether an account can be given a step."""
    return account.active and account.role in RIGHTS[Action.CASE_WORK]


def every_group(session: Session) -> list[GroupView]:
    """All groups, those that are always there first."""
    own = session.exec(select(OwnGroup).order_by(col(OwnGroup.name))).all()
    names = {key_of(name): name for name in ALWAYS_THERE} | {row.key: row.name for row in own}
    made = {row.key for row in own}
    query = (
        select(GroupMember.group_key, Account)
        .join(Account, col(Account.id) == col(GroupMember.account_id))
        .order_by(col(Account.name))
    )
    members: dict[str, list[Member]] = {}
    for key, row in session.exec(query):
        member = Member(row.id, row.username, row.name, row.email, row.role, may_work(row))
        members.setdefault(key, []).append(member)
    return [
        GroupView(key, name, tuple(members.get(key, ())), key in made)
        for key, name in names.items()
    ]


def group_keys(session: Session) -> frozenset[str]:
    """The keys of all groups, also of those that nobody made yet."""
    return frozenset({*map(key_of, ALWAYS_THERE), *session.exec(select(OwnGroup.key))})


def empty_groups(session: Session) -> frozenset[str]:
    """The keys of the groups of which nobody can work a step now."""
    return frozenset(group.key for group in every_group(session) if not group.workers)


def groups(session: Session, actor: Actor) -> list[GroupView]:
    """All groups with their members, for those who work with them."""
    require(actor, Action.CASE_READ)
    return every_group(session)


def my_groups(session: Session, actor: Actor) -> frozenset[str]:
    """The keys of the groups that the actor is in."""
    require(actor, Action.ACCOUNT_SELF)
    query = select(GroupMember.group_key).where(col(GroupMember.account_id) == actor.id)
    return frozenset(session.exec(query))


GROUPS = Quota(500, "groups", "Remove one that owns no steps.")


def add_group(session: Session, actor: Actor, name: str) -> str:
    """Make a group; its key."""
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    called = checked(name, field="name", what="The group’s name")
    if not called or len(called) > LONGEST_NAME or "@" in called:
        raise Invalid(
            f"A group needs a name of up to {LONGEST_NAME} characters, without @.", field="name"
        )
    accounts.lock(session)
    key = key_of(called)
    if any(group.key == key for group in every_group(session)):
        raise Conflict(f"There is already a group {called}.", field="name")
    rows = session.exec(select(Account)).all()
    if any(key in (row.username, row.name.casefold()) for row in rows):
        raise Conflict(
            f"{called} is the name of an account.",
            field="name",
            hint="Choose a name that nobody has, so that a step has one owner.",
        )
    GROUPS.leave_room(session, OwnGroup)
    session.add(OwnGroup(key=key, name=called))
    session.flush()
    audit.record(session, actor, "group.add", f"group:{key}", after={"name": called})
    return key


def remove_group(session: Session, actor: Actor, name: str) -> None:
    """Delete a group that was made here; steps that it owns keep its name, as a name."""
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    accounts.lock(session)
    group = _found(session, name)
    if not group.is_own:
        raise Invalid(
            f"{group.name} is always there: the checklists name it.",
            field="name",
            hint="Take its members out instead.",
        )
    for row in session.exec(select(GroupMember).where(col(GroupMember.group_key) == group.key)):
        session.delete(row)
    session.delete(session.get_one(OwnGroup, group.key))
    session.flush()
    before = {"name": group.name, "members": _names(group.members)}
    audit.record(session, actor, "group.remove", f"group:{group.key}", before=before)


def add_member(session: Session, actor: Actor, name: str, who: str) -> None:
    """Put an account into a group. Raises :class:`Invalid` for one that cannot work steps."""
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    accounts.lock(session)
    group, account = _found(session, name), accounts.find(session, who)
    if not may_work(account):
        what = f"is {account.role}" if account.active else "is disabled"
        raise Invalid(
            f"{account.username} {what} and cannot work the steps of {group.name}.",
            field="member",
            hint="Members of a group are operators or administrators: change the role first.",
        )
    if session.get(GroupMember, (group.key, account.id)) is None:
        session.add(GroupMember(group_key=group.key, account_id=account.id))
        _changed(session, actor, group, "group.add-member", account)


def remove_member(session: Session, actor: Actor, name: str, who: str) -> None:
    """Take an account out of a group."""
    require(actor, Action.ACCOUNT_MANAGE)
    require_person(actor)
    accounts.lock(session)
    group, account = _found(session, name), accounts.find(session, who)
    row = session.get(GroupMember, (group.key, account.id))
    if row is None:
        raise NotFound(f"{account.username} is not in {group.name}.", field="member")
    session.delete(row)
    _changed(session, actor, group, "group.remove-member", account)


def _changed(
    session: Session, actor: Actor, before: GroupView, action: str, account: Account
) -> None:
    session.flush()
    now = next(group for group in every_group(session) if group.key == before.key)
    audit.record(
        session,
        actor,
        action,
        f"group:{before.key}",
        before={"members": _names(before.members)},
        after={"account": account.id, "members": _names(now.members)},
    )


def _found(session: Session, name: str) -> GroupView:
    for group in every_group(session):
        if group.key == key_of(name):
            return group
    raise NotFound(f"There is no group {name!r}.", field="group")


def _names(members: Sequence[Member]) -> list[str]:
    return sorted(member.username for member in members)
