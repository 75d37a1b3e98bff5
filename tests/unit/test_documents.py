"""What the documents name must be there: files, modules, tests, pages that they link to."""

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import pytest

from core.app.schema import whole_metadata
from core.config import ROOT

DOCUMENTS = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "data").glob("*/README.md"),
    ]
)
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

# `data/catalog/apps/SLUG.yaml` stands for many files: the reader fills in words in capitals.
_PATH = re.compile(r"(?<![\w./-])(?:core|pages|docs|data|tests|\.streamlit|\.ci)/[\w./{},*-]*")
_FILLED_IN = re.compile(r"/[A-Z]+(?=[./]|$)")
_MODULE = re.compile(r"(?<![\w./-])(?:core|pages)(?:\.[A-Za-z_]\w*)+")
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


def named_paths(text: str) -> Iterator[str]:
    """The paths that a text names, ``{a,b}`` written out; up to where the reader fills in."""
    for found in _PATH.findall(text):
        path = _FILLED_IN.split(found.rstrip(".,"))[0].rstrip("/")
        parts = re.split(r"\{([^}]*)\}", path)
        choices = [part.split(",") if at % 2 else [part] for at, part in enumerate(parts)]
        yield from ("".join(chosen) for chosen in product(*choices))


def is_there(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    module, _, attribute = name.rpartition(".")
    try:
        if find_spec(name) is not None:
            return True
    except ModuleNotFoundError:
        pass  # what it lies in is no package
    try:
        return bool(module) and hasattr(import_module(module), attribute)
    except ModuleNotFoundError:
        return False


def test_paths_and_modules_are_recognised() -> None:
    text = "`core/app/{a,b}.py`, (docs/x.md). `data/apps/SLUG.yaml` in core.app.schema, mycore.x"
    assert list(named_paths(text)) == ["core/app/a.py", "core/app/b.py", "docs/x.md", "data/apps"]
    assert _MODULE.findall(text) == ["core.app.schema"]
    assert is_there("core.app.schema")
    assert is_there("core.app.schema.whole_metadata")
    assert not is_there("core.app.nothing")
    assert not is_there("core.nothing.at.all")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_and_module_that_a_document_names_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = {path for path in named_paths(text) if not any(ROOT.glob(path))}
    missing |= {name for name in _MODULE.findall(text) if not is_there(name)}
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(document: Path) -> None:
    links = {a or b for a, b in _LINK.findall(document.read_text(encoding="utf-8"))}
    inside = {link.partition("#")[0] for link in links if not re.match(r"[a-z]+:|#", link)}
    assert not {link for link in inside if not (document.parent / link).exists()}


def test_every_test_that_the_security_map_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", SECURITY))
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = {name for source in sources for name in re.findall(r"def (test_\w+)\(", source)}
    assert named
    assert not named - there


def test_every_requirement_that_is_met_names_a_test_and_none_is_met_in_part() -> None:
    rows = re.findall(r"^\| (\d+\.\d+[^|]*)\| ([^|]+) \|(.*)\|$", SECURITY, re.MULTILINE)
    assert {state for _, state, _ in rows} == {"met", "documented", "not met"}
    met = [(cell, text) for cell, state, text in rows if state == "met"]
    assert len(met) > 100
    assert not [cell for cell, text in met if not re.search(r"`test_\w+`", text)]
    words = [(cell, text) for cell, state, text in rows if state == "documented"]
    assert not [cell for cell, text in words if not text.strip()]


def test_what_is_not_met_fits_five_lines() -> None:
    lines = SECURITY.partition("## What is not met")[2].partition("## ")[0]
    assert re.findall(r"^(\d)\. ", lines, re.MULTILINE) == list("12345")
    named = set(re.findall(r"\d+\.\d+\.\d+", lines))
    rows = re.findall(r"^\| (\d[\d., –]*)[^|]*\| not met \|", SECURITY, re.MULTILINE)
    assert {number for cell in rows for number in re.findall(r"\d+\.\d+\.\d+", cell)} <= named


def test_no_requirement_is_judged_twice() -> None:
    cells = re.findall(r"^\| ((?:\d+\.\d+\.\d+[, –]*)+)", SECURITY, re.MULTILINE)
    numbers = [number for cell in cells for number in re.findall(r"\d+\.\d+\.\d+", cell)]
    assert len(numbers) > 100
    assert len(numbers) == len(set(numbers))


def test_every_table_has_its_line_on_what_is_stored_and_how_long() -> None:
    text = (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")
    tables = set(whole_metadata().tables)
    assert tables
    assert not {table for table in tables if f"`{table}`" not in text}
