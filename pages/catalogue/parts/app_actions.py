"""Parts of the app page: its head, and what can be done from here."""

import streamlit as st

from core.catalog import service as catalog
from core.catalog.service import spelled
from core.catalog.values import CLOSED_VALUES, AppPage, Fact, Observation
from core.rights import Action, may
from core.stack import service as stack
from core.stack.values import StackEntry
from pages.navigation import lead_on
from pages.navigation.header import header as page_header
from pages.navigation.lead_on import Onward
from pages.ui import addresses, words
from pages.ui.errors import shown
from pages.ui.notices import attempt, say, show_notice
from pages.ui.page_context import authenticate, database, today
from pages.ui.table import Link, Piece, Text, line


def header(page: AppPage, entry: StackEntry | None) -> None:
    """Name, where it is from, and what can be done from here: the next step is the primary one."""
    app = page.app
    room = page_header(addresses.APP, title=app.name, above=[Link("Catalogue", "matrix")])
    who = authenticate()
    with room:
        onward = Onward("Recommendation", addresses.WIZARD, {"app": app.id})
        if entry is None and may(who, Action.STACK_EDIT):
            st.button("Add to our stack", type="primary", on_click=_add, args=(app.id,))
            lead_on.link(onward)
        else:
            if entry is not None:
                lead_on.link(Onward("In our stack", addresses.STACK, {"app": app.id}))
            lead_on.primary(onward)
        _more(app.id, may_observe=may(who, Action.CATALOG_OBSERVE))
    line(_about(page))
    if st.session_state.pop("observing", False):
        observe(page)
    show_notice()


_OBSERVE = "Record what we observed"
_ELSEWHERE = {
    "Calculate its cost": (addresses.CALCULATOR, "app"),
    "Compare it": (addresses.COMPARE, "apps"),
}


def _more(app: str, *, may_observe: bool) -> None:
    options = [*([_OBSERVE] if may_observe else []), *_ELSEWHERE]
    chosen = st.menu_button("More", options, key="app-more")
    if chosen == _OBSERVE:
        st.session_state["observing"] = True
    elif chosen:
        file, name = _ELSEWHERE[chosen]
        st.switch_page(file, query_params={name: app})


def _about(page: AppPage) -> list[Piece]:
    app = page.app
    depth = {
        "described": "described in depth",
        "listed": "known from lists only: an IdP's list or a price list",
        "local": "added by us",
    }
    facts: list[Piece] = [app.category] if app.category else []
    site = app.website or ""
    if site.startswith(("https://", "http://")):
        facts.append(Link(site.split("/")[2], site))
    facts += [depth[app.depth], words.count(len(page.sources), "source")]
    if app.withdrawn:
        facts += ["no longer in the bundled catalogue"]
    return [Text(one, muted=True) if isinstance(one, str) else one for one in facts]


def _add(app: str) -> None:
    with shown(), database().write() as session:
        added = stack.add(session, authenticate(), app)
        say(f"{added.name} is in our stack.")


@st.dialog("Record what we observed", width="medium")
def observe(page: AppPage) -> None:
    """A claim of our own, of the highest authority, with its evidence."""
    app = page.app
    st.caption(
        "What you saw with your own eyes outranks every page that someone wrote. The bundled "
        "catalogue never overwrites it."
    )
    fields = list(Fact)
    fact = st.selectbox(
        "Field",
        fields,
        index=fields.index(Fact.PROVISIONING),
        format_func=words.FACT_NAMES.__getitem__,
        key="observe-field",
    )
    who = authenticate()
    with database().read() as session:
        idps = catalog.idps(session, who)
    idp = st.selectbox(
        "Identity provider",
        list(idps),
        index=None,
        placeholder="The app as a whole",
        format_func=idps.__getitem__,
        key="observe-idp",
    )
    with st.form("observe", border=False):
        allowed = CLOSED_VALUES.get(fact)
        if allowed:
            value = st.selectbox(
                "Value",
                list(allowed),
                index=None,
                format_func=spelled,
                placeholder="Choose what you saw",
                key=f"observe-value-{fact}",
            )
        else:
            value = st.text_input("Value", key=f"observe-value-{fact}")
        day = st.date_input("Seen on", value=today(), max_value=today(), key="observe-day")
        evidence = st.text_area(
            "Evidence",
            placeholder="What you saw and where: the screen, the ticket, the vendor's mail",
            key="observe-evidence",
        )
        note = st.text_input("Note (optional)", key="observe-note")
        if st.form_submit_button("Record", type="primary"):
            seen = Observation(app.id, fact, value or "", evidence, day, idp, note)
            attempt(
                lambda s: catalog.observe(s, who, seen, today=today()),
                "Recorded. The verdict takes it into account.",
            )
