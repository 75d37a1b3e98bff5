"""A step of a case as the command line prints it for programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.offboarding.service import zone_of
from core.offboarding.values import AccountKnown, Proven, StepView


def clock(at: datetime, zone: str) -> str:
    """A moment on the person's own clock, with its offset."""
    return at.astimezone(zone_of(zone)).isoformat()


def step_json(each: StepView, zone: str) -> dict[str, Any]:
    """One step, its moments on the clock of ``zone``."""
    return {
        "id": each.id,
        "app": each.app,
        "title": each.title,
        "kind": str(each.kind),
        "due": clock(each.due, zone),
        "depends_on": list(each.needs),
        "owner": each.owner,
        "owner_role": str(each.owner_role),
        "status": each.state,
        "key": each.key,
        "evidence": _evidence_json(each),
        "proven": _proven_json(each.proven, zone),
        "reason": each.reason,
        "finished_at": clock(each.finished_at, zone) if each.finished_at else None,
        "finished_by": each.finished_by,
    }


def known_json(known: AccountKnown, zone: str) -> dict[str, Any]:
    """What was known of the person's account in one app, and answered since."""
    return {
        "app": known.app,
        "known": str(known.known),
        "as_of": clock(known.as_of, zone) if known.as_of else None,
        "feed": known.feed,
        "snapshot": known.snapshot,
        "answer": {True: "yes", False: "no", None: None}[known.answer],
        "answered_by": known.answered_by,
    }


def _proven_json(proven: Proven | None, zone: str) -> dict[str, Any] | None:
    if proven is None:
        return None
    return {
        "by": "scim" if proven.feed is None else "snapshot",
        "state": str(proven.state),
        "at": clock(proven.at, zone),
        "feed": proven.feed,
        "snapshot": proven.snapshot,
        "taken_at": clock(proven.taken_at, zone) if proven.taken_at else None,
    }


def _evidence_json(each: StepView) -> Sequence[dict[str, Any]]:
    return [
        {"kind": str(one.kind), "text": one.text, "sha256": one.sha256, "by": one.by}
        for one in each.evidence
    ]
