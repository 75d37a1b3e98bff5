"""The decision table at work on one situation: feasible options, their order, the choice. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.advice.rules.condition import Values
from core.advice.rules.rule_book import Rule, RuleBook, Said
from core.cost.values import OptionId


@dataclass(frozen=True)
class Placed:
    """A feasible option with the rule that put it where it is."""

    option: OptionId
    rule: Rule


def blocked_by(book: RuleBook, values: Values) -> dict[OptionId, Said]:
    """The infeasible options with the first reason against each."""
    found = {}
    for option in book.options.values():
        for said in option.blocked:
            if said.when.holds(values):
                found[option.id] = said
                break
    return found


def order(book: RuleBook, values: Values, blocked: Mapping[OptionId, Said]) -> list[Placed]:
    """The feasible options, best first: matching rules by rank, each with its preferences."""
    placed: dict[OptionId, Placed] = {}
    for rule in book.rules:
        if not rule.when.holds(values):
            continue
        for option in rule.prefer:
            if option not in blocked and option not in placed:
                placed[option] = Placed(option, rule)
    return list(placed.values())


def choice(book: RuleBook, values: Values) -> OptionId | None:
    """The option placed first."""
    blocked = blocked_by(book, values)
    for rule in book.rules:
        if any(option not in blocked for option in rule.prefer) and rule.when.holds(values):
            return next(option for option in rule.prefer if option not in blocked)
    return None


def is_impossible(book: RuleBook, values: Values) -> bool:
    """Whether the rule book says that this situation cannot be."""
    return any(said.when.holds(values) for said in book.impossible)
