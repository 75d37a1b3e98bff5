"""Command line of the calculator: ``cost --scenario FILE|- [--json]``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from core.actor import LOCAL_OPERATOR
from core.catalog.commands import print_json, reading
from core.cost import service
from core.cost.result import CostResult, digits, to_json
from core.cost.scenario import Scenario
from core.cost.scenario_file import read_scenario
from core.errors import Invalid
from core.located import BadFiles, Problem, decode
from core.runtime import runtime


def cost(
    scenario: Annotated[Path, typer.Option(help="Scenario as YAML or JSON; - for stdin.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What each option costs over the years, with its uncertainty and its break-even points."""
    asked = read_file(scenario)
    with runtime().database.read() as session:
        result = service.calculate_scenario(session, LOCAL_OPERATOR, reading(), asked)
    for option, why in result.resolved.left_out.items():
        if asked.options is None or option in asked.options:
            print(f"{option} is left out: {why}", file=sys.stderr)
    if as_json:
        print_json(to_json(result))
    else:
        _table(result)


def read_file(path: Path) -> Scenario:
    """The scenario in a file; raises :class:`Invalid` with every problem."""
    name = "stdin" if str(path) == "-" else path.name
    try:
        data = sys.stdin.buffer.read() if name == "stdin" else path.read_bytes()
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.", field="scenario") from None
    problems: list[Problem] = []
    text = decode(data, name, problems)
    if text is None:
        raise BadFiles(problems)
    return read_scenario(text, name)


def _table(result: CostResult) -> None:
    scenario = result.resolved.scenario
    print(
        f"{scenario.name}: {scenario.currency} over {scenario.years} years, "
        f"{scenario.draws} draws, seed {scenario.seed}"
    )
    print(f"{'option':<20}{'total':>14}{'P10':>14}{'P50':>14}{'P90':>14}{'cheapest':>10}")
    for option in result.options:
        spread = option.spread
        print(
            f"{option.id:<20}{digits(option.total):>14}{digits(spread.total.p10):>14}"
            f"{digits(spread.total.p50):>14}{digits(spread.total.p90):>14}"
            f"{spread.p_cheapest:>9.0%}"
        )
