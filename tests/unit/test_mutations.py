"""The list of mutations names what is there: `make mutations` runs them."""

import re

import pytest

from core.config import ROOT
from tests.mutation.run import Mutation, mutations

SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LISTED = mutations()


@pytest.mark.parametrize("mutation", LISTED, ids=lambda each: f"{each.requirement} {each.file}")
def test_what_is_to_be_taken_out_stands_there_once(mutation: Mutation) -> None:
    text = (ROOT / mutation.file).read_text(encoding="utf-8")
    assert text.count(mutation.take) == 1
    for test in mutation.tests:
        file, _, name = test.partition("::")
        source = (ROOT / file).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in source, test


def test_twenty_requirements_and_more_are_tried_and_each_is_judged_in_the_map() -> None:
    numbers = {each.requirement for each in LISTED}
    assert len(numbers) >= 20
    judged = set(re.findall(r"\d+\.\d+\.\d+", SECURITY))
    for chapter, first, last in re.findall(r"(\d+\.\d+)\.(\d+)–\d+\.\d+\.(\d+)", SECURITY):
        judged |= {f"{chapter}.{number}" for number in range(int(first), int(last) + 1)}
    assert numbers <= judged
