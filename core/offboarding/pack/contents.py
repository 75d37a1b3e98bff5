"""What an evidence pack says: its PDF's data, ``case.json`` and ``timeline.csv``. Pure."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from core.offboarding.cases.integrity import compared
from core.offboarding.cases.moment import WAS_MOVED, why_moved
from core.offboarding.closing import ended_in_words
from core.offboarding.durations import length, local
from core.offboarding.models import (
    UNFINISHED,
    CaseStatus,
    EvidenceKind,
    StepKind,
    StepStatus,
)
from core.offboarding.pack import absence
from core.offboarding.pack.dossier import (
    Dossier,
    Event,
    exceptions,
    files,
    reopened,
)
from core.offboarding.pack.how_known import AppKnown, known_of, summed_up
from core.offboarding.progress.list_words import list_in_words
from core.offboarding.progress.moves import moved_from
from core.offboarding.progress.removals import Removal, by_app, excused_in_words, removal
from core.offboarding.timeline import sentence
from core.offboarding.views import EvidenceView, StepView
from core.reports.spreadsheet import to_csv
from core.signatures.keys import grouped

Lost = Mapping[int, str]
"""Evidence → why its file is not in the pack."""

_UNFIT = re.compile(r'[<>:"|?*]')
"""Characters that some system does not allow in a file's name."""


def member_name(proof: EvidenceView, position: int) -> str:
    """Where an evidence file lies in the pack: unlike any other's, and allowed everywhere."""
    stem, dot, ending = _UNFIT.sub("_", proof.text).rpartition(".")
    short = f"{stem[:80]}{dot}{ending[:20]}" if dot else ending[:80]
    return f"evidence/step-{position:03d}-{proof.id}-{short.rstrip(' .') or 'file'}"


def members_of(dossier: Dossier, lost: Lost) -> dict[int, str]:
    """Evidence → its name in the pack."""
    place = {step.id: number for number, step in enumerate(dossier.case.steps, 1)}
    attached = {
        proof.id: member_name(proof, place[step.id])
        for step, proof in files(dossier.case)
        if proof.kind is EvidenceKind.FILE and proof.id not in lost
    }
    return attached | {
        proof.id: absence.member_name(proof, place[step.id])
        for step, proof in files(dossier.case)
        if absence.is_list(proof)
    }


def case_json(dossier: Dossier, lost: Lost) -> bytes:
    """The whole case for machines; moments in UTC, lengths in seconds."""
    case, names = dossier.case, members_of(dossier, lost)
    gone = removal(case.steps)
    took = gone.took(case.effective)
    facts = {name: value for name, value in asdict(case).items() if name != "steps"}
    told = {
        "number": case.number,
        "case": facts,
        "summary": {
            "steps": dict(Counter(str(step.status) for step in case.steps)),
            "late": sum(_is_late(step, dossier) for step in case.steps),
            "removals": {
                "total": gone.total,
                "open": gone.still_open,
                "excused": len(gone.excuses),
                "excused_after_effective": len(gone.excused_after(case.effective)),
                "cancelled": gone.cancelled,
                "last_at": gone.last_at,
                "seconds_after_effective": None if took is None else took.total_seconds(),
            },
        },
        "apps": [asdict(one) for one in known_of(dossier)],
        "steps": [_step_json(step, dossier, names, lost) for step in case.steps],
        "timeline": [asdict(event) for event in dossier.events],
        "audit": asdict(dossier.head),
        "integrity": asdict(dossier.integrity),
        "exported_at": dossier.exported_at,
        "exported_by": {"id": dossier.exported_by_id, "name": dossier.exported_by},
    }
    return (json.dumps(told, ensure_ascii=False, indent=1, default=_plain) + "\n").encode()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _step_json(
    step: StepView, dossier: Dossier, names: Mapping[int, str], lost: Lost
) -> dict[str, Any]:
    told = asdict(step) | {"late": _is_late(step, dossier)}
    told["evidence"] = [
        asdict(proof)
        | {
            "text": _told(proof, step, dossier),
            "member": names.get(proof.id),
            "problem": lost.get(proof.id),
        }
        for proof in step.evidence
    ]
    return told


def timeline_csv(dossier: Dossier) -> bytes:
    """The events as a table; no cell can become a formula."""
    titles = {step.id: step.title for step in dossier.case.steps}
    header = ["entry", "at", "by", "by_id", "action", "step", "title", "what", "hash"]
    return to_csv(
        header,
        [
            [
                event.number,
                event.at.isoformat(),
                event.by,
                event.by_id,
                event.action,
                event.step,
                titles.get(event.step or 0),
                event.what,
                event.hash,
            ]
            for event in dossier.events
        ],
    )


def report_data(dossier: Dossier, lost: Lost) -> dict[str, object]:
    """What ``data/reports/case.typ`` draws. Everything is text already."""
    case = dossier.case

    def at(moment: datetime | None) -> str:
        return local(moment, case.zone) if moment else "–"

    place = {step.id: number for number, step in enumerate(case.steps, 1)}
    known = known_of(dossier)
    told = {one.name: _known(one) for one in known}
    return {
        "number": case.number,
        "person": case.person,
        "status": _status(dossier),
        "exported": f"{at(dossier.exported_at)} by {dossier.exported_by}",
        "answer": _answer(dossier),
        "head": [
            ["Person", f"{case.person}, {case.email}"],
            ["Kind of leaving", str(case.kind).replace("-", " ")],
            ["Access ends", f"{at(case.effective)} ({case.zone})"],
            ["Opened", f"{at(case.opened_at)} by {case.opened_by} ({case.source})"],
            *([["Ended", ended_in_words(case, at)]] if case.ended_at else []),
            *([["Reason", case.end_reason]] if case.end_reason else []),
            *([["Closed although", case.insisted.sentence]] if case.insisted else []),
            *([["How it is known", summed_up(known)]] if summed_up(known) else []),
            *([["Manager", case.manager]] if case.manager else []),
            *([["Takes over", case.hand_over_to]] if case.hand_over_to else []),
        ],
        "apps": [
            {"row": _app_row(name, steps, dossier), "known": told.get(name or "General steps", "")}
            for name, steps in by_app(case.steps)
        ],
        "exceptions": [
            *_moved(dossier),
            *(
                {
                    "place": str(place[one.step.id]),
                    "title": _titled(one.step),
                    "what": _since_reopened(one.step),
                    "reason": (one.event.after or {}).get("reason") or "no reason given",
                    "who": f"{one.event.by}, {at(one.event.at)}",
                }
                for one in reopened(dossier)
            ),
            *(
                {
                    "place": str(place[step.id]),
                    "title": _titled(step),
                    "what": _exception(step),
                    "reason": step.reason or "no reason given",
                    "who": f"{step.finished_by or step.started_by or '–'}"
                    + (f", {at(step.finished_at)}" if step.finished_at else ""),
                }
                for step in exceptions(case.steps)
            ),
        ],
        "late": [
            {
                "place": str(place[step.id]),
                "title": _titled(step),
                "due": at(step.due),
                "by": length((step.finished_at or dossier.exported_at) - step.due)
                + (" and still open" if step.status in UNFINISHED else ""),
                "reason": step.reason or "–",
            }
            for step in case.steps
            if _is_late(step, dossier)
        ],
        "groups": [
            {
                "name": name or "General steps",
                "steps": [_step_data(step, place[step.id], dossier, lost) for step in steps],
            }
            for name, steps in by_app(case.steps)
        ],
        "controls": _controls(case.steps),
        "timeline": [
            {
                "at": at(event.at),
                "by": event.by,
                "what": event.what,
                "step": f"step {place[event.step]}" if event.step in place else "",
                "entry": f"{event.number}",
            }
            for event in dossier.events
        ],
        "audit": {"count": f"{dossier.head.count:,}", "hash": dossier.head.hash},
        "compared": compared(dossier.integrity),
        "differences": list(dossier.integrity.differences),
        "key": grouped(dossier.keys[-1].key),
    }


def _moved(dossier: Dossier) -> list[dict[str, str]]:
    """Each time that the effective moment was moved: the case lies in another period since."""
    zone = dossier.case.zone
    return [
        {
            "place": "–",
            "title": WAS_MOVED,
            "what": "moment moved",
            "reason": why_moved(moment, event.after.get("reason"), zone),
            "who": f"{event.by}, {local(event.at, zone)}",
        }
        for event in dossier.events
        if event.action == "case.edit" and (moment := moved_from(event.before, event.after))
    ]


def _since_reopened(step: StepView) -> str:
    """What became of a removal that was opened again."""
    if step.status in UNFINISHED:
        return "opened again"
    return f"opened again, {_state(step).lower()} since"


def _exception(step: StepView) -> str:
    if step.status is StepStatus.BLOCKED:
        return "blocked"
    return "ended early" if step.status is StepStatus.DONE else "not applicable"


def _status(dossier: Dossier) -> str:
    left = sum(step.status in UNFINISHED for step in dossier.case.steps)
    if dossier.case.status is CaseStatus.OPEN:
        return f"open, {left} of {len(dossier.case.steps)} steps to do"
    if dossier.case.insisted:
        return f"{dossier.case.status} despite a warning"
    if left:
        return f"{dossier.case.status}, {left} follow-{'up' if left == 1 else 'ups'} to do"
    return str(dossier.case.status)


def _answer(dossier: Dossier) -> list[list[str]]:
    """Four figures, each with what it means."""
    case = dossier.case
    count = Counter(step.status for step in case.steps)
    late = sum(_is_late(step, dossier) for step in case.steps)
    excused, cancelled = count[StepStatus.NOT_APPLICABLE], count[StepStatus.CANCELLED]
    proofs = [proof for _step, proof in files(case)]
    attached = sum(proof.kind is EvidenceKind.FILE for proof in proofs)
    return [
        _access(dossier),
        [
            f"{count[StepStatus.DONE]} of {len(case.steps)}",
            f"steps done, {excused} not applicable"
            + (f", {cancelled} cancelled" * bool(cancelled)),
        ],
        [f"{late}", "late: finished after they were due, or due and open"],
        [f"{len(proofs)}", f"pieces of evidence, {attached} of them files"],
    ]


def _access(dossier: Dossier) -> list[str]:
    """The first figure: how long access lasted beyond its end, with what it means."""
    case = dossier.case
    gone = removal(case.steps)
    took, left_out = gone.last_after(case.effective), _left_out(gone)
    excused = f" {excused_in_words(gone, case.effective)}".rstrip().rstrip(".")
    if case.status is CaseStatus.CANCELLED:
        return ["cancelled", "the case was cancelled: no access had to end"]
    if gone.still_open:
        open_since = dossier.exported_at - case.effective
        when = (
            f"the moment passed {length(open_since)} ago"
            if open_since.total_seconds() > 0
            else "the moment is still to come"
        )
        told = f"removals of access still open; {when}"
        figure = f"{gone.still_open} of {gone.total}"
    elif not gone.total:
        return ["–", "no step of this case removes access"]
    elif took is None:
        figure, told = "none", f"of {_removals(gone.total)} was done: {left_out}"
    elif took:
        figure, told = length(took), "from the end of access to the last access removed"
    else:
        # Excused after the moment: nobody knows whether that access was gone in time.
        figure = "not applicable" if excused else "in time"
        told = "the last access was removed before the end of access"
    return [figure, f"{told}.{excused}" if excused else told]


def _removals(count: int) -> str:
    return "1 removal" if count == 1 else f"{count} removals"


def _left_out(gone: Removal) -> str:
    """``2 not applicable, 1 cancelled``."""
    counts = (("not applicable", len(gone.excuses)), ("cancelled", gone.cancelled))
    return ", ".join(f"{count} {word}" for word, count in counts if count)


def _is_late(step: StepView, dossier: Dossier) -> bool:
    """Nothing of a cancelled case was late: the person stays."""
    is_cancelled = dossier.case.status is CaseStatus.CANCELLED
    return not is_cancelled and step.is_late(dossier.exported_at)


def _app_row(name: str | None, steps: Sequence[StepView], dossier: Dossier) -> list[str]:
    case = dossier.case
    gone = removal(steps)
    took = gone.last_after(case.effective)
    done = sum(step.status not in UNFINISHED for step in steps)
    if not gone.total:
        removed, after = "nothing to remove", "–"
    elif gone.still_open:
        removed, after = "not yet", "–"
    elif gone.last_at is None or took is None:
        removed, after = _left_out(gone), "–"
    else:
        removed, after = local(gone.last_at, case.zone), length(took) if took else "before it"
    late_excuses = gone.excused_after(case.effective)
    if case.status is CaseStatus.CANCELLED:
        after = "–"
    elif late_excuses and not gone.still_open:
        since = length(late_excuses[0].at - case.effective)
        since = f"not applicable after {since}"
        after = since if took is None else f"{after}, {since}"
    late = sum(_is_late(step, dossier) for step in steps)
    return [name or "General steps", f"{done} of {len(steps)}", removed, after, str(late)]


def _known(one: AppKnown) -> str:
    return " ".join(filter(None, (f"{one.words}.", one.newest)))


def _titled(step: StepView) -> str:
    return f"{step.app_name or step.app}: {step.title}" if step.app else step.title


def _step_data(step: StepView, place: int, dossier: Dossier, lost: Lost) -> dict[str, object]:
    zone = dossier.case.zone
    return {
        "place": str(place),
        "title": step.title,
        "controls": " · ".join(step.controls),
        "removes": step.removes_access,
        "state": _state(step),
        "word": _word(step),
        "when": local(step.finished_at, zone) if step.finished_at else "",
        "due": f"due {local(step.due, zone)}" + (", late" if _is_late(step, dossier) else ""),
        "reason": step.reason or "",
        "evidence": [
            {
                "text": _proof(proof, step, dossier),
                "who": f"{proof.by}, {local(proof.at, zone)}",
                "digest": proof.sha256,
                "problem": lost.get(proof.id, ""),
            }
            for proof in step.evidence
        ],
    }


def _state(step: StepView) -> str:
    if step.status is StepStatus.DONE and step.kind is StepKind.APPROVAL:
        return "Approved"
    return str(step.status).replace("-", " ").capitalize()


def _word(step: StepView) -> str:
    """On whose word the step is what it is."""
    if step.finished_by is None:
        return f"· owner: {step.owner or 'unassigned'}"
    if step.kind is StepKind.SCIM and any(p.kind is EvidenceKind.SCIM for p in step.evidence):
        return f"by {step.finished_by}, read back from the app"
    alone = "" if step.evidence or step.status is not StepStatus.DONE else ", without evidence"
    return f"by {step.finished_by}{alone}"


def _proof(proof: EvidenceView, step: StepView, dossier: Dossier) -> str:
    if proof.kind is EvidenceKind.NOTE:
        return f"“{proof.text}”"
    if proof.kind is EvidenceKind.FILE:
        return f"{proof.text} ({proof.size or 0:,} bytes)"
    return _told(proof, step, dossier)


def _told(proof: EvidenceView, step: StepView, dossier: Dossier) -> str:
    """What it says, for people."""
    if absence.is_list(proof):
        return list_in_words(proof.text, step.app_name or step.app or "", dossier.case.zone)
    return proof.text


def _controls(steps: Sequence[StepView]) -> list[list[str]]:
    """Control → how many steps serve it, done, excused, open, with evidence."""
    found: dict[str, list[StepView]] = {}
    for step in steps:
        for control in step.controls:
            found.setdefault(control, []).append(step)
    return [
        [
            control,
            str(len(those)),
            str(sum(step.status is StepStatus.DONE for step in those)),
            str(sum(step.status is StepStatus.NOT_APPLICABLE for step in those)),
            str(sum(step.status in UNFINISHED for step in those)),
            str(sum(bool(step.evidence) for step in those)),
        ]
        for control, those in sorted(found.items())
    ]


def events_of(entries: Sequence[Any]) -> tuple[Event, ...]:
    """Entries of the audit log as events of a case."""
    return tuple(
        Event(
            number=entry.id,
            at=entry.at,
            by=entry.actor_name,
            by_id=entry.actor_id,
            action=entry.action,
            step=(entry.after or {}).get("step"),
            before=entry.before,
            after=entry.after,
            hash=entry.hash,
            what=sentence(entry.action, entry.before or {}, entry.after or {}),
        )
        for entry in entries
    )
