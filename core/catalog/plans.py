"""A vendor's plans: which one a name means, what begins with which, what each costs. Pure.

The only place that answers these; stack, wizard, calculator, cases and pages all ask here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from core.catalog.memo import Memo
from core.catalog.models import UNKNOWN, Authority, Fact, Unit
from core.catalog.names import plan_key, plan_spellings
from core.catalog.names import plan_slug as slug_of
from core.catalog.snapshot import AppEntry
from core.catalog.verdicts.price import PlanVerdict, PriceView
from core.catalog.verdicts.verdict import Verdict

EVERY_PLAN = frozenset({"all plans", "all", "any", "every plan", "free"})
"""Values of a plan field that mean that no plan is without it."""
_NONE, _ADD_ON = "none", "add-on"
NOT_INCLUDED = frozenset({_NONE, _ADD_ON})
"""Values of a plan field that mean that no plan includes it: it is not sold, or bought beside."""
NO_PLAN = NOT_INCLUDED | {UNKNOWN}
"""Values of a plan field that name no plan."""
_TOP = ("enterprise", "ultimate")
_EXTRA_PROFILE = re.compile(r"extra profile [A-Z]{3} ([\d.]+)")
_LIKE = 80
"""From this similarity (0 to 100) on a plan is offered as a guess."""
_FOR_ALL = frozenset({Unit.FLAT, Unit.PROFILE})
"""Units of a price for the whole organisation; by profiles it is that of the included ones."""
_FIELDS = {"scim": Fact.SCIM_PLAN, "sso": Fact.SSO_PLAN}


@dataclass(frozen=True)
class PlanView:
    """A plan with the price to calculate with; ``price`` is ``None`` where no source has one."""

    slug: str
    name: str
    price: PriceView | None = None
    has_scim: str | None = None
    has_sso: str | None = None
    is_contested: bool = False
    """Whether sources disagree about its price."""

    @property
    def currency(self) -> str | None:
        return self.price.currency if self.price else None

    @property
    def is_top(self) -> bool:
        """Vendors call their last plan Enterprise."""
        return any(word in self.slug for word in _TOP)

    @property
    def is_add_on(self) -> bool:
        """Bought beside a plan, so that no plan's price says whether it is there."""
        return "add-on" in self.name.casefold()

    def names(self, plan: "PlanView") -> bool:
        """Whether another plan's name is in this one's: ``SSO add-on for Teams`` names Teams."""
        mine = (f"-{self.slug}-", f"-{slug_of(self.name)}-")
        theirs = {f"-{plan.slug}-", f"-{slug_of(plan.name)}-"}
        return any(word in name for word in theirs for name in mine)

    @property
    def is_free(self) -> bool:
        return self.slug == "free" or (
            self.price is not None and self.yearly(1) == (Decimal(0), Decimal(0))
        )

    def yearly(self, seats: int) -> tuple[Decimal, Decimal] | None:
        """The list price a year, low and high; ``None`` where there is none to calculate with."""
        if self.price is None or self.price.yearly is None or self.price.unit is Unit.USAGE:
            return None
        low, high = self.price.yearly
        factor = seats if self.price.unit is Unit.SEAT else 1
        return low * factor, high * factor

    def at_least(self, lowest: "PlanView") -> str:
        """Whether this plan has what begins with ``lowest``: yes, no or unknown.

        Vendors publish no order of their plans: a top plan is above the others, a free one below,
        and of two that are billed alike the dearer one is above. What cannot be ordered is unknown.
        """
        if self.slug == lowest.slug:
            return "yes"
        if lowest.is_add_on:
            return UNKNOWN
        mine, theirs = self._comparable(lowest)
        if self.is_free and not lowest.is_free:
            return "no"
        if self.is_top != lowest.is_top:
            if self.is_top:
                return "yes"
            # A plan that is sold by quote, or dearer than the top one, may stand above it.
            priced = self.yearly(1) is not None
            return "no" if priced and not (mine and theirs and mine[0] > theirs[1]) else UNKNOWN
        if mine is None or theirs is None:
            return UNKNOWN
        return "yes" if mine[0] >= theirs[0] else "no"

    def _comparable(self, other: "PlanView") -> tuple[tuple[Decimal, Decimal] | None, ...]:
        """Both prices of a unit and year where they are in the same currency and billed alike."""
        alike = (
            self.price is not None
            and other.price is not None
            and self.price.currency == other.price.currency
            and (
                self.price.unit is other.price.unit
                or {self.price.unit, other.price.unit} <= _FOR_ALL
            )
        )
        mine, theirs = self.yearly(1), other.yearly(1)
        return (mine, theirs) if alike and mine and theirs else (None, None)


@dataclass(frozen=True)
class OurPlan:
    """The plan that an organisation is on. ``text``: as it was entered; ``None``: nobody said.

    ``plan`` is ``None`` where the catalogue has no plan of that name: one of our own, of which
    only the name is known.
    """

    text: str | None = None
    plan: PlanView | None = None

    @property
    def name(self) -> str | None:
        return self.plan.name if self.plan else self.text

    @property
    def key(self) -> str | None:
        """What tells two plans apart: of one of our own its very letters, capitals aside."""
        if self.plan or self.text is None:
            return self.plan.slug if self.plan else None
        return " ".join(self.text.casefold().split())

    @property
    def is_own(self) -> bool:
        """Entered, and not a plan of the catalogue."""
        return self.text is not None and self.plan is None


@dataclass(frozen=True)
class Inclusion:
    """Whether a plan includes single sign-on or SCIM, and with which plan that begins."""

    answer: str
    """``yes``, ``no`` or ``unknown``."""
    lowest: PlanView | None
    """The plan that it begins with; ``None`` where no source names one, or every plan has it.

    Where sources disagree whether it is ours, the other one that has it whoever is right; where
    ours can have it as an add-on, that add-on."""
    is_disputed: bool = False
    """Whether sources answer differently for this plan."""
    is_add_on: bool = False
    """Whether it can be bought beside this plan."""
    is_in_none: bool = False
    """Whether the source that counts most says that no plan has it."""
    denied: PlanView | None = None
    """Where so, the plan that another source says it begins with."""


_PLANS: Memo[AppEntry, tuple[PlanView, ...]] = Memo()
_LOWEST: Memo[AppEntry, PlanView | None] = Memo()


def plans_of(app: AppEntry) -> tuple[PlanView, ...]:
    """Every plan of an app: those with a price, then those that only a plan field names."""
    return _PLANS.get(app, "", lambda: _plans_of(app))


def _plans_of(app: AppEntry) -> tuple[PlanView, ...]:
    found = {plan.plan: _view(plan) for plan in app.plans}
    verdicts = [app.verdict(fact) for fact in _FIELDS.values()]
    named = [verdict.value for verdict in verdicts]
    ours = {claim.value for v in verdicts for claim in v.claims if claim.authority is Authority.OWN}
    # What only a losing claim names may be another word for a listed plan: GitHub's "Enterprise"
    # beside Enterprise Cloud. It is a plan of its own where no listed plan's name has that word.
    words = [
        set(slug_of(name).split("-")) for one in found.values() for name in (one.name, one.slug)
    ]
    for claim in (claim for verdict in verdicts for claim in verdict.claims):
        theirs = set(slug_of(claim.value).split("-"))
        if not any(theirs < listed or listed < theirs for listed in words):
            named.append(claim.value)
    for value in named:
        slug, plain = slug_of(value), value.casefold()
        # What is a sentence and not a name is passed over; what we saw ourselves is a name.
        is_sentence = slug.count("-") > 2 and value not in ours
        if plain in NO_PLAN | EVERY_PLAN or not slug or is_sentence:
            continue
        if slug not in found and slug not in (slug_of(one.name) for one in found.values()):
            found[slug] = PlanView(slug, _as_name(value))
    return tuple(found.values())


def find_plan(app: AppEntry, name: str | None) -> PlanView | None:
    """The app's plan of this slug or name, with or without the app's own; ``None`` if none."""
    plans = {one.slug: one for one in plans_of(app)}
    wanted = plan_key(app.id, app.name, name or "")
    if wanted in plans:
        return plans[wanted]
    alike = [
        one
        for one in plans.values()
        if wanted in (plan_key(app.id, app.name, spelling) for spelling in plan_spellings(one.name))
    ]
    return alike[0] if wanted and len(alike) == 1 else None


def plan_name(app: AppEntry, plan: str) -> str:
    """What a plan is called: ``business-plus`` is Business+, as the vendor spells it."""
    named = find_plan(app, plan)
    return named.name if named else _as_name(plan)


def guess_plans(app: AppEntry, name: str, limit: int = 3) -> tuple[PlanView, ...]:
    """Plans that a name may mean, best first. Guesses are offered, never taken by themselves."""
    wanted = plan_key(app.id, app.name, name)
    if not wanted:
        return ()
    words = set(wanted.split("-"))
    scored = []
    for one in plans_of(app):
        theirs = slug_of(one.name).split("-")
        within = words <= set(theirs) or set(theirs) <= words
        score = fuzz.ratio(wanted, "-".join(theirs)) + (100 if within else 0)
        if within or score >= _LIKE:
            scored.append((-score, one.slug, one))
    return tuple(one for *_, one in sorted(scored, key=lambda each: each[:2])[:limit])


def our_plan(app: AppEntry, text: str | None) -> OurPlan:
    """What the entered name of a plan stands for."""
    said = (text or "").strip() or None
    return OurPlan(said, find_plan(app, said))


def lowest_with(app: AppEntry, what: str) -> PlanView | None:
    """The plan that single sign-on (``sso``) or SCIM (``scim``) begins with.

    The one that the verdict names; where it names none, the cheapest that a price list says has it.
    """
    return _LOWEST.get(app, what, lambda: _lowest_with(app, what))


def _lowest_with(app: AppEntry, what: str) -> PlanView | None:
    value = app.verdict(_FIELDS[what]).value
    if value.casefold() in EVERY_PLAN | {_NONE}:
        return None
    return _named(app, value) or _cheapest(_having(app, what))


def _named(app: AppEntry, claimed: str) -> PlanView | None:
    """The plan that a value of a plan field names."""
    if claimed.casefold() in EVERY_PLAN | NO_PLAN:
        return None
    # A value that no plan has as its name ("an account that syncs …") is a plan all the same.
    return find_plan(app, claimed) or PlanView(slug_of(claimed), _as_name(claimed))


def _having(app: AppEntry, what: str) -> list[PlanView]:
    """The plans that a price list says have it."""
    return [one for one in plans_of(app) if _told(one, what) == "yes"]


def _cheapest(plans: Iterable[PlanView]) -> PlanView | None:
    dear = (Decimal(10**12),)
    return min(plans, key=lambda one: (one.is_top, one.yearly(1) or dear), default=None)


def lowest_value(app: AppEntry, what: str) -> str:
    """What it begins with, for a file: the plan's slug, or a value that names no single plan.

    ``all plans`` and its like (:data:`EVERY_PLAN`), ``none``, ``add-on`` or ``unknown``.
    """
    lowest = lowest_with(app, what)
    return lowest.slug if lowest else app.verdict(_FIELDS[what]).value.casefold()


def is_sold_apart(app: AppEntry, what: str) -> bool:
    """Whether a certain plan, or an add-on, has to be paid for to have it."""
    lowest = lowest_with(app, what)
    return not lowest.is_free if lowest else lowest_value(app, what) == _ADD_ON


def begins_by_price_list(app: AppEntry, fact: Fact) -> PlanView | None:
    """The plan that a price list makes it begin with, where no claim says which that is."""
    what = next((what for what, field in _FIELDS.items() if field is fact), None)
    if what is None or app.verdict(fact).value != UNKNOWN:
        return None
    return lowest_with(app, what)


def inclusion(app: AppEntry, ours: OurPlan, what: str) -> Inclusion:
    """Whether our plan includes single sign-on (``sso``) or SCIM (``scim``).

    What we observed ourselves comes first, then a price list's word on our plan, then the order of
    plans. A *yes* that another source denies is *unknown*: nobody is to rely on it.
    """
    verdict = app.verdict(_FIELDS[what])
    lowest = lowest_with(app, what)
    value = verdict.value.casefold()
    told = _told(ours.plan, what) if ours.plan else None
    said = (claim.value for claim in verdict.claims if claim.value != UNKNOWN)
    answers = {_answer(app, ours, value) for value in said}
    observed = verdict.winner is not None and verdict.winner.authority is Authority.OWN
    if observed:
        answer, told = _answer(app, ours, verdict.value), None
    elif told is not None:
        answer = "yes" if told == "yes" else "no"
    elif value in EVERY_PLAN:
        answer = "yes"
    else:
        answer = ours.plan.at_least(lowest) if ours.plan and lowest else UNKNOWN
    disputed = ours.plan is not None and len({answer, *answers} & {"yes", "no"}) > 1
    if observed:
        disputed = False
    elif answer == "yes" and told is None and verdict.is_contested:
        # Another source names a plan that may stand above ours, or says that none has it.
        disputed = answers != {"yes"}
    if answer == "yes" and disputed:
        answer = UNKNOWN
    if answer != "yes" and ours.plan and lowest and ours.plan.slug == lowest.slug:
        lowest = _beyond(ours.plan, app, verdict)
    add_on = _ADD_ON in (told, value)
    if add_on and answer != "yes" and ours.plan:
        lowest = _add_on_for(ours.plan, app, what) or lowest
    denied = _denied(app, verdict, what) if value == _NONE else None
    return Inclusion(answer, lowest, disputed, add_on, value == _NONE, denied)


def _add_on_for(ours: PlanView, app: AppEntry, what: str) -> PlanView | None:
    """The add-on that brings it to our plan: one that names the plan, else one that names none."""
    beside = [one for one in _having(app, what) if one.is_add_on]
    own = [one for one in beside if ours in _belongs_to(app, one)]
    return _cheapest(own or [one for one in beside if not _belongs_to(app, one)])


def _belongs_to(app: AppEntry, add_on: PlanView) -> list[PlanView]:
    """The plans that an add-on names; what is named for Pro Plus does not name Pro."""
    named = [one for one in plans_of(app) if not one.is_add_on and add_on.names(one)]
    return [one for one in named if not any(other.names(one) for other in named if other != one)]


def _denied(app: AppEntry, verdict: Verdict, what: str) -> PlanView | None:
    """The plan that claims, else price lists, name although what stands is that none has it."""
    named = (_named(app, claim.value) for claim in verdict.claims)
    return next((plan for plan in named if plan), None) or _cheapest(_having(app, what))


def _beyond(ours: PlanView, app: AppEntry, verdict: Verdict) -> PlanView | None:
    """Of the other plans that it is said to begin with, the one that has it whoever is right."""
    named = (find_plan(app, claim.value) for claim in verdict.claims)
    claimed = [plan for plan in named if plan is not None]
    for one in claimed:
        if one.slug != ours.slug and all(one.at_least(other) == "yes" for other in claimed):
            return one
    return None


def _answer(app: AppEntry, ours: OurPlan, claimed: str) -> str:
    """What one claim on the lowest plan says of ours."""
    plain = claimed.casefold()
    if plain in EVERY_PLAN:
        return "yes"
    if plain in NOT_INCLUDED:
        return "no"
    if plain == UNKNOWN or ours.plan is None:
        return UNKNOWN
    lowest = find_plan(app, claimed)
    return ours.plan.at_least(lowest) if lowest else UNKNOWN


def _told(plan: PlanView, what: str) -> str | None:
    return plan.has_scim if what == "scim" else plan.has_sso


def priced(plan: PlanVerdict) -> PriceView | None:
    """The statement to calculate with: published, for a period.

    Of two of the same price the one that says more of it (what a further profile costs).
    """
    best = next((p for p in plan.prices if p.is_published and p.yearly is not None), None)
    if best is None:
        return None
    fuller = (
        p
        for p in plan.prices
        if p.unit is Unit.PROFILE
        and p.yearly == best.yearly
        and p.currency == best.currency
        and p.quality is None
        and _EXTRA_PROFILE.search(p.note or "")
    )
    return next(fuller, best)


def _view(plan: PlanVerdict) -> PlanView:
    return PlanView(
        plan.plan,
        plan.name,
        priced(plan) or plan.best,
        next((price.has_scim for price in plan.prices if price.has_scim), None),
        next((price.has_sso for price in plan.prices if price.has_sso), None),
        plan.is_contested,
    )


def _as_name(value: str) -> str:
    return value if slug_of(value) != value else value.replace("-", " ").capitalize()
