"""How guessing is slowed: a wait that grows with the failures, per name and per address.

Counted in the database, before the password is looked at, so that neither a restart, nor a second
process, nor fifty attempts at the same moment get more tries. The wait has a ceiling and ends by
itself, and whoever has signed in from an address before is not made to wait there for what others
do elsewhere: nobody can lock another out for good.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from core.identity.models import GuessCounter

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


def name_key(username: str) -> str:
    """Counter of a name, whether an account has it or not."""
    return "name:" + sha256(username.encode()).hexdigest()


def known_place_key(username: str, address: str) -> str:
    """Counter of a name at an address from which it has signed in before."""
    return "place:" + sha256(f"{username}\n{address}".encode()).hexdigest()


def address_key(address: str) -> str:
    """Counter of an address."""
    return f"address:{address}"


def count_attempt(session: Session, key: str, limit: Limit, *, now: datetime) -> timedelta:
    """Count one attempt as failed; how long its sender has to wait (zero: look at it)."""
    table = GuessCounter.__table__  # type: ignore[attr-defined]
    build = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(  # makes the row, and locks it on PostgreSQL
        build(table)
        .values(key=key, failures=0, last_at=now)
        .on_conflict_do_update(index_elements=["key"], set_={"key": key})
    )
    row = session.execute(select(table).where(table.c.key == key)).one()
    failures = 0 if now - row.last_at > FORGOTTEN_AFTER else row.failures
    pause = limit.wait(failures)
    wait: timedelta = row.last_at + pause - now if pause else pause
    # A refused attempt counts, but does not begin the wait anew.
    moment = row.last_at if wait > timedelta(0) else max(now, row.last_at)
    session.execute(
        table.update().where(table.c.key == key).values(failures=failures + 1, last_at=moment)
    )
    return max(wait, timedelta(0))


def forgive(session: Session, *keys: str) -> None:
    """Forget the failures: the right password came."""
    session.execute(delete(GuessCounter).where(col(GuessCounter.key).in_(keys)))
