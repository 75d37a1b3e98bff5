"""Take one security check out after the other and see the test fail that docs/security.md names.

``make mutations`` does it, ``python -m tests.mutation.run NUMBER …`` for some requirements only.
Each change is made in a copy of the checkout; nothing here is touched. A check whose test still
passes without it is printed, and the exit code is 1.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from core.config import ROOT

LIST = Path(__file__).with_name("mutations.toml")
COPIED = ("app.py", "core", "pages", "data", "docs", "tests", ".streamlit", "pyproject.toml")


@dataclass(frozen=True)
class Mutation:
    """A check, and what is to notice that it is gone."""

    requirement: str
    """Its number in ASVS 5.0."""
    file: str
    take: str
    """What stands there, exactly once."""
    put: str
    tests: tuple[str, ...]
    """Of which at least one must fail."""


def mutations() -> list[Mutation]:
    """The list, as it is written."""
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutation"]
    return [Mutation(**{**each, "tests": tuple(each["tests"])}) for each in listed]


def outcome(mutation: Mutation, copy: Path) -> str:
    """``killed``, ``SURVIVED`` or why nothing can be said; the copy is as before afterwards."""
    file = copy / mutation.file
    before = file.read_text(encoding="utf-8")
    if before.count(mutation.take) != 1:
        return f"NOT APPLIED: it stands {before.count(mutation.take)} times in {mutation.file}"
    file.write_text(before.replace(mutation.take, mutation.put), encoding="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", *mutation.tests],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    finally:
        file.write_text(before, encoding="utf-8")
    # 1: a test failed. Anything else, such as a module that no longer loads, shows nothing.
    if done.returncode == 1 and "error during collection" not in done.stdout:
        return "killed"
    return "SURVIVED" if done.returncode == 0 else f"NOT RUN:\n{done.stdout[-2000:]}"


def main(wanted: list[str]) -> int:
    """Run them all, or those of some requirements; the exit code."""
    chosen = [each for each in mutations() if not wanted or each.requirement in wanted]
    bad = 0
    with tempfile.TemporaryDirectory(prefix="offramp-mutations-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            ignore = shutil.ignore_patterns("__pycache__")
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=ignore)
            else:
                shutil.copy(source, copy / name)
        for each in chosen:
            start = time.monotonic()
            found = outcome(each, copy)
            bad += found != "killed"
            took = time.monotonic() - start
            print(f"{each.requirement:9} {took:5.1f} s  {each.file}: {found}", flush=True)  # noqa: T201
    print(f"{len(chosen) - bad} of {len(chosen)} noticed.")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
