"""Days of access after leaving: as a decision keeps them they read as when it was made."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from core.advice.decisions.export import leftover_text
from core.cost.model.estimate import point
from core.cost.model.leftover import Leftover

numbers = st.decimals(0, 400, places=3)


@given(numbers, numbers)
@example(Decimal("3.928"), Decimal("2.5"))  # 29.46 days: once 29, and once 30 by way of 29.5
def test_the_table_of_a_decision_says_what_its_consequences_say(
    open_days: Decimal, leavers: Decimal
) -> None:
    left = Leftover(point(open_days), Decimal(0), Decimal(100), Decimal(0), leavers, 3)
    row = {
        "feasible": True,
        "leftover_access_hours": 1,
        "leftover_days": format(left.total_days, "f"),
    }
    days = left.in_all.removesuffix(" in all").split()[0]
    assert leftover_text(row) == f"up to 1 h, about {days} days in all"
