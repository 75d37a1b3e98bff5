"""Words and marks for values, the same on every page. Marks never rest on colour alone."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from core.catalog.service import plan_name, says
from core.catalog.values import (
    AppEntry,
    ClaimView,
    Fact,
    Provisioning,
    Sso,
    Standing,
    Unit,
    Verdict,
)
from core.cost.service import input_catalogue
from core.cost.values import OptionId
from pages.ui.markdown import Markdown as Markdown
from pages.ui.markdown import link as link
from pages.ui.markdown import linked as linked
from pages.ui.markdown import listed as listed
from pages.ui.markdown import md as md
from pages.ui.markdown import spoken as spoken

FACT_NAMES: dict[Fact, str] = {
    Fact.SSO: "Single sign-on",
    Fact.PROVISIONING: "Provisioning",
    Fact.SSO_PLAN: "Plan needed for sign-on",
    Fact.SCIM_PLAN: "Plan needed for SCIM",
    Fact.IDP_PLAN: "Plan needed at the IdP",
    Fact.SSO_FIRST: "Sign-on needed before SCIM",
    Fact.SCIM_VERSION: "SCIM version",
    Fact.PROTOCOLS: "Sign-on protocols",
    Fact.OPERATIONS: "SCIM operations",
    Fact.ATTRIBUTES: "SCIM attributes",
    Fact.INTEGRATION: "Kind of integration",
    Fact.SCIM_BASE_URL: "SCIM base URL",
    Fact.DOCUMENTATION: "SCIM documentation",
    Fact.DEPROVISIONING: "A deprovisioned account is",
    Fact.AFTER_REMOVAL: "What the person owned",
    Fact.SSO_COST: "Price of sign-on",
    Fact.UNUSED_SEAT_COST: "Cost of unused accounts",
    Fact.PLAN_NAMES: "Plan names",
}

PROVISIONING_WORDS: dict[str, str] = {
    Provisioning.SCIM: "● SCIM",
    Provisioning.PARTIAL: "◐ Partial",
    Provisioning.JIT_ONLY: "○ JIT only",
    Provisioning.NONE: "✕ None",
    Provisioning.UNKNOWN: "? Unknown",
}

PROVISIONING_MEANINGS: dict[str, str] = {
    Provisioning.SCIM: "the IdP creates, updates and deactivates accounts",
    Provisioning.PARTIAL: "some of create, update, deactivate is missing, beta or needs a bridge",
    Provisioning.JIT_ONLY: "accounts appear at first sign-in; nothing removes them",
    Provisioning.NONE: "accounts are made and removed by hand",
    Provisioning.UNKNOWN: "no source says; that is not a no",
}

UNIT_WORDS: dict[str, str] = {
    Unit.SEAT: "per seat",
    Unit.PROFILE: "billed by profiles",
    Unit.USAGE: "billed by usage",
    Unit.FLAT: "flat",
    Unit.CUSTOM: "",
}

SSO_WORDS: dict[str, str] = {
    Sso.YES: "Sign-on yes",
    Sso.NO: "Sign-on no",
    Sso.UNKNOWN: "Sign-on unknown",
}

SSO_SHORT: dict[str, str] = {Sso.YES: "SSO", Sso.NO: "no SSO"}
"""For a cell of the matrix; where nobody knows, nothing is said of sign-on."""

STANDING_MARKS: dict[Standing, str] = {
    Standing.AGREED: "agreed",
    Standing.SINGLE_SOURCE: "single source",
    Standing.CONTESTED: "⚠ sources disagree",
    Standing.STALE: "◷ stale",
    Standing.UNKNOWN: "unknown",
}

STALE = "◷ Stale"
"""A decision whose facts or answers have changed since."""


def standing(verdict: Verdict) -> str:
    """How firmly a verdict stands, in words."""
    mark = STANDING_MARKS[verdict.standing]
    if verdict.is_stale and verdict.standing is not Standing.STALE:
        mark += f", {STANDING_MARKS[Standing.STALE]}"
    return mark


PLAN_FACTS = frozenset({Fact.SSO_PLAN, Fact.SCIM_PLAN, Fact.IDP_PLAN})
"""Facts whose value is a plan, as the vendor or the provider calls it or as our files do."""


def said(claim: ClaimView, app: AppEntry) -> str:
    """What one claim says, a plan by its name."""
    told = says(claim)
    return plan_name(app, told) if claim.fact in PLAN_FACTS and told == claim.value else told


def value(verdict: Verdict, app: AppEntry | None = None) -> str:
    """A verdict's value in words; with the app, a plan by its name."""
    if verdict.fact is Fact.PROVISIONING:
        return PROVISIONING_WORDS[verdict.value]
    if not verdict.claims or verdict.value == "unknown":
        return "Unknown"
    told = verdict.value
    if app and verdict.fact in PLAN_FACTS:
        told = plan_name(app, told)
    return told[:1].upper() + told[1:] if told.islower() else told


_ACCOUNT_WORDS: dict[tuple[Fact, str], str] = {
    (Fact.PROVISIONING, Provisioning.SCIM): "SCIM",
    (Fact.PROVISIONING, Provisioning.PARTIAL): "partial provisioning",
    (Fact.PROVISIONING, Provisioning.JIT_ONLY): "JIT only",
    (Fact.PROVISIONING, Provisioning.NONE): "no provisioning",
    (Fact.SSO, Sso.YES): "sign-on yes",
    (Fact.SSO, Sso.NO): "no sign-on",
}


def on_accounts(claim: ClaimView) -> str:
    """What one claim says of provisioning or sign-on, shortly; empty where it leaves it open."""
    if claim.disputes:
        return says(claim)
    return _ACCOUNT_WORDS.get((claim.fact, claim.value), "")


def day(when: date | None) -> str:
    """A calendar day."""
    return when.isoformat() if when else "–"


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency: ``USD 28,000``, cents only where there are some."""
    if amount is None:
        return "–"
    digits = f"{amount:,.2f}" if amount != amount.to_integral_value() else f"{amount:,.0f}"
    return f"{currency} {digits}"


def price_range(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """A range of amounts."""
    if low is None and high is None:
        return "not published"
    if low is None or high is None or low == high:
        return money(low if low is not None else high, currency)
    return f"{money(low, currency)}–{money(high, currency).removeprefix(currency + ' ')}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 app``, ``1,998 apps``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def option_name(option: OptionId) -> str:
    """What an option is called."""
    return input_catalogue().texts[option].name


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Key → label, with a part of the key where two would be called the same.

    A select box knows its options by their labels: of two with the same one it always takes the
    first, whichever was chosen. A label must not change from run to run, either.
    """
    times = Counter(labels.values())
    return {k: f"{said} · {k[:6]}" if times[said] > 1 else said for k, said in labels.items()}
