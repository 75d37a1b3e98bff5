"""People, accounts and findings from the command line: what pages show and do, a script can."""

import ast
import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.processes import offramp

PEOPLE = """name,email,employment status,termination date
Ada Example,ada@example.com,active,
Ben Probe,ben@example.com,terminated,2026-01-10
Lukas Muster,lukas@example.com,active,
"""
ROOT = Path(__file__).parents[2]
OF_FIGMA = ("--app", "figma")
FIGMA = """email,user name,name,status,admin
ada@example.com,ada,Ada Example,active,yes
ben@example.com,ben,Ben Probe,active,yes
,lukasmuster-dev,Lukas Muster,active,no
,nightly-sync,Nightly Sync,active,no
"""


ACCOUNT_COLUMNS = {
    "app", "external_id", "user_name", "email", "status", "admin", "kind", "last_active", "person",
    "match", "feed", "as_of",
}  # fmt: skip
FINDING_COLUMNS = {"id", "kind", "app", "account", "person", "since", "as_of", "state"}


@pytest.fixture(scope="module")
def imported(loaded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two lists, imported once; copy the file before writing."""
    folder = tmp_path_factory.mktemp("commands")
    shutil.copy(loaded_file, folder / "offramp.db")
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "figma.csv").write_text(FIGMA)
    run(folder, "people", "import", str(folder / "people.csv"))
    run(folder, "accounts", "import", str(folder / "figma.csv"), *OF_FIGMA, "--complete")
    return folder / "offramp.db"


@pytest.fixture
def folder(imported: Path, tmp_path: Path) -> Path:
    shutil.copy(imported, tmp_path / "offramp.db")
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    done = offramp(folder, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def answer(folder: Path, *arguments: str) -> Any:
    return json.loads(run(folder, *arguments, "--json"))


def test_findings_have_a_state_and_are_listed_by_it(folder: Path) -> None:
    orphaned = ("findings", "list", "--kind", "orphaned")
    [orphan] = answer(folder, *orphaned, "--state", "open")
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    run(folder, "findings", "accept", orphan["id"], "--until", until, "--reason", "Handing over")
    assert answer(folder, *orphaned, "--state", "open") == []
    assert " accepted " in run(folder, *orphaned)


def test_findings_say_which_list_each_is_from_and_that_it_is_stale(folder: Path) -> None:
    """Of an old list they stand, and what came after it nobody knows."""
    (folder / "zoom.csv").write_text(FIGMA)
    old = datetime.now(UTC) - timedelta(days=60)
    how = ("--app", "zoom", "--complete", "--as-of", old.isoformat())
    run(folder, "accounts", "import", str(folder / "zoom.csv"), *how)
    done = offramp(folder, "findings", "list", "--kind", "orphaned")
    by_app = {line.split()[3]: line for line in done.stdout.splitlines()}
    assert f"list of {old:%Y-%m-%d %H:%M} UTC, stale" in by_app["zoom"]
    assert "list of 20" in by_app["figma"]
    assert "stale" not in by_app["figma"]
    assert "1 of 2 lists is stale. What changed since then is not known." in done.stderr
    said = {each["app"]: each["stale"] for each in answer(folder, "findings", "list")}
    assert said == {"zoom": True, "figma": False}
    assert {each["feed"] for each in answer(folder, "findings", "list")} == {"Zoom", "Figma"}


def test_a_person_is_shown_with_findings_and_what_may_be_theirs(folder: Path) -> None:
    ben = answer(folder, "people", "show", "ben@example.com")
    assert "orphaned" in [each["kind"] for each in ben["findings"]]
    lukas = answer(folder, "people", "show", "lukas@example.com")
    assert [each["user_name"] for each in lukas["maybe"]] == ["lukasmuster-dev"]
    said = run(folder, "people", "show", "lukas@example.com")
    assert "? maybe lukasmuster-dev, figma, not confirmed" in said
    assert "administrator" in run(folder, "people", "show", "ada@example.com")
    assert "maybe lukas@example.com" in run(folder, "accounts", "list", "--app", "figma")


def test_a_leaver_reads_as_one_whatever_the_list_calls_them(folder: Path) -> None:
    """Whose last day has passed left, though their list gives no status."""
    people = folder / "dates.csv"
    people.write_text("email,name,termination date\nlena@example.com,Lena Late,2026-02-10\n")
    run(folder, "people", "import", str(people), "--partial", "--new-columns")
    assert "employee  left since 2026-02-1" in run(folder, "people", "show", "lena@example.com")
    said = run(folder, "people", "list", "--standing", "left").splitlines()
    assert all(" left since 2026-0" in line for line in said), said
    assert {line.split()[0] for line in said} == {"lena@example.com", "ben@example.com"}
    assert "works here" in run(folder, "people", "list", "--search", "ada@")


def test_home_counts_leavers_whom_lists_propose(folder: Path) -> None:
    of_ben = {"count": 1, "feed": "People", "link": "people?show=proposed"}
    assert answer(folder, "overview")["proposed"] == of_ben
    assert "1 leaver proposed by People, without a case" in run(folder, "overview")
    ends = datetime.now(UTC) + timedelta(days=20)
    people = folder / "dates.csv"
    people.write_text(
        f"email,name,termination date\nlukas@example.com,Lukas Muster,{ends:%Y-%m-%d}\n"
    )
    run(folder, "people", "import", str(people), "--partial", "--new-columns")
    told = answer(folder, "overview")["proposed"]
    assert told == {**of_ben, "count": 2}
    assert "2 leavers proposed by People, without a case" in run(folder, "overview")


def test_the_columns_that_scripts_read_stay(folder: Path) -> None:
    """Of what other programs are told in these lists, nothing goes and nothing is renamed."""
    listed, found = answer(folder, "accounts", "list"), answer(folder, "findings", "list")
    assert all(set(each) >= ACCOUNT_COLUMNS for each in listed)
    assert all(set(each) >= FINDING_COLUMNS for each in found)
    by_name = {each["user_name"]: each for each in listed}
    ada, maybe = by_name["ada"], by_name["lukasmuster-dev"]
    assert (ada["person"], ada["match"], ada["admin"]) == ("ada@example.com", "exact", "yes")
    assert (maybe["person"], maybe["match"]) == ("lukas@example.com", "suggested")
    assert by_name["nightly-sync"]["person"] is None


def test_of_an_account_that_is_gone_it_says_which_list_first_lacks_it(folder: Path) -> None:
    """What it was last is not what it is."""
    listed = folder / "later.csv"
    listed.write_text(FIGMA.replace("ben@example.com,ben,Ben Probe,active,yes\n", ""))
    lacks = answer(folder, "accounts", "import", str(listed), *OF_FIGMA, "--complete")
    run(folder, "accounts", "import", str(folder / "later.csv"), *OF_FIGMA, "--complete")
    [ben] = [one for one in answer(folder, "accounts", "list", "--gone") if one["gone"]]
    assert (ben["user_name"], ben["gone_snapshot"]) == ("ben", lacks["snapshot"])
    assert ben["gone_at"] > ben["as_of"]
    at = datetime.fromisoformat(ben["gone_at"])
    told = f"no longer listed since {at:%Y-%m-%d %H:%M} UTC"
    listing = run(folder, "accounts", "list", "--gone", "--person", "ben@example.com")
    assert told in listing
    assert " active " not in listing
    assert told in run(folder, "people", "show", "ben@example.com")
    assert {one["gone_at"] for one in answer(folder, "accounts", "list")} == {None}


def test_both_are_named_whose_an_account_may_be(folder: Path) -> None:
    people = folder / "people.csv"
    both = "alexander@example.com,Alexander Brown\nalexandra@example.com,Alexandra Brown\n"
    people.write_text(f"email,name\n{both}")
    run(folder, "people", "import", str(people), "--partial", "--new-columns")
    listed = folder / "again.csv"
    listed.write_text(FIGMA + "alex.brown@else.example,,Alex Brown,active,no\n")
    run(folder, "accounts", "import", str(listed), *OF_FIGMA, "--complete")
    said = "maybe alexander@example.com or alexandra@example.com, "
    assert said in run(folder, "accounts", "list", *OF_FIGMA)


def test_a_case_says_which_accounts_may_be_theirs_and_are_not_confirmed(folder: Path) -> None:
    opening = ("--person", "Lukas Muster", "--email", "lukas@example.com")
    moment = ("--kind", "voluntary", "--effective", "2027-01-29T17:00:00+00:00")
    plan = answer(folder, "case", "open", *opening, *moment, "--dry-run")
    assert [each["user_name"] for each in plan["maybe"]] == ["lukasmuster-dev"]
    told = run(folder, "case", "open", *opening, *moment, "--dry-run")
    assert "? maybe lukasmuster-dev, figma, not confirmed" in told
    opened = answer(folder, "case", "open", *opening, *moment)
    assert [each["user_name"] for each in opened["maybe"]] == ["lukasmuster-dev"]
    shown = answer(folder, "case", "show", opened["number"])
    assert shown["maybe"] == opened["maybe"]
    said = run(folder, "case", "show", opened["number"])
    assert "? maybe lukasmuster-dev, figma, not confirmed" in said


def test_options_are_named_by_the_command_and_by_nothing_that_pages_show(folder: Path) -> None:
    again = folder / "again.csv"
    badges = FIGMA.replace(",admin", ",admin,badge").replace(",yes", ",yes,1")
    again.write_text(badges.replace(",no\n", ",no,2\n"))
    done = offramp(folder, "accounts", "import", str(again), *OF_FIGMA)
    assert (done.returncode, "--new-columns" in done.stderr) == (1, True), done.stderr
    for file in (ROOT / "core" / "accounts").rglob("*.py"):
        code = ast.parse(file.read_text())
        shown = [
            each.value
            for node in ast.walk(code)
            if isinstance(node, ast.Call)
            for each in ast.walk(node)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        assert not [text for text in shown if re.search(r"(^|[ (])--[a-z]", text)], file


def test_what_would_follow_if_they_left_and_whose_leaving_is_worst(folder: Path) -> None:
    found = answer(folder, "people", "leaving", "ada@example.com")
    assert [each["kind"] for each in found["breaks"]] == ["only-administrator"]
    assert "Figma would have no administrator" in run(
        folder, "people", "leaving", "ada@example.com"
    )
    worst = answer(folder, "people", "worst", "--limit", "1")
    assert [(each["email"], each["only_administrator_of"]) for each in worst] == [
        ("ada@example.com", 1)
    ]


def test_whose_an_account_is_and_who_answers_for_it_is_said(folder: Path) -> None:
    confirm = ("accounts", "confirm", "lukasmuster-dev", *OF_FIGMA)
    run(folder, *confirm, "--person", "lukas@example.com")
    bot = ("--kind", "bot", "--owner", "Ada Example")
    run(folder, "accounts", "own", "nightly-sync", *OF_FIGMA, *bot)
    rows = {each["user_name"]: each for each in answer(folder, "accounts", "list")}
    assert rows["lukasmuster-dev"]["match"] == "confirmed"
    assert rows["nightly-sync"]["owner"] == "ada@example.com"
    run(folder, *confirm, "--take-back")
    rows = {each["user_name"]: each for each in answer(folder, "accounts", "list")}
    assert rows["lukasmuster-dev"]["match"] == "suggested"
    done = offramp(folder, "accounts", "confirm", "nobody", *OF_FIGMA, "--person", "x")
    assert (done.returncode, "No account has the name" in done.stderr) == (1, True)


def a_list(folder: Path, name: str, *rows: str) -> str:
    """Twenty others, and these."""
    others = [f"o{number}@example.com,o{number},active" for number in range(20)]
    (folder / name).write_text("\n".join(["email,user name,status", *others, *rows]) + "\n")
    return str(folder / name)


def test_an_import_says_what_it_did_to_cases(folder: Path) -> None:
    ben = "ben@example.com,ben,active"
    hour = timedelta(hours=1)
    now = datetime.now(UTC).replace(microsecond=0)
    times = [(now - hour * back).isoformat() for back in (5, 3)]
    notion = ("--app", "notion", "--complete", "--as-of")
    first, without = a_list(folder, "with.csv", ben), a_list(folder, "without.csv")
    assert answer(folder, "accounts", "import", first, *notion, times[0])["cases"] == []
    ended = (now - 4 * hour).isoformat()
    case = answer(
        folder, "case", "open", "--person", "Ben Probe", "--email", "ben@example.com",
        "--kind", "voluntary", "--zone", "UTC", "--effective", ended,
    )  # fmt: skip
    tried = answer(folder, "accounts", "import", without, *notion, times[1], "--dry-run")
    assert tried["cases"] is None
    [did] = answer(folder, "accounts", "import", without, *notion, times[1])["cases"]
    assert (did["outcome"], did["app"], did["person"]) == ("finished", "notion", "Ben Probe")
    assert did["number"] == case["number"]
    # The same file as before is held: what follows is told when someone accepts it.
    held = answer(folder, "accounts", "import", first, *notion[:3])
    assert held["cases"] == []
    said = run(folder, "accounts", "settle", str(held["snapshot"]), "accept", "--reason", "Asked")
    assert f"{case['number']}   Ben Probe: ! in use in Notion although removed" in said


def test_reading_a_folder_says_what_a_list_of_people_proposes_once(
    folder: Path, tmp_path: Path
) -> None:
    watched = tmp_path / "inbox" / "people"
    watched.mkdir(parents=True)
    stays, left = "Lukas Muster,lukas@example.com,active,", "terminated,2026-11-20"
    later = PEOPLE.replace(stays, stays.replace("active,", left))

    def sync() -> Any:
        (watched / "people.csv").write_text(later)
        done = offramp(
            folder, "accounts", "sync", "people", "--json", OFFRAMP_INBOX_DIR=str(watched.parent)
        )
        assert done.returncode == 0, done.stderr
        [read] = json.loads(done.stdout)
        return read["cases"]

    [proposed] = sync()
    assert (proposed["outcome"], proposed["person"]) == ("proposed", "Lukas Muster")
    assert proposed["proposal"] in {each["id"] for each in answer(folder, "people", "proposals")}
    assert sync() == []


def test_an_import_says_how_many_findings_are_open_and_where_they_are(
    imported: Path, loaded_file: Path, tmp_path: Path
) -> None:
    shutil.copy(loaded_file, tmp_path / "offramp.db")
    lists = imported.parent
    run(tmp_path, "people", "import", str(lists / "people.csv"))
    said = run(tmp_path, "accounts", "import", str(lists / "figma.csv"), *OF_FIGMA)
    [line] = [one for one in said.splitlines() if one.startswith("open findings: ")]
    assert line.endswith(" (findings list --app figma)")
    found = answer(tmp_path, "findings", "list", "--app", "figma", "--state", "open")
    told = re.findall(r"(\d+) ", line)
    assert sum(map(int, told)) == len(found) > 0
    trial = run(tmp_path, "accounts", "import", str(lists / "figma.csv"), *OF_FIGMA, "--dry-run")
    assert "open findings" not in trial
