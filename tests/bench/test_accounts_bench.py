"""A million accounts of 100 apps, 200,000 people: matching and findings of all, beside an exact
merge of the same rows in pandas and in Polars, in the same run and each in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def run(way: str, folder: Path) -> dict[str, Any]:
    """What the process says: seconds of the first of three runs and of the best, processor time,
    peak memory of the process (it holds the frames), and what was found."""
    command = [sys.executable, "-m", "tests.bench.accounts_scale", way, str(folder)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(said)) if said else {}


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up frames, as files."""
    folder = tmp_path_factory.mktemp("accounts")
    run("make", folder)
    return folder


@pytest.mark.parametrize("way", ["pandas", "pandas_each", "polars", "ours", "suggestions"])
def test_a_million_accounts(benchmark: Any, frames: Path, way: str) -> None:
    said: dict[str, Any] = {}
    benchmark.pedantic(lambda: said.update(run(way, frames)), rounds=1)
    benchmark.extra_info.update(said)
