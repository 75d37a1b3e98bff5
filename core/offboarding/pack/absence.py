"""What proves, in a pack, that an account is gone: apps' complete lists, by their roots.

``proofs/absence-STEP-ID.json`` is the text of the evidence, byte for byte; ``proofs/log.jsonl`` has
the log's entries of those lists, each with the hash before it. See docs/proof-of-absence.md.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from sqlmodel import Session

from core.audit import service as audit
from core.audit.values import Excerpt, excerpt_line
from core.config import ROOT
from core.offboarding.models import EvidenceKind
from core.offboarding.progress.proven import still_proves
from core.offboarding.views import CaseView, EvidenceView, StepView

FOLDER = "proofs/"
LOG = f"{FOLDER}log.jsonl"
CHECK = f"{FOLDER}how-to-check.md"
CONCLUDED = "snapshot.conclude"
"""The action of the entry that has a list's root."""
_CHECK = ROOT / "data" / "reports" / "absence.md"


def is_list(proof: EvidenceView) -> bool:
    """Whether a piece of evidence is an app's list."""
    return proof.kind is EvidenceKind.SNAPSHOT


def is_proof(name: str) -> bool:
    """Whether a member of a pack is such a piece of evidence."""
    return name.startswith(f"{FOLDER}absence-") and name.endswith(".json")


def member_name(proof: EvidenceView, position: int) -> str:
    """Where it lies in the pack."""
    return f"{FOLDER}absence-{position:03d}-{proof.id}.json"


def object_of(snapshot: object) -> str:
    """What the log calls a list."""
    return f"snapshot:{snapshot}"


def log_entries(session: Session, case: CaseView) -> tuple[Excerpt, ...]:
    """The log's entries of the lists that prove steps of a case, in their order."""
    told = {json.loads(proof.text).get("snapshot") for _step, proof in _lists(case)}
    found = [each for one in told for each in audit.excerpts(session, object_of(one), CONCLUDED)]
    return tuple(sorted(found, key=lambda each: each.facts.id))


def members(
    case: CaseView, names: Mapping[int, str], lists: Iterable[Excerpt], file: str
) -> dict[str, bytes]:
    """The members of a pack, whose file name this is, that prove what is gone; none where nothing
    does."""
    made = {names[proof.id]: proof.text.encode() for _step, proof in _lists(case)}
    if not made:
        return {}
    log = "".join(excerpt_line(each) for each in lists)
    check = _CHECK.read_bytes().replace(b"YOUR-FILE.zip", file.encode())
    return made | {LOG: log.encode(), CHECK: check}


def count_of(case: CaseView) -> tuple[int, int]:
    """How many removals lists prove, and how many they did that were opened again since."""
    proven: dict[int, bool] = {}
    for step, proof in _lists(case):
        if not step.removes_access:  # a check that the same list finishes
            continue
        stands = still_proves(step.status, step.finished_at, proof.at)
        proven[step.id] = proven.get(step.id, False) or stands
    return sum(proven.values()), len(proven) - sum(proven.values())


def _lists(case: CaseView) -> Iterator[tuple[StepView, EvidenceView]]:
    return ((step, proof) for step in case.steps for proof in step.evidence if is_list(proof))
