"""What shows that a removal arrived, beside the word of those who did it. Pure.

An app's complete list is kept as evidence of the kind *snapshot*, whose text is one line of JSON:
``app``, ``state`` (absent or deactivated), ``feed``, ``snapshot``, ``taken_at``, ``rows``,
``sha256`` of the list, ``root`` of its tree, and ``proof`` (docs/proof-of-absence.md) or null. Of
one that was held there is ``accepted``: why it was held, and who accepted it when and why.
``never``, true: no list of the app has ever shown an account of theirs.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime

from core.accounts.values import Seen, Sight
from core.actor import SYSTEM
from core.offboarding.models import EvidenceKind, Step, StepKind, StepStatus
from core.offboarding.views import EvidenceView, Proven

TAKEN_AT_END = 60
"""As many of the text's last characters tell when the list was taken: its proof, which may be long,
stands before that."""
_TAKEN_AT = re.compile(r'"taken_at":"([^"]+)"\}$')


def proof_text(seen: Seen) -> str:
    """The evidence of a list in which the account is gone, always the same for the same list."""
    said: dict[str, object] = {
        "app": seen.app,
        "state": str(seen.sight),
        "feed": seen.feed,
        "snapshot": seen.snapshot,
        "taken_at": seen.taken_at.isoformat(),
        "rows": seen.rows,
        "sha256": seen.sha256,
        "root": seen.root,
        "proof": seen.proof,
    }
    if seen.accepted:
        of = seen.accepted
        said["accepted"] = {
            "held": list(of.held), "by": of.by, "at": of.at.isoformat(), "reason": of.reason,
        }  # fmt: skip
    if seen.never:
        said["never"] = True
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def taken_at(end: str) -> datetime | None:
    """When the list was taken, of the text of its evidence or of its :data:`TAKEN_AT_END` alone."""
    said = _TAKEN_AT.search(end)
    return datetime.fromisoformat(said[1]) if said else None


def snapshot_of(proof: str) -> int:
    """Which list it is, of the text of its evidence."""
    return int(json.loads(proof)["snapshot"])


def still_proves(status: StepStatus, finished_at: datetime | None, at: datetime) -> bool:
    """Whether evidence that was kept at a moment shows what stands: only what came when the step
    was done last, or since, does. What proved it before it was opened again is no proof any more.
    """
    return status is StepStatus.DONE and (finished_at is None or at >= finished_at)


def proven_by(step: Step, evidence: Iterable[EvidenceView]) -> Proven | None:
    """What proves a done step, the first that came."""
    if step.finished_at is None:
        return None
    since = [one for one in evidence if still_proves(step.status, step.finished_at, one.at)]
    lists = [one for one in since if one.kind is EvidenceKind.SNAPSHOT]
    if lists:
        return _by_list(lists[0])
    # A removal by SCIM is finished by Offramp only once it has read the account back.
    by_us = step.kind is StepKind.SCIM and step.finished_by_id == SYSTEM.id
    read = [one for one in since if one.kind is EvidenceKind.SCIM]
    return Proven(read[0].at, Sight.DEACTIVATED) if by_us and read else None


def _by_list(one: EvidenceView) -> Proven:
    said = json.loads(one.text)
    taken_at = datetime.fromisoformat(said["taken_at"])
    return Proven(
        one.at, Sight(said["state"]), said["feed"], said["snapshot"], taken_at,
        said.get("accepted", {}).get("by"), bool(said.get("never")),
    )  # fmt: skip
