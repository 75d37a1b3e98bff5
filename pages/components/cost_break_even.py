"""From when on another option is cheaper: curves with their crossings marked."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.cost.result import CostResult
from core.cost.sensitivity import Variable, curve, reference_of
from pages.components.cost_charts import DASHES
from pages.components.cost_charts import draw as draw_chart
from pages.components.cost_results import name_of
from pages.components.table import Column, table

LABELS = {
    Variable.SEATS: "People who use the app",
    Variable.LEAVERS: "Leavers a year",
    Variable.UPGRADE_PRICE: "Price of the plan with SCIM",
}


def draw(result: CostResult) -> None:
    """The curves over one variable, the crossings as marks and as a table."""
    resolved = result.resolved
    variable = st.segmented_control(
        "Over",
        list(Variable),
        default=Variable.UPGRADE_PRICE,
        format_func=LABELS.__getitem__,
        key="break-even-over",
    )
    drawn = curve(resolved, variable or Variable.UPGRADE_PRICE)
    if drawn is None:
        st.info("No option here pays for a plan with SCIM beyond the one in use.")
        return
    reference = reference_of(resolved)
    evens = [one for one in result.break_even if one.variable is drawn.variable]
    figure = go.Figure()
    for number, (option, totals) in enumerate(drawn.totals.items()):
        width = 3 if option is reference else 1.5
        line = {"dash": DASHES[number], "width": width}
        figure.add_scatter(x=drawn.xs, y=totals, name=name_of(option), mode="lines", line=line)
    crossings = [one for one in evens if one.at is not None]
    if crossings:
        xs = [float(one.at or 0) for one in crossings]
        figure.add_scatter(
            x=xs,
            y=[float(np.interp(x, drawn.xs, drawn.totals[reference])) for x in xs],
            mode="markers+text",
            text=[f"{x:,.6g}" for x in xs],
            textposition="top center",
            name="Costs the same",
            marker={"symbol": "circle-open", "size": 12, "line": {"width": 2}},
        )
    figure.add_vline(x=float(drawn.now), line_dash="dot", annotation_text="now")
    figure.update_layout(xaxis_title=LABELS[drawn.variable], yaxis_title=resolved.scenario.currency)
    draw_chart(figure, "break-even", "Lines: every option's total over one number", 420)
    rows = [
        [
            f"{name_of(one.option)} and {name_of(one.against)}",
            "never" if one.at is None else f"{one.at:,f}".rstrip("0").rstrip("."),
            name_of(one.cheaper_below),
            name_of(one.cheaper_above),
        ]
        for one in evens
    ]
    st.caption(
        f"Looked for from 0 to {evens[0].searched_to:,.0f}, with every other number at its likely "
        "value."
        if evens
        else "There is only one option."
    )
    table(
        ["Options", Column("Cost the same at", number=True), "Cheaper below", "Cheaper above"],
        rows,
        label="Break-even points",
    )
