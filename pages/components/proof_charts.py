"""The proof page's charts, each with its figures as a table beside or below it."""

import plotly.graph_objects as go
import streamlit as st

from core.offboarding.proof import Proof, distribution
from core.offboarding.proof_export import shown
from pages.components.cost_charts import draw
from pages.components.table import Column, Link, Text, table

MOST_APPS = 12
"""Bars of the chart of apps; its table has them all."""
BAR = 30
"""Height of a bar with its gap, in pixels."""


def distribution_chart(proof: Proof) -> None:
    """How many lost their last access within which time."""
    st.subheader("From the effective moment to the last access removed", anchor=False)
    bars = distribution(proof)
    left, right = st.columns([3, 2], gap="large")
    with left:
        names = [name for name, _count in bars]
        figure = go.Figure(
            go.Bar(
                y=names,
                x=[count for _name, count in bars],
                orientation="h",
                text=[f"{count:,}" for _name, count in bars],
                textposition="outside",
                cliponaxis=False,
                marker_pattern_shape=["/" if name == "still open" else "" for name in names],
            )
        )
        figure.update_yaxes(autorange="reversed")
        most = max(count for _name, count in bars) or 1
        figure.update_xaxes(visible=False, range=[0, most * 1.2])
        draw(figure, "proof-times", "Bar chart: leavers by time to the last access removed",
             60 + BAR * len(bars))  # fmt: skip
    with right:
        total = sum(count for _name, count in bars) or 1
        table(
            ["Within", Column("Leavers", number=True), Column("Share", number=True)],
            [[name, f"{count:,}", f"{count / total:.0%}"] for name, count in bars],
            label="Leavers by time to the last access removed",
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
        st.caption(f"Every step was late in: {', '.join(always)}.")
    late = [one for one in proof.apps if one.late][:MOST_APPS]
    if late:
        figure = go.Figure(
            go.Bar(
                y=[_short(one.name) for one in late],
                x=[one.late / one.due for one in late],
                orientation="h",
                text=[f"{one.late / one.due:.0%}" for one in late],
                textposition="outside",
                marker_pattern_shape=["x" if one.is_always_late else "" for one in late],
            )
        )
        figure.update_yaxes(autorange="reversed", ticksuffix=" ")
        figure.update_xaxes(range=[0, 1.15], visible=False)
        st.caption("Share of their steps that were late, of those that were due.")
        draw(figure, "proof-apps", "Bar chart: the apps whose steps are most often late",
             60 + BAR * len(late))  # fmt: skip
    numbers = ("Leavers", "Median", "P95", "Worst", "Still open", "Steps late")
    table(
        ["App", *(Column(name, number=True) for name in numbers)],
        [
            [
                [
                    [Link(one.name, f"app?app={one.id}")],
                    *([[Text("always late", mark=True)]] if one.is_always_late else []),
                ],
                f"{one.leavers:,}",
                shown(one.took.median),
                shown(one.took.p95),
                shown(one.took.worst),
                f"{one.still_open:,}",
                f"{one.late:,} of {one.due:,}",
            ]
            for one in proof.apps
        ],
        label="Apps, the most often late first",
    )


def _short(name: str) -> str:
    return name if len(name) <= 20 else f"{name[:19]}…"


def controls(proof: Proof) -> None:
    """How often each control was served, and with evidence."""
    st.subheader("Controls", anchor=False)
    if not proof.controls:
        st.info("No step of these cases names a control.")
        return
    parts = (
        ("Done", [one.done for one in proof.controls], ""),
        ("Not applicable", [one.excused for one in proof.controls], "."),
        ("Open", [one.unfinished for one in proof.controls], "/"),
    )
    figure = go.Figure()
    for name, values, pattern in parts:
        figure.add_bar(
            y=[one.control for one in proof.controls],
            x=values,
            name=name,
            orientation="h",
            marker_pattern_shape=pattern,
        )
    figure.update_layout(barmode="stack")
    figure.update_yaxes(autorange="reversed", ticksuffix=" ")
    figure.update_xaxes(title="Steps")
    draw(figure, "proof-controls", "Bar chart: steps of each control, done, not applicable, open",
         150 + BAR * len(proof.controls))  # fmt: skip
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
