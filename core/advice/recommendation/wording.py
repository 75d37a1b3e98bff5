"""The rules' sentences filled in, and the sentences that rules cannot hold. Pure."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from core.advice.models import Doer
from core.advice.recommendation.cost import about, whole
from core.advice.rules.fields import fact_name, in_words
from core.advice.situation.facts import Facts, in_rules
from core.advice.situation.situation import Situation
from core.catalog.service import plan_name, says
from core.catalog.values import UNKNOWN, AppEntry, ClaimView, Fact
from core.cost.service import input_catalogue
from core.stack.values import Gap, ListBelowOurs, PriceHere, RouteStanding

DOERS = {
    Doer.IT: "IT",
    Doer.APP_OWNER: "the app's owner",
    Doer.SERVICE_DESK: "the service desk",
    Doer.NOBODY: "someone who is still to be named",
}


def hours(number: int) -> str:
    """``1 hour``, ``72 hours``."""
    return f"{number} hour{'' if number == 1 else 's'}"


def price_words(price: PriceHere | None) -> str:
    """What a plan costs a year, to the unit; what we pay ourselves is said to be that."""
    if price is None:
        return "no known price"
    told = whole((price.low, price.high), price.currency)
    if price.is_ours:
        return f"{told} at what you pay a seat" if price.is_scaled else f"{told} that you pay"
    if price.is_quote:
        return f"{told} at the quote a seat" if price.is_scaled else f"{told} that you were quoted"
    return f"{told} by a list that is not the vendor's own" if price.is_second_hand else told


def ours_in_words(facts: Facts) -> str:
    """What a list price is below, where it is: who says what our plan costs."""
    name = facts.plan.name or "our plan"
    if facts.price is None or facts.price.is_ours:
        return "what you pay"
    return f"what you were quoted for {name}" if facts.price.is_quote else f"that of {name}"


def more_words(gap: Gap) -> str:
    """What an upgrade costs more; a quote that is not above what is paid costs no more."""
    if not gap.high:
        return "no more than now"
    return f"{about((gap.low, gap.high), gap.currency)} a year more"


def _difference(facts: Facts) -> str:
    """What the plan with SCIM costs more; else what it costs, and what is not known."""
    price, ours, name = facts.scim_price, facts.price, facts.plan.name or "our plan"
    if facts.difference:
        told = more_words(facts.difference)
        unsure = facts.values["plan_has_scim"] == UNKNOWN
        return f"{told}, should our plan lack SCIM" if unsure else told
    if price is None or facts.values["upgrade"] != "available":
        return "ask for its price"
    amount = whole((price.low, price.high), price.currency)
    if isinstance(facts.gap, ListBelowOurs):
        return f"its list price, {amount} a year, is below {ours_in_words(facts)}: ask"
    known = f"{'quoted' if price.is_quote else 'listed'} at {amount} a year"
    if ours is None:
        return f"{known}, but what {name} costs is not known"
    if ours.currency != price.currency:
        return f"{known}, but {name} is in {ours.currency}, which is not compared without a rate"
    return f"{known}, but how many seats we have is not known"


def teller(situation: Situation) -> Callable[[str], str]:
    """What fills in a rule's sentence for one situation."""
    facts, answers = situation.facts, situation.answers
    gap = (facts.difference.low, facts.difference.high) if facts.difference else None
    names = [situation.idps[idp] for idp in facts.other_idps]
    words = {
        "app": situation.app.name,
        "idp": situation.idps[facts.idp] if facts.idp else "our identity provider",
        "said_by": said_by(situation),
        "bridge_idp": situation.idps[facts.bridge_idp] if facts.bridge_idp else "the IdP",
        "plan": facts.plan.name or "our plan",
        "scim_plan": _scim_plan(facts),
        "difference": _difference(facts),
        "avoided": (
            f", and avoid the upgrade of {about(gap, facts.currency)} a year"
            if gap and gap[1] > 0 and facts.values["standing"] == "not-on-our-plan"
            else ""
        ),
        "paid": (
            "; the plan is already paid for"
            if facts.values["plan_has_scim"] == "yes"
            else f": first ask whether {facts.plan.name or 'our plan'} includes it"
        ),
        "other_idps": " or ".join(names[:4]) or "another identity provider",
        "seats": f"{answers.seats:,}",
        "leavers": in_words("", answers.leavers_per_year),
        "joiners": in_words("", answers.joiners_per_year),
        "review_every": _review_every(),
        "doer": DOERS[answers.manual_work_by],
    }
    return lambda text: text.format_map(words)


def _review_every() -> str:
    """How often access is reviewed, as the calculator counts it."""
    reviews = input_catalogue().general["reviews"].default
    months = 12 / reviews.likely if reviews and reviews.likely else Decimal(12)
    return "month" if months == 1 else f"{in_words('', months)} months"


def _scim_plan(facts: Facts) -> str:
    if facts.scim_plan:
        return facts.scim_plan.name
    return "no plan at all" if facts.route.scim.is_in_none else "a plan that is not known"


def ask_first(situation: Situation) -> str | None:
    """That our plan may have SCIM already, which is to be known before anything else is bought."""
    facts = situation.facts
    if facts.values["standing"] != in_rules(RouteStanding.PLAN_UNKNOWN):
        return None
    plan, idp = facts.plan.name or "our plan", situation.idps[facts.idp or ""]
    return (
        f"SCIM serves {idp}. Whether {plan} includes it is not known: ask first; if it does, "
        "nothing has to be bought."
    )


def said_by(situation: Situation) -> str:
    """Who says what the best of our IdPs does, and whether they sell an alternative."""
    support = situation.facts.route.support
    told = [
        f"{claim.publisher}, which sells an alternative" if claim.interest else claim.publisher
        for claim in (support.in_favour if support else ())
    ]
    return " and ".join(dict.fromkeys(told)) or "the sources known here"


def contested_words(situation: Situation) -> Iterable[str]:
    """One sentence for each disagreement that bears on this organisation, with its sides."""
    for verdict in situation.facts.contested:
        if verdict.idp is not None and verdict.idp not in (situation.answers.idps or ()):
            continue
        where = f" under {situation.idps[verdict.idp]}" if verdict.idp else ""
        sides = dict.fromkeys(_side(situation.app, claim) for claim in verdict.claims)
        said = "; ".join(side for side in sides if side)
        yield f"{fact_name(verdict.fact)}{where}: sources disagree. {said}."


def _side(app: AppEntry, claim: ClaimView) -> str | None:
    if claim.value == UNKNOWN and not claim.disputes:
        return None
    is_plan = claim.fact in (Fact.SCIM_PLAN, Fact.SSO_PLAN) and not claim.disputes
    told = plan_name(app, claim.value) if is_plan else says(claim)
    return f"{claim.publisher} {told}" if claim.disputes else f"{claim.publisher} says {told}"
