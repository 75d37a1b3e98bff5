"""The proof of a period as one signed file: PDF, workbook, JSON and how to check them in a ZIP."""

import io
import json
from functools import partial
from hashlib import sha256

from core.audit import service as audit
from core.offboarding.cases.integrity import Integrity
from core.offboarding.pack.archive import write_zip
from core.offboarding.pack.manifest import PROOF_FORMAT, Manifest, Member, written
from core.offboarding.pack.readme import README, VERIFY, instructions, proof_readme
from core.offboarding.proof import export
from core.offboarding.proof.period import Proof
from core.offboarding.proof.service import proof_file
from core.secrets import service as secrets
from core.signatures.carriers import sign_zip
from core.signatures.statement import Statement


def write_proof(proof: Proof, statement: Statement, integrity: Integrity) -> bytes:
    """The ZIP; the statement is that of its recorded export."""
    name = f"offboarding-{proof.period.first}-{proof.period.last}"
    told = json.dumps(export.as_json(proof, integrity), ensure_ascii=False, indent=1)
    made = {
        f"{name}.pdf": proof_file(proof, "pdf", statement, integrity),
        f"{name}.xlsx": proof_file(proof, "xlsx", statement, integrity),
        "proof.json": (told + "\n").encode(),
        README: proof_readme(
            statement.about, statement.at, statement.by, statement.keys[-1].key, name
        ),
        VERIFY: instructions(f"{name}.zip"),
    }
    members = [
        Member(member, len(content), sha256(content).hexdigest())
        for member, content in made.items()
    ]
    manifest = Manifest(
        case=statement.about,
        person="",
        exported_at=statement.at,
        exported_by=statement.by,
        exported_by_id="",
        audit_count=statement.count,
        audit_hash=statement.hash,
        members=tuple(members),
        key=statement.keys[-1].key,
        format=PROOF_FORMAT,
    )
    out = io.BytesIO()
    write_zip(
        out,
        ((member, io.BytesIO(made[member.name])) for member in members),
        written(manifest, secrets.derive("pack")[0]),
        statement.at,
    )
    sign_zip(out, partial(audit.signed, statement))
    return out.getvalue()
