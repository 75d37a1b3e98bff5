"""The calculator's answers as words, figures and tables."""

from decimal import Decimal

import streamlit as st

from core.cost.service import answer_in_words, typed
from core.cost.values import CostResult, Origin
from pages.ui import words
from pages.ui.table import Column, Content, Link, Text, table
from pages.ui.words import option_name

PARTS = ("plan", "labour", "setup", "waste")


def headline(result: CostResult) -> None:
    """The cheapest that works, three figures, and the rest in a few sentences."""
    best = result.cheapest
    scenario = result.resolved.scenario
    some_out = bool(set(result.resolved.impossible) & set(result.resolved.frame.options))
    if result.unpriced:
        st.warning(words.md(f"{result.unpriced} Until then nothing is compared with it."))
        st.caption("The only option whose price is known" if len(result.options) == 1 else "Known")
    else:
        st.caption("Most often cheapest of what works here" if some_out else "Most often cheapest")
    st.subheader(words.md(option_name(best.id)), anchor=False)
    with st.container(horizontal=True, gap="large"):
        years = words.count(scenario.years, "year")
        total = best.total.quantize(Decimal(1))
        st.metric(f"Over {years}", words.money(total, scenario.currency), width="content")
        chance = f"{best.spread.p_cheapest:.0%}"
        drawn = f"Of {scenario.draws:,} draws with seed {scenario.seed}."
        if not result.unpriced:
            st.metric("Cheapest in", chance, help=words.md(drawn), width="content")
    st.markdown(words.md(" ".join(answer_in_words(result))))


def notes(result: CostResult) -> None:
    """What was left out, what cannot be done here, where the catalogue's sources disagree."""
    resolved = result.resolved
    asked = resolved.scenario.options
    lines = [
        f"\\* **{words.md(option_name(option))}** does not count here and is shown to compare: "
        f"{words.md(why)}"
        for option, why in resolved.impossible.items()
        if option in resolved.frame.options
    ]
    lines += [
        f"**{words.md(option_name(option))}** is left out: {words.md(why)}"
        for option, why in resolved.left_out.items()
        if asked is None or option in asked
    ]
    lines += [words.md(warning) for warning in resolved.warnings]
    if resolved.warnings and resolved.scenario.app:
        lines[-1] += f" {words.link('Both sides', f'app?app={resolved.scenario.app}')}"
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))


def table_of_options(result: CostResult) -> None:
    """Every option: total, spread, chance, exposure; its parts one click away."""
    currency = result.resolved.scenario.currency
    money = any(result.exposure_money(one) is not None for one in result.options)
    heads = [Column(h, number=True) for h in ("Total", "P10", "P50", "P90", "Cheapest in")]
    heads += [Column("Account-days", number=True)]
    heads += [Column("Exposure", number=True)] if money else []
    rows: list[list[Content]] = []
    for one in sorted(result.options, key=lambda option: option.total):
        spread, out = one.spread, one.id in result.resolved.impossible
        figures: list[Content] = [Text(f"{one.total:,.2f}", strong=one is result.cheapest)]
        figures += [f"{p:,.0f}" for p in (spread.total.p10, spread.total.p50, spread.total.p90)]
        figures.append(Text("not here", muted=True) if out else f"{spread.p_cheapest:.0%}")
        figures.append(f"{one.account_days:,.0f}")
        if money:
            figures.append(words.money(result.exposure_money(one), currency))
        rows.append([f"{option_name(one.id)}{' *' if out else ''}", *figures])
    table(["Option", *heads], rows, label="Cost of every option")
    scenario = result.resolved.scenario
    st.caption(
        words.md(
            f"{currency} over {words.count(scenario.years, 'year')}. Total: every range at its "
            "likely value. P10 to P90 and the share of draws in which it is cheapest: "
            f"{scenario.draws:,} draws, seed {scenario.seed}. Account-days: how long leavers' "
            "accounts stay open; never part of a total."
        )
    )


def parts(result: CostResult) -> None:
    """By part and year: the figures behind the bars."""
    heads = ("Plan and fees", "Work", "Set-up", "Waste", "Total")
    options = sorted(result.options, key=lambda option: option.total)
    for label, rows in (
        (
            "By part, all years together",
            [
                [
                    option_name(one.id),
                    *(f"{sum(getattr(y, part) for y in one.years):,.2f}" for part in PARTS),
                    f"{one.total:,.2f}",
                ]
                for one in options
            ],
        ),
        (
            "Year by year",
            [
                [
                    f"{option_name(one.id)}, year {number}",
                    *(f"{getattr(year, part):,.2f}" for part in (*PARTS, "total")),
                ]
                for one in options
                for number, year in enumerate(one.years, start=1)
            ],
        ),
    ):
        st.markdown(f"**{words.md(label)}**")
        columns = [Column(head, number=True) for head in heads]
        table(["Option", *columns], rows, label=label)


def sources(result: CostResult) -> None:
    """Every number with who says it; yours are marked."""
    wanted = st.pills(
        "Show",
        list(Origin),
        selection_mode="multi",
        format_func=lambda origin: words.md(origin[:1].upper() + origin[1:]),
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
