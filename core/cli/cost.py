"""Command line of the calculator: ``cost --scenario FILE|- [--json]``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from core.advice import service as advice
from core.app.runtime import runtime
from core.cli.acting import actor
from core.cli.output import print_json, reading
from core.cost import service
from core.cost.service import digits, input_catalogue, profile_bills, read_upload, result_json
from core.cost.values import CostResult, OptionCost, OptionId, Scenario
from core.files.given import given_bytes


def cost(
    scenario: Annotated[Path, typer.Option(help="Scenario as YAML or JSON; - for stdin.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What each option costs over the years, with its uncertainty and its break-even points."""
    asked = read_file(scenario)
    with runtime().database.read() as session:
        facts = service.facts_of(session, actor(), reading(), asked.app)
        facts, impossible = advice.for_calculator(session, actor(), reading(), asked, facts)
    result = service.calculate_scenario(asked, facts, impossible)
    for option, why in result.resolved.left_out.items():
        if asked.options is None or option in asked.options:
            print(f"{_name(option)} is left out: {why}", file=sys.stderr)
    for option, why in impossible.items():
        if option in result.resolved.frame.options:
            print(f"{_name(option)} is not possible here: {why}", file=sys.stderr)
    for warning in result.resolved.warnings:
        print(warning, file=sys.stderr)
    if as_json:
        print_json(result_json(result))
    else:
        _table(result)


def read_file(path: Path) -> Scenario:
    """The scenario in a file; raises :class:`Invalid` with every problem."""
    name = "stdin" if str(path) == "-" else path.name
    return read_upload(given_bytes(path, "scenario"), name)


def _table(result: CostResult) -> None:
    scenario = result.resolved.scenario
    print(
        f"{scenario.name}: {scenario.currency} over {scenario.years} years, "
        f"{scenario.draws:,} simulations; 80 % of them lie between low and high"
    )
    print(f"{'option':<40}{'likely':>14}{'low':>14}{'high':>14}{'cheapest':>10}")
    for option in result.options:
        spread = option.spread
        print(
            f"{_name(option.id):<40}{option.total:>14,.0f}{spread.total.p10:>14,.0f}"
            f"{spread.total.p90:>14,.0f}"
            f"{_chance(result, option):>10}"
        )
    for one in profile_bills(result.resolved):
        by = one.bills
        print(
            f"{one.plan}, bill of the first year: high-water {digits(by.high_water)}, "
            f"average {digits(by.average)}, month's end {digits(by.month_end)}, "
            f"cleaned up {digits(by.cleaned)} (saves {digits(by.saving)})"
        )


def _name(option: OptionId) -> str:
    return input_catalogue().texts[option].name


def _chance(result: CostResult, option: OptionCost) -> str:
    return "–" if option.id in result.resolved.impossible else f"{option.spread.p_cheapest:.0%}"
