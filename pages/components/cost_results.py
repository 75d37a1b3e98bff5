"""The calculator's answers as figures and tables."""

import streamlit as st

from core.cost.inputs import input_catalogue
from core.cost.options import OptionId
from core.cost.resolve import Origin
from core.cost.result import CostResult
from core.cost.typed import typed
from pages.components import words
from pages.components.table import Column, Content, Link, Text, table


def name_of(option: OptionId) -> str:
    """What an option is called."""
    return input_catalogue().texts[option].name


def headline(result: CostResult) -> None:
    """The cheapest, its cost, its chance."""
    best = result.cheapest
    scenario = result.resolved.scenario
    spread = best.spread.total
    years = words.count(scenario.years, "year")
    st.subheader(f"Cheapest: {name_of(best.id)}", anchor=False)
    with st.container(horizontal=True):
        st.metric(
            f"Over {years}",
            words.money(best.total, scenario.currency),
            border=True,
            width=230,
            help="With every range at its likely value.",
        )
        st.metric(
            "Chance to be cheapest",
            f"{best.spread.p_cheapest:.0%}",
            border=True,
            width=210,
            help=f"Of {scenario.draws:,} draws with seed {scenario.seed}.",
        )
        st.metric(
            "Account-days of leavers",
            f"{best.account_days:,.0f}",
            border=True,
            width=210,
            help=f"Days that accounts stay open after their people left, over {years}.",
        )
    st.caption(
        words.md(
            f"P10 to P90 of the cheapest: {_range(spread.p10, spread.p90, scenario.currency)}. "
            f"{scenario.draws:,} draws, seed {scenario.seed}."
        )
    )


def notes(result: CostResult) -> None:
    """What was left out and why; where the catalogue's sources disagree."""
    for warning in result.resolved.warnings:
        st.warning(words.md(warning))
    asked = result.resolved.scenario.options
    left = [
        f"**{name_of(option)}**: {words.md(why)}"
        for option, why in result.resolved.left_out.items()
        if asked is None or option in asked
    ]
    if left:
        st.markdown("Left out. " + " ".join(left))


def table_of_options(result: CostResult) -> None:
    """Every option: parts, total, spread, chance, exposure."""
    currency = result.resolved.scenario.currency
    money = any(result.exposure_money(one) is not None for one in result.options)
    heads = [Column(h, number=True) for h in ("Plan and fees", "Work", "Set-up", "Waste", "Total")]
    heads += [Column(h, number=True) for h in ("P10", "P50", "P90", "Cheapest", "Account-days")]
    heads += [Column("Exposure", number=True)] if money else []
    rows: list[list[Content]] = []
    for one in sorted(result.options, key=lambda option: option.total):
        parts = [
            sum(getattr(year, part) for year in one.years)
            for part in ("plan", "labour", "setup", "waste")
        ]
        spread = one.spread
        figures: list[Content] = [f"{amount:,.2f}" for amount in parts]
        figures.append(Text(f"{one.total:,.2f}", strong=True))
        figures += [f"{p:,.0f}" for p in (spread.total.p10, spread.total.p50, spread.total.p90)]
        figures += [f"{spread.p_cheapest:.0%}", f"{one.account_days:,.0f}"]
        if money:
            figures.append(words.money(result.exposure_money(one), currency))
        rows.append([name_of(one.id), *figures])
    st.caption(f"{currency}, all years together. Exposure is never part of a total.")
    table(["Option", *heads], rows, label="Cost of every option")
    with st.expander("Year by year"):
        years = [
            [
                name_of(one.id),
                str(number),
                *(
                    f"{amount:,.2f}"
                    for amount in (year.plan, year.labour, year.setup, year.waste, year.total)
                ),
            ]
            for one in result.options
            for number, year in enumerate(one.years, start=1)
        ]
        table(["Option", Column("Year", number=True), *heads[:5]], years, label="Year by year")


def sources(result: CostResult) -> None:
    """Every number with who says it; yours are marked."""
    wanted = st.pills(
        "Show",
        list(Origin),
        selection_mode="multi",
        format_func=lambda origin: origin[:1].upper() + origin[1:],
        key="origins",
        label_visibility="collapsed",
    )
    rows: list[list[Content]] = []
    for one in result.resolved.inputs.values():
        if wanted and one.origin not in wanted:
            continue
        unit = one.spec.unit.replace("money", result.resolved.scenario.currency)
        source: Content = Link(one.source, one.url) if one.url else one.source
        mark = one.origin is Origin.YOURS
        rows.append(
            [one.spec.label, typed(one.estimate), unit, Text(one.origin, mark=mark), source]
        )
    table(
        ["Number", Column("Value", number=True), "Unit", "Who says", Column("Source", wide=True)],
        rows,
        label="Every number and its source",
    )


def _range(low: object, high: object, currency: str) -> str:
    return f"{currency} {low:,.0f} to {high:,.0f}"
