"""Enter a person by hand: for companies without a list, and for those whom no list has."""

import streamlit as st

from core.accounts import service as inventory
from pages.accounts.parts.importing.drawer import DO
from pages.accounts.parts.people import fields
from pages.navigation import drawer
from pages.ui import addresses
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate

ADD = "add"


def is_asked() -> bool:
    """Whether the link opens it."""
    return drawer.asked(DO) == ADD


def ask() -> None:
    """In a callback: open it."""
    st.query_params[DO] = ADD


def open_drawer() -> None:
    """The drawer."""
    drawer.drawer("Add a person", _draw, DO)


def _draw() -> None:
    default = fields.defaults()
    with st.form("add-person", border=False):
        wanted = fields.draw("add-person", None, default)
        pressed = st.form_submit_button("Add", type="primary")
    if pressed:
        attempt(
            lambda session: inventory.add_person(session, authenticate(), wanted),
            f"{wanted.name.strip()} added.",
            then=lambda number: st.switch_page(addresses.PERSON, query_params={"id": str(number)}),
        )
