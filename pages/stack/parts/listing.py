"""The apps of our stack: how a leaver gets out of each, what it costs, who answers for it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from core.advice.values import DecisionStatus, DecisionView
from core.catalog.service import our_plan
from core.catalog.values import Snapshot
from core.rights import Action, may
from core.stack.service import exposure, part_of, removal_in_short
from core.stack.values import AppCoverage, StackPart
from pages.stack.parts import drawers
from pages.stack.parts.part import link_to
from pages.ui import words
from pages.ui.apps import route_words
from pages.ui.page_context import authenticate
from pages.ui.table import (
    Badge,
    Column,
    Content,
    Link,
    OnPhone,
    Piece,
    Text,
    Tone,
    line,
    muted,
    work_table,
)

ROWS_PER_PAGE = 50


def summary(covered: Sequence[AppCoverage], today: date, *, is_judged: bool) -> None:
    """The answer in a line, each figure a link to its list. ``is_judged``: whether anybody said
    which identity providers we have; else nobody knows who removes."""
    automatic = sum(one.route.is_automatic for one in covered)
    can = len(part_of(covered, StackPart.IDP_CAN, today))
    exposed = exposure(covered)
    apps = words.count(len(covered), "app")
    said: list[Piece] = []
    if is_judged:
        answer = removal_in_short(len(covered), automatic, can)
        said.append(Text(answer, strong=True))
        if can:
            way = "Confirm" if may(authenticate(), Action.STACK_EDIT) else "Which"
            said.append(Link(way, link_to(StackPart.IDP_CAN)))
        if left := len(covered) - automatic:
            seats = f": {words.count(exposed.seats, 'seat')}" if exposed.seats else ""
            told = f"{left:,} without automatic removal{seats}"
            said.append(Link(told, link_to(StackPart.UNCERTAIN)))
    else:
        said.append(Text(f"{apps}, not known who removes a leaver", strong=True))
    for part, lead in _TO_LOOK_AT.items():
        if number := len(part_of(covered, part, today)):
            said.append(Link(f"{number:,} {lead}", link_to(part)))
    line(said)


_TO_LOOK_AT = {
    StackPart.WITHOUT_SEATS: "without a seat count",
    StackPart.WITHOUT_OWNER: "without an owner",
    StackPart.RENEWING: "to renew within 60 days",
}


def listing(
    found: Sequence[AppCoverage],
    whole: Snapshot,
    decided: Mapping[str, DecisionView],
    currency: str,
    *,
    keeps_order: bool,
) -> None:
    """A row an app, those that need somebody first and of them the largest. ``decided``: app → its
    latest decision; ``keeps_order``: the apps have an order that says something."""
    rows = list(found)
    if not keeps_order:
        rows.sort(key=lambda one: (one.route.is_automatic, -(one.entry.fields.seats or 0)))
    pages = -(-len(rows) // ROWS_PER_PAGE)
    slot = st.empty()
    number = min(st.pagination(pages, key="page", bind="query-params"), pages) if pages > 1 else 1
    with slot.container():
        work_table(
            [
                Column("App", clip=True),
                Column("Who removes", tight=True),
                Column("Plan", clip=True, phone=OnPhone.LEFT_OUT),
                Column("Seats", number=True, phone=OnPhone.LEFT_OUT),
                Column(f"{currency} a year", number=True, phone=OnPhone.LEFT_OUT),
                Column("Owner", clip=True, phone=OnPhone.LEFT_OUT),
                Column("Renewal", tight=True, phone=OnPhone.LEFT_OUT),
                Column("Decision", tight=True, phone=OnPhone.BESIDE),
            ],
            [
                _row(one, whole, decided.get(one.entry.app), currency)
                for one in rows[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
            ],
            label="How a leaver gets out of each app",
        )
    _totals(rows, currency)


def _row(
    one: AppCoverage, whole: Snapshot, decision: DecisionView | None, currency: str
) -> list[Content]:
    fields = one.entry.fields
    return [
        Link(one.entry.name, drawers.link_to_app(one.entry.app)),
        route_words.badge(one.route),
        _or_dash(our_plan(whole.apps[one.entry.app], fields.plan).name, "Our plan is not known."),
        _or_dash(
            None if fields.seats is None else f"{fields.seats:,}", "How many seats is not known."
        ),
        _or_dash(_spend(one, currency), "What we pay is not known."),
        fields.owner or Text("No owner", muted=True),
        _or_dash(words.day(fields.renewal) if fields.renewal else None, "When is not known."),
        decided_cell(one.entry.app, decision),
    ]


def _or_dash(told: str | None, unknown: str) -> Content:
    return told or Text("–", muted=True, help=unknown)


def _spend(one: AppCoverage, currency: str) -> str | None:
    fields = one.entry.fields
    if fields.annual_spend is None:
        return None
    amount = f"{fields.annual_spend:,.0f}"
    return amount if fields.currency == currency else f"{fields.currency} {amount}"


def decided_cell(app: str, decision: DecisionView | None) -> Content:
    """The way to the app's decision, or to deciding."""
    if decision is None:
        return Link("Decide", f"wizard?app={app}")
    link = Link(decision.number, f"decisions?decision={decision.id}")
    if decision.status is DecisionStatus.PROPOSED:
        return [[link, Text("proposed", muted=True)]]
    return [[link, Badge("◷ Stale", Tone.WARN)]] if decision.is_stale else link


def _totals(rows: Sequence[AppCoverage], currency: str) -> None:
    """What is paid for these in a year, as far as it is known."""
    paid = [
        one.entry.fields.annual_spend
        for one in rows
        if one.entry.fields.annual_spend is not None and one.entry.fields.currency == currency
    ]
    if paid:
        total = words.money(sum(paid, Decimal()), currency)
        muted(f"{total} a year; known of {len(paid):,} of {words.count(len(rows), 'app')}.")
