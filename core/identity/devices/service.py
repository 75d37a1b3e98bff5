"""Devices of one's own account, and of others': looking at them, and ending one."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from core.actor import Actor
from core.audit import service as audit
from core.errors import NotFound
from core.identity import accounts, sessions
from core.identity.devices import known
from core.identity.models import Device
from core.identity.people.standing import require_standing
from core.rights import Action, require
from core.step_up import require_fresh


@dataclass(frozen=True)
class DeviceView:
    """A browser that an account has signed in from; ``sessions``: the open ones, by digest."""

    id: str
    agent: str | None
    address: str | None
    """Of its last sign-in."""
    first_seen_at: datetime
    last_seen_at: datetime
    sessions: frozenset[str]


def my_devices(session: Session, actor: Actor, *, now: datetime) -> list[DeviceView]:
    """The browsers that one has signed in from, the last one first."""
    require(actor, Action.ACCOUNT_SELF)
    return _devices(session, actor.id, now)


def end_my_device(session: Session, actor: Actor, device: str, now: datetime) -> int:
    """Forget one of one's own devices and end its sessions; how many there were."""
    require(actor, Action.ACCOUNT_SELF)
    require_fresh(actor)
    return _end(session, actor, actor.id, device, now)


def devices_of(session: Session, actor: Actor, who: str, *, now: datetime) -> list[DeviceView]:
    """The browsers that another account has signed in from."""
    require(actor, Action.ACCOUNT_MANAGE)
    return _devices(session, accounts.find(session, who).id, now)


def end_device(session: Session, actor: Actor, who: str, device: str, now: datetime) -> int:
    """Forget another account's device and end its sessions; how many there were."""
    require(actor, Action.ACCOUNT_MANAGE)
    return _end(session, actor, accounts.find(session, who).id, device, now)


def _devices(session: Session, account: str, now: datetime) -> list[DeviceView]:
    opened = sessions.open_sessions(session, account, now)
    found = []
    for row in known.of_account(session, account):
        its = [each for each in opened if each.device_id == row.id]
        last = max([row.last_seen_at, *(each.last_seen_at for each in its)])
        digests = frozenset(each.digest for each in its)
        found.append(DeviceView(row.id, row.agent, row.address, row.first_seen_at, last, digests))
    return sorted(found, key=lambda device: device.last_seen_at, reverse=True)


def _end(session: Session, actor: Actor, account: str, device: str, now: datetime) -> int:
    accounts.lock(session)
    require_standing(session, actor)
    row = session.get(Device, device, with_for_update=True)
    if row is None or row.account_id != account or row.ended_at is not None:
        raise NotFound("There is no such device, or it was ended.", hint="Reload the page.")
    row.ended_at, row.end_reason = now, sessions.DEVICE_ENDED
    session.add(row)
    ended = sessions.end_of_device(session, device, now)
    actor = replace(actor, session=None)  # it may have been one of them
    audit.record(
        session,
        actor,
        "account.end-device",
        f"account:{account}",
        after={"sessions": ended, "address": row.address, "agent": row.agent},
    )
    return ended
