"""The tree of a large list, a proof of it and its check; figures stand in docs/benchmarks.md.

Time is the process's own, so that whatever else runs here counts little; memory is what the tree
and its making need above the list.
"""

import subprocess
import sys
from pathlib import Path
from time import process_time

import polars as pl
import pytest

from core.accounts.absence.listing import build
from core.accounts.absence.names import known_by
from core.accounts.absence.proving import prove
from core.accounts.absence.verifying import verify
from core.accounts.frames import ACCOUNTS
from core.accounts.identifiers import Rules
from tests.support.absence import HIDDEN, LISTED

ACCOUNTS_OF_ONE_APP = 200_000
SECONDS, MEGABYTES, MILLISECONDS = 6.0, 700, 20.0


def large_list(count: int = ACCOUNTS_OF_ONE_APP) -> pl.DataFrame:
    """Accounts of an app whose user names are the addresses, as most have it."""
    numbers = pl.int_range(count, eager=True).cast(pl.String)
    address = "First.Last" + numbers + "@Example.com"
    return pl.DataFrame(
        {"external_id": "U" + numbers, "user_name": address, "email": address},
    ).with_columns(
        pl.lit(None, ACCOUNTS[name]).alias(name) if name != "status" else status(count)
        for name in ACCOUNTS
        if name not in ("external_id", "user_name", "email")
    )  # fmt: skip


def status(count: int) -> pl.Series:
    return pl.Series("status", ["active", "active", "deactivated", "unknown"] * (count // 4))


@pytest.mark.parametrize("same", [Rules(), Rules({"example.com": "example.org"}, True)], ids=str)
def test_the_tree_of_200_000_accounts(same: Rules) -> None:
    rows = large_list()
    start = process_time()
    tree = build(rows, LISTED, HIDDEN, same)
    took = process_time() - start
    assert took < SECONDS, f"{tree.count:,} leaves"
    names = known_by(["ada@example.com", "ada"], ["U-1"])
    start = process_time()
    for _ in range(20):
        proof = prove(tree, names, 1)
    made = (process_time() - start) / 20 * 1000
    start = process_time()
    for _ in range(20):
        assert verify(proof, tree.root).holds
    checked = (process_time() - start) / 20 * 1000
    assert max(made, checked) < MILLISECONDS


def test_its_memory() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from tests.bench.test_absence_bench import peak; peak()"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert int(told) < MEGABYTES


def peak() -> None:
    """Print by how many MB the process grew while it built the tree."""
    rows = large_list()
    before = _peak()
    build(rows, LISTED, HIDDEN)
    sys.stdout.write(f"{(_peak() - before) // 1024}\n")


def _peak() -> int:
    """KB, of this process alone: what ``getrusage`` says a child inherits."""
    [line] = [
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return int(line.split()[1])
