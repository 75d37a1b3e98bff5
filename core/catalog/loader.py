"""Put the bundled catalogue into the database; touch nothing that users recorded."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, insert, literal, select, update
from sqlmodel import Session, SQLModel

from core.catalog.bundle import Bundle
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
from core.storage.columns import EnumText

_REPLACED: tuple[type[SQLModel], ...] = (Claim, Price, Remark, Plan, Alias)
"""Tables with rows of both origins: the bundle's are replaced."""
_BUNDLE_ONLY: tuple[type[SQLModel], ...] = (PricePair, SetupGuide, Benchmark)


def store(session: Session, bundle: Bundle, digest: str) -> None:
    """Replace the bundle's rows by these, in the caller's transaction."""
    for table in _REPLACED:
        session.execute(delete(table).where(table.origin == Origin.BUNDLE))  # type: ignore[attr-defined]
    for table in _BUNDLE_ONLY:
        session.execute(delete(table))
    _merge(session, Idp, bundle.idps)
    _merge(session, App, bundle.apps.values())
    _merge(session, Source, bundle.sources.values())
    _withdraw(session, bundle)
    local_aliases = set(session.scalars(select(Alias.alias)))
    aliases = [alias for alias in bundle.aliases.values() if alias.alias not in local_aliases]
    rows: tuple[Sequence[SQLModel], ...] = (
        aliases,
        list(bundle.plans.values()),
        bundle.claims,
        bundle.prices,
        bundle.price_pairs,
        bundle.remarks,
        bundle.setup_guides,
        bundle.benchmarks,
    )
    for some in rows:
        _insert(session, some)
    state = session.get(CatalogState, 1) or CatalogState(
        digest="", edition=0, loaded_at=datetime.now(UTC)
    )
    state.digest, state.loaded_at = digest, datetime.now(UTC)
    session.add(state)
    touch(session, state)


def touch(session: Session, state: CatalogState | None = None) -> None:
    """Count a change of the catalogue, so that every process draws its verdicts anew."""
    if state is None:
        session.execute(update(CatalogState).values(edition=CatalogState.edition + 1))
    else:
        state.edition += 1
    session.flush()


def _merge(session: Session, table: type[SQLModel], rows: Iterable[SQLModel]) -> None:
    """Update what is there and insert what is new: others may refer to these rows.

    A row that users made under the same id stays theirs.
    """
    columns = [table.id, getattr(table, "origin", literal(Origin.BUNDLE, EnumText(Origin)))]  # type: ignore[attr-defined]
    known = dict(session.execute(select(*columns)).all())
    rows = list(rows)
    new = [row for row in rows if row.id not in known]  # type: ignore[attr-defined]
    old = [row.model_dump() for row in rows if known.get(row.id) is Origin.BUNDLE]  # type: ignore[attr-defined]
    if old:
        session.execute(update(table), old)
    _insert(session, new)


def _insert(session: Session, rows: Sequence[SQLModel]) -> None:
    if rows:
        exclude = {"id"} if getattr(rows[0], "id", "") is None else set()
        session.execute(insert(type(rows[0])), [row.model_dump(exclude=exclude) for row in rows])


def _withdraw(session: Session, bundle: Bundle) -> None:
    """Apps that left the files stay for what points to them, but are no longer listed."""
    known = set(session.scalars(select(App.id).where(App.origin == Origin.BUNDLE)))  # type: ignore[arg-type]
    gone = known - bundle.apps.keys()
    if gone:
        session.execute(update(App).where(App.id.in_(gone)).values(withdrawn=True))  # type: ignore[attr-defined]
    used = select(Claim.source_id).union(select(Price.source_id), select(Remark.source_id))
    for source_id in (
        set(session.scalars(select(Source.id).where(Source.origin == Origin.BUNDLE)))  # type: ignore[arg-type]
        - bundle.sources.keys()
        - set(session.scalars(used))
    ):
        session.execute(delete(LinkCheck).where(LinkCheck.source_id == source_id))  # type: ignore[arg-type]
        session.execute(delete(Source).where(Source.id == source_id))  # type: ignore[arg-type]
