"""Findings asked for, counted, and accepted until a date with a reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from core import clock
from core.accounts.feeds.rows import good_until
from core.accounts.findings.history import AGE_LABELS, by_age, by_app, orphaned_over_time
from core.accounts.findings.standing import findings_seen
from core.accounts.findings.words import EVEN_IN_A_CASE, WORDS, WORST_FIRST
from core.accounts.kinds import FindingKind, FindingState
from core.accounts.matching.account_rows import people_of
from core.accounts.matching.deciding import Belongs
from core.accounts.matching.inventory import everywhere
from core.accounts.models import Feed, FindingAcceptance
from core.accounts.people.tables import persons
from core.actor import Actor
from core.audit import service as audit
from core.catalog.values import App
from core.errors import Invalid, NotFound
from core.rights import Action, require
from core.storage.quota import Quota

ACCEPTED = Quota(100_000, "accepted findings", "Resolve some.")
LONGEST = timedelta(days=365)
"""Nobody accepts a risk for longer than a year without looking at it again."""
MAX_REASON = 2_000
_ORPHANS = ("person", "name", "left_at", "accounts")
_RANK = pl.col("kind").replace_strict({str(each): n for n, each in enumerate(WORST_FIRST)})


@dataclass(frozen=True)
class FindingRow:
    """One finding, for a table."""

    id: str
    kind: FindingKind
    app: str
    app_name: str
    account: str
    key: str
    person: int | None
    person_name: str | None
    person_email: str | None
    since: datetime
    as_of: datetime
    snapshot: int
    detail: str | None
    state: FindingState
    until: date | None
    case: int | None
    reason: str | None = None
    """Why it is accepted."""
    accepted_by: str | None = None
    seen: bool = False
    """Whether ``since`` is only the moment of the first list that shows it: it may have begun
    before."""
    feed_name: str = ""
    """Whose list it is based on."""
    is_stale: bool = False
    """Whether that list is stale: what changed since is not known."""


@dataclass(frozen=True)
class FindingQuery:
    """Which findings. Empty: all."""

    kind: FindingKind | None = None
    app: str | None = None
    state: FindingState | None = None
    standing: bool = False
    """Only what nobody accepted: open, or in a case."""
    person: int | None = None
    search: str = ""


@dataclass(frozen=True)
class KindCount:
    """How many of one kind need somebody: those that are open, and of :data:`EVEN_IN_A_CASE` also
    those that a case works on (``in_case`` of the ``number``)."""

    number: int
    in_case: int = 0

    def said(self, kind: FindingKind) -> str:
        """``2 returned accounts, 1 in a case``."""
        told = WORDS[kind].counted(self.number)
        if not self.in_case:
            return told
        return f"{told}, {'' if self.in_case == self.number else f'{self.in_case:,} '}in a case"


@dataclass(frozen=True)
class FindingPage:
    """Some findings, the worst kinds first, and of one kind the oldest. How many there are of each
    is counted before kind and state are chosen."""

    rows: tuple[FindingRow, ...]
    total: int
    by_kind: Mapping[FindingKind, KindCount]
    by_state: Mapping[FindingState, int]
    by_app: Mapping[str, int]

    @property
    def in_no_case(self) -> Sequence[tuple[FindingKind, int]]:
        """Kinds of which some need somebody and no case works on them: how many, worst first."""
        return [
            (kind, number)
            for kind in WORST_FIRST
            if (of := self.by_kind.get(kind)) and (number := of.number - of.in_case)
        ]


def findings(
    session: Session,
    actor: Actor,
    query: FindingQuery,
    now: datetime | None = None,
    *,
    start: int = 0,
    limit: int = 100,
) -> FindingPage:
    """Findings, the worst kinds first, and of one kind those that have stood longest."""
    require(actor, Action.INVENTORY_READ)
    now = now or clock.now()
    whole = findings_seen(session, actor, now, query.app)
    about = _searched(session, whole, query)
    if query.person is not None:
        about = about.filter(pl.col("person") == query.person)
    in_state = about
    if query.state is not None:
        in_state = about.filter(pl.col("state") == str(query.state))
    elif query.standing:
        in_state = about.filter(pl.col("state") != str(FindingState.ACCEPTED))
    of_kind = in_state
    if query.kind is not None:
        of_kind = in_state.filter(pl.col("kind") == str(query.kind))
    shown = of_kind.sort(_RANK, "since", "id").slice(start, limit)
    states = _counts(about, "state")
    return FindingPage(
        _rows(session, shown, now),
        len(of_kind),
        _by_kind(about),
        {FindingState(each): number for each, number in states.items()},
        _counts(of_kind, "app"),
    )


@dataclass(frozen=True)
class Orphans:
    """Who left and still has an account that no case removes. ``since``: when they left."""

    person: int
    name: str
    since: datetime
    accounts: int


def orphans(session: Session, actor: Actor, now: datetime) -> list[Orphans]:
    """Everybody with open findings of an orphaned account, who left first."""
    require(actor, Action.INVENTORY_READ)
    whole = findings_seen(session, actor, now)
    theirs = (
        whole.filter(
            pl.col("kind") == str(FindingKind.ORPHANED),
            pl.col("state") == str(FindingState.OPEN),
        )
        .group_by("person")
        .agg(accounts=pl.len())
        .join(persons(session, now).select("person", "name", "left_at"), on="person")
        .sort("left_at", "person")
    )
    return [Orphans(*row) for row in theirs.select(_ORPHANS).iter_rows()]


def doubled(
    session: Session, actor: Actor, said: Sequence[Belongs], now: datetime | None = None
) -> list[FindingRow]:
    """Of the people whose accounts these are said to be: who has more than one in use in that app,
    one finding each."""
    require(actor, Action.INVENTORY_READ)
    given = pl.DataFrame(
        [(each.app, each.person) for each in said if each.person is not None],
        schema={"app": pl.String, "person": pl.Int64},
        orient="row",
    ).unique()
    at = now or clock.now()
    found = (
        findings_seen(session, actor, at)
        .filter(pl.col("kind") == str(FindingKind.DUPLICATE))
        .join(given, on=["app", "person"], how="semi")
        .unique(["app", "person"], keep="first", maintain_order=True)
    )
    return list(_rows(session, found, at))


def findings_by_id(
    session: Session, actor: Actor, ids: Collection[str], now: datetime | None = None
) -> list[FindingRow]:
    """These findings, in their order. Raises :class:`NotFound` for one that is resolved."""
    require(actor, Action.INVENTORY_READ)
    now = now or clock.now()
    whole = findings_seen(session, actor, now)
    chosen = whole.filter(pl.col("id").is_in(list(ids)))
    rows = {row.id: row for row in _rows(session, chosen, now)}
    for each in ids:
        if each not in rows:
            raise NotFound(
                f"There is no finding {each}.",
                field="finding",
                hint="It may be resolved: a later list no longer shows it.",
            )
    return [rows[each] for each in ids]


def accept_findings(
    session: Session, actor: Actor, ids: Sequence[str], until: date, reason: str
) -> None:
    """Accept findings until the end of a day, for a reason; past it they are open again."""
    require(actor, Action.INVENTORY_DECIDE)
    now = clock.now()
    why = reason.strip()
    if not why or len(why) > MAX_REASON or "\0" in why:
        raise Invalid("Why is it accepted? The reason is shown in every report.", field="reason")
    if not now.date() <= until <= now.date() + LONGEST:
        raise Invalid(
            "Accepted until a day from today to a year from now.",
            field="until",
            hint="Look at it again then.",
        )
    ACCEPTED.leave_room(session, FindingAcceptance, more=len(ids))
    for each in findings_by_id(session, actor, ids, now):
        row = session.get(FindingAcceptance, each.id)
        before = {"until": row.until.isoformat(), "reason": row.reason} if row else None
        if row is None:
            row = FindingAcceptance(
                finding=each.id, until=until, reason=why, at=now, by="", by_id="", version=0
            )
        row.until, row.reason, row.at = until, why, now
        row.by, row.by_id = actor.name, actor.id
        row.version += 1
        session.add(row)
        session.flush()
        after = {
            "kind": str(each.kind),
            "app": each.app,
            "until": until.isoformat(),
            "reason": why,
        }
        audit.record(
            session, actor, "finding.accept", f"finding:{each.id}", before=before, after=after
        )


def end_acceptance(session: Session, actor: Actor, finding: str) -> None:
    """A finding is open again."""
    require(actor, Action.INVENTORY_DECIDE)
    row = session.get(FindingAcceptance, finding)
    if row is None:
        raise NotFound("This finding is not accepted.", field="finding")
    before = {"until": row.until.isoformat(), "reason": row.reason}
    session.delete(row)
    session.flush()
    audit.record(session, actor, "finding.reopen", f"finding:{finding}", before=before)


@dataclass(frozen=True)
class FindingCharts:
    """What the charts of findings draw. Frames as ``findings/history.py`` has them."""

    by_app: pl.DataFrame
    by_age: pl.DataFrame
    orphaned: pl.DataFrame
    ages: tuple[str, ...] = AGE_LABELS


def finding_charts(session: Session, actor: Actor, now: datetime, days: int = 180) -> FindingCharts:
    """Open findings by app and by age, and orphaned accounts over the last days."""
    require(actor, Action.INVENTORY_READ)
    whole = findings_seen(session, actor, now)
    standing = whole.filter(pl.col("state") != str(FindingState.ACCEPTED))
    moments = [now - timedelta(days=each) for each in range(days, -1, -1)]
    over_time = orphaned_over_time(everywhere(session), persons(session, now), moments)
    return FindingCharts(by_app(standing), by_age(standing, now), over_time)


def _searched(session: Session, whole: pl.DataFrame, query: FindingQuery) -> pl.DataFrame:
    text = query.search.strip().lower()
    if not text or not len(whole):
        return whole
    who = people_of(session, whole["person"].drop_nulls().unique().to_list())
    named = [each for each, (name, _email) in who.items() if text in name.lower()]
    says = pl.col("account").str.to_lowercase().str.contains(text, literal=True)
    return whole.filter(
        says.fill_null(value=False) | pl.col("person").is_in(named).fill_null(value=False)
    )


def _rows(session: Session, frame: pl.DataFrame, now: datetime) -> tuple[FindingRow, ...]:
    if not len(frame):
        return ()
    apps = frame["app"].unique().to_list()
    names = dict(session.exec(select(App.id, App.name).where(col(App.id).in_(apps))).all())
    who = people_of(session, frame["person"].drop_nulls().unique().to_list())
    query = select(FindingAcceptance).where(
        col(FindingAcceptance.finding).in_(
            frame.filter(pl.col("state") == str(FindingState.ACCEPTED))["id"].to_list()
        )
    )
    said = {each.finding: each for each in session.exec(query)}
    of = frame["feed"].unique().to_list()
    feeds = {each.id: each for each in session.exec(select(Feed).where(col(Feed.id).in_(of)))}
    return tuple(
        _row(each, names, who, said.get(each["id"]), feeds[each["feed"]], now)
        for each in frame.to_dicts()
    )


def _row(
    row: dict[str, Any],
    apps: Mapping[str, str],
    who: Mapping[int, tuple[str, str | None]],
    said: FindingAcceptance | None,
    feed: Feed,
    now: datetime,
) -> FindingRow:
    name, email = who.get(row["person"], (None, None))
    return FindingRow(
        row["id"], FindingKind(row["kind"]), row["app"], apps.get(row["app"], row["app"]),
        row["account"], row["key"], row["person"], name, email, row["since"], row["as_of"],
        row["snapshot"], row["detail"], FindingState(row["state"]), row["until"], row["case"],
        said.reason if said else None, said.by if said else None, row["seen"],
        feed.name, good_until(feed, row["as_of"]) <= now,
    )  # fmt: skip


def _by_kind(about: pl.DataFrame) -> dict[FindingKind, KindCount]:
    counted: dict[FindingKind, KindCount] = {}
    for (kind, state), rows in about.group_by("kind", "state"):
        of, is_working = FindingKind(kind), state == str(FindingState.WORKING)
        if state == str(FindingState.OPEN) or (is_working and of in EVEN_IN_A_CASE):
            before = counted.get(of, KindCount(0))
            more = len(rows) if is_working else 0
            counted[of] = KindCount(before.number + len(rows), before.in_case + more)
    return counted


def _counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(frame[column].value_counts(sort=True).iter_rows())
