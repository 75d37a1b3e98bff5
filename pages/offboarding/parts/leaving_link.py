"""What a link to the form of a case says of the person: the fields begin with it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from core.accounts import service as inventory
from core.errors import NotFound
from core.offboarding import service as offboarding
from core.offboarding.service import zone_of
from core.offboarding.values import CaseKind
from core.rights import Action, may
from core.time_zones import known_zones
from pages.offboarding.parts.leaving_person import OF
from pages.ui.page_context import authenticate, database


@dataclass(frozen=True)
class Begun:
    """``ends``: when access is to end. ``of``: who was chosen, for the keys of the fields: they
    begin again with another person."""

    name: str = ""
    email: str = ""
    manager: str = ""
    zone: str | None = None
    ends: datetime | None = None
    kind: CaseKind | None = None
    of: str = ""

    def key(self, field: str) -> str:
        """Of a field that begins with what is known of the person."""
        return f"{field}-{self.of}" if self.of else field


def begun() -> Begun:
    """``leaving?name=Ada Example&email=ada@example.com&ends=2026-12-31T17:00:00+00:00``, and
    ``manager`` and ``zone``; or ``leaving?of=12``, a person that lists know. What makes no sense
    is passed over."""
    said = st.query_params
    if of := said.get(OF, ""):
        return _known(of) or Begun(of=of)
    zone = said.get("zone", "")
    return Begun(
        said.get("name", ""),
        said.get("email", ""),
        said.get("manager", ""),
        zone if zone in known_zones() else None,
        _moment(said.get("ends", "")),
    )


def _known(of: str) -> Begun | None:
    """What lists say of a person."""
    if not of.isdecimal() or len(of) > 15 or not may(authenticate(), Action.INVENTORY_READ):
        return None
    try:
        with database().read() as session:
            row = inventory.person(session, authenticate(), int(of), datetime.now(UTC)).row
    except NotFound:
        return None
    return Begun(
        row.name,
        row.email or "",
        row.manager or "",
        row.zone if row.zone in known_zones() else None,
        row.end_at,
        offboarding.kind_of_leaving(row.kind),
        of,
    )


def on_clock(at: datetime, zone: str) -> datetime:
    """A moment as a field shows it, which knows no zones."""
    return at.astimezone(zone_of(zone)).replace(tzinfo=None)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
