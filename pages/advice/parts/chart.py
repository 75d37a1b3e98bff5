"""The options by cost and by access after leaving, with the table of the same figures."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from core.advice.values import OptionAdvice, OptionId, Recommendation
from pages.ui.chart_style import plain_chart
from pages.ui.table import Column, Text, table

SHORT = {
    OptionId.NATIVE_SCIM: "Native SCIM",
    OptionId.UPGRADE_FOR_SCIM: "Upgrade",
    OptionId.MANAGED_AUTOMATION: "Automation",
    OptionId.SCIM_BRIDGE: "Bridge",
    OptionId.JIT_CHECKLIST: "Sign-on",
    OptionId.MANUAL_CHECKLIST: "By hand",
    OptionId.CHANGE_IDP: "Other IdP",
    OptionId.REPLACE_APP: "Replace",
}
"""Names that fit beside a point."""
HOURS = (1, 4, 8, 24, 72)
ACCENT, GREY = "#3f86b5", "#8a8a85"
"""Legible on both themes; which is which is told by the symbol as well."""


def chart(recommendation: Recommendation) -> None:
    """Every option whose first-year cost is known; the others only in the table."""
    possible = [one for one in recommendation.options if one.feasible]
    drawn = [one for one in possible if one.cost.middle is not None]
    currency = recommendation.first.cost.currency
    if drawn:
        figure, places = go.Figure(), _label_places(drawn)
        kinds = (
            ("Recommended", "circle", ACCENT, [one for one in drawn if one.rank == 1]),
            ("Possible", "circle-open", GREY, [one for one in drawn if one.rank and one.rank > 1]),
        )
        for name, symbol, colour, options in kinds:
            if options:
                _points(figure, name, symbol, colour, options, places)
        figure.update_layout(
            height=400,
            margin={"t": 30, "b": 10, "l": 10, "r": 40},
            legend={"orientation": "h", "y": -0.25, "title": None},
        )
        figure.update_xaxes(title=f"Cost of the first year, {currency}", rangemode="tozero")
        figure.update_yaxes(
            title="Access after leaving, hours at the most",
            type="log",
            tickvals=HOURS,
            range=[-0.25, 2.05],
        )
        plain_chart(
            figure,
            "advice-chart",
            "Scatter chart of the options by cost and access after leaving. "
            "The table below has the same figures.",
        )
        st.caption(
            "To the left is cheaper, further down is safer. Four of five outcomes lie in the bars. "
            "Only what is possible here."
        )
    else:
        st.info("The cost of no option is known here, so there is nothing to draw.")
    table(
        [
            "Option",
            Column(f"First year, {currency}", number=True),
            Column("Range", number=True),
            Column("Access after leaving", number=True),
            Column("Basis", wide=True),
        ],
        [_row(one) for one in possible],
        label="Options by cost and access after leaving",
    )


PLACES = ("top center", "bottom center", "middle right")


def _label_places(options: Sequence[OptionAdvice]) -> dict[OptionId, str]:
    """Where each name stands: neighbours of one height not on the same side."""
    by_height: dict[int, int] = {}
    places = {}
    for one in sorted(options, key=lambda one: one.cost.middle or 0):
        number = by_height.get(one.leftover_access_hours, 0)
        places[one.id] = PLACES[number % len(PLACES)]
        by_height[one.leftover_access_hours] = number + 1
    return places


def _points(
    figure: go.Figure,
    name: str,
    symbol: str,
    colour: str,
    options: list[OptionAdvice],
    places: Mapping[OptionId, str],
) -> None:
    middles = [float(one.cost.middle or 0) for one in options]
    spreads = [one.cost.first_year or (0, 0) for one in options]
    figure.add_scatter(
        x=middles,
        y=[one.leftover_access_hours for one in options],
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [float(s[1]) - m for s, m in zip(spreads, middles, strict=True)],
            "arrayminus": [m - float(s[0]) for s, m in zip(spreads, middles, strict=True)],
            "thickness": 1,
            "color": colour,
        },
        mode="markers+text",
        text=[SHORT[one.id] for one in options],
        textposition=[places[one.id] for one in options],
        marker={
            "symbol": symbol,
            "size": 12,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        name=name,
        cliponaxis=False,
    )


def _row(one: OptionAdvice) -> list[str | Text]:
    spread, middle = one.cost.first_year, one.cost.middle
    ends = "–".join(f"{end:,.0f}" for end in spread) if spread else "–"
    return [
        one.title,
        f"{middle:,.0f}" if middle is not None else Text("not known", muted=True),
        ends,
        one.leftover.up_to,
        one.cost.basis,
    ]
