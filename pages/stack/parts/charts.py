"""Charts of the stack: how much of it removes a leaver by itself, and where the exposure is."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.express as px
import streamlit as st

from core.stack.service import exposure
from core.stack.values import AppCoverage, Removal
from pages.ui import words
from pages.ui.apps import route_words
from pages.ui.chart_style import plain_chart
from pages.ui.table import Column, Link, Text, table


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
        frame = pd.DataFrame(
            {
                "Removal": route_words.REMOVALS[one.route.removal],
                "Through": route_words.through(one.route, idps),
                "Apps": 1,
            }
            for one in covered
        )
        known, present = route_words.REMOVALS.values(), set(frame["Removal"])
        bars = px.bar(
            frame.groupby(["Removal", "Through"], as_index=False).sum(),
            x="Apps",
            y="Removal",
            color="Through",
            pattern_shape="Through",
            orientation="h",
            category_orders={"Removal": [told for told in known if told in present]},
        )
        _draw(
            bars,
            "removal-chart",
            "Bar chart: apps by how a leaver is removed and through which IdP",
        )
    with right:
        st.markdown("**Where the exposure is** (seats without certain removal)")
        exposed_apps = sorted(covered, key=lambda one: -(one.exposed_seats or 0))[:10]
        if not any(one.exposed_seats for one in exposed_apps):
            st.caption("No exposed seats, or no seats entered yet.")
            return
        bars = px.bar(
            pd.DataFrame(
                {
                    "App": one.entry.name,
                    "Seats": one.exposed_seats,
                    "Removal": route_words.REMOVALS[one.route.removal],
                }
                for one in exposed_apps
                if one.exposed_seats
            ),
            x="Seats",
            y="App",
            color="Removal",
            pattern_shape="Removal",
            orientation="h",
        )
        bars.update_yaxes(categoryorder="total ascending")
        _draw(bars, "exposure-chart", "Bar chart: the ten apps with most exposed seats")


def _draw(figure, key: str, alt: str) -> None:  # type: ignore[no-untyped-def]
    figure.update_layout(
        height=300,
        margin={"t": 10, "b": 10, "l": 10, "r": 10},
        yaxis_title=None,
        legend={"orientation": "h", "y": -0.25, "title": None},
    )
    plain_chart(figure, key, f"{alt}. The table below has the same figures.")


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
