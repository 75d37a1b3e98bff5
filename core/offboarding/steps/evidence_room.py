"""How much may still be attached: a disk has an end, and evidence is never deleted."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from core import clock
from core.actor import Actor
from core.config import Settings
from core.errors import Invalid
from core.offboarding import rows
from core.offboarding.models import Evidence, EvidenceKind
from core.offboarding.steps import evidence_leftovers
from core.rights import Action, require

MB = 1_000_000
DAY = timedelta(hours=24)


def check_room(
    session: Session, actor: Actor, settings: Settings, steps: Sequence[int], sizes: Sequence[int]
) -> None:
    """Ask before files of these sizes (bytes) are kept for some steps; raises :class:`Invalid` for
    too much. A file is kept once, and counted once, however many steps it is attached to.

    ``OFFRAMP_EVIDENCE_CASE_MAX_MB`` for each case, ``OFFRAMP_EVIDENCE_DAY_MAX_MB`` for what the
    person attached within 24 hours, to any case, and what they brought that was not attached.
    """
    require(actor, Action.CASE_WORK)
    cases = {rows.step_row(session, actor, step)[0].id or 0 for step in steps}
    if not sizes:
        return
    since = clock.now() - DAY
    loose = evidence_leftovers.held(session, settings, actor.id)
    most = settings.evidence_case_max_mb
    for what, most, setting, condition, more in (
        *(
            ("of this case", most, "CASE", [col(Evidence.case_id) == case], 0)
            for case in sorted(cases)
        ),
        (
            "that you attached within 24 hours",
            settings.evidence_day_max_mb,
            "DAY",
            [col(Evidence.by_id) == actor.id, col(Evidence.at) >= since],
            loose,
        ),
    ):
        held = _attached(session, condition) + more
        if held + sum(sizes) > most * MB:
            raise Invalid(
                f"The files {what} have {held / MB:,.1f} MB, and would have more than the "
                f"{most:,} MB that they may have.",
                field="file",
                hint="Attach a link to the file. An administrator sets the limit with "
                f"OFFRAMP_EVIDENCE_{setting}_MAX_MB.",
            )


def _attached(session: Session, condition: Sequence[ColumnElement[bool]]) -> int:
    files = select(Evidence.sha256, func.max(Evidence.size).label("size")).where(
        col(Evidence.kind) == EvidenceKind.FILE, *condition
    )
    each = files.group_by(col(Evidence.sha256)).subquery()
    return int(session.exec(select(func.coalesce(func.sum(each.c.size), 0))).one() or 0)
