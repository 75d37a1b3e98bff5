"""Charts of the stack: how much of it removes a leaver by itself, and where the exposure is."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import streamlit as st

from core.stack.service import exposure
from core.stack.values import AppCoverage, Removal
from pages.ui import words
from pages.ui.apps import route_words
from pages.ui.chart_style import chart_of
from pages.ui.table import Column, Link, Text, table

_SAME = ". The table below has the same figures."


def _removed(count: int, apps: int, *, is_judged: bool) -> str:
    if is_judged:
        return f"{count} of {apps}"
    return f"at least {count} of {apps}" if count else "not known"


def summary(
    covered: Sequence[AppCoverage], idps: Mapping[str, str], *, is_judged: bool = True
) -> None:
    """The figures, then both charts side by side.

    ``is_judged``: whether anybody said which identity providers there are; else nobody knows who
    removes.
    """
    counts = Counter(one.route.removal for one in covered)
    exposed = exposure(covered)
    with st.container(horizontal=True):
        st.metric("Apps", len(covered), border=True, width=160)
        st.metric(
            "Remove a leaver by themselves",
            words.md(_removed(counts[Removal.AUTOMATIC], len(covered), is_judged=is_judged)),
            border=True,
            width=260,
            help="The IdP or Offramp deactivates the account, no source contradicts, and our plan "
            "is known to have it.",
        )
        st.metric(
            "Exposed seats",
            f"{exposed.seats:,}",
            border=True,
            width=220,
            help="Seats in apps from which nothing removes a leaver for certain.",
            delta=f"without {words.count(exposed.unseated, 'app')} that nobody gave seats of"
            if exposed.unseated
            else None,
            delta_color="off",
            delta_arrow="off",
        )
    left, right = st.columns(2)
    with left:
        st.markdown("**How a leaver is removed, and through whom**")
        ways = Counter((one.route.removal, route_words.through(one.route, idps)) for one in covered)
        alt = "Bar chart: apps by how a leaver is removed and through which IdP"
        chart_of(_removal_bars, tuple(sorted(ways.items())), "removal-chart", alt + _SAME)
    with right:
        st.markdown("**Where the exposure is** (seats without certain removal)")
        first = sorted(covered, key=lambda one: -(one.exposed_seats or 0))[:10]
        seats = tuple(
            (one.entry.name, one.exposed_seats, one.route.removal)
            for one in first
            if one.exposed_seats
        )
        if not seats:
            st.caption("No exposed seats, or no seats entered yet.")
            return
        alt = "Bar chart: the ten apps with most exposed seats"
        chart_of(_exposure_bars, seats, "exposure-chart", alt + _SAME)


def _removal_bars(ways: tuple[tuple[tuple[Removal, str], int], ...]) -> go.Figure:
    rows = [(route_words.REMOVALS[removal], through, apps) for (removal, through), apps in ways]
    present = {removal for (removal, _), _ in ways}
    return _laid_out(
        px.bar(
            pd.DataFrame(rows, columns=["Removal", "Through", "Apps"]),
            x="Apps",
            y="Removal",
            color="Through",
            pattern_shape="Through",
            orientation="h",
            category_orders={
                "Removal": [told for one, told in route_words.REMOVALS.items() if one in present]
            },
        )
    )


def _exposure_bars(seats: tuple[tuple[str, int, Removal], ...]) -> go.Figure:
    rows = [(app, number, route_words.REMOVALS[removal]) for app, number, removal in seats]
    bars = px.bar(
        pd.DataFrame(rows, columns=["App", "Seats", "Removal"]),
        x="Seats",
        y="App",
        color="Removal",
        pattern_shape="Removal",
        orientation="h",
    )
    bars.update_yaxes(categoryorder="total ascending")
    return _laid_out(bars)


def _laid_out(figure: go.Figure) -> go.Figure:
    figure.update_layout(
        height=300,
        margin={"t": 10, "b": 10, "l": 10, "r": 10},
        yaxis_title=None,
        legend={"orientation": "h", "y": -0.25, "title": None},
    )
    return figure


def table_of_removal(covered: Sequence[AppCoverage], idps: Mapping[str, str]) -> None:
    """The figures behind the charts, the worst first."""
    st.header("How a leaver gets out", anchor=False)
    rows = sorted(covered, key=lambda one: (one.route.rank, -(one.exposed_seats or 0)))
    table(
        ["App", "Route", "Because", Column("Exposed seats", number=True), "Owner"],
        [
            [
                Link(one.entry.name, f"app?app={one.entry.app}"),
                Text(
                    route_words.label(one.route, idps),
                    mark=one.route.removal is Removal.CONTESTED,
                ),
                Text(one.route.why, muted=True),
                "not said" if one.exposed_seats is None else f"{one.exposed_seats:,}",
                one.entry.fields.owner or Text("no owner", muted=True),
            ]
            for one in rows
        ],
        label="How a leaver gets out of each app",
    )
