"""What cases remove or removed, as the accounts room is told it: by app and name."""

from datetime import datetime

import polars as pl
from sqlalchemy import select
from sqlmodel import Session, SQLModel

from core.accounts.values import REMOVALS
from core.offboarding.models import (
    ENDS_ACCESS,
    REMOVES,
    UNFINISHED,
    CaseKind,
    CaseStatus,
    EvidenceKind,
    StepStatus,
)
from core.offboarding.progress.account_steps import takes_account
from core.offboarding.progress.proven import taken_at
from core.offboarding.steps.automation.gone_since import gone_since

_case, _step, _identifier, _listed, _evidence = (
    SQLModel.metadata.tables[f"offboarding_{name}"]
    for name in ("case", "step", "identifier", "listed_account", "evidence")
)


def removals(session: Session) -> pl.DataFrame:
    """A row (``REMOVALS``) for each name of each person whose account a case takes away, or took
    away, since ever. Not of cancelled cases, and not of a leave that is over.

    Who moves goes on working here: their case has the access to an app reviewed, and nothing has
    returned that is in use after it.
    """
    steps, names = _steps(session), _names(session)
    everywhere = steps.join(names, on="case").select(list(REMOVALS))
    there = steps.join(_names_in_apps(session), on=["case", "app"]).select(list(REMOVALS))
    return pl.concat([everywhere, there]).unique(maintain_order=True)


def _steps(session: Session) -> pl.DataFrame:
    # A set of its own: asked case by case it costs the square of the cases.
    followed = select(_case.c.follows).where(
        _case.c.follows.is_not(None), _case.c.status != CaseStatus.CANCELLED
    )
    query = (
        select(_step.c.id, _step.c.case_id, _step.c.app_id, _step.c.key, _step.c.status)
        .add_columns(_step.c.finished_at, _case.c.kind)
        .join(_case, _case.c.id == _step.c.case_id)
        .where(
            REMOVES,
            _step.c.app_id.is_not(None),
            _step.c.status.in_([StepStatus.DONE, *UNFINISHED]),
            _case.c.status != CaseStatus.CANCELLED,
            _case.c.kind.in_([*ENDS_ACCESS, CaseKind.IDP_REMOVAL, CaseKind.MOVE]),
            _step.c.case_id.not_in(followed),
        )
    )
    # Done by a list is done as of it: what that list has of theirs after all is not from before.
    listed, was = gone_since(session), _proven(session)
    of_move = CaseKind.MOVE
    found = [
        (
            number,
            case,
            app,
            status is StepStatus.DONE,
            listed.get(number, at),
            kind is not of_move,
            was.get(number),
        )
        for number, case, app, key, status, at, kind in session.connection().execute(query)
        if takes_account(key) or kind is of_move
    ]
    schema = {name: REMOVALS[name] for name in ("step", "case", "app", "done", "at", "ends", "was")}
    return pl.DataFrame(found, schema=schema, orient="row")


def _proven(session: Session) -> dict[int, datetime]:
    """Removal that is open again → the moment of the last list that proved it before."""
    query = (
        select(_evidence.c.step_id, _evidence.c.text)
        .join(_step, _step.c.id == _evidence.c.step_id)
        .where(_evidence.c.kind == EvidenceKind.SNAPSHOT, _step.c.status.in_(UNFINISHED))
        .order_by(_evidence.c.id)
    )
    found = session.connection().execute(query)
    return {step: at for step, text in found if (at := taken_at(text)) is not None}


def _names(session: Session) -> pl.DataFrame:
    query = select(_identifier.c.case_id, _identifier.c.value)
    found = [tuple(row) for row in session.connection().execute(query)]
    schema = {"case": REMOVALS["case"], "form": REMOVALS["form"]}
    return pl.DataFrame(found, schema=schema, orient="row")


def _names_in_apps(session: Session) -> pl.DataFrame:
    """What lists of an app called an account by that was the person's while the case was open."""
    query = select(_listed.c.case_id, _listed.c.app_id, _listed.c.names)
    found = [
        (case, app, name)
        for case, app, names in session.connection().execute(query)
        for name in names
    ]
    schema = {name: REMOVALS[name] for name in ("case", "app", "form")}
    return pl.DataFrame(found, schema=schema, orient="row")
