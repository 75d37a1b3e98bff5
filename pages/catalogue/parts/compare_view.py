"""Parts of the compare page."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from core.catalog.service import compare_apps
from core.catalog.values import OTHER_IDP, UNKNOWN, AppEntry, ComparedRow, Snapshot, Verdict
from core.stack.service import cover, impact, route_of, shifts
from core.stack.values import Here, StackEntry
from pages.catalogue.parts.app_support import stands_elsewhere, verdict_cell
from pages.ui import addresses, words
from pages.ui.apps import route_words
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


def to_begin_with(entries: Sequence[StackEntry]) -> list[str]:
    """The three apps of our stack that most people use."""
    largest = sorted(entries, key=lambda one: -(one.fields.seats or 0))
    return [one.app for one in largest[:3]] if len(largest) > 1 else []


def side_by_side(
    apps: Sequence[AppEntry], own: Sequence[str], idps: Mapping[str, str], here: Here
) -> None:
    """How a leaver gets out of each here; then one row a field, what differs first."""
    routes = [route_of(app, here(app.id)) for app in apps]
    table(
        ["Here", *(Column(app.name) for app in apps)],
        [
            ["Who removes", *(route_words.badge(route) for route in routes)],
            ["Our plan", *(route.plan.name or Text("not said", muted=True) for route in routes)],
        ],
        label="Here",
    )
    order = list(dict.fromkeys((*own, *idps)))
    found = compare_apps(apps, order)
    rows = [row for row in found if _known(row, apps, idps) > 1]
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
        _fields(part, apps, idps, label)
    if alone := [row for row in found if row not in rows]:
        with st.expander(f"{words.count(len(alone), 'field')} known of one app only"):
            _fields(alone, apps, idps, "Known of one app only")
    st.caption("The sources of every value are on the apps' pages:")
    with st.container(horizontal=True):
        for app in apps:
            st.page_link(addresses.APP, label=words.md(app.name), query_params={"app": app.id})


def _fields(
    rows: Sequence[ComparedRow], apps: Sequence[AppEntry], idps: Mapping[str, str], label: str
) -> None:
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
            for row in rows
        ],
        label=label,
    )


def _known(row: ComparedRow, apps: Sequence[AppEntry], idps: Mapping[str, str]) -> int:
    """Of how many apps anything is known."""
    return sum(
        verdict.value != UNKNOWN or bool(_elsewhere(app, verdict, idps))
        for app, verdict in zip(apps, row.verdicts, strict=True)
    )


def _elsewhere(app: AppEntry, verdict: Verdict, idps: Mapping[str, str]) -> str:
    """What stands under identity providers in place of *unknown* for the app as a whole."""
    return "" if verdict.idp else stands_elsewhere(app, verdict.fact, idps)


def change_of_idp(
    entries: Sequence[StackEntry], whole: Snapshot, own: Sequence[str], here: Here
) -> None:
    """What each other IdP would gain and lose, with totals, then app by app."""
    covered = cover(entries, whole.apps, here)
    now = Counter(one.route.removal for one in covered)
    ours = " and ".join(whole.idps[idp] for idp in own)
    counts = ", ".join(
        f"{told} {now[removal]:,}" for removal, told in route_words.REMOVALS.items() if now[removal]
    )
    muted(f"Now, with {ours}: {counts}.")

    others = [idp for idp in whole.idps if idp not in own and idp != OTHER_IDP]
    if not others:
        return
    moves = {idp: shifts(covered, whole.apps, here, [idp]) for idp in others}
    totals = {idp: impact(moved) for idp, moved in moves.items()}
    ranked = sorted(others, key=lambda idp: totals[idp].worse - totals[idp].better)
    best = max(total.better for total in totals.values())
    if best:
        winners = [whole.idps[idp] for idp in ranked if totals[idp].better == best]
        st.markdown(
            words.md(
                f"Best for our apps instead: {' or '.join(winners[:3])}, better for "
                f"{words.count(best, 'app')}."
            )
        )
    else:
        st.markdown("No other identity provider would do better for any of our apps.")
    work_table(
        [
            Column("Instead", clip=True),
            Column("Better", number=True, phone=OnPhone.BESIDE),
            Column("Worse", number=True, phone=OnPhone.LEFT_OUT),
            Column("Same", number=True, phone=OnPhone.LEFT_OUT),
            Column("Seats not automatic", number=True),
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
    work_table(
        [
            Column("App", clip=True),
            Column("Change", tight=True, phone=OnPhone.BESIDE),
            Column("Now", tight=True),
            Column("Then", tight=True),
            Column("Why then", wide=True, phone=OnPhone.LEFT_OUT),
            Column("Seats", number=True, phone=OnPhone.LEFT_OUT),
        ],
        [
            [
                Link(shift.entry.name, f"app?app={shift.entry.app}"),
                _change(shift.gain),
                route_words.badge(shift.now),
                route_words.badge(shift.then),
                Text(shift.then.why if shift.gain else "", muted=True),
                f"{shift.entry.fields.seats:,}" if shift.entry.fields.seats is not None else "–",
            ]
            for shift in moved
        ],
        label="App by app",
    )


def _change(gain: int) -> Content:
    if gain == 0:
        return Text("same", muted=True)
    return Badge("▲ better", Tone.OK) if gain > 0 else Badge("▼ worse", Tone.WARN)
