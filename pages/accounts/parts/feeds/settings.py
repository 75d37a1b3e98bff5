"""What holds for all lists: what is the same, when one is held, how long what is kept."""

from dataclasses import replace
from datetime import time

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import AccountSettings, PersonKind
from core.rights import Action, may
from pages.accounts.parts import inventory_words
from pages.accounts.parts.importing.drawer import DO
from pages.navigation import drawer
from pages.ui.markdown import md
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database

SETTINGS = "settings"


def may_change() -> bool:
    """Whether the viewer may change them."""
    return may(authenticate(), Action.INVENTORY_CONFIGURE)


def is_asked() -> bool:
    """Whether the link opens them."""
    return may_change() and drawer.asked(DO) == SETTINGS


def ask() -> None:
    """In a callback: open them."""
    st.query_params[DO] = SETTINGS


def open_drawer() -> None:
    """The drawer."""
    with database().read() as session:
        now = inventory.account_settings(session, authenticate())
    drawer.drawer("Settings of people and accounts", lambda: _draw(now), DO)


def _draw(now: AccountSettings) -> None:
    with st.form(f"account-settings-{now.version}", border=False):
        new = _fields(now)
        pressed = st.form_submit_button("Save", type="primary")
    if pressed:
        attempt(
            lambda session: inventory.save_account_settings(session, authenticate(), new),
            "Settings saved. Whose accounts are is derived again.",
            then=lambda _: drawer.close(DO),
        )


def _fields(now: AccountSettings) -> AccountSettings:
    domains = st.text_area(
        "Domains that mean the same, a line a set",
        "\n".join(" ".join(each) for each in now.same_domains),
        placeholder="example.com example.org",
        help=md("ada@example.org and ada@example.com are then one address."),
    )
    plus = st.checkbox(
        md("ada+figma@example.com is ada@example.com"), now.plus_is_same, key="settings-plus"
    )
    left, right = st.columns(2)
    lost = left.number_input(
        "Missing at most, in percent",
        0,
        100,
        now.lost_percent,
        help="A complete list that lacks more of the one before is held for a decision.",
    )
    dormant = right.number_input("Dormant after … days", 1, 3650, now.dormant_days)
    ends = left.time_input(
        "Access ends at", time.fromisoformat(now.leaves_at), step=900,
        help="On a last day that a list gives as a date.",
    )  # fmt: skip
    kept = right.number_input(
        "Kept for … days",
        30,
        36_500,
        now.retention_days,
        help="People who left, and lists, are forgotten so long after nothing needs them.",
    )
    at_once = st.pills(
        "Cases are opened, moved and withdrawn without asking for",
        list(PersonKind),
        selection_mode="multi",
        default=list(now.opens_at_once),
        format_func=lambda kind: f"{inventory_words.PERSON_KINDS[kind]}s",
        help="HR lists are wrong now and then: for all others a case is proposed, and someone "
        "accepts it.",
    )
    return replace(
        now,
        same_domains=_sets(domains),
        plus_is_same=plus,
        lost_percent=lost,
        dormant_days=dormant,
        leaves_at=f"{ends:%H:%M}" if ends else now.leaves_at,
        retention_days=kept,
        opens_at_once=tuple(at_once),
    )


def _sets(text: str) -> tuple[tuple[str, ...], ...]:
    lines = (line.replace(",", " ").split() for line in text.splitlines())
    return tuple(tuple(line) for line in lines if line)
