"""Why a possible option is not the first choice: what it leaves open, what it costs more. Pure."""

from core.advice.recommendation.cost import about
from core.advice.recommendation.ranking import OptionAdvice
from core.advice.recommendation.wording import hours


def compared_with_first(option: OptionAdvice, first: OptionAdvice, limit: int | None) -> str:
    """The option compared with the first one. ``limit``: hours that the duty of removal allows."""
    told = []
    mine, best = option.leftover_access_hours, first.leftover_access_hours
    if limit is not None and mine > limit:
        told.append(f"exceeds the limit of {hours(limit)}")
    if mine != best:
        told.append(f"a leaver may keep access for up to {hours(mine)}, not {hours(best)}")
    one, other = option.cost.middle, first.cost.middle
    if one is None:
        told.append("its cost is not known")
    elif other is not None and option.cost.currency == first.cost.currency:
        gap = round(abs(one - other))
        if gap:
            spread = about((abs(one - other), abs(one - other)), option.cost.currency)
            told.append(f"{spread} {'more' if one > other else 'less'} in the first year")
    return f"Compared with the first choice: {'; '.join(told) or 'the rules prefer that one here'}."
