"""Proof of a period as a workbook, as JSON and as what its PDF draws. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from core.offboarding.cases.integrity import Integrity, compared
from core.offboarding.deadline import zone_of
from core.offboarding.durations import length, local, unbroken
from core.offboarding.models import CaseStatus
from core.offboarding.proof import late_removals
from core.offboarding.proof.leaver import Leaver
from core.offboarding.proof.period import (
    FEW,
    AppProof,
    Proof,
    Spread,
    StepNote,
    counted,
    distribution,
    late_then,
)
from core.reports.spreadsheet import Cell, Sheet

MOST_IN_PDF = 60
"""So many late steps, and as many exceptions, are printed; the workbook has them all."""


def has_shares(proof: Proof) -> bool:
    """Whether a median and a 95 % are given of anything: of all together, if of an app."""
    return proof.took.median is not None


def answer(proof: Proof) -> str:
    """The period in two or three sentences."""
    count = len(proof.leavers)
    if not count:
        plural = "one left" if proof.noun[1] == "leavers" else "such case"
        said = [f"No {plural} from {proof.period.first} to {proof.period.last}."]
        return " ".join([*said, *_moved_out(proof)])
    took, ages = proof.took, proof.open_ages
    who = _people if proof.noun[1] == "leavers" else _cases
    said = [_who_left(proof)]
    if took.count and took.worst is not None and not has_shares(proof):
        last = f"the slowest after {length(took.worst)}" if took.worst else _by(took.worst)
        said.append(f"{_lost_all(proof, took.count)}, {last}.")
    elif took.median is not None and took.p95 is not None and took.worst is not None:
        said.append(
            f"{_lost_all(proof, took.count)}: half {_by(took.median)}, 95 of 100 "
            f"{_by(took.p95, bare=bool(took.median))}, "
            f"{f'the slowest after {length(took.worst)}' if took.worst else 'none later'}."
        )
    if ages:
        said.append(
            f"{who(len(ages))} still {'has' if len(ages) == 1 else 'have'} some access, "
            f"the longest since {length(ages[0])}."
        )
    if proof.excused:
        said.append(_excused(proof))
    said += _moved_out(proof)
    if proof.open_apart:
        others = _listed(counted(proof.open_apart.items()))
        said.append(f"Not counted here, and access is still open: {others}.")
    return " ".join(said)


def _excused(proof: Proof) -> str:
    """Whose removals were excused: nobody counts as without access by that."""
    ages = [age for one in proof.excused if (age := one.excused_after) is not None]
    count = len(proof.excused)
    whose = _people(count) if proof.noun[1] == "leavers" else _cases(count)
    said = f"For {whose} removals were marked not applicable instead"
    if not ages:
        return f"{said}."
    after = "after the end of access"
    if len(ages) < count:
        return f"{said}, for {len(ages):,} of them {after}, up to {length(max(ages))}."
    return f"{said}, {'up to ' if count > 1 else ''}{length(max(ages))} {after}."


def _moved_out(proof: Proof) -> list[str]:
    """Who was taken out of the period after the fact: not without a word."""
    cases = proof.moved_out
    if not cases:
        return []
    late = late_then(sum(one.late for one in cases))
    if len(cases) > 1:
        passed = "after their end of access had passed"
        return [f"{len(cases):,} cases were moved out of this period {passed}; {late}."]
    [one] = cases
    old, new, at = (moment.astimezone(zone_of(one.zone)) for moment in (one.old, one.new, one.at))
    moved = f"from {old:%Y-%m-%d} to {new:%Y-%m-%d} on {at:%Y-%m-%d}, after it had passed"
    return [f"The end of access of {one.number} was moved {moved}; {late}."]


def _who_left(proof: Proof) -> str:
    """Who left, and who is still to leave: not counted as if they had left."""
    count, days = len(proof.leavers), f"from {proof.period.first} to {proof.period.last}"
    coming = proof.still_to_leave
    if proof.noun[1] != "leavers":
        still = f" The moment of {_cases(coming)} is still to come." if coming else ""
        return f"{_listed(proof.parts)} {days}.{still}"
    leave = f"{'leaves' if coming == 1 else 'leave'} {_by_when(proof)}"
    if coming == count:
        return f"{_people(count)} {leave}; no one has left yet."
    more = f"; {coming:,} more {leave}" if coming else ""
    return f"{_people(count - coming)} left {days}{more}."


def _by_when(proof: Proof) -> str:
    """By when those leave who have not yet, in the period's own days."""
    zone = zone_of(proof.period.zone)
    today = proof.now.astimezone(zone).date()
    coming = (one.effective for one in proof.leavers if one.effective > proof.now)
    is_today = all(moment.astimezone(zone).date() == today for moment in coming)
    return "later today" if is_today else f"by {proof.period.last}"


def _lost_all(proof: Proof, count: int) -> str:
    if proof.noun[1] != "leavers":
        return f"All removals are done in {_cases(count)}"
    return f"All removals of {_people(count)} are done"


def method(proof: Proof) -> str:
    """How the figures are made, in words."""
    left_out = []
    if proof.cancelled:
        left_out.append(f"{proof.cancelled:,} cancelled (the person stayed)")
    if proof.to_come:
        left_out.append(f"{proof.to_come:,} whose moment is still to come")
    if proof.excused:
        left_out.append(f"{len(proof.excused):,} with removals that were marked not applicable")
    if proof.without_removal:
        left_out.append(f"{proof.without_removal:,} with nothing to remove")
    said = (
        f"Population: every case of these kinds ({', '.join(map(_words, proof.kinds))}) whose "
        f"end of access lies in the period, days of {proof.period.zone}. Time: from the "
        "end of access to the last finished step that removes access; "
        f"before the moment counts as 0 ({proof.early:,} were early). What removes access is "
        "what the case's checklist called so; changing shared passwords and keys does not. "
        "A late removal is one person's access in one app, or the account at the identity "
        "provider, that ended after the end of access. A late step was finished after its own due "
        "time, or is due and open; steps that remove access are among them. "
        "A wait that Offramp ends is never late. "
    )
    if has_shares(proof):
        said += (
            f"Median and 95 % by nearest rank, over the {proof.noun[1]} of which all access is "
            f"removed; of an app from {FEW} on. "
        )
    else:
        said += f"A median and a 95 % are given from {FEW} finished {proof.noun[1]} on. "
    if left_out:
        said += f"Not measured: {', '.join(left_out)}. "
    if proof.apart:
        said += (
            f"Not in it, as they are other kinds of case: {_listed(counted(proof.apart.items()))}. "
        )
    if not proof.whole:
        said += "Restricted cases that you may not see are not in it. "
    return said.strip()


def drawn(proof: Proof) -> str:
    """How the sample was drawn, so that anyone can draw it again."""
    return (
        f"{len(proof.sample.cases):,} of {len(proof.leavers):,} cases: those with the smallest "
        f"SHA-256 of the seed, a colon and the case number (“{proof.sample.seed}:OFF-0001”)."
    )


def sheets(proof: Proof, integrity: Integrity) -> list[Sheet]:
    """The workbook: summary, apps, controls, late, exceptions, sample, population; and how it
    differs from the audit log, where it does."""
    people = [
        "Case", "Person", "Kind", "Status", "Effective (UTC)", "Last access removed (UTC)",
        "Hours to removal", "Early", "Removal steps", "Removal steps open", "Hours open so far",
        "Late removals", "Steps", "Steps unfinished", "Late steps", "Exceptions",
    ]  # fmt: skip
    notes = [
        "Case", "Person", "App", "Step", "Status", "Due (UTC)", "Finished (UTC)", "Hours late",
        "Who", "Reason", "Removes access",
    ]  # fmt: skip
    noun = proof.noun[1].capitalize()
    late = [
        [*_note(one), _hours(one.late_by(proof.now)), one.who, one.reason, _if_removes(one)]
        for one in proof.late
    ]
    excepted: list[list[Cell]] = [
        [*_note(one), None, one.who, one.reason, _if_removes(one)] for one in proof.exceptions
    ]
    return [
        *(
            [Sheet("DIFFERS FROM THE LOG", [compared(integrity)], _each(integrity.differences))]
            if integrity.differences
            else []
        ),
        Sheet(
            "Summary",
            ["What", "Value"],
            [*_summary(proof), ["Compared with the audit log", compared(integrity)]],
        ),
        Sheet(
            "Apps",
            ["App", noun, "All removed", "Median (hours)", "95 % within (hours)", "Slowest (hours)",
             "Still open", "Late removals", "Steps due", "Late steps", "Always late"],
            [_app(one, proof) for one in proof.apps],
        ),
        Sheet(
            "Controls",
            ["Control", "Steps", "Done", "Not applicable", "Open", "Late", "Done with evidence"],
            [
                [c.control, c.steps, c.done, c.excused, c.unfinished, c.late, c.with_evidence]
                for c in proof.controls
            ],
        ),
        Sheet(
            "Late removals",
            late_removals.HEADER,
            late_removals.as_rows(proof.late_removals),
        ),
        Sheet("Late steps", notes, late),
        Sheet("Exceptions", notes, excepted),
        Sheet("Sample", people, [_person(one, proof) for one in proof.sample.cases]),
        Sheet("Population", people, [_person(one, proof) for one in proof.population]),
    ]  # fmt: skip


def as_json(proof: Proof, integrity: Integrity) -> dict[str, Any]:
    """For the command line; lengths in seconds, moments in ISO 8601, UTC."""
    return {
        "period": {
            "from": proof.period.first.isoformat(),
            "to": proof.period.last.isoformat(),
            "zone": proof.period.zone,
        },
        "kinds": [str(kind) for kind in proof.kinds],
        "at": proof.now.isoformat(),
        "whole": proof.whole,
        "integrity": {
            "entries": integrity.entries,
            "differences": list(integrity.differences),
            "files_read": integrity.files_read,
            "accepted_by": integrity.accepted_by,
        },
        "cases": len(proof.leavers),
        "not_in_it": {str(kind): count for kind, count in proof.apart.items()},
        "cancelled": proof.cancelled,
        "removal": {
            **_spread_json(proof.took),
            "early": proof.early,
            "open": len(proof.open_ages),
            "longest_open_seconds": proof.open_ages[0].total_seconds() if proof.open_ages else None,
            "to_come": proof.to_come,
            "excused": len(proof.excused),
            "nothing_to_remove": proof.without_removal,
        },
        "distribution": [{"within": name, "cases": count} for name, count in distribution(proof)],
        "late_removals": late_removals.as_plain(proof.late_removals),
        "open_not_in_it": {str(kind): count for kind, count in proof.open_apart.items()},
        "steps": {
            "due": proof.due_total,
            "late": proof.late_total,
            "late_that_remove_nothing": proof.late_total - proof.late_removing_total,
            "exceptions": proof.exceptions_total,
        },
        "apps": [
            {
                "app": one.id,
                "name": one.name,
                "cases": one.leavers,
                "removal": {**_spread_json(one.took), "open": one.still_open},
                "late_removals": proof.late_removals.by_app[one.id],
                "due": one.due,
                "late": one.late,
                "always_late": one.is_always_late,
            }
            for one in proof.apps
        ],
        "controls": [
            {
                "control": one.control,
                "steps": one.steps,
                "done": one.done,
                "not_applicable": one.excused,
                "open": one.unfinished,
                "late": one.late,
                "done_with_evidence": one.with_evidence,
            }
            for one in proof.controls
        ],
        "moved_out": [
            {
                "case": one.number,
                "person": one.person,
                "from": one.old.isoformat(),
                "to": one.new.isoformat(),
                "moved_at": one.at.isoformat(),
                "by": one.by,
                "reason": one.why,
                "late_removals": one.late,
            }
            for one in proof.moved_out
        ],
        "late": [_note_json(one, proof.now) for one in proof.late],
        "exceptions": [_note_json(one, proof.now) for one in proof.exceptions],
        "sample": {
            "seed": proof.sample.seed,
            "cases": [one.number for one in proof.sample.cases],
        },
        "population": [_person_json(one, proof) for one in proof.population],
    }


def _each(sentences: Sequence[str]) -> list[list[Cell]]:
    return [[sentence] for sentence in sentences]


def report_data(proof: Proof, by: str, integrity: Integrity) -> dict[str, object]:
    """What ``data/reports/proof.typ`` draws. Everything is text, but the bars' lengths."""
    bars, late_in = distribution(proof), proof.late_removals.by_app
    most = max((count for _name, count in bars), default=0) or 1
    return {
        "title": f"Offboarding, {proof.period}",
        "noun": proof.noun[1].capitalize(),
        "made": f"{proof.now:%Y-%m-%d %H:%M} UTC by {by}",
        "answer": unbroken(answer(proof)),
        "compared": compared(integrity),
        "differences": list(integrity.differences),
        "method": method(proof),
        "figures": [list(map(unbroken, figure)) for figure in figures(proof)],
        "has_shares": has_shares(proof),
        "bars": [
            {"name": name, "count": f"{count:,}", "share": round(100 * count / most, 2)}
            for name, count in bars
        ],
        "apps": [
            [
                one.name + (" (always late)" if one.is_always_late else ""),
                f"{one.leavers:,}",
                *((shown(one.took.median), shown(one.took.p95)) if has_shares(proof) else ()),
                shown(one.took.worst), f"{one.still_open:,}", f"{late_in[one.id]:,}",
                f"{one.late:,} of {one.due:,}",
            ]
            for one in proof.apps
        ],
        "controls": [
            [c.control, *(f"{n:,}" for n in (
                c.steps, c.done, c.excused, c.unfinished, c.late, c.with_evidence
            ))]
            for c in proof.controls
        ],
        "late_removals": late_removals.as_printed(proof.late_removals, MOST_IN_PDF),
        "late_removals_total": f"{len(proof.late_removals.rows):,}",
        "late_removals_answer": late_removals.in_words(
            proof.late_removals, f"From {proof.period.first} to {proof.period.last},"
        ),
        "not_in_it": late_removals.NOT_IN_IT,
        "late": [
            _printed(
                one, length(one.late_by(proof.now)) + (", removal" if one.removes_access else "")
            )
            for one in proof.late[:MOST_IN_PDF]
        ],
        "late_total": f"{proof.late_total:,}",
        "exceptions": [
            _printed(one, one.outcome)
            for one in proof.exceptions[:MOST_IN_PDF]
        ],
        "exceptions_total": f"{proof.exceptions_total:,}",
        "most": str(MOST_IN_PDF),
        "drawn": drawn(proof),
        "sample": [_row(one, proof) for one in proof.sample.cases],
        "population": [_row(one, proof) for one in proof.population],
        "population_count": f"{len(proof.population):,}",
    }  # fmt: skip


def figures(proof: Proof) -> list[tuple[str, str, str]]:
    """The figures that an auditor looks for first: name, value, what it means."""
    shares = [
        ("Median", shown(proof.took.median), "half within this time"),
        ("95 % within", shown(proof.took.p95), "95 of 100 within this time"),
    ]
    return [
        (
            proof.noun[1].capitalize(),
            f"{len(proof.leavers):,}",
            f"{proof.took.count:,} with all access removed"
            + (f", {proof.still_to_leave:,} still to leave" if proof.still_to_leave else ""),
        ),
        *(shares if has_shares(proof) else []),
        ("Slowest", shown(proof.took.worst), "of those with all access removed"),
        ("Still open", f"{len(proof.open_ages):,}", "past the end of access"),
        (
            "Late removals",
            f"{len(proof.late_removals.rows):,}",
            f"of {proof.late_removals.removals:,}, after the end of access",
        ),
        ("Late steps", f"{proof.late_total:,}", f"of {proof.due_total:,} due, {_removing(proof)}"),
    ]


def _removing(proof: Proof) -> str:
    """How many of the late steps are removals: late by their own time, so not the late removals."""
    return f"{proof.late_removing_total:,} of them remove access"


def shown(time: timedelta | None) -> str:
    """A length of time; a dash for none."""
    return "–" if time is None else length(time)


def removed(one: Leaver, now: datetime) -> str:
    """When and how fast a leaver lost access, in a few words."""
    if one.status is CaseStatus.CANCELLED:
        return "stayed"
    if one.took is not None:
        return "early" if one.is_early else length(one.took)
    if one.is_excused:
        after = one.excused_after
        return "not applicable" if after is None else f"not applicable after {length(after)}"
    if not one.removals_open:
        return "nothing to remove"
    open_for = one.open_for(now)
    return f"open for {length(open_for)}" if open_for is not None else "not due yet"


def _row(one: Leaver, proof: Proof) -> list[str]:
    return [
        one.number, one.person, _words(one.kind), _words(one.status),
        local(one.effective, one.zone), removed(one, proof.now),
        f"{proof.late_removals.by_case[one.id]:,}", f"{one.late:,}",
    ]  # fmt: skip


def _words(code: object) -> str:
    """A kind of case, or a status, for people: ``contract end``; JSON keeps its code."""
    return str(code).replace("-", " ").replace("idp", "IdP")


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1])] * (len(parts) > 1) + [*parts[-1:]])


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count:,} cases"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _by(time: timedelta, *, bare: bool = False) -> str:
    """``bare``: the end of access was named just before."""
    if not time:
        return "by the end of access"
    return f"within {length(time)}" + ("" if bare else " of the end of access")


def _printed(one: StepNote, what: str) -> list[str]:
    title = f"{one.app}: {one.title}" if one.app else one.title
    return [one.number, title, what, one.who or "–", one.reason or "–"]


def _summary(proof: Proof) -> list[list[Cell]]:
    return [
        ["Period", str(proof.period)],
        ["Time zone of its days", proof.period.zone],
        ["Kinds", ", ".join(map(_words, proof.kinds))],
        ["Made (UTC)", f"{proof.now:%Y-%m-%d %H:%M}"],
        [proof.noun[1].capitalize(), len(proof.leavers)],
        *_apart(proof),
        ["Cancelled cases", proof.cancelled],
        ["Median hours to the last access removed", _hours(proof.took.median)],
        ["95 % within (hours)", _hours(proof.took.p95)],
        ["Slowest (hours)", _hours(proof.took.worst)],
        ["Measured", proof.took.count],
        ["Early", proof.early],
        ["Still open", len(proof.open_ages)],
        ["Moment still to come", proof.to_come],
        ["Removals marked not applicable instead", len(proof.excused)],
        ["Nothing to remove", proof.without_removal],
        ["Removals whose end of access has come", proof.late_removals.removals],
        ["Late removals", len(proof.late_removals.rows)],
        ["Days of access after leaving", round(proof.late_removals.account_days, 2)],
        *_seats_paid_on(proof),
        ["Apps without a known price", len(proof.late_removals.unpriced)],
        ["What is not in it", late_removals.NOT_IN_IT],
        ["Steps due", proof.due_total],
        ["Late steps", proof.late_total],
        ["Late steps that remove access", proof.late_removing_total],
        ["Moved out of the period after the end of access", len(proof.moved_out)],
        ["Exceptions", proof.exceptions_total],
        ["In short", answer(proof)],
        ["Method", method(proof)],
        ["Sample", drawn(proof)],
        *_distribution(proof),
    ]


def _seats_paid_on(proof: Proof) -> list[list[Cell]]:
    costs = proof.late_removals.costs.items()
    return [[f"Seats paid on ({currency})", amount] for currency, amount in costs]


def _apart(proof: Proof) -> list[list[Cell]]:
    return [[f"Not in it: {_words(kind)}", count] for kind, count in proof.apart.items()]


def _distribution(proof: Proof) -> list[list[Cell]]:
    return [[f"Distribution: {name}", count] for name, count in distribution(proof)]


def _hours(time: timedelta | None) -> float | None:
    return None if time is None else round(time.total_seconds() / 3600, 2)


def _utc(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%d %H:%M}" if at else None


def _app(one: AppProof, proof: Proof) -> list[Cell]:
    return [
        one.name, one.leavers, one.took.count, _hours(one.took.median), _hours(one.took.p95),
        _hours(one.took.worst), one.still_open, proof.late_removals.by_app[one.id], one.due,
        one.late,
        "always" if one.is_always_late else None,
    ]  # fmt: skip


def _person(one: Leaver, proof: Proof) -> list[Cell]:
    return [
        one.number, one.person, _words(one.kind), _words(one.status), _utc(one.effective),
        _utc(one.last_removed_at), _hours(one.took), "early" if one.is_early else None,
        one.removals, one.removals_open, _hours(one.open_for(proof.now)),
        proof.late_removals.by_case[one.id], one.steps, one.unfinished, one.late, one.exceptions,
    ]  # fmt: skip


def _if_removes(one: StepNote) -> str | None:
    return "yes" if one.removes_access else None


def _note(one: StepNote) -> Sequence[Cell]:
    return [
        one.number, one.person, one.app, one.title, _words(one.status), _utc(one.due),
        _utc(one.finished_at),
    ]  # fmt: skip


def _spread_json(found: Spread) -> dict[str, Any]:
    seconds = {
        f"{name}_seconds": None if time is None else time.total_seconds()
        for name, time in (("median", found.median), ("p95", found.p95), ("worst", found.worst))
    }
    return {"measured": found.count, **seconds}


def _note_json(one: StepNote, now: datetime) -> dict[str, Any]:
    return {
        "case": one.number,
        "person": one.person,
        "app": one.app,
        "title": one.title,
        "status": str(one.status),
        "outcome": one.outcome,
        "due": one.due.isoformat(),
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "late_seconds": max(one.late_by(now).total_seconds(), 0.0),
        "removes_access": one.removes_access,
        "who": one.who,
        "reason": one.reason,
    }


def _person_json(one: Leaver, proof: Proof) -> dict[str, Any]:
    took, open_for = one.took, one.open_for(proof.now)
    return {
        "case": one.number,
        "id": one.id,
        "person": one.person,
        "kind": str(one.kind),
        "status": str(one.status),
        "effective": one.effective.isoformat(),
        "last_removed_at": one.last_removed_at.isoformat() if one.last_removed_at else None,
        "seconds": None if took is None else took.total_seconds(),
        "early": one.is_early,
        "open_seconds": None if open_for is None else open_for.total_seconds(),
        "excused_after_seconds": (
            None if one.excused_after is None else one.excused_after.total_seconds()
        ),
        "late_removals": proof.late_removals.by_case[one.id],
        "steps": one.steps,
        "unfinished": one.unfinished,
        "late": one.late,
        "exceptions": one.exceptions,
    }
