"""Parts of the matrix page: filters, counts, table, exports."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from core.catalog.service import lowest_value, lowest_with, matrix_csv, matrix_xlsx
from core.catalog.values import (
    EVERY_PLAN,
    AppEntry,
    Capability,
    Cell,
    Matrix,
    MatrixQuery,
    Memo,
    Snapshot,
    Sorting,
)
from core.rights import Action
from core.stack.values import OrganisationView
from pages.ui import addresses, words
from pages.ui.exports import offer_shown
from pages.ui.table import Content, Link, Piece, Text, as_html

ROWS_PER_PAGE = 50
DEFAULT_COLUMNS = ("okta", "entra-id", "google-workspace", "onelogin", "jumpcloud", "cloudflare")

CAPABILITY_WORDS = {
    Capability.SCIM: "SCIM: removes by itself",
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
    Sorting.CONTESTED: "Most contested",
    Sorting.RELEVANCE: "Best match",
}

_CATEGORIES: Memo[Snapshot, list[str]] = Memo()
_MARKUP: Memo[Snapshot, str] = Memo()


def filters(
    whole: Snapshot, organisation: OrganisationView, in_stack: frozenset[str]
) -> MatrixQuery:
    """The filters, bound to the link, as a query."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Search",
            key="q",
            type="search",
            placeholder="App or alias; typing errors are forgiven",
            bind="query-params",
            width=300,
        )
        idp = st.selectbox(
            "IdP",
            list(whole.idps),
            index=None,
            format_func=whole.idps.__getitem__,
            placeholder="Any",
            key="idp",
            bind="query-params",
            width=190,
        )
        capability = st.selectbox(
            "Can do",
            [capability.value for capability in Capability],
            index=None,
            format_func=lambda value: CAPABILITY_WORDS[Capability(value)],
            placeholder="Anything",
            key="can",
            bind="query-params",
            width=210,
        )
    only = st.pills(
        "Only",
        ["stack", "contested", "stale", "plan-gated", "described"],
        selection_mode="multi",
        format_func={
            # The link carries these words: nothing that changes, such as a count, may be in them.
            "stack": "In our stack",
            "contested": "Contested",
            "stale": "Stale",
            "plan-gated": "Plan needed for SCIM",
            "described": "Described in depth",
        }.__getitem__,
        key="only",
        bind="query-params",
        label_visibility="collapsed",
    )
    with st.expander("Category, order, columns"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            category = st.selectbox(
                "Category",
                _CATEGORIES.get(whole, None, lambda: _categories(whole)),
                index=None,
                placeholder="All",
                key="category",
                bind="query-params",
                width=210,
            )
            sort = st.selectbox(
                "Sort by",
                [sorting.value for sorting in Sorting],
                index=None,
                format_func=lambda value: SORT_WORDS[Sorting(value)],
                placeholder="Best known",
                key="sort",
                bind="query-params",
                width=190,
            )
        idps = columns(whole, organisation)
    return MatrixQuery(
        text=text or "",
        category=category,
        idp=idp,
        capability=Capability(capability) if capability else None,
        plan_gated="plan-gated" in only,
        contested="contested" in only,
        stale="stale" in only,
        described="described" in only,
        only=in_stack if "stack" in only else None,
        idps=idps if idp is None else (idp, *(one for one in idps if one != idp)),
        sort=Sorting(sort) if sort else None,
    )


def _categories(whole: Snapshot) -> list[str]:
    return sorted({app.category for app in whole if app.category})


def columns(whole: Snapshot, organisation: OrganisationView) -> tuple[str, ...]:
    """Which IdPs are shown: the organisation's own first, then the usual ones, or as chosen."""
    usual = list(dict.fromkeys((*organisation.idps, *DEFAULT_COLUMNS)))
    chosen = st.multiselect(
        "Identity providers shown",
        list(whole.idps),
        default=usual,
        format_func=whole.idps.__getitem__,
        key="idps",
        bind="query-params",
        help="Set your own under Our stack: they come first everywhere.",
        select_all=False,
    )
    return tuple(chosen or usual)


def summary(found: Matrix, total: int) -> None:
    """How many apps pass, and what the best of the shown IdPs does for them."""
    counts = found.counts
    parts = [
        f"**{words.count(counts['apps'], 'app')}**"
        + (f" of {total:,}" if counts["apps"] != total else "")
    ]
    parts += [
        f"{words.PROVISIONING_WORDS[value]} {counts[value]:,}"
        for value in words.PROVISIONING_WORDS
        if counts[value]
    ]
    parts += [f"⚠ {counts['contested']:,} contested"] if counts["contested"] else []
    parts += [f"◷ {counts['stale']:,} stale"] if counts["stale"] else []
    st.markdown(
        "  ·  ".join(parts),
        help="Counted by the best that is known of the shown IdPs. "
        + "; ".join(
            f"{words.PROVISIONING_WORDS[value]}: {meaning}"
            for value, meaning in words.PROVISIONING_MEANINGS.items()
        ),
    )


def rows(whole: Snapshot, query: MatrixQuery, found: Matrix, marks: Mapping[str, str]) -> None:
    """One page of the rows, each app a link to its page. ``marks``: app of ours → its route."""
    pages = max(1, -(-len(found.apps) // ROWS_PER_PAGE))
    slot = st.empty()
    number = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            number = st.pagination(pages, key="page", bind="query-params")
    number = min(number, pages)
    # Most reruns of the page show what the one before showed.
    shown = (query, number, frozenset(marks.items()))
    markup = _MARKUP.get(whole, shown, lambda: _markup(found, number, marks))
    slot.html(markup)


def _markup(found: Matrix, number: int, marks: Mapping[str, str]) -> str:
    shown = found.apps[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    return as_html(
        ["App", *found.idps.values()],
        [
            [app_cell(app, marks.get(app.id)), *(cell(found.cell(app, idp)) for idp in found.idps)]
            for app in shown
        ],
        label="Support matrix: what each identity provider does for each app",
    )


def app_cell(app: AppEntry, ours: str | None) -> Content:
    """The app's name as a link, its category, and how a leaver gets out of it where we use it."""
    small = " · ".join(part for part in (app.category, _scim_plan(app)) if part)
    lines: list[list[Piece]] = [[Link(app.name, f"app?app={app.id}")]]
    lines += [[Text(small, muted=True)]] if small else []
    lines += [[Text(f"Ours: {ours}")]] if ours else []
    return lines


def _scim_plan(app: AppEntry) -> str:
    """Which plan SCIM begins with; empty where no source names one, or says that none has it."""
    lowest, value = lowest_with(app, "scim"), lowest_value(app, "scim")
    if lowest:
        return f"SCIM from {lowest.name}"
    return "SCIM on every plan" if value in EVERY_PLAN else ""


def cell(one: Cell) -> Content:
    """Provisioning above, sign-on below, contested and stale said in words."""
    if not one.provisioning.claims and not one.sso.claims:
        return Text("?", muted=True, help="No source says. That is not a no.")
    value = one.provisioning.value
    top = Text(
        words.PROVISIONING_WORDS[value],
        strong=value == "scim",
        muted=value == "unknown",
        help=words.PROVISIONING_MEANINGS[value],
    )
    marks: list[Piece] = [Text("⚠ contested", mark=True)] if one.is_contested else []
    marks += [Text("◷ stale", mark=True)] if one.is_stale else []
    lines: list[list[Piece]] = [[top], [Text(words.SSO_WORDS[one.sso.value], muted=True)]]
    return [*lines, marks] if marks else lines


def exports(found: Matrix) -> None:
    """What is filtered, as files, made when asked for."""
    with st.container(horizontal=True):
        for form, make in (("csv", matrix_csv), ("xlsx", matrix_xlsx)):
            offer_shown(
                f"Export {form.upper()}",
                f"offramp-matrix.{form}",
                partial(make, found),
                needs=Action.CATALOG_READ,
                of="catalog:matrix",
            )


def nothing(query: MatrixQuery) -> None:
    """What to do when no app passes."""
    if query.only is not None and not query.only:
        st.info("Our stack is empty. Add the apps that you use, then they can be filtered here.")
        st.page_link(addresses.STACK, label="Go to our stack", icon=":material/apps:")
    elif query.text:
        st.info(
            words.md(
                f"No app matches “{query.text}” under these filters. Check the spelling, remove a "
                "filter, or add the app yourself under Our stack."
            )
        )
    else:
        st.info("No app passes these filters. Remove one of them.")
