"""Apps side by side: one row a field, what differs first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.catalog.models import SET_FACTS, Fact
from core.catalog.snapshot import AppEntry
from core.catalog.verdicts.verdict import Verdict

COMPARED = (
    *(Fact.PROVISIONING, Fact.SCIM_PLAN, Fact.SSO, Fact.SSO_PLAN, Fact.SSO_FIRST, Fact.PROTOCOLS),
    *(Fact.SCIM_VERSION, Fact.OPERATIONS, Fact.DEPROVISIONING, Fact.AFTER_REMOVAL),
)


@dataclass(frozen=True)
class ComparedRow:
    """One field under one IdP (``None``: app-wide), the apps' verdicts in the order asked for."""

    fact: Fact
    idp: str | None
    verdicts: tuple[Verdict, ...]

    @property
    def differs(self) -> bool:
        return len({_comparable(verdict) for verdict in self.verdicts}) > 1


def _comparable(verdict: Verdict) -> frozenset[str]:
    """A set's terms in whatever order, anything else as it is, capitals aside."""
    terms = verdict.terms if verdict.fact in SET_FACTS else (verdict.value,)
    return frozenset(term.casefold() for term in terms)


def compare(apps: Sequence[AppEntry], idps: Sequence[str]) -> list[ComparedRow]:
    """Rows in which anything is known: what differs first, otherwise in the fields' order."""
    keys: list[tuple[Fact, str | None]] = [(fact, None) for fact in COMPARED]
    keys += [(fact, idp) for idp in idps for fact in (Fact.PROVISIONING, Fact.SSO)]
    rows = [
        ComparedRow(fact, idp, tuple(app.verdict(fact, idp) for app in apps)) for fact, idp in keys
    ]
    known = [row for row in rows if any(verdict.winner for verdict in row.verdicts)]
    return sorted(known, key=lambda row: not row.differs)
