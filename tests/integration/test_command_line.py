"""The command line as a script uses it: documented JSON, exit codes, no traceback."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer

from core.actor import LOCAL_OPERATOR
from core.cli.main import command_line, main
from core.config import ROOT, Settings
from core.stack import service as stack
from core.storage.database import Database
from tests.support.processes import environment, offramp

CLAIM_KEYS = {
    *("value", "disputes", "source", "publisher", "url", "as_of", "authority", "interest"),
    *("note", "origin"),
}


@pytest.fixture(scope="module")
def folder(loaded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real catalogue, for all these tests."""
    path = tmp_path_factory.mktemp("command-line")
    shutil.copy(loaded_file, path / "offramp.db")
    return path


def answer(folder: Path, *arguments: str) -> object:
    done = offramp(folder, *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_the_version_is_that_of_the_project(folder: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    done = offramp(folder, "--version")
    assert (done.returncode, done.stdout) == (0, f"offramp {project['version']}\n")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {project['version']} (" in changes


def test_a_one_time_link_has_the_address_that_serve_prints(folder: Path) -> None:
    done = offramp(folder, "user", "add", "mona", "--role", "viewer", OFFRAMP_PORT="8605")
    assert "http://localhost:8605/sign-in/reset#" in done.stdout
    assert "OFFRAMP_PUBLIC_URL sets it" in done.stdout
    public = {"OFFRAMP_PUBLIC_URL": "https://offramp.example.com"}
    done = offramp(folder, "user", "reset-password", "mona", **public)
    assert done.stdout.startswith("Within 24 hours: https://offramp.example.com/sign-in/reset#"), (
        done.stdout
    )
    assert "OFFRAMP_PUBLIC_URL" not in done.stdout


def test_the_installed_command_is_this_command_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (name, target), *more = project["scripts"].items()
    assert (name, more) == ("offramp", [])
    assert EntryPoint(name, target, "console_scripts").load() is main


def test_support_gives_one_object_a_field_and_idp(folder: Path) -> None:
    found = answer(folder, "support", "customer-io")
    assert isinstance(found, list)
    assert {row["app"] for row in found} == {"customer-io"}
    assert len({(row["idp"], row["field"]) for row in found}) == len(found)
    for row in found:
        assert set(row) == {"app", "idp", "field", "value", "standing", "stale", "claims"}
        assert all(set(claim) == CLAIM_KEYS for claim in row["claims"])
    by_key = {(row["idp"], row["field"]): row for row in found}
    assert by_key["onelogin", "provisioning"]["standing"] == "contested"
    assert by_key[None, "scim_plan"]["standing"] == "contested"
    assert isinstance(by_key[None, "protocols"]["value"], list)
    okta = answer(folder, "support", "Customer.io", "--idp", "okta")
    assert isinstance(okta, list)
    assert {row["idp"] for row in okta} == {"okta"}


def test_matrix_gives_an_object_an_app_and_a_csv_line_an_app_and_idp(folder: Path) -> None:
    filters = ("--search", "custmer io", "--idps", "okta,onelogin")
    found = answer(folder, "matrix", *filters)
    assert isinstance(found, list)
    assert found[0]["app"] == "customer-io"
    assert list(found[0]["idps"]) == ["okta", "onelogin"]
    assert set(found[0]["idps"]["okta"]["sso"]) == {"value", "standing", "stale"}
    done = offramp(folder, "matrix", *filters, "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["idp"] for row in rows if row["app"] == "customer-io"} == {"okta", "onelogin"}
    assert all(row["sources"] for row in rows)


def test_stats_are_the_documented_counts(folder: Path) -> None:
    found = answer(folder, "catalog", "stats")
    assert isinstance(found, dict)
    assert list(found) == [
        *("apps", "idps", "claims", "sources", "plans", "prices", "contested", "stale")
    ]
    assert all(isinstance(count, int) and count > 0 for count in found.values())


def test_the_bundled_catalogue_passes_its_check_and_a_broken_one_does_not(
    folder: Path, tmp_path: Path
) -> None:
    assert offramp(folder, "catalog", "check").returncode == 0
    broken = tmp_path / "catalog"
    shutil.copytree(ROOT / "data" / "catalog", broken)
    (broken / "apps" / "slack.yaml").write_text("app: [\n")
    done = offramp(folder, "catalog", "check", OFFRAMP_CATALOG_DIR=str(broken))
    assert done.returncode == 1
    assert re.search(r"slack\.yaml:\d+: ", done.stderr)


def test_a_stack_is_imported_all_or_nothing_and_listed(folder: Path) -> None:
    table = "App;Seats;Spend\nSlack;120;12.000,50 €\nCustmer.io;5;\n"
    refused = offramp(folder, "stack", "import", "-", text=table)
    assert refused.returncode == 1
    assert (
        "line 3: 'Custmer.io' is not in the catalogue. Did you mean customer-io" in refused.stderr
    )
    assert answer(folder, "stack", "list") == []
    done = offramp(folder, "stack", "import", "-", "--json", text=table.replace("tm", "tom"))
    nothing: list[str] = []
    done_json = {"added": 2, "updated": 0, "rows": 2, "own_plans": nothing, "left_out": nothing}
    assert json.loads(done.stdout) == done_json
    listed = answer(folder, "stack", "list")
    assert isinstance(listed, list)
    slack = next(row for row in listed if row["app"] == "slack")
    assert (slack["seats"], slack["annual_spend"], slack["currency"]) == (120, "12000.50", "EUR")
    ours = answer(folder, "matrix", "--stack")
    assert isinstance(ours, list)
    assert {row["app"] for row in ours} == {"slack", "customer-io"}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("support", "qqqqqqqqq"), 1, "There is no app"),
        (("support", "slack", "--idp", "octa"), 1, "Known: okta"),
        (("matrix", "--idps", "octa"), 1, "There is no IdP 'octa'"),
        (("stack", "import", "no-such-file.csv"), 1, "cannot be read"),
        (("support",), 2, "Missing argument"),
        (("matrix", "--can", "fly"), 2, "--can"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_exit_codes(folder: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = offramp(folder, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    if code == 1:
        assert done.stderr.count("\n") == 1


def test_a_wrong_setting_or_a_dead_database_is_one_line_without_the_password(folder: Path) -> None:
    dead = "postgresql://ann:hush@127.0.0.1:1/offramp"
    for name, value in (("PORT", "0"), ("DATABASE_URL", dead), ("DATA_DIR", "/dev/null/x")):
        done = offramp(folder, "catalog", "stats", **{f"OFFRAMP_{name}": value})
        assert done.returncode == 1, name
        assert done.stderr.count("\n") == 1, done.stderr
        assert "hush" not in done.stderr


def test_the_server_too_stops_with_one_line(folder: Path) -> None:
    done = offramp(folder, "serve", OFFRAMP_DATA_DIR="/dev/null/x")
    assert done.returncode != 0
    assert "cannot be used" in done.stderr


def test_a_reader_who_stops_early_causes_no_traceback(folder: Path) -> None:
    for form in ("--json", "--csv"):
        command = subprocess.Popen(
            [sys.executable, "-m", "core", "matrix", form],
            cwd=ROOT,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.readline()
        command.stdout.close()
        assert command.stderr.read() == b""
        command.wait(60)


def test_text_for_people_fits_the_terminal_and_cuts_nothing(folder: Path) -> None:
    done = offramp(folder, "support", "customer-io", COLUMNS="60", NO_COLOR="1")
    assert done.returncode == 0
    assert "…" not in done.stdout
    assert "\x1b" not in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 60


def commands(group: object, before: str = "") -> list[tuple[str, list[str]]]:
    """Every command with its options, as Typer knows them."""
    found: list[tuple[str, list[str]]] = []
    for name, one in group.commands.items():  # type: ignore[attr-defined]
        if hasattr(one, "commands"):
            found += commands(one, f"{before}{name} ")
        else:
            options = [option for p in one.params for option in p.opts if option.startswith("--")]
            found.append((f"{before}{name}", options))
    return found


def test_every_command_and_option_is_documented() -> None:
    documented = "\n".join(page.read_text() for page in sorted((ROOT / "docs").glob("*.md")))
    missing = [
        " ".join([name, option])
        for name, options in commands(typer.main.get_command(command_line()))
        for option in ["", *options]
        if name not in documented or option not in documented
    ]
    assert not missing, missing


def test_every_setting_is_documented_with_its_default() -> None:
    table = (ROOT / "README.md").read_text()
    missing = [
        name for name in Settings.model_fields if f"| `OFFRAMP_{name.upper()}` |" not in table
    ]
    assert not missing, missing
    unknown = set(re.findall(r"^\| `OFFRAMP_(\w+)`", table, flags=re.M)) - {
        name.upper() for name in Settings.model_fields
    }
    assert not unknown, unknown


def test_every_command_says_what_it_does_and_what_it_takes() -> None:
    def walk(group: object) -> list[object]:
        subs = list(group.commands.values())  # type: ignore[attr-defined]
        return subs + [one for sub in subs if hasattr(sub, "commands") for one in walk(sub)]

    for one in walk(typer.main.get_command(command_line())):
        assert one.help, one  # type: ignore[attr-defined]
        unsaid = [each.name for each in one.params if each.name != "help" and not each.help]  # type: ignore[attr-defined]
        assert not unsaid or hasattr(one, "commands"), (one.name, unsaid)  # type: ignore[attr-defined]


def test_checklists_are_listed_shown_and_checked(folder: Path, tmp_path: Path) -> None:
    listed = answer(folder, "checklist", "list")
    assert isinstance(listed, list)
    assert {"general", "outbound", "customer-io"} <= {one["id"] for one in listed}
    shown = answer(folder, "checklist", "show", "customer-io")
    assert isinstance(shown, dict)
    assert shown["step_count"] == len(shown["steps"])
    documented = (ROOT / "docs" / "cli.md").read_text()
    for key in (*shown, *shown["steps"][0]):
        assert f'"{key}"' in documented, key
    lost = offramp(folder, "checklist", "show", "nothing")
    assert (lost.returncode, lost.stdout) == (1, "")

    assert offramp(folder, "checklist", "check").returncode == 0
    broken = tmp_path / "checklists"
    shutil.copytree(ROOT / "data" / "checklists", broken)
    path = broken / "apps" / "zoom.yaml"
    path.write_text(path.read_text().replace("phase: check", "phase: then"))
    told = offramp(folder, "checklist", "check", str(broken))
    assert told.returncode == 1
    assert re.search(r"checklists/apps/zoom\.yaml:\d+: 'phase' is 'then'\. Use one of", told.stderr)


def test_a_moment_without_a_zone_is_on_the_organisations_clock(
    loaded_file: Path, tmp_path: Path
) -> None:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    leaver = ("--person", "Ada Example", "--email", "ada@example.com", "--kind", "voluntary")
    opening = ("case", "open", *leaver, "--effective", "2026-12-01 17:00")
    refused = offramp(tmp_path, *opening)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "has no time zone" in refused.stderr
    database = Database(f"sqlite:///{tmp_path / 'offramp.db'}")
    with database.write() as session:
        ours = stack.organisation(session, LOCAL_OPERATOR)
        stack.set_organisation(session, LOCAL_OPERATOR, replace(ours, time_zone="Europe/Berlin"))
    database.close()
    opened = answer(tmp_path, *opening)
    assert isinstance(opened, dict)
    assert opened["zone"] == "Europe/Berlin"
    assert opened["effective"] == "2026-12-01T17:00:00+01:00"
