"""From claims to a verdict. Pure: no database, no clock.

Authority decides first (own observation, then vendor and IdP documentation, then third party,
then community), then the copy that is not known to be outdated, then the newest date. Between
equals the cautious value wins: the one that promises less.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.catalog.models import (
    AUTHORITY_RANK,
    CLOSED_VALUES,
    SET_FACTS,
    UNKNOWN,
    Authority,
    Fact,
    Origin,
    Provisioning,
    Sso,
)


class Standing(StrEnum):
    """How firmly a verdict stands."""

    AGREED = "agreed"
    """Sources of at least two publishers say the same and none another."""
    SINGLE_SOURCE = "single source"
    CONTESTED = "contested"
    """Current claims disagree, whoever wins."""
    STALE = "stale"
    """Not contested, but the claim that wins is older than the organisation accepts."""
    UNKNOWN = "unknown"
    """Nobody says. That is not a no."""


@dataclass(frozen=True)
class ClaimView:
    """A claim with what its source is worth: all that a verdict needs and a reader wants."""

    fact: Fact
    value: str
    as_of: date
    source_id: str
    source: str
    publisher: str
    authority: Authority
    idp: str | None = None
    disputes: str | None = None
    note: str | None = None
    url: str | None = None
    interest: str | None = None
    older_copy: bool = False
    quality: str | None = None
    origin: Origin = Origin.BUNDLE
    evidence: str | None = None
    id: int | None = None

    @property
    def terms(self) -> tuple[str, ...]:
        """A set field's terms."""
        return tuple(term for term in self.value.split(", ") if term)


@dataclass(frozen=True)
class Verdict:
    """What Offramp concludes on one field of one app, under one IdP or of the app as a whole."""

    app: str
    idp: str | None
    fact: Fact
    value: str
    standing: Standing
    claims: tuple[ClaimView, ...] = ()
    """All current claims, the one that wins first."""
    is_stale: bool = False
    """The winning claim is too old; a contested verdict can be stale as well."""

    @property
    def winner(self) -> ClaimView | None:
        return next((claim for claim in self.claims if claim.value != UNKNOWN), None)

    @property
    def is_contested(self) -> bool:
        return self.standing is Standing.CONTESTED

    @property
    def terms(self) -> tuple[str, ...]:
        """A set field's value as terms."""
        return () if self.value == UNKNOWN else tuple(self.value.split(", "))

    @property
    def in_favour(self) -> tuple[ClaimView, ...]:
        """The claims that say the value; a source that is silent or against it is none of them."""
        against = self.against
        return tuple(c for c in self.claims if c.value != UNKNOWN and c not in against)

    @property
    def against(self) -> tuple[ClaimView, ...]:
        """The claims that say something else than the value, or speak against it."""
        if self.fact in SET_FACTS:
            kept = {_bare(term): term for term in self.terms}
            return tuple(
                claim
                for claim in self.claims
                if any(kept.get(_bare(term), term) != term for term in claim.terms)
            )
        return tuple(
            claim
            for claim in self.claims
            if (claim.disputes is not None and _key(claim.disputes) == _key(self.value))
            or (claim.value != UNKNOWN and _key(claim.value) != _key(self.value))
        )


CAUTIOUS_FIRST: dict[Fact, tuple[str, ...]] = {
    Fact.SSO: (Sso.NO, Sso.YES),
    Fact.PROVISIONING: (
        Provisioning.NONE,
        Provisioning.JIT_ONLY,
        Provisioning.PARTIAL,
        Provisioning.SCIM,
    ),
    Fact.SSO_FIRST: ("yes", "recommended", "no"),
}
"""Fields whose values promise more or less, the one that promises least first."""


def conclude(
    app: str,
    idp: str | None,
    fact: Fact,
    claims: Iterable[ClaimView],
    *,
    today: date,
    stale_after_days: int,
) -> Verdict:
    """Draw the verdict on one field from all its claims, in whatever order they come."""
    current = _current(list(claims))
    if len(current) > 1:
        current.sort(key=lambda claim: _strength(fact, claim), reverse=True)
    said = [claim for claim in current if claim.value != UNKNOWN]
    if not said:
        return Verdict(app, idp, fact, UNKNOWN, Standing.UNKNOWN, tuple(current))
    stale = said[0].as_of < today - timedelta(days=stale_after_days)
    if fact in SET_FACTS:
        value, contested = _union(said)
    else:
        value, contested = said[0].value, _disagree(current, said)
    if contested:
        standing = Standing.CONTESTED
    elif stale:
        standing = Standing.STALE
    elif len({claim.publisher for claim in said}) > 1:
        standing = Standing.AGREED
    else:
        standing = Standing.SINGLE_SOURCE
    ranked = (*said, *(claim for claim in current if claim.value == UNKNOWN))
    return Verdict(app, idp, fact, value, standing, ranked, stale)


def _current(claims: Sequence[ClaimView]) -> list[ClaimView]:
    """A source's newer statement supersedes its older one; two of the same day both stand.

    Of what we observed ourselves the one recorded last stands: it corrects the other. Lists add up.
    """
    if len(claims) < 2:
        return list(claims)
    newest: dict[str, date] = {}
    for claim in claims:
        newest[claim.source_id] = max(claim.as_of, newest.get(claim.source_id, claim.as_of))
    current = [claim for claim in claims if claim.as_of == newest[claim.source_id]]
    if claims[0].fact in SET_FACTS:
        return current
    last = max((claim.id or 0 for claim in current if claim.origin is Origin.LOCAL), default=0)
    return [one for one in current if one.origin is not Origin.LOCAL or (one.id or 0) == last]


def _strength(fact: Fact, claim: ClaimView) -> tuple[int, bool, date, int, str, str, str]:
    return (
        AUTHORITY_RANK[claim.authority],
        not claim.older_copy,
        claim.as_of,
        caution(fact, claim.value),
        # Only to make the order total, so that files may be read in any order.
        claim.source_id,
        claim.value,
        claim.note or "",
    )


def caution(fact: Fact, value: str) -> int:
    """How little a value promises, among claims that are equal otherwise."""
    if fact in (Fact.SCIM_PLAN, Fact.SSO_PLAN):
        # Vendors' tiers have no common order, but enterprise is the top one everywhere.
        return int(_key(value).startswith("enterprise"))
    order = CAUTIOUS_FIRST.get(fact, ())
    return -order.index(value) if value in order else 0


def _disagree(current: Sequence[ClaimView], said: Sequence[ClaimView]) -> bool:
    values = {_key(claim.value) for claim in said}
    disputed = {_key(claim.disputes) for claim in current if claim.disputes}
    return len(values) > 1 or bool(values & disputed)


def _union(said: Sequence[ClaimView]) -> tuple[str, bool]:
    """Sources list what they know of, so lists add up; only ``x`` beside ``no x`` disagrees."""
    kept: dict[str, str] = {}
    contested = False
    for claim in said:
        for term in claim.terms:
            stands = kept.setdefault(_bare(term), term)
            contested = contested or stands != term
    return ", ".join(kept.values()), contested


def _bare(term: str) -> str:
    return term.removeprefix("no ")


def _key(value: str) -> str:
    return " ".join(value.casefold().split())


def allowed_values(fact: Fact) -> tuple[str, ...] | None:
    """The closed set of a field's values, or ``None`` for free text."""
    return CLOSED_VALUES.get(fact)
