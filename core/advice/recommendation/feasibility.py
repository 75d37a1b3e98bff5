"""Which options the facts alone rule out, whatever we are willing to do. Pure."""

from core.advice.models import IdpChange
from core.advice.recommendation.wording import teller
from core.advice.rules.decision_table import blocked_by
from core.advice.rules.fields import Value
from core.advice.rules.rule_book import RuleBook
from core.advice.situation.situation import Situation
from core.cost.values import OptionId

WILLING: dict[str, Value] = {"third_party_admin": True, "idp_change": str(IdpChange.ADD)}

HOPEFUL: dict[str, Value] = {
    "sign_on": "included",
    "idp_support": "scim",
    "app_scim": "scim",
    "upgrade": "available",
}
"""What stands in for *unknown*, which is not a no."""


def ruled_out(situation: Situation, book: RuleBook) -> dict[OptionId, str]:
    """Option → why it cannot be done here, by the decision table's own sentences."""
    facts = situation.values | WILLING
    values = {k: HOPEFUL[k] if v == "unknown" and k in HOPEFUL else v for k, v in facts.items()}
    tell = teller(situation)
    found = blocked_by(book, values)
    # Another identity provider is reckoned on the plan that has SCIM, so the plan is no hindrance.
    elsewhere = blocked_by(book, values | {"plan_has_scim": "yes"})
    found.pop(OptionId.CHANGE_IDP, None)
    if OptionId.CHANGE_IDP in elsewhere:
        found[OptionId.CHANGE_IDP] = elsewhere[OptionId.CHANGE_IDP]
    return {option: tell(said.say) for option, said in found.items()}
