"""What the whole stack costs: upgrading everything, what is recommended, doing nothing."""

from decimal import Decimal

import streamlit as st

from core.advice import service as advice
from core.cost import service as cost
from core.cost.service import read_rate
from core.errors import Invalid
from core.stack import service as stack
from pages.cost.parts import stack as view
from pages.navigation import lead_on
from pages.navigation.header import header
from pages.ui import addresses
from pages.ui.errors import show, shown
from pages.ui.markdown import md
from pages.ui.page_context import authenticate, database, reading

actions = header(addresses.STACK_COST)
with shown(), database().read() as session:
    who = authenticate()
    if not stack.entries(session, who):
        lead_on.empty(
            "Say which apps you use: this adds up what they cost.",
            lead_on.Onward("Add our apps", addresses.STACK),
        )
        st.stop()
    with actions:
        years = st.slider("Years", 1, 5, 3, key="years", bind="query-params", width=200)
    asked = st.session_state.setdefault("stack-rates", {})
    rates: dict[str, Decimal] = {}
    for code in asked:
        text = st.text_input(md(f"1 {code} in {asked[code]}"), key=f"stack-rate-{code}", width=160)
        try:
            if text:
                rates[code] = read_rate(text, code)
        except Invalid as error:
            show(error)
    here = advice.choices_for_stack(session, who, reading())
    stale = advice.stale_apps(session, who, reading())
    found = cost.whole_stack(
        session,
        who,
        reading(),
        years=years,
        chosen=here.chosen,
        outcomes=here.outcomes,
        impossible=here.impossible,
        unclear=here.unclear,
        by_roles=here.by_roles,
        people=here.people,
        rates=rates,
    )
    new = {code: found.currency for code in found.lacking_rates if code not in asked}
    if new:
        # The fields stand above the figures: drawn on the next run, kept from then on.
        asked |= new
        st.rerun()
    if found.lacking_rates:
        st.warning(
            md(
                f"Prices in {', '.join(found.lacking_rates)} are not added without a rate: enter "
                "it."
            )
        )
    is_judged = bool(stack.organisation(session, who).idps)
    if not is_judged:
        lead_on.empty(
            "It is not known which identity providers you use, so neither whether an upgrade "
            "would remove leavers. The first row only says what it would cost.",
            lead_on.Onward("Say it under Our stack", addresses.STACK),
        )
    seen = found.in_whole_units()
    view.answer(seen)
    view.summary(seen, is_judged=is_judged)
    view.left_out(seen)
    view.apps(seen, here.because, stale)
    view.waterfall(seen)
    with actions:
        view.export(found)
