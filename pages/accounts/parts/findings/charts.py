"""Open findings by age and by app, and orphaned accounts over time; each with its table."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import FINDING_WORDS, FindingCharts, FindingKind
from pages.accounts.parts import inventory_words
from pages.accounts.parts.findings.reading import Found
from pages.ui.chart_style import colours
from pages.ui.chart_style import draw as drawn
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, muted, table

BAR = 28
MOST_APPS = 12
DAYS = 180


def draw(found: Found, now: datetime) -> None:
    """Folded: who works through the list does not wait for them."""
    if not st.toggle("Charts: by age, by app, over time", key="charts", bind="query-params"):
        return
    with database().read() as session:
        charts = inventory.finding_charts(session, authenticate(), now, DAYS)
    left, right = st.columns(2, gap="large")
    with left:
        _age(charts)
    with right:
        _app(charts, found.apps)
    _orphaned(charts, now)


def _age(charts: FindingCharts) -> None:
    st.subheader("How old they are", anchor=False)
    sums = dict(charts.by_age.group_by("age").agg(pl.col("count").sum()).iter_rows())
    _bars(
        "chart-findings-age",
        list(charts.ages),
        [int(sums.get(age, 0)) for age in charts.ages],
        "Bar chart: findings by age",
    )
    _by_kind("Findings by age", "Age", charts.by_age, "age", {})


def _app(charts: FindingCharts, names: Mapping[str, str]) -> None:
    st.subheader("Where they are", anchor=False)
    sums = charts.by_app.group_by("app", maintain_order=True).agg(pl.col("count").sum())
    shown = [(names.get(app, app), int(number)) for app, number in sums.iter_rows()]
    rest = sum(number for _name, number in shown[MOST_APPS:])
    shown = [*shown[:MOST_APPS], *([("Other apps", rest)] if rest else [])]
    _bars(
        "chart-findings-app",
        [name for name, _number in shown],
        [number for _name, number in shown],
        "Bar chart: findings by app",
    )
    _by_kind("Findings by app", "App", charts.by_app, "app", names)


def _bars(key: str, names: Sequence[str], values: Sequence[int], alt: str) -> None:
    """Bars that say their number: nothing hangs on a colour."""
    shade = colours()
    trace = go.Bar(
        y=list(names),
        x=list(values),
        orientation="h",
        text=[f"{each:,}" for each in values],
        textposition="outside",
        cliponaxis=False,
        marker={"color": shade["accent"]},
        hoverinfo="skip",
    )
    drawn(
        [trace],
        {
            "xaxis": {"visible": False, "range": [0, max([*values, 1]) * 1.15]},
            "yaxis": {"autorange": "reversed", "ticksuffix": " ", "showgrid": False},
            "showlegend": False,
        },
        key,
        alt,
        height=BAR * len(names) + 30,
    )


def _by_kind(
    label: str, name: str, frame: pl.DataFrame, column: str, called: Mapping[str, str]
) -> None:
    with st.expander("As a table"):
        table(
            [name, "Finding", Column("Number", number=True)],
            [
                [called.get(of, of), FINDING_WORDS[FindingKind(kind)].title, f"{number:,}"]
                for of, kind, number in frame.select(column, "kind", "count").iter_rows()
            ],
            label=label,
            row_header=False,
            cards=False,
        )


def _orphaned(charts: FindingCharts, now: datetime) -> None:
    st.subheader("Accounts of people who left, still in use", anchor=False)
    moments = charts.orphaned["moment"].to_list()
    counts = [int(each) for each in charts.orphaned["count"].to_list()]
    if not any(counts):
        muted(f"None in the last {DAYS} days, as far as lists say.")
        return
    shade = colours()
    trace = go.Scatter(
        x=moments,
        y=counts,
        mode="lines",
        line={"color": shade["accent"], "width": 2, "shape": "hv"},
        fill="tozeroy",
        fillcolor=shade["band"],
        hovertemplate="%{x|%d %b %Y}: %{y}<extra></extra>",
    )
    drawn(
        [trace],
        {"yaxis": {"rangemode": "tozero", "dtick": None}, "showlegend": False},
        "chart-orphaned",
        "Line chart: accounts of people who left that were in use, by day",
        height=240,
    )
    with st.expander("As a table"):
        table(
            ["Day", Column("Accounts", number=True)],
            [
                [inventory_words.day(moment, now), f"{number:,}"]
                for moment, number in list(zip(moments, counts, strict=True))[::-7]
            ],
            label="Accounts of people who left, by week",
            cards=False,
        )
