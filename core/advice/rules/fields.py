"""The fields that rules may speak of, with their types: the facts and the answers."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.advice.models import Capacity, IdpChange, RemovalDuty, Sensitivity

Value = str | bool | int | Decimal | None


class Kind(StrEnum):
    CHOICE = "choice"
    YES_NO = "yes-no"
    NUMBER = "number"


class Origin(StrEnum):
    """Whether a field is derived from the catalogue or answered by a person."""

    FACT = "fact"
    ANSWER = "answer"


@dataclass(frozen=True)
class RuleField:
    """One field: its name in the files, what it is called on screen, and what it can be."""

    name: str
    label: str
    kind: Kind
    origin: Origin
    values: tuple[str | bool, ...] = ()
    optional: bool = False
    """A number that may be unknown."""

    def choices(self) -> str:
        """The possible values, for a message."""
        return ", ".join("true" if v is True else "false" if v is False else v for v in self.values)


def _choice(name: str, label: str, origin: Origin, *values: str) -> RuleField:
    return RuleField(name, label, Kind.CHOICE, origin, tuple(str(value) for value in values))


def _yes_no(name: str, label: str, origin: Origin) -> RuleField:
    return RuleField(name, label, Kind.YES_NO, origin, (True, False))


def _number(name: str, label: str, origin: Origin, *, optional: bool = False) -> RuleField:
    return RuleField(name, label, Kind.NUMBER, origin, optional=optional)


_ALL = (
    _choice(
        "idp_support",
        "Provisioning under our IdP",
        Origin.FACT,
        *("scim", "partial", "jit-only", "none", "unknown", "no-idp"),
    ),
    _yes_no("idp_contested", "Sources disagree on SCIM under our IdP", Origin.FACT),
    _choice(
        "app_scim",
        "Provisioning of the app as a whole",
        Origin.FACT,
        *("scim", "partial", "jit-only", "none", "unknown"),
    ),
    _choice("plan_has_scim", "Our plan includes SCIM", Origin.FACT, "yes", "no", "unknown"),
    _choice(
        "standing",
        "SCIM under our IdP and on our plan",
        Origin.FACT,
        *("certain", "contested", "not-on-our-plan", "plan-unknown", "unknown"),
    ),
    _choice(
        "upgrade", "A plan with SCIM can be bought", Origin.FACT, "available", "none", "unknown"
    ),
    _number("upgrade_difference", "Upgrade, extra cost a year at most", Origin.FACT, optional=True),
    _choice(
        "sign_on",
        "Single sign-on with our IdP and plan",
        Origin.FACT,
        *("included", "needs-upgrade", "no", "unknown"),
    ),
    _choice(
        "other_idp",
        "SCIM under an IdP that we do not have",
        Origin.FACT,
        "scim",
        "contested",
        "none",
    ),
    _choice(
        "idp_sends_scim",
        "An IdP of ours can send SCIM to the bridge",
        Origin.FACT,
        *("yes", "no", "unknown"),
    ),
    _yes_no("has_owner", "The app has an owner in our stack", Origin.FACT),
    _number("seats", "Seats", Origin.ANSWER),
    _number("joiners_per_year", "Joiners a year", Origin.ANSWER),
    _number("leavers_per_year", "Leavers a year", Origin.ANSWER),
    _choice("removal_duty", "Access has to be gone", Origin.ANSWER, *RemovalDuty),
    _yes_no("roles_from_idp", "Roles are driven from the IdP", Origin.ANSWER),
    _yes_no("wants_higher_plan", "The higher plan's other features are wanted", Origin.ANSWER),
    _choice("idp_change", "The IdP may be changed", Origin.ANSWER, *IdpChange),
    _yes_no("third_party_admin", "A third party may hold admin access", Origin.ANSWER),
    _choice("manual_capacity", "Work by hand is acceptable", Origin.ANSWER, *Capacity),
    _choice("sensitivity", "Sensitivity of what is in the app", Origin.ANSWER, *Sensitivity),
)

FIELDS: dict[str, RuleField] = {field.name: field for field in _ALL}
FACT_FIELDS = tuple(field for field in _ALL if field.origin is Origin.FACT)
ANSWER_FIELDS = tuple(field for field in _ALL if field.origin is Origin.ANSWER)


_STANDING = {
    "certain": "no source disagrees",
    "contested": "sources disagree",
    "plan-unknown": "whether our plan has it is not known",
    "unknown": "not known",
}
_CODES = {"scim": "SCIM", "jit-only": "JIT only", "no-idp": "no identity provider"}


def in_words(name: str, value: object) -> str:
    """A value of a field as people read it."""
    if value is None:
        return "not said" if name in ("idps", "current_plan") else "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "none"
    if isinstance(value, Decimal | float) and value != int(value):
        return f"{value:,.2f}".rstrip("0")
    if isinstance(value, int | float | Decimal):
        return f"{value:,.0f}"
    told = str(value)
    if name in ("standing", "other_idp"):
        return _STANDING.get(told) or _CODES.get(told, told.replace("-", " "))
    return _CODES.get(told, told.replace("-", " ")) if name in FIELDS else told


_FACT_NAMES = {"scim_plan": "The plan needed for SCIM", "sso_plan": "The plan needed for sign-on"}


def fact_name(fact: str) -> str:
    """A field of the catalogue as sentences call it."""
    return _FACT_NAMES.get(str(fact), str(fact).replace("_", " ").capitalize())
