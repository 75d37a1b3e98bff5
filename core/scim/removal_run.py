"""Running removals: claimed by lease, tried with patience, proven or handed to a person.

The row in ``scim_removal`` is the outbox: whoever asks for a removal writes it in their own
transaction, and any worker of any process takes what is due. A worker that dies leaves a lease
that runs out; the next one goes on with the user that was found. :meth:`Runner.run_one` is
idempotent and can be called by a durable workflow as well.
"""

import random
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import CursorResult, or_, select, update
from sqlmodel import Session, SQLModel

from core.actor import SYSTEM
from core.audit import service as audit
from core.scim import guard, removing, vault
from core.scim.client import Client, Target, Temporary, Trace
from core.scim.models import Exchange, Outbound, Removal, RemovalState
from core.scim.removing import Outcome
from core.storage.database import Database

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 8
CIRCUIT_OPENS_AT = 5
LATER_LOOKS = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""After a proven removal, when it is looked at again."""

_DUE = (
    RemovalState.WAITING,
    RemovalState.RETRYING,
    RemovalState.RUNNING,
    RemovalState.VERIFYING,
    RemovalState.VERIFIED,
)
_removals = SQLModel.metadata.tables["scim_removal"]
_outbound = SQLModel.metadata.tables["scim_outbound"]


class Claimed(NamedTuple):
    """A removal that this worker holds the lease of."""

    id: int
    outbound: int
    user: str
    remote_id: str | None
    attempts: int
    checks: int
    looks_only: bool
    """Removed before; now it is only looked whether they are gone still."""
    returned_checks: bool
    """A look on a later day, after the removal was proven."""


@dataclass(frozen=True)
class Options:
    """What the connection says about removing."""

    target: Target
    deletes: bool
    verify_after: timedelta


Settled = Callable[[Session, Removal], None]
"""Told, in the transaction of the result, when a removal is proven, open, or undone by return."""

_listeners: list[Settled] = []


def on_settled(listener: Settled) -> None:
    """Hear of results; offboarding closes or opens its steps by this."""
    _listeners.append(listener)


@dataclass
class Runner:
    """Runs removals of one database."""

    database: Database
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    resolver: guard.Resolver = guard.system_resolver
    jitter: Callable[[], float] = random.random
    read_seconds: float = 15.0

    def run_due(self, limit: int = 100, workers: int = 16) -> int:
        """Run what is due now, in parallel within each connection's limit; how many ran."""
        due = self.due(limit)
        slots = self._slots({outbound for _, outbound in due})

        def one(pair: tuple[int, int]) -> bool:
            with slots[pair[1]]:
                return self.run_one(pair[0])

        with ThreadPoolExecutor(workers, thread_name_prefix="removal") as pool:
            return sum(pool.map(one, due))

    def due(self, limit: int) -> list[tuple[int, int]]:
        """Removals that may run now, with their connection; connections take turns."""
        now = self.clock()
        r, o = _removals.c, _outbound.c
        query = (
            select(r.id, r.outbound_id)
            .join(_outbound, o.id == r.outbound_id)
            .where(
                r.state.in_(_DUE),
                r.next_at <= now,
                or_(r.claimed_until.is_(None), r.claimed_until <= now),
                o.enabled,
                or_(o.closed_until.is_(None), o.closed_until <= now),
            )
            .order_by(r.next_at, r.id)
            .limit(limit)
        )
        with self.database.read() as session:
            return [(one, two) for one, two in session.connection().execute(query)]

    def _slots(self, outbound: Iterable[int]) -> dict[int, threading.Semaphore]:
        with self.database.read() as session:
            found = session.connection().execute(select(_outbound.c.id, _outbound.c.most_at_once))
            return {one: threading.Semaphore(most) for one, most in found if one in outbound}

    def run_one(self, removal_id: int) -> bool:
        """Claim and run one removal; ``False`` if another worker holds it or it is not due."""
        claimed = self._claim(removal_id)
        if claimed is None:
            return False
        options = self._options(claimed.outbound)
        traces: Callable[[Trace], None] = lambda trace: self._keep(removal_id, trace)  # noqa: E731
        try:
            with Client(
                options.target, traces, resolver=self.resolver, read_seconds=self.read_seconds
            ) as client:
                outcome = self._outcome(client, claimed, options)
        except Temporary as problem:
            self._later(claimed, problem)
        except guard.Refused as problem:
            self._settle(claimed, options, Outcome(False, str(problem), claimed.remote_id))
        except Exception as problem:
            reason = f"Something unexpected happened ({type(problem).__name__}). Remove by hand."
            self._settle(claimed, options, Outcome(False, reason, claimed.remote_id))
            raise
        else:
            self._settle(claimed, options, outcome)
        return True

    def _outcome(self, client: Client, claimed: Claimed, options: Options) -> Outcome:
        if claimed.looks_only and claimed.remote_id is not None:
            return removing.still_gone(client, claimed.user, claimed.remote_id)
        return removing.remove(
            client,
            claimed.user,
            remote_id=claimed.remote_id,
            deletes=options.deletes,
            identified=lambda found: self._remember(claimed.id, found),
        )

    # -- the row ---------------------------------------------------------------

    def _claim(self, removal_id: int) -> Claimed | None:
        now = self.clock()
        with self.database.write() as session:
            row = session.get(Removal, removal_id, with_for_update=True)
            if row is None or row.state not in _DUE or row.next_at is None or row.next_at > now:
                return None
            if row.claimed_until is not None and row.claimed_until > now:
                return None
            looks = row.state in (RemovalState.VERIFYING, RemovalState.VERIFIED)
            found = Claimed(
                removal_id,
                row.outbound_id,
                row.user,
                row.remote_id,
                row.attempts,
                row.checks,
                looks,
                row.state is RemovalState.VERIFIED,
            )
            row.claimed_until = now + LEASE
            if not looks:
                row.state = RemovalState.RUNNING
            session.add(row)
            return found

    def _options(self, outbound_id: int) -> Options:
        with self.database.read() as session:
            row = session.get_one(Outbound, outbound_id)
            return Options(target_of(row), row.deletes, timedelta(seconds=row.verify_after_seconds))

    def _remember(self, removal_id: int, remote_id: str) -> None:
        with self.database.write() as session:
            session.connection().execute(
                update(_removals).where(_removals.c.id == removal_id).values(remote_id=remote_id)
            )

    def _keep(self, removal_id: int, trace: Trace) -> None:
        with self.database.write() as session:
            session.add(Exchange(removal_id=removal_id, **vars(trace)))

    def _later(self, claimed: Claimed, problem: Temporary) -> None:
        """Try again later, and tell the connection's circuit."""
        now = self.clock()
        with self.database.write() as session:
            row = session.get_one(Removal, claimed.id)
            self._circuit(session, claimed.outbound, now, failed=True)
            row.attempts += 1
            row.claimed_until = None
            if row.attempts >= MOST_ATTEMPTS:
                sentence = f"{problem.message} Tried {row.attempts} times. Remove them by hand."
                self._open(session, row, Outcome(False, sentence, claimed.remote_id))
                return
            backoff = min(3600.0, 5.0 * 2**row.attempts) * (0.5 + self.jitter())
            row.next_at = now + timedelta(seconds=max(backoff, problem.retry_after or 0))
            if not claimed.looks_only:
                row.state = RemovalState.RETRYING
            row.outcome = f"{problem.message} It is tried again."
            session.add(row)

    def _settle(self, claimed: Claimed, options: Options, outcome: Outcome) -> None:
        now = self.clock()
        with self.database.write() as session:
            row = session.get_one(Removal, claimed.id)
            self._circuit(session, claimed.outbound, now, failed=False)
            row.claimed_until, row.attempts = None, 0
            row.remote_id = outcome.remote_id or row.remote_id
            row.outcome = outcome.sentence
            if not outcome.gone:
                self._open(session, row, outcome)
            elif not claimed.looks_only and options.verify_after:
                row.state, row.next_at = RemovalState.VERIFYING, now + options.verify_after
                session.add(row)
            else:
                self._proven(session, row, claimed, now)

    def _proven(self, session: Session, row: Removal, claimed: Claimed, now: datetime) -> None:
        if claimed.returned_checks:
            row.checks += 1
        row.state = RemovalState.VERIFIED
        first = row.verified_at is None
        row.verified_at = row.verified_at or now
        later = LATER_LOOKS[row.checks :]
        row.next_at = row.verified_at + later[0] if later else None
        session.add(row)
        if first:
            self._tell(session, row)

    def _open(self, session: Session, row: Removal, outcome: Outcome) -> None:
        came_back = row.verified_at is not None
        row.state = RemovalState.RETURNED if came_back else RemovalState.OPEN_STEP
        row.outcome, row.next_at = outcome.sentence, None
        row.candidates = [vars(each) for each in outcome.candidates] or None
        session.add(row)
        self._tell(session, row)

    def _tell(self, session: Session, row: Removal) -> None:
        after = {"state": str(row.state), "user": row.user, "outcome": row.outcome}
        audit.record(session, SYSTEM, "scim.removal-result", f"scim-removal:{row.id}", after=after)
        for listener in _listeners:
            listener(session, row)

    def _circuit(self, session: Session, outbound_id: int, now: datetime, *, failed: bool) -> None:
        """Five failures in a row keep everybody off the app for a while, ever longer."""
        row = session.get_one(Outbound, outbound_id)
        if not failed:
            if row.failures:
                row.failures, row.closed_until = 0, None
                session.add(row)
            return
        row.failures += 1
        over = row.failures - CIRCUIT_OPENS_AT
        if over >= 0:
            row.closed_until = now + timedelta(seconds=min(1800, 30 * 2 ** min(over, 6)))
        session.add(row)


def target_of(row: Outbound) -> Target:
    """The connection with its secret in the clear."""
    return Target(
        base_url=row.base_url,
        auth=row.auth,
        secret=vault.decrypt(row.secret),
        user_name=row.user_name,
        token_url=row.token_url,
        scope=row.scope,
        allow_http=row.allow_http,
        allowed_networks=tuple(row.allowed_networks),
    )


def cancelled(session: Session, ids: Iterable[int]) -> int:
    """Take back removals that have not begun; how many."""
    statement = (
        update(_removals)
        .where(_removals.c.id.in_(list(ids)), _removals.c.state == RemovalState.WAITING)
        .values(state=RemovalState.OPEN_STEP, next_at=None, outcome="Taken back before it began.")
    )
    found: CursorResult[object] = session.connection().execute(statement)
    return int(found.rowcount)
