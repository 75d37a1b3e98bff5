"""The inputs that exist, their units, bounds and defaults: ``data/cost/*.yaml``, read once. Pure
but for that reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from core.config import ROOT
from core.cost.model.estimate import Estimate
from core.cost.model.options import OptionId
from core.cost.scenario.scenario_file import decimal_of, estimate_of
from core.errors import Invalid
from core.files.data_files import BadFiles, Problem, Row, parse_yaml, read_text

FOLDER = ROOT / "data" / "cost"

OPTION_INPUTS: dict[str, tuple[str, str, int]] = {
    "setup_hours": ("Set-up", "hours", 1_000_000),
    "setup_fee": ("Set-up fee", "money", 1_000_000_000),
    "running_hours": ("Keeping it running", "hours a year", 1_000_000),
    "yearly_fee": ("Fee", "money a year", 1_000_000_000),
    "seat_fee": ("Fee per seat", "money a seat and year", 1_000_000),
    "open_days": ("Until a leaver is out", "days", 3_650),
    "keep_create": ("Left of the work for joiners", "percent", 1_000),
    "keep_remove": ("Left of the work for leavers", "percent", 1_000),
    "keep_role": ("Left of the work for role changes", "percent", 1_000),
    "keep_review": ("Left of the access reviews", "percent", 1_000),
    "keep_error": ("Left of the errors", "percent", 1_000),
    "keep_other": ("Left of the other work", "percent", 1_000),
    "keep_missed": ("Left of the forgotten leavers", "percent", 1_000),
    "keep_unused": ("Left of the unused seats", "percent", 1_000),
}
"""What each option has: label, unit, the most that is believable."""

ASSUMED = "Offramp's assumption for this option; no published measurement is known"


class Group(StrEnum):
    """Where an input belongs."""

    PEOPLE = "people"
    WORK = "work"
    LICENCES = "licences"
    LEAVING = "leaving"
    PLAN = "plan"
    OPTION = "option"
    PROFILES = "profiles"


@dataclass(frozen=True)
class InputSpec:
    """An input: what it is called, its unit, what it may be, and where its default comes from."""

    name: str
    label: str
    unit: str
    group: Group
    default: Estimate | None
    percent_of: tuple[str, Decimal] | None
    least: Decimal
    most: Decimal
    source: str
    is_published: bool = False
    """Whether the default rests on somebody's published figure; else it is our assumption."""

    @property
    def is_money(self) -> bool:
        return self.unit.startswith("money")


@dataclass(frozen=True)
class OptionText:
    """What an option is called and does, for people; ``driven_role``: keep_role with IdP roles."""

    name: str
    does: str
    driven_role: Estimate


@dataclass(frozen=True)
class Outcome:
    """How a removal comes out: days until a leaver is out, and whose shares of work hold."""

    open_days: Estimate
    like: OptionId | None = None


@dataclass(frozen=True)
class Catalogue:
    """All that the files define."""

    general: Mapping[str, InputSpec]
    plan: Mapping[str, InputSpec]
    """By the last part of the name: ``base``, ``price``, …"""
    option: Mapping[tuple[OptionId, str], InputSpec]
    texts: Mapping[OptionId, OptionText]
    outcomes: Mapping[str, Outcome]
    """How a removal comes out where it is not as the option promises."""

    def open_days(self, option: OptionId, outcome: str | None = None) -> Estimate:
        """Days until a leaver is out, if the removal is not forgotten."""
        found = (
            self.outcomes[outcome].open_days
            if outcome
            else self.option[option, "open_days"].default
        )
        assert found is not None
        return found

    def most_hours(self, option: OptionId, outcome: str | None = None) -> int:
        """The same in whole hours, at the most."""
        hours = self.open_days(option, outcome).high * 24
        return int(hours.to_integral_value(ROUND_CEILING))


@cache
def input_catalogue(folder: Path = FOLDER) -> Catalogue:
    """Read the files; raises :class:`BadFiles` with every problem."""
    problems: list[Problem] = []
    general, plan = _general(_file(folder / "inputs.yaml", problems), problems)
    file = _file(folder / "options.yaml", problems)
    option, texts = _options(file, problems)
    outcomes = _outcomes(file, problems)
    if problems:
        raise BadFiles(problems)
    return Catalogue(general, plan, option, texts, outcomes)


def _file(path: Path, problems: list[Problem]) -> Row:
    text = read_text(path, path.name, problems)
    row = parse_yaml(text, path.name, problems) if text is not None else None
    return row if isinstance(row, Row) else Row(path.name, 1, {})


def _general(
    file: Row, problems: list[Problem]
) -> tuple[dict[str, InputSpec], dict[str, InputSpec]]:
    general: dict[str, InputSpec] = {}
    plan: dict[str, InputSpec] = {}
    for group in file:
        for name, row in file[group].items():
            try:
                spec = _spec(name, Group(group), row)
            except (Invalid, KeyError, ValueError) as error:
                problems.append(row.problem(f"{name} cannot be used: {error}."))
                continue
            (plan if spec.group is Group.PLAN else general)[name] = spec
    return general, plan


def _spec(name: str, group: Group, row: Row) -> InputSpec:
    default = row["default"]
    derived = None
    if isinstance(default, Row) and "percent_of" in default:
        derived = (str(default["percent_of"]), Decimal(str(default["percent"])))
        default = None
    return InputSpec(
        name=name,
        label=str(row["label"]),
        unit=str(row["unit"]),
        group=group,
        default=None if default is None else estimate_of(default, name),
        percent_of=derived,
        least=decimal_of(row["least"]) or Decimal(0),
        most=decimal_of(row["most"]) or Decimal(0),
        source=str(row["source"]),
        is_published=bool(row.get("published", False)),
    )


def _options(
    file: Row, problems: list[Problem]
) -> tuple[dict[tuple[OptionId, str], InputSpec], dict[OptionId, OptionText]]:
    specs: dict[tuple[OptionId, str], InputSpec] = {}
    texts: dict[OptionId, OptionText] = {}
    for option in OptionId:
        row = file.get(option)
        if not isinstance(row, Row):
            problems.append(file.problem(f"lacks the option {option}.", "Add it."))
            continue
        try:
            for key, (label, unit, most) in OPTION_INPUTS.items():
                specs[option, key] = InputSpec(
                    name=f"{option}.{key}",
                    label=f"{row['name']}: {label[0].lower()}{label[1:]}",
                    unit=unit,
                    group=Group.OPTION,
                    default=estimate_of(row[key], key),
                    percent_of=None,
                    least=Decimal(0),
                    most=Decimal(most),
                    source=ASSUMED,
                )
            driven = estimate_of(row["role_when_driven"], "role_when_driven")
            texts[option] = OptionText(str(row["name"]), str(row["does"]), driven)
        except (Invalid, KeyError) as error:
            problems.append(row.problem(f"{option} cannot be used: {error}."))
    return specs, texts


def _outcomes(file: Row, problems: list[Problem]) -> dict[str, Outcome]:
    row = file.get("outcomes")
    if not isinstance(row, Row):
        problems.append(file.problem("lacks outcomes.", "Add the mapping."))
        return {}
    found = {}
    for name in row:
        try:
            like = row[name].get("like")
            days = estimate_of(row[name]["open_days"], name)
            found[name] = Outcome(days, OptionId(like) if like else None)
        except (Invalid, KeyError, ValueError, AttributeError) as error:
            problems.append(row.problem(f"{name} cannot be used: {error}.", key=name))
    return found
