"""The catalogue's door: look up verdicts, search, record what we observed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from core.actor import Actor
from core.audit import service as audit
from core.catalog.bundle import loader
from core.catalog.bundle.bundle import as_of, digest, read_bundle
from core.catalog.compare import compare as compare_apps
from core.catalog.export import cell_text, matrix_csv, matrix_xlsx
from core.catalog.links import LinkResult, check_links
from core.catalog.matrix import Matrix, MatrixQuery, select_rows
from core.catalog.models import (
    CLOSED_VALUES,
    SET_FACTS,
    Alias,
    App,
    Authority,
    Benchmark,
    CatalogState,
    Claim,
    Fact,
    Idp,
    LinkCheck,
    Origin,
    Price,
    PricePair,
    Remark,
    SetupGuide,
    Source,
)
from core.catalog.names import guesses, normalise, resolve
from core.catalog.names import guesses as guess_names
from core.catalog.names import normalise as normalise_name
from core.catalog.names import resolve as resolve_name
from core.catalog.plans import plan_view, plan_with, scim_needs, sso_needs, yearly_difference
from core.catalog.plans import slug_of as plan_slug
from core.catalog.snapshot import AppEntry, Snapshot, snapshot
from core.catalog.verdicts.explain import by_provisioning, price_conflict, what_to_do, why_it_wins
from core.catalog.verdicts.verdict import Verdict
from core.errors import Conflict, Invalid, NotFound
from core.rights import Action, require

__all__ = [
    "STALE_AFTER_DAYS",
    "AppPage",
    "Observation",
    "Reading",
    "SourceUse",
    "Stats",
    "add_app",
    "app_page",
    "benchmarks",
    "by_provisioning",
    "catalog",
    "cell_text",
    "check_links",
    "compare_apps",
    "find_app",
    "guess_names",
    "idps",
    "load_bundle",
    "matrix",
    "matrix_csv",
    "matrix_xlsx",
    "normalise_name",
    "observe",
    "plan_slug",
    "plan_view",
    "plan_with",
    "price_conflict",
    "read_bundle",
    "record_checks",
    "resolve_name",
    "scim_needs",
    "sources",
    "sso_needs",
    "stats",
    "support",
    "what_to_do",
    "why_it_wins",
    "yearly_difference",
]


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


@dataclass(frozen=True)
class Observation:
    """What somebody here saw with their own eyes."""

    app: str
    fact: Fact
    value: str
    evidence: str
    """How it was seen: the screen, the ticket, the vendor's mail."""
    observed_on: date
    idp: str | None = None
    note: str | None = None


def load_bundle(session: Session, actor: Actor, folder: Path) -> bool:
    """Load the bundled files if their content changed; whether they had.

    Raises :class:`core.files.located.BadFiles` with every problem; nothing is changed then.
    """
    require(actor, Action.CATALOG_LOAD)
    found = digest(folder)
    state = session.get(CatalogState, 1)
    if state is not None and state.digest == found:
        return False
    bundle = read_bundle(folder)
    loader.store(session, bundle, found)
    audit.record(
        session,
        actor,
        Action.CATALOG_LOAD,
        "catalog:bundle",
        after={"digest": found, "apps": len(bundle.apps), "claims": len(bundle.claims)},
    )
    return True


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


def app_page(session: Session, actor: Actor, reading: Reading, app: str) -> AppPage:
    """Everything known of one app; raises :class:`NotFound`."""
    entry = find_app(session, actor, reading, app)
    remarks = session.exec(select(Remark).where(Remark.app_id == entry.id)).all()
    guides = session.exec(select(SetupGuide).where(SetupGuide.app_id == entry.id)).all()
    benchmarks = session.exec(select(Benchmark).where(Benchmark.app_id == entry.id)).all()
    pairs = session.exec(select(PricePair).where(PricePair.app_id == entry.id)).all()
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
    )


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


def record_checks(session: Session, actor: Actor, results: Sequence[LinkResult]) -> None:
    """Keep what the links did when they were fetched just now."""
    require(actor, Action.CATALOG_CHECK_LINKS)
    now = datetime.now(UTC)
    for result in results:
        if session.get(Source, result.source_id) is None:
            continue
        check = session.get(LinkCheck, result.source_id) or LinkCheck(
            source_id=result.source_id, checked_at=now, outcome=result.outcome
        )
        check.checked_at, check.outcome, check.detail = now, result.outcome, result.detail
        session.add(check)
    audit.record(
        session, actor, Action.CATALOG_CHECK_LINKS, "catalog:links", after={"links": len(results)}
    )


def add_app(session: Session, actor: Actor, name: str) -> str:
    """Add an app that the catalogue does not know, as our own; its id.

    Raises :class:`Conflict` when the name already means an app.
    """
    require(actor, Action.CATALOG_OBSERVE)
    app = normalise(name)
    if not app or len(app) > 80:
        raise Invalid(f"{name!r} is not a name for an app.", field="name", hint="Use letters.")
    # First, because on PostgreSQL it makes whoever else changes the catalogue wait.
    loader.touch(session)
    if session.get(App, app) is not None or session.get(Alias, app) is not None:
        raise Conflict(f"The catalogue already has an app {app!r}.")
    session.add(App(id=app, name=name.strip(), depth="local", origin=Origin.LOCAL))
    session.flush()
    audit.record(session, actor, Action.CATALOG_OBSERVE, f"app:{app}", after={"name": name.strip()})
    return app


def observe(session: Session, actor: Actor, observation: Observation, *, today: date) -> int:
    """Record what we observed as a local claim of the highest authority; its id.

    Raises :class:`Invalid` for a value that the field cannot take, a day to come, or no evidence.
    """
    require(actor, Action.CATALOG_OBSERVE)
    value = _checked_value(observation)
    if not observation.evidence.strip():
        raise Invalid(
            "An observation needs its evidence.",
            field="evidence",
            hint="Say what you saw and where: the screen, the ticket, the vendor's mail.",
        )
    if observation.observed_on > today:
        raise Invalid("The day of the observation is in the future.", field="observed_on")
    if observation.idp is not None and session.get(Idp, observation.idp) is None:
        raise NotFound(f"There is no IdP {observation.idp!r}.", field="idp")
    if session.get(App, observation.app) is None:
        raise NotFound(f"There is no app {observation.app!r} in the catalogue.", field="app")
    # First, because on PostgreSQL it makes whoever else changes the catalogue wait.
    loader.touch(session)
    claim = Claim(
        app_id=observation.app,
        idp_id=observation.idp,
        fact=observation.fact,
        value=value,
        note=observation.note or None,
        source_id=_own_source(session, observation.app),
        as_of=observation.observed_on,
        origin=Origin.LOCAL,
        evidence=observation.evidence.strip(),
        recorded_by=actor.name,
        recorded_at=datetime.now(UTC),
    )
    session.add(claim)
    session.flush()
    assert claim.id is not None
    audit.record(
        session,
        actor,
        Action.CATALOG_OBSERVE,
        f"claim:{claim.id}",
        after={
            "app": claim.app_id,
            "idp": claim.idp_id,
            "field": claim.fact,
            "value": value,
            "observed_on": observation.observed_on.isoformat(),
        },
    )
    return claim.id


def _checked_value(observation: Observation) -> str:
    value = observation.value.strip()
    if not value:
        raise Invalid("An observation needs a value.", field="value", hint="Say what you saw.")
    allowed = CLOSED_VALUES.get(observation.fact)
    if allowed and value not in allowed:
        raise Invalid(
            f"{observation.fact} cannot be {value!r}.",
            field="value",
            hint=f"Use one of: {', '.join(allowed)}.",
        )
    if observation.fact in SET_FACTS:
        value = ", ".join(dict.fromkeys(t.strip() for t in value.split(",") if t.strip()))
    return value


def _own_source(session: Session, app: str) -> str:
    source_id = f"own/{app}"
    if session.get(Source, source_id) is None:
        session.add(
            Source(
                id=source_id,
                title="Own observation",
                publisher="This organisation",
                authority=Authority.OWN,
                origin=Origin.LOCAL,
            )
        )
        session.flush()
    return source_id


def _count(session: Session, source_id: Mapped[str]) -> dict[str, int]:
    counted = session.exec(select(source_id, func.count()).group_by(source_id))
    return dict(counted.all())
