"""How a person gets out of one app: from connections, decisions and verdicts to a way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.catalog.service import scim_needs, sso_needs
from core.catalog.values import AppEntry, Fact, Provisioning
from core.cost.values import OptionId
from core.offboarding.checklists.checklist import Way
from core.stack.service import removal
from core.stack.values import Removal

_DECIDED: dict[OptionId, Way] = {
    OptionId.NATIVE_SCIM: Way.SCIM,
    OptionId.MANAGED_AUTOMATION: Way.MANAGED,
    OptionId.SCIM_BRIDGE: Way.BRIDGE,
    OptionId.JIT_CHECKLIST: Way.JIT,
    OptionId.MANUAL_CHECKLIST: Way.MANUAL,
}
"""Options that say how it is run. The others (upgrade, change, replace) are plans: until they have
happened the verdict holds."""

_OPTION_WORDS: dict[OptionId, str] = {
    OptionId.NATIVE_SCIM: "the vendor's SCIM",
    OptionId.MANAGED_AUTOMATION: "a third party removes",
    OptionId.SCIM_BRIDGE: "SCIM bridge",
    OptionId.JIT_CHECKLIST: "sign-on with a removal checklist",
    OptionId.MANUAL_CHECKLIST: "by hand with a removal checklist",
}
_VALUE_WORDS: dict[str, str] = {
    Provisioning.SCIM: "SCIM",
    Provisioning.PARTIAL: "partial SCIM",
    Provisioning.JIT_ONLY: "creates accounts at sign-in only",
    Provisioning.NONE: "no provisioning",
    Provisioning.UNKNOWN: "no source says",
}


@dataclass(frozen=True)
class Circumstances:
    """What this organisation has for the app."""

    plan: str | None
    idps: tuple[str, ...]
    has_connection: bool
    has_bridge: bool
    decided: OptionId | None
    idp_names: Mapping[str, str] = field(default_factory=dict)


def choose_way(app: AppEntry, here: Circumstances) -> tuple[Way, str]:
    """The way, and a sentence that says why. What nobody knows for certain is done by hand."""
    if here.has_connection:
        return Way.OUTBOUND, "A SCIM connection to the app is set up here."
    if here.decided in _DECIDED:
        return _DECIDED[here.decided], f"An accepted decision: {_OPTION_WORDS[here.decided]}."
    if here.has_bridge:
        return Way.BRIDGE, "The IdP provisions into a bridge for the app."
    if not here.idps:
        return Way.MANUAL, "No identity provider is set for the organisation."
    verdicts = [app.verdict(Fact.PROVISIONING, idp) for idp in here.idps]
    best = max(verdicts, key=lambda v: (removal(v) is Removal.AUTOMATIC, v.value != "unknown"))
    name = here.idp_names.get(best.idp or "", best.idp)
    said = f"{name}: {_VALUE_WORDS.get(best.value, best.value)}, {best.standing}."
    if removal(best) is Removal.AUTOMATIC:
        if short := scim_needs(app, here.plan):
            needed, ours = short
            said = f"{said} It needs {needed.name}; ours is {ours.name}."
        else:
            return Way.SCIM, said
    signs_on = best.value == Provisioning.JIT_ONLY or app.verdict(Fact.SSO, best.idp).value == "yes"
    if not signs_on:
        return Way.MANUAL, said
    # Where sign-on works, the IdP's door must be shut as well: the JIT checklist does both.
    if short := sso_needs(app, here.plan):
        needed, ours = short
        return Way.MANUAL, f"{said} Sign-on needs {needed.name}; ours is {ours.name}."
    return Way.JIT, said
