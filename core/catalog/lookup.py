"""Looking things up in the catalogue: verdicts, the matrix, apps, sources."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from core.actor import Actor
from core.catalog.bundle.bundle import as_of
from core.catalog.matrix import Matrix, MatrixQuery, select_rows
from core.catalog.models import (
    WHERE,
    Benchmark,
    Claim,
    Fact,
    Idp,
    LinkCheck,
    Price,
    PricePair,
    Remark,
    RemarkKind,
    SetupGuide,
    Source,
)
from core.catalog.names import guesses, resolve
from core.catalog.plans import find_plan
from core.catalog.snapshot import AppEntry, Snapshot, one_app, snapshot
from core.catalog.verdicts.verdict import Verdict
from core.errors import NotFound
from core.rights import Action, require

STALE_AFTER_DAYS = 365
"""Default age from which a verdict is stale."""


@dataclass(frozen=True)
class Reading:
    """How verdicts are to be drawn: on which day, and what counts as stale."""

    today: date
    stale_after_days: int = STALE_AFTER_DAYS


@dataclass(frozen=True)
class Stats:
    """What the catalogue holds. ``contested`` and ``stale`` count verdicts, prices included."""

    apps: int
    idps: int
    claims: int
    sources: int
    plans: int
    prices: int
    contested: int
    stale: int


@dataclass(frozen=True)
class AppPage:
    """Everything that is known of one app."""

    app: AppEntry
    remarks: Sequence[Remark]
    setup_guides: Sequence[SetupGuide]
    benchmarks: Sequence[Benchmark]
    price_pairs: Sequence[PricePair]
    sources: dict[str, Source]
    idps: dict[str, Idp]
    """By id, in the order of the matrix's columns."""

    def plan_features(self, plan: str) -> list[Remark]:
        """What begins with the plan of this slug: what one buys along with SCIM."""
        features = (r for r in self.remarks if r.kind is RemarkKind.PLAN_FEATURE)
        return [remark for remark in features if remark.topic == plan]


@dataclass(frozen=True)
class SourceUse:
    """A source, how much rests on it, and its last link check."""

    source: Source
    claims: int
    prices: int
    remarks: int
    check: LinkCheck | None

    @property
    def as_of(self) -> date | None:
        """The day that the source speaks of; ``None`` for our own observations."""
        return as_of(self.source) if self.source.dated or self.source.read_on else None


def catalog(session: Session, actor: Actor, reading: Reading) -> Snapshot:
    """The whole catalogue with its verdicts, for reading."""
    require(actor, Action.CATALOG_READ)
    return snapshot(session, today=reading.today, stale_after_days=reading.stale_after_days)


def matrix(session: Session, actor: Actor, reading: Reading, query: MatrixQuery) -> Matrix:
    """The apps that pass the query's filters; raises :class:`NotFound` for an unknown IdP."""
    whole = catalog(session, actor, reading)
    for idp in (*query.idps, *([query.idp] if query.idp else ())):
        _known_idp(whole, idp)
    return select_rows(whole, query)


def _known_idp(whole: Snapshot, idp: str) -> None:
    if idp not in whole.idps:
        raise NotFound(
            f"There is no IdP {idp!r}.", field="idp", hint=f"Known: {', '.join(whole.idps)}."
        )


def find_app(session: Session, actor: Actor, reading: Reading, name: str) -> AppEntry:
    """The app that a name means; raises :class:`NotFound` with the best guesses."""
    whole = catalog(session, actor, reading)
    names = {app.id: app.name for app in whole.apps.values()}
    found = resolve(name, names, whole.aliases)
    if found is not None:
        return whole.apps[found]
    likely = [guess.app for guess in guesses(name, names, whole.aliases)]
    raise NotFound(
        f"There is no app {name!r} in the catalogue.",
        field="app",
        hint=f"Did you mean {' or '.join(likely)}?" if likely else "Search the matrix for it.",
    )


def kept_plan(session: Session, actor: Actor, app: str, text: str | None) -> str | None:
    """A plan's name as it is kept: the slug of the catalogue's plan, or else the text itself."""
    require(actor, Action.CATALOG_READ)
    said = (text or "").strip()
    if not said:
        return None
    entry = one_app(session, app)
    found = find_plan(entry, said) if entry else None
    return found.slug if found else said


def support(
    session: Session, actor: Actor, reading: Reading, app: str, idp: str | None = None
) -> list[Verdict]:
    """All verdicts on one app: every field with claims, sign-on and provisioning always.

    With ``idp`` only those under that IdP. Raises :class:`NotFound` for an unknown app or IdP.
    """
    whole = catalog(session, actor, reading)
    entry = find_app(session, actor, reading, app)
    if idp is not None:
        _known_idp(whole, idp)
    scopes: list[str | None] = [idp] if idp else [None, *whole.idps]
    always = {Fact.SSO, Fact.PROVISIONING}
    verdicts = []
    for scope in scopes:
        wanted = always if scope is not None else set(Fact) - {Fact.IDP_PLAN, Fact.INTEGRATION}
        wanted = wanted | {fact for known, fact in entry.verdicts if known == scope}
        verdicts += [entry.verdict(fact, scope) for fact in Fact if fact in wanted]
    return verdicts


def idps(session: Session, actor: Actor) -> dict[str, str]:
    """IdP id → name, in the order of the matrix's columns."""
    require(actor, Action.CATALOG_READ)
    return dict(session.exec(select(Idp.id, Idp.name).order_by(col(Idp.position))).all())


def stats(session: Session, actor: Actor, reading: Reading) -> Stats:
    """Count what the catalogue holds."""
    whole = catalog(session, actor, reading)
    apps = list(whole)
    return Stats(
        apps=len(apps),
        idps=len(whole.idps),
        claims=whole.claims,
        sources=whole.sources,
        plans=sum(len(app.plans) for app in apps),
        prices=whole.prices,
        contested=sum(app.contested for app in apps),
        stale=sum(app.stale for app in apps),
    )


About = TypeVar("About", Remark, SetupGuide, Benchmark, PricePair)


def _of_app(session: Session, table: type[About], app: str) -> Sequence[About]:
    """What is known of an app, in the bundle's order; PostgreSQL keeps none by itself."""
    about = select(table).where(col(table.app_id) == app).order_by(col(table.id))
    return session.exec(about).all()


def app_page(session: Session, actor: Actor, reading: Reading, app: str) -> AppPage:
    """Everything known of one app; raises :class:`NotFound`."""
    entry = find_app(session, actor, reading, app)
    remarks = _of_app(session, Remark, entry.id)
    guides = _of_app(session, SetupGuide, entry.id)
    benchmarks = _of_app(session, Benchmark, entry.id)
    pairs = _of_app(session, PricePair, entry.id)
    cited: list[Remark | SetupGuide | Benchmark | PricePair] = []
    cited += [*remarks, *guides, *benchmarks, *pairs]
    wanted = {row.source_id for row in cited}
    wanted |= {claim.source_id for v in entry.verdicts.values() for claim in v.claims}
    wanted |= {price.source_id for plan in entry.plans for price in plan.prices}
    found = session.exec(select(Source).where(col(Source.id).in_(wanted)))
    return AppPage(
        app=entry,
        remarks=remarks,
        setup_guides=guides,
        benchmarks=benchmarks,
        price_pairs=pairs,
        sources={source.id: source for source in found},
        idps={idp.id: idp for idp in session.exec(select(Idp).order_by(col(Idp.position)))},
    )


def what_to_click(
    session: Session, actor: Actor
) -> Mapping[str, Mapping[RemarkKind, tuple[str, Source]]]:
    """App → what its vendor's pages say to click (:data:`WHERE`), each with its source.

    An app of which no source says it is left out.
    """
    require(actor, Action.CATALOG_READ)
    query = select(Remark, Source).join(Source).where(col(Remark.kind).in_(WHERE))
    found: dict[str, dict[RemarkKind, tuple[str, Source]]] = {}
    for remark, source in session.exec(query.order_by(col(Remark.id))):
        found.setdefault(remark.app_id, {}).setdefault(remark.kind, (remark.text, source))
    return found


def benchmarks(
    session: Session, actor: Actor, apps: Collection[str]
) -> Sequence[tuple[Benchmark, Source]]:
    """Published figures of manual work for these apps, each with its source."""
    require(actor, Action.CATALOG_READ)
    wanted = select(Benchmark, Source).where(col(Benchmark.app_id).in_(apps))
    return session.exec(wanted.join(Source).order_by(col(Benchmark.id))).all()


def sources(session: Session, actor: Actor) -> list[SourceUse]:
    """Every source with what rests on it."""
    require(actor, Action.CATALOG_READ)
    claims = _count(session, col(Claim.source_id))
    prices = _count(session, col(Price.source_id))
    remarks = _count(session, col(Remark.source_id))
    checks = {check.source_id: check for check in session.exec(select(LinkCheck))}
    return [
        SourceUse(
            source,
            claims=claims.get(source.id, 0),
            prices=prices.get(source.id, 0),
            remarks=remarks.get(source.id, 0),
            check=checks.get(source.id),
        )
        for source in session.exec(
            select(Source).order_by(col(Source.publisher), col(Source.title))
        )
    ]


def _count(session: Session, source_id: Mapped[str]) -> dict[str, int]:
    counted = session.exec(select(source_id, func.count()).group_by(source_id))
    return dict(counted.all())
