"""Devices of an account: one's own on the account page, another's on the users page."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st
from sqlmodel import Session

from core.identity import service as identity
from core.identity.values import AccountView, DeviceView
from pages.access.parts import ending
from pages.access.parts.account_view import browser
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database, own_session
from pages.ui.table import muted


def mine() -> None:
    """Every browser that I have signed in from, each with a way to end it."""
    with database().read() as session:
        found = identity.my_devices(session, authenticate(), now=datetime.now(UTC))
    st.subheader("Devices", anchor=False)
    st.caption(
        "Browsers that you have signed in from. Wrong passwords entered elsewhere do not keep you "
        "out on these. End one that you no longer use or do not recognize: its sessions end too."
    )
    _rows(
        found,
        "account-device",
        lambda session, device: identity.end_my_device(
            session, authenticate(), device, datetime.now(UTC)
        ),
    )


def of(account: AccountView) -> None:
    """Another account's browsers, for administrators."""
    with database().read() as session:
        found = identity.devices_of(session, authenticate(), account.id, now=datetime.now(UTC))
    with st.expander(f"Devices of {words.md(account.username)} ({len(found)})"):
        _rows(
            found,
            f"users-device-{account.id}",
            lambda session, device: identity.end_device(
                session, authenticate(), account.id, device, datetime.now(UTC)
            ),
        )


def _rows(found: Sequence[DeviceView], key: str, end: Callable[[Session, str], int]) -> None:
    if not found:
        show_notice(key)
        muted("None yet: a device is added at the next sign-in.")
        return
    here = own_session()
    rows = [
        ending.Row(
            device.id,
            _name(device, here),
            (
                device.address or "address not known",
                f"first seen {moment(device.first_seen_at)}",
                f"last seen {moment(device.last_seen_at)}",
                words.count(len(device.sessions), "open session"),
            ),
        )
        for device in found
    ]
    ending.rows(key, rows, end, _with_sessions)


def _with_sessions(ended: int) -> str:
    return f", with {words.count(ended, 'session')}" if ended else ""


def _name(device: DeviceView, own: str | None) -> str:
    return f"{browser(device.agent)}{' (this browser)' if own in device.sessions else ''}"
