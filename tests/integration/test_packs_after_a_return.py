"""A step that a list proved, opened again: neither pack nor check still calls it gone."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from pypdf import PdfReader

from core.app.audit.signed_files import FileCheck, check_files
from core.audit import service as audit
from core.config import Settings
from core.offboarding.pack.service import check_pack, write_pack
from core.signatures.carriers import Form
from core.storage.database import Database
from tests.support.absence import by_hand
from tests.support.app_lists import wire
from tests.support.cases import exported
from tests.support.company import AUDITOR, company, finish, look, opened, step_of
from tests.support.deliveries import account_list, deliver
from tests.support.processes import TEST_KEY, offramp
from tests.support.signed_files import log

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = "U1,ada,ada@example.com,Ada Example,active"
OTHERS = [f"U{at},p{at},p{at}@example.com,Somebody {at},active" for at in range(2, 40)]
WHY = "ada is in use again, in the list “Wiki” of 2026-11-30 19:00 CET"


@dataclass(frozen=True)
class Packs:
    """Of a case whose removals from Figma and the wiki lists prove: ``before`` Ada came back in the
    wiki, ``after`` it, and when she was removed there once more; and the log of the end."""

    before: bytes
    after: bytes
    removed: bytes
    log: bytes
    key: str


@pytest.fixture(scope="module")
def packs(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packs]:
    folder = tmp_path_factory.mktemp("returned")
    (folder / "offramp.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    with time_machine.travel(NOW, tick=False) as clock:
        yield _packs(database, Settings(data_dir=folder), clock)
    database.close()


def _packs(database: Database, here: Settings, clock: time_machine.Traveller) -> Packs:
    wire()
    company(database)
    case = opened(database, effective=NOW - HOUR, apps=("figma", "wiki")).id
    for app in ("figma", "wiki"):
        finish(database, step_of(look(database, case), f"{app}/remove"))
    made = []

    def export() -> None:
        out = io.BytesIO()
        write_pack(here, exported(database, here, AUDITOR, case, "zip", datetime.now(UTC)), out)
        made.append(out.getvalue())

    clock.shift(HOUR)
    for app in ("figma", "wiki"):
        deliver(database, account_list(*OTHERS), app, as_of=datetime.now(UTC), complete=True)
    export()
    clock.shift(HOUR)
    deliver(database, account_list(ADA, *OTHERS), as_of=datetime.now(UTC), complete=True)
    export()
    clock.shift(HOUR)
    finish(database, step_of(look(database, case), "wiki/remove"))
    export()
    with database.read() as session:
        key = audit.signing_keys(session)[-1].key
    return Packs(*made, log(database, Form.JSONL), key)


def printed(pack: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(pack)) as members:
        pages = PdfReader(io.BytesIO(members.read("OFF-0001.pdf"))).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


def readme(pack: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(pack)) as members:
        return members.read("README.txt").decode()


def verified(folder: Path, packs: Packs, pack: bytes) -> FileCheck:
    files = [folder / "OFF-0001.zip", folder / "log.jsonl"]
    files[0].write_bytes(pack)
    files[1].write_bytes(packs.log)
    return check_files(files, [packs.key])[0]


def test_a_pack_does_not_call_gone_what_came_back(packs: Packs) -> None:
    found = check_pack(io.BytesIO(packs.after))
    assert found.holds
    assert not found.shows_all
    assert [one.app for one in found.gone] == ["Figma"]
    [again] = found.no_longer
    assert again.in_words() == (
        "Wiki, complete list of 2026-11-30 17:00 UTC: its step was opened again after it: " + WHY
    )
    assert check_pack(io.BytesIO(packs.before)).shows_all


def test_what_proved_it_before_the_return_proves_nothing_when_it_is_done_again(
    packs: Packs,
) -> None:
    found = check_pack(io.BytesIO(packs.removed))
    assert [one.app for one in found.gone] == ["Figma"]
    [again] = found.no_longer
    assert again.why == (
        "its step was opened again after it, and done again on 2026-11-30 19:00 UTC by Ola Operator"
    )


def test_on_the_command_line_it_is_said_and_the_exit_code_is_three(
    packs: Packs, tmp_path: Path
) -> None:
    file = tmp_path / "OFF-0001.zip"
    file.write_bytes(packs.after)
    done = offramp(tmp_path / "here", "case", "verify", str(file), OFFRAMP_SECRET_KEY=TEST_KEY)
    assert done.returncode == 3
    assert "NO LONGER: Wiki, complete list of" in done.stdout
    assert "gone: Wiki" not in done.stdout
    (tmp_path / "log.jsonl").write_bytes(packs.log)
    arguments = ["--key", packs.key, str(file), str(tmp_path / "log.jsonl")]
    done = offramp(tmp_path / "here", "verify", "--json", *arguments)
    assert done.returncode == 3
    told = json.loads(done.stdout)[0]
    assert [one["app"] for one in told["gone"]] == ["figma"]
    assert told["no_longer"][0]["why"].endswith(WHY)


def test_an_older_pack_beside_a_newer_log_says_what_came_back_since(
    packs: Packs, tmp_path: Path
) -> None:
    found = verified(tmp_path, packs, packs.before)
    assert found.holds, found.problems
    assert not found.shows_all
    assert [one.app for one in found.gone] == ["Figma"]
    again, *checks = found.no_longer
    assert all(one.what.startswith("Check") for one in checks)
    assert again.what == "Wiki, complete list of 2026-11-30 17:00 UTC"
    assert "opened again on 2026-11-30 18:00 UTC, after this was exported (entry" in again.why
    assert again.why.endswith(WHY)


def test_the_readme_counts_what_still_stands(packs: Packs) -> None:
    assert "without the list: 2 steps\n" in readme(packs.before)
    counted = "without the list: 1 step; 1 step more had such a proof, opened again since\n"
    assert counted in readme(packs.after)
    assert counted in readme(packs.removed)


def test_the_command_in_the_pack_is_one_that_can_end_with_zero(
    packs: Packs, tmp_path: Path
) -> None:
    [command] = [line for line in readme(packs.before).splitlines() if "offramp verify" in line]
    assert command.split("KEY", 1)[1] == '" OFF-0001.zip log.jsonl'
    assert "without it that is not\nchecked, and the exit code is 3" in readme(packs.before)
    with zipfile.ZipFile(io.BytesIO(packs.before)) as members:
        how = members.read("verify.md").decode()
    assert 'offramp verify --key "KEY" OFF-0001.zip log.jsonl`: without it' in how
    for name, content in (("OFF-0001.zip", packs.removed), ("log.jsonl", packs.log)):
        (tmp_path / name).write_bytes(content)
    alone = offramp(tmp_path, "verify", "--key", packs.key, str(tmp_path / "OFF-0001.zip"))
    assert alone.returncode == 3
    assert "give an exported log as well" in alone.stdout


def test_a_return_is_an_exception_on_paper(packs: Packs) -> None:
    before, after = printed(packs.before), printed(packs.after)
    assert "No step was left out or is blocked, and no removal was opened again." in before
    exceptions = after.split("Exceptions", 1)[1].split("Controls", 1)[0]
    assert f"opened again {WHY} Offramp, 2026-11-30 19:00 CET" in exceptions.split("Late")[0]
    assert "opened again, done since" in printed(packs.removed)


def test_the_printed_lines_say_what_came_back(packs: Packs, tmp_path: Path) -> None:
    for pack, newer in ((packs.after, None), (packs.removed, None), (packs.before, packs.log)):
        holds, text = by_hand(tmp_path, pack, newer)
        assert holds, text
        assert "NO LONGER: proofs/absence-" in text
        assert "wiki" not in text
        assert "absent, figma" in text
        assert text.endswith("exit code 3")
    assert by_hand(tmp_path, packs.before)[1].endswith("exit code 0")


def test_what_the_newest_list_shows_stands_beside_each_app(packs: Packs) -> None:
    assert f"Wiki: Opened again: {WHY}. The newest list, “Wiki” of" in readme(packs.after)
    wiki = next(one for one in check_pack(io.BytesIO(packs.after)).apps if one.app == "wiki")
    assert (str(wiki.how), wiki.in_use) == ("open again", True)
    assert wiki.newest.endswith("shows ada (active).")
    again = next(one for one in check_pack(io.BytesIO(packs.removed)).apps if one.app == "wiki")
    assert (str(again.how), again.in_use) == ("said", False)
