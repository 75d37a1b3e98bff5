"""Small builders for tests of the catalogue: a claim, a price, an app, a snapshot."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from core.catalog.models import Authority, Fact, Origin, Period, Unit
from core.catalog.names import normalise
from core.catalog.snapshot import AppEntry, Snapshot
from core.catalog.verdicts.price import PlanVerdict, PriceView, conclude_price
from core.catalog.verdicts.verdict import ClaimView, Verdict, conclude
from tests.support.clock import TODAY

STALE_AFTER = 365


def claim(value: str, fact: Fact = Fact.PROVISIONING, **more: Any) -> ClaimView:
    """A vendor's claim of today, unless said otherwise."""
    source = more.pop("source_id", f"source-{value}")
    given: dict[str, Any] = {
        "as_of": TODAY,
        "source_id": source,
        "source": f"Page {source}",
        "publisher": source,
        "authority": Authority.VENDOR,
    }
    return ClaimView(fact=fact, value=value, **(given | more))


def verdict(
    *claims: ClaimView,
    app: str = "app",
    idp: str | None = None,
    fact: Fact | None = None,
    today: date = TODAY,
) -> Verdict:
    """The verdict on these claims."""
    about = fact or (claims[0].fact if claims else Fact.PROVISIONING)
    return conclude(app, idp, about, claims, today=today, stale_after_days=STALE_AFTER)


def price(low: str | None, high: str | None = None, **more: Any) -> PriceView:
    """A listed monthly price of a seat in USD, of today, unless said otherwise."""
    source = more.pop("source_id", "vendor")
    given: dict[str, Any] = {
        "plan": "pro",
        "plan_name": "Pro",
        "low": None if low is None else Decimal(low),
        "high": Decimal(high) if high else (None if low is None else Decimal(low)),
        "currency": "USD",
        "period": Period.MONTH,
        "unit": Unit.SEAT,
        "as_of": TODAY,
        "source_id": source,
        "source": source,
        "publisher": source,
        "authority": Authority.VENDOR,
    }
    return PriceView(**(given | more))


def plan(*prices: PriceView, today: date = TODAY) -> PlanVerdict:
    """What these prices come to."""
    return conclude_price("app", "pro", "Pro", prices, today=today, stale_after_days=STALE_AFTER)


def app(
    name: str,
    verdicts: Iterable[Verdict] = (),
    *,
    aliases: Iterable[str] = (),
    plans: Iterable[PlanVerdict] = (),
    **more: Any,
) -> AppEntry:
    """An app of the catalogue with these verdicts."""
    id_ = normalise(name)
    given: dict[str, Any] = {
        "category": None,
        "website": None,
        "depth": "listed",
        "origin": Origin.BUNDLE,
        "withdrawn": False,
    }
    return AppEntry(
        id=id_,
        name=name,
        verdicts={(one.idp, one.fact): one for one in verdicts},
        plans=tuple(plans),
        search=" ".join([id_, id_, *map(normalise, aliases)]),
        **(given | more),
    )


def snapshot(*apps: AppEntry, idps: tuple[str, ...] = ("okta", "entra-id")) -> Snapshot:
    """A catalogue of these apps."""
    return Snapshot(
        edition=1,
        idps={idp: idp.title() for idp in idps},
        apps={one.id: one for one in sorted(apps, key=lambda one: one.name.casefold())},
        aliases={},
        sources=0,
        claims=0,
        prices=0,
    )
