"""Notifications: where reminders go, whether they arrive, and what runs in the background."""

import streamlit as st

from core.jobs import service as jobs
from core.notify import service as notify
from core.rights import Action, may
from pages.navigation.header import header
from pages.offboarding.parts import channel_form, notifications_view
from pages.ui import addresses
from pages.ui.banners import background as background_notice
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.page_context import authenticate, database

VIEWS = {
    "channels": "Channels",
    "messages": "Messages",
    "hours": "Working hours",
    "jobs": "Background jobs",
}

actions = header(addresses.NOTIFICATIONS)
show_notice()
background_notice.in_full()
who = authenticate()
with database().read() as session:
    channels = notify.channels(session, who)
    failed = jobs.jobs(session, who, limit=0).counts.get(jobs.JobState.FAILED, 0)
manages = may(who, Action.CHANNEL_MANAGE)
notifications_view.summary(channels, failed)
chosen = st.segmented_control(
    "Show",
    list(VIEWS),
    default="channels",
    required=True,
    format_func=VIEWS.__getitem__,
    key="show",
    bind="query-params",
    label_visibility="collapsed",
)
with shown():
    if chosen == "channels":
        notifications_view.channels(channels, manages)
        if manages:
            turn = max((each.id for each in channels), default=0)
            channel_form.add(actions, first=not channels, turn=turn)
            channel_form.open_asked(channels)
    elif chosen == "messages":
        notifications_view.messages()
    elif chosen == "hours":
        notifications_view.hours(manages)
    else:
        notifications_view.background(manages)
