"""Lists of 200,000 people and accounts, taken by the command line; figures stand in
docs/benchmarks.md.

What a whole command costs: start, reading, comparing, storing, matching, and what follows for
cases. In this order on one database: each list is taken beside those before it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.config import ROOT
from tests.support.processes import environment

COUNT, SMALL = 200_000, 200
LIMIT = 60.0
"""Seconds of processor time."""
PEOPLE = "employee number,name,email,department,status,hire date,termination date"
ACCOUNTS = "user id,user name,email,name,status,role"


class Cost(NamedTuple):
    """Of one command: processor time, and the most memory that it held."""

    seconds: float
    megabytes: float


def people(left: int = 0) -> Iterator[str]:
    """``left``: so many of them have a last day."""
    for at in range(COUNT):
        end = "terminated,2020-01-01,2026-11-20" if at < left else "active,2020-01-01,"
        yield f"{at},First{at % 5_000} Last{at},user{at}@example.com,Dept {at % 30},{end}"


def accounts(count: int, other: int = 0) -> Iterator[str]:
    """``other``: so many of them have another status than before."""
    for at in range(count):
        status = "deactivated" if at < other else "active"
        yield f"U{at},user{at},user{at}@example.com,First{at % 5_000} Last{at},{status},member"


OF_FIGMA = ("accounts", "import", "--app", "figma", "--complete")
LISTS: dict[str, tuple[str, Callable[[], Iterator[str]], tuple[str, ...]]] = {
    "people": (PEOPLE, people, ("people", "import")),
    "people, 200 of them left": (PEOPLE, lambda: people(200), ("people", "import")),
    "accounts of an app": (ACCOUNTS, lambda: accounts(COUNT), OF_FIGMA),
    "its next list, 2,000 changed": (ACCOUNTS, lambda: accounts(COUNT, 2_000), OF_FIGMA),
    "200 accounts of another app": (
        ACCOUNTS,
        lambda: accounts(SMALL),
        ("accounts", "import", "--app", "notion", "--complete"),
    ),
}


@pytest.fixture(scope="module")
def folder(loaded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("imports")
    shutil.copy(loaded_file, made / "offramp.db")
    return made


def spent(folder: Path, *command: str) -> Cost:
    running = subprocess.Popen(
        [sys.executable, "-m", "core", *command],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.DEVNULL,
    )
    _pid, status, used = os.wait4(running.pid, 0)
    assert status == 0
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@pytest.mark.parametrize("what", LISTS)
def test_a_list_is_imported(benchmark: Any, folder: Path, what: str) -> None:
    heads, rows, command = LISTS[what]
    file = folder / "list.csv"
    file.write_text("\n".join([heads, *rows()]) + "\n")
    cost: list[Cost] = []
    benchmark.pedantic(lambda: cost.append(spent(folder, *command, str(file))), rounds=1)
    benchmark.extra_info.update(cost[0]._asdict())
    assert cost[0].seconds < LIMIT
