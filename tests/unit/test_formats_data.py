"""``data/formats``: every file is usable, and says nothing twice."""

import re

import pytest

from core.accounts.formats import known, words
from core.accounts.formats.heads import Heads, form
from core.accounts.formats.known import FOLDER, Format, formats
from core.accounts.kinds import Subject
from core.config import ROOT
from core.files.data_files import BadFiles, Problem


def test_every_format_is_read_and_recognises_its_own_columns() -> None:
    assert len(formats()) == len(list((FOLDER / "known").glob("*.yaml")))
    for each in formats():
        for signature in each.signature:
            heads = Heads(one.removeprefix("=") for one in signature)
            assert each.fits(heads), (each.id, signature)


def test_heads_that_any_app_may_have_are_no_apps_own() -> None:
    """A list that is recognised as another app's is refused: nothing plain may be."""
    plain = [
        "User ID, First Name, Last Name, Email, Role, Status, Last Login, Created",
        "id, name, email, username, role, status, active, admin, last_active, created_at",
        "First Name, Last Name, Email Address, Status, Department, Manager, Title, License",
        "username, email, role, groups, suspended, mfa, last login, user type, profile",
        "login, email, first name, last name, status, role, license, plan, teams, seat",
        "email, workspace role, status, account type, license type, date added, job title",
    ]
    for each in plain:
        found = known.recognised(Heads(each.split(", ")), Subject.ACCOUNTS)
        assert found is None or not found.apps, (each, found and found.id)


@pytest.mark.parametrize("subject", Subject)
def test_no_head_stands_for_two_fields(subject: Subject) -> None:
    fields: dict[str, str] = {}
    for field, heads in known.field_heads(subject).items():
        for head in heads:
            assert fields.setdefault(form(head), field) == field, head


@pytest.mark.parametrize(
    "section", ["accounts", "roles", "kinds", "people", "person_kinds", "flags"]
)
def test_no_word_means_two_things(section: str) -> None:
    said = [form(word) for some in words._lists()[section].values() for word in set(some)]
    meant = [set(map(form, some)) for some in words._lists()[section].values()]
    assert sum(map(len, meant)) == len(set(said))


def test_the_documents_name_every_format() -> None:
    told = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    assert [one.name for one in formats() if one.name not in told] == []
    ids = set(re.findall(r"`([a-z0-9-]+)`", told))
    assert {one.id for one in formats()} <= ids


def test_a_file_that_is_wrong_is_said_with_its_line(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems: list[Problem] = []
    read = known.parse_yaml(
        "name: X\nsubjects: [accounts]\nsignature: [[email]]\ncolumns:\n  mail: [email]\n"
        "words:\n  status:\n    Live: alive\nmore: 1\n",
        "known/x.yaml",
        problems,
    )
    monkeypatch.setattr(known, "_read", lambda path, found: read)
    found: Format | None = known._format(FOLDER / "known" / "x.yaml", problems)
    assert found is None
    said = "\n".join(map(str, BadFiles(problems).problems))
    assert "known/x.yaml:9: unknown key 'more'" in said
    assert "known/x.yaml:5: 'mail' is no field." in said
