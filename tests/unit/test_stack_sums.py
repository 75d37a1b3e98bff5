"""What is shown of the stack's cost adds up: every amount is rounded once."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.cost.results.stack_cost import AppCost, StackCost

AMOUNTS = st.decimals(0, 1_000_000, places=2)


def app(tax: Decimal, upgrade: Decimal, recommended: Decimal, nothing: Decimal) -> AppCost:
    days = (Decimal(1), Decimal(1), Decimal(1))
    return AppCost("app", "App", tax, upgrade, recommended, None, nothing, *days)


@given(st.lists(st.builds(app, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=8))
def test_shown_totals_are_the_sums_of_what_is_shown(apps: list[AppCost]) -> None:
    seen = StackCost(tuple(apps), "USD", 3).in_whole_units()
    for column in ("tax", "upgrade", "recommended", "nothing"):
        total = seen.total(column)
        assert total is not None
        assert total == sum(int(f"{getattr(one, column):.0f}") for one in seen.apps)
    more = seen.total("difference")
    recommended, nothing = seen.total("recommended"), seen.total("nothing")
    assert recommended is not None
    assert nothing is not None
    assert more == recommended - nothing


def test_what_is_not_known_stays_so() -> None:
    unknown = app(*(Decimal("1.5"),) * 4)
    found = StackCost((unknown,), "USD", 3).in_whole_units()
    assert found.apps[0].nothing == 2
    lacking = AppCost("app", "App", None, None, None, None, None, None, None, None)
    assert StackCost((lacking,), "USD", 3).in_whole_units().apps == (lacking,)
