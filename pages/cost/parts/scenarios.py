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
from core.cost.values import CostResult, OptionId, SavedScenario
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


def list_of(found: Sequence[SavedScenario], whole: Snapshot) -> None:
    """All scenarios, the last changed first."""
    times = Counter(one.name for one in found)
    work_table(
        [
            Column("Scenario", wide=True),
            "App",
            Column("Years", number=True, phone=OnPhone.LEFT_OUT),
            "Owner",
            Column("Changed", phone=OnPhone.LEFT_OUT),
            "Versions",
        ],
        [
            [
                Link(
                    one.name, f"calculator?scenario={one.id}", help=one.scenario.notes[:200] or None
                ),
                app.name if (app := whole.apps.get(one.scenario.app or "")) else "–",
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
            words.md(f"Several are called {', '.join(alike)}: a name of its own tells them apart.")
        )


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
    st.caption("Likely total, low to high, and how long leavers keep access.")
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
    total = one.total.quantize(Decimal(1))
    lines: list[list[Piece]] = [
        [Text(words.money(total, result.resolved.scenario.currency), strong=best)],
        [Text(f"{one.spread.total.p10:,.0f} to {one.spread.total.p90:,.0f}", muted=True)],
        [Text(f"{one.account_days:,.0f} days of access after leaving", muted=True)],
    ]
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
