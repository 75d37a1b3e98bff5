"""Parts of the page on the whole stack's cost."""

from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.cost.stack_tax import StackCost
from core.reports.spreadsheet import to_csv
from pages.components import words
from pages.components.cost_charts import draw
from pages.components.cost_results import name_of
from pages.components.exports import download
from pages.components.table import Column, Content, Link, Text, table

SHOWN = 15


def summary(found: StackCost) -> None:
    """The three totals, each with how many apps it lacks."""
    figures = (
        ("SCIM tax of upgrading everything", "tax", "Licences beyond the plans in use."),
        ("Upgrading everything", "upgrade", "Licences, work, set-up and waste."),
        ("What the wizard recommends", "recommended", "With its defaults for what was not said."),
        ("Doing nothing", "nothing", "As it is, by hand, without a checklist."),
    )
    with st.container(horizontal=True):
        for label, column, text in figures:
            missing = found.missing(column)
            note = f" Without {words.count(missing, 'app')} that lack a price." if missing else ""
            st.metric(
                label,
                ("≥ " if missing else "")
                + words.money(found.total(column).quantize(Decimal(1)), found.currency),
                border=True,
                width=300,
                help=text + note,
            )
    days = found.total("account_days_nothing"), found.total("account_days_recommended")
    st.caption(
        f"Over {words.count(found.years, 'year')}. Accounts of leavers stay open for about "
        f"{days[0]:,.0f} account-days when nothing is done, {days[1]:,.0f} as recommended. "
        "“At least”: apps without a price are not in the total."
    )


def waterfall(found: StackCost) -> None:
    """The SCIM tax app by app, the largest first, the rest together."""
    taxed = [one for one in found.apps if one.tax]
    if not taxed:
        st.info("No app of the stack has a price for a plan with SCIM beyond the one in use.")
        return
    first, rest = taxed[:SHOWN], taxed[SHOWN:]
    names = [one.name for one in first]
    values = [float(one.tax or 0) for one in first]
    if rest:
        names.append(f"{len(rest)} more")
        values.append(float(sum(one.tax or 0 for one in rest)))
    figure = go.Figure(
        go.Waterfall(
            x=[*names, "All"],
            y=[*values, sum(values)],
            measure=["relative"] * len(values) + ["total"],
            text=[f"{value:,.0f}" for value in (*values, sum(values))],
        )
    )
    figure.update_layout(yaxis_title=found.currency, showlegend=False)
    st.subheader("SCIM tax, app by app", anchor=False)
    draw(figure, "scim-tax", "Waterfall: the SCIM tax app by app", 420)


def apps(found: StackCost) -> None:
    """The figures of every app."""

    def money(amount: object) -> Content:
        return Text("no price", muted=True) if amount is None else f"{amount:,.2f}"

    heads = ("SCIM tax", "Upgrade", "Recommended", "Do nothing")
    rows: list[list[Content]] = []
    for one in found.apps:
        figures = (one.tax, one.upgrade, one.recommended, one.nothing)
        way = name_of(one.option) if one.option else "–"
        note = "The plan in use has SCIM." if one.has_scim else one.why
        link = Link(one.name, f"calculator?app={one.app}")
        rows.append([link, *(money(f) for f in figures), way, Text(note, muted=True)])
    table(
        ["App", *(Column(head, number=True) for head in heads), "Which way", "Note"],
        rows,
        label=f"Every app, {found.currency} over {found.years} years",
    )
    header = ["app", "scim_tax", "upgrade", "recommended", "nothing", "option", "note"]
    data = to_csv(
        header,
        [
            [o.app, o.tax, o.upgrade, o.recommended, o.nothing, o.option and str(o.option), o.why]
            for o in found.apps
        ],
    )
    download("CSV", data, "stack-cost.csv", "text/csv", of="stack:cost")
