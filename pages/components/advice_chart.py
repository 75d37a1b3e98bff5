"""The options by cost and by leftover access, with the table of the same figures."""

import pandas as pd
import plotly.express as px
import streamlit as st

from core.advice.cost import exact
from core.advice.recommend import Recommendation
from pages.components.table import Column, table


def chart(recommendation: Recommendation) -> None:
    """Every option whose first-year cost is known; the others only in the table."""
    points, rows = [], []
    for one in recommendation.options:
        spread = one.cost.first_year
        told = exact(spread, one.cost.currency) if spread else "not published"
        title = one.title if one.feasible else f"{one.title} (not possible)"
        rows.append([title, told, f"{one.leftover_access_hours} h", one.cost.basis])
        if spread is not None:
            middle = float(sum(spread) / 2)
            points.append(
                {
                    "Option": title,
                    "Cost of the first year": middle,
                    "Reach": float(spread[1]) - middle,
                    "Leftover access in hours": one.leftover_access_hours,
                }
            )
    if points:
        currency = recommendation.first.cost.currency
        figure = px.scatter(
            pd.DataFrame(points),
            x="Cost of the first year",
            y="Leftover access in hours",
            error_x="Reach",
            color="Option",
            symbol="Option",
        )
        figure.update_traces(marker_size=12, cliponaxis=False)
        figure.update_layout(
            height=400,
            margin={"t": 10, "b": 10, "l": 10, "r": 10},
            xaxis_title=f"Cost of the first year over today, {currency}",
            legend={"orientation": "h", "y": -0.3, "title": None},
        )
        figure.update_xaxes(rangemode="tozero")
        figure.update_yaxes(rangemode="tozero")
        st.plotly_chart(
            figure,
            key="advice-chart",
            alt="Scatter chart of the options by cost and leftover access. "
            "The table below has the same figures.",
        )
    else:
        st.info("No option here has a published price, so there is nothing to draw.")
    table(
        [
            "Option",
            Column("First year", number=True),
            Column("Leftover access", number=True),
            "Basis",
        ],
        rows,
        label="Options by cost and leftover access",
    )
