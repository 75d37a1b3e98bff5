"""The rules' sentences filled in, and the sentences that rules cannot hold. Pure."""

from collections.abc import Callable, Iterable

from core.advice.models import Doer
from core.advice.recommendation.cost import about
from core.advice.rules.fields import fact_name
from core.advice.situation.situation import Situation
from core.catalog.values import UNKNOWN, ClaimView

DOERS = {
    Doer.IT: "IT",
    Doer.APP_OWNER: "the app's owner",
    Doer.SERVICE_DESK: "the service desk",
    Doer.NOBODY: "somebody who is still to be named",
}


def hours(number: int) -> str:
    """``1 hour``, ``72 hours``."""
    return f"{number} hour{'' if number == 1 else 's'}"


def price_words(yearly: object, currency: str) -> str:
    """What a plan costs a year, to the unit."""
    if not isinstance(yearly, tuple):
        return "no published price"
    low, high = (f"{amount:,.0f}" for amount in yearly)
    return f"{currency} {low}" if low == high else f"{currency} {low}–{high}"


def teller(situation: Situation) -> Callable[[str], str]:
    """What fills in a rule's sentence for one situation."""
    facts, answers = situation.facts, situation.answers
    gap = facts.difference
    names = [situation.idps[idp] for idp in facts.other_idps]
    words = {
        "app": situation.app.name,
        "idp": situation.idps[facts.idp] if facts.idp else "our identity provider",
        "plan": facts.plan.name if facts.plan else "our plan",
        "scim_plan": facts.scim_plan.name if facts.scim_plan else "a plan that no source names",
        "difference": f"{about(gap, facts.currency)} a year more" if gap else "ask for its price",
        "avoided": (
            f", and avoid the upgrade of {about(gap, facts.currency)} a year"
            if gap and gap[1] > 0
            else ""
        ),
        "other_idps": " or ".join(names[:4]) or "another identity provider",
        "seats": f"{answers.seats:,}",
        "leavers": f"{answers.leavers_per_year:,}",
        "joiners": f"{answers.joiners_per_year:,}",
        "doer": DOERS[answers.manual_work_by],
    }
    return lambda text: text.format_map(words)


def contested_words(situation: Situation) -> Iterable[str]:
    """One sentence for each disagreement that bears on this organisation, with its sides."""
    for verdict in situation.facts.contested:
        if verdict.idp is not None and verdict.idp not in (situation.answers.idps or ()):
            continue
        where = f" under {situation.idps[verdict.idp]}" if verdict.idp else ""
        sides = dict.fromkeys(_side(claim) for claim in verdict.claims)
        yield f"{fact_name(verdict.fact)}{where} is contested: {'; '.join(s for s in sides if s)}."


def _side(claim: ClaimView) -> str | None:
    if claim.disputes:
        return f"{claim.publisher} speaks against {claim.disputes}"
    return None if claim.value == UNKNOWN else f"{claim.publisher} says {claim.value}"
