"""How guessing is slowed: a wait that grows with the failures, per name and per address.

Counted in the database, before the password is looked at, so that neither a restart, nor a second
process, nor fifty attempts at the same moment get more tries. The wait has a ceiling and ends by
itself; an attempt that is not looked at does not begin it anew; whoever has signed in from an
address or on a device before is not made to wait there for what others do
(``devices/guessing.py``); and an administrator's one-time link signs in whatever the counters say:
nobody can lock another out for good.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from core.identity.models import GuessCounter

_TABLE = GuessCounter.__table__  # type: ignore[attr-defined]

FORGOTTEN_AFTER = timedelta(hours=1)
"""A counter starts again this long after its last failure."""


@dataclass(frozen=True)
class Limit:
    """``free`` failures cost nothing; each further one doubles the wait, up to ``ceiling``."""

    free: int
    ceiling: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long after the last failure the next attempt is looked at."""
        if failures < self.free:
            return timedelta(0)
        return min(timedelta(seconds=2.0 ** min(failures - self.free, 20)), self.ceiling)


PER_NAME = Limit(free=5, ceiling=timedelta(minutes=5))
PER_ADDRESS = Limit(free=20, ceiling=timedelta(minutes=15))


def name_key(username: str, factor: str = "password") -> str:
    """Counter of a name, whether an account has it or not."""
    return _key("name", sha256(username.encode()).hexdigest(), factor)


def known_place_key(username: str, address: str, factor: str = "password") -> str:
    """Counter of a name at an address from which it has signed in before."""
    return _key("place", sha256(f"{username}\n{address}".encode()).hexdigest(), factor)


def device_key(device: str, factor: str = "password") -> str:
    """Counter of one account's device, by its id."""
    return _key("device", device, factor)


def address_key(address: str, factor: str = "password") -> str:
    """Counter of an address."""
    return _key("address", address, factor)


def _key(kind: str, which: str, factor: str) -> str:
    return f"{kind}:{which}" if factor == "password" else f"{factor}:{kind}:{which}"


@dataclass(frozen=True)
class Attempt:
    """One attempt as it was counted: ``wait`` (zero: look at it), after how many ``failures``.

    ``stranger``: how long whoever is spared nothing would wait.
    """

    wait: timedelta
    failures: int
    stranger: timedelta = timedelta(0)


def count_attempt(
    session: Session,
    limits: Mapping[str, Limit],
    *,
    now: datetime,
    spared: Collection[str] = (),
) -> Attempt:
    """Count one attempt as failed against every key; what became of it.

    It is looked at only if no key makes it wait; ``spared`` ones count and make nobody wait. One
    that is not looked at counts, but begins no wait anew: else somebody who never stops knocking
    would keep others out for ever. Nor does one that only the spared are looked at for, at the keys
    of all others: the counters after it are those after a stranger's.
    """
    # In one order, so that two attempts cannot wait for each other's rows.
    counted = {key: _row(session, key, now) for key in sorted(limits)}
    failures = {
        key: 0 if now - row.last_at > FORGOTTEN_AFTER else row.failures
        for key, row in counted.items()
    }
    # A failure is never in the future, but a clock that is set back makes it look so: the wait
    # would have no end.
    last = {key: min(row.last_at, now) for key, row in counted.items()}
    waits = {
        key: last[key] + pause - now if (pause := limits[key].wait(failures[key])) else pause
        for key in counted
    }
    none = timedelta(0)
    wait = max(none, *(waits[key] for key in counted if key not in spared))
    stranger = max(none, *waits.values())
    for key in counted:
        looked_at = not (stranger if key in spared else wait)
        moment = now if looked_at or not failures[key] else last[key]
        session.execute(
            _TABLE.update()
            .where(_TABLE.c.key == key)
            .values(failures=failures[key] + 1, last_at=moment)
        )
    counts = max(failures[key] for key in counted if key not in spared) + 1
    return Attempt(wait, counts, stranger)


def _row(session: Session, key: str, now: datetime) -> Any:
    """The counter of a key, made when there is none, and locked on PostgreSQL."""
    build = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(
        build(_TABLE)
        .values(key=key, failures=0, last_at=now)
        .on_conflict_do_update(index_elements=["key"], set_={"key": key})
    )
    return session.execute(select(_TABLE).where(_TABLE.c.key == key)).one()


def forgive(session: Session, *keys: str) -> None:
    """Forget the failures: the right password came."""
    session.execute(delete(GuessCounter).where(col(GuessCounter.key).in_(keys)))


def take_back(session: Session, key: str) -> None:
    """Uncount one attempt that was no failure. What others failed from there stays counted: else
    one account of one's own would make guesses at all the others free."""
    session.execute(
        _TABLE.update().where(_TABLE.c.key == key).values(failures=_TABLE.c.failures - 1)
    )


def forget_old(session: Session, now: datetime) -> None:
    """Delete the counters that would start again anyway."""
    session.execute(delete(GuessCounter).where(col(GuessCounter.last_at) < now - FORGOTTEN_AFTER))
