"""The cost of each option, year by year: the one model, for every kind of number. Pure.

Units: money in the scenario's currency; people, seats and profiles as counts; shares in percent;
manual work in minutes or hours; delays in days. ``docs/cost-model.md`` has every formula with a
worked example.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.cost.model.arithmetic import Arithmetic, Number
from core.cost.model.leftover import mean_days
from core.cost.model.options import (
    Billing,
    Commitment,
    Frame,
    OptionId,
    PlanRole,
    PlanTerms,
)

PARTS = ("plan", "labour", "setup", "waste")
"""What a year's total is the sum of."""


@dataclass(frozen=True)
class Year:
    """One option's cost in one year, by part; ``account_days`` is exposure, never money."""

    plan: Number
    labour: Number
    setup: Number
    waste: Number
    account_days: Number

    @property
    def total(self) -> Number:
        """The sum of the parts."""
        return self.plan + self.labour + self.setup + self.waste


def reckon(
    frame: Frame, values: Mapping[str, Number], kind: Arithmetic
) -> dict[OptionId, list[Year]]:
    """Every option's years. ``values`` has a number of ``kind`` for every input."""
    model = _Model(frame, values, kind)
    return {
        option: [model.year(option, year) for year in range(frame.years)]
        for option in frame.options
    }


def yearly_bill(
    frame: Frame, role: PlanRole, values: Mapping[str, Number], kind: Arithmetic
) -> Number:
    """The first year's bill of one plan, not rounded, without fees and waste."""
    model = _Model(frame, values, kind)
    return model.bill(frame.plans[role], 0, values["seats"])


class _Model:
    def __init__(self, frame: Frame, values: Mapping[str, Number], kind: Arithmetic) -> None:
        self.frame = frame
        self.values = values
        self.kind = kind
        self.shared: dict[tuple[str, int], Number] = {}

    def year(self, option: OptionId, year: int) -> Year:
        plan = self.frame.plans[self.frame.role_of(option)]
        line, cents = self.kind.line, self.kind.cents
        days = self._once(f"{option}.days", 0, lambda: self._open_days(option))
        seats = self._seats(year)
        bill = self._shared_bill(plan, year)
        fees = self.values[f"{option}.yearly_fee"] + self.values[f"{option}.seat_fee"] * seats
        waste = self._waste(option, plan, year, days, bill)
        account_days = self.values["leavers"] * days
        return Year(
            plan=line(option, year, "plan", cents(bill + fees)),
            labour=line(option, year, "labour", cents(self._labour(option, year))),
            setup=line(option, year, "setup", cents(self._setup(option, year))),
            waste=line(option, year, "waste", cents(waste)),
            account_days=line(option, year, "account_days", account_days),
        )

    def _once(self, name: str, year: int, compute) -> Number:  # type: ignore[no-untyped-def]
        key = (name, year)
        if key not in self.shared:
            self.shared[key] = compute()
        return self.shared[key]

    def _grown(self, name: str, year: int) -> Number:
        """(1 + percent/100) to the power of the years gone by."""

        def compute() -> Number:
            if year == 0:
                return self.values[name] * 0 + 1
            return self._grown(name, year - 1) * ((self.values[name] + 100) / 100)

        return self._once(f"growth {name}", year, compute)

    def _seats(self, year: int) -> Number:
        return self._once(
            "seats",
            year,
            lambda: self.kind.line(
                "", year, "seats", self.values["seats"] * self._grown("seat_growth", year)
            ),
        )

    def _rate(self, year: int) -> Number:
        return self._once(
            "rate",
            year,
            lambda: self.kind.line(
                "", year, "rate", self.values["hourly_rate"] * self._grown("rate_increase", year)
            ),
        )

    # Licences

    def _shared_bill(self, plan: PlanTerms, year: int) -> Number:
        return self._once(
            f"bill {plan.role}",
            year,
            lambda: self.kind.line(
                "", year, f"{plan.role}.bill", self.bill(plan, year, self._seats(year))
            ),
        )

    def bill(self, plan: PlanTerms, year: int, seats: Number) -> Number:
        """What the vendor charges in a year, for so many seats."""
        role = plan.role
        base = self.values[f"{role}.base"]
        if plan.billing is Billing.SEAT:
            base = base + self._metered(plan, seats)
        elif plan.billing is Billing.USAGE:
            used = self.values[f"{role}.usage"] * self._grown("usage_growth", year)
            base = base + self._metered(plan, used)
        elif plan.billing is Billing.PROFILE:
            growth = self._grown("profile_growth", year)
            for month in range(1, 13):
                base = base + self._metered(plan, self.values[f"profiles.{month:02}"] * growth)
        discount = (100 - self.values[f"{role}.discount"]) / 100
        return base * discount * self._grown(f"{role}.increase", year)

    def _metered(self, plan: PlanTerms, units: Number) -> Number:
        """Price of units beyond the included ones; from each tier's start on its own price."""
        role, most, values = plan.role, self.kind.most, self.values
        paid = most(units, values[f"{role}.minimum"])
        price = values[f"{role}.price"]
        cost = price * most(paid - values[f"{role}.included"], 0)
        for tier in range(1, plan.tiers + 1):
            start, tier_price = (
                values[f"{role}.tier{tier}.from"],
                values[f"{role}.tier{tier}.price"],
            )
            beyond = most(start, values[f"{role}.included"])
            cost = cost + (tier_price - price) * most(paid - beyond, 0)
            price = tier_price
        return cost

    def _waste(
        self, option: OptionId, plan: PlanTerms, year: int, days: Number, bill: Number
    ) -> Number:
        """Seats paid for leavers until noticed, and for people who never used theirs."""
        if plan.billing is not Billing.SEAT:
            return self.values["leavers"] * 0
        paid_days = days
        if plan.commitment is Commitment.ANNUAL:
            # Half a year on average until the renewal, for the seats that no joiner takes over.
            until_renewal = (100 - self.values["seat_reuse"]) * 365 / 200
            paid_days = self.kind.most(days, until_renewal)
        idle = self.values["leavers"] * paid_days / 365
        unused = self.values["unused_seats"] * self.values[f"{option}.keep_unused"] / 100
        idle = self.kind.line(option, year, "idle_seats", idle + unused)
        return self.bill(plan, year, self._seats(year) + idle) - bill

    # Work

    def _labour(self, option: OptionId, year: int) -> Number:
        hours = self._once(f"{option}.hours", 0, lambda: self._hours(option))
        return self.kind.line(option, year, "hours", hours) * self._rate(year)

    def _hours(self, option: OptionId) -> Number:
        """What the option leaves to do by hand, and what it needs to be kept running."""
        value = self.values
        minutes = value["error_rate"] * 0
        for event, (people, each) in _EVENT_INPUTS.items():
            keep = value[f"{option}.keep_{event}"]
            minutes = minutes + value[people] * value[each] * keep / 100
        events = value["joiners"] + value["leavers"] + value["role_changes"]
        errors = events * value["error_rate"] / 100 * value["minutes_error"]
        minutes = minutes + errors * value[f"{option}.keep_error"] / 100
        reviews = value["reviews"] * value["hours_per_review"]
        reviews = reviews * value[f"{option}.keep_review"] / 100
        other = value["other_hours"] * value[f"{option}.keep_other"] / 100
        return minutes / 60 + reviews + other + value[f"{option}.running_hours"]

    def _setup(self, option: OptionId, year: int) -> Number:
        if year > 0:
            return self.values["hourly_rate"] * 0
        hours = self.values[f"{option}.setup_hours"]
        return hours * self._rate(0) + self.values[f"{option}.setup_fee"]

    # Exposure

    def _open_days(self, option: OptionId) -> Number:
        """How long a leaver's account stays open, on average over all leavers."""
        value = self.values
        days = mean_days(
            value[f"{option}.open_days"],
            value["missed_share"],
            value[f"{option}.keep_missed"],
            value["missed_days"],
        )
        return self.kind.line(option, 0, "open_days", days)


_EVENT_INPUTS = {
    "create": ("joiners", "minutes_joiner"),
    "remove": ("leavers", "minutes_leaver"),
    "role": ("role_changes", "minutes_role_change"),
}
