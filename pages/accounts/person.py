"""One person: what they have, since when, how it is known; their findings, cases and names."""

from datetime import UTC, datetime

import streamlit as st

from core.errors import NotFound
from pages.accounts.parts.person import actions, cases, found, has, if_left, names, reading
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.navigation.lead_on import Onward
from pages.ui import addresses
from pages.ui.errors import shown
from pages.ui.notices import show_notice
from pages.ui.table import Link
from pages.ui.view_choice import view_choice

now = datetime.now(UTC)
PEOPLE = Link("People", "people")
LEFT = "left"
VIEWS = {"": "What they have", LEFT: "If they left now"}
if not reading.is_asked():
    header(addresses.PERSON, answers="")
    lead_on.empty("No person is chosen.", Onward("People", addresses.PEOPLE))
    st.stop()
try:
    one = reading.read(now)
except NotFound as missing:
    header(addresses.PERSON, answers="")
    lead_on.empty(missing.sentence(), Onward("People", addresses.PEOPLE))
    st.stop()
with shown():
    room = header(addresses.PERSON, title=one.view.row.name, above=(PEOPLE,), answers="")
    actions.head(room, one)
    show_notice()
    has.facts(one, now)
    if if_left.applies() and view_choice(VIEWS, "", key="view") == LEFT:
        if_left.draw(one.view.row.id)
    else:
        has.draw(one, now)
        found.draw(one, now)
        cases.draw(one, now)
        names.draw(one)
    actions.open_asked(one)
