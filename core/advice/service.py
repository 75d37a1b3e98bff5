"""The advice room's door: recommendations, drafts of the wizard, decisions."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from core.actor import Actor
from core.advice.answers import NAMES, Answers, read_answers
from core.advice.asking import path
from core.advice.calculator import CalculatorCost
from core.advice.choose import choice
from core.advice.cost import CostEstimator
from core.advice.flips import flips
from core.advice.frozen import again, known_plain
from core.advice.known import check_answers, known_of
from core.advice.models import AdviceDraft, Decision, DecisionStatus, OptionId
from core.advice.questions import ANSWERED, Given, Known, fill_in, shipped_questions
from core.advice.recommend import recommend
from core.advice.records import check_decision, decision_row, draft_view, view
from core.advice.ruled_out import ruled_out
from core.advice.rules import shipped
from core.advice.set_up import SetUp
from core.advice.situation import Situation
from core.advice.staleness import changes
from core.advice.values import (
    Advice,
    DecisionView,
    DraftView,
    NewDecision,
    StackAdvice,
)
from core.audit import service as audit
from core.catalog import service as catalog
from core.catalog.models import SetupGuide, Source
from core.catalog.service import Reading
from core.catalog.snapshot import AppEntry, Snapshot
from core.cost import service as cost
from core.cost.scenario import Scenario
from core.errors import Conflict, Invalid, NotFound
from core.identity.rights import Action, require
from core.stack import service as stack


def advise(
    session: Session,
    actor: Actor,
    reading: Reading,
    app: str,
    given: Mapping[str, Any],
    estimator: CostEstimator | None = None,
) -> Advice:
    """The recommendation for an app, by any of its names, with what would change it.

    ``given``: answers by question; what is missing comes from the stack, the organisation or the
    question's default. Raises :class:`NotFound` for an unknown app, :class:`Invalid` at the field
    of an answer that cannot be.
    """
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    entry = catalog.find_app(session, actor, reading, app)
    filled = _filled(session, actor, whole, entry, given)
    situation = Situation.of(entry, whole.idps, filled.answers)
    estimator = estimator or CalculatorCost(
        lambda said: cost.estimate(session, actor, reading, entry.id, said), "P10 to P90"
    )
    set_up = _set_up(session, entry.id, whole.idps, filled.answers.idps or ())
    return Advice(
        recommend(situation, shipped(), estimator, set_up),
        filled,
        flips(situation, filled, shipped()),
        path(situation, shipped_questions(), shipped()),
    )


def ruled_out_for(
    session: Session, actor: Actor, reading: Reading, scenario: Scenario
) -> Mapping[OptionId, str]:
    """Options that the facts alone rule out for a scenario's app, each with the reason.

    Raises as :func:`advise` does; nothing is ruled out where a scenario is about no app.
    """
    require(actor, Action.ADVICE_READ)
    if scenario.app is None:
        return {}
    whole = catalog.catalog(session, actor, reading)
    entry = catalog.find_app(session, actor, reading, scenario.app)
    plan = cost.current_plan(session, actor, reading, scenario)
    given = {"current_plan": plan, "idps": list(scenario.idps) or None}
    filled = _filled(
        session, actor, whole, entry, {k: v for k, v in given.items() if v is not None}
    )
    return ruled_out(Situation.of(entry, whole.idps, filled.answers), shipped())


def questions_for(
    session: Session, actor: Actor, reading: Reading, app: str, given: Mapping[str, Any]
) -> tuple[tuple[str, ...], Given]:
    """The questions that these answers lead to, and all answers with their origins."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    entry = catalog.find_app(session, actor, reading, app)
    filled = _filled(session, actor, whole, entry, given)
    situation = Situation.of(entry, whole.idps, filled.answers)
    return path(situation, shipped_questions(), shipped()), filled


def _filled(
    session: Session, actor: Actor, whole: Snapshot, app: AppEntry, given: Mapping[str, Any]
) -> Given:
    check_answers(given, app, whole.idps)
    known = known_of(stack.organisation(session, actor), stack.entry(session, actor, app.id))
    return fill_in(given, known)


def _set_up(
    session: Session, app: str, names: Mapping[str, str], ours: Sequence[str]
) -> list[SetUp]:
    rows = session.exec(
        select(SetupGuide, Source.publisher)
        .join(Source)
        .where(SetupGuide.app_id == app, col(SetupGuide.idp_id).in_(ours))
        .order_by(col(SetupGuide.id))
    )
    return [
        SetUp(row.idp_id, names[row.idp_id], row.how, row.place, row.note, row.docs, publisher)
        for row, publisher in rows
    ]


def start_draft(
    session: Session,
    actor: Actor,
    reading: Reading,
    app: str,
    answers: Mapping[str, Any] | None = None,
    *,
    replaces: int | None = None,
) -> DraftView:
    """Begin a run of the wizard; its id is the link that resumes it."""
    require(actor, Action.ADVICE_DRAFT)
    entry = catalog.find_app(session, actor, reading, app)
    draft = AdviceDraft(
        id=secrets.token_urlsafe(9),
        app_id=entry.id,
        app_name=entry.name,
        answers=dict(answers or {}),
        replaces=replaces,
        updated_at=datetime.now(UTC),
        updated_by=actor.name,
    )
    session.add(draft)
    session.flush()
    audit.record(
        session,
        actor,
        "advice.start",
        f"draft:{draft.id}",
        after={"app": entry.id, **draft.answers},
    )
    return draft_view(draft, app_exists=True)


def draft(session: Session, actor: Actor, reading: Reading, draft_id: str) -> DraftView:
    """A run of the wizard; raises :class:`NotFound` for a link that leads nowhere."""
    require(actor, Action.ADVICE_READ)
    row = session.get(AdviceDraft, draft_id)
    if row is None:
        raise NotFound("This link leads to no draft.", hint="Start the wizard again.")
    entry = catalog.catalog(session, actor, reading).apps.get(row.app_id)
    return draft_view(row, app_exists=entry is not None and not entry.withdrawn)


def drafts(session: Session, actor: Actor) -> list[DraftView]:
    """Runs that have not led to a decision, the newest first."""
    require(actor, Action.ADVICE_READ)
    rows = session.exec(
        select(AdviceDraft)
        .where(col(AdviceDraft.decision_id).is_(None))
        .order_by(col(AdviceDraft.updated_at).desc())
        .limit(50)
    )
    return [draft_view(row, app_exists=True) for row in rows]


def save_draft(
    session: Session, actor: Actor, draft_id: str, answers: Mapping[str, Any], version: int
) -> int:
    """Store answers; the new version. Raises :class:`Conflict` when somebody else did meanwhile."""
    require(actor, Action.ADVICE_DRAFT)
    row = session.get(AdviceDraft, draft_id)
    if row is None:
        raise NotFound("This draft is gone.", hint="Start the wizard again.")
    for name in answers:
        if name not in NAMES:
            raise Invalid(f"There is no question {name!r}.", field=name)
    if row.version != version:
        raise Conflict(
            f"{row.updated_by} answered in this draft at {row.updated_at:%Y-%m-%d %H:%M} UTC.",
            hint="Your answer was not saved. Reload to go on from theirs.",
        )
    before = row.answers
    if before == dict(answers):
        return row.version
    row.answers, row.version = dict(answers), row.version + 1
    row.updated_at, row.updated_by = datetime.now(UTC), actor.name
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "advice.answer", f"draft:{draft_id}", before=before, after=row.answers
    )
    return row.version


def decide(
    session: Session, actor: Actor, reading: Reading, draft_id: str, new: NewDecision
) -> int:
    """Accept or overrule what a draft's answers lead to; the decision's number.

    Raises :class:`Invalid` where an overruling has no reason or the choice is not possible here.
    """
    require(actor, Action.ADVICE_DECIDE)
    row = session.get(AdviceDraft, draft_id)
    if row is None:
        raise NotFound("This draft is gone.", hint="Start the wizard again.")
    if row.decision_id is not None:
        raise Conflict(f"This draft has become decision {row.decision_id} already.")
    advice = advise(session, actor, reading, row.app_id, row.answers)
    check_decision(advice.recommendation, new, reading.today)
    known = known_of(stack.organisation(session, actor), stack.entry(session, actor, row.app_id))
    decision = decision_row(actor, advice, new, known, row.replaces or new.supersedes)
    session.add(decision)
    session.flush()
    assert decision.id is not None
    row.decision_id = decision.id
    session.add(row)
    if decision.status is DecisionStatus.ACCEPTED:
        _supersede_others(session, actor, decision)
    audit.record(
        session,
        actor,
        Action.ADVICE_DECIDE,
        f"decision:{decision.id}",
        after={
            "app": decision.app_id,
            "choice": decision.choice,
            "status": decision.status,
            "recommended": decision.recommended,
            "reason": decision.reason,
        },
    )
    return decision.id


def _supersede_others(session: Session, actor: Actor, decision: Decision) -> None:
    """An accepted decision replaces what stood for the app; both say so."""
    rows = session.exec(
        select(Decision).where(
            Decision.app_id == decision.app_id,
            Decision.id != decision.id,
            Decision.status != DecisionStatus.SUPERSEDED,
        )
    )
    for other in rows.all():
        accepted = other.status is DecisionStatus.ACCEPTED
        if not accepted and other.id != decision.supersedes:
            continue
        before = {"status": other.status}
        other.status, other.superseded_by = DecisionStatus.SUPERSEDED, decision.id
        other.version += 1
        decision.supersedes = decision.supersedes or other.id
        session.add_all([other, decision])
        audit.record(
            session,
            actor,
            "advice.supersede",
            f"decision:{other.id}",
            before=before,
            after={"status": other.status, "superseded_by": decision.id},
        )


def accept(session: Session, actor: Actor, decision_id: int, version: int) -> None:
    """Accept a proposed decision; raises :class:`Conflict` where it is not open any more."""
    require(actor, Action.ADVICE_DECIDE)
    row = _row(session, decision_id)
    if row.version != version or row.status is not DecisionStatus.PROPOSED:
        raise Conflict(
            f"This decision is {row.status} by now.", hint="Reload and look at it again."
        )
    row.status, row.version = DecisionStatus.ACCEPTED, row.version + 1
    row.decided_by, row.decided_at = actor.name, datetime.now(UTC)
    session.add(row)
    _supersede_others(session, actor, row)
    audit.record(
        session,
        actor,
        "advice.accept",
        f"decision:{decision_id}",
        before={"status": DecisionStatus.PROPOSED},
        after={"status": row.status},
    )


def decisions(session: Session, actor: Actor, reading: Reading) -> list[DecisionView]:
    """All decisions, the newest first, each with what changed under it."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    rows = session.exec(select(Decision).order_by(col(Decision.id).desc()))
    return [view(row, _changes(session, actor, whole, row)) for row in rows.all()]


def decision(session: Session, actor: Actor, reading: Reading, decision_id: int) -> DecisionView:
    """One decision; raises :class:`NotFound`."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    row = _row(session, decision_id)
    return view(row, _changes(session, actor, whole, row))


def run_again(session: Session, actor: Actor, reading: Reading, decision_id: int) -> DraftView:
    """A draft with the decision's answers that is to supersede it."""
    require(actor, Action.ADVICE_DRAFT)
    row = _row(session, decision_id)
    said = {k: v["value"] for k, v in row.answers.items() if v["origin"] == ANSWERED}
    known = known_of(stack.organisation(session, actor), stack.entry(session, actor, row.app_id))
    for name, value in known_plain(known).items():
        # What the stack says newly takes the place of what was answered before.
        if value and value != row.frozen["known"][name]:
            said.pop(name, None)
    return start_draft(session, actor, reading, row.app_id, said, replaces=row.id)


def accepted_option(session: Session, actor: Actor, app_id: str) -> OptionId | None:
    """How it was decided to run an app's accounts: the latest accepted decision's choice."""
    require(actor, Action.ADVICE_READ)
    found = session.exec(
        select(Decision.choice)
        .where(Decision.app_id == app_id, Decision.status == DecisionStatus.ACCEPTED)
        .order_by(col(Decision.id).desc())
    ).first()
    return OptionId(found) if found else None


def accepted_options(session: Session, actor: Actor) -> dict[str, OptionId]:
    """App → how it was decided to run its accounts: each app's latest accepted decision."""
    require(actor, Action.ADVICE_READ)
    rows = session.exec(
        select(Decision.app_id, Decision.choice)
        .where(Decision.status == DecisionStatus.ACCEPTED)
        .order_by(col(Decision.id))
    )
    return {app: OptionId(choice) for app, choice in rows}


def advise_stack(
    session: Session,
    actor: Actor,
    reading: Reading,
    shared: Mapping[str, Any],
    progress: Callable[[int, int], None] | None = None,
) -> list[StackAdvice]:
    """The recommendation for every app of the stack, what to do first at the top.

    ``shared``: answers that hold for all apps; plan and seats come from the stack. First comes
    what exposes most today and can be bettered most. ``progress`` is told how many apps are done.
    """
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    organisation = stack.organisation(session, actor)
    by_hand = shipped().options[OptionId.MANUAL_CHECKLIST].leftover[-1].hours
    standing = {
        app: (number, OptionId(choice))
        for app, number, choice in session.exec(
            select(Decision.app_id, Decision.id, Decision.choice)
            .where(Decision.status == DecisionStatus.ACCEPTED)
            .order_by(col(Decision.id))
        )
    }
    found = []
    entries = stack.entries(session, actor)
    estimates = cost.estimates_of_stack(session, actor, reading)
    for number, used in enumerate(entries, start=1):
        entry = whole.apps[used.app]
        given = fill_in(shared, known_of(organisation, used))
        situation = Situation.of(entry, whole.idps, given.answers)
        calculator = CalculatorCost(partial(estimates, used.app), "likely values")
        advice = recommend(situation, shipped(), calculator)
        leavers = given.answers.leavers_per_year
        decision, decided = standing.get(used.app, (None, None))
        found.append(
            StackAdvice(
                used.app,
                used.name,
                used.fields.owner,
                advice,
                decision,
                decided,
                leavers * advice.first.leftover_access_hours,
                leavers * by_hand,
            )
        )
        if progress is not None:
            progress(number, len(entries))
    return sorted(found, key=lambda one: (one.exposure_hours - one.exposure_today, one.name))


def choices_for_stack(
    session: Session, actor: Actor, reading: Reading, shared: Mapping[str, Any]
) -> dict[str, OptionId]:
    """App id → the option that comes first, without costs and sentences."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    organisation = stack.organisation(session, actor)
    found = {}
    for used in stack.entries(session, actor):
        given = fill_in(shared, known_of(organisation, used))
        situation = Situation.of(whole.apps[used.app], whole.idps, given.answers)
        first = choice(shipped(), situation.values)
        if first is not None:
            found[used.app] = first
    return found


def check_shared(given: Mapping[str, Any]) -> None:
    """Raise :class:`Invalid` unless these answers can hold for all apps."""
    read_answers(given, fill_in({}, Known()).answers)


def _row(session: Session, decision_id: int) -> Decision:
    row = session.get(Decision, decision_id)
    if row is None:
        raise NotFound(f"There is no decision {decision_id}.", field="decision")
    return row


def _changes(session: Session, actor: Actor, whole: Snapshot, row: Decision) -> tuple[str, ...]:
    if row.status is DecisionStatus.SUPERSEDED:
        return ()
    entry = whole.apps.get(row.app_id)
    if entry is None or entry.withdrawn:
        return ("The app is no longer in the catalogue.",)
    known = known_of(stack.organisation(session, actor), stack.entry(session, actor, row.app_id))
    answers = {name: one["value"] for name, one in row.answers.items()}
    situation = Situation.of(entry, whole.idps, read_answers(answers, Answers()))
    now = again(row.frozen, situation, known)
    return tuple(changes(row.frozen, now, row.answers, whole.idps))
