"""What changed between two versions of a scenario, in a line each. Pure."""

from core.cost.inputs.definitions import InputSpec, input_catalogue
from core.cost.model.options import OptionId
from core.cost.scenario.scenario import Given, Scenario, to_plain
from core.cost.scenario.typed_numbers import typed

_DEFAULT = "default"


def differences(before: Scenario, after: Scenario) -> list[str]:
    """One line a change: ``Leavers: 6 → 4–6–10``."""
    lines = []
    for name in sorted({*before.inputs, *after.inputs}):
        old, new = before.inputs.get(name), after.inputs.get(name)
        if old != new:
            lines.append(f"{_label(name)}: {_given(old)} → {_given(new)}")
    was, now = to_plain(before), to_plain(after)
    for key in sorted({*was, *now} - {"inputs"}):
        if was.get(key) != now.get(key):
            lines.append(_other(key, was.get(key), now.get(key)))
    return lines


def _label(name: str) -> str:
    known = input_catalogue()
    first, _, last = name.partition(".")
    spec: InputSpec | None = known.general.get(name)
    if first in set(OptionId):
        spec = known.option.get((OptionId(first), last))
    elif last in known.plan:
        return f"{first.capitalize()} plan, {known.plan[last].label.lower()}"
    return spec.label if spec else name


def _given(given: Given | None) -> str:
    if given is None:
        return _DEFAULT
    return typed(given.estimate) + (f" {given.currency}" if given.currency else "")


def _other(key: str, was: object, now: object) -> str:
    label = key.replace("_", " ").capitalize()
    if isinstance(was, str | int) and isinstance(now, str | int) and len(f"{was}{now}") < 60:
        return f"{label}: {was} → {now}"
    return f"{label}: changed"
