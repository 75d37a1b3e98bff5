"""From the catalogue's verdicts to the facts that rules speak of. Pure.

Facts depend on the app, our identity providers, our plan and, where a price is per seat, our seats.
Each keeps the verdicts and prices it was read from, so that a reader can follow it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.advice.rules.fields import Value
from core.advice.situation.answers import Answers
from core.catalog.service import plan_view, plan_with, yearly_difference
from core.catalog.values import AppEntry, Fact, PlanView, Provisioning, Sso, Standing, Verdict

_BEST_FIRST = (
    Provisioning.SCIM,
    Provisioning.PARTIAL,
    Provisioning.JIT_ONLY,
    Provisioning.UNKNOWN,
    Provisioning.NONE,
)


_UNSAID = Verdict("", None, Fact.PROVISIONING, Provisioning.UNKNOWN, Standing.UNKNOWN)
"""Nobody has said which IdP there is: support is unknown, and that is not a no."""


@dataclass(frozen=True)
class FactFound:
    """A fact's value and the verdicts it was read from."""

    value: Value
    verdicts: tuple[Verdict, ...] = ()
    plans: tuple[str, ...] = ()
    """Slugs of the plans whose prices it was read from."""


@dataclass(frozen=True)
class Facts:
    """Everything that the catalogue says to a recommendation."""

    found: dict[str, FactFound]
    idp: str | None
    """The one of our IdPs that serves the app best."""
    other_idps: tuple[str, ...]
    """IdPs that we do not have and that the app's SCIM serves, firmest first."""
    plan: PlanView | None
    scim_plan: PlanView | None
    difference: tuple[Decimal, Decimal] | None
    """Extra cost a year of the plan with SCIM, low and high, in ``currency``."""
    currency: str

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


def derive(app: AppEntry, idps: Iterable[str], answers: Answers) -> Facts:
    """The facts about one app for these answers. ``idps``: all that the catalogue knows."""
    ours = list(answers.idps or ())
    best = _best(app, ours) if answers.idps is not None else _UNSAID
    whole = app.verdict(Fact.PROVISIONING)
    others = _others(app, [idp for idp in idps if idp not in ours])
    scim_verdict, sso_verdict = app.verdict(Fact.SCIM_PLAN), app.verdict(Fact.SSO_PLAN)
    plan, scim_plan = plan_view(app, answers.current_plan), plan_with(app, "scim", scim_verdict)
    includes = _includes(plan, "scim", scim_verdict, scim_plan)
    upgrade = _upgrade(app, includes, scim_plan, best, others)
    difference = None
    if upgrade == "available" and plan and scim_plan:
        difference = yearly_difference(plan, scim_plan, answers.seats)
    priced = tuple(p.slug for p in (plan, scim_plan) if p)
    support = "no-idp" if best is None else best.value
    read = (best,) if best and best.idp else ()
    sign_on, sign_on_verdicts = _sign_on(app, best, plan, sso_verdict)
    found = {
        "idp_support": FactFound(support, read),
        "idp_contested": FactFound(best is not None and _scim_contested(best), read),
        "app_scim": FactFound(whole.value, (whole,)),
        "plan_has_scim": FactFound(includes, (scim_verdict,), priced),
        "upgrade": FactFound(upgrade, (scim_verdict,), priced),
        "upgrade_difference": FactFound(difference[1] if difference else None, (), priced),
        "sign_on": FactFound(sign_on, sign_on_verdicts),
        "other_idp": FactFound(_other_value(others), tuple(others)),
    }
    return Facts(
        found=found,
        idp=best.idp if best else None,
        other_idps=tuple(verdict.idp for verdict in others if verdict.idp),
        plan=plan,
        scim_plan=scim_plan,
        difference=difference,
        currency=(scim_plan.currency if scim_plan else None) or "USD",
    )


def _best(app: AppEntry, ours: Sequence[str]) -> Verdict | None:
    verdicts = [app.verdict(Fact.PROVISIONING, idp) for idp in ours]
    if not verdicts:
        return None
    return min(verdicts, key=lambda v: (_BEST_FIRST.index(Provisioning(v.value)), v.is_contested))


def _scim_contested(verdict: Verdict) -> bool:
    """Whether it is disputed that SCIM works: some side says so. None against JIT is not that."""
    some_scim = {Provisioning.SCIM, Provisioning.PARTIAL}
    return verdict.is_contested and any(claim.value in some_scim for claim in verdict.claims)


def _others(app: AppEntry, idps: Sequence[str]) -> list[Verdict]:
    verdicts = (app.verdict(Fact.PROVISIONING, idp) for idp in idps if idp != "other")
    serving = [verdict for verdict in verdicts if verdict.value == Provisioning.SCIM]
    firm = [verdict for verdict in serving if not verdict.is_contested]
    return firm or serving


def _other_value(others: Sequence[Verdict]) -> str:
    if not others:
        return "none"
    return "contested" if others[0].is_contested else "scim"


def _includes(plan: PlanView | None, what: str, verdict: Verdict, lowest: PlanView | None) -> str:
    """Whether our plan includes single sign-on or SCIM: yes, no or unknown."""
    every = {"all plans", "all", "free", "any"}
    if verdict.value.casefold() in every:
        return "yes"
    if plan is None:
        return "unknown"
    told = plan.has_scim if what == "scim" else plan.has_sso
    if told is not None:
        return "yes" if told == "yes" else "no"
    if lowest is None:
        return "unknown"
    return plan.at_least(lowest)


def _upgrade(
    app: AppEntry,
    includes: str,
    scim_plan: PlanView | None,
    best: Verdict | None,
    others: Sequence[Verdict],
) -> str:
    if includes == "yes":
        return "none"
    if scim_plan is not None:
        return "available"
    can = {Provisioning.SCIM, Provisioning.PARTIAL, Provisioning.UNKNOWN}
    if app.verdict(Fact.PROVISIONING).value in can or (best and best.value in can) or others:
        return "unknown"
    return "none"


def _sign_on(
    app: AppEntry, best: Verdict | None, plan: PlanView | None, sso_plan: Verdict
) -> tuple[str, tuple[Verdict, ...]]:
    if best is None:
        return "no", ()
    whole, under = app.verdict(Fact.SSO), app.verdict(Fact.SSO, best.idp)
    used = under if under.value != Sso.UNKNOWN else whole
    if used.value == Sso.NO:
        return "no", (used,)
    if used.value == Sso.UNKNOWN:
        return "unknown", (used,)
    lowest = plan_with(app, "sso", sso_plan)
    includes = _includes(plan, "sso", sso_plan, lowest)
    return ("needs-upgrade" if includes == "no" else "included"), (used, sso_plan)
