"""Checks that ask what an app's list has just shown: that the account is gone. They are finished by
the same list, as they would be left out where it is known beforehand that one comes.
"""

import re
from collections.abc import Iterator

from sqlmodel import Session, col, select

from core.actor import SYSTEM
from core.offboarding.checklists.checklist import Checklists
from core.offboarding.checklists.service import checklist_overview
from core.offboarding.models import REMOVES, UNFINISHED, Case, Phase, Step, StepKind
from core.offboarding.rows import app_names
from core.stack.values import Way


def checks_shown(session: Session, case: Case, app: str) -> list[Step]:
    """A held case's unfinished checks of an app that ask no more than its list shows; none while
    something else there has still to be taken away."""
    query = select(Step).where(
        col(Step.case_id) == case.id, col(Step.app_id) == app, col(Step.status).in_(UNFINISHED)
    )
    if session.exec(query.where(REMOVES)).first() is not None:
        return []
    checks = query.where(col(Step.phase) == Phase.CHECK, col(Step.kind) == StepKind.MANUAL)
    found = session.exec(checks.order_by(col(Step.position)).with_for_update()).all()
    if not found:
        return []
    name = app_names(session, [app]).get(app, app)
    whole = checklist_overview(session, SYSTEM).checklists
    return [step for step in found if asks_no_more(step.key, step.title, name, whole)]


def asks_no_more(key: str, title: str, app_name: str, checklists: Checklists) -> bool:
    """Whether a step is a way's check that its checklist says a list shows (``shown_by_list``), as
    it stands. An app's own check (guests, invitations, keys) asks more."""
    app, _, name = key.rpartition("/")
    own = checklists.of_app(app)
    if own is not None and any(step.id == name and step.title == title for step in own.steps):
        return False
    return any(re.fullmatch(pattern, title) for pattern in _titles(name, app_name, checklists))


def _titles(name: str, app_name: str, checklists: Checklists) -> Iterator[str]:
    """What such checks are called, as patterns: which identity provider it was is no matter."""
    for way in Way:
        for step in checklists.of_way(way).steps:
            if step.shown_by_list and step.id == name:
                parts = re.split(r"(\{\w+\})", step.title)
                yield "".join(
                    re.escape(app_name if part == "{app}" else part)
                    if part == "{app}" or not part.startswith("{")
                    else ".+"
                    for part in parts
                )
