"""What the lists that were delivered in a transaction did to cases: said to whoever delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from core.actor import Actor
from core.offboarding.models import Case
from core.offboarding.rows import app_names
from core.offboarding.views import case_number
from core.offboarding.visibility import visible
from core.rights import Action, require

_KEPT = "outcomes-of-lists"


class Outcome(StrEnum):
    """What a list did to the removal of one account."""

    PROVEN = "proven"
    """It was done, and the list shows it."""
    FINISHED = "finished"
    """No one had said so; the list shows that the account is gone."""
    REOPENED = "reopened"
    """The account is in use although it was removed."""
    JOINED = "joined"
    """The leaver turned out to have an account: its removal is part of the case now."""


@dataclass(frozen=True)
class ListOutcome:
    """One case's removal from one app."""

    outcome: Outcome
    case: int
    number: str
    person: str
    app: str
    app_name: str


def note(session: Session, case: Case, app: str, outcome: Outcome) -> None:
    """Keep it until the transaction is over."""
    kept = session.info.setdefault(_KEPT, {})
    # Once for an app of a case: it may take several steps.
    kept[case.id or 0, app] = outcome


def outcomes_of_lists(session: Session, actor: Actor) -> Sequence[ListOutcome]:
    """What was noted in this transaction of cases that the actor may see, by case."""
    require(actor, Action.CASE_READ)
    kept: dict[tuple[int, str], Outcome] = session.info.get(_KEPT, {})
    wanted = {case for case, _app in kept}
    query = select(Case.id, Case.person).where(col(Case.id).in_(wanted), visible(session, actor))
    people = {case or 0: person for case, person in session.exec(query)} if wanted else {}
    names = app_names(session, {app for _case, app in kept}) if kept else {}
    return [
        ListOutcome(outcome, case, case_number(case), people[case], app, names.get(app, app))
        for (case, app), outcome in sorted(kept.items())
        if case in people
    ]
