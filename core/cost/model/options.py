"""The ways to run an app's accounts, and the kinds of bill. Closed sets and their meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class OptionId(StrEnum):
    """A way to run an app's user lifecycle, in the order in which they are shown."""

    NATIVE_SCIM = "native-scim"
    """The vendor's SCIM on the plan that is already paid for."""
    UPGRADE_FOR_SCIM = "upgrade-for-scim"
    MANAGED_AUTOMATION = "managed-automation"
    """A third party removes the accounts through the app's pages or API."""
    SCIM_BRIDGE = "scim-bridge"
    """The IdP's SCIM events become tracked work in Offramp."""
    JIT_CHECKLIST = "jit-checklist"
    MANUAL_CHECKLIST = "manual-checklist"
    CHANGE_IDP = "change-idp"
    REPLACE_APP = "replace-app"


class PlanRole(StrEnum):
    """Which plan an option pays for."""

    CURRENT = "current"
    UPGRADE = "upgrade"
    SIGN_ON = "sign-on"
    """The plan with single sign-on, where ours lacks it and the plan with SCIM is another one."""
    REPLACEMENT = "replacement"


class Billing(StrEnum):
    """What a plan's bill is counted by."""

    SEAT = "seat"
    FLAT = "flat"
    USAGE = "usage"
    PROFILE = "profile"


class Commitment(StrEnum):
    """For how long a seat is paid once it is bought."""

    MONTHLY = "monthly"
    ANNUAL = "annual"


PLAN_OF: dict[OptionId, PlanRole] = {
    OptionId.NATIVE_SCIM: PlanRole.CURRENT,
    OptionId.UPGRADE_FOR_SCIM: PlanRole.UPGRADE,
    OptionId.MANAGED_AUTOMATION: PlanRole.CURRENT,
    OptionId.SCIM_BRIDGE: PlanRole.CURRENT,
    OptionId.JIT_CHECKLIST: PlanRole.CURRENT,
    OptionId.MANUAL_CHECKLIST: PlanRole.CURRENT,
    OptionId.CHANGE_IDP: PlanRole.UPGRADE,
    OptionId.REPLACE_APP: PlanRole.REPLACEMENT,
}
"""What each option pays for. Sign-on pays for the plan that has it where ours lacks it: which one
that is, is :attr:`Frame.roles`."""


@dataclass(frozen=True)
class PlanTerms:
    """How a plan is billed. ``tiers`` counts the further prices from a number of units on."""

    role: PlanRole
    billing: Billing
    commitment: Commitment = Commitment.MONTHLY
    tiers: int = 0


@dataclass(frozen=True)
class Frame:
    """What of a calculation is not a number: horizon, options, how the plans are billed."""

    years: int
    options: tuple[OptionId, ...]
    plans: dict[PlanRole, PlanTerms]
    roles: Mapping[OptionId, PlanRole] = field(default_factory=dict)
    """Options that pay for another plan here than :data:`PLAN_OF` says."""

    def role_of(self, option: OptionId) -> PlanRole:
        """Which plan an option pays for here."""
        return self.roles.get(option, PLAN_OF[option])
