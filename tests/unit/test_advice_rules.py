"""The decision table: what is shipped is proved, what is broken on purpose is named."""

from pathlib import Path

import pytest

from core.advice.models import OptionId
from core.advice.rules.check import check
from core.advice.rules.decision_table import choice
from core.advice.rules.rule_book import FOLDER, read_rules
from core.advice.situation.questions import read_questions
from core.files.data_files import BadFiles

SHIPPED = (FOLDER / "options.yaml").read_text()


def broken(folder: Path, old: str, new: str) -> Path:
    assert old in SHIPPED
    path = folder / "options.yaml"
    path.write_text(SHIPPED.replace(old, new))
    return path


def test_the_shipped_rules_have_no_fault() -> None:
    found = check(read_rules(FOLDER / "options.yaml"))
    assert found.faults == ()
    assert found.reachable > 1_000_000


def test_a_gap_is_found_with_a_situation_that_shows_it(tmp_path: Path) -> None:
    path = broken(
        tmp_path,
        "    rank: 99\n    when: always\n",
        "    rank: 99\n    when: {field: sign_on, is: included}\n",
    )
    faults = check(read_rules(path)).faults
    gap = next(fault for fault in faults if fault.kind == "gap")
    assert gap.example is not None
    assert gap.example["sign_on"] != "included"
    assert choice(read_rules(path), gap.example) is None
    assert "- id: otherwise" in path.read_text().splitlines()[gap.line - 1]


def test_two_rules_of_one_rank_that_match_together_are_found(tmp_path: Path) -> None:
    path = broken(tmp_path, "    rank: 85\n", "    rank: 80\n")
    # Narrow enough that both can hold: nobody by hand, no third party, a duty.
    faults = check(read_rules(path)).faults
    overlap = next(
        fault
        for fault in faults
        if fault.kind == "overlap" and "no-hands-no-third-party" in fault.what
    )
    assert "nothing-automatic-left" in overlap.what
    assert overlap.example is not None
    assert overlap.example["manual_capacity"] == "none"
    assert "- id: nothing-automatic-left" in path.read_text().splitlines()[overlap.line - 1]


def test_a_rule_that_an_earlier_one_hides_is_dead(tmp_path: Path) -> None:
    path = broken(
        tmp_path, "  - id: sign-on-first\n    rank: 90", "  - id: sign-on-first\n    rank: 100"
    )
    dead = [fault for fault in check(read_rules(path)).faults if fault.kind == "dead rule"]
    assert [fault.what.split()[0] for fault in dead] == ["sign-on-first"]
    assert "never decides" in dead[0].what


def test_a_rule_that_contradicts_itself_is_dead(tmp_path: Path) -> None:
    path = broken(
        tmp_path,
        "    when: {field: sign_on, is: included}\n",
        "    when: {all: [{field: seats, at_most: 3}, {field: seats, at_least: 4}]}\n",
    )
    dead = [fault for fault in check(read_rules(path)).faults if fault.kind == "dead rule"]
    assert "never matches" in dead[0].what


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("{field: removal_duty, is: none}", "{field: removal, is: none}", "no field 'removal'"),
        ("{field: sign_on, is: included}", "{field: sign_on, is: yes}", "it can never be True"),
        ("{field: seats, at_most: 30}", "{field: seats, at_most: many}", "'many' is not a number"),
        ("{field: seats, at_most: 30}", "{field: seats, is: 30}", "compared by at_most"),
        ("{field: sign_on, is: included}", "{field: sign_on, at_most: 3}", "is for numbers"),
        ("    prefer: [replace-app]", "    prefer: [retire-app]", "prefer needs a list of options"),
        ("nothing that {app} offers", "nothing that {vendor} offers", "{vendor} cannot be filled"),
        ("hit_policy: priority, collecting", "hit_policy: first", "the hit policy is"),
        ("  - id: change-idp\n", "  - id: swap-idp\n", "there is no option 'swap-idp'"),
    ],
)
def test_what_cannot_be_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    path = broken(tmp_path, old, new)
    with pytest.raises(BadFiles) as caught:
        read_rules(path)
    lines = path.read_text().splitlines()
    found = [problem for problem in caught.value.problems if complaint in problem.what]
    assert found, caught.value
    key = new.strip().splitlines()[0].lstrip("- ").split(":")[0].lstrip("{")
    assert key.split()[0].rstrip(",") in lines[found[0].line - 1] or found[0].line == 1


def test_the_order_of_rows_in_the_file_has_no_meaning(tmp_path: Path) -> None:
    head, _, rules = SHIPPED.partition("\nrules:\n")
    rows = ["  - id: " + row for row in rules.split("  - id: ") if row.strip()]
    path = tmp_path / "options.yaml"
    path.write_text(f"{head}\nrules:\n" + "".join(reversed(rows)))
    book, shipped = read_rules(path), read_rules(FOLDER / "options.yaml")
    assert [rule.id for rule in book.rules] == [rule.id for rule in shipped.rules]
    assert list(book.options) == list(OptionId)


def test_a_question_that_is_missing_or_unknown_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text((FOLDER / "questions.yaml").read_text().replace("- id: seats", "- id: chairs"))
    with pytest.raises(BadFiles) as caught:
        read_questions(path)
    assert "there is no answer 'chairs'" in str(caught.value)
    assert "must have the question seats" in str(caught.value)
