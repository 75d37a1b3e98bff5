"""Everything that a person reads uses the words of ``docs/words.md``, and none that it replaces."""

from pathlib import Path

import pytest

from core.advice.rules.rule_book import shipped
from core.config import ROOT
from core.cost.service import input_catalogue
from core.cost.values import OptionId
from tests.support import words
from tests.support.words import Text, findings, forbidden, texts_under

PLACES = (
    *("app.py", "core", "pages"),
    *("data/rules", "data/cost", "data/reports", "data/checklists", "data/demo", "data/examples"),
    *("docs", "README.md", "CONTRIBUTING.md", "SECURITY.md", "data/catalog"),
)
NOT_YET: frozenset[str] = frozenset()
"""Places whose texts are being rewritten now: emptied when they are."""
NO_TEXT = {
    "docs/words.md": "the list itself",
    "core/files": "says where in a file that people edit a mistake is",
}
"""File or folder → why its words are not looked at."""
JUSTIFIED = {
    ("core/advice/rules/rule_book.py", "a file"): "for who edits the rules: where the table is",
    ("core/catalog/bundle/bundle.py", "a file"): "for who edits the catalogue's files",
    ("core/catalog/bundle/row_values.py", "a file"): "for who edits the catalogue's files",
    ("core/cli/advice.py", "a file"): "help of the command that checks these files",
    ("core/offboarding/checklists/files.py", "a file"): "for who edits checklists as files",
    ("core/offboarding/checklists/reader.py", "a file"): "for who edits checklists as files",
    ("core/offboarding/checklists/references.py", "a file"): "for who edits checklists as files",
    **{
        (file, word): "under How was this calculated?"
        for file in (
            "core/cost/results/workbook.py",
            "data/reports/cost.typ",
            "pages/cost/parts/results.py",
        )
        for word in ("seed", "percentile*")
    },
    ("core/offboarding/proof/export.py", "seed"): "an auditor draws the sample again with it",
    ("core/identity/passwords.py", "anybody*"): "a password that no one has, not a text",
    ("core/notify/channel_url.py", "somebody*"): "an address for trying a URL, not a text",
}
"""File and word → why it may stand there."""


def is_looked_at(text: Text) -> bool:
    return not any(text.file == one or text.file.startswith(f"{one}/") for one in NO_TEXT)


@pytest.mark.parametrize("place", PLACES)
def test_no_text_says_what_the_list_of_words_replaces(place: str) -> None:
    if place in NOT_YET:
        pytest.skip("its texts are being rewritten now")
    texts = (text for text in texts_under(place) if is_looked_at(text))
    found = [one for one in findings(texts) if (one.text.file, one.word) not in JUSTIFIED]
    assert not found, "\n".join(["docs/words.md says what to say instead:", *map(str, found)])


def test_an_option_has_one_name_in_recommendation_and_calculator() -> None:
    recommended = {one: rule.title for one, rule in shipped().options.items()}
    calculated = {one: input_catalogue().texts[one].name for one in OptionId}
    assert recommended == calculated


def test_no_exception_is_kept_for_what_is_no_longer_there() -> None:
    files = {file for file, _word in JUSTIFIED}
    found = {(one.text.file, one.word) for one in findings(texts_under(*files))}
    assert not JUSTIFIED.keys() - found
    assert all((ROOT / place).exists() for place in NO_TEXT)
    assert set(PLACES) >= NOT_YET


def said(text: str, file: str = "pages/x.py") -> list[str]:
    return [one.word for one in findings(iter([Text(file, 1, text)]))]


def test_words_are_found_as_whole_words_with_any_ending_behind_a_star() -> None:
    assert {"reckon*", "by itself", "=The person", "P10", "seed"} <= forbidden(
        on_screen=True
    ).keys()
    assert "seed" not in forbidden(on_screen=False)
    assert said("All that can be Reckoned") == ["reckon*"]
    assert said("It is mended") == ["mended"]
    assert said("It was amended, and recommended to a person.") == []
    assert said("removes leavers\n  by itself") == ["by itself"]
    assert said("The person") == ["=The person"]
    assert said("The person leaves") == []
    assert said("<th>● The person</th><td>Ada</td>") == ["=The person"]
    assert said("The person: {…}") == []


def test_slugs_of_options_and_names_of_files_are_found_where_the_program_speaks() -> None:
    assert said("chose upgrade-for-scim for Slack") == ["a slug"]
    assert said("Rule small-team (options.yaml, rank 30)") == ["a file"]
    assert said("{…}, line {…}, rank {…}") == ["a line"]
    assert said("line {…}: {…} is not in the catalogue.", "core/cli/apps/stack.py") == []
    assert said("See data/rules/options.yaml", "docs/advice.md") == []


def test_texts_are_found_in_every_kind_of_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "ROOT", tmp_path)
    files = {
        "a.py": '"""Module."""\n__all__ = ["Two words"]\nKEY = "a-key"\nlog.info("not a text")\n'
        'SAID = f"A {KEY} reckons"\n'
        'def f() -> None:\n    """A docstring."""\n',
        "core/cli/b.py": 'def command() -> None:\n    """Help of a command."""\n',
        "drawn.py": 'words.count(n, "draw", "draws")\nst.caption("draws", key="a-key")\n',
        "c.yaml": "a: {label: Two words, when: {field: not a text}}\n",
        "d.typ": "// not a text\n== Two words\nof #d.sample\n",
        "f.js": 'const key = "a-key"; say("Two words"); // not a text\n',
        "e.md": "Two words, `not one`.\n\n```\nnot a text\n```\n<!-- not a text -->\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert [(text.file, text.line, text.text) for text in texts_under(".")] == [
        ("a.py", 5, "A {…} reckons"),
        ("c.yaml", 1, "Two words"),
        ("core/cli/b.py", 2, "Help of a command."),
        ("d.typ", 2, "== Two words\nof {…}"),
        ("drawn.py", 1, "draw"),
        ("drawn.py", 1, "draws"),
        ("drawn.py", 2, "draws"),
        ("e.md", 1, "Two words, `…`."),
        ("f.js", 1, "Two words"),
    ]
