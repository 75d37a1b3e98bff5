"""Parts of the scenarios page."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import streamlit as st
from sqlmodel import Session

from core.advice import service as advice
from core.catalog.values import Snapshot
from core.cost import service as cost
from core.cost.service import differences
from core.cost.values import CostResult, OptionId, SavedScenario, Scenario
from core.errors import OfframpError
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.page_context import authenticate, reading
from pages.ui.table import (
    Badge,
    Column,
    Content,
    Link,
    OnPhone,
    Piece,
    Text,
    Tone,
    table,
    work_table,
)
from pages.ui.words import option_name

MOST = 4
CALCULATED = 12
"""So many scenarios of the list show their answer; a tenth of a second each."""


def list_of(session: Session, found: Sequence[SavedScenario], whole: Snapshot) -> None:
    """All scenarios, the last changed first, each with its answer."""
    results = {one.id: _calculated(session, one.scenario) for one in found[:CALCULATED]}
    times = Counter(one.name for one in found)
    work_table(
        [
            Column("Scenario", wide=True),
            "App",
            Column("Cheapest here", phone=OnPhone.LEFT_OUT),
            Column("Likely", number=True),
            Column("Years", number=True, phone=OnPhone.LEFT_OUT),
            Column("Owner", phone=OnPhone.LEFT_OUT),
            Column("Changed", phone=OnPhone.LEFT_OUT),
            "Versions",
        ],
        [
            [
                Link(
                    one.name, f"calculator?scenario={one.id}", help=one.scenario.notes[:200] or None
                ),
                app.name if (app := whole.apps.get(one.scenario.app or "")) else "–",
                *_answer(results.get(one.id)),
                str(one.scenario.years),
                one.owner,
                moment(one.updated_at),
                Link(
                    f"{words.count(one.version, 'version')}, copy, delete",
                    f"scenarios?scenario={one.id}",
                ),
            ]
            for one in found
        ],
        label="Saved scenarios",
    )
    if alike := [name for name, number in times.items() if number > 1]:
        st.caption(
            words.md(f"Several are called {', '.join(alike)}: rename one to tell them apart.")
        )


def _calculated(session: Session, asked: Scenario) -> CostResult | OfframpError:
    """A scenario's answer, or why there is none."""
    try:
        who = authenticate()
        facts = cost.facts_of(session, who, reading(), asked.app)
        facts, out = advice.for_calculator(session, who, reading(), asked, facts)
        return cost.calculate_scenario(asked, facts, out)
    except OfframpError as error:
        return error


def _answer(result: CostResult | OfframpError | None) -> tuple[Content, Content]:
    """What is cheapest, and what it costs over the scenario's years."""
    if not isinstance(result, CostResult):
        why = "Open it to calculate." if result is None else str(result)
        return Text("not known", muted=True, help=why), Text("–", muted=True)
    total = result.cheapest.total.quantize(Decimal(1))
    return option_name(result.cheapest.id), words.money(total, result.resolved.scenario.currency)


def compare(session: Session, found: Sequence[SavedScenario]) -> None:
    """Up to four side by side, on their totals; the choice is in the link."""
    if len(found) < 2:
        return
    st.subheader("Compare", anchor=False)
    known = {one.id: one for one in found}
    names = words.told_apart({one.id: one.name for one in found})
    linked = [one for one in st.query_params.get("compare", "").split(",") if one in known][:MOST]
    if st.session_state.get("compared") != linked:
        st.session_state["compared"] = linked
    chosen = st.multiselect(
        f"Two to {MOST} scenarios",
        list(known),
        format_func=names.__getitem__,
        key="compared",
        width=640,
        max_selections=MOST,
        on_change=_link,
        placeholder="Choose scenarios",
        select_all=False,
    )
    if len(chosen) < 2:
        st.caption("Choose at least two.")
        return
    results = []
    for one in chosen:
        asked = known[one].scenario
        try:
            who = authenticate()
            facts = cost.facts_of(session, who, reading(), asked.app)
            facts, out = advice.for_calculator(session, who, reading(), asked, facts)
            results.append(cost.calculate_scenario(asked, facts, out))
            changed = cost.price_changes(asked, known[one].prices, facts)
        except OfframpError as error:
            st.error(words.md(f"{known[one].name}: {error}"))
            return
        for price in changed:
            st.warning(
                words.md(
                    f"{known[one].name}: {price.label} was {price.was}, the catalogue says "
                    f"{price.now} now."
                )
            )
    heads = [
        Column(f"{known[one].name} ({words.count(known[one].scenario.years, 'year')})", number=True)
        for one in chosen
    ]
    table(["Option", *heads], _side_by_side(results), label="Scenarios side by side")
    st.caption(
        "Likely total, low to high, and how long leavers keep access: one leaver, and all together."
    )
    _what_differs([known[one] for one in chosen])


def _side_by_side(results: Sequence[CostResult]) -> list[list[Content]]:
    """A row for each option that any of them has."""
    return [
        [option_name(option), *(_cell(result, option) for result in results)]
        for option in OptionId
        if any(result.option(option) for result in results)
    ]


def _cell(result: CostResult, option: OptionId) -> Content:
    one = result.option(option)
    if one is None:
        return Text("left out", muted=True)
    best = result.cheapest.id is option
    total, left = one.total.quantize(Decimal(1)), result.resolved.leftover[option]
    lines: list[list[Piece]] = [
        [Text(words.money(total, result.resolved.scenario.currency), strong=best)],
        [Text(f"{one.spread.total.p10:,.0f} to {one.spread.total.p90:,.0f}", muted=True)],
    ]
    if option not in result.resolved.impossible:
        lines.append([Text(f"access {left.up_to}, about {left.in_all}", muted=True)])
    if best:
        lines.append([Badge("cheapest", Tone.OK)])
    elif option in result.resolved.impossible:
        lines.append([Badge("not possible here")])
    return lines


def _what_differs(compared: Sequence[SavedScenario]) -> None:
    first, *others = compared
    rows: list[list[Content]] = [
        [one.name, [[line] for line in differences(first.scenario, one.scenario)[:12]] or "nothing"]
        for one in others
    ]
    head = Column(f"What differs from {first.name}", wide=True)
    table(["Scenario", head], rows, label="What differs")


def _link() -> None:
    chosen = st.session_state["compared"]
    if chosen:
        st.query_params["compare"] = ",".join(chosen)
    else:
        st.query_params.pop("compare", None)
