"""Which options are not possible here, by the decision table's own sentences. Pure."""

from core.advice.recommendation.wording import teller
from core.advice.rules.decision_table import blocked_by
from core.advice.rules.rule_book import RuleBook
from core.advice.situation.situation import Situation
from core.cost.values import OptionId


def ruled_out(situation: Situation, book: RuleBook) -> dict[OptionId, str]:
    """Option → why it is not possible here: what the wizard says is what the calculator says."""
    tell = teller(situation)
    blocked = blocked_by(book, situation.values)
    return {option: tell(said.say) for option, said in blocked.items()}
