"""How an option's removal comes out here, where it is not as the option promises. Pure."""

from core.advice.rules.condition import Values
from core.advice.rules.rule_book import OptionRule, RuleBook, Said
from core.cost.values import OptionId


def can_tell(option: OptionRule, values: Values) -> bool:
    """Whether these values are enough for :func:`outcome_of`."""
    return all(atom.field in values for said in option.leftover for atom in said.when.atoms())


def outcome_of(option: OptionRule, values: Values) -> Said:
    """The line of an option's ``leftover`` that holds here."""
    return next(said for said in option.leftover if said.when.holds(values))


def outcomes(values: Values, book: RuleBook) -> dict[OptionId, str]:
    """Option → the outcome in ``data/cost/options.yaml`` that stands in for its own figure."""
    found = {option.id: outcome_of(option, values).outcome for option in book.options.values()}
    return {option: name for option, name in found.items() if name}
