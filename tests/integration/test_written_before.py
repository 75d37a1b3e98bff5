"""A database that 0.1.0's last commit wrote opens, migrates and shows what it showed then.

``tests/data/written_before/write.py`` says how the database was made. Everything that was printed
then must be printed now; a command may print more.
"""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from typer.testing import CliRunner

from core.actor import Actor, Role
from core.advice import service as advice
from core.app.runtime import Runtime, forget_runtime, runtime
from core.audit import service as audit
from core.catalog.values import Reading
from core.cli.main import command_line
from core.config import ROOT
from core.cost import service as cost
from core.offboarding import service as offboarding
from core.storage.migrate import current_revision, newest_revision

FOLDER = ROOT / "tests" / "data" / "written_before"
SHOWN: dict[str, Any] = json.loads((FOLDER / "shown.json").read_text(encoding="utf-8"))
THEN = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
READING = Reading(date(2026, 11, 25), 365)
OLA = Actor("ola", "Ola Operator", Role.OPERATOR, email="ola@example.com")
ADMIN = Actor("root", "Root Example", Role.ADMINISTRATOR, email="root@example.com")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The old data folder, opened by today's code at the moment at which the old code was asked."""
    folder: Path = tmp_path_factory.mktemp("written-before")
    shutil.copytree(FOLDER / "evidence", folder / "evidence")
    file = sqlite3.connect(folder / "offramp.db")
    file.executescript((FOLDER / "database.sql").read_text(encoding="utf-8"))
    file.close()
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(THEN, tick=False):
        patch.setenv("OFFRAMP_DATA_DIR", str(folder))
        patch.setenv("OFFRAMP_CATALOG_DIR", str(FOLDER / "catalog"))
        forget_runtime()
        ready = runtime()
        yield ready
        ready.database.close()
    forget_runtime()


def test_it_is_migrated_and_its_catalogue_loaded(opened: Runtime) -> None:
    assert current_revision(opened.database) == newest_revision()
    assert printed("support", "customer-io")


def test_the_cases_are_those_of_then(opened: Runtime) -> None:
    # Since then those past their moment come first.
    cases = sorted(printed("case", "list", "--limit", "1000"), key=lambda one: int(one["id"]))
    assert_shows(cases, sorted(SHOWN["cases"], key=lambda one: int(one["id"])))


@pytest.mark.parametrize("case", SHOWN["each_case"], ids=lambda case: case["number"])
def test_a_case_has_the_steps_and_the_evidence_of_then(
    opened: Runtime, case: dict[str, Any]
) -> None:
    assert_shows(printed("case", "show", case["number"]), case)


def test_a_step_of_then_can_be_worked_with_the_version_that_was_seen(opened: Runtime) -> None:
    with opened.database.read() as session:
        now = {
            number: offboarding.step(session, OLA, int(number)).version
            for number in SHOWN["step_versions"]
        }
    assert now == SHOWN["step_versions"]


def test_a_file_kept_as_evidence_is_still_what_was_kept(opened: Runtime) -> None:
    kept = [
        evidence
        for case in SHOWN["each_case"]
        for step in case["steps"]
        for evidence in step["evidence"]
        if evidence["kind"] == "file"
    ]
    with opened.database.read() as session:
        found = offboarding.case(session, OLA, 1)
        files = [e for step in found.steps for e in step.evidence if e.kind == "file"]
        read = offboarding.evidence_content(session, OLA, opened.settings, files[0].id)
    assert [file.sha256 for file in files] == [file["sha256"] for file in kept]
    assert (read.name, read.content) == ("members.csv", b"name,status\r\nAda Example,removed\r\n")


def test_the_decisions_are_those_of_then_and_as_stale(opened: Runtime) -> None:
    with opened.database.read() as session:
        found = advice.decisions(session, OLA, READING)
    now = [
        {name: plain(getattr(one, name)) for name in old if name != "changes"}
        | {"changes": len(one.changes)}
        for one, old in zip(found, SHOWN["decisions"], strict=True)
    ]
    assert now == SHOWN["decisions"]
    assert {one["is_stale"] for one in now} == {True, False}


@pytest.mark.parametrize("old", SHOWN["scenarios"], ids=lambda old: old["name"])
def test_a_scenario_has_the_versions_and_the_figures_of_then(
    opened: Runtime, old: dict[str, Any]
) -> None:
    with opened.database.read() as session:
        saved = cost.scenario(session, OLA, old["id"])
        versions = [
            [one.version, one.scenario.name, one.saved_by]
            for one in cost.versions(session, OLA, saved.id)
        ]
        content = session.connection().exec_driver_sql(
            "SELECT content FROM scenario WHERE id = ?", (saved.id,)
        )
        document = str(content.scalar_one())
    assert (saved.scenario.name, saved.owner, saved.version, saved.scenario.years) == (
        old["name"],
        old["owner"],
        old["version"],
        old["years"],
    )
    assert versions == old["versions"]
    done = CliRunner().invoke(
        command_line(["cost"]), ["cost", "--scenario", "-", "--json"], document
    )
    now = {one["id"]: one for one in json.loads(done.stdout)["options"]}
    assert set(now) == {one["id"] for one in old["options"]}
    for option in old["options"]:
        # Since then a plan that removes nobody here leaves the work by hand.
        if option["id"] == "upgrade-for-scim" and option["id"] in old["ruled_out"]:
            continue
        # Since then sign-on that our plan lacks is priced on the plan that has it.
        if option["id"] == "jit-checklist" and option["id"] in old["ruled_out"]:
            assert Decimal(now[option["id"]]["total"]) >= Decimal(option["total"])
            continue
        assert_shows(now[option["id"]], option)
    known = {option["id"] for option in old["options"]}
    names = {text.name: str(option) for option, text in cost.input_catalogue().texts.items()}
    told = re.findall(r"^(.+) is not possible here:", done.stderr, re.MULTILINE)
    refused = {names[name] for name in told}
    # Since then the calculator also refuses what the wizard's standing answers do not allow.
    assert refused - {"managed-automation", "change-idp"} == known & set(old["ruled_out"])


def test_no_scenario_is_missing_and_none_is_new(opened: Runtime) -> None:
    with opened.database.read() as session:
        assert [one.id for one in cost.scenarios(session, OLA)] == [
            old["id"] for old in SHOWN["scenarios"]
        ]


def test_the_stack_and_the_bridge_are_those_of_then(opened: Runtime) -> None:
    assert_shows(printed("stack", "list"), SHOWN["stack"])
    bridge = printed("scim", "bridge", "list")[0]["id"]
    now = [
        {"kind": event["kind"], "user": event["user_name"], "state": event["state"]}
        for event in printed("scim", "bridge", "events", bridge)
    ]
    assert now == SHOWN["bridge_events"]


def test_the_log_of_then_holds_with_its_seals(opened: Runtime) -> None:
    """``write.py`` sealed it with the tests' own key; a migration may add entries, no more."""
    with opened.database.read() as session:
        now = audit.verify(session, ADMIN)
        last = session.connection().exec_driver_sql(
            f"SELECT hash FROM audit_entry WHERE id = {SHOWN['audit']['entries']:d}"
        )
        assert last.scalar() == SHOWN["audit"]["head"]
    assert (now.holds, now.is_sealed) == (True, True)
    assert now.count >= SHOWN["audit"]["entries"]


def test_what_was_there_then_is_taken_into_the_log_once_and_holds(opened: Runtime) -> None:
    with opened.database.snapshot() as session:
        found = audit.check_state(session)
        query = audit.Query(action="audit.state-begin")
        about = [entry.object for entry in audit.entries(session, ADMIN, query, limit=1000)]
    assert found.holds, found
    assert len(about) == len(set(about))
    assert {f"case:{int(case['number'][4:])}" for case in SHOWN["each_case"]} <= set(about)


def printed(*arguments: str) -> Any:
    """The JSON of a command."""
    done = CliRunner().invoke(command_line([arguments[0]]), [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def assert_shows(now: Any, then: Any, place: str = "") -> None:
    """Everything of ``then`` is in ``now``: every line in its order, every key with its value."""
    if isinstance(then, dict):
        assert isinstance(now, dict), place
        for name, value in then.items():
            assert name in now, f"{place}.{name} is gone"
            assert_shows(now[name], value, f"{place}.{name}")
    elif isinstance(then, list):
        assert isinstance(now, list), place
        assert len(now) == len(then), f"{place}: {len(now)} lines instead of {len(then)}"
        for number, (ours, theirs) in enumerate(zip(now, then, strict=True)):
            assert_shows(ours, theirs, f"{place}[{number}]")
    else:
        assert now == then, place


def plain(value: Any) -> Any:
    """A value as ``write.py`` wrote it."""
    if isinstance(value, bool) or value is None:
        return value
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
