"""The proof page's charts, each with its figures as a table beside or below it."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from core.offboarding.service import distribution, proof_shown
from core.offboarding.values import Proof
from pages.ui.chart_style import colours, draw
from pages.ui.markdown import md
from pages.ui.table import Column, Link, Text, table

MOST_APPS = 12
"""Bars of the chart of apps; its table has them all."""
BAR = 30
"""Height of a bar with its gap, in pixels."""
_NAMES = {"autorange": "reversed", "ticksuffix": " ", "showgrid": False}


def distribution_chart(proof: Proof) -> None:
    """How many lost their last access within which time."""
    st.subheader("From the effective moment to the last access removed", anchor=False)
    bars = distribution(proof)
    left, right = st.columns([3, 2], gap="large")
    with left:
        names = [name for name, _count in bars]
        _bars(
            "proof-times",
            names,
            [count for _name, count in bars],
            text=[f"{count:,}" for _name, count in bars],
            pattern=["/" if name == "still open" else "" for name in names],
            alt=f"Bar chart: {proof.noun[1]} by time to the last access removed",
        )
    with right:
        total = sum(count for _name, count in bars) or 1
        noun = proof.noun[1].capitalize()
        table(
            [
                "Within",
                Column(proof.noun[1].capitalize(), number=True),
                Column("Share", number=True),
            ],
            [[name, f"{count:,}", f"{count / total:.0%}"] for name, count in bars],
            label=f"{noun} by time to the last access removed",
            cards=False,
        )


def apps(proof: Proof) -> None:
    """Each app's times, and how often its steps are late."""
    st.subheader("Apps", anchor=False)
    if not proof.apps:
        st.info("No app was part of a case.")
        return
    always = [one.name for one in proof.apps if one.is_always_late]
    if always:
        st.caption(md(f"Every step was late in: {', '.join(always)}."))
    late = [one for one in proof.apps if one.late][:MOST_APPS]
    if late:
        st.caption("Share of their steps that were late, of those that were due.")
        _bars(
            "proof-apps",
            [_short(one.name) for one in late],
            [one.late / one.due for one in late],
            text=[f"{one.late / one.due:.0%}" for one in late],
            pattern=["x" if one.is_always_late else "" for one in late],
            alt="Bar chart: the apps whose steps are most often late",
        )
    numbers = (proof.noun[1].capitalize(), "Median", "P95", "Worst", "Still open", "Steps late")
    table(
        ["App", *(Column(name, number=True) for name in numbers)],
        [
            [
                [
                    [Link(one.name, f"app?app={one.id}")],
                    *([[Text("always late", mark=True)]] if one.is_always_late else []),
                ],
                f"{one.leavers:,}",
                proof_shown(one.took.median),
                proof_shown(one.took.p95),
                proof_shown(one.took.worst),
                f"{one.still_open:,}",
                f"{one.late:,} of {one.due:,}",
            ]
            for one in proof.apps
        ],
        label="Apps, the most often late first",
    )


def _bars(
    key: str,
    names: Sequence[str],
    values: Sequence[float],
    *,
    text: Sequence[str],
    pattern: Sequence[str],
    alt: str,
) -> None:
    """Horizontal bars with their values as text: names stay readable on a phone."""
    trace = go.Bar(
        y=list(names),
        x=list(values),
        orientation="h",
        text=list(text),
        textposition="outside",
        cliponaxis=False,
        marker={"color": colours()["accent"], "pattern": {"shape": list(pattern)}},
    )
    # Room for the text behind the longest bar.
    layout = {
        "yaxis": _NAMES,
        "xaxis": {"visible": False, "range": [0, (max(values) or 1) * 1.25]},
        "showlegend": False,
    }
    draw([trace], layout, key, alt, 40 + BAR * len(names))


def _short(name: str) -> str:
    return name if len(name) <= 20 else f"{name[:19]}…"


def controls(proof: Proof) -> None:
    """How often each control was served, and with evidence."""
    st.subheader("Controls", anchor=False)
    if not proof.controls:
        st.info("No step of these cases names a control.")
        return
    shade = colours()
    parts = (
        ("Done", [one.done for one in proof.controls], "", shade["accent"]),
        ("Not applicable", [one.excused for one in proof.controls], ".", shade["middle"]),
        ("Open", [one.unfinished for one in proof.controls], "/", shade["text"]),
    )
    traces = [
        go.Bar(
            y=[one.control for one in proof.controls],
            x=values,
            name=name,
            orientation="h",
            marker={"color": colour, "pattern": {"shape": pattern}},
        )
        for name, values, pattern, colour in parts
    ]
    layout = {"barmode": "stack", "yaxis": _NAMES, "xaxis": {"title": "Steps"}}
    alt = "Bar chart: steps of each control, done, not applicable, open"
    draw(traces, layout, "proof-controls", alt, 110 + BAR * len(proof.controls))
    numbers = ("Steps", "Done", "Not applicable", "Open", "Late", "Done with evidence")
    table(
        ["Control", *(Column(name, number=True) for name in numbers)],
        [
            [
                one.control,
                f"{one.steps:,}",
                f"{one.done:,}",
                f"{one.excused:,}",
                f"{one.unfinished:,}",
                f"{one.late:,}",
                f"{one.with_evidence:,} ({one.with_evidence / (one.done or 1):.0%})",
            ]
            for one in proof.controls
        ],
        label="Controls",
    )
