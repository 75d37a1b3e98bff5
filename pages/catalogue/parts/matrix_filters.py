"""The matrix's filters: what the link says, as a query, and the fields that change it."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from core.catalog.values import (
    Capability,
    Matrix,
    MatrixQuery,
    Memo,
    Snapshot,
    Sorting,
)
from core.stack.values import OrganisationView
from pages.ui import words

MOST_USUAL = 5
"""So many columns stand beside an app without scrolling, one less beside routes of ours."""
DEFAULT_COLUMNS = ("okta", "entra-id", "google-workspace", "onelogin", "jumpcloud", "cloudflare")

CAPABILITY_WORDS = {
    Capability.SCIM: "SCIM (automatic deprovisioning)",
    Capability.PARTIAL: "Partial provisioning",
    Capability.JIT_ONLY: "JIT only",
    Capability.NONE: "No provisioning",
    Capability.UNKNOWN: "Provisioning unknown",
    Capability.SSO: "Single sign-on",
}
SORT_WORDS = {
    Sorting.BEST_KNOWN: "Best known",
    Sorting.NAME: "Name",
    Sorting.CATEGORY: "Category",
    Sorting.COVERAGE: "Most IdPs with SCIM",
    Sorting.CONTESTED: "Most disagreements",
    Sorting.RELEVANCE: "Best match",
}
_CATEGORIES: Memo[Snapshot, list[str]] = Memo()


@dataclass(frozen=True)
class Narrowing:
    """A filter that is on or off. ``count``: under which name the matrix counts what passes."""

    words: str
    count: str


ONLY: Mapping[str, Narrowing] = {
    "stack": Narrowing("In our stack", "ours"),
    "contested": Narrowing("Sources disagree", "contested"),
    "stale": Narrowing("Stale", "stale"),
    "plan-gated": Narrowing("Needs a plan", "plan_gated"),
    "described": Narrowing("In depth", "described"),
}
"""As it stands in the link → what it is."""


def search() -> str:
    """The field for a name, bound to the link."""
    found = st.text_input(
        "Search",
        key="q",
        type="search",
        placeholder="App or alias",
        bind="query-params",
        label_visibility="collapsed",
        width=240,
    )
    return found or ""


def others(
    whole: Snapshot, organisation: OrganisationView, ours: frozenset[str], text: str
) -> MatrixQuery:
    """The fields that are seldom needed, behind one button; and what all of them ask for."""
    with st.popover(words.md(_filters_on())):
        idp = st.selectbox(
            "IdP",
            list(whole.idps),
            index=None,
            format_func=whole.idps.__getitem__,
            placeholder="Any",
            key="idp",
            bind="query-params",
        )
        capability = st.selectbox(
            "Can do",
            [capability.value for capability in Capability],
            index=None,
            format_func=lambda value: CAPABILITY_WORDS[Capability(value)],
            placeholder="Anything",
            key="can",
            bind="query-params",
        )
        category, sort, idps = _more(whole, organisation, MOST_USUAL - bool(ours))
    only = _only()
    return MatrixQuery(
        text=text,
        category=category,
        idp=idp,
        capability=Capability(capability) if capability else None,
        plan_gated="plan-gated" in only,
        contested="contested" in only,
        stale="stale" in only,
        described="described" in only,
        only=ours if "stack" in only else None,
        first=ours,
        idps=idps if idp is None else (idp, *(one for one in idps if one != idp)),
        sort=Sorting(sort) if sort else None,
    )


_BEHIND = ("idp", "can", "category", "sort", "idps")


def _filters_on() -> str:
    """The button's words, with how many of the fields behind it are set."""
    number = sum(name in st.query_params for name in _BEHIND)
    return f"Filters ({number})" if number else "Filters"


def _more(
    whole: Snapshot, organisation: OrganisationView, most: int
) -> tuple[str | None, str | None, tuple[str, ...]]:
    category = st.selectbox(
        "Category",
        _CATEGORIES.get(whole, None, lambda: _categories(whole)),
        index=None,
        placeholder="All",
        key="category",
        bind="query-params",
    )
    sort = st.selectbox(
        "Sort by",
        [sorting.value for sorting in Sorting],
        index=None,
        format_func=lambda value: SORT_WORDS[Sorting(value)],
        placeholder="Our stack, then best known",
        key="sort",
        bind="query-params",
    )
    # The organisation's own first, then the usual ones.
    usual = list(dict.fromkeys((*organisation.idps, *DEFAULT_COLUMNS)))[:most]
    chosen = st.multiselect(
        "Identity providers shown",
        list(whole.idps),
        default=usual,
        format_func=whole.idps.__getitem__,
        key="idps",
        bind="query-params",
        help="Choose your own under Our stack: they come first everywhere.",
        select_all=False,
    )
    return category, sort, tuple(chosen or usual)


def _categories(whole: Snapshot) -> list[str]:
    return sorted({app.category for app in whole if app.category})


def _only() -> list[str]:
    """What the link narrows to; older links carry the words."""
    said = {each.words: name for name, each in ONLY.items()} | _OLD_WORDS
    asked = (said.get(one, one) for one in st.query_params.get_all("only"))
    return [one for one in dict.fromkeys(asked) if one in ONLY]


_OLD_WORDS = {"Plan needed for SCIM": "plan-gated", "Described in depth": "described"}


def narrowing(found: Matrix, ours: frozenset[str]) -> None:
    """The filters that are on or off, each with how many of the apps that are found it keeps."""
    counts = {**found.counts, "ours": sum(app.id in ours for app in found.apps)}
    linked = _only()
    if st.session_state.get("matrix-only") != linked:
        st.session_state["matrix-only"] = linked

    def changed() -> None:
        if chosen := st.session_state["matrix-only"]:
            st.query_params["only"] = chosen
        else:
            st.query_params.pop("only", None)

    st.pills(
        "Only",
        list(ONLY),
        selection_mode="multi",
        format_func=lambda one: words.md(f"{ONLY[one].words} {counts[ONLY[one].count]:,}"),
        key="matrix-only",
        on_change=changed,
        label_visibility="collapsed",
    )
