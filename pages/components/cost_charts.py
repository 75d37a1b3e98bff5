"""The calculator's charts, each with its figures as a table beside it."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from core.cost.result import CostResult
from pages.components.cost_results import name_of
from pages.components.table import Column, table

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
SYMBOLS = ("circle", "square", "diamond", "x", "triangle-up", "cross", "star", "hexagon")
PATTERNS = {"plan": "", "labour": "/", "setup": "x", "waste": "."}
WORDS = {"plan": "Plan and fees", "labour": "Work", "setup": "Set-up", "waste": "Waste"}


def draw(figure: Any, key: str, alt: str, height: int = 360) -> None:
    """Draw it so that both themes and a phone can read it; the toolbar saves PNG or SVG."""
    figure.update_layout(
        height=height,
        margin={"t": 20, "b": 10, "l": 10, "r": 10},
        legend={"orientation": "h", "y": -0.2, "title": None},
    )
    kind = st.session_state.get("image-format") or "PNG"
    config = {
        "displaylogo": False,
        "toImageButtonOptions": {"format": kind.lower(), "filename": f"offramp-{key}"},
    }
    st.plotly_chart(figure, key=key, config=config, alt=f"{alt}. The table has the same figures.")


def totals(result: CostResult) -> None:
    """Each option's parts as a bar, with P10 to P90 as a whisker."""
    options = sorted(result.options, key=lambda one: one.total, reverse=True)
    names = [name_of(one.id) for one in options]
    figure = go.Figure()
    for part, word in WORDS.items():
        figure.add_bar(
            y=names,
            x=[float(sum(getattr(year, part) for year in one.years)) for one in options],
            name=word,
            orientation="h",
            marker_pattern_shape=PATTERNS[part],
        )
    figure.add_scatter(
        y=names,
        x=[float(one.spread.total.p50) for one in options],
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [float(one.spread.total.p90 - one.spread.total.p50) for one in options],
            "arrayminus": [float(one.spread.total.p50 - one.spread.total.p10) for one in options],
        },
        mode="markers",
        name="P10, P50, P90",
        marker={"symbol": "diamond", "size": 9},
    )
    figure.update_layout(barmode="stack", xaxis_title=result.resolved.scenario.currency)
    st.segmented_control(
        "Charts are saved as", ["PNG", "SVG"], default="PNG", key="image-format", width=200
    )
    draw(figure, "totals", "Bars: the cost of every option by part", 90 + 45 * len(names))


def over_time(result: CostResult) -> None:
    """Cumulative cost after each year; the band of the chosen option."""
    years = list(range(1, result.resolved.frame.years + 1))
    options = {one.id: one for one in result.options}
    chosen = st.selectbox(
        "Show the band P10–P90 of",
        list(options),
        index=list(options).index(result.cheapest.id),
        format_func=name_of,
        key="band",
    )
    figure = go.Figure()
    band = options[chosen].spread.cumulative
    figure.add_scatter(
        x=[*years, *reversed(years)],
        y=[*(float(s.p90) for s in band), *(float(s.p10) for s in reversed(band))],
        fill="toself",
        mode="none",
        name=f"P10–P90: {name_of(chosen)}",
        fillcolor="rgba(120,140,160,0.3)",
    )
    for number, one in enumerate(result.options):
        figure.add_scatter(
            x=years,
            y=[float(spread.p50) for spread in one.spread.cumulative],
            name=name_of(one.id),
            mode="lines+markers",
            line={"dash": DASHES[number]},
            marker={"symbol": SYMBOLS[number]},
        )
    figure.update_layout(yaxis_title=f"{result.resolved.scenario.currency}, P50")
    figure.update_xaxes(tickvals=years, title="After year")
    draw(figure, "over-time", "Lines: cumulative cost of every option", 420)
    rows = [
        [
            name_of(one.id),
            str(year),
            *(f"{amount:,.0f}" for amount in (spread.p10, spread.p50, spread.p90)),
        ]
        for one in result.options
        for year, spread in zip(years, one.spread.cumulative, strict=True)
    ]
    heads = [Column(head, number=True) for head in ("After year", "P10", "P50", "P90")]
    table(["Option", *heads], rows, label="Cumulative cost")


def tornado(result: CostResult) -> None:
    """What one input alone does to the cheapest option's total."""
    bars = result.tornado[:12]
    if not bars:
        st.info(
            "Nothing uncertain plays a part. Write a range into a field, such as 30–40–60, to see "
            "how far it moves the answer."
        )
        return
    best = result.cheapest
    st.caption(
        f"Each range alone, the others at their likely value: what it does to the total of "
        f"“{name_of(best.id)}”, and whether another option becomes the cheapest."
    )
    shown = list(reversed(bars))
    labels = [bar.label for bar in shown]
    figure = go.Figure()
    for word, at, pattern in (("At its low", "at_low", "/"), ("At its high", "at_high", "")):
        figure.add_bar(
            y=labels,
            x=[float(getattr(bar, at) - best.total) for bar in shown],
            base=float(best.total),
            orientation="h",
            name=word,
            marker_pattern_shape=pattern,
        )
    figure.update_layout(barmode="overlay", xaxis_title=result.resolved.scenario.currency)
    draw(figure, "tornado", "Tornado: which input moves the total most", 110 + 32 * len(bars))
    rows = [
        [
            bar.label,
            f"{bar.low:,.6g} to {bar.high:,.6g}",
            f"{bar.at_low:,.2f}",
            f"{bar.at_high:,.2f}",
            f"{bar.swing:,.2f}",
            name_of(bar.cheapest_at_low),
            name_of(bar.cheapest_at_high),
        ]
        for bar in bars
    ]
    heads = [Column(h, number=True) for h in ("Range", "At low", "At high", "Moves it by")]
    table(
        ["Number", *heads, "Cheapest at low", "Cheapest at high"],
        rows,
        label="What moves the answer",
    )
