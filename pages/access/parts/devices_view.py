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
from pages.ui.table import Column, Content, Text, table


def mine() -> None:
    """Every browser that I have signed in from, each with a way to end it."""
    with database().read() as session:
        found = identity.my_devices(session, authenticate(), now=datetime.now(UTC))
    st.subheader("Devices")
    st.caption(
        "Browsers that you have signed in from. Wrong passwords entered elsewhere do not keep you "
        "out on these. End one that you no longer use or do not recognize: its sessions end too."
    )
    _list(found, "My devices")
    _ending(
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
        _list(found, f"Devices of {account.username}")
        _ending(
            found,
            f"users-device-{account.id}",
            lambda session, device: identity.end_device(
                session, authenticate(), account.id, device, datetime.now(UTC)
            ),
        )


def _list(found: Sequence[DeviceView], label: str) -> None:
    if not found:
        st.write("None yet: a device is added at the next sign-in.")
        return
    here = own_session()
    ids = ending.short_ids(device.id for device in found)
    columns: list[Column | str] = [
        "Browser",
        "ID",
        "Last signed in from",
        "First seen",
        "Last seen",
        Column("Open sessions", number=True),
    ]
    rows: list[list[Content]] = [
        [
            [[Text(_name(device, here), strong=True)]],
            ids[device.id],
            device.address or "not known",
            moment(device.first_seen_at),
            moment(device.last_seen_at),
            str(len(device.sessions)),
        ]
        for device in found
    ]
    table(columns, rows, label=label)


def _ending(found: Sequence[DeviceView], key: str, end: Callable[[Session, str], int]) -> None:
    show_notice(key)
    if not found:
        return
    here = own_session()
    ids = ending.short_ids(device.id for device in found)
    names = {
        device.id: f"{ids[device.id]} · {_name(device, here)}, "
        f"{device.address or 'address not known'}, first seen {moment(device.first_seen_at)}"
        for device in found
    }
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        chosen = ending.choice("Device", names, key)

    def ended() -> None:
        ending.end(names, key, end, _with_sessions)

    right.button(
        "End this device",
        width="stretch",
        key=f"{key}-end",
        disabled=not chosen,
        on_click=ended,
    )


def _with_sessions(ended: int) -> str:
    return f", with {words.count(ended, 'session')}" if ended else ""


def _name(device: DeviceView, own: str | None) -> str:
    return f"{browser(device.agent)}{' (this browser)' if own in device.sessions else ''}"
