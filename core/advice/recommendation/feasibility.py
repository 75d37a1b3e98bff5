"""Which options are not possible here, by the decision table's own sentences. Pure."""

from collections.abc import Sequence

from core.advice.models import RemovalDuty
from core.advice.recommendation.ranking import OptionAdvice
from core.advice.recommendation.wording import hours, teller
from core.advice.rules.decision_table import blocked_by
from core.advice.rules.outcomes import outcome_of
from core.advice.rules.rule_book import OptionRule, RuleBook
from core.advice.situation.situation import Situation
from core.cost.service import input_catalogue
from core.cost.values import OptionId

_LIMITS = {RemovalDuty.WITHIN_A_DAY: 24, RemovalDuty.WITHIN_AN_HOUR: 1}
"""Hours of access after leaving that a duty allows."""
_ELSEWHERE = (OptionId.CHANGE_IDP, OptionId.REPLACE_APP)


def ruled_out(situation: Situation, book: RuleBook) -> dict[OptionId, str]:
    """Option → why it is not possible here: what the wizard says is what the calculator says."""
    tell = teller(situation)
    blocked = blocked_by(book, situation.values)
    return {option: tell(said.say) for option, said in blocked.items()}


def too_late(situation: Situation, book: RuleBook) -> dict[OptionId, str]:
    """Possible option → that it leaves access longer than the duty of removal allows."""
    blocked = blocked_by(book, situation.values)
    found = {}
    for option in book.options.values():
        told = beyond_limit(situation, leftover_hours(option, situation))
        if told and option.id not in blocked:
            found[option.id] = told
    return found


def leftover_hours(option: OptionRule, situation: Situation) -> int:
    """How long a leaver may keep access under an option here, in hours at the most."""
    outcome = outcome_of(option, situation.values).outcome
    return input_catalogue().most_hours(option.id, outcome)


def beyond_limit(situation: Situation, open_hours: int) -> str | None:
    """That so many hours are longer than the duty of removal allows; ``None``: they are not."""
    limit = limit_of(situation)
    if limit is None or open_hours <= limit:
        return None
    return f"Access may stay for up to {hours(open_hours)}; the limit is {hours(limit)}."


def missed_limit(options: Sequence[OptionAdvice], limit: int | None) -> str | None:
    """That the first choice does not keep the duty of removal, and what is nearest to it.

    Another product or identity provider is no answer to how soon access ends here.
    """
    first = options[0]
    if limit is None or first.leftover_access_hours <= limit:
        return None
    here = [one for one in options if one.feasible and one.id not in _ELSEWHERE]
    nearest = min([first, *here], key=lambda one: one.leftover_access_hours)
    within = f"within {'an hour' if limit == 1 else hours(limit)}"
    named = "this one" if nearest.id is first.id else nearest.title
    if nearest.leftover_access_hours <= limit:
        return f"This does not remove {within}; what does: {named}."
    told = f"up to {hours(nearest.leftover_access_hours)}"
    return f"No option here removes {within}; the nearest is {named}, {told}."


def limit_of(situation: Situation) -> int | None:
    """Hours of access after leaving that the duty allows; ``None``: there is none."""
    return _LIMITS.get(situation.answers.removal_duty)
