"""Every finding as it stands: derived, and kept in memory by app while nothing of it changes.

With time alone a finding can begin (a last day passes, a guest's end): what is kept is good until
the first such moment that is known, and for an hour at most.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

import polars as pl
from sqlmodel import Session, col, select

from core.accounts.feeds.rows import newest_of_all
from core.accounts.findings.context import Context, FeedFacts
from core.accounts.findings.derive import findings
from core.accounts.findings.state import with_states
from core.accounts.frames import ACCEPTANCES, ASSIGNED, FINDINGS, Schema, empty
from core.accounts.kinds import FindingKind, FindingState, Subject
from core.accounts.matching.inventory import Mark, marks, matched
from core.accounts.models import Feed, FindingAcceptance
from core.accounts.people.own import own_people
from core.accounts.people.tables import identifiers, persons
from core.accounts.settings import settings_here
from core.accounts.told import cases_seen, removals
from core.actor import Actor
from core.scim import service as scim

STANDING_FINDINGS: Schema = {
    **FINDINGS,
    "state": pl.String,
    "until": pl.Date,
    "case": pl.Int64,
}
OF_WHO_LEFT = (FindingKind.ORPHANED, FindingKind.RETURNED)
"""Kinds that say that their person left: a case that is at work says nothing more of them."""
OF_LEAVING = (*OF_WHO_LEFT, FindingKind.ADMIN_LEAVING, FindingKind.GUEST_EXPIRED)
"""Kinds that nobody is shown of themselves."""
GOOD_FOR = timedelta(hours=1)
MOST = 2_000

Rests = tuple[Mark, int, int, int]
"""An app's accounts, what cases remove there, what is assigned there, and the lists' facts."""


@dataclass(frozen=True)
class _Derived:
    frame: pl.DataFrame
    at: datetime
    until: datetime


class _Kept:
    def __init__(self) -> None:
        self._found: OrderedDict[str, tuple[Rests, _Derived]] = OrderedDict()
        self._lock = Lock()

    def get(self, app: str, rests: Rests, now: datetime) -> pl.DataFrame | None:
        with self._lock:
            held = self._found.get(app)
            if held is None or held[0] != rests or not held[1].at <= now < held[1].until:
                return None
            return held[1].frame

    def put(self, app: str, rests: Rests, derived: _Derived) -> None:
        with self._lock:
            self._found[app] = (rests, derived)
            self._found.move_to_end(app)
            while len(self._found) > MOST:
                self._found.popitem(last=False)


_kept = _Kept()


def standing_findings(session: Session, now: datetime, app: str | None = None) -> pl.DataFrame:
    """Findings with their state (:data:`STANDING_FINDINGS`), of all apps or of one."""
    wanted = marks(session, [app] if app else None)
    context = _context(session, now)
    rests = _rests(wanted, context)
    found, missing = [], list[str]()
    for each, of in rests.items():
        frame = _kept.get(each, of, now)
        missing.append(each) if frame is None else found.append(frame)
    if missing:
        found += _derive(session, missing, rests, context)
    if not found:
        return empty(STANDING_FINDINGS)
    whole = pl.concat(found)
    return _accepted(session, whole, now)


def findings_seen(
    session: Session, actor: Actor, now: datetime, app: str | None = None
) -> pl.DataFrame:
    """Findings as they stand, as far as the actor may know of them.

    Of the actor themself none of their leaving. A case that they do not see has no number; and of a
    person who is not known to have left, it is as though there were none: that somebody will be let
    go is not to be read from a state.
    """
    whole = standing_findings(session, now, app)
    if not len(whole):
        return whole
    is_own = pl.col("person").is_in(sorted(own_people(session, actor))).fill_null(value=False)
    known = whole.filter(~(is_own & pl.col("kind").is_in([str(kind) for kind in OF_LEAVING])))
    cases = set(known["case"].drop_nulls().to_list())
    unseen = sorted(cases - cases_seen(session, actor, cases))
    is_unseen = pl.col("case").is_in(unseen).fill_null(value=False)
    is_working = pl.col("state") == str(FindingState.WORKING)
    is_public = pl.col("kind").is_in([str(kind) for kind in OF_WHO_LEFT])
    reads_open = is_unseen & is_working & ~is_public
    return known.with_columns(
        case=pl.when(~is_unseen).then("case"),
        state=pl.when(reads_open).then(pl.lit(str(FindingState.OPEN))).otherwise("state"),
    )


def _derive(
    session: Session, apps: Sequence[str], rests: Mapping[str, Rests], context: Context
) -> list[pl.DataFrame]:
    accounts = pl.concat(list(matched(session, apps).values()))
    people = persons(session, context.now)
    derived = with_states(
        findings(accounts, people, context), accounts, empty(ACCEPTANCES), context,
        context.now.date(),
    )  # fmt: skip
    until = _good_until(accounts, people, context.now)
    parts = derived.partition_by("app", as_dict=True, maintain_order=True)
    found = []
    for app in apps:
        frame = parts.get((app,), derived.clear()).select(list(STANDING_FINDINGS))
        _kept.put(app, rests[app], _Derived(frame, context.now, until))
        found.append(frame)
    return found


def _good_until(accounts: pl.DataFrame, people: pl.DataFrame, now: datetime) -> datetime:
    """The first moment known at which another finding may begin."""
    moments = [now + GOOD_FOR]
    for frame, column in ((people, "end_at"), (people, "start_at"), (accounts, "expires")):
        first = frame.select(pl.col(column).filter(pl.col(column) > now).min()).item()
        if first is not None:
            moments.append(first)
    return min(moments)


def _accepted(session: Session, derived: pl.DataFrame, now: datetime) -> pl.DataFrame:
    rows = session.exec(select(col(FindingAcceptance.finding), col(FindingAcceptance.until))).all()
    holding = pl.DataFrame(rows, schema=ACCEPTANCES, orient="row").filter(
        pl.col("until") >= now.date()
    )
    if not len(holding):
        return derived
    joined = derived.drop("until").join(
        holding, left_on="id", right_on="finding", how="left", maintain_order="left"
    )
    accepted = pl.lit(str(FindingState.ACCEPTED))
    state = pl.when(pl.col("until").is_not_null()).then(accepted).otherwise("state")
    return joined.with_columns(state=state).select(list(STANDING_FINDINGS))


def _context(session: Session, now: datetime) -> Context:
    settings = settings_here(session)
    rows = scim.assigned_names(session)
    assigned = pl.DataFrame(rows, schema=ASSIGNED, orient="row")
    return Context(
        now=now,
        dormant_days=settings.dormant_days,
        feeds=_feeds(session),
        identifiers=identifiers(session).select("form", "identifier_kind", "person"),
        rule=settings.rules,
        removals=removals(session),
        assigned=assigned,
        assigned_apps=frozenset(assigned["app"].unique().to_list()),
    )


def _feeds(session: Session) -> list[FeedFacts]:
    whole = newest_of_all(session, complete=True)
    found = []
    for feed in session.exec(select(Feed).where(Feed.subject == Subject.ACCOUNTS)):
        key = feed.id or 0
        last = whole.get(key)
        found.append(
            FeedFacts(
                key,
                last.taken_at if last else None,
                last.id if last else None,
                timedelta(hours=feed.stale_after_hours),
            )
        )
    return found


def _rests(wanted: Mapping[str, Mark], context: Context) -> Mapping[str, Rests]:
    removed, assigned = _sums(context.removals), _sums(context.assigned)
    facts = {each.feed: hash(each) for each in context.feeds}
    return {
        app: (
            mark,
            removed.get(app, 0),
            assigned.get(app, 0),
            hash(tuple(facts.get(feed) for feed, _digest in mark[1])),
        )
        for app, mark in wanted.items()
    }


def _sums(frame: pl.DataFrame) -> Mapping[str, int]:
    """App → a sum of its rows' hashes: another one, whenever one of them changes."""
    if not len(frame):
        return {}
    hashed = frame.select("app", hashed=frame.hash_rows(seed=17) // 256)
    return dict(hashed.group_by("app").agg(pl.col("hashed").sum()).iter_rows())
