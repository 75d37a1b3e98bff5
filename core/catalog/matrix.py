"""The support matrix: which apps, in which order, for a set of filters. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from core.catalog.memo import Memo
from core.catalog.models import UNKNOWN, Fact, Provisioning
from core.catalog.names import normalise
from core.catalog.plans import is_sold_apart
from core.catalog.snapshot import AppEntry, Snapshot
from core.catalog.verdicts.verdict import Verdict


class Capability(StrEnum):
    """What an IdP does for an app, as a filter: provisioning values, and sign-on alone."""

    SCIM = "scim"
    PARTIAL = "partial"
    JIT_ONLY = "jit-only"
    NONE = "none"
    UNKNOWN = "unknown"
    SSO = "sso"


class Sorting(StrEnum):
    BEST_KNOWN = "best-known"
    """Apps described in depth first, of them those of which an IdP's answer is known, by name."""
    NAME = "name"
    CATEGORY = "category"
    COVERAGE = "coverage"
    """Most IdPs that provision the app first."""
    CONTESTED = "contested"
    RELEVANCE = "relevance"
    """Best match of the search first."""


@dataclass(frozen=True)
class MatrixQuery:
    """What to show. Empty filters let everything pass."""

    text: str = ""
    category: str | None = None
    idp: str | None = None
    """The IdP that ``capability`` is about; ``None``: any of ``idps``."""
    capability: Capability | None = None
    plan_gated: bool = False
    contested: bool = False
    stale: bool = False
    described: bool = False
    only: frozenset[str] | None = None
    """Only these apps (the stack)."""
    first: frozenset[str] = frozenset()
    """These apps (the stack) before all others, where no order and no word is asked for."""
    idps: tuple[str, ...] = ()
    """Columns; the organisation's own first. Empty: all."""
    sort: Sorting | None = None


@dataclass(frozen=True)
class Cell:
    """One app under one IdP."""

    sso: Verdict
    provisioning: Verdict

    @property
    def is_contested(self) -> bool:
        return self.sso.is_contested or self.provisioning.is_contested

    @property
    def is_stale(self) -> bool:
        return self.sso.is_stale or self.provisioning.is_stale


@dataclass(frozen=True)
class Matrix:
    """The rows that pass, in order, and what there is among them."""

    apps: Sequence[AppEntry]
    idps: Mapping[str, str]
    counts: Mapping[str, int]
    """Among the rows: ``apps``; ``scim``, ``partial``, ``jit-only``, ``none``, ``unknown`` (the
    best that any of the columns does); ``contested``, ``stale``, ``plan_gated``, ``described``."""

    def cell(self, app: AppEntry, idp: str) -> Cell:
        return Cell(app.verdict(Fact.SSO, idp), app.verdict(Fact.PROVISIONING, idp))


_BEST_FIRST = (
    Provisioning.SCIM,
    Provisioning.PARTIAL,
    Provisioning.JIT_ONLY,
    Provisioning.NONE,
    Provisioning.UNKNOWN,
)
"""The best that is known first: where one IdP does nothing and nobody speaks of another, *none* is
what is known. Which of our IdPs counts for a leaver is another question (``core.stack.route``)."""


def best_provisioning(app: AppEntry, idps: Sequence[str]) -> str:
    """The best that any of these IdPs does for the app; contested values count as claimed."""
    values = {app.provisioning.get(idp, UNKNOWN) for idp in idps}
    return next((value for value in _BEST_FIRST if value in values), Provisioning.UNKNOWN)


Best = Mapping[str, str]
"""App id → the best that any of the columns does for it."""

_ROWS: Memo[Snapshot, Matrix] = Memo()
_BEST: Memo[Snapshot, Best] = Memo()


def select_rows(catalog: Snapshot, query: MatrixQuery) -> Matrix:
    """Filter and order the catalogue."""
    return _ROWS.get(catalog, query, lambda: _select_rows(catalog, query))


def _select_rows(catalog: Snapshot, query: MatrixQuery) -> Matrix:
    idps = {idp: catalog.idps[idp] for idp in query.idps or catalog.idps if idp in catalog.idps}
    best = _best(catalog, tuple(idps))
    rows = list(catalog)
    scores: dict[str, float] = {}
    if query.text.strip():
        # Before the filters: what a word finds must not depend on them.
        scores = _scores(rows, query.text)
        rows = [app for app in rows if app.id in scores]
    rows = [app for app in rows if _passes(app, query, tuple(idps), best)]
    rows = _ordered(rows, query, tuple(idps), scores, best)
    return Matrix(tuple(rows), idps, _counts(rows, best))


def _best(catalog: Snapshot, idps: tuple[str, ...]) -> Best:
    return _BEST.get(
        catalog, idps, lambda: {app.id: best_provisioning(app, idps) for app in catalog}
    )


def _passes(app: AppEntry, query: MatrixQuery, idps: tuple[str, ...], best: Best) -> bool:
    return (
        (query.only is None or app.id in query.only)
        and (query.category is None or app.category == query.category)
        and (query.capability is None or _can(app, query.capability, query.idp, idps, best))
        and (not query.plan_gated or is_sold_apart(app, "scim"))
        and (not query.contested or app.contested > 0)
        and (not query.stale or app.stale > 0)
        and (not query.described or app.depth == "described")
    )


def _can(
    app: AppEntry, capability: Capability, idp: str | None, idps: tuple[str, ...], best: Best
) -> bool:
    among = (idp,) if idp else idps
    if capability is Capability.SSO:
        return any(app.verdict(Fact.SSO, one).value == "yes" for one in among)
    return (app.provisioning.get(idp, UNKNOWN) if idp else best[app.id]) == capability.value


def _scores(rows: Sequence[AppEntry], text: str) -> dict[str, float]:
    """Apps whose name or alias contains the words; if none does, those a typing error away."""
    wanted = normalise(text)
    tight = wanted.replace("-", "")
    if not tight:
        return {}
    scores = {app.id: 100.0 for app in rows if tight in app.search.replace("-", "")}
    for app in rows:
        if app.id in scores and not any(
            word.replace("-", "").startswith(tight) for word in app.search.split()
        ):
            scores[app.id] = 95.0
    if not scores and len(tight) > 3:
        choices = {app.id: normalise(app.name) for app in rows if app.id not in scores}
        for _name, score, app_id in process.extract(
            wanted, choices, scorer=fuzz.ratio, limit=20, score_cutoff=72
        ):
            scores[app_id] = min(score, 90.0)
    return scores


def _ordered(
    rows: list[AppEntry],
    query: MatrixQuery,
    idps: tuple[str, ...],
    scores: Mapping[str, float],
    best: Best,
) -> list[AppEntry]:
    sort = query.sort or Sorting.RELEVANCE
    if sort is Sorting.RELEVANCE and not scores:
        sort = Sorting.BEST_KNOWN
    if sort is Sorting.RELEVANCE:
        return sorted(rows, key=lambda app: (-scores.get(app.id, 0), len(app.name)))
    if sort is Sorting.BEST_KNOWN:
        # Where an order was asked for, it is that: ours come first only unasked.
        first = query.first if query.sort is None else frozenset[str]()
        return sorted(
            rows,
            key=lambda app: (
                app.id not in first,
                app.depth != "described",
                best[app.id] == Provisioning.UNKNOWN,
            ),
        )
    if sort is Sorting.CATEGORY:
        return sorted(rows, key=lambda app: (app.category is None, app.category or ""))
    if sort is Sorting.CONTESTED:
        return sorted(rows, key=lambda app: -app.contested)
    if sort is Sorting.COVERAGE:
        return sorted(rows, key=lambda app: -_coverage(app, idps))
    return rows


def _coverage(app: AppEntry, idps: tuple[str, ...]) -> int:
    return sum(app.provisioning.get(idp) == Provisioning.SCIM for idp in idps)


def _counts(rows: Sequence[AppEntry], best: Best) -> dict[str, int]:
    counts = dict.fromkeys(
        ("apps", *_BEST_FIRST, "contested", "stale", "plan_gated", "described"), 0
    )
    counts["apps"] = len(rows)
    for app in rows:
        counts[best[app.id]] += 1
        counts["contested"] += app.contested > 0
        counts["stale"] += app.stale > 0
        counts["plan_gated"] += is_sold_apart(app, "scim")
        counts["described"] += app.depth == "described"
    return counts
