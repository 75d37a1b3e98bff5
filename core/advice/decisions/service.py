"""Decisions: made, accepted, superseded, looked at against today's facts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.advice.decisions.drafts import start_draft
from core.advice.decisions.frozen_facts import again, known_plain
from core.advice.decisions.records import check_decision, decision_row, view
from core.advice.decisions.staleness import changes
from core.advice.models import AdviceDraft, Decision, DecisionStatus
from core.advice.recommendation.service import advise, known_here
from core.advice.recommendation.values import (
    DecisionName,
    DecisionView,
    DraftView,
    NewDecision,
)
from core.advice.recommendation.wording import contested_words
from core.advice.situation.answers import Answers, read_answers
from core.advice.situation.known_answers import here_of, known_of, plans_of
from core.advice.situation.questions import ANSWERED
from core.advice.situation.situation import Situation
from core.advice.standing_answers import StandingAnswers, standing_answers
from core.audit import service as audit
from core.catalog import service as catalog
from core.catalog.values import Reading, Snapshot
from core.cost.values import OptionId
from core.errors import Conflict, NotFound
from core.rights import Action, require
from core.stack import service as stack
from core.stack.values import OrganisationView, StackEntry
from core.storage.database import once
from core.storage.quota import Quota

DECISIONS = Quota(500, "decisions about one app", "Change the current decision.")


def decide(
    session: Session, actor: Actor, reading: Reading, draft_id: str, new: NewDecision
) -> int:
    """Accept or overrule what a draft's answers lead to; the decision's number.

    Raises :class:`Invalid` where an overruling has no reason or the choice is not possible here.
    """
    require(actor, Action.ADVICE_DECIDE)
    row = session.get(AdviceDraft, draft_id)
    if row is None:
        raise NotFound("This draft no longer exists.", hint="Start the recommendation again.")
    if row.decision_id is not None:
        return _decided_already(session, actor, row.decision_id, new)
    advice = advise(session, actor, reading, row.app_id, row.answers)
    check_decision(advice.recommendation, new, reading.today)
    known = known_here(session, actor, row.app_id)
    DECISIONS.leave_room(session, Decision, col(Decision.app_id) == row.app_id)
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


def _decided_already(session: Session, actor: Actor, number: int, new: NewDecision) -> int:
    """A second click decides what the first one did; anything else is a conflict."""
    made = _row(session, number)
    if (made.choice, made.decided_by, made.status) == (new.choice, actor.name, new.status):
        return number
    raise Conflict(f"This draft has become decision {number} already.")


def accept_as_shown(
    session: Session,
    actor: Actor,
    reading: Reading,
    shown: Mapping[str, OptionId],
    review_on: date,
) -> list[int]:
    """Decide on apps as it was recommended to the person, all or none: the decisions' numbers.

    ``shown``: app → the option. One that is accepted for its app already is left as it is, so that
    a second click decides nothing twice. Raises :class:`Invalid` where another option is
    recommended by now.
    """
    require(actor, Action.ADVICE_DECIDE)
    standing = {
        (app, choice)
        for app, choice in session.exec(
            select(Decision.app_id, Decision.choice).where(
                Decision.status == DecisionStatus.ACCEPTED
            )
        )
    }
    new = {app: choice for app, choice in shown.items() if (app, str(choice)) not in standing}
    return [
        decide(
            session,
            actor,
            reading,
            start_draft(session, actor, reading, app).id,
            NewDecision(choice, "", review_on),
        )
        for app, choice in new.items()
    ]


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
    done = (DecisionStatus.ACCEPTED, version + 1, actor.name)
    if (row.status, row.version, row.decided_by) == done:
        # A second click on what the first one did.
        return
    if row.version != version or row.status is not DecisionStatus.PROPOSED:
        raise Conflict(
            f"This decision is already {row.status}.", hint="Reload and look at it again."
        )
    row.status, row.version = DecisionStatus.ACCEPTED, row.version + 1
    row.decided_by, row.decided_at = actor.name, clock.now()
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
    return [_view(session, actor, whole, row) for row in rows.all()]


def decision_names(session: Session, actor: Actor) -> list[DecisionName]:
    """What all decisions are told by, the newest first; whether they still stand is not asked."""
    require(actor, Action.ADVICE_READ)
    columns = Decision.__table__.c  # type: ignore[attr-defined]
    wanted = (columns[name] for name in ("id", "app_id", "app_name", "title", "status"))
    rows = session.execute(sql_select(*wanted, columns.decided_at).order_by(columns.id.desc()))
    return [DecisionName(*row) for row in rows]


def decision(session: Session, actor: Actor, reading: Reading, decision_id: int) -> DecisionView:
    """One decision; raises :class:`NotFound`."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    row = _row(session, decision_id)
    return _view(session, actor, whole, row)


def latest_decisions(session: Session, actor: Actor, reading: Reading) -> dict[str, DecisionView]:
    """App → the newest decision on it that nothing has superseded, be it only proposed."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    open_ones = select(Decision).where(Decision.status != DecisionStatus.SUPERSEDED)
    rows = session.exec(open_ones.order_by(col(Decision.id))).all()
    newest = {row.app_id: row for row in rows}
    return {app: _view(session, actor, whole, row) for app, row in newest.items()}


def stale_apps(session: Session, actor: Actor, reading: Reading) -> frozenset[str]:
    """The apps whose accepted decision rests on what is not so any more."""
    require(actor, Action.ADVICE_READ)
    whole = catalog.catalog(session, actor, reading)
    rows = session.exec(select(Decision).where(Decision.status == DecisionStatus.ACCEPTED))
    return frozenset(row.app_id for row in rows.all() if _today(session, actor, whole, row)[0])


def run_again(session: Session, actor: Actor, reading: Reading, decision_id: int) -> DraftView:
    """A draft with the decision's answers that is to supersede it."""
    require(actor, Action.ADVICE_DRAFT)
    row = _row(session, decision_id)
    said = {k: v["value"] for k, v in row.answers.items() if v["origin"] == ANSWERED}
    known = known_here(session, actor, row.app_id)
    for name, value in known_plain(known).items():
        # What the stack says newly takes the place of what was answered before.
        if name in said and value and value != row.frozen["known"].get(name):
            said.pop(name, None)
    return start_draft(session, actor, reading, row.app_id, said, replaces=row.id)


def _row(session: Session, decision_id: int) -> Decision:
    row = session.get(Decision, decision_id)
    if row is None:
        raise NotFound(f"There is no decision {decision_id}.", field="decision")
    return row


def _view(session: Session, actor: Actor, whole: Snapshot, row: Decision) -> DecisionView:
    changed, contested = _today(session, actor, whole, row)
    return replace(view(row, changed), contested=contested)


@dataclass(frozen=True)
class _Ours:
    """What decisions are compared with, whichever app they are about."""

    organisation: OrganisationView
    used: Mapping[str, StackEntry]
    said: StandingAnswers


def _ours(session: Session, actor: Actor) -> _Ours:
    """The same for every decision of a list, so that it is asked for once."""

    def ask() -> _Ours:
        used = {one.app: one for one in stack.entries(session, actor)}
        organisation = stack.organisation(session, actor)
        return _Ours(organisation, used, standing_answers(session, actor))

    return once(session, ("under decisions", actor), ask)


def _today(
    session: Session, actor: Actor, whole: Snapshot, row: Decision
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What has changed under a decision, and what sources disagree on under it; of one that was
    superseded nothing."""
    if row.status is DecisionStatus.SUPERSEDED:
        return (), ()
    entry = whole.apps.get(row.app_id)
    if entry is None or entry.withdrawn:
        return ("The app is no longer in the catalogue.",), ()
    ours = _ours(session, actor)
    used = ours.used.get(row.app_id)
    known = known_of(ours.organisation, used, ours.said)
    answers = {name: one["value"] for name, one in row.answers.items()}
    seats = row.answers["seats"]
    answered = seats["value"] if seats["origin"] == ANSWERED else None
    here = here_of(whole, entry, used, answered)
    if "spend" not in row.frozen:
        # Made before what we pay counted: the list prices of then are compared with those of now.
        here = replace(here, spend=None)
    situation = Situation.of(entry, whole.idps, read_answers(answers, Answers()), here)
    now = again(row.frozen, situation, known)
    changed = changes(row.frozen, now, row.answers, known, whole.idps, plans_of(entry))
    return tuple(changed), tuple(contested_words(situation))
