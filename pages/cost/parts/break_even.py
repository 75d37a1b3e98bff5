"""From when on another option is cheaper: curves with their crossings marked."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from core.cost.service import curve, input_of, reference_of
from core.cost.values import BreakEven, CostResult, Curve, OptionId, Variable
from pages.ui.chart_style import colours, line_of
from pages.ui.chart_style import draw as draw_chart
from pages.ui.markdown import Markdown, md
from pages.ui.table import Column, table
from pages.ui.words import option_name

LABELS = {
    Variable.UPGRADE_PRICE: "Price of the upgrade",
    Variable.SEATS: "People",
    Variable.LEAVERS: "Leavers a year",
}


def draw(result: CostResult, *, with_impossible: bool) -> None:  # noqa: ARG001  never crosses
    """The curves over one variable, the crossings as marks and as a table."""
    resolved = result.resolved
    variable = st.segmented_control(
        "Over",
        list(LABELS),
        default=Variable.UPGRADE_PRICE,
        format_func=LABELS.__getitem__,
        key="break-even-over",
        label_visibility="collapsed",
        required=True,
    )
    drawn = curve(resolved, variable or Variable.UPGRADE_PRICE)
    if drawn is None:
        st.info("No option that is possible here pays for a plan with SCIM beyond the one in use.")
        return
    reference = reference_of(resolved)
    evens = result.break_even_in(drawn.variable)
    st.markdown(_sentence(evens, reference, result.cheapest.id))
    name = input_of(resolved, drawn.variable) or ""
    unit = resolved.inputs[name].spec.unit.replace("money", resolved.scenario.currency)
    traces, layout = _lines(result, drawn, evens, reference)
    layout["xaxis"]["title"] = {"text": f"{LABELS[drawn.variable]}, {unit}"}
    layout["yaxis"]["title"] = {"text": resolved.scenario.currency}
    draw_chart(traces, layout, "break-even", "Lines: every option's total over one number", 440)
    if not evens:
        st.caption("There is only one option.")
        return
    st.caption(
        md(
            f"Looked for from 0 to {evens[0].searched_to:,.0f} {unit}, every other number at its "
            "likely value. The crossings are exact, not read off the lines."
        )
    )
    table(
        [
            f"{option_name(reference)} costs as much as",
            Column("at", number=True),
            "cheaper below",
            "cheaper above",
        ],
        [
            [
                option_name(one.against),
                "never" if one.at is None else f"{one.at:,.2f}",
                option_name(one.cheaper_below),
                option_name(one.cheaper_above),
            ]
            for one in evens
        ],
        label="Break-even points",
    )


def _sentence(evens: Sequence[BreakEven], reference: OptionId, best: OptionId) -> Markdown:
    crossing = [one for one in evens if one.at is not None]
    if not crossing:
        own = md(option_name(reference))
        return Markdown(f"No crossing: **{own}** never costs the same as another option here.")
    # What is cheapest today is what the question is about.
    first = next((one for one in crossing if one.against is best), crossing[0])
    told = md(
        f"{option_name(reference)} and {option_name(first.against)} cost the same: below it "
        f"{option_name(first.cheaper_below)} is cheaper, above it "
        f"{option_name(first.cheaper_above)}."
    )
    return Markdown(f"At **{first.at:,.2f}** {told}")


def _lines(
    result: CostResult, drawn: Curve, evens: Sequence[BreakEven], reference: OptionId
) -> tuple[list[Any], dict[str, Any]]:
    shade = colours()
    best = result.cheapest.id
    traces: list[Any] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": option_name(option),
            "x": drawn.xs,
            "y": totals,
            "line": line_of(option, number, best, reference),
        }
        for number, (option, totals) in enumerate(drawn.totals.items())
    ]
    xs = sorted({float(one.at) for one in evens if one.at is not None})
    if xs:
        marker = {
            "symbol": "circle-open", "size": 11, "color": shade["text"], "line": {"width": 2},
        }  # fmt: skip
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "Costs the same",
                "x": xs,
                "y": [float(np.interp(x, drawn.xs, drawn.totals[reference])) for x in xs],
                "hovertemplate": "%{x:,.6g}<extra>Costs the same</extra>",
                "marker": marker,
            }
        )
    now = float(drawn.now)
    # What is far beyond today and every crossing would press the rest into a corner.
    reach = min(max([now, *xs]) * 1.3 or float(drawn.xs[-1]), float(drawn.xs[-1]))
    seen = drawn.xs <= reach
    highest = max(float(totals[seen].max()) for totals in drawn.totals.values())
    dotted = {"dash": "dot", "color": shade["muted"]}
    shape = {"type": "line", "x0": now, "x1": now, "yref": "paper", "y0": 0, "y1": 1}
    note = {"x": now, "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    layout = {
        "xaxis": {"range": [0, reach]},
        "yaxis": {"range": [0, highest * 1.05 or 1]},
        "shapes": [{**shape, "line": dotted}],
        "annotations": [{**note, "text": f"now {now:,.6g}"}],
        # Above the word on today's value.
        "legend": {"orientation": "h", "x": 0, "y": 1.08, "yanchor": "bottom"},
    }
    return traces, layout
