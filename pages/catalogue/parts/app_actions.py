"""Parts of the app page: its head, and what can be done from here."""

import streamlit as st

from core.catalog import service as catalog
from core.catalog.service import spelled
from core.catalog.values import CLOSED_VALUES, AppPage, Fact, Observation
from core.rights import Action, may
from core.stack import service as stack
from core.stack.values import StackEntry
from pages.navigation.header import header as page_header
from pages.ui import addresses, words
from pages.ui.errors import shown
from pages.ui.notices import attempt, say, show_notice
from pages.ui.page_context import authenticate, database, today
from pages.ui.table import Link


def header(page: AppPage, entry: StackEntry | None) -> None:
    """Name, category, and the buttons."""
    app = page.app
    page_header(addresses.APP, title=app.name, above=[Link("Catalogue", "matrix")])
    facts: list[str] = [words.md(app.category)] if app.category else []
    facts += [words.link(app.website, app.website)] if app.website else []
    depth = {
        "described": "described in depth",
        "listed": "known from lists only: an IdP's list or a price list",
        "local": "added by us",
    }
    facts += [depth[app.depth], words.count(len(page.sources), "source")]
    if app.withdrawn:
        facts += ["no longer in the bundled catalogue"]
    st.markdown(" · ".join(facts))
    with st.container(horizontal=True, vertical_alignment="center"):
        who = authenticate()
        if may(who, Action.CATALOG_OBSERVE):
            st.button("Record what we observed", on_click=_open, icon=":material/visibility:")
        if entry is not None:
            st.page_link(addresses.STACK, label="In our stack", icon=":material/check:")
        elif may(who, Action.STACK_EDIT):
            st.button("Add to our stack", on_click=_add, args=(app.id,), icon=":material/add:")
        for file, label, icon in (
            (addresses.WIZARD, "Recommendation", ":material/fork_right:"),
            (addresses.CALCULATOR, "Calculator", ":material/calculate:"),
        ):
            st.page_link(file, label=label, icon=icon, query_params={"app": app.id})
        if may(who, Action.CASE_OPEN):
            st.page_link(
                addresses.LEAVING, label="Somebody leaves", icon=":material/person_remove:"
            )
    if st.session_state.pop("observing", False):
        observe(page)
    show_notice()


def _open() -> None:
    st.session_state["observing"] = True


def _add(app: str) -> None:
    with shown(), database().write() as session:
        added = stack.add(session, authenticate(), app)
        say(f"{added.name} is in our stack.")


@st.dialog("Record what we observed", width="medium")
def observe(page: AppPage) -> None:
    """A claim of our own, of the highest authority, with its evidence."""
    app = page.app
    st.caption(
        "What you saw with your own eyes outranks every page that somebody wrote. The bundled "
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
