"""The calendar's door: one secret link an account, and what it shows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.errors import NotFound
from core.identity import service as identity
from core.offboarding.models import UNFINISHED, CalendarLink, Case, CaseStatus, Step
from core.offboarding.reminders.calendar import Entry, calendar
from core.offboarding.reminders.job import case_link
from core.offboarding.views import case_number
from core.offboarding.visibility import owned_by, viewer_of, visible, visible_steps
from core.rights import Action, may, require
from core.secrets import service as vault
from core.step_up import require_person

PAST = timedelta(days=90)
MOST_ENTRIES = 2_000


def link_made_at(session: Session, actor: Actor) -> datetime | None:
    """Since when the actor has a link; ``None``: there is none."""
    require(actor, Action.CALENDAR_SELF)
    row = session.get(CalendarLink, actor.id)
    return row.created_at if row and _holds(session, row) else None


def new_link(session: Session, actor: Actor) -> str:
    """A new secret for the actor's link, to be shown once; an earlier one ends."""
    require(actor, Action.CALENDAR_SELF)
    require_person(actor)
    if identity.actor_of(session, actor.id) is None:
        raise NotFound("Only an account has a calendar; the command line has none.")
    token = vault.new_token()
    row = session.get(CalendarLink, actor.id, with_for_update=True)
    digest, now = vault.recognisable(token), clock.now()
    if row is None:
        row = CalendarLink(account_id=actor.id, digest=digest, created_at=now)
    row.digest, row.created_at = digest, now
    session.add(row)
    session.flush()
    audit.record(session, actor, "calendar.link", f"account:{actor.id}")
    return token


def end_link(session: Session, actor: Actor) -> None:
    """End the actor's link; calendars that have it get nothing from now on."""
    require(actor, Action.CALENDAR_SELF)
    row = session.get(CalendarLink, actor.id)
    if row is not None:
        session.delete(row)
        session.flush()
        audit.record(session, actor, "calendar.end", f"account:{actor.id}")


def feed(session: Session, token: str, now: datetime) -> bytes | None:
    """The calendar behind a link; ``None`` for an unknown link and for an account that may not."""
    chosen = select(CalendarLink).where(CalendarLink.digest == vault.recognisable(token))
    link = session.exec(chosen).first()
    if link is None or not _holds(session, link):
        return None
    actor = identity.actor_of(session, link.account_id)
    if actor is None or not may(actor, Action.CALENDAR_SELF):
        return None
    entries = [*_steps(session, actor, now), *_moments(session, visible(session, actor), now)]
    return calendar(f"Offramp: {actor.name}", entries)


def _holds(session: Session, link: CalendarLink) -> bool:
    """Whether nothing has ended the account's sign-ins since: a link ends with its tokens."""
    since = identity.stands_since(session, link.account_id)
    return since is not None and since <= link.created_at


def _steps(session: Session, actor: Actor, now: datetime) -> Iterator[Entry]:
    chosen = (
        select(Step, Case)
        .join(Case, col(Case.id) == Step.case_id)
        .where(
            owned_by(viewer_of(session, actor)),
            col(Step.status).in_(UNFINISHED),
            col(Step.due_at) >= now - PAST,
            col(Case.status) != CaseStatus.CANCELLED,  # of a closed one, the follow-ups
            visible_steps(session, actor),
        )
        .order_by(col(Step.due_at), col(Step.id))
        .limit(MOST_ENTRIES)
    )
    for step, case in session.exec(chosen):
        yield _entry(case, f"step-{step.id}", step.due_at, step.title, step.version)


def _moments(session: Session, seen: ColumnElement[bool], now: datetime) -> Iterator[Entry]:
    chosen = (
        select(Case)
        .where(
            col(Case.effective_at) >= now - PAST,
            col(Case.status) == CaseStatus.OPEN,
            seen,
        )
        .order_by(col(Case.effective_at), col(Case.id))
        .limit(MOST_ENTRIES)
    )
    for case in session.exec(chosen):
        yield _entry(case, f"case-{case.id}", case.effective_at, "Access ends", case.version)


def _entry(case: Case, uid: str, at: datetime, what: str, revision: int) -> Entry:
    """Calendars are synchronised and shared: of a restricted case they hold its number only."""
    assert case.id is not None
    number, url = case_number(case.id), case_link(case.id)
    who = number if case.restricted else f"{case.person} ({number})"
    said = "A step is due" if case.restricted and uid.startswith("step") else what
    return Entry(
        uid=f"{uid}@offramp",
        at=at,
        zone=case.time_zone,
        summary=f"{said}: {who}",
        description=f"{said}.\n{url}",
        url=url,
        made_at=case.opened_at,
        revision=revision,
    )
