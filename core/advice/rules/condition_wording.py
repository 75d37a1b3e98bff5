"""Conditions as people read them. Pure."""

from core.advice.rules.condition import All, AnyOf, Atom, Comparison, Condition, Not
from core.advice.rules.fields import FIELDS, in_words


def lines(condition: Condition) -> tuple[str, ...]:
    """One line for each thing that has to hold; none where it always does."""
    if isinstance(condition, All):
        return tuple(words(part) for part in condition.parts)
    return (words(condition),)


def words(condition: Condition) -> str:
    """A condition in one sentence, without a full stop."""
    match condition:
        case Atom():
            return f"{FIELDS[condition.field].label}: {_value(condition)}"
        case All(parts):
            return " and ".join(words(part) for part in parts) or "always"
        case AnyOf(parts):
            return " or ".join(words(part) for part in parts)
        case Not(part):
            return f"not ({words(part)})"


def _value(atom: Atom) -> str:
    name, value = atom.field, atom.value
    match atom.comparison:
        case Comparison.IS:
            return in_words(name, value)
        case Comparison.IS_NOT:
            return f"not {in_words(name, value)}"
        case Comparison.IN:
            return " or ".join(in_words(name, one) for one in value)
        case Comparison.KNOWN:
            return "known" if value else "unknown"
        case Comparison.AT_MOST:
            return f"at most {in_words(name, value)}"
        case Comparison.AT_LEAST:
            return f"at least {in_words(name, value)}"
