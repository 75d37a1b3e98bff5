"""What there is to prove, and whether the log behind it can be relied on: for home's last lines."""

from datetime import date
from pathlib import Path

from core.actor import Role
from core.audit import service as audit
from core.offboarding import service as offboarding
from core.offboarding.values import LEAVER_KINDS, Period
from core.overview.desk import Desk
from core.overview.values import LogState, ProofLine, Target
from core.rights import Action, may


def proof_line(desk: Desk) -> ProofLine | None:
    """Leavers of the running year, for an auditor those of the last quarter that is over."""
    if not may(desk.actor, Action.CASE_EXPORT):
        return None
    zone = desk.zone
    this_year = offboarding.named_periods(desk.day.today, zone)["this-year"]
    name, period = str(desk.day.today.year), this_year
    if desk.actor.role is Role.AUDITOR:
        name, period = last_quarter(desk.day.today, zone)
    proof = offboarding.period_proof(
        desk.session,
        desk.actor,
        period,
        LEAVER_KINDS,
        now=desk.day.now,
        sample=0,
        seed=offboarding.default_seed(period),
    )
    days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    late = proof.late_removals
    people, removals = (Target("proof", days | {"show": which}) for which in ("people", "removals"))
    left = [one for one in proof.leavers if one.effective <= proof.now]
    removed = sum(one.took is not None for one in left)
    return ProofLine(
        name, period, len(left), removed, proof.still_to_leave, people, len(late.rows),
        late.removals, removals,
    )  # fmt: skip


def last_quarter(today: date, zone: str) -> tuple[str, Period]:
    """The last quarter that is over: ``Q3 2026`` and its days."""
    period = offboarding.named_periods(today, zone)["last-quarter"]
    return f"Q{period.last.month // 3} {period.last.year}", period


def log_state(desk: Desk, checkpoints: Path) -> LogState | None:
    """When the log was last compared with what is stored, and how far it is held outside.

    ``checkpoints``: the file that they are appended to.
    """
    if not may(desk.actor, Action.AUDIT_READ):
        return None
    exported = audit.exports(desk.session, desk.actor, limit=1)
    return LogState(
        audit.last_state_check(desk.session, desk.actor),
        audit.last_checkpoint(desk.actor, checkpoints),
        exported[0] if exported else None,
    )
