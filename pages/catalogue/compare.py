"""Compare apps side by side, and what another identity provider would change."""

import streamlit as st

from core.advice import service as advice
from core.catalog import service as catalog
from core.stack import service as stack
from pages.catalogue.parts import compare_view as view
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.navigation.lead_on import Onward
from pages.ui import addresses
from pages.ui.apps.app_picker import pick_apps
from pages.ui.errors import shown
from pages.ui.page_context import authenticate, database, reading

with database().read() as session:
    who = authenticate()
    whole = catalog.catalog(session, who, reading())
    organisation = stack.organisation(session, who)
    entries = stack.entries(session, who)
    here = advice.our_circumstances(session, who)

header(addresses.COMPARE, answers="")
SIDE, CHANGE = "Apps side by side", "What if we changed IdP?"
is_known = bool(entries and organisation.idps)
first, second = st.tabs(
    [CHANGE, SIDE] if is_known else [SIDE, CHANGE], key="view", bind="query-params"
)
apps, change = (second, first) if is_known else (first, second)
with apps, shown():
    chosen = pick_apps(whole, label="Two to six apps", most=6, start=view.to_begin_with(entries))
    if len(chosen) < 2:
        st.markdown("Choose at least two apps. What differs between them comes first.")
    else:
        chosen_apps = [whole.apps[app] for app in chosen]
        view.side_by_side(chosen_apps, organisation.idps, whole.idps, here)
with change, shown():
    if is_known:
        view.change_of_idp(entries, whole, organisation.idps, here)
    else:
        lead_on.empty(
            "This compares what each identity provider would do for the apps that we use. Say "
            "under Our stack which apps and identity providers those are.",
            Onward("Import a list", addresses.STACK, {"do": "import"})
            if not entries
            else Onward("Choose identity providers", addresses.STACK, {"do": "settings"}),
        )
