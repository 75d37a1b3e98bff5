"""A list that was held and accepted proves what it shows; whoever reads the proof is told so."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from pypdf import PdfReader

from core.accounts import service as accounts
from core.config import Settings
from core.offboarding.pack.service import check_pack, write_pack
from core.storage.database import Database
from tests.support.absence import by_hand
from tests.support.app_lists import wire
from tests.support.cases import exported
from tests.support.company import AUDITOR, OLA, company, look, opened, step_of
from tests.support.deliveries import account_list, deliver
from tests.support.processes import TEST_KEY, offramp

NOW = datetime(2026, 11, 30, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = "U1,ada,ada@example.com,Ada Example,active"
OTHERS = [f"U{at},p{at},p{at}@example.com,Somebody {at},active" for at in range(2, 21)]
HELD = (
    "5 of 20 accounts are missing (25%), more than 10% of the last list. "
    "1 more is no longer listed: not in use before, or of people who left."
)
IN_PACK = (
    f"It was held: {HELD} Ola Operator accepted it, 2026-11-30 18:00 CET: the agency was let go."
)


@pytest.fixture(scope="module")
def pack(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Ada's removal from Figma is finished by a list that Offramp held."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "offramp.db").write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{folder / 'offramp.db'}")
    here, out = Settings(data_dir=folder), io.BytesIO()
    with time_machine.travel(NOW, tick=False) as clock:
        wire()
        company(database)
        before = account_list(ADA, *OTHERS)
        deliver(database, before, "figma", as_of=NOW - 2 * HOUR, complete=True)
        case = opened(database, effective=NOW - HOUR, apps=("figma",)).id
        clock.shift(HOUR)
        moment = datetime.now(UTC)
        found = deliver(database, account_list(*OTHERS[5:]), "figma", complete=True)
        assert found.held == (HELD,)
        with database.write() as session:
            accounts.settle_snapshot(
                session, OLA, found.snapshot or 0, accept=True, reason="the agency was let go"
            )
        proven = step_of(look(database, case), "figma/remove").proven
        assert proven is not None
        assert proven.accepted_by == "Ola Operator"
        write_pack(here, exported(database, here, AUDITOR, case, "zip", moment), out)
    database.close()
    return out.getvalue()


def member(pack: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(pack)) as members:
        return members.read(name)


def test_the_evidence_and_the_paper_name_the_hold(pack: bytes) -> None:
    steps = json.loads(member(pack, "case.json"))["steps"]
    [proof] = [one for step in steps for one in step["evidence"]]
    assert proof["text"].endswith(IN_PACK)
    accepted = json.loads(member(pack, proof["member"]))["accepted"]
    assert accepted == {
        "held": [HELD], "by": "Ola Operator", "at": "2026-11-30T17:00:00+00:00",
        "reason": "the agency was let go",
    }  # fmt: skip
    pages = PdfReader(io.BytesIO(member(pack, "OFF-0001.pdf"))).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert IN_PACK in said
    assert "which was held and accepted by Ola Operator" in said.split("Exceptions", 1)[0]
    assert "which was held and accepted by Ola Operator" in member(pack, "README.txt").decode()
    assert "held and accepted by Ola Operator" in member(pack, "timeline.csv").decode()


def test_verify_names_the_hold_out_of_the_log(pack: bytes, tmp_path: Path) -> None:
    found = check_pack(io.BytesIO(pack))
    assert found.problems == ()
    [gone] = found.gone
    assert gone.in_words().endswith(
        f"It was held: {HELD} Ola Operator accepted it, 2026-11-30 17:00 UTC: "
        "the agency was let go."
    )
    file = tmp_path / "OFF-0001.zip"
    file.write_bytes(pack)
    arguments = ("case", "verify", str(file), "--json")
    done = offramp(tmp_path / "here", *arguments, OFFRAMP_SECRET_KEY=TEST_KEY)
    accepted = json.loads(done.stdout)["gone"][0]["accepted"]
    assert accepted["by"] == "Ola Operator"
    assert accepted["reason"] == "the agency was let go"


def test_the_printed_lines_name_the_hold(pack: bytes, tmp_path: Path) -> None:
    holds, text = by_hand(tmp_path, pack)
    assert holds, text
    assert f"HELD: ['{HELD}'] 'the agency was let go' accepted by 'Ola Operator'" in text
