"""The calculator's figures as the cost of each option: plan, labour, set-up and running."""

from collections.abc import Callable

from core.advice.recommendation.cost import OptionCost, PriceDifference
from core.advice.situation.answers import Answers
from core.advice.situation.facts import Facts
from core.catalog.values import AppEntry
from core.cost.values import CostAnswers, Estimates, OptionId
from core.errors import Invalid


class CalculatorCost:
    """Prices options by the calculator, which is asked once; by price difference where it can't."""

    def __init__(self, reckon: Callable[[CostAnswers], Estimates], spread: str) -> None:
        self._reckon = reckon
        self._spread = spread
        """What a figure's two ends are, as the basis says it."""
        self._found: Estimates | None = None
        self._asked = False

    def estimate(
        self, option: OptionId, app: AppEntry, facts: Facts, answers: Answers
    ) -> OptionCost:
        """First and three years of one option; what is left out says why."""
        found = self._estimates(facts, answers)
        if found is None:
            return PriceDifference().estimate(option, app, facts, answers)
        one = found.options.get(option)
        if one is None:
            why = found.left_out.get(option, "The calculator leaves it out.")
            return OptionCost(None, None, facts.currency, why)
        first, three = one.first_year, one.three_years
        return OptionCost(
            (first.low, first.high),
            (three.low, three.high),
            one.currency,
            self._basis(app, found, answers),
            (first.likely, three.likely),
        )

    def _basis(self, app: AppEntry, found: Estimates, answers: Answers) -> str:
        if found.plan is None:
            return f"Work, set-up and running only: no price of {app.name} is known; {self._spread}"
        told = "Plan, work, set-up and running, as the calculator reckons them"
        if answers.current_plan is None:
            told += f", as if on {found.plan}"
        return f"{told}; {self._spread}"

    def _estimates(self, facts: Facts, answers: Answers) -> Estimates | None:
        if not self._asked:
            self._asked = True
            try:
                self._found = self._reckon(
                    CostAnswers(
                        current_plan=answers.current_plan,
                        seats=answers.seats,
                        joiners_per_year=answers.joiners_per_year,
                        leavers_per_year=answers.leavers_per_year,
                        roles_from_idp=bool(answers.roles_from_idp),
                        idps=tuple(answers.idps or ()),
                        options=_options(facts),
                    )
                )
            except Invalid:
                # The wizard allows answers that cannot be reckoned with, such as no seats at all.
                self._found = None
        return self._found


def _options(facts: Facts) -> tuple[OptionId, ...] | None:
    """What to reckon: native SCIM also where nothing says whether our plan has it."""
    match facts.values["plan_has_scim"]:
        case "no":
            return None
        case "yes":
            return tuple(one for one in OptionId if one is not OptionId.UPGRADE_FOR_SCIM)
        case _:
            return tuple(OptionId)
