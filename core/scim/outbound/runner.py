"""Running one removal: claimed by lease, tried with patience, proven or handed to a person.

The row in ``scim_removal`` is the outbox: whoever asks for a removal writes it in their own
transaction, and any worker of any process takes what is due. A worker that dies leaves a lease
that runs out; the next one goes on with the user that was found. A worker that was only slow, and
has lost its lease, sends nothing more and writes nothing.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, func, or_, select, update
from sqlmodel import Session, SQLModel

from core.actor import SYSTEM
from core.audit import service as audit
from core.net import guard
from core.scim import vault
from core.scim.models import Exchange, Outbound, Removal, RemovalState
from core.scim.outbound import circuit_breaker, deprovision, listeners
from core.scim.outbound.client import Client, Target, Temporary, Trace
from core.scim.outbound.read_back import Outcome, elsewhere, look_by_name, still_gone
from core.scim.outbound.worker_pool import Waiting, WorkerPool
from core.secrets.service import Undecipherable
from core.storage.database import Database

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
"""Longer than any one exchange may take; renewed at each."""
MOST_ATTEMPTS = 8
MOST_PATIENCE = 3600.0
"""Seconds that an app may ask to wait; who waits longer for a leaver's access is a person."""
LATER_LOOKS = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""After a proven removal, when it is looked at again."""

_DUE = (
    RemovalState.WAITING,
    RemovalState.RETRYING,
    RemovalState.RUNNING,
    RemovalState.VERIFYING,
    RemovalState.LOOKING,
    RemovalState.VERIFIED,
)
_removals = SQLModel.metadata.tables["scim_removal"]
_outbound = SQLModel.metadata.tables["scim_outbound"]


class LeaseLost(Exception):
    """Another worker has taken this removal; this one must stop."""


@dataclass
class Claimed:
    """A removal that this worker holds the lease of."""

    id: int
    outbound: int
    user: str
    remote_id: str | None
    state: RemovalState
    """Before it was claimed."""
    until: datetime
    """End of the lease; its value is also the proof of holding it."""

    @property
    def is_look(self) -> bool:
        """It is looked whether they are gone."""
        return self.only_reads or (
            self.state is RemovalState.VERIFYING and self.remote_id is not None
        )

    @property
    def only_reads(self) -> bool:
        """Nothing may be sent that changes anything: whatever is seen, a person decides."""
        return self.state is RemovalState.LOOKING or self.is_later_look

    @property
    def is_later_look(self) -> bool:
        """A look on a later day, after the removal was proven."""
        return self.state is RemovalState.VERIFIED


@dataclass(frozen=True)
class Options:
    """What the connection says about removing."""

    target: Target
    deletes: bool
    verify_after: timedelta


@dataclass
class Runner:
    """Runs removals of one database."""

    database: Database
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    resolver: guard.Resolver = guard.system_resolver
    jitter: Callable[[], float] = random.random
    read_seconds: float = 15.0

    def run_due(self, workers: int = 16) -> int:
        """Run what is due now, in parallel within each connection's limit; how many ran."""
        pool = WorkerPool(self, workers)
        pool.tick()
        pool.stop(finish=True)
        return pool.done

    def waiting(self) -> list[Waiting]:
        """Connections with removals that may run now."""
        o = _outbound.c
        query = (
            select(o.id, o.most_at_once, func.count())
            .join(_removals, o.id == _removals.c.outbound_id)
            .where(*self._may_run())
            .group_by(o.id, o.most_at_once)
        )
        with self.database.read() as session:
            return [Waiting(*row) for row in session.connection().execute(query)]

    def run_next(self, connection: int) -> bool:
        """Run one removal of this connection; ``False`` when none may run now."""
        query = (
            select(_removals.c.id)
            .join(_outbound, _outbound.c.id == _removals.c.outbound_id)
            .where(_removals.c.outbound_id == connection, *self._may_run())
            .order_by(_removals.c.next_at, _removals.c.id)
            .limit(64)
        )
        with self.database.read() as session:
            due = session.connection().execute(query).scalars().all()
        return any(self.run_one(removal) for removal in due)

    def _may_run(self) -> list[ColumnElement[bool]]:
        now = self.clock()
        r, o = _removals.c, _outbound.c
        return [
            r.state.in_(_DUE),
            r.next_at <= now,
            or_(r.claimed_until.is_(None), r.claimed_until <= now),
            o.enabled,
            or_(o.closed_until.is_(None), o.closed_until <= now),
        ]

    def run_one(self, removal_id: int) -> bool:
        """Claim and run one removal; ``False`` if another worker holds it or it is not due."""
        claimed = self._claim(removal_id)
        if claimed is None:
            return False
        try:
            self._run(claimed)
        except LeaseLost:
            log.warning("removal %s is another worker's by now", removal_id)
        return True

    def _run(self, claimed: Claimed) -> None:
        patience = timedelta(0)
        try:
            options = self._options(claimed.outbound)
            patience = options.verify_after
            with Client(
                options.target,
                lambda trace: self._keep(claimed, trace),
                resolver=self.resolver,
                read_seconds=self.read_seconds,
            ) as client:
                outcome = self._outcome(client, claimed, options)
        except Temporary as problem:
            self._later(claimed, problem)
            return
        except guard.Refused as problem:
            outcome = Outcome(False, str(problem), claimed.remote_id)
        except LeaseLost:
            raise
        except Undecipherable as problem:
            reason = f"{problem.message} Put the old key back, or give the connection a new token."
            outcome = Outcome(False, reason, claimed.remote_id)
        except Exception as problem:
            log.exception("removal %s failed", claimed.id)
            reason = f"Something unexpected happened ({type(problem).__name__}). Remove by hand."
            outcome = Outcome(False, reason, claimed.remote_id)
        self._settle(claimed, patience, outcome)

    def _outcome(self, client: Client, claimed: Claimed, options: Options) -> Outcome:
        if claimed.only_reads and claimed.remote_id is None:
            return look_by_name(client, claimed.user, lambda found: self._remember(claimed, found))
        if claimed.is_look and claimed.remote_id is not None:
            seen = still_gone(client, claimed.user, claimed.remote_id)
            if seen.gone or claimed.only_reads:
                return seen
            # The app has had its time and shows no change: go on with the other ways.
        return deprovision.remove(
            client,
            claimed.user,
            remote_id=claimed.remote_id,
            deletes=options.deletes,
            patient=bool(options.verify_after) and claimed.state is not RemovalState.VERIFYING,
            identified=lambda found: self._remember(claimed, found),
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
            row.claimed_until = now + LEASE
            found = Claimed(
                removal_id, row.outbound_id, row.user, row.remote_id, row.state, row.claimed_until
            )
            if not found.is_look:
                row.state = RemovalState.RUNNING
            session.add(row)
            return found

    def _renew(self, session: Session, claimed: Claimed, **more: str) -> None:
        """Hold the lease longer. Raises :class:`LeaseLost` if it is not held any more."""
        until = self.clock() + LEASE
        statement = (
            update(_removals)
            .where(_removals.c.id == claimed.id, _removals.c.claimed_until == claimed.until)
            .values(claimed_until=until, **more)
        )
        found: CursorResult[object] = session.connection().execute(statement)
        if found.rowcount != 1:
            raise LeaseLost
        claimed.until = until

    def _held(self, session: Session, claimed: Claimed) -> Removal:
        row = session.get_one(Removal, claimed.id, with_for_update=True)
        if row.claimed_until != claimed.until:
            raise LeaseLost
        return row

    def _options(self, outbound_id: int) -> Options:
        with self.database.read() as session:
            row = session.get_one(Outbound, outbound_id)
            return Options(target_of(row), row.deletes, timedelta(seconds=row.verify_after_seconds))

    def _remember(self, claimed: Claimed, remote_id: str) -> None:
        with self.database.write() as session:
            self._renew(session, claimed, remote_id=remote_id)

    def _keep(self, claimed: Claimed, trace: Trace) -> None:
        with self.database.write() as session:
            self._renew(session, claimed)
            session.add(Exchange(removal_id=claimed.id, **vars(trace)))

    def _later(self, claimed: Claimed, problem: Temporary) -> None:
        """Try again later, and tell the connection's circuit."""
        now = self.clock()
        with self.database.write() as session:
            row = self._held(session, claimed)
            row.attempts += 1
            row.claimed_until = None
            asked = problem.retry_after or 0
            pause = min(asked, MOST_PATIENCE)
            app_is_down = circuit_breaker.failed(session, claimed.outbound, now, pause)
            if asked > MOST_PATIENCE and not claimed.is_look:
                wait = f"{problem.message} It asks to wait {asked / 3600:.0f} hours."
                hint = "Remove them by hand, or try again later."
                self._open(session, row, Outcome(False, f"{wait} {hint}"))
                return
            if row.attempts >= MOST_ATTEMPTS or app_is_down:
                tried = f"Tried {row.attempts} times" if row.attempts > 1 else "Tried once"
                hint = (
                    "Check whether they are" if claimed.is_look else "Remove them by hand, or try"
                )
                hint += " gone." if claimed.is_look else " again when the app answers."
                self._open(session, row, Outcome(False, f"{problem.message} {tried}. {hint}"))
                if app_is_down:
                    self._open_all(session, claimed.outbound, now, problem)
                return
            backoff = min(3600.0, 5.0 * 2**row.attempts) * (0.5 + self.jitter())
            row.next_at = now + timedelta(seconds=max(backoff, asked))
            if not claimed.is_look:
                row.state = RemovalState.RETRYING
            row.outcome = f"{problem.message} It is tried again."
            session.add(row)

    def _open_all(
        self, session: Session, connection: int, now: datetime, problem: Temporary
    ) -> None:
        """The app has been down for long: what waits for it is a person's by now."""
        waiting = (RemovalState.WAITING, RemovalState.RETRYING)
        query = select(_removals.c.id).where(
            _removals.c.outbound_id == connection,
            _removals.c.state.in_(waiting),
            _removals.c.next_at <= now + timedelta(hours=1),
            or_(_removals.c.claimed_until.is_(None), _removals.c.claimed_until <= now),
        )
        sentence = (
            f"The app has not answered for long ({problem.message.rstrip('.')}). "
            "Remove them by hand, or try again when the app answers."
        )
        for removal in session.connection().execute(query).scalars().all():
            row = session.get_one(Removal, removal, with_for_update=True)
            self._open(session, row, Outcome(False, sentence))

    def _settle(self, claimed: Claimed, patience: timedelta, outcome: Outcome) -> None:
        now = self.clock()
        with self.database.write() as session:
            row = self._held(session, claimed)
            circuit_breaker.answered(session, claimed.outbound)
            asked = session.get_one(Outbound, claimed.outbound).base_url
            if row.account_active and row.seen_at_url not in (None, asked):
                seen_at = row.seen_at_url or asked
                outcome = elsewhere(outcome, row.user, seen_at, asked, looked=claimed.only_reads)
            row.claimed_until, row.attempts = None, 0
            row.remote_id = outcome.remote_id or row.remote_id
            row.outcome, row.cause = outcome.sentence, outcome.cause
            if outcome.active is not None:
                row.account_active, row.seen_at_url = outcome.active, asked
            fresh = not claimed.is_look and bool(patience)
            if outcome.pending or (outcome.gone and fresh):
                row.state, row.next_at = RemovalState.VERIFYING, now + patience
                session.add(row)
            elif outcome.gone:
                self._proven(session, row, claimed, now)
            else:
                self._open(session, row, outcome)

    def _proven(self, session: Session, row: Removal, claimed: Claimed, now: datetime) -> None:
        if claimed.is_later_look:
            row.checks += 1
        else:
            row.checks, row.verified_at = 0, now
        row.state = RemovalState.VERIFIED
        row.verified_at = row.verified_at or now
        later = LATER_LOOKS[row.checks :]
        row.next_at = row.verified_at + later[0] if later else None
        session.add(row)
        if not claimed.is_later_look:
            self._tell(session, row)

    def _open(self, session: Session, row: Removal, outcome: Outcome) -> None:
        came_back = outcome.returned and row.verified_at is not None
        row.state = RemovalState.RETURNED if came_back else RemovalState.OPEN_STEP
        row.outcome, row.cause, row.next_at = outcome.sentence, outcome.cause, None
        row.candidates = [vars(each) for each in outcome.candidates] or None
        session.add(row)
        self._tell(session, row)

    def _tell(self, session: Session, row: Removal) -> None:
        after = {"state": str(row.state), "user": row.user, "outcome": row.outcome}
        listeners.tell(session, row)
        audit.record(session, SYSTEM, "scim.removal-result", f"scim-removal:{row.id}", after=after)


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


def run_due_removals(database: Database) -> None:
    """Run once what is due now, as the server's worker does it all the time."""
    Runner(database).run_due()
