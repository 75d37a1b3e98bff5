"""The calculator's charts, each with its figures as a table beside it."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from textwrap import wrap
from typing import Any

import streamlit as st

from core.cost.service import reference_of
from core.cost.values import Bar, CostResult, OptionCost, OptionId
from pages.ui.chart_style import SYMBOLS, broken, colours, draw, line_of
from pages.ui.markdown import md
from pages.ui.table import Column, table
from pages.ui.words import option_name

WORDS = {"plan": "Plan and fees", "labour": "Work", "setup": "Set-up", "waste": "Waste"}
SHADES = {"plan": "accent", "labour": "middle", "setup": "pale", "waste": "ground"}


def totals(result: CostResult, *, with_impossible: bool) -> None:
    """Each option's parts as a bar, which ends at its likely total, and low to high as a whisker.

    What cannot be done here is far dearer often, and would press the rest into a corner.
    """
    out = {} if with_impossible else result.resolved.impossible
    options = [one for one in result.options if one.id not in out]
    options.sort(key=lambda one: one.total, reverse=True)
    names = [
        broken(one.id) + (" *" if one.id in result.resolved.impossible else "") for one in options
    ]
    ends = [float(max(one.total, one.spread.total.p90)) for one in options]
    layout = {
        "barmode": "stack",
        "bargap": 0.35,
        "xaxis": {"range": [0, max(ends) * 1.35 or 1], "nticks": 4},
        "yaxis": {"showgrid": False, "ticklabelstandoff": 8},
        "annotations": [
            {
                "y": name, "x": end, "text": f"{one.total:,.0f}", "xanchor": "left", "xshift": 6,
                "showarrow": False,
            }
            for name, end, one in zip(names, ends, options, strict=True)
        ],
    }  # fmt: skip
    traces = [*_parts(names, options), _whiskers(names, options)]
    height = 110 + 46 * len(names)
    draw(traces, layout, "totals", "Bars: the cost of every option by part", height)


def _parts(names: Sequence[str], options: Sequence[OptionCost]) -> list[dict[str, Any]]:
    shade = colours()
    bars = []
    for part, word in WORDS.items():
        amounts = [float(sum(getattr(year, part) for year in one.years)) for one in options]
        marker = {
            "color": shade[SHADES[part]],
            "line": {"color": shade["accent"], "width": 0.5},
            "pattern": {"shape": "/" if part == "waste" else "", "fgcolor": shade["accent"]},
        }
        if any(amounts):
            bars.append(
                {
                    "type": "bar", "orientation": "h", "name": word, "y": list(names),
                    "x": amounts, "marker": marker,
                }
            )  # fmt: skip
    return bars


def _whiskers(names: Sequence[str], options: Sequence[OptionCost]) -> dict[str, Any]:
    shade = colours()
    spreads, likely = [one.spread.total for one in options], [float(one.total) for one in options]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Likely, with low and high",
        "y": list(names),
        "x": likely,
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [max(float(s.p90) - x, 0) for s, x in zip(spreads, likely, strict=True)],
            "arrayminus": [max(x - float(s.p10), 0) for s, x in zip(spreads, likely, strict=True)],
            "color": shade["text"],
            "thickness": 1.5,
        },
        "marker": {"symbol": "diamond", "size": 7, "color": shade["text"]},
    }


def over_time(result: CostResult, *, with_impossible: bool) -> None:
    """Cumulative cost after each year, with the bands of the chosen options."""
    years = list(range(1, result.resolved.frame.years + 1))
    out = {} if with_impossible else result.resolved.impossible
    known = {one.id: one for one in result.options if one.id not in out}
    best, reference = result.cheapest.id, reference_of(result.resolved)
    chosen = st.multiselect(
        "Show low to high for",
        list(known),
        default=[one for one in dict.fromkeys([best, reference]) if one in known],
        format_func=option_name,
        key=f"bands-{'-'.join(known)}",
        placeholder="Choose options",
        select_all=False,
    )
    traces = [_band(known[option], years) for option in chosen]
    for number, one in enumerate(known.values()):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": option_name(one.id),
                "x": years,
                "y": [float(total) for total in _cumulated(one)],
                "line": line_of(one.id, number, best, reference),
                "marker": {"symbol": SYMBOLS[number], "size": 8},
            }
        )
    currency = result.resolved.scenario.currency
    layout = {
        "yaxis": {"title": {"text": f"{currency}, likely"}, "rangemode": "tozero"},
        "xaxis": {"tickvals": years, "ticktext": [f"Year {year}" for year in years]},
    }
    draw(traces, layout, "over-time", "Lines: cumulative cost of every option", 440)
    rows = [
        [
            option_name(one.id),
            *(
                [[f"{likely:,.0f}"], [f"{spread.p10:,.0f} to {spread.p90:,.0f}"]]
                for likely, spread in zip(_cumulated(one), one.spread.cumulative, strict=True)
            ),
        ]
        for one in known.values()
    ]
    heads = [Column(f"After year {year}", number=True, tight=True) for year in years]
    st.caption(md(f"{currency}: likely, and below it low to high."))
    table(["Option", *heads], rows, label="Cumulative cost")


def _cumulated(one: OptionCost) -> list[Decimal]:
    """The likely cost after each year."""
    return list(accumulate(Decimal(year.total) for year in one.years))


def _band(one: OptionCost, years: Sequence[int]) -> dict[str, Any]:
    spreads = one.spread.cumulative
    return {
        "type": "scatter",
        "mode": "none",
        "fill": "toself",
        "fillcolor": colours()["band"],
        "showlegend": False,
        "hoverinfo": "skip",
        "x": [*years, *reversed(years)],
        "y": [*(float(s.p90) for s in spreads), *(float(s.p10) for s in reversed(spreads))],
    }


def tornado(result: CostResult, *, with_impossible: bool) -> None:  # noqa: ARG001
    """What one input alone does to the cheapest option's total."""
    bars = result.tornado[:12]
    if not bars:
        st.info(
            "Nothing uncertain plays a part. Write a range into a field, such as 30–40–60, to see "
            "how far it moves the answer."
        )
        return
    best = result.cheapest
    flips = [bar for bar in bars if {bar.cheapest_at_low, bar.cheapest_at_high} != {best.id}]
    st.markdown(
        f"**{md(bars[0].label)}** moves the total of “{md(option_name(best.id))}” most. "
        + (
            f"Within its range, {md(_listed(flips))} makes another option the cheapest."
            if flips
            else "None of these ranges alone makes another option the cheapest."
        )
    )
    layout = {
        "barmode": "overlay",
        "bargap": 0.3,
        "xaxis": {"title": {"text": result.resolved.scenario.currency}, "nticks": 5},
        "yaxis": {"showgrid": False, "ticklabelstandoff": 8, "tickfont": {"size": 11}},
    }
    height = 120 + 38 * len(bars)
    alt = "Tornado: which input moves the total most"
    labels = [_axis_label(bar, best.id) for bar in bars]
    draw(_tornado_bars(bars, labels, float(best.total)), layout, "tornado", alt, height)
    rows = [
        [
            bar.label,
            f"{bar.low:,.6g} to {bar.high:,.6g}",
            f"{bar.at_low:,.2f}",
            f"{bar.at_high:,.2f}",
            f"{bar.swing:,.2f}",
            _cheapest(bar.cheapest_at_low, bar.cheapest_at_high),
        ]
        for bar in bars
    ]
    heads = [Column(h, number=True) for h in ("Range", "At low", "At high", "Moves it by")]
    st.caption("Each range alone at its two ends, the others at their likely value.")
    table(["Number", *heads, "Cheapest, low to high"], rows, label="What moves the answer")


def _axis_label(bar: Bar, option: OptionId) -> str:
    """The input and its range over short lines; the option that all are about goes without."""
    label = bar.label.removeprefix(f"{option_name(option)}: ")
    lines = wrap(f"{label[0].upper()}{label[1:]}", 26)
    return "<br>".join([*lines, f"{bar.low:,.6g} to {bar.high:,.6g}"])


def _tornado_bars(bars: Sequence[Bar], labels: Sequence[str], base: float) -> list[dict[str, Any]]:
    shade = colours()
    shown = list(reversed(bars))
    looks = (
        ("At its low", "at_low", {"color": shade["pale"], "pattern": {"shape": "/"}}),
        ("At its high", "at_high", {"color": shade["accent"]}),
    )
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": word,
            "base": base,
            "y": list(reversed(labels)),
            "x": [float(getattr(bar, at)) - base for bar in shown],
            "marker": {**look, "line": {"color": shade["accent"], "width": 0.5}},
        }
        for word, at, look in looks
    ]


def _listed(bars: Sequence[Bar]) -> str:
    return " or ".join(f"“{bar.label}”" for bar in bars[:3])


def _cheapest(low: OptionId, high: OptionId) -> str:
    return option_name(low) if low is high else f"{option_name(low)}, then {option_name(high)}"
