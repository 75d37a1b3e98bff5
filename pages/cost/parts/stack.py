"""Parts of the page on the whole stack's cost."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

import streamlit as st

from core.advice.values import Because
from core.cost.values import AppCost, Lacking, StackCost
from core.reports.spreadsheet import to_csv
from core.rights import Action
from pages.ui import words
from pages.ui.chart_style import colours, draw
from pages.ui.exports import offer_shown
from pages.ui.table import Column, Content, Link, Text, escape, muted, table
from pages.ui.words import option_name

SHOWN = 15
WAYS = (
    ("Upgrade everything", "tax", "upgrade", "account_days_upgrade"),
    ("As decided or recommended", "tax_recommended", "recommended", "account_days_recommended"),
    ("Do nothing", None, "nothing", "account_days_nothing"),
)
"""Row, and its columns of :class:`AppCost`: licence uplift, all costs, days."""
LACKING = {
    Lacking.SEATS: "how many seats we have",
    Lacking.RATE: "the exchange rate",
    Lacking.PRICE: "its price here",
    Lacking.HAS_SCIM: "whether our plan has SCIM",
    Lacking.UPGRADE: "the price of an upgrade",
    Lacking.CHOSEN: "the cost of what was decided or is recommended",
}
"""What is not known of an app that the totals leave out."""
VIEWS: dict[str, Callable[[AppCost], Decimal | None]] = {
    "Licence uplift of upgrading everything": lambda one: one.tax,
    "As decided or recommended, instead of doing nothing": lambda one: one.difference,
}


def answer(found: StackCost) -> None:
    """What one wants to know, as a sentence."""
    alike = found.comparable
    uplift, upgrade = alike.total("tax"), alike.total("upgrade")
    nothing = alike.total("nothing")
    if not alike.apps or uplift is None or upgrade is None or nothing is None:
        return
    years = words.count(found.years, "year")
    more = upgrade - nothing
    how = f"{found.currency} {abs(more):,.0f} {'more' if more >= 0 else 'less'}"
    st.html(
        "<p class='of-answer'>"
        + escape(
            f"SCIM for {words.count(len(alike.apps), 'app')} raises licences by {found.currency} "
            f"{uplift:,.0f} over {years}. With work and set-up, that is {how} than doing nothing."
        )
        + "</p>"
    )


def summary(found: StackCost, *, is_judged: bool) -> None:
    """The three ways side by side, over the apps of which all three are known.

    ``is_judged``: whether anybody said which identity providers there are; else nobody knows how
    long access is left over by anything but hands.
    """
    alike = found.comparable
    if not alike.apps:
        muted("No app of our stack has both prices yet, so nothing can be compared.")
        return

    def total(column: str | None) -> str:
        amount = alike.total(column) if column else Decimal(0)
        return "–" if amount is None else f"{amount:,.0f}"

    def left(days: str) -> Content:
        known = is_judged or days == "account_days_nothing"
        return total(days) if known else Text("not known", muted=True)

    rows: list[list[Content]] = [
        [name, total(tax), Text(total(cost), strong=True), left(days)]
        for name, tax, cost, days in WAYS
    ]
    heads = (
        f"Licence uplift, {found.currency}",
        f"All costs, {found.currency}",
        "Days of access",
    )
    table(
        ["Option", *(Column(head, number=True) for head in heads)],
        rows,
        label=f"The whole stack, {found.currency} over {words.count(found.years, 'year')}",
    )
    st.caption(
        words.md(
            f"{found.currency} over {words.count(found.years, 'year')}, for the {len(alike.apps)} "
            f"of {words.count(len(found.apps), 'app')} of which every price is "
            f"known{_staying(alike)}. Licence uplift: what plans with SCIM cost more than ours. "
            "All costs: licences, work, set-up, waste. Days: of all leavers together, "
            "forgotten ones counted. Do nothing: by hand, no checklist. Each app's amounts are "
            "rounded once and then added."
        )
    )


def _staying(found: StackCost) -> str:
    """How many apps no upgrade helps, which the first row leaves as they are."""
    count = sum(one.stays for one in found.apps)
    if not count:
        return ""
    if count == 1:
        return "; one app that no upgrade helps stays as it is in every row"
    return f"; {count} apps that no upgrade helps stay as they are in every row"


def left_out(found: StackCost) -> None:
    """What the totals leave out, app by app, and what to do about it."""
    missing = found.left_out()
    if not missing:
        return
    count = words.count(len(missing), "app is", "apps are")
    with st.expander(f"{count} not in these totals"):
        table(
            ["App", "What is not known", Column("What to do", wide=True)],
            [
                [
                    Link(one.name, f"app?app={one.app}"),
                    LACKING[one.lacking] if one.lacking else "the licence uplift",
                    one.why,
                ]
                for one in missing
            ],
            label="Apps that the totals leave out",
        )


def waterfall(found: StackCost) -> None:
    """App by app, the largest first, the rest together."""
    view = st.segmented_control(
        "Waterfall", list(VIEWS), default=next(iter(VIEWS)), key="waterfall-of", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    view = view or next(iter(VIEWS))
    # The same apps as in the totals above, so that both come to the same.
    values = [(one.name, VIEWS[view](one)) for one in found.comparable.apps]
    steps = sorted(
        ((name, float(value)) for name, value in values if value), key=lambda step: -abs(step[1])
    )
    if not steps:
        return
    if len(steps) > SHOWN:
        rest = steps[SHOWN:]
        steps = [*steps[:SHOWN], (f"{len(rest)} more", sum(value for _, value in rest))]
    total = sum(value for _, value in steps)
    shade = colours()
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "y": [*(name for name, _ in steps), "All"],
        "x": [*(value for _, value in steps), total],
        "measure": ["relative"] * len(steps) + ["total"],
        "text": [f"{value:,.0f}" for value in (*(value for _, value in steps), total)],
        "textposition": "outside",
        "cliponaxis": False,
        "increasing": {"marker": {"color": shade["middle"]}},
        "decreasing": {
            "marker": {"color": shade["ground"], "line": {"color": shade["accent"], "width": 1}}
        },
        "totals": {"marker": {"color": shade["accent"]}},
        "connector": {"line": {"color": shade["muted"], "width": 1}},
    }
    # Room for the words outside the longest bar.
    ends = [sum(value for _, value in steps[: n + 1]) for n in range(len(steps))]
    low, high = min(0.0, *ends), max(0.0, *ends)
    layout = {
        "xaxis": {"nticks": 4, "range": [low * 1.25, high * 1.25 or 1]},
        "yaxis": {"autorange": "reversed", "showgrid": False, "ticklabelstandoff": 8},
        "showlegend": False,
    }
    draw([trace], layout, "waterfall", f"Waterfall: {view}, app by app", 90 + 30 * len(steps))


def apps(found: StackCost, because: Mapping[str, str], stale: Collection[str]) -> None:
    """The figures of every app. ``because``: why its way is the one that counts; ``stale``: apps
    whose decision is based on what has changed since."""

    def money(amount: Decimal | None) -> Content:
        return Text("not known", muted=True) if amount is None else f"{amount:,.0f}"

    heads = ("Licence uplift", "Upgrade", "Recommended", "Do nothing")
    rows: list[list[Content]] = []
    for one in found.apps:
        uplift = None if one.stays else one.tax
        figures: list[Content] = [money(each) for each in (uplift, one.upgrade)]
        if one.stays:
            figures = [Text("none possible", muted=True), Text("left as it is", muted=True)]
        figures += [money(each) for each in (one.recommended, one.nothing)]
        way: Content = option_name(one.option) if one.option else "–"
        why = because.get(one.app, Because.RECOMMENDED)
        if one.option and why != Because.RECOMMENDED:
            way = [[option_name(one.option)], [Text(why, muted=True)]]
            if one.app in stale:
                way = [*way, [Text(words.STALE, mark=True)]]
        note = "The plan in use has SCIM." if one.has_scim and not one.stays else one.why
        link = Link(one.name, f"calculator?app={one.app}")
        rows.append([link, *figures, way, Text(note, muted=True)])
    table(
        ["App", *(Column(head, number=True) for head in heads), "Option", "Note"],
        rows,
        label=f"Every app, {found.currency} over {words.count(found.years, 'year')}",
    )
    st.caption(
        words.md(
            f"All costs in {found.currency} over {words.count(found.years, 'year')}. Recommended: "
            "what was decided, or else what Offramp recommends."
        )
    )


def export(found: StackCost) -> None:
    """The figures of every app as a file."""
    header = ["app", "scim_tax", "upgrade", "recommended", "nothing", "option", "lacking", "note"]
    data = to_csv(
        header,
        [
            [
                o.app,
                None if o.stays else o.tax,
                None if o.stays else o.upgrade,
                o.recommended,
                o.nothing,
                o.option and str(o.option),
                o.lacking and str(o.lacking),
                o.why,
            ]
            for o in found.apps
        ],
    )
    offer_shown("CSV", "stack-cost.csv", lambda: data, needs=Action.COST_READ, of="stack:cost")
