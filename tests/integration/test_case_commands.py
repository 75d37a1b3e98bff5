"""A case from the command line: what is known of accounts, looking, and answering."""

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.actor import LOCAL_OPERATOR, Actor, Role
from core.identity import service as identity
from core.storage.database import Database
from tests.support.processes import offramp

LEAVER = (
    "--person", "Ada Example", "--email", "ada@example.com", "--kind", "voluntary",
    "--effective", "2027-03-01T17:00:00+01:00",
)  # fmt: skip
KNOWN_KEYS = {"app", "known", "as_of", "feed", "snapshot", "answer", "answered_by"}


@pytest.fixture
def folder(loaded_file: Path, tmp_path: Path) -> Path:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    (tmp_path / "stack.csv").write_text("app\nFigma\nMiro\nNotion\n")
    done = offramp(tmp_path, "stack", "import", str(tmp_path / "stack.csv"))
    assert done.returncode == 0, done.stderr
    users = "email,status\n" + "".join(f"person{n}@example.com,active\n" for n in range(5))
    for app, more in (("figma", "ada@example.com,active\n"), ("miro", "")):
        file = tmp_path / f"{app}.csv"
        file.write_text(users + more)
        done = offramp(tmp_path, "accounts", "import", str(file), "--app", app, "--complete")
        assert done.returncode == 0, done.stderr
    return tmp_path


def token_of_ola(folder: Path) -> str:
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    with database.write() as session:
        made = identity.add(
            session, LOCAL_OPERATOR, username="ola", name="Ola", role=Role.OPERATOR,
            password="five small boats on a lake",
        )  # fmt: skip
    ola = Actor(made, "Ola", Role.OPERATOR)
    with database.write() as session:
        token = identity.make_token(session, ola, "nightly", timedelta(days=1))
    database.close()
    return token


def answer(folder: Path, *arguments: str) -> Any:
    done = offramp(folder, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_moments_of_a_case_have_their_year(folder: Path) -> None:
    """A step of next year is not read as one of this year."""
    done = offramp(folder, "case", "open", *LEAVER)
    assert done.returncode == 0, done.stderr
    assert "access ends 2027-03-01 16:00 UTC" in done.stdout
    for said in (done.stdout, offramp(folder, "case", "show", "1").stdout):
        steps = [line for line in said.splitlines() if " UTC  " in line]
        assert steps
        assert all(re.search(r"  20\d\d-\d\d-\d\d \d\d:\d\d UTC  ", line) for line in steps)


def test_a_case_tells_what_was_known_and_a_look_adds_what_it_finds(folder: Path) -> None:
    tried = answer(folder, "case", "open", *LEAVER, "--dry-run")
    opened = answer(folder, "case", "open", *LEAVER)
    known = {one["app"]: one["known"] for one in opened["accounts"]}
    assert known == {"figma": "has", "miro": "never", "notion": "no-data"}
    assert [one["known"] for one in tried["accounts"]] == list(known.values())
    assert all(set(one) == KNOWN_KEYS for one in opened["accounts"])
    assert opened["accounts"][0]["as_of"] is not None
    assert {step["app"] for step in opened["steps"]} == {None, "figma"}
    [look] = [step for step in opened["steps"] if step["kind"] == "look"]
    plain = offramp(folder, "case", "show", str(opened["id"])).stdout
    assert "Has an account: Figma (list of " in plain
    assert "Not known: Notion" in plain
    refused = offramp(folder, "case", "step", str(look["id"]), "done")
    assert refused.returncode == 1
    assert "This step is a question." in refused.stderr
    nameless = offramp(folder, "case", "look", str(look["id"]))
    assert "it must be known who did it" in nameless.stderr
    said = ("case", "look", str(look["id"]), "--found", "notion", "--json")
    done = json.loads(offramp(folder, *said, OFFRAMP_TOKEN=token_of_ola(folder)).stdout)
    assert done["status"] == "done"
    assert done["evidence"][0]["text"] == "Has an account: Notion."
    after = answer(folder, "case", "show", str(opened["id"]))
    assert {step["app"] for step in after["steps"]} == {None, "figma", "notion"}
    assert after["accounts"][2]["answer"] == "yes"
    plain = offramp(folder, "case", "show", str(opened["id"])).stdout
    assert "Not known: Notion (looked: yes)\n" in plain
    assert all(step["proven"] is None for step in after["steps"])
