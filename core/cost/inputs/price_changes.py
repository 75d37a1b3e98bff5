"""Which catalogue prices a scenario used, and what has changed since. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.cost.inputs.facts import AppFacts
from core.cost.inputs.resolve import Origin, Resolved, resolve
from core.cost.scenario.scenario import Given, Scenario, plain_given

Prices = Mapping[str, Mapping[str, object]]
"""Input name → its value as in a scenario document, its label and its source."""


@dataclass(frozen=True)
class PriceChange:
    """A catalogue price that is no longer what the scenario was saved with."""

    input: str
    label: str
    was: str
    now: str
    source: str


def price_changes(scenario: Scenario, saved: Prices, facts: AppFacts) -> list[PriceChange]:
    """What differs today from the prices that a scenario was saved with."""
    return changes(saved, prices_used(resolve(scenario, facts)))


def prices_used(resolved: Resolved) -> dict[str, dict[str, object]]:
    """The catalogue's prices under this calculation."""
    return {
        name: {
            "value": plain_given(Given(one.estimate)),
            "label": one.spec.label,
            "source": one.source,
        }
        for name, one in resolved.inputs.items()
        if one.origin is Origin.CATALOGUE
    }


def changes(saved: Prices, now: Prices) -> list[PriceChange]:
    """What differs; a price that the catalogue no longer has counts as changed."""
    found = []
    for name in sorted({*saved, *now}):
        old, new = saved.get(name), now.get(name)
        was = _text(old["value"]) if old else "not used"
        is_now = _text(new["value"]) if new else "not in the catalogue"
        if was != is_now:
            either = new or old or {}
            found.append(
                PriceChange(name, str(either["label"]), was, is_now, str(either["source"]))
            )
    return found


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return "–".join(str(value[key]) for key in ("low", "likely", "high") if key in value)
    return str(value)
