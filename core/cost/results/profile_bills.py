"""A plan's bill by profiles on each basis, reckoned by the one model. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.cost.inputs.resolve import Resolved
from core.cost.model.arithmetic import Exact
from core.cost.model.cost_model import yearly_bill
from core.cost.model.high_water import Bills, bills
from core.cost.model.options import Billing, PlanRole


@dataclass(frozen=True)
class ProfileBills:
    """The first year's bills of one plan, side by side."""

    role: PlanRole
    plan: str
    bills: Bills


def profile_bills(resolved: Resolved) -> list[ProfileBills]:
    """For each plan billed by profiles; empty without counts. One plan in two roles comes once."""
    profiles = resolved.scenario.profiles
    if profiles is None:
        return []
    fixed = {name: one.estimate.likely for name, one in resolved.inputs.items()}
    found: dict[str, ProfileBills] = {}
    for role, terms in resolved.frame.plans.items():
        if terms.billing is not Billing.PROFILE:
            continue

        def bill(counts: Sequence[Decimal], role: PlanRole = role) -> Decimal:
            months = {f"profiles.{month:02}": one for month, one in enumerate(counts, start=1)}
            exact = Exact()
            return Decimal(exact.cents(yearly_bill(resolved.frame, role, fixed | months, exact)))

        found.setdefault(
            resolved.plans[role],
            ProfileBills(
                role,
                resolved.plans[role],
                bills(bill, profiles.months, profiles.mark, profiles.cleanup_percent),
            ),
        )
    return list(found.values())
