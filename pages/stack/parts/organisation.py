"""Say who we are: identity providers, currency, time zone."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from core.stack import service as stack
from core.stack.values import OrganisationView
from core.time_zones import known_zones
from pages.stack.parts import drawers
from pages.ui.dates import home_zone
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate

NO_ZONE, OUR_UTC = "UTC", "Etc/UTC"
"""What an organisation begins with, and what one says that lives by UTC."""


@st.dialog("Identity providers and currency", position="right", on_dismiss=drawers.close)
def drawer(organisation: OrganisationView, idps: Mapping[str, str]) -> None:
    """Which identity providers we have, our currency, our time zone."""
    with st.form("organisation", border=False):
        chosen = st.multiselect(
            "Identity providers in use, the main one first",
            list(idps),
            default=[idp for idp in organisation.idps if idp in idps],
            format_func=idps.__getitem__,
            key=f"our-idps-{organisation.version}",
            select_all=False,
        )
        currency = st.text_input(
            "Currency of our figures, such as USD or EUR",
            organisation.currency,
            max_chars=3,
            width=200,
            key=f"our-currency-{organisation.version}",
        )
        zones = sorted(known_zones() - {NO_ZONE})
        here = home_zone(organisation)
        zone = st.selectbox(
            "Our time zone",
            zones,
            index=zones.index(OUR_UTC if here == NO_ZONE else here),
            help="The default for a leaver; days of the proof and of reminders count in it.",
            key=f"our-zone-{organisation.version}",
        )
        pressed = st.form_submit_button("Save", type="primary")
    if pressed:
        new = replace(organisation, idps=tuple(chosen), currency=currency, time_zone=zone)
        attempt(
            lambda session: stack.set_organisation(session, authenticate(), new),
            "Saved.",
            then=lambda _: drawers.close(),
        )
