"""The overview's door: what needs somebody now, how exposed we are, what next."""

from functools import partial
from pathlib import Path

from sqlmodel import Session

from core.actor import Actor
from core.overview import observation
from core.overview.attentions import attentions
from core.overview.desk import Desk
from core.overview.evidence import log_state, proof_line
from core.overview.exposure import exposure_of
from core.overview.inventory import proposed_leavers
from core.overview.observation import observe
from core.overview.suggestions import Situation, suggestions
from core.overview.values import Day, Exposure, Overview, Renewal
from core.rights import Action, may, require
from core.stack.service import part_of
from core.stack.values import StackPart

__all__ = ["observe", "overview"]


def overview(session: Session, actor: Actor, day: Day, checkpoints: Path) -> Overview:
    """All that home shows this viewer. ``checkpoints``: the file of the audit log's checkpoints."""
    require(actor, Action.STACK_READ)
    desk = Desk(session, actor, day)
    sees_cases = may(actor, Action.CASE_READ)
    open_cases, leaving = desk.leaving if sees_cases else (0, None)
    needing = attentions(desk)
    return Overview(
        is_empty=not desk.covered and not open_cases and not _has_lists(desk),
        attentions=needing,
        leaving=None if leaving is None else tuple(leaving),
        open_cases=open_cases,
        proposed=proposed_leavers(desk),
        exposure=_exposure(desk),
        renewals=_renewals(desk),
        suggestions=suggestions(
            Situation(
                needing,
                desk.covered,
                bool(desk.ours.idps),
                desk.decisions,
                open_cases if sees_cases else None,
                partial(may, actor),
                _listed(desk),
                desk.without_members if sees_cases else {},
            )
        ),
        proof=proof_line(desk),
        log=log_state(desk, checkpoints),
    )


def _has_lists(desk: Desk) -> bool:
    return may(desk.actor, Action.INVENTORY_READ) and bool(desk.feeds)


def _listed(desk: Desk) -> tuple[str, ...]:
    if not may(desk.actor, Action.INVENTORY_READ):
        return ()
    return tuple(desk.listed_outside_stack.values())


def _exposure(desk: Desk) -> Exposure | None:
    if not desk.covered:
        return None
    today = desk.day.today
    before = observation.before(desk.session, today)
    return exposure_of(desk.covered, desk.idps, today, before, is_judged=bool(desk.ours.idps))


def _renewals(desk: Desk) -> tuple[Renewal, ...]:
    near = part_of(desk.covered, StackPart.RENEWING, desk.day.today)
    return tuple(
        Renewal(one.entry.app, one.entry.name, one.entry.fields.renewal)
        for one in near
        if one.entry.fields.renewal
    )
