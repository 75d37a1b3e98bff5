"""From the catalogue's verdicts to the facts that rules speak of. Pure.

Facts depend on the app, our identity providers, our plan and, where a price is per seat, our seats.
Each keeps the verdicts and prices it was read from, so that a reader can follow it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.advice.rules.fields import Value
from core.advice.situation.answers import Answers
from core.catalog.values import (
    UNKNOWN,
    AppEntry,
    Fact,
    Inclusion,
    OurPlan,
    PlanView,
    Provisioning,
    Sso,
    Verdict,
)
from core.stack.service import (
    is_disputed,
    price_here,
    route_of,
    sign_on_on,
    sign_on_verdict,
    standing_of,
    upgrade_gap,
)
from core.stack.values import Circumstances, Gap, ListBelowOurs, PriceHere, Route, Spend


@dataclass(frozen=True)
class AppHere:
    """What stack and catalogue say of the app in this organisation, beyond the answers."""

    spend: Spend | None = None
    quote: Spend | None = None
    has_owner: bool = False
    seats_are_said: bool = True
    """Whether the stack or an answer says how many seats we have; else the answers assume it."""
    sends_scim: Mapping[str, str] = field(default_factory=dict)
    """IdP → whether it can send SCIM to an address of ours: ``yes``, ``no``, ``unknown``."""


@dataclass(frozen=True)
class FactFound:
    """A fact's value and the verdicts it was read from."""

    value: Value
    verdicts: tuple[Verdict, ...] = ()
    plans: tuple[str, ...] = ()
    """Slugs of the plans whose list prices it was read from."""
    said_here: tuple[str, ...] = ()
    """What the organisation said itself that it was read from: what we pay, a quote."""


@dataclass(frozen=True)
class Facts:
    """Everything that the catalogue says to a recommendation."""

    found: dict[str, FactFound]
    idp: str | None
    """The one of our IdPs that serves the app best."""
    other_idps: tuple[str, ...]
    """IdPs that we do not have and that the app's SCIM serves, firmest first."""
    route: Route
    """What the catalogue says of our plan and IdPs; set-ups and decisions are not in it."""
    scim_plan: PlanView | None
    price: PriceHere | None
    """What our plan costs us a year: what we pay, what was quoted for it, or what a list says."""
    scim_price: PriceHere | None
    """What the plan with SCIM was quoted at, or is listed at."""
    gap: Gap | ListBelowOurs | None
    """Extra cost a year of the plan with SCIM."""
    bridge_idp: str | None
    """The one of our IdPs that can send SCIM to the bridge; the first of those that may."""

    @property
    def plan(self) -> OurPlan:
        """The plan that we are on."""
        return self.route.plan

    @property
    def difference(self) -> Gap | None:
        """The extra cost where it is known."""
        return self.gap if isinstance(self.gap, Gap) else None

    @property
    def currency(self) -> str:
        """What differences are in."""
        return self.scim_price.currency if self.scim_price else "USD"

    @property
    def values(self) -> dict[str, Value]:
        return {name: fact.value for name, fact in self.found.items()}

    @property
    def contested(self) -> tuple[Verdict, ...]:
        """The disagreements that these facts rest on."""
        seen: dict[tuple[str | None, Fact], Verdict] = {}
        for fact in self.found.values():
            for verdict in fact.verdicts:
                if verdict.is_contested:
                    seen.setdefault((verdict.idp, verdict.fact), verdict)
        return tuple(seen.values())


def derive(
    app: AppEntry, idps: Iterable[str], answers: Answers, here: AppHere | None = None
) -> Facts:
    """The facts about one app for these answers. ``idps``: all that the catalogue knows."""
    here = here or AppHere()
    ours = tuple(answers.idps or ())
    route = route_of(app, Circumstances(answers.current_plan, ours))
    best = route.support
    whole = app.verdict(Fact.PROVISIONING)
    others = _others(app, [idp for idp in idps if idp not in ours])
    scim_verdict, sso_verdict = app.verdict(Fact.SCIM_PLAN), app.verdict(Fact.SSO_PLAN)
    scim_plan = route.scim.lowest
    upgrade = _upgrade(app, route.scim, best, others)
    price = price_here(route.plan, answers.seats, here.spend, here.quote)
    higher = OurPlan(scim_plan.slug, scim_plan) if scim_plan else None
    scim_price = price_here(higher, answers.seats, None, here.quote) if higher else None
    beside = scim_plan is not None and scim_plan.is_add_on
    gap = upgrade_gap(price, scim_price, beside=beside) if upgrade == "available" else None
    plans = (route.plan.plan, scim_plan)
    priced = tuple(dict.fromkeys(plan.slug for plan in plans if plan))
    known = told_by(route)
    # Where nobody has said which IdP there is, support is unknown, and that is not a no.
    support = "no-idp" if best is None and answers.idps is not None else known["idp_support"]
    read = (best,) if best and best.idp else ()
    sign_on = route.sign_on
    if answers.idps is None:
        value = app.verdict(Fact.SSO).value
        sign_on = value if value != Sso.YES else sign_on_on(route.sso)
    sign_on_read = (sign_on_verdict(app, best), sso_verdict) if best else ()
    bridge_idp, sends = _bridge(ours, here, said=answers.idps is not None)
    found = {
        "idp_support": FactFound(support, read),
        "idp_contested": FactFound(known["idp_contested"], read),
        "app_scim": FactFound(whole.value, (whole,)),
        "plan_has_scim": FactFound(known["plan_has_scim"], (scim_verdict,), priced),
        "standing": FactFound(known["standing"], (*read, scim_verdict), priced),
        "upgrade": FactFound(upgrade, (scim_verdict,), priced),
        "upgrade_difference": FactFound(
            gap.high if isinstance(gap, Gap) else None,
            (),
            _listed((route.plan.plan, price), (scim_plan, scim_price)),
            _said_here((route.plan.plan, price), (scim_plan, scim_price)),
        ),
        "sign_on": FactFound(sign_on, sign_on_read),
        "other_idp": FactFound(_other_value(others), tuple(others)),
        "idp_sends_scim": FactFound(sends),
        "has_owner": FactFound(here.has_owner),
    }
    return Facts(
        found=found,
        idp=best.idp if best else None,
        other_idps=tuple(verdict.idp for verdict in others if verdict.idp),
        route=route,
        scim_plan=scim_plan,
        price=price,
        scim_price=scim_price,
        gap=gap,
        bridge_idp=bridge_idp,
    )


_Priced = tuple[PlanView | None, PriceHere | None]


def _listed(*priced: _Priced) -> tuple[str, ...]:
    """The plans whose price is that of a list: no source says what we pay or were quoted."""
    listed = (plan for plan, price in priced if price and not (price.is_ours or price.is_quote))
    return tuple(dict.fromkeys(plan.slug for plan in listed if plan))


def _said_here(*priced: _Priced) -> tuple[str, ...]:
    told = []
    for plan, price in priced:
        name = plan.name if plan else "our plan"
        if price and price.is_ours:
            told.append(f"What we pay for {name}")
        elif price and price.is_quote:
            told.append(f"Our quote for {name}")
    return tuple(told)


def told_by(route: Route) -> dict[str, Value]:
    """The facts that a route alone tells, whatever is set up here or was decided."""
    support = route.support.value if route.support else UNKNOWN
    disputed = route.support is not None and is_disputed(route.support)
    return {
        "idp_support": support,
        "idp_contested": disputed,
        "plan_has_scim": route.scim.answer,
        "standing": in_rules(standing_of(support, disputed, route.scim.answer)),
    }


def in_rules(standing: str) -> str:
    """A route's standing as the rules write it: ``not on our plan`` → ``not-on-our-plan``."""
    return str(standing).replace(" ", "-")


def _bridge(ours: Sequence[str], here: AppHere, *, said: bool) -> tuple[str | None, str]:
    """Which of our IdPs sends SCIM to an address of ours, and whether one does."""
    if not said:
        return None, UNKNOWN
    for answer in ("yes", UNKNOWN):
        for idp in ours:
            if here.sends_scim.get(idp, UNKNOWN) == answer:
                return idp, answer
    return None, "no"


def _others(app: AppEntry, idps: Sequence[str]) -> list[Verdict]:
    verdicts = (app.verdict(Fact.PROVISIONING, idp) for idp in idps if idp != "other")
    serving = [verdict for verdict in verdicts if verdict.value == Provisioning.SCIM]
    firm = [verdict for verdict in serving if not verdict.is_contested]
    return firm or serving


def _other_value(others: Sequence[Verdict]) -> str:
    if not others:
        return "none"
    return "contested" if others[0].is_contested else "scim"


def _upgrade(
    app: AppEntry, scim: Inclusion, best: Verdict | None, others: Sequence[Verdict]
) -> str:
    if scim.answer == "yes" or scim.is_in_none:
        return "none"
    if scim.lowest is not None:
        return "available"
    can = {Provisioning.SCIM, Provisioning.PARTIAL, Provisioning.UNKNOWN}
    if app.verdict(Fact.PROVISIONING).value in can or (best and best.value in can) or others:
        return "unknown"
    return "none"
