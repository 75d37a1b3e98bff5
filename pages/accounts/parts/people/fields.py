"""What is entered of a person by hand: to add them, and to change them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import streamlit as st
from sqlmodel import Session

from core.accounts import service as inventory
from core.accounts.values import PersonInput, PersonKind, PersonView
from core.stack import service as stack
from core.time_zones import known_zones
from pages.accounts.parts import inventory_words
from pages.ui.dates import home_zone
from pages.ui.page_context import authenticate, database


@dataclass(frozen=True)
class Defaults:
    """What holds where nothing is said: the company's zone, and when a last day ends."""

    zone: str
    leaves_at: time


def defaults() -> Defaults:
    """As the company has set it."""
    with database().read() as session:
        who = authenticate()
        return _defaults(session, home_zone(stack.organisation(session, who)))


def _defaults(session: Session, zone: str) -> Defaults:
    said = inventory.account_settings(session, authenticate()).leaves_at
    return Defaults(zone, time.fromisoformat(said))


def draw(key: str, of: PersonView | None, default: Defaults) -> PersonInput:
    """The fields; what they say."""
    row = of.row if of else None
    name = st.text_input("Name", row.name if row else "", key=f"{key}-name")
    email = st.text_input("E-mail", (row.email if row else "") or "", key=f"{key}-email")
    kind = st.segmented_control(
        "Kind",
        list(PersonKind),
        default=row.kind if row else PersonKind.EMPLOYEE,
        required=True,
        format_func=lambda each: inventory_words.PERSON_KINDS[each],
        key=f"{key}-kind",
    )
    left, right = st.columns(2)
    department = left.text_input(
        "Department", (row.department if row else "") or "", key=f"{key}-department"
    )
    manager = right.text_input(
        "Manager",
        (row.manager if row else "") or "",
        placeholder="Name or address",
        key=f"{key}-manager",
    )
    zones = sorted(known_zones())
    zone = row.zone if row and row.zone in zones else default.zone
    chosen = st.selectbox("Time zone", zones, index=zones.index(zone), key=f"{key}-zone")
    start = left.date_input(
        "First day", _day(row.start_at if row else None, zone), format="YYYY-MM-DD",
        key=f"{key}-start",
    )  # fmt: skip
    end = right.date_input(
        "Last day", _day(row.end_at if row else None, zone), format="YYYY-MM-DD",
        help=f"Access ends at {default.leaves_at:%H:%M} of that day, in their time zone.",
        key=f"{key}-end",
    )  # fmt: skip
    return PersonInput(
        name=name,
        email=email,
        manager=manager or None,
        department=department or None,
        title=of.title if of else None,
        kind=kind,
        start_at=_moment(start, time(), chosen),
        end_at=_moment(end, default.leaves_at, chosen),
        zone=chosen,
    )


def _day(at: datetime | None, zone: str) -> date | None:
    return at.astimezone(ZoneInfo(zone)).date() if at else None


def _moment(day: date | None, at: time, zone: str) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
