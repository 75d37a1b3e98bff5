"""How a leaver gets out of one app here: the route, how firm it is, and why. Pure.

The one place that answers it. Stack, matrix marks, app page, what-if, wizard, calculator, cost of
the stack, cases and reports all show what :func:`route_of` says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.catalog.service import inclusion, our_plan, spelled
from core.catalog.values import (
    UNKNOWN,
    AppEntry,
    Authority,
    Fact,
    Inclusion,
    OurPlan,
    Provisioning,
    Sso,
    Verdict,
)


class Way(StrEnum):
    """How a person gets out of an app: each has a checklist of this name."""

    OUTBOUND = "outbound"
    """Offramp sends the removal to the app by SCIM, and reads back."""
    SCIM = "scim"
    """The IdP's provisioning removes; somebody looks whether it did."""
    BRIDGE = "bridge"
    """The IdP provisions into Offramp's bridge; a person does what it asks for."""
    MANAGED = "managed"
    """A third party's automation removes; somebody looks whether it did. Nothing here proves that
    it is set up."""
    JIT = "jit"
    """The IdP signs in and creates, and never removes."""
    MANUAL = "manual"


class RouteStanding(StrEnum):
    """How firmly a route stands; by hand, what stands between it and the IdP's SCIM."""

    CERTAIN = "certain"
    CONTESTED = "contested"
    """A source says that the IdP removes, another does not."""
    NOT_ON_OUR_PLAN = "not on our plan"
    PLAN_UNKNOWN = "plan unknown"
    """SCIM works with the IdP; whether our plan has it is not known."""
    UNKNOWN = "unknown"
    """No source speaks of our IdPs, or nobody has said which those are."""


class Removal(StrEnum):
    """A route in one word, for counting."""

    AUTOMATIC = "automatic"
    UNCONFIRMED = "not confirmed"
    """The IdP can remove; nobody has said whether its provisioning is switched on."""
    OUTSIDE = "by a third party"
    """As it was decided; only looking shows that it happens."""
    ASKED = "by hand when asked"
    """The bridge turns what the IdP says into a step; a person does it."""
    PARTIAL = "partly automatic"
    CONTESTED = "contested"
    PLAN_UNKNOWN = "plan unknown"
    NOT_ON_OUR_PLAN = "not on our plan"
    SWITCHED_OFF = "not switched on"
    """The IdP could remove, and its provisioning is not switched on."""
    MANUAL = "by hand"
    UNKNOWN = "unknown"


SOME_SCIM = frozenset({Provisioning.SCIM, Provisioning.PARTIAL})
_BEST_FIRST = (
    Provisioning.SCIM,
    Provisioning.PARTIAL,
    Provisioning.JIT_ONLY,
    Provisioning.UNKNOWN,
    Provisioning.NONE,
)
_VALUE_WORDS: Mapping[str, str] = {
    Provisioning.SCIM: "SCIM",
    Provisioning.PARTIAL: "partial SCIM",
    Provisioning.JIT_ONLY: "creates accounts at sign-in, never removes them",
    Provisioning.NONE: "no provisioning",
    Provisioning.UNKNOWN: "no source says",
}
_DECIDED_WORDS: Mapping[Way, str] = {
    Way.SCIM: "native SCIM",
    Way.MANAGED: "managed automation",
    Way.BRIDGE: "the SCIM bridge",
    Way.JIT: "sign-on, with a checklist",
    Way.MANUAL: "by hand, with a checklist",
}


@dataclass(frozen=True)
class Circumstances:
    """What this organisation has for an app. ``plan``: as it was entered."""

    plan: str | None = None
    idps: tuple[str, ...] = ()
    """Ids, the main one first."""
    has_connection: bool = False
    """Offramp removes from the app over SCIM."""
    has_bridge: bool = False
    """An IdP provisions into a bridge for the app."""
    bridge_idp: str | None = None
    """The IdP that does, where it is known."""
    decided: Way | None = None
    """How an accepted decision wants it run."""
    provisioning_on: bool | None = None
    """Whether the IdP's provisioning of the app is switched on, as somebody here said; ``None``:
    nobody has."""
    provisioning_idp: str | None = None
    """Of which IdP that was said; ``None``: of whichever does best for the app."""
    supposed_on: bool | None = None
    """As if another IdP were ours: what is taken to hold of it, because it holds now."""
    idp_names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, idp: str | None) -> str:
        """An IdP's name, for a sentence."""
        return self.idp_names.get(idp or "", idp or "the identity provider")

    def is_on_in(self, idp: str | None) -> bool | None:
        """Whether the app's provisioning is switched on in an IdP; ``None``: nobody said so."""
        return self.provisioning_on if self._is_of(idp) else self.supposed_on

    def is_supposed_in(self, idp: str | None) -> bool:
        """Whether that is only taken to hold, and nobody said so of this IdP."""
        return self.supposed_on is not None and not self._is_of(idp)

    def _is_of(self, idp: str | None) -> bool:
        return self.provisioning_idp in (None, idp)


@dataclass(frozen=True)
class Route:
    """How a leaver gets out of an app. ``way`` is what can be relied on."""

    app: str
    way: Way
    standing: RouteStanding
    idp: str | None
    """The IdP of ours that does best for the app, ``None`` where we have none; for a bridge the one
    that provisions into it, ``None`` where that is not known."""
    support: Verdict | None
    """What the best of our IdPs does with the app's accounts."""
    plan: OurPlan
    scim: Inclusion
    sso: Inclusion
    sign_on: str
    """Through the best of our IdPs: ``included``, ``needs-upgrade``, ``no`` or ``unknown``."""
    reasons: tuple[str, ...]
    """Sentences, the most telling first."""
    missing: tuple[str, ...] = ()
    """What stands between here and an automatic removal, or what was decided: ``needs
    Business+``."""
    is_partial: bool = False
    """Whether the IdP's SCIM is the way, as far as it goes, and people do the rest."""
    idp_name: str | None = None
    """What :attr:`idp` is called."""
    is_on: bool | None = None
    """Whether the provisioning that removes is switched on; ``None``: nobody said so, or nothing
    depends on it."""
    is_supposed: bool = False
    """Whether :attr:`is_on` is only taken to hold with another IdP, because it holds with ours."""

    @property
    def why(self) -> str:
        """The reasons in one sentence after the other."""
        return " ".join(self.reasons)

    @property
    def is_automatic(self) -> bool:
        """Whether a leaver loses access with nobody's work, for certain.

        What the IdP could do is not that: its provisioning must be known to be switched on.
        """
        return self.way is Way.OUTBOUND or (self._is_on and not self.is_supposed)

    @property
    def counts_as_automatic(self) -> bool:
        """The same, or as if: between IdPs it is compared what they can do."""
        return self.way is Way.OUTBOUND or self._is_on

    @property
    def is_switchable(self) -> bool:
        """Whether all that is open is whether the IdP's provisioning is switched on."""
        return self._is_native or self.is_on is False

    @property
    def _is_on(self) -> bool:
        return self._is_native and self.is_on is True

    @property
    def _does_part(self) -> bool:
        return self.support is not None and self.support.value == Provisioning.PARTIAL

    @property
    def _is_native(self) -> bool:
        return self.way is Way.SCIM and self.standing is RouteStanding.CERTAIN

    @property
    def needs_plan(self) -> str | None:
        """The plan that SCIM begins with, where our plan is what is missing or not known."""
        in_question = self.standing in (RouteStanding.NOT_ON_OUR_PLAN, RouteStanding.PLAN_UNKNOWN)
        return self.scim.lowest.name if in_question and self.scim.lowest else None

    @property
    def removal(self) -> Removal:
        """The route in one word."""
        if self.is_automatic:
            return Removal.AUTOMATIC
        if self.is_switchable:
            return Removal.SWITCHED_OFF if self.is_on is False else Removal.UNCONFIRMED
        if self.way is Way.MANAGED:
            return Removal.OUTSIDE
        if self.way is Way.BRIDGE:
            return Removal.ASKED
        if self.standing is RouteStanding.CERTAIN:
            return Removal.PARTIAL if self.is_partial else Removal.MANUAL
        if self.standing is RouteStanding.PLAN_UNKNOWN and self._does_part:
            return Removal.PARTIAL  # on whichever plan, somebody does the rest
        return Removal(self.standing.value)

    @property
    def rank(self) -> int:
        """How good it is beside other routes; the better, the higher.

        What is disputed, partial or not switched on is better than by hand only where SCIM is there
        to try: the winning value says so, and our plan has it. What is not confirmed counts as what
        it can be: to say so is one click.
        """
        found = self.removal
        if found in (Removal.AUTOMATIC, Removal.UNCONFIRMED):
            return 4
        if found in (Removal.OUTSIDE, Removal.ASKED):
            return 3
        if found is Removal.SWITCHED_OFF:
            return 2
        promised = self.support is not None and self.support.value in SOME_SCIM
        if found in (Removal.CONTESTED, Removal.PARTIAL) and promised and self.scim.answer == "yes":
            return 2
        return 1


def best_support(app: AppEntry, idps: Sequence[str]) -> Verdict | None:
    """What the best of our IdPs does for the app: the one rule for which IdP that is.

    The value first, then one of which nobody disputes that SCIM works, then an undisputed one, then
    the organisation's own order. A *none* stands behind *unknown*, which may turn out better.
    """
    verdicts = [app.verdict(Fact.PROVISIONING, idp) for idp in idps]
    return min(
        verdicts,
        key=lambda v: (_BEST_FIRST.index(Provisioning(v.value)), is_disputed(v), v.is_contested),
        default=None,
    )


def is_disputed(verdict: Verdict) -> bool:
    """Whether sources disagree that SCIM works: some side says so. None against JIT is not that.

    What we observed ourselves settles it, as it settles which plan has SCIM.
    """
    if verdict.winner is not None and verdict.winner.authority is Authority.OWN:
        return False
    return verdict.is_contested and any(claim.value in SOME_SCIM for claim in verdict.claims)


def route_of(app: AppEntry, here: Circumstances) -> Route:
    """How a leaver gets out of the app: what is set up, then what was decided, then what is known.

    Nothing is automatic on a guess: a disputed support, a plan below the one with SCIM, and a plan
    that nobody knows each leave the removal to people.
    """
    plan = our_plan(app, here.plan)
    scim, sso = inclusion(app, plan, "scim"), inclusion(app, plan, "sso")
    best = best_support(app, here.idps)
    idp = best.idp if best else None
    disputed = best is not None and is_disputed(best)
    standing = standing_of(best.value if best else UNKNOWN, disputed, scim.answer)
    sign_on = sign_on_of(app, best, sso)
    said = _said(app, best, here, plan, scim)
    promised = best is not None and best.value == Provisioning.SCIM
    native = promised and standing is RouteStanding.CERTAIN
    # Where it is not known whether our plan has sign-on, the IdP's door is shut to be sure.
    works = sign_on_value(app, best) == Sso.YES and sign_on != "needs-upgrade"
    by_hand = Way.JIT if works else Way.MANUAL
    missing = _missing(standing, scim, best)
    no_sign_on, without = _no_sign_on(sign_on, sso, plan, here.name_of(idp) if idp else None)

    def route(
        way: Way,
        standing: RouteStanding,
        *reasons: str,
        lacks: tuple[str, ...] = (),
        is_partial: bool = False,
        is_on: bool | None = None,
    ) -> Route:
        through = here.bridge_idp if way is Way.BRIDGE else idp
        here_on = (plan, scim, sso, sign_on)
        is_supposed = is_on is not None and here.is_supposed_in(idp)
        told = (reasons, lacks, is_partial, here.name_of(through) if through else None)
        return Route(app.id, way, standing, through, best, *here_on, *told, is_on, is_supposed)

    certain = RouteStanding.CERTAIN
    if here.has_connection:
        return route(Way.OUTBOUND, certain, "A SCIM connection to the app is set up here.")
    decided = here.decided
    words = _DECIDED_WORDS.get(decided) if decided else None
    told: tuple[str, ...] = (f"An accepted decision: {words}.",) if words else ()
    if decided is Way.JIT:
        told += without
    if decided in (Way.MANAGED, Way.MANUAL) or (decided is Way.JIT and not no_sign_on):
        return route(decided, certain, *told)
    if here.has_bridge and not (decided is Way.SCIM and native):
        who = here.name_of(here.bridge_idp) if here.bridge_idp else "The identity provider"
        reason = f"{who} provisions into a bridge for the app."
        return route(Way.BRIDGE, certain, *told, reason)
    if decided is Way.JIT:
        # Nobody signs in through the IdP, so that unassigning somebody there would shut no door.
        return route(Way.MANUAL, standing, *told, *said, lacks=(no_sign_on, *missing))
    if decided is Way.BRIDGE:
        reasons = (*told, "No bridge for the app is set up yet.")
        return route(by_hand, standing, *reasons, *said, lacks=("bridge not set up",))
    # A decision for the vendor's SCIM is followed where that can be; it makes nothing firmer.
    followed = decided is Way.SCIM and standing is not RouteStanding.NOT_ON_OUR_PLAN
    if native or (promised and followed):
        is_on = here.is_on_in(idp) if standing is certain else None
        is_supposed = here.is_supposed_in(idp)
        reasons = (*told, *said, _switched(is_on, here.name_of(idp), is_supposed=is_supposed))
        if is_on is False:
            off = "taken as not switched on, as now" if is_supposed else "not switched on"
            return route(by_hand, standing, *reasons, lacks=(off,), is_on=is_on)
        lacks = missing if is_on or standing is not certain else ("not confirmed",)
        if is_on and is_supposed:
            lacks = ("if provisioning is switched on there",)
        return route(Way.SCIM, standing, *reasons, lacks=lacks, is_on=is_on)
    partial = standing is certain and best is not None and best.value == Provisioning.PARTIAL
    if sign_on == "needs-upgrade":
        said += without
    return route(by_hand, standing, *told, *said, lacks=missing, is_partial=partial)


def standing_of(support: str, is_disputed: bool, included: str) -> RouteStanding:
    """How firmly the IdP's SCIM stands. ``support``: a provisioning value, or that there is no IdP.

    ``is_disputed``: whether sources disagree on SCIM; ``included``: whether our plan has it.
    """
    if support in (Provisioning.SCIM, Provisioning.PARTIAL):
        if included == "no":
            return RouteStanding.NOT_ON_OUR_PLAN
        if is_disputed:
            return RouteStanding.CONTESTED
        return RouteStanding.CERTAIN if included == "yes" else RouteStanding.PLAN_UNKNOWN
    if support in (Provisioning.JIT_ONLY, Provisioning.NONE):
        return RouteStanding.CONTESTED if is_disputed else RouteStanding.CERTAIN
    return RouteStanding.UNKNOWN


def sign_on_of(app: AppEntry, best: Verdict | None, sso: Inclusion) -> str:
    """Whether people sign in through the IdP: what is said of it, else of the app as a whole."""
    if best is None:
        return "no"
    value = sign_on_value(app, best)
    return sign_on_on(sso) if value == Sso.YES else value


def sign_on_value(app: AppEntry, best: Verdict | None) -> str:
    """Whether sign-on through the IdP works, on whatever plan: yes, no or unknown."""
    if best is None:
        return Sso.NO
    # An account that appears at sign-in is signed in to.
    jit = best.value == Provisioning.JIT_ONLY
    return Sso.YES if jit else sign_on_verdict(app, best).value


def sign_on_on(sso: Inclusion) -> str:
    """Sign-on that works, on our plan: ``included``, ``needs-upgrade`` or ``unknown``.

    Where no source ties it to a plan it counts as included.
    """
    if sso.answer == "no":
        return "needs-upgrade"
    said = sso.lowest or sso.is_in_none
    return UNKNOWN if sso.answer == UNKNOWN and said else "included"


def sign_on_verdict(app: AppEntry, best: Verdict) -> Verdict:
    """The verdict that sign-on through the best IdP is read from."""
    under = app.verdict(Fact.SSO, best.idp)
    return under if under.value != UNKNOWN else app.verdict(Fact.SSO)


def _no_sign_on(
    sign_on: str, sso: Inclusion, plan: OurPlan, idp: str | None
) -> tuple[str, tuple[str, ...]]:
    """What keeps people from signing in through our IdP, in few words and in sentences.

    Empty where nothing does, or it is not known. ``idp``: its name; ``None`` where we have none,
    which is said in any case.
    """
    if sign_on == "needs-upgrade":
        if sso.lowest is None:
            return "our plan has no sign-on", ("Our plan has no sign-on.",)
        needs = f"needs {sso.lowest.name}"
        return f"sign-on {needs}", (f"Sign-on {needs}; ours is {plan.name}.",)
    if sign_on != Sso.NO:
        return "", ()
    if idp is None:
        return "no identity provider", ()
    return f"no sign-on through {idp}", (f"{idp} has no sign-on for the app.",)


def _switched(is_on: bool | None, idp: str, *, is_supposed: bool) -> str:
    """Whether the IdP's provisioning is switched on, in a sentence."""
    if is_on and is_supposed:
        return f"{idp} removes once provisioning is switched on there."
    if is_supposed:
        return f"Provisioning in {idp} is taken to be as it is with ours: not switched on."
    if is_on is None:
        return f"Nobody has confirmed that provisioning is switched on in {idp}."
    return f"Provisioning is {'' if is_on else 'not '}switched on in {idp}."


def _said(
    app: AppEntry, best: Verdict | None, here: Circumstances, plan: OurPlan, scim: Inclusion
) -> tuple[str, ...]:
    """What the catalogue says of our IdPs and of our plan, a sentence each."""
    if best is None:
        return ("No identity provider is set for the organisation.",)
    value = _VALUE_WORDS[best.value]
    standing = "" if best.value == UNKNOWN else f", {spelled(str(best.standing))}"
    told = [f"{here.name_of(best.idp)}: {value}{standing}."]
    if best.value in SOME_SCIM:
        told += _plan_words(plan, scim)
    if best.value != Provisioning.SCIM:
        # Whoever has two looks for the other one.
        others = (idp for idp in here.idps if idp != best.idp)
        values = ((idp, app.verdict(Fact.PROVISIONING, idp).value) for idp in others)
        told += [f"{here.name_of(idp)}: {_VALUE_WORDS[value]}." for idp, value in values]
    return tuple(told)


def _plan_words(plan: OurPlan, scim: Inclusion) -> list[str]:
    needs = _needs(scim)
    if scim.answer == "yes":
        return []
    if scim.is_in_none:
        other = f"; another names {scim.denied.name}" if scim.denied else ""
        return [f"The source that counts most says that no plan has SCIM{other}."]
    if scim.answer == "no":
        if scim.is_add_on:
            which = f": {scim.lowest.name}" if scim.lowest and scim.lowest.is_add_on else ""
            return [f"On {plan.name} SCIM is an add-on{which}."]
        return [f"{needs}; ours is {plan.name}."]
    if scim.is_disputed:
        return [f"Sources disagree whether {plan.name or 'our plan'} has SCIM."]
    if plan.text is None:
        return [f"{needs}; which plan we are on is not known."]
    if plan.is_own:
        return [f"{needs}; our plan {plan.name} is not in the catalogue."]
    return [f"{needs}; whether {plan.name} has it is not known."]


def _needs(scim: Inclusion) -> str:
    return f"SCIM needs {scim.lowest.name}" if scim.lowest else "No source says which plan has SCIM"


def _lacks_scim(scim: Inclusion) -> str:
    """What our plan lacks, or whether anyone knows."""
    if scim.is_disputed:
        return "sources disagree whether our plan has SCIM"
    if scim.is_in_none:
        return "no plan has SCIM"
    if scim.is_add_on and not (scim.lowest and scim.lowest.is_add_on):
        return "SCIM is an add-on"
    return f"needs {scim.lowest.name}" if scim.lowest else "no source says which plan has SCIM"


def _missing(standing: RouteStanding, scim: Inclusion, best: Verdict | None) -> tuple[str, ...]:
    promised = best is not None and best.value in SOME_SCIM
    found = []
    if standing is RouteStanding.CONTESTED:
        found.append("sources disagree")
    if promised and scim.answer != "yes":
        found.append(_lacks_scim(scim))
    if best is not None and best.value == Provisioning.PARTIAL:
        found.append("only part of create, update and deactivate")
    return tuple(found)
