"""That a company is made up, on each of its pages; as whom one looks at it, and how to leave."""

import streamlit as st

from core.actor import Actor
from core.config import settings
from core.demo import service as demo
from core.web.demo.routes import ROLES, address_of
from pages.ui.page_context import today
from pages.ui.table import Link, Piece, Text, line


def for_everybody(viewer: Actor) -> None:
    """Where the data folder is a demo's."""
    with st.container():
        mark = demo.known_mark(settings().data_dir)
        if mark is None:
            return
        with st.container(key="demo-banner"):
            line(_said(mark.company, viewer))
            if settings().demo:
                others = [role for role in ROLES if role != viewer.role]
                line(Link(f"See it as {role}", address_of(role)) for role in others)
            if mark.day != today():
                line([f"Its dates are counted from {mark.day}; serve --demo --reset renews it."])


def _said(company: str, viewer: Actor) -> list[Piece]:
    said: list[Piece] = [Text(f"Demo: {company} is made up", strong=True)]
    if settings().demo:
        said += [f"You are {viewer.name}, {viewer.role}", "Leave: Ctrl+C in its terminal"]
    return said
