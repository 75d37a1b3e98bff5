"""The events of a case in words. Pure."""

from collections.abc import Mapping
from typing import Any

from core.offboarding.dossier import Event

WORDS: Mapping[str, str] = {
    "case.open": "Case opened",
    "case.close": "Case closed",
    "case.cancel": "Case cancelled",
    "case.reopen": "Case reopened",
    "case.export": "Evidence taken out",
}
"""Action → what happened. An action that is not here is shown by its own name."""

_NOT_SHOWN = frozenset({"step", "key", "version", "sha256"})


def happened(event: Event) -> str:
    """What happened, in a few words."""
    if event.action in WORDS:
        return WORDS[event.action]
    return event.action.replace(".", ": ", 1).replace("-", " ").capitalize()


def details(event: Event) -> str:
    """What was set, as ``name: value`` pairs; where it had another value, that one too."""
    before = event.before if isinstance(event.before, dict) else {}
    after = event.after if isinstance(event.after, dict) else {}
    parts = []
    for name, value in after.items():
        if name in _NOT_SHOWN or value in (None, "", [], {}) or value == before.get(name):
            continue
        told = f"{name.replace('_', ' ')}: {_shown(value)}"
        if before.get(name) not in (None, "", [], {}):
            told += f" (before: {_shown(before[name])})"
        parts.append(told)
    return "; ".join(parts)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)
