"""A pack says of each app on what it rests that access is gone, and what stands against it."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from pypdf import PdfReader

from core.config import Settings
from core.offboarding.pack.service import check_pack, write_pack
from core.storage.database import Database
from tests.support.app_lists import wire
from tests.support.cases import exported
from tests.support.company import AUDITOR, company, finish, look, opened, step_of
from tests.support.deliveries import account_list, deliver
from tests.support.processes import TEST_KEY, offramp

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = "U1,ada,ada@example.com,Ada Example,active"
OTHERS = [f"U{at},p{at},p{at}@example.com,Somebody {at},active" for at in range(2, 40)]
FIGMA = (
    "Proven: absent from the complete list “Figma” of 2026-11-30 18:00 CET; "
    "still open: Unassign Figma in Okta"
)
WIKI = "On the word of Ola Operator, 2026-11-30 17:00 CET; no list shows it"
BEFORE = "The newest list, “Wiki” of 2026-11-30 16:30 CET, is from before: ada (active)."


@pytest.fixture(scope="module")
def pack(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Figma is proven; of the wiki Ola says it, and the list is from before that; Customer.io is
    open."""
    folder = tmp_path_factory.mktemp("known")
    (folder / "offramp.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    here, out = Settings(data_dir=folder), io.BytesIO()
    with time_machine.travel(NOW, tick=False) as clock:
        wire()
        company(database)
        deliver(database, account_list(ADA, *OTHERS), as_of=NOW - HOUR / 2, complete=True)
        case = opened(database, effective=NOW - HOUR, apps=("figma", "wiki", "customer-io")).id
        for app in ("figma", "wiki"):
            finish(database, step_of(look(database, case), f"{app}/remove"))
        clock.shift(HOUR)
        moment = datetime.now(UTC)
        deliver(database, account_list(*OTHERS), "figma", as_of=moment, complete=True)
        write_pack(here, exported(database, here, AUDITOR, case, "zip", moment), out)
    database.close()
    return out.getvalue()


def member(pack: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pack)) as members:
        return members.read(name)


def test_on_paper_what_is_proven_does_not_look_like_what_is_said(pack: bytes) -> None:
    pages = PdfReader(io.BytesIO(member(pack, "OFF-0001.pdf"))).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    first = said.split("Exceptions", 1)[0]
    assert "1 proven by a complete list: Figma. 1 on someone's word alone: Wiki. 1 open:" in first
    by_app = first.split("Access, app by app", 1)[1]
    figma, wiki = by_app.index(f"{FIGMA}."), by_app.index(f"{WIKI}. {BEFORE}")
    assert by_app.index("Figma 1 of") < figma < by_app.index("Wiki 1 of") < wiki


def test_the_readme_and_the_case_say_the_same(pack: bytes) -> None:
    readme = member(pack, "README.txt").decode()
    assert f"\nFigma: {FIGMA}.\n" in readme
    assert f"\nWiki: {WIKI}. {BEFORE}\n" in readme
    apps = {one["app"]: one for one in json.loads(member(pack, "case.json"))["apps"]}
    assert apps["figma"] | {"how": "proven", "words": FIGMA, "newest": ""} == apps["figma"]
    assert apps["wiki"] | {"how": "said", "words": WIKI, "in_use": False} == apps["wiki"]
    assert apps["customer-io"]["how"] == "open"


def test_verify_says_what_is_only_said(pack: bytes, tmp_path: Path) -> None:
    assert [one.is_shown for one in check_pack(io.BytesIO(pack)).apps if one.app == "figma"] == [
        True
    ]
    file = tmp_path / "OFF-0001.zip"
    file.write_bytes(pack)
    done = offramp(tmp_path / "here", "case", "verify", str(file), OFFRAMP_SECRET_KEY=TEST_KEY)
    assert f"said: Wiki: {WIKI}. {BEFORE}" in done.stdout
    assert "open: Customer.io: Still open:" in done.stdout
    assert "gone: Figma" in done.stdout
    assert "proven: Figma" not in done.stdout, "its list is told instead"
    told = json.loads(offramp(tmp_path / "here", "verify", "--json", str(file)).stdout)[0]
    assert {one["app"]: one["how"] for one in told["apps"]}["wiki"] == "said"
