"""Put the bundled catalogue into the database; touch nothing that users recorded."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, update
from sqlmodel import Session, SQLModel, col, select

from core import clock
from core.audit import service as audit
from core.catalog.bundle.bundle import Bundle
from core.catalog.models import (
    Alias,
    App,
    Benchmark,
    CatalogState,
    Claim,
    Idp,
    LinkCheck,
    Origin,
    Plan,
    Price,
    PricePair,
    Remark,
    SetupGuide,
    Source,
)


def store(session: Session, bundle: Bundle, digest: str) -> None:
    """Replace the bundle's rows by these, in the caller's transaction."""
    _clear(session)
    _merge(session, Idp, bundle.idps, set(session.exec(select(Idp.id))), set())
    for table, rows in ((App, bundle.apps.values()), (Source, bundle.sources.values())):
        _merge(session, table, rows, *_known(session, table))
    _withdraw(session, bundle)
    _forget_sources(session, bundle)
    taken = set(session.exec(select(Alias.alias)))
    kept = set(session.exec(select(Plan.app_id, Plan.slug)))
    parts: tuple[Sequence[SQLModel], ...] = (
        [alias for alias in bundle.aliases.values() if alias.alias not in taken],
        [plan for key, plan in bundle.plans.items() if key not in kept],
        bundle.claims,
        bundle.prices,
        bundle.price_pairs,
        bundle.remarks,
        bundle.setup_guides,
        bundle.benchmarks,
    )
    for part in parts:
        _insert(session, part)
    _mark(session, digest)


def touch(session: Session, state: CatalogState | None = None) -> None:
    """Count a change of the catalogue, so that every process draws its verdicts anew."""
    if state is None:
        session.execute(update(CatalogState).values(edition=CatalogState.edition + 1))
    else:
        state.edition += 1
    session.flush()


def _mark(session: Session, digest: str) -> None:
    now = clock.now()
    state = session.get(CatalogState, 1) or CatalogState(digest="", edition=0, loaded_at=now)
    state.digest, state.loaded_at = digest, now
    session.add(state)
    touch(session, state)


def _clear(session: Session) -> None:
    """Delete the bundle's rows that nothing of the users' refers to."""
    for whole in (PricePair, SetupGuide, Benchmark):
        session.execute(delete(whole))
    for origin, table in (
        (col(Claim.origin), Claim),
        (col(Price.origin), Price),
        (col(Remark.origin), Remark),
        (col(Alias.origin), Alias),
    ):
        session.execute(delete(table).where(_is_bundled(origin)))
    priced = (
        select(Price.plan_slug)
        .where(Price.app_id == Plan.app_id, Price.plan_slug == Plan.slug)
        .exists()
    )
    session.execute(delete(Plan).where(_is_bundled(col(Plan.origin)), ~priced))


def _is_bundled(origin: Any) -> ColumnElement[bool]:
    return origin == Origin.BUNDLE  # type: ignore[no-any-return]


def _known(session: Session, table: type[App] | type[Source]) -> tuple[set[str], set[str]]:
    """The ids that are there, and those among them that are the users' own."""
    rows = session.exec(select(table.id, table.origin)).all()
    return {row_id for row_id, _ in rows}, {i for i, origin in rows if origin is Origin.LOCAL}


def _merge(
    session: Session,
    table: type[SQLModel],
    rows: Iterable[Idp | App | Source],
    known: set[str],
    local: set[str],
) -> None:
    """Update what is there and insert what is new: others may refer to these rows.

    A row that users made under the same id stays theirs.
    """
    rows = list(rows)
    old = [row.model_dump() for row in rows if row.id in known - local]
    if old:
        if table is App:
            audit.touch(session, "app", *(row["id"] for row in old))
        session.execute(update(table), old)
    _insert(session, [row for row in rows if row.id not in known])


def _insert(session: Session, rows: Sequence[SQLModel]) -> None:
    if rows:
        exclude = {"id"} if getattr(rows[0], "id", "") is None else set()
        session.execute(insert(type(rows[0])), [row.model_dump(exclude=exclude) for row in rows])
        audit.made(session, "app", *(row.id for row in rows if isinstance(row, App)))


def _withdraw(session: Session, bundle: Bundle) -> None:
    """Apps that left the files stay for what points to them, but are no longer listed."""
    known = set(session.exec(select(App.id).where(_is_bundled(col(App.origin)))))
    gone = sorted(known - bundle.apps.keys())
    for some in _in_parts(gone):
        session.execute(update(App).where(col(App.id).in_(some)).values(withdrawn=True))


def _forget_sources(session: Session, bundle: Bundle) -> None:
    """Delete sources that left the files, unless something of the users' rests on them."""
    used = {
        source_id
        for column in (Claim.source_id, Price.source_id, Remark.source_id)
        for source_id in session.exec(select(column).distinct())
    }
    known = set(session.exec(select(Source.id).where(_is_bundled(col(Source.origin)))))
    for some in _in_parts(sorted(known - bundle.sources.keys() - used)):
        session.execute(delete(LinkCheck).where(col(LinkCheck.source_id).in_(some)))
        session.execute(delete(Source).where(col(Source.id).in_(some)))


def _in_parts(ids: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    """Databases limit how many values one statement may carry."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
