"""Reminding: every few minutes, what is to be said about steps becomes messages and notices.

Messages and notices are written in one transaction, and sent after it by jobs of their own: what
was decided is said, what was said is not decided again.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, exists, insert, select
from sqlmodel import Session
from sqlmodel import select as select_values

from core.catalog.values import App
from core.config import settings
from core.identity import service as identity
from core.jobs import service as jobs
from core.names import name_key
from core.notify import service as notify
from core.offboarding.models import (
    UNFINISHED,
    Case,
    CaseStatus,
    Identifier,
    Need,
    Step,
    StepKind,
)
from core.offboarding.reminders import due_reminders
from core.offboarding.reminders.due_reminders import OpenStep, Planned
from core.offboarding.reminders.models import Notice
from core.offboarding.views import case_number
from core.scim import service as scim
from core.storage.database import Database

KIND = "reminders"
EVERY = timedelta(minutes=5)
LOOK_AHEAD = timedelta(days=8)
"""More than a working day before, whatever the working days are."""


_steps: Table = Step.__table__  # type: ignore[attr-defined]
_cases: Table = Case.__table__  # type: ignore[attr-defined]
_needs: Table = Need.__table__  # type: ignore[attr-defined]
_notices: Table = Notice.__table__  # type: ignore[attr-defined]
_apps: Table = App.__table__  # type: ignore[attr-defined]


def remind(database: Database, _job: jobs.Job, now: datetime) -> None:
    """The repeated job."""
    with database.read() as session:
        planned = _plan(session, now)
    if not planned:
        return
    # Of two processes that planned the same, the second fails on the notices, and says nothing.
    with database.write() as session:
        for each in planned:
            _keep(session, each, now)


def _plan(session: Session, now: datetime) -> list[Planned]:
    channels = notify.open_channels(session)
    if not channels:
        return []
    return due_reminders.plan(
        list(_open_steps(session, now)),
        channels,
        _said(session, now),
        notify.last_posts(session, now - due_reminders.PAUSE),
        notify.hours(session),
        case_link,
        now,
    )


def case_link(case: int) -> str:
    """The address of a case's page."""
    return f"{settings().base_url}/case?case={case}"


def _keep(session: Session, planned: Planned, now: datetime) -> None:
    message = notify.post(session, planned.draft, now)
    session.connection().execute(
        insert(Notice),
        [
            {
                "step_id": each.step,
                "due_at": each.due,
                "level": each.level,
                "channel_id": each.channel,
                "recipient": each.recipient,
                "message_id": message,
            }
            for each in planned.notices
        ],
    )


def _open_steps(session: Session, now: datetime) -> Iterator[OpenStep]:
    people, groups = identity.addresses(session), identity.group_addresses(session)
    other = _steps.alias()
    held_up = exists().where(
        _needs.c.step_id == _steps.c.id,
        other.c.id == _needs.c.needs_id,
        other.c.status.in_(UNFINISHED),
    )
    chosen = (
        select(
            *(_steps.c[name] for name in ("id", "title", "due_at", "urgent", "owner", "kind")),
            *(_cases.c[name] for name in ("person", "email", "restricted", "manager")),
            _steps.c.owner_key, _cases.c.id.label("case_id"), _apps.c.name.label("app"),
            held_up.label("held_up"),
        )
        .join(_cases, _cases.c.id == _steps.c.case_id)
        .outerjoin(_apps, _apps.c.id == _steps.c.app_id)
        .where(
            _steps.c.status.in_(UNFINISHED),
            _steps.c.due_at <= now + LOOK_AHEAD,
            _cases.c.status != CaseStatus.CANCELLED,  # of a closed one, the follow-ups
        )
        .order_by(_steps.c.due_at, _steps.c.id)
    )  # fmt: skip
    leavers: dict[int, frozenset[str]] = {}
    for row in session.execute(chosen).all():
        if row.case_id not in leavers:
            leavers[row.case_id] = _leaver(session, row)
        yield _open_step(row, people, groups, leavers[row.case_id])


def _leaver(session: Session, row: Row[Any]) -> frozenset[str]:
    """Every address that the leaver reads, as far as it is known."""
    kept = session.exec(
        select_values(Identifier.value).where(Identifier.case_id == row.case_id)
    ).all()
    names = scim.names_known(session.connection(), [row.email, *kept])
    known = {row.email, *kept, *names}
    return frozenset(known) | identity.addresses_of_leaver(session, known, row.person)


def _open_step(
    row: Row[Any],
    people: dict[str, str | None],
    groups: dict[str, tuple[str, ...]],
    leaver: frozenset[str],
) -> OpenStep:
    owner = row.owner_key or ""
    is_leaver = owner in leaver or name_key(owner) == name_key(row.person)
    is_nobody = is_leaver or groups.get(row.owner_key) == ()
    told = groups.get(row.owner_key) or (_address(row.owner_key, people),)
    return OpenStep(
        id=row.id,
        case=row.case_id,
        case_number=case_number(row.case_id),
        person=row.person,
        leaver=leaver,
        restricted=row.restricted,
        title=row.title,
        app=row.app,
        due=row.due_at,
        urgent=row.urgent,
        waits=row.kind in {StepKind.SCIM, StepKind.WAIT} or row.held_up,
        owner=None if is_nobody else row.owner,
        owner_addresses=() if is_nobody else tuple(filter(None, told)),
        manager_address=_address(row.manager, people),
    )


def _address(who: str | None, addresses: dict[str, str | None]) -> str | None:
    """The e-mail address of somebody named by account or address; none of who may not sign in."""
    key = (who or "").strip().casefold()
    if key in addresses:
        return addresses[key]
    return key if "@" in key else None


def _said(session: Session, now: datetime) -> Iterator[due_reminders.Notice]:
    names = ("step_id", "due_at", "level", "channel_id", "recipient")
    chosen = (
        select(*(_notices.c[name] for name in names))
        .join(_steps, _steps.c.id == _notices.c.step_id)
        .where(_steps.c.status.in_(UNFINISHED), _steps.c.due_at <= now + LOOK_AHEAD)
    )
    for row in session.execute(chosen):
        yield due_reminders.Notice(*row)
