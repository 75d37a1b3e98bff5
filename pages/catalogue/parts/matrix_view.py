"""Parts of the matrix page: what was found, the table, exports, and what to do without a row."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from core.catalog.service import lowest_value, lowest_with, matrix_csv, matrix_xlsx
from core.catalog.values import (
    EVERY_PLAN,
    AppEntry,
    Cell,
    Matrix,
    MatrixQuery,
    Memo,
    Snapshot,
    Sorting,
)
from core.rights import Action
from core.stack.values import Route
from pages.navigation import lead_on
from pages.navigation.lead_on import Onward
from pages.ui import addresses, words
from pages.ui.apps import route_words
from pages.ui.exports import offer_shown
from pages.ui.table import Column, Content, Icon, Link, OnPhone, Piece, Text, as_html, line

ROWS_PER_PAGE = 50

_MARKUP: Memo[Snapshot, str] = Memo()


def summary(found: Matrix, total: int) -> None:
    """How many apps pass, and what the best of the shown IdPs does for them."""
    counts = found.counts
    number = words.count(counts["apps"], "app")
    of = f" of {total:,}" if counts["apps"] != total else ""
    said: list[Piece] = [Text(f"{number}{of}", strong=True)]
    said += [
        Link(f"{mark} {counts[value]:,}", _with(can=value))
        for value, mark in words.PROVISIONING_WORDS.items()
        if counts[value]
    ]
    line([*said, Text("by the best of the shown IdPs; unknown is not no", muted=True)])


def _with(**filters: str) -> str:
    """This view, narrowed further."""
    kept = [(name, one) for name in st.query_params for one in st.query_params.get_all(name)]
    kept = [(name, one) for name, one in kept if name != "page" and name not in filters]
    return f"matrix?{urlencode([*kept, *filters.items()])}"


def rows(whole: Snapshot, query: MatrixQuery, found: Matrix, routes: Mapping[str, Route]) -> None:
    """One page of the rows, each app a link to its page. ``routes``: app of ours → its route."""
    pages = max(1, -(-len(found.apps) // ROWS_PER_PAGE))
    slot = st.empty()
    number = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            number = st.pagination(pages, key="page", bind="query-params")
    number = min(number, pages)
    # Most reruns of the page show what the one before showed.
    ours = frozenset((app, route_words.badge(route)) for app, route in routes.items())
    shown = (query, number, ours)
    markup = _MARKUP.get(whole, shown, lambda: _markup(query, found, number, routes))
    slot.html(markup)


def _markup(query: MatrixQuery, found: Matrix, number: int, routes: Mapping[str, Route]) -> str:
    shown = found.apps[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    by_category = query.sort is Sorting.CATEGORY
    with_ours = any(app.id in routes for app in shown)
    first, *others = found.idps.values()
    heads = [
        Column("App", clip=True),
        Column("Category" if by_category else "SCIM from", clip=True, phone=OnPhone.LEFT_OUT),
        *([Column("For us", tight=True)] if with_ours else []),
        Column(first, phone=OnPhone.BESIDE),
        *(Column(name, phone=OnPhone.LEFT_OUT) for name in others),
    ]
    return as_html(
        heads,
        [
            [
                Link(app.name, f"app?app={app.id}"),
                Text(app.category or "", muted=True) if by_category else scim_plan(app),
                *([_for_us(routes.get(app.id))] if with_ours else []),
                *(cell(found.cell(app, idp)) for idp in found.idps),
            ]
            for app in shown
        ],
        label="Support matrix: what each identity provider does for each app",
        kind="of-table of-work of-matrix",
    )


def _for_us(route: Route | None) -> Content:
    """How a leaver gets out of it here, where it is one of ours."""
    return route_words.badge(route) if route else ""


def scim_plan(app: AppEntry) -> Content:
    """Which plan SCIM begins with; empty where no source names one, or says that none has it."""
    lowest, value = lowest_with(app, "scim"), lowest_value(app, "scim")
    if lowest:
        return lowest.name
    return "every plan" if value in EVERY_PLAN else ""


def cell(one: Cell) -> Content:
    """Provisioning, then sign-on where it works, then what there is to doubt; on one line."""
    if not one.provisioning.claims and not one.sso.claims:
        return Text("?", muted=True, help="No source says. That is not a no.")
    value = one.provisioning.value
    pieces: list[Piece] = [
        Text(
            words.PROVISIONING_WORDS[value],
            strong=value == "scim",
            muted=value == "unknown",
            help=words.PROVISIONING_MEANINGS[value],
        )
    ]
    if one.sso.value != "unknown":
        told = words.SSO_SHORT[one.sso.value]
        pieces.append(Text(told, muted=True, help=words.SSO_WORDS[one.sso.value]))
    pieces += [Icon("⚠", "sources disagree")] if one.is_contested else []
    pieces += [Icon("◷", "stale")] if one.is_stale else []
    return [pieces]


def exports(whole: Snapshot, found: Matrix) -> None:
    """What is filtered, as files, made when asked for: with every provider, unless some were
    chosen. How many fit beside each other is the screen's business alone."""
    if "idps" not in st.query_params:
        found = replace(found, idps=whole.idps)
    with st.popover("Export"):
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
    every = Onward("Show all apps", addresses.MATRIX)
    if query.only is not None and not query.only:
        lead_on.empty(
            "Our stack is empty. Add the apps that you use, then they can be filtered here.",
            Onward("Import a list", addresses.STACK, {"do": "import"}),
            every,
        )
    elif query.text:
        lead_on.empty(
            f"No app matches “{query.text}” under these filters. Check the spelling, remove a "
            "filter, or add the app by its name.",
            Onward("Add it to our stack", addresses.STACK, {"do": "import"}),
            every,
        )
    else:
        lead_on.empty("No app passes these filters. Remove one of them.", every)
