"""Parts of the compare page."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from core.catalog.service import compare_apps
from core.catalog.values import OTHER_IDP, AppEntry, Snapshot, Verdict
from core.stack.service import cover, impact, route_of, shifts
from core.stack.values import Here, StackEntry
from pages.catalogue.parts.app_support import stands_elsewhere, verdict_cell
from pages.ui import addresses, words
from pages.ui.apps import route_words
from pages.ui.table import Column, Link, Text, table


def side_by_side(
    apps: Sequence[AppEntry], own: Sequence[str], idps: Mapping[str, str], here: Here
) -> None:
    """How a leaver gets out of each here; then one row a field, what differs first."""
    routes = [route_of(app, here(app.id)) for app in apps]
    table(
        ["Here", *(Column(app.name) for app in apps)],
        [
            ["Route", *(route_words.cell(route, idps) for route in routes)],
            ["Our plan", *(route.plan.name or Text("not said", muted=True) for route in routes)],
        ],
        label="Here",
    )
    order = list(dict.fromkeys((*own, *idps)))
    rows = compare_apps(apps, order)
    differing = [row for row in rows if row.differs]
    st.markdown(
        f"**{words.count(len(differing), 'difference')}** in {words.count(len(rows), 'field')} of "
        "which anything is known."
    )
    for part, label in (
        (differing, "Differences"),
        ([r for r in rows if not r.differs], "The same"),
    ):
        if not part:
            continue
        st.header(words.md(label), anchor=False)
        table(
            ["Field", *(app.name for app in apps)],
            [
                [
                    [
                        [words.FACT_NAMES[row.fact]],
                        [Text(idps[row.idp] if row.idp else "app-wide", muted=True)],
                    ],
                    *(
                        verdict_cell(app, verdict, _elsewhere(app, verdict, idps))
                        for app, verdict in zip(apps, row.verdicts, strict=True)
                    ),
                ]
                for row in part
            ],
            label=label,
        )
    st.caption("The sources of every value are on the apps' pages:")
    with st.container(horizontal=True):
        for app in apps:
            st.page_link(addresses.APP, label=words.md(app.name), query_params={"app": app.id})


def _elsewhere(app: AppEntry, verdict: Verdict, idps: Mapping[str, str]) -> str:
    """What stands under identity providers in place of *unknown* for the app as a whole."""
    return "" if verdict.idp else stands_elsewhere(app, verdict.fact, idps)


def change_of_idp(
    entries: Sequence[StackEntry], whole: Snapshot, own: Sequence[str], here: Here
) -> None:
    """What each other IdP would gain and lose, with totals, then app by app."""
    covered = cover(entries, whole.apps, here)
    now = Counter(one.route.removal for one in covered)
    st.markdown(
        f"Now, with **{words.md(' and '.join(whole.idps[idp] for idp in own))}**: "
        + ", ".join(
            f"{told} {now[removal]:,}"
            for removal, told in route_words.REMOVALS.items()
            if now[removal]
        )
        + "."
    )

    others = [idp for idp in whole.idps if idp not in own and idp != OTHER_IDP]
    if not others:
        return
    moves = {idp: shifts(covered, whole.apps, here, [idp]) for idp in others}
    totals = {idp: impact(moved) for idp, moved in moves.items()}
    ranked = sorted(others, key=lambda idp: totals[idp].worse - totals[idp].better)
    table(
        [
            "Instead",
            Column("Better", number=True),
            Column("Worse", number=True),
            Column("Same", number=True),
            Column("Exposed seats", number=True),
        ],
        [
            [
                whole.idps[idp],
                f"{totals[idp].better:,}",
                f"{totals[idp].worse:,}",
                f"{totals[idp].same:,}",
                f"{totals[idp].after.seats:,}",
            ]
            for idp in ranked
        ],
        label="What each other identity provider would change",
    )
    st.caption(
        "Columns of OneLogin, JumpCloud, Google and Okta are thinner than Entra's: their own full "
        "lists could not be had, so *unknown* there weighs less than it looks."
    )
    chosen = st.selectbox(
        "App by app, with",
        ranked,
        format_func=whole.idps.__getitem__,
        key="instead",
        bind="query-params",
    )
    add = st.toggle("added to what we have, not instead", key="added", bind="query-params")
    moved = shifts(covered, whole.apps, here, [*own, chosen]) if add else moves[chosen]
    st.markdown(f"In total: {route_words.impact(impact(moved))}.")
    table(
        ["App", "Now", "Then", "Change", Column("Seats", number=True)],
        [
            [
                Link(shift.entry.name, f"app?app={shift.entry.app}"),
                route_words.cell(shift.now, whole.idps),
                route_words.cell(shift.then, whole.idps),
                Text(
                    "▲ better" if shift.gain > 0 else "▼ worse" if shift.gain < 0 else "same",
                    muted=shift.gain == 0,
                ),
                f"{shift.entry.fields.seats:,}" if shift.entry.fields.seats is not None else "–",
            ]
            for shift in moved
        ],
        label="App by app",
    )
