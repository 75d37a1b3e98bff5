"""How a person gets out of one app: from connections, decisions and verdicts to a way. Pure."""

from dataclasses import dataclass

from core.catalog.models import Fact, Provisioning
from core.catalog.plans import scim_needs
from core.catalog.snapshot import AppEntry
from core.cost.options import OptionId
from core.offboarding.checklist import Way
from core.stack.coverage import Removal, removal

_DECIDED: dict[OptionId, Way] = {
    OptionId.NATIVE_SCIM: Way.SCIM,
    OptionId.MANAGED_AUTOMATION: Way.MANAGED,
    OptionId.SCIM_BRIDGE: Way.BRIDGE,
    OptionId.JIT_CHECKLIST: Way.JIT,
    OptionId.MANUAL_CHECKLIST: Way.MANUAL,
}
"""Options that say how it is run. The others (upgrade, change, replace) are plans: until they have
happened the verdict holds."""


@dataclass(frozen=True)
class Circumstances:
    """What this organisation has for the app."""

    plan: str | None
    idps: tuple[str, ...]
    has_connection: bool
    has_bridge: bool
    decided: OptionId | None


def choose_way(app: AppEntry, here: Circumstances) -> tuple[Way, str]:
    """The way, and a sentence that says why. What nobody knows for certain is done by hand."""
    if here.has_connection:
        return Way.OUTBOUND, "A SCIM connection to the app is set up here."
    if here.decided in _DECIDED:
        return _DECIDED[here.decided], f"It was decided so: {here.decided}."
    if here.has_bridge:
        return Way.BRIDGE, "The IdP provisions into a bridge for the app."
    if not here.idps:
        return Way.MANUAL, "No identity provider is set for the organisation."
    verdicts = [app.verdict(Fact.PROVISIONING, idp) for idp in here.idps]
    best = max(verdicts, key=lambda v: (removal(v) is Removal.AUTOMATIC, v.value != "unknown"))
    said = f"{best.idp}: {best.value}, {best.standing}."
    if removal(best) is Removal.AUTOMATIC:
        if short := scim_needs(app, here.plan):
            needed, ours = short
            return _by_hand(app, best.idp), f"{said} It needs {needed.name}; ours is {ours.name}."
        return Way.SCIM, said
    if best.value == Provisioning.JIT_ONLY:
        return Way.JIT, said
    return _by_hand(app, best.idp), said


def _by_hand(app: AppEntry, idp: str | None) -> Way:
    """Where sign-on works, the IdP's door must be shut as well: the JIT checklist does both."""
    signs_on = app.verdict(Fact.SSO, idp).value == "yes"
    return Way.JIT if signs_on else Way.MANUAL
