"""The calculator's answers as words, figures and tables."""

from decimal import Decimal

import streamlit as st

from core.cost.service import answer_in_words, typed
from core.cost.values import CostResult, OptionCost, Origin
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
        st.metric(f"Over {years}, likely", words.money(total, scenario.currency), width="content")
        chance = f"{best.spread.p_cheapest:.0%}"
        if not result.unpriced:
            st.metric("Cheapest in", f"{chance} of simulations", width="content")
    st.markdown(words.md(" ".join(answer_in_words(result))))


def notes(result: CostResult) -> None:
    """What was left out, what cannot be done here, where the catalogue's sources disagree."""
    resolved = result.resolved
    asked = resolved.scenario.options
    lines = [
        f"**{words.md(option_name(option))}** is not possible here: {words.md(why)}"
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


def shows_impossible(result: CostResult) -> bool:
    """Whether what cannot be done here is compared too."""
    count = len(_split(result)[1])
    if not count:
        return False
    return st.toggle(
        words.md(f"Compare with {words.count(count, 'option')} not possible here"),
        key="with-impossible",
    )


def _split(result: CostResult) -> tuple[list[OptionCost], list[OptionCost]]:
    """The options that can be done here, and those that cannot; the cheapest first."""
    ordered = sorted(result.options, key=lambda option: option.total)
    out = result.resolved.impossible
    return [o for o in ordered if o.id not in out], [o for o in ordered if o.id in out]


def table_of_options(result: CostResult, *, with_impossible: bool) -> None:
    """Every option: total, spread, chance, exposure; below a rule what cannot be done here."""
    currency = result.resolved.scenario.currency
    money = any(result.exposure_money(one) is not None for one in result.options)
    names = (f"Likely, {currency}", "Low", "High", "Cheapest in")
    names += ("Access after leaving", *((f"Exposure, {currency}",) if money else ()))
    heads = [Column(name, number=True) for name in names]

    def row(one: OptionCost) -> list[Content]:
        spread = one.spread
        figures: list[Content] = [Text(f"{one.total:,.0f}", strong=one is result.cheapest)]
        figures += [f"{p:,.0f}" for p in (spread.total.p10, spread.total.p90)]
        out = one.id in result.resolved.impossible
        figures.append(Text("–", muted=True) if out else f"{spread.p_cheapest:.0%}")
        left = result.resolved.leftover[one.id]
        after: Content = [[left.up_to], [Text(f"about {left.in_all}", muted=True)]]
        figures.append(Text("–", muted=True) if out else after)
        exposed = result.exposure_money(one)
        if money:
            figures.append("–" if exposed is None else f"{exposed:,.0f}")
        return [option_name(one.id), *figures]

    possible, impossible = _split(result)
    table(["Option", *heads], map(row, possible), label="Cost of every option")
    if impossible and with_impossible:
        st.divider()
        st.caption("Not possible here")
        table(["Option", *heads], map(row, impossible), label="Options not possible here")
    scenario = result.resolved.scenario
    st.caption(
        words.md(
            f"{currency} over {words.count(scenario.years, 'year')}, an estimate. Eight of ten "
            "simulations lie between low and high. Access after leaving: of one leaver whom nobody "
            "forgets, and of all leavers with the forgotten ones."
        )
    )


def how_calculated(result: CostResult) -> None:
    """What lets anybody come to the same figures again."""
    scenario = result.resolved.scenario
    with st.expander("How was this calculated?"):
        st.markdown(
            words.md(
                "Likely: every range at its likely value; the one figure that all pages show. Low "
                f"and high: the 10th and 90th percentile of {scenario.draws:,} simulations, each "
                f"with other numbers from the ranges; seed {scenario.seed}, so that the same "
                "numbers give the same result. Cheapest in: the share of simulations in which an "
                "option costs least. Access after leaving: how long leavers' accounts stay open; "
                "never part of a total. Nothing is discounted: money of a later year counts as "
                "money of the first."
            )
        )
        table(
            ["Option", Column("Half of the simulations below", number=True), *_HOW],
            [_calculated(result, one) for one in sorted(result.options, key=lambda o: o.total)],
            label="How each option was calculated",
        )


_HOW = (Column("Days of access after leaving", wide=True), Column("Work by hand", wide=True))


def _calculated(result: CostResult, one: OptionCost) -> list[Content]:
    resolved = result.resolved
    return [
        option_name(one.id),
        f"{one.spread.total.p50:,.0f}",
        resolved.leftover[one.id].arithmetic,
        resolved.hand_work[one.id].for_both,
    ]


def parts(result: CostResult, *, with_impossible: bool) -> None:
    """By part and year: the figures behind the bars."""
    heads = ("Plan and fees", "Work", "Set-up", "Waste", "Total")
    possible, impossible = _split(result)
    options = [*possible, *(impossible if with_impossible else ())]
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


def sources(result: CostResult, *, with_impossible: bool) -> None:  # noqa: ARG001
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
