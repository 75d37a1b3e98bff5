"""The rule book: options, when they are blocked, and the table that picks and orders."""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.advice.rules.condition import ALWAYS, Atom, Condition, parse
from core.config import ROOT
from core.cost.service import input_catalogue
from core.cost.values import OptionId
from core.files.data_files import BadFiles, Problem, Row, parse_yaml, read_text

FOLDER = ROOT / "data" / "rules"
HIT_POLICY = "priority, collecting"
PLACEHOLDERS = frozenset(
    (
        *("app", "idp", "bridge_idp", "plan", "scim_plan", "difference", "avoided", "other_idps"),
        *("seats", "leavers", "joiners", "doer", "said_by", "paid", "review_every"),
    )
)

AFTER_SETUP = frozenset({"minutes", "leaver_minutes"})
"""What ``after_setup`` says of the work that stays by hand; the calculator's figures."""


@dataclass(frozen=True)
class Said:
    """A sentence and when it is said."""

    when: Condition
    say: str
    outcome: str = ""
    """In an option's ``leftover`` list: the outcome of ``data/cost/options.yaml`` that holds; where
    it is empty, the option's own figure does."""


@dataclass(frozen=True)
class OptionRule:
    """An option as the file describes it."""

    id: OptionId
    title: str
    verdict: str
    after_setup: str
    """What is to be done once it is set up."""
    blocked: tuple[Said, ...]
    leftover: tuple[Said, ...]
    risks: tuple[Said, ...]
    next_steps: tuple[Said, ...]


@dataclass(frozen=True)
class Rule:
    """One line of the decision table. A lower rank comes first."""

    id: str
    rank: int
    when: Condition
    prefer: tuple[OptionId, ...]
    say: str
    why: str = ""
    """The reason in a few words, which follows *Why:*; empty where the file has none."""
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class RuleBook:
    """All that a recommendation is judged by."""

    options: dict[OptionId, OptionRule]
    rules: tuple[Rule, ...]
    """By rank, then by id: the order of the file has no meaning."""
    impossible: tuple[Said, ...]

    def atoms(self) -> Iterator[Atom]:
        """Every comparison that decides something (not those that only choose sentences)."""
        for rule in self.rules:
            yield from rule.when.atoms()
        for option in self.options.values():
            for said in option.blocked:
                yield from said.when.atoms()
        for said in self.impossible:
            yield from said.when.atoms()


def read_rules(path: Path) -> RuleBook:
    """Read ``options.yaml``; raises :class:`BadFiles` with everything that is wrong in it."""
    problems: list[Problem] = []
    text = read_text(path, path.name, problems)
    whole = parse_yaml(text, path.name, problems) if text is not None else None
    if text is not None and not isinstance(whole, Row):
        problems.append(Problem(path.name, 1, "is not a mapping.", "See data/rules/options.yaml."))
    if not isinstance(whole, Row):
        raise BadFiles(problems)
    if whole.get("hit_policy") != HIT_POLICY:
        problems.append(whole.problem(f"the hit policy is {HIT_POLICY!r}.", key="hit_policy"))
    options = {
        o.id: o for o in (_option(r, problems) for r in _rows(whole, "options", problems)) if o
    }
    for missing in [one for one in OptionId if one not in options]:
        problems.append(whole.problem(f"the option {missing} is missing.", key="options"))
    rules = [r for r in (_rule(row, problems) for row in _rows(whole, "rules", problems)) if r]
    if not rules and not problems:
        problems.append(whole.problem("there is no rule.", "Write one, when: always.", key="rules"))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            problems.append(Problem(rule.file, rule.line, f"the rule {rule.id!r} is there twice."))
        seen.add(rule.id)
    impossible = tuple(_said(row, problems) for row in _rows(whole, "impossible", problems))
    if problems:
        raise BadFiles(problems)
    return RuleBook(
        {one: options[one] for one in OptionId},
        tuple(sorted(rules, key=lambda rule: (rule.rank, rule.id))),
        impossible,
    )


@cache
def shipped() -> RuleBook:
    """The rules that come with Offramp, or as the organisation edited them."""
    return read_rules(FOLDER / "options.yaml")


def _rows(row: Row, key: str, problems: list[Problem]) -> list[Row]:
    found = row.get(key)
    if not isinstance(found, list) or not all(isinstance(one, Row) for one in found):
        problems.append(row.problem(f"{key} needs a list of mappings.", key=key))
        return []
    return found


def _known_keys(row: Row, allowed: str, problems: list[Problem]) -> None:
    for key in row:
        if key not in allowed.split():
            problems.append(
                row.problem(f"there is no key {key!r} here.", f"Keys: {allowed}.", key=key)
            )


def _text(row: Row, key: str, problems: list[Problem]) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        problems.append(row.problem(f"{key} needs a text.", key=key))
        return ""
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
    except ValueError:
        names = {value}
    allowed = PLACEHOLDERS if key != "after_setup" else AFTER_SETUP
    for name in sorted(names - allowed):
        problems.append(
            row.problem(
                f"{{{name}}} cannot be filled in.",
                f"Use: {', '.join(sorted(allowed))}.",
                key=key,
            )
        )
    return value


def _said(row: Row, problems: list[Problem]) -> Said:
    _known_keys(row, "when say as", problems)
    outcome, known = row.get("as", ""), input_catalogue().outcomes
    if outcome and outcome not in known:
        what = f"there is no outcome {outcome!r} in data/cost/options.yaml."
        problems.append(row.problem(what, f"Outcomes: {', '.join(known)}.", key="as"))
    when = parse(row["when"], row, "when", problems) if "when" in row else ALWAYS
    return Said(when, _text(row, "say", problems), str(outcome))


def _option(row: Row, problems: list[Problem]) -> OptionRule | None:
    _known_keys(row, "id title verdict after_setup blocked leftover risks next_steps", problems)
    if row.get("id") not in set(OptionId):
        problems.append(
            row.problem(
                f"there is no option {row.get('id')!r}.", f"Options: {', '.join(OptionId)}."
            )
        )
        return None
    leftover = _sentences(row, "leftover", problems)
    if not leftover or leftover[-1].when != ALWAYS:
        problems.append(
            row.problem("the last line of leftover needs when: always.", key="leftover")
        )
    return OptionRule(
        OptionId(row["id"]),
        title=_text(row, "title", problems),
        verdict=_text(row, "verdict", problems),
        after_setup=_text(row, "after_setup", problems),
        blocked=_sentences(row, "blocked", problems),
        leftover=leftover,
        risks=_sentences(row, "risks", problems),
        next_steps=_sentences(row, "next_steps", problems),
    )


def _sentences(row: Row, key: str, problems: list[Problem]) -> tuple[Said, ...]:
    return tuple(_said(one, problems) for one in _rows(row, key, problems))


def _rule(row: Row, problems: list[Problem]) -> Rule | None:
    _known_keys(row, "id rank when prefer why say", problems)
    name, rank, prefer = row.get("id"), row.get("rank"), row.get("prefer")
    before = len(problems)
    if not isinstance(name, str):
        problems.append(row.problem("a rule needs an id.", key="id"))
    if not isinstance(rank, int) or isinstance(rank, bool):
        problems.append(row.problem("rank needs a whole number.", key="rank"))
    if not isinstance(prefer, list) or not prefer or not set(prefer) <= set(OptionId):
        problems.append(
            row.problem(
                "prefer needs a list of options.", f"Options: {', '.join(OptionId)}.", key="prefer"
            )
        )
    if "when" not in row:
        problems.append(row.problem("a rule needs when.", "Write when: always for all.", key="id"))
    when = parse(row.get("when", "always"), row, "when", problems)
    say = _text(row, "say", problems)
    why = _text(row, "why", problems) if "why" in row else ""
    if len(problems) > before:
        return None
    options = tuple(OptionId(one) for one in prefer or ())
    return Rule(str(name), int(rank or 0), when, options, say, why, row.file, row.line)
