"""Who is an app's only administrator: as the finding of that kind has it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from core.accounts.findings.standing import standing_findings
from core.accounts.kinds import FindingKind
from core.actor import Actor
from core.rights import Action, require


def only_administrators(
    session: Session, actor: Actor, now: datetime, app: str | None = None
) -> Iterable[tuple[str, str, int | None]]:
    """App, key of the account, and its person, of every last administrator; of one app or all."""
    require(actor, Action.INVENTORY_READ)
    found = standing_findings(session, now, app)
    of_kind = found.filter(found["kind"] == str(FindingKind.ONLY_ADMIN))
    return list(of_kind.select("app", "key", "person").iter_rows())
