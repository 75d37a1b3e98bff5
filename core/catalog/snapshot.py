"""The whole catalogue with its verdicts, drawn once per edition and kept in memory.

Verdicts are derived, so they are not stored; they change only when the catalogue's edition, the
day or the organisation's idea of stale changes, and these are the key of the cache.
"""

import gc
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from threading import Lock
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, union
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from core.catalog.models import (
    Alias,
    App,
    Authority,
    CatalogState,
    Claim,
    Fact,
    Idp,
    Origin,
    Plan,
    Price,
    Source,
)
from core.catalog.names import normalise
from core.catalog.verdicts.price import PlanVerdict, PriceView, conclude_price
from core.catalog.verdicts.verdict import ClaimView, Standing, Verdict, conclude

Key = tuple[str | None, Fact]
"""IdP (``None``: the app as a whole) and field."""


@dataclass(frozen=True, eq=False)
class AppEntry:
    """One app with everything concluded about it; told by its identity, as its snapshot is."""

    id: str
    name: str
    category: str | None
    website: str | None
    depth: str
    origin: Origin
    withdrawn: bool
    verdicts: Mapping[Key, Verdict]
    plans: tuple[PlanVerdict, ...]
    search: str
    """Name and aliases, normalised for looking up."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdicts", MappingProxyType(self.verdicts))

    def verdict(self, fact: Fact, idp: str | None = None) -> Verdict:
        """The verdict on a field; *unknown* where there are no claims."""
        found = self.verdicts.get((idp, fact))
        return found or Verdict(self.id, idp, fact, "unknown", Standing.UNKNOWN)

    @cached_property
    def provisioning(self) -> Mapping[str | None, str]:
        """IdP → provisioning's value where there are claims: quicker than asking for verdicts."""
        return MappingProxyType(
            {
                idp: found.value
                for (idp, fact), found in self.verdicts.items()
                if fact is Fact.PROVISIONING
            }
        )

    @cached_property
    def contested(self) -> int:
        """How many verdicts, prices included, are contested."""
        fields = sum(verdict.is_contested for verdict in self.verdicts.values())
        return fields + sum(plan.is_contested for plan in self.plans)

    @cached_property
    def stale(self) -> int:
        """How many verdicts, prices included, rest on a claim that is too old."""
        fields = sum(verdict.is_stale for verdict in self.verdicts.values())
        return fields + sum(plan.is_stale for plan in self.plans)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The catalogue at one edition. Nothing of it changes: it is told by its identity, and what is
    derived from it is kept beside it (:mod:`core.catalog.memo`)."""

    edition: int
    idps: Mapping[str, str]
    """IdP id → name, in the order of columns."""
    apps: Mapping[str, AppEntry]
    """Ordered by name; withdrawn apps included."""
    aliases: Mapping[str, str]
    sources: int
    claims: int
    prices: int
    custom_scim: Mapping[str, str] = field(default_factory=dict)
    """IdP id → whether it sends SCIM to an address of one's own: yes, no or unknown."""

    def __post_init__(self) -> None:
        for name in ("idps", "apps", "aliases", "custom_scim"):
            object.__setattr__(self, name, MappingProxyType(getattr(self, name)))

    def __iter__(self) -> Iterator[AppEntry]:
        return (app for app in self.apps.values() if not app.withdrawn)


_kept: OrderedDict[tuple[str, int, date, int], Snapshot] = OrderedDict()
_lock = Lock()


def snapshot(session: Session, *, today: date, stale_after_days: int) -> Snapshot:
    """The catalogue's current edition, from memory when it is known.

    One that is drawn inside a write transaction is not kept: the transaction may still fail, and
    its edition's number then comes to mean something else.
    """
    edition = session.exec(select(CatalogState.edition)).first() or 0
    bind = session.get_bind()
    key = (str(bind.engine.url), edition, today, stale_after_days)
    with _lock:
        found = _kept.get(key)
        if found is None:
            with _no_collection():
                found = _draw(session, edition, today, stale_after_days)
            if isinstance(bind, Engine):
                _kept[key] = found
        _kept.move_to_end(key) if key in _kept else None
        while len(_kept) > 2:
            _kept.popitem(last=False)
        return found


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of objects that stay make each garbage collection meanwhile slow and useless."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _draw(session: Session, edition: int, today: date, stale_after_days: int) -> Snapshot:
    sources = {source.id: source for source in session.exec(select(Source))}
    verdicts = _verdicts(session, sources, today, stale_after_days)
    plans = _plans(session, sources, today, stale_after_days)
    aliases = dict(session.exec(select(Alias.alias, Alias.app_id)).all())
    names: dict[str, list[str]] = {}
    for alias, app_id in aliases.items():
        names.setdefault(app_id, []).append(alias)
    apps = {
        app.id: _entry(app, verdicts.get(app.id, {}), plans.get(app.id, ()), names.get(app.id, ()))
        for app in sorted(session.exec(select(App)), key=lambda app: app.name.casefold())
    }
    idps = session.exec(select(Idp.id, Idp.name, Idp.custom_scim).order_by(col(Idp.position))).all()
    return Snapshot(
        edition=edition,
        idps={idp: name for idp, name, _custom_scim in idps},
        apps=apps,
        aliases=aliases,
        sources=len(sources),
        claims=sum(len(v.claims) for of_app in verdicts.values() for v in of_app.values()),
        prices=sum(len(plan.prices) for of_app in plans.values() for plan in of_app),
        custom_scim={idp: str(custom_scim) for idp, _name, custom_scim in idps},
    )


def one_app(session: Session, app: str) -> AppEntry | None:
    """One app as the session sees it, nothing stale: quick where a whole snapshot is not at hand.

    Which plans an app has, and what they are called, hangs on no day.
    """
    row = session.get(App, app)
    if row is None:
        return None
    cited = (select(table.source_id).where(table.app_id == app) for table in (Claim, Price))
    found = session.exec(select(Source).where(col(Source.id).in_(union(*cited))))
    sources = {source.id: source for source in found}
    verdicts = _verdicts(session, sources, date.min, 0, app)
    plans = _plans(session, sources, date.min, 0, app)
    return _entry(row, verdicts.get(app, {}), plans.get(app, ()), ())


def _entry(
    app: App,
    verdicts: Mapping[Key, Verdict],
    plans: Sequence[PlanVerdict],
    aliases: Sequence[str],
) -> AppEntry:
    return AppEntry(
        id=app.id,
        name=app.name,
        category=app.category,
        website=app.website,
        depth=app.depth,
        origin=app.origin,
        withdrawn=app.withdrawn,
        verdicts=verdicts,
        plans=tuple(plans),
        search=" ".join([normalise(app.name), app.id, *aliases]),
    )


def _verdicts(
    session: Session,
    sources: Mapping[str, Source],
    today: date,
    stale_after_days: int,
    only: str | None = None,
) -> dict[str, dict[Key, Verdict]]:
    names = ("app_id", "fact", "idp_id", "value", "as_of", "source_id", "disputes", "note")
    columns = [getattr(Claim, name) for name in (*names, "origin", "evidence", "id")]
    wanted = core_select(*columns).order_by(*columns[:3])
    rows = session.execute(wanted if only is None else wanted.where(col(Claim.app_id) == only))
    worth = {id_: _worth(source) for id_, source in sources.items()}
    found: dict[str, dict[Key, Verdict]] = {}
    for (app, fact, idp), group in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        views = [_view(fact, idp, tuple(row), worth[row[5]]) for row in group]
        found.setdefault(app, {})[(idp, fact)] = conclude(
            app, idp, fact, views, today=today, stale_after_days=stale_after_days
        )
    return found


def _worth(source: Source) -> dict[str, Any]:
    """What a source adds to each of its claims, read from the row once."""
    return {
        "source": source.title,
        "url": source.url,
        "publisher": source.publisher,
        "authority": Authority(source.authority),
        "interest": source.interest,
        "older_copy": source.older_copy,
        "quality": source.quality,
    }


def _view(fact: Fact, idp: str | None, row: Sequence[Any], worth: Mapping[str, Any]) -> ClaimView:
    return ClaimView(
        fact=fact,
        idp=idp,
        value=row[3],
        as_of=row[4],
        source_id=row[5],
        disputes=row[6],
        note=row[7],
        origin=row[8],
        evidence=row[9],
        id=row[10],
        **worth,
    )


def _plans(
    session: Session,
    sources: Mapping[str, Source],
    today: date,
    stale_after_days: int,
    only: str | None = None,
) -> dict[str, list[PlanVerdict]]:
    listed, priced = select(Plan), select(Price)
    if only is not None:
        listed, priced = listed.where(Plan.app_id == only), priced.where(Price.app_id == only)
    names = {(plan.app_id, plan.slug): plan for plan in session.exec(listed)}
    prices: dict[tuple[str, str], list[PriceView]] = {}
    for price in session.exec(priced):
        source = sources[price.source_id]
        prices.setdefault((price.app_id, price.plan_slug), []).append(
            PriceView(
                plan=price.plan_slug,
                plan_name=names[price.app_id, price.plan_slug].name,
                source=source.title,
                url=source.url,
                publisher=source.publisher,
                authority=Authority(source.authority),
                interest=source.interest,
                quality=source.quality,
                **price.model_dump(exclude={"id", "app_id", "plan_slug"}),
            )
        )
    found: dict[str, list[PlanVerdict]] = {}
    for key in sorted(prices, key=lambda key: (key[0], names[key].position)):
        app, slug = key
        found.setdefault(app, []).append(
            conclude_price(
                app,
                slug,
                names[key].name,
                prices[key],
                today=today,
                stale_after_days=stale_after_days,
            )
        )
    return found
