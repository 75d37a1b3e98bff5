"""How long leavers keep access under an option, and the minutes that people spend. Pure.

The one place of both: the wizard, the calculator, the stack and decisions say what stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from core.cost.model.arithmetic import Number
from core.cost.model.estimate import Estimate
from core.cost.model.options import OptionId


def mean_days(
    open_days: Number, missed_share: Number, keep_missed: Number, missed_days: Number
) -> Number:
    """Days that a leaver keeps access, on average: the removal, and what is forgotten until found.

    Shares in percent; ``keep_missed``: of the usual share that is still forgotten.
    """
    return open_days + missed_share * keep_missed / 10_000 * missed_days


@dataclass(frozen=True)
class Leftover:
    """How long leavers keep access under one option."""

    open_days: Estimate
    """Until a leaver is out whom nobody forgot."""
    missed_share: Decimal
    """Percent of the leavers that are forgotten without an option."""
    keep_missed: Decimal
    """Percent of those that are forgotten with it."""
    missed_days: Decimal
    """Until a forgotten account is found."""
    leavers: Decimal
    """A year."""
    years: int

    @property
    def most_hours(self) -> int:
        """For how long at the most, where no step is forgotten."""
        return int((self.open_days.high * 24).to_integral_value(ROUND_CEILING))

    @property
    def mean_days(self) -> Decimal:
        """For how many days on average, forgotten leavers counted."""
        share = (self.missed_share, self.keep_missed, self.missed_days)
        return Decimal(mean_days(self.open_days.likely, *share))

    @property
    def total_days(self) -> Decimal:
        """Of all leavers over all years."""
        return self.leavers * self.mean_days * self.years

    @property
    def up_to(self) -> str:
        """``up to 72 hours``."""
        return f"up to {self.most_hours:,} hour{'' if self.most_hours == 1 else 's'}"

    @property
    def in_all(self) -> str:
        """``63 days in all``."""
        days = shown(self.total_days)
        return f"{days} day{'' if days == '1' else 's'} in all"

    @property
    def sentence(self) -> str:
        """The answer, as every page says it."""
        return (
            f"A leaver keeps access for {self.up_to} if nobody is forgotten; over "
            f"{_years(self.years)} that is about {self.in_all}."
        )

    @property
    def arithmetic(self) -> str:
        """How one gets from the one figure to the other."""
        forgotten = self.missed_share * self.keep_missed / 100
        return (
            f"{_years(self.years)} × {_plain(self.leavers)} leavers a year × "
            f"({_plain(self.open_days.likely)} days, likely, until a leaver is out + "
            f"{_plain(forgotten)} % forgotten × {_plain(self.missed_days)} days until found) = "
            f"{shown(self.total_days)} days"
        )


@dataclass(frozen=True)
class HandWork:
    """Minutes that people spend on each joiner and leaver under one option."""

    joiner: Estimate
    leaver: Estimate

    @property
    def for_leaver(self) -> str:
        """``17 to 99 minutes for each leaver``."""
        return f"{_minutes(self.leaver)} for each leaver"

    @property
    def for_both(self) -> str:
        """The same of joiners and leavers."""
        return f"{_minutes(self.joiner)} for each joiner, {self.for_leaver}"


def leftover_of(option: OptionId, values: Mapping[str, Estimate], years: int) -> Leftover:
    """``values``: inputs by name, the option's own among them."""
    return Leftover(
        open_days=values[f"{option}.open_days"],
        missed_share=values["missed_share"].likely,
        keep_missed=values[f"{option}.keep_missed"].likely,
        missed_days=values["missed_days"].likely,
        leavers=values["leavers"].likely,
        years=years,
    )


def hand_work_of(option: OptionId, values: Mapping[str, Estimate]) -> HandWork:
    """The work by hand for a joiner and a leaver, times what the option leaves of it."""
    return HandWork(
        values["minutes_joiner"].scaled(values[f"{option}.keep_create"].likely / 100),
        values["minutes_leaver"].scaled(values[f"{option}.keep_remove"].likely / 100),
    )


def shown(days: Decimal) -> str:
    """Whole days from ten on, else a tenth."""
    return f"{days:,.0f}" if days >= 10 else _plain(days.quantize(Decimal("0.1")))


def _minutes(work: Estimate) -> str:
    low, high = f"{work.low:,.0f}", f"{work.high:,.0f}"
    return f"{low} minutes" if low == high else f"{low} to {high} minutes"


def _years(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"


def _plain(number: Decimal) -> str:
    text = format(round(number, 2), ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text
