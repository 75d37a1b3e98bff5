"""Complete lists of accounts, and proofs that somebody manipulated."""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from core.accounts.absence.commitment import List
from core.accounts.absence.listing import SECRET, Tree, build
from core.accounts.absence.proof import digest
from core.accounts.frames import ACCOUNTS
from core.accounts.identifiers import Rules
from core.config import ROOT

LISTED = List("figma", "Figma members", datetime(2026, 11, 30, 14, 2, tzinfo=UTC), "ab" * 32)
HIDDEN = bytes(range(SECRET))


def accounts(*rows: Mapping[str, object]) -> pl.DataFrame:
    """Accounts as a delivery has them."""
    told = [{"status": "active", "kind": "person", "line": at} | row for at, row in enumerate(rows)]
    return pl.DataFrame(told, schema=ACCOUNTS)


def tree(
    rows: Iterable[Mapping[str, object]],
    secret: bytes = HIDDEN,
    rules: Rules | None = None,
    listed: List = LISTED,
) -> Tree:
    """The tree of a list of these accounts."""
    return build(accounts(*rows), listed, secret, rules)


def resealed(proof: Mapping[str, Any]) -> dict[str, Any]:
    """A proof that somebody changed, with the digest that it then needs."""
    rest = {name: value for name, value in proof.items() if name != "digest"}
    return rest | {"digest": digest(rest)}


def _printed(file: str) -> str:
    text = (ROOT / file).read_text(encoding="utf-8")
    [lines] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return str(lines)


HAND, IN_PACK = map(_printed, ("docs/proof-of-absence.md", "data/reports/absence.md"))
"""The lines that check the proofs of a pack by hand."""


def by_hand(folder: Path, pack: bytes, log: bytes | None = None) -> tuple[bool, str]:
    """Whether the printed lines are content, and what they print."""
    (folder / "absence.py").write_text(HAND, encoding="utf-8")
    (folder / "pack.zip").write_bytes(pack)
    (folder / "log.jsonl").write_bytes(log or b"")
    files = ["pack.zip", *(["log.jsonl"] if log else [])]
    done = subprocess.run(
        [sys.executable, "-I", "absence.py", *files],
        cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    return done.returncode in (0, 3), f"{done.stdout}exit code {done.returncode}"
