"""Proof of a period out of the database: sums are made there, not of half a million rows here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, SQLModel

from core.actor import Actor
from core.audit import service as audit
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.config import settings
from core.errors import Invalid
from core.offboarding.cases.integrity import Integrity
from core.offboarding.cases.moment import WAS_MOVED, why_moved
from core.offboarding.deadline import FINISHED, zone_of
from core.offboarding.models import (
    IS_UNFINISHED,
    UNFINISHED,
    CaseKind,
    CaseStatus,
    StepKind,
    StepStatus,
)
from core.offboarding.progress.moves import Moves, in_hindsight, moved_from, moves
from core.offboarding.proof import export
from core.offboarding.proof.late_removals import LateRemovals, late_removals
from core.offboarding.proof.leaver import Counts, Leaver
from core.offboarding.proof.period import (
    KINDS,
    ControlProof,
    MovedOut,
    Period,
    Proof,
    StepNote,
    apps_of,
    draw,
)
from core.offboarding.rows import app_names, insistence
from core.offboarding.steps.step_sql import access_left, late, overdue
from core.offboarding.visibility import OVERSEERS, visible
from core.reports.pdf import render_pdf
from core.reports.spreadsheet import to_xlsx
from core.rights import Action, require
from core.signatures.carriers import signed_pdf
from core.signatures.keys import grouped
from core.signatures.statement import Kind, Statement
from core.stack import service as stack

MOST_NOTES = 200
"""So many late steps, and as many exceptions, are shown; exports have them all."""
MOST_SAMPLED = 500
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2200, 1, 1)
"""Beyond all cases; further out a day has no moment in UTC."""

_STEP = SQLModel.metadata.tables["offboarding_step"].c
_CASE = SQLModel.metadata.tables["offboarding_case"].c
_EVIDENCE = SQLModel.metadata.tables["offboarding_evidence"].c
_APPLIES = _STEP.status.in_([*UNFINISHED, StepStatus.DONE])
_WAS_CUT_SHORT = and_(
    _STEP.kind == StepKind.WAIT,
    _STEP.status == StepStatus.DONE,
    _STEP.finished_at < _STEP.due_at,
)
_IS_EXCEPTION = or_(
    _STEP.status.in_([StepStatus.NOT_APPLICABLE, StepStatus.BLOCKED]), _WAS_CUT_SHORT
)
_WAS_CLOSED_DESPITE = and_(_CASE.status == CaseStatus.CLOSED, _CASE.insisted.is_not(None))
_COUNTED = _STEP.status != StepStatus.CANCELLED

ByApp = dict[str, dict[int, Counts]]


def period_proof(
    session: Session,
    actor: Actor,
    period: Period,
    kinds: Sequence[CaseKind],
    *,
    now: datetime,
    sample: int,
    seed: str,
    every_note: bool = False,
) -> Proof:
    """Everything about the cases whose effective moment lies in the period.

    ``sample`` cases are drawn with ``seed``. ``every_note``: late steps and exceptions without
    limit, for an export. Raises :class:`Invalid` for a period that ends before it begins.
    """
    require(actor, Action.CASE_EXPORT)
    if period.last < period.first:
        raise Invalid("The period ends before it begins.", field="to")
    if not 0 <= sample <= MOST_SAMPLED:
        raise Invalid(f"A sample has up to {MOST_SAMPLED} cases.", field="sample")
    chosen = and_(_in_period(period), _CASE.kind.in_(kinds), visible(session, actor))
    real = and_(chosen, _CASE.status != CaseStatus.CANCELLED)
    moved = moves(session)
    out = _moved_out(session, actor, period, kinds, moved)
    population, by_app, own = _population(session, chosen, now, moved)
    names = app_names(session, by_app)
    effective = {one.id: one.effective for one in population}
    leavers = [one for one in population if one.status is not CaseStatus.CANCELLED]
    most = None if every_note else MOST_NOTES
    late_cases = _first({one.id: one.late for one in leavers}, most)
    excepted_cases = _first({one.id: one.exceptions for one in leavers}, most)
    return Proof(
        period=period,
        kinds=tuple(kinds),
        now=now,
        whole=actor.role in OVERSEERS,
        apart=_apart(session, actor, period, kinds),
        open_apart=_apart(session, actor, period, kinds, access_left(now)),
        population=tuple(population),
        apps=apps_of(by_app, effective, names),
        controls=_controls(session, real, now),
        late=_notes(session, late_cases, late(now), names)[:most],
        moved_out=out,
        exceptions=(
            *(one.note for one in out),
            *_closed_despite(session, real),
            *_moved(leavers, moved),
            *_notes(session, excepted_cases, _IS_EXCEPTION, names),
        )[:most],
        sample=draw(leavers, sample, seed),
        late_removals=_late_removals(session, actor, leavers, by_app, own, names, now, moved),
    )


def _late_removals(
    session: Session,
    actor: Actor,
    leavers: Sequence[Leaver],
    by_app: ByApp,
    own: Mapping[int, Counts],
    names: Mapping[str, str],
    now: datetime,
    moved: Collection[int],
) -> LateRemovals:
    """``own``: case → the sums of what is in no app."""
    who = {one.id: one for one in leavers}
    places = [(who[case], None, counts) for case, counts in own.items() if case in who]
    of_apps = [
        (who[case], app, counts)
        for app, cases in by_app.items()
        for case, counts in cases.items()
        if case in who
    ]
    reading = Reading(now.date(), settings().stale_after_days)
    # How an app is billed is asked of the whole catalogue: not where nobody pays for any of them.
    ours = stack.app_ids(stack.entries(session, actor)).intersection(by_app)
    apps = catalog.catalog(session, actor, reading).apps if ours else {}
    prices = stack.seat_prices(session, actor, apps)
    return late_removals([*places, *of_apps], prices, names, now, moved)


def default_seed(period: Period) -> str:
    """A seed that nobody chose: the period itself."""
    return f"{period.first}/{period.last}"


def proof_file(proof: Proof, form: str, statement: Statement, integrity: Integrity) -> bytes:
    """The proof as ``xlsx`` or as signed ``pdf``; the statement is that of its recorded export."""
    if form == "xlsx":
        return to_xlsx(export.sheets(proof, integrity))
    key = grouped(statement.keys[-1].key)
    drawn = render_pdf("proof", export.report_data(proof, statement.by, integrity) | {"key": key})
    return signed_pdf(drawn, partial(audit.signed, statement))


def record_proof_export(
    session: Session, actor: Actor, proof: Proof, form: str, integrity: Integrity
) -> Statement:
    """Record that a period's proof is exported; what its signature says.

    ``integrity`` is of :func:`check_all_cases`. Raises :class:`NotAsLogged` when something that the
    proof is made from is not what the log says.
    """
    require(actor, Action.CASE_EXPORT)
    integrity.refuse_differences()
    keys = audit.keep_keys(session)
    audit.record(
        session,
        actor,
        Action.CASE_EXPORT,
        f"proof:{proof.period.first}/{proof.period.last}",
        after={
            "form": form,
            "cases": len(proof.population),
            "kinds": [str(kind) for kind in proof.kinds],
            "sample": len(proof.sample.cases),
            "seed": proof.sample.seed,
        },
    )
    head = audit.head(session)
    return Statement(
        Kind.PROOF, str(proof.period), proof.now, actor.name, head.count, head.hash, keys
    )


def _apart(
    session: Session,
    actor: Actor,
    period: Period,
    kinds: Sequence[CaseKind],
    which: ColumnElement[bool] | None = None,
) -> dict[CaseKind, int]:
    """Kind → cases of the period that are not of these kinds; only those that are ``which``."""
    others = [kind for kind in KINDS if kind not in kinds]
    query = (
        select_columns(_CASE.kind, func.count())
        .where(
            _in_period(period),
            _CASE.kind.in_(others),
            _CASE.status != CaseStatus.CANCELLED,
            visible(session, actor),
            *([] if which is None else [which]),
        )
        .group_by(_CASE.kind)
    )
    found: dict[CaseKind, int] = {row[0]: row[1] for row in session.execute(query)}
    return {kind: found[kind] for kind in others if kind in found}


def _in_period(period: Period) -> ColumnElement[bool]:
    begin, end = _ends(period)
    return and_(_CASE.effective_at >= begin, _CASE.effective_at < end)


def _ends(period: Period) -> tuple[datetime, datetime]:
    """The first moment of the period, and the first one after it."""
    last = min(period.last, _LAST_DAY) + timedelta(days=1)
    return _midnight(period.first, period.zone), _midnight(last, period.zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(max(day, _FIRST_DAY), time(), zone_of(zone))


def _can_be_late(now: datetime) -> ColumnElement[bool]:
    return and_(_STEP.kind != StepKind.WAIT, or_(_STEP.status.in_(FINISHED), overdue(now)))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _population(
    session: Session, chosen: ColumnElement[bool], now: datetime, moved: Moves
) -> tuple[list[Leaver], ByApp, dict[int, Counts]]:
    """The cases with their sums; app → case → sums, of those that were not cancelled; and case →
    sums of what is in no app."""
    removes = and_(_STEP.removes_access, _APPLIES)
    removed = and_(_STEP.removes_access, _STEP.status == StepStatus.DONE)
    excused = and_(_STEP.removes_access, _STEP.status == StepStatus.NOT_APPLICABLE)
    sums = (
        select_columns(
            _STEP.case_id,
            _STEP.app_id,
            _how_many(_COUNTED),
            _how_many(_STEP.status.in_(UNFINISHED)),
            _how_many(removes),
            _how_many(and_(removes, _STEP.status.in_(UNFINISHED))),
            func.max(_STEP.finished_at).filter(removed),
            _how_many(_can_be_late(now)),
            _how_many(late(now)),
            _how_many(_IS_EXCEPTION),
            _how_many(and_(_STEP.removes_access, _can_be_late(now))),
            _how_many(and_(_STEP.removes_access, late(now))),
            _how_many(excused),
            func.max(_STEP.finished_at).filter(excused),
            _how_many(and_(removes, late(now))),
        )
        .where(_STEP.case_id.in_(select_columns(_CASE.id).where(chosen)))
        .group_by(_STEP.case_id, _STEP.app_id)
    )
    by_case: dict[int, list[Counts]] = {}
    by_app: ByApp = {}
    own: dict[int, Counts] = {}
    for case_id, app, *figures in session.execute(sums):
        counts = Counts(*figures)
        by_case.setdefault(case_id, []).append(counts)
        if app and counts.steps:
            by_app.setdefault(app, {})[case_id] = counts
        elif counts.steps:
            own[case_id] = counts
    population = []
    people = select_columns(
        _CASE.id, _CASE.person, _CASE.kind, _CASE.status, _CASE.effective_at, _CASE.time_zone,
        _WAS_CLOSED_DESPITE.label("closed_despite"),
    )  # fmt: skip
    cancelled = set()
    for row in session.execute(people.where(chosen).order_by(_CASE.effective_at, _CASE.id)):
        told = bool(row.closed_despite) + len(moved.get(row.id, ()))
        population.append(_leaver(row, by_case.get(row.id, []), told))
        if row.status is CaseStatus.CANCELLED:
            cancelled.add(row.id)
    if cancelled:
        by_app = {
            app: {one: counts for one, counts in cases.items() if one not in cancelled}
            for app, cases in by_app.items()
        }
    return population, {app: cases for app, cases in by_app.items() if cases}, own


def _leaver(row: Any, parts: Sequence[Counts], of_case: int) -> Leaver:
    """``of_case``: how many exceptions are the case's own, no step's."""
    return Leaver(
        id=row.id,
        person=row.person,
        kind=row.kind,
        status=row.status,
        effective=row.effective_at,
        zone=row.time_zone,
        steps=sum(one.steps for one in parts),
        unfinished=sum(one.unfinished for one in parts),
        removals=sum(one.removals for one in parts),
        removals_open=sum(one.removals_open for one in parts),
        last_removed_at=max(
            (one.last_removed_at for one in parts if one.last_removed_at), default=None
        ),
        due=sum(one.due for one in parts),
        late=sum(one.late for one in parts),
        exceptions=sum(one.exceptions for one in parts) + of_case,
        removals_due=sum(one.removals_due for one in parts),
        removals_late=sum(one.removals_late for one in parts),
        removals_excused=sum(one.removals_excused for one in parts),
        last_excused_at=max(
            (one.last_excused_at for one in parts if one.last_excused_at), default=None
        ),
    )


def _controls(
    session: Session, real: ColumnElement[bool], now: datetime
) -> tuple[ControlProof, ...]:
    done = _STEP.status == StepStatus.DONE
    sums = (
        select_columns(
            _STEP.controls,
            func.count(),
            _how_many(done),
            _how_many(_STEP.status == StepStatus.NOT_APPLICABLE),
            _how_many(_STEP.status.in_(UNFINISHED)),
            _how_many(late(now)),
            _how_many(and_(done, _STEP.id.in_(select_columns(_EVIDENCE.step_id)))),
        )
        .where(_STEP.case_id.in_(select_columns(_CASE.id).where(real)), _COUNTED)
        .group_by(_STEP.controls)
    )
    found: dict[str, list[int]] = {}
    # Few distinct lists of controls are shared by many steps: they come from the checklists.
    for controls, *figures in session.execute(sums):
        for name in controls:
            so_far = found.setdefault(name, [0] * len(figures))
            found[name] = [one + more for one, more in zip(so_far, figures, strict=True)]
    return tuple(ControlProof(name, *found[name]) for name in sorted(found))


def _first(counts: Mapping[int, int], most: int | None) -> list[int]:
    """The first cases that have so many of them together; every one that has any, without."""
    found, total = [], 0
    for one, count in counts.items():
        if count and (most is None or total < most):
            found.append(one)
            total += count
    return found


def _closed_despite(session: Session, real: ColumnElement[bool]) -> list[StepNote]:
    """Cases that were closed against what stood against it, with what and why."""
    columns = (_CASE.id, _CASE.person, _CASE.effective_at, _CASE.time_zone)
    query = select_columns(*columns, _CASE.ended_at, _CASE.ended_by, _CASE.insisted)
    rows = session.execute(query.where(real, _WAS_CLOSED_DESPITE).order_by(_CASE.id))
    found = []
    for row in rows:
        despite = insistence(row.insisted)
        if despite is None:
            continue
        found.append(
            StepNote(
                row.id, row.person, None, "The case was closed despite a warning",
                StepStatus.DONE, row.effective_at, row.ended_at, row.ended_by, despite.sentence,
                row.time_zone, became="closed despite that",
            )
        )  # fmt: skip
    return found


def _moved_out(
    session: Session,
    actor: Actor,
    period: Period,
    kinds: Sequence[CaseKind],
    found: Moves,
) -> tuple[MovedOut, ...]:
    """Cases of these kinds that lay in the period, and were moved out of it after their moment."""
    left: dict[int, tuple[datetime, datetime, audit.EntryView]] = {}
    begin, end = _ends(period)
    for case, entries in found.items():
        was_in = [each for each in in_hindsight(entries) if begin <= each[0] < end]
        if was_in:
            left[case] = was_in[0]
    if not left:
        return ()
    columns = (_CASE.id, _CASE.person, _CASE.effective_at, _CASE.time_zone)
    query = select_columns(*columns).where(
        _CASE.id.in_(left), _CASE.kind.in_(kinds), not_(_in_period(period)), visible(session, actor)
    )
    cases = []
    for case, person, new, zone in session.execute(query.order_by(_CASE.id)):
        old, at, entry = left[case]
        open_then = or_(IS_UNFINISHED, _STEP.finished_at > old)
        place = func.coalesce(_STEP.app_id, "")
        places = select_columns(func.count(place.distinct())).where(
            _STEP.case_id == case, _STEP.removes_access, open_then
        )
        why = (entry.after or {}).get("reason")
        late = session.execute(places).scalar_one()
        cases.append(MovedOut(case, person, old, new, zone, at, entry.actor_name, why, late))
    return tuple(cases)


def _moved(leavers: Sequence[Leaver], moves: Moves) -> list[StepNote]:
    """Cases whose effective moment was moved: from when to when, by whom and why."""
    found = []
    for one in leavers:
        for entry in moves.get(one.id, ()):
            moment = moved_from(entry.before, entry.after)
            if moment is None:
                continue
            at = entry.at if isinstance(entry.at, datetime) else None
            why = why_moved(moment, entry.after.get("reason"), one.zone)
            found.append(
                StepNote(
                    one.id, one.person, None, WAS_MOVED, StepStatus.DONE, one.effective, at,
                    entry.actor_name, why, one.zone, became="moment moved",
                )
            )  # fmt: skip
    return found


def _notes(
    session: Session, cases: Sequence[int], condition: ColumnElement[bool], names: Mapping[str, str]
) -> tuple[StepNote, ...]:
    query = (
        select_columns(
            _CASE.id,
            _CASE.person,
            _STEP.app_id,
            _STEP.title,
            _STEP.status,
            _STEP.due_at,
            _STEP.finished_at,
            func.coalesce(_STEP.finished_by, _STEP.started_by, _STEP.owner),
            _STEP.reason,
            _CASE.time_zone,
            _STEP.removes_access,
            _STEP.id,
        )
        .join_from(_STEP.id.table, _CASE.id.table, _CASE.id == _STEP.case_id)
        .order_by(_CASE.effective_at, _CASE.id, _STEP.position)
    )
    found: list[StepNote] = []
    said = _comments(session) if cases else {}
    # In parts: a statement takes only so many values.
    for first in range(0, len(cases), 1000):
        part = _CASE.id.in_(cases[first : first + 1000])
        for row in session.execute(query.where(part, condition)):
            *facts, step = row
            note = StepNote(*facts)
            app = names.get(note.app, note.app) if note.app else None
            reason = note.reason or said.get((note.case, step)) or _of_case(said, note.case)
            found.append(replace(note, app=app, reason=reason))
    return tuple(found)


Said = Mapping[tuple[int, int | None], str]


def _comments(session: Session) -> Said:
    """Case and step → the last comment on it; ``None``: on the case as a whole.

    Why something was late is often said there, and not with “done”.
    """
    found: dict[tuple[int, int | None], str] = {}
    for entry in audit.deeds(session, "case.comment"):
        number, told = entry.object.removeprefix("case:"), entry.after or {}
        if number.isdecimal() and told.get("text"):
            found[int(number), told.get("step")] = str(told["text"])
    return found


def _of_case(said: Said, case: int) -> str | None:
    text = said.get((case, None))
    return f"On the case: {text}" if text else None
