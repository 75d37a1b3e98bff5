"""The proof page's times as bars, and its apps and controls as tables."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from core.offboarding.service import distribution, proof_has_shares, proof_shown
from core.offboarding.values import Control, ControlProof, Proof
from pages.ui import words
from pages.ui.chart_style import colours, draw
from pages.ui.markdown import md
from pages.ui.table import (
    Badge,
    Column,
    Content,
    Link,
    OnPhone,
    Text,
    Tone,
    muted,
    table,
    work_table,
)

BAR = 30
"""Height of a bar with its gap, in pixels."""
_NAMES = {"autorange": "reversed", "ticksuffix": " ", "showgrid": False}


def distribution_chart(proof: Proof) -> None:
    """How many lost their last access within which time."""
    st.subheader("From the end of access to the last access removed", anchor=False)
    bars = distribution(proof)
    total = sum(count for _name, count in bars) or 1
    _bars(
        "proof-times",
        [name for name, _count in bars],
        [count for _name, count in bars],
        text=[f"{count:,} ({count / total:.0%})" for _name, count in bars],
        pattern=["/" if name == "still open" else "" for name, _count in bars],
        alt=f"Bar chart: {proof.noun[1]} by time to the last access removed",
    )


def apps(proof: Proof) -> None:
    """Each app's times, and how often its steps are late."""
    st.subheader("Apps", anchor=False)
    if not proof.apps:
        muted("No app was part of a case.")
        return
    always = [one.name for one in proof.apps if one.is_always_late]
    if always:
        st.caption(md(f"Every step was late in: {', '.join(always)}."))
    has_shares = proof_has_shares(proof)
    numbers = (
        proof.noun[1].capitalize(),
        *(("Median", "95 % within") if has_shares else ()),
        *("Slowest", "Still open", "Late removals", "Late steps"),
    )
    removals = proof.late_removals.by_app
    on_phone = {proof.noun[1].capitalize(): OnPhone.LEFT_OUT, "Slowest": OnPhone.BESIDE}
    work_table(
        [
            "App",
            *(
                Column(name, number=True, phone=on_phone.get(name, OnPhone.BELOW))
                for name in numbers
            ),
        ],
        [
            [
                [
                    [Link(one.name, f"app?app={one.id}")],
                    *([[Badge("always late", Tone.RISK)]] if one.is_always_late else []),
                ],
                f"{one.leavers:,}",
                *((proof_shown(one.took.median), proof_shown(one.took.p95)) if has_shares else ()),
                proof_shown(one.took.worst),
                f"{one.still_open:,}",
                f"{removals[one.id]:,}",
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


def controls(proof: Proof, known: Mapping[str, Control]) -> None:
    """How often each control was served, and with evidence; standard by standard."""
    st.subheader("Controls", anchor=False)
    if not proof.controls:
        muted("No step of these cases names a control.")
        return
    of: dict[str, list[ControlProof]] = {}
    for one in proof.controls:
        of.setdefault(known[one.control].standard if one.control in known else "Other", []).append(
            one
        )
    numbers = ("Steps", "Done", "Not applicable", "Open", "Late", "Done with evidence")
    for standard, found in of.items():
        open_ = sum(one.unfinished for one in found)
        still = f", {words.count(open_, 'step')} open" if open_ else ", nothing open"
        with st.expander(md(f"{standard}: {words.count(len(found), 'control')}{still}")):
            table(
                [
                    Column("Control", wide=True),
                    *(Column(name, number=True) for name in numbers),
                ],
                [_control(one, known) for one in found],
                label=f"Controls of {standard}",
            )


def _control(one: ControlProof, known: Mapping[str, Control]) -> list[Content]:
    asks = [[Text(known[one.control].asks, muted=True)]] if one.control in known else []
    return [
        [[known[one.control].number if one.control in known else one.control], *asks],
        f"{one.steps:,}",
        f"{one.done:,}",
        f"{one.excused:,}",
        f"{one.unfinished:,}",
        f"{one.late:,}",
        f"{one.with_evidence:,} ({one.with_evidence / one.done:.0%})" if one.done else "–",
    ]
