"""The licences of all parts: known, allowed, listed, and in the bill of materials."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.config import ROOT
from tools import licences
from tools.licences import Rules, is_allowed, licence, page, parts, problems

RULES = Rules.of()


def test_every_part_that_is_installed_has_a_licence_that_is_allowed() -> None:
    # Of what runs Offramp all is looked at; of the tools what this Python is given.
    tools = parts(ROOT / "requirements-dev.txt", here=True)
    locks = [*parts(ROOT / "requirements.txt"), *tools]
    assert len(set(locks)) > 100
    assert not problems(locks, RULES)


def test_a_part_without_a_known_licence_is_named() -> None:
    (told,) = problems(["no-such-part"], RULES)
    assert "no-such-part" in told
    assert "not known" in told
    (told,) = problems(["certifi"], Rules(frozenset({"MIT"}), {}))
    assert told.startswith("certifi: MPL-2.0 is not allowed")


def test_what_the_licence_file_says_counts_more_than_the_index() -> None:
    assert licence("streamlit-authenticator", Rules(RULES.allowed, {})) == "MIT"
    assert licence("streamlit-authenticator", RULES) == "Apache-2.0"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("Apache-2.0 AND (MIT OR GPL-3.0-only)", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
    ],
)
def test_one_may_choose_among_those_of_an_or(expression: str, allowed: bool) -> None:
    assert is_allowed(expression, frozenset({"MIT", "Apache-2.0"})) is allowed


def test_the_list_is_of_what_runs_it() -> None:
    told = page(["starlette"], RULES)
    assert "| starlette | BSD-3-Clause |" in told
    listed = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert all(f"\n| {part} | " in listed for part in parts(ROOT / "requirements.txt"))
    assert "not known" not in listed


def test_the_bill_of_materials_names_every_part_with_licence_and_hash(tmp_path: Path) -> None:
    file = tmp_path / "offramp.cdx.json"
    tool = Path(sys.executable).parent / "cyclonedx-py"
    subprocess.run(
        [tool, "requirements", "--output-reproducible", "-o", file, ROOT / "requirements.txt"],
        check=True,
        capture_output=True,
    )
    licences.into_sbom(file, RULES)
    components = json.loads(file.read_text(encoding="utf-8"))["components"]
    assert {one["name"].lower() for one in components} == set(parts(ROOT / "requirements.txt"))
    assert all(one["licenses"] and one["externalReferences"][0]["hashes"] for one in components)


def test_ci_says_at_its_end_that_nothing_was_looked_up() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith('printf \'%s\\n\' "${said[@]}" "$audited"')
    assert "NOT LOOKED UP" in script
