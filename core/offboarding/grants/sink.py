"""The bridge's sink: removals become steps, and what an IdP gives to a leaver is held."""

from sqlalchemy import Connection

from core.offboarding.grants.joining import hold, seen_in_baseline
from core.offboarding.idp.steps_from_events import CaseWork, is_known
from core.scim.values import WorkOrder
from core.storage.database import session_on


class CaseSink(CaseWork):
    """All that cases do with a bridge's events, inside the transaction of the IdP's own change."""

    def hold(self, connection: Connection, order: WorkOrder) -> str | None:
        """The step that decides whether the person gets it, where they leave or have just left."""
        if not is_known(connection, order.names):
            return None
        with session_on(connection) as session:
            step = hold(session, order)
        return None if step is None else f"step:{step}"

    def seen(self, connection: Connection, order: WorkOrder) -> None:
        """An account that was there before: the case gets what removes it."""
        with session_on(connection) as session:
            seen_in_baseline(session, order)
