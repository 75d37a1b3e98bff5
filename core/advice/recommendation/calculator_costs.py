"""The calculator's figures as the cost of each option: plan, labour, set-up and running."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.advice.recommendation.cost import OptionCost, about
from core.advice.situation.situation import Situation
from core.cost.values import PLAN_OF, CostAnswers, Estimates, OptionEstimate, OptionId, PlanRole
from core.errors import Invalid


class CalculatorCost:
    """Prices options by the calculator, which is asked once; what it cannot price is not known."""

    def __init__(
        self,
        calculate: Callable[[CostAnswers], Estimates],
        spread: str,
        outcomes: Mapping[OptionId, str],
    ) -> None:
        self._calculate = calculate
        self._spread = spread
        """What a figure's two ends are, as the basis says it."""
        self._outcomes = outcomes
        """How options come out here."""
        self._found: Estimates | None = None
        self._asked = False
        self._why = ""

    def estimate(self, option: OptionId, situation: Situation) -> OptionCost:
        """First and three years of one option; what is left out says why."""
        found = self._estimates(situation)
        if found is None:
            return OptionCost(None, None, situation.facts.currency, self._why)
        cost = self._cost(option, found, situation.facts.currency)
        left, work = found.leftover.get(option), found.hand_work.get(option)
        return replace(cost, leftover=left, hand_work=work)

    def _cost(self, option: OptionId, found: Estimates, currency: str) -> OptionCost:
        one = found.options.get(option)
        if one is None:
            why = found.left_out.get(option, "The calculator leaves it out.")
            return OptionCost(None, None, currency, why)
        if option in found.work_only:
            return OptionCost(None, None, one.currency, self._without_ours(option, found, one))
        first, three = one.first_year, one.three_years
        return OptionCost(
            (first.low, first.high),
            (three.low, three.high),
            one.currency,
            self._basis(found),
            (first.likely, three.likely),
        )

    def _without_ours(self, option: OptionId, found: Estimates, one: OptionEstimate) -> str:
        """What is known of a figure that lacks our plan's price."""
        likely = one.first_year.likely
        told = about((likely, likely), one.currency)
        buys = PLAN_OF[option] is PlanRole.UPGRADE or option in found.roles
        what = "The add-on, work and set-up" if buys else "Work and set-up"
        return f"{found.why} {what} alone: {told} in the first year."

    def _basis(self, found: Estimates) -> str:
        told = "Plan, work, set-up and running, as the calculator has them"
        if found.assumed and found.plan:
            told += f", as if on {found.plan}"
        return f"{told}; {self._spread}"

    def _estimates(self, situation: Situation) -> Estimates | None:
        if not self._asked:
            self._asked = True
            answers = situation.answers
            try:
                self._found = self._calculate(
                    CostAnswers(
                        current_plan=answers.current_plan,
                        # A number that nobody said stays the calculator's own assumption.
                        seats=answers.seats if situation.here.seats_are_said else None,
                        joiners_per_year=answers.joiners_per_year,
                        leavers_per_year=answers.leavers_per_year,
                        roles_from_idp=bool(answers.roles_from_idp),
                        idps=tuple(answers.idps or ()),
                        outcomes=self._outcomes,
                    )
                )
            except Invalid as error:
                # The wizard allows answers that the calculator refuses, such as no seats at all.
                self._why = str(error).replace("\n", " ")
                if (error.field or "").startswith("rates."):
                    code = (error.field or "").removeprefix("rates.")
                    self._why = (
                        f"Prices here are in {code} and in another currency, which are not added "
                        "without a rate: enter it in the calculator."
                    )
        return self._found
