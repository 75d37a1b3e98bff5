"""Files of every kind that Offramp signs, and the ways to tamper with a ZIP of them."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from core.actor import Actor, Role
from core.audit import service as audit
from core.config import Settings
from core.offboarding import service as offboarding
from core.offboarding.models import CaseStatus, EvidenceKind
from core.offboarding.values import PROOF_KINDS, Period
from core.signatures import carriers
from core.signatures.carriers import Form
from core.storage.database import Database
from tests.support.cases import EFFECTIVE, add_case, add_evidence, add_step, done

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
AUDITOR = Actor("aud", "Ida Prüfer", Role.AUDITOR)
TOKEN = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]{86}")


@dataclass(frozen=True)
class Files:
    """What was exported: each file's bytes by its name."""

    content: dict[str, bytes]
    key: str

    def put(self, folder: Path, *names: str) -> Path:
        """Write these files, all of them unless named, into a folder."""
        folder.mkdir(exist_ok=True)
        for name in names or self.content:
            (folder / name).write_bytes(self.content[name])
        return folder


def take_out(database: Database, here: Settings) -> Files:
    """Two leavers, and of them every kind of file that is signed."""
    one, other = _leaver(database, here, "Lena Vogt"), _leaver(database, here, "Tom Adler")
    made: dict[str, bytes] = {}
    for case, number in ((one, "OFF-0001"), (other, "OFF-0002")):
        made[f"{number}.zip"], made[f"{number}.pdf"] = _case(database, here, case)
    with database.snapshot() as session:
        intact = offboarding.check_all_cases(session, AUDITOR, here).accepted(AUDITOR)
    with database.write() as session:
        period = Period(date(2026, 11, 1), date(2026, 11, 30), "Europe/Berlin")
        proof = offboarding.period_proof(
            session, AUDITOR, period, PROOF_KINDS, now=NOW, sample=2, seed="x", every_note=True
        )
        statement = offboarding.record_proof_export(session, AUDITOR, proof, "zip", intact)
    made["proof.zip"] = offboarding.write_proof(proof, statement, intact)
    made["proof.pdf"] = offboarding.proof_file(proof, "pdf", statement, intact)
    made["proof.xlsx"] = offboarding.proof_file(proof, "xlsx", statement, intact)
    signed = carriers.beside(made["proof.xlsx"], partial(audit.signed, statement))
    made["proof.xlsx.sig"] = signed
    for form in (Form.JSONL, Form.CSV):
        made[f"log.{form}"] = log(database, form)
    with database.read() as session:
        return Files(made, audit.signing_keys(session)[-1].key)


def log(database: Database, form: Form) -> bytes:
    """The audit log, exported and signed."""
    with database.write() as session:
        statement = audit.begin_export(session, AUDITOR, form, now=NOW)
    with database.read() as session:
        return "".join(audit.signed_log(session, AUDITOR, statement, form)).encode()


def _leaver(database: Database, here: Settings, person: str) -> int:
    with database.write() as session:
        case = add_case(session, person=person, status=CaseStatus.CLOSED)
        for position in range(2):
            step = add_step(
                session, case, position=position, **done(EFFECTIVE + timedelta(hours=1))
            )
            kept = offboarding.keep_file(
                here, f"seats-{position}.txt", f"{person} {position}".encode()
            )
            add_evidence(
                session, step, kind=EvidenceKind.FILE, text=kept.name, size=kept.size,
                sha256=kept.sha256,
            )  # fmt: skip
        number = case.id or 0
        audit.record(session, AUDITOR, "case.open", f"case:{number}", after={"person": person})
    with database.write() as session:
        # What a spreadsheet could take for a formula, and what CSV and JSON have to escape.
        odd = {"note": '=1+1\n";ü"', "n": [1.5, None, True]}
        audit.record(session, AUDITOR, "case.note", f"case:{number}", before={"a": 1}, after=odd)
    return number


def _case(database: Database, here: Settings, case: int) -> tuple[bytes, bytes]:
    made = []
    for form in ("zip", "pdf"):
        with database.snapshot() as session:
            # What was sealed with a key that is gone differs, and goes out nevertheless.
            intact = offboarding.check_case(session, AUDITOR, here, case).accepted(AUDITOR)
        with database.write() as session:
            made.append(offboarding.export_case(session, AUDITOR, case, form, intact, now=NOW))
    packed, printed = made
    out = io.BytesIO()
    offboarding.write_pack(here, packed, out)
    return out.getvalue(), offboarding.pdf_of(here, printed)


def token_of(content: bytes) -> bytes:
    """The signature of a file: the last in it."""
    return TOKEN.findall(content)[-1]  # type: ignore[no-any-return]


def zipped(content: bytes, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    """A ZIP written anew with other members, under the signature that it had."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        members = {name: pack.read(name) for name in pack.namelist()}
        comment = pack.comment
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as again:
        for name, member in change(members).items():
            again.writestr(zipfile.ZipInfo(name), member)
        again.comment = comment
    return out.getvalue()


def without_comment(content: bytes) -> bytes:
    """A ZIP as it was before it was signed."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        size = len(pack.comment)
    return content[: -size - 2] + struct.pack("<H", 0)
