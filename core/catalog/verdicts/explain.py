"""Why a verdict came out as it did, and what to do about it, in a sentence. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from core.catalog.models import AUTHORITY_RANK, SET_FACTS, UNKNOWN, Authority, Fact, Provisioning
from core.catalog.verdicts.price import PlanVerdict
from core.catalog.verdicts.verdict import CAUTIOUS_FIRST, ClaimView, Standing, Verdict, caution

_PAID_FOR = frozenset(
    {Fact.PROVISIONING, Fact.SCIM_PLAN, Fact.SSO_PLAN, Fact.OPERATIONS, Fact.SSO, Fact.SSO_COST}
)
"""Fields that somebody may pay for on the strength of the verdict."""


_SPELLED = {
    str(Provisioning.SCIM): "SCIM",
    str(Provisioning.JIT_ONLY): "JIT only",
    str(Authority.IDP): "IdP",
    str(Standing.CONTESTED): "sources disagree",
}


def spelled(value: str) -> str:
    """A field's value, or an authority, as it stands in a sentence."""
    return _SPELLED.get(value, value)


def says(claim: ClaimView) -> str:
    """What one claim says: a value, that it speaks against one, or nothing."""
    if claim.disputes:
        return f"disputes {spelled(claim.disputes)}"
    return "silent" if claim.value == UNKNOWN else spelled(claim.value)


def by_idp(verdicts: Iterable[Verdict], fact: Fact, idps: Mapping[str, str]) -> str:
    """What stands under identity providers where no source speaks of the app as a whole.

    ``verdicts``: an app's, of any fields; ``idps``: id → name. Empty where the app as a whole has a
    value, or no identity provider has one.
    """
    found = {verdict.idp: verdict.value for verdict in verdicts if verdict.fact is fact}
    if found.get(None, UNKNOWN) != UNKNOWN:
        return ""
    order = CAUTIOUS_FIRST.get(fact, ())[::-1]
    told = [
        f"{spelled(value)}, with {_listed(names)}"
        for value in order
        if (names := [name for idp, name in idps.items() if found.get(idp) == value])
    ]
    return f"{'; '.join(told)} (no source says anything about the app as a whole)" if told else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def why_it_wins(verdict: Verdict, name: str = "") -> str:
    """Why the value stands although something speaks against it.

    ``name``: what the value is called, where that is another word (a plan's name).
    """
    winner = verdict.winner
    if winner is None or not verdict.is_contested:
        return ""
    if verdict.fact in SET_FACTS:
        return "Lists of several sources add up; what one denies and another names is marked."
    value = name or spelled(verdict.value)
    other = next((c for c in verdict.against if c.value not in (UNKNOWN, verdict.value)), None)
    if other is None:
        return (
            f"“{value}” is the only value that a source names; another one disputes it "
            "without naming one."
        )
    return f"“{value}” counts because {_reason(winner, other)}."


def _reason(winner: ClaimView, other: ClaimView) -> str:
    if AUTHORITY_RANK[winner.authority] != AUTHORITY_RANK[other.authority]:
        return f"{spelled(winner.authority)} outranks {spelled(other.authority)}"
    if winner.older_copy != other.older_copy:
        return "the other is an older copy of the page"
    if winner.as_of != other.as_of:
        return f"it is newer ({winner.as_of} against {other.as_of})"
    if caution(winner.fact, winner.value) != caution(other.fact, other.value):
        return "of equal sources the one that promises less counts"
    return "one of them has to be shown first; neither is stronger"


def what_to_do(verdict: Verdict) -> str:
    """The next step for somebody who relies on the verdict; empty when there is none."""
    if verdict.is_contested:
        if verdict.fact in _PAID_FOR:
            return "Have the vendor confirm it in writing before paying for a plan."
        return "Look in your own tenant or ask the vendor, and record what you see."
    if verdict.standing is Standing.UNKNOWN and verdict.fact is Fact.PROVISIONING:
        return "Ask the vendor, or try it in a test tenant, and record what you see."
    if verdict.is_stale:
        return "The claim is old: check that the page still says so."
    if verdict.standing is Standing.SINGLE_SOURCE and verdict.winner and verdict.winner.interest:
        return "Only a source that has an interest says so: ask the vendor, or look in your tenant."
    return ""


def by_provisioning(verdicts: Iterable[Verdict]) -> dict[Provisioning, list[Verdict]]:
    """Provisioning verdicts of one app under several IdPs, grouped by what the IdP does.

    The best value first; IdPs of which nothing is known are left out.
    """
    order = [value for value in Provisioning if value is not Provisioning.UNKNOWN]
    found: dict[Provisioning, list[Verdict]] = {value: [] for value in order}
    for verdict in verdicts:
        if verdict.value != UNKNOWN:
            found[Provisioning(verdict.value)].append(verdict)
    return {value: some for value, some in found.items() if some}


def price_conflict(plan: PlanVerdict) -> str:
    """What a contested price is about."""
    if not plan.is_contested:
        return ""
    if any(not price.is_published for price in plan.prices):
        return "One source names a price, another says that it is not published. Ask for a quote."
    return "The sources' prices do not overlap. Ask for a quote before using either figure."
