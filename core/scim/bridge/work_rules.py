"""Rules that turn an IdP's change into work: ``data/rules/bridge.yaml`` and edits of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.config import ROOT
from core.errors import Invalid
from core.scim.models import EventKind

BUNDLED = ROOT / "data" / "rules" / "bridge.yaml"
WORKS = ("create-account", "change-role", "remove-access", "none")
_KEYS = {"event", "work", "title", "owner", "hours", "urgent", "checklist"}


@dataclass(frozen=True)
class Rule:
    """What one kind of event asks for."""

    event: EventKind
    work: str
    title: str
    owner: str = "operator"
    hours: float = 24
    urgent: bool = False
    checklist: tuple[str, ...] = ()

    def due(self, at: datetime) -> datetime:
        """When the work must be done."""
        return at + timedelta(hours=self.hours)

    def named(self, *, person: str, app: str, group: str = "") -> str:
        """The step's title."""
        values = {"person": person, "app": app, "group": group}
        title = self.title
        for name, value in values.items():
            title = title.replace("{" + name + "}", value)
        return title


Rules = Mapping[EventKind, Rule]


@cache
def bundled_rules(path: Path = BUNDLED) -> Rules:
    """The rules of the file. Raises :class:`Invalid` that names file, line and remedy."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"))
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise Invalid(f"{path.name} is not YAML: {error}") from None
    entries = (content or {}).get("rules") if isinstance(content, dict) else None
    if not isinstance(entries, list) or node is None:
        raise Invalid(f"{path.name}:1: needs a list called rules.")
    lines = [item.start_mark.line + 1 for item in node.value[0][1].value]
    problems: list[str] = []
    rules: dict[EventKind, Rule] = {}
    for line, entry in zip(lines, entries, strict=True):
        try:
            rule = read_rule(entry)
        except Invalid as error:
            problems.append(f"{path.name}:{line}: {error}")
            continue
        if rule.event in rules:
            problems.append(f"{path.name}:{line}: a second rule for {rule.event}.")
        rules[rule.event] = rule
    problems += [f"{path.name}: no rule for {kind}." for kind in EventKind if kind not in rules]
    if problems:
        raise Invalid("\n".join(problems))
    return rules


def read_rule(entry: Any) -> Rule:
    """One rule from its mapping. Raises :class:`Invalid` that names the key."""
    if not isinstance(entry, dict):
        raise Invalid("a rule is a mapping with event, work, title, owner and hours.")
    if unknown := set(entry) - _KEYS:
        raise Invalid(f"unknown key {min(unknown)!r}.", hint=f"Known: {', '.join(sorted(_KEYS))}.")
    try:
        kind = EventKind(entry.get("event", ""))
    except ValueError:
        raise Invalid(f"event: {entry.get('event')!r} is unknown.", field="event") from None
    if entry.get("work") not in WORKS:
        raise Invalid(f"work: {entry.get('work')!r}; one of {', '.join(WORKS)}.", field="work")
    hours = entry.get("hours", 24)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours <= 8760:
        raise Invalid("hours: a number from 0 to 8760.", field="hours")
    title, owner = entry.get("title"), entry.get("owner", "operator")
    if not isinstance(title, str) or not title.strip() or len(title) > 300:
        raise Invalid("title: one sentence of up to 300 characters.", field="title")
    if not isinstance(owner, str) or not owner.strip():
        raise Invalid("owner: app-owner, operator or an e-mail address.", field="owner")
    checklist = entry.get("checklist", [])
    if not isinstance(checklist, list) or not all(isinstance(line, str) for line in checklist):
        raise Invalid("checklist: a list of sentences.", field="checklist")
    urgent = entry.get("urgent", False)
    if not isinstance(urgent, bool):
        raise Invalid("urgent: true or false.", field="urgent")
    return Rule(kind, entry["work"], title, owner, float(hours), urgent, tuple(checklist))


def rules_for(edits: Any) -> Rules:
    """The rules of a connection: the bundled ones under its own edits."""
    if not edits:
        return bundled_rules()
    rules = dict(bundled_rules())
    for kind, changed in edits.items():
        rules[EventKind(kind)] = read_rule(as_entry(rules[EventKind(kind)]) | changed)
    return rules


def as_entry(rule: Rule) -> dict[str, Any]:
    """A rule as it stands in the file."""
    return {
        "event": str(rule.event),
        "work": rule.work,
        "title": rule.title,
        "owner": rule.owner,
        "hours": rule.hours,
        "urgent": rule.urgent,
        "checklist": list(rule.checklist),
    }
