"""Which apps of the stack are listed: all, or those that a figure here or elsewhere counts."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.stack import service as stack
from core.stack.values import REMOVED_BY, AppCoverage, StackPart
from pages.ui.view_choice import view_choice

_NAMES: dict[StackPart, str] = {
    StackPart.IDP: "● {idp} removes",
    StackPart.IDP_CAN: "◐ {idp} can remove",
    StackPart.OFFRAMP: "● Offramp removes",
    StackPart.THIRD_PARTY: "◐ A third party removes",
    StackPart.HAND_WHEN_ASKED: "◐ By hand, {idp} asks",
    StackPart.HAND: "✕ By hand",
    StackPart.UNKNOWN: "? Unknown",
    StackPart.UNCERTAIN: "Not automatic",
    StackPart.RENEWING: "Renew within 60 days",
    StackPart.WITHOUT_OWNER: "No owner",
    StackPart.WITHOUT_SEATS: "No seat count",
}


FEW = 20
"""Up to so many apps are seen at once; among more one looks for a name."""


def chosen(covered: Sequence[AppCoverage], idp: str, today: date) -> list[AppCoverage]:
    """The apps of the part that the link names, which can be changed here.

    ``idp``: what our identity providers are called together.
    """
    found = {part: stack.part_of(covered, part, today) for part in StackPart}
    wanted = asked()
    offered = [part for part in REMOVED_BY.values() if found[part]]
    offered += [wanted] if wanted and wanted not in offered else []
    views = {"": f"All {len(covered):,}"}
    views |= {p.value: f"{_NAMES[p].format(idp=idp)} {len(found[p]):,}" for p in offered}
    needle = ""
    with st.container(horizontal=True, vertical_alignment="center"):
        named = view_choice(views, "", key="show")
        if len(covered) > FEW:
            needle = st.text_input(
                "Find an app or owner",
                key="q",
                type="search",
                bind="query-params",
                placeholder="App or owner",
                label_visibility="collapsed",
                width=200,
            )
    rows = found[StackPart(named)] if named else list(covered)
    return [one for one in rows if _matches(one, needle.casefold())]


def _matches(one: AppCoverage, needle: str) -> bool:
    return needle in f"{one.entry.name} {one.entry.fields.owner or ''}".casefold()


def asked() -> StackPart | None:
    """The part that the link names."""
    named = st.query_params.get("show", "")
    return StackPart(named) if named in list(StackPart) else None


def link_to(part: StackPart) -> str:
    """The list of a part of the stack."""
    return f"stack?show={part.value}"
