"""Parts of the app page below the answer: prices, leavers, limitations, set-up, all claims."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import streamlit as st

from core.catalog.service import says, spelled
from core.catalog.values import AppPage, Authority, Fact, PricePair, RemarkKind, Source
from pages.catalogue.parts.app_support import source_link, verdict_cell
from pages.ui import words
from pages.ui.apps.remarks import remarks, source_cell
from pages.ui.chart_style import chart_of
from pages.ui.table import Column, Content, Link, Piece, Text, table


def prices(page: AppPage) -> None:
    """Plans with what each source says they cost, how old that is, and how it went on."""
    if not page.app.plans and not page.price_pairs:
        st.info("No source names a plan or price. Ask the vendor, and note it in our stack.")
        return
    rows: list[Sequence[Content]] = []
    for plan in page.app.plans:
        for price in plan.prices:
            per = f"a {price.period}" if price.period and price.is_published else ""
            unit = words.UNIT_WORDS[price.unit]
            rows.append(
                [
                    plan.name,
                    words.price_range(price.low, price.high, price.currency),
                    " ".join(part for part in (unit, per) if part),
                    [[part] for part in _conditions(price)],
                    Text(words.STANDING_MARKS[plan.standing], mark=plan.is_contested),
                    _price_source(price),
                    words.day(price.as_of),
                ]
            )
    if rows:
        table(
            [
                "Plan",
                Column("Price", number=True),
                "Unit",
                "Conditions",
                "Standing",
                "Source",
                Column("As of", tight=True),
            ],
            rows,
            label="Plans and prices",
        )
        st.caption(
            "“Flat” means that the source names no unit: it may be per seat. Prices are what a "
            "source said on the day; only a quote binds the vendor."
        )
    plan_features(page)
    for pair in page.price_pairs:
        price_pair(pair, page.sources[pair.source_id])
    history(page)


def plan_features(page: AppPage) -> None:
    """What begins with each plan, beside SCIM: what one pays for along with it."""
    rows: list[Sequence[Content]] = [
        [plan.name, remark.text, source_cell(page.sources[remark.source_id])]
        for plan in page.app.plans
        for remark in page.plan_features(plan.plan)
    ]
    if rows:
        st.markdown("**What begins with which plan**")
        table(
            ["Plan", Column("What it has that lower plans lack", wide=True), "Source"],
            rows,
            label="What begins with which plan",
        )


def _conditions(price) -> list[str]:  # type: ignore[no-untyped-def]
    told = [f"single sign-on: {price.has_sso}"] if price.has_sso else []
    told += [f"SCIM: {price.has_scim}"] if price.has_scim else []
    told += ["negotiated"] if price.negotiated else []
    billing = (price.billing or "").replace("|", " or ")
    return [*told, *(part for part in (price.included, billing, price.note) if part)]


def _price_source(price) -> Content:  # type: ignore[no-untyped-def]
    lines: list[list[Piece]] = [
        [Link(price.publisher, price.url) if price.url else price.publisher]
    ]
    if price.quality:
        lines.append([Text(f"not the vendor's word: {price.quality}", muted=True)])
    if price.interest:
        lines.append([Text(f"has an interest: {price.interest}", muted=True)])
    return lines


def price_pair(pair: PricePair, source: Source) -> None:
    """The cheapest price without and with single sign-on, with its year."""
    st.markdown("**Price of single sign-on**")
    increase = pair.stated_increase_percent
    told = "–" if increase is None else f"+{increase} %"
    if pair.increase_doubt:
        told = f"no figure: {pair.increase_doubt}"
    table(
        [
            Column("Cheapest plan", number=True),
            Column("Cheapest with sign-on", number=True),
            "Source's increase",
            Column("As of", tight=True),
            "Note",
            "Source",
        ],
        [
            [
                _pair_price(pair.base, pair.currency, pair.base_unit, pair.base_period),
                _pair_price(pair.with_sso, pair.currency, pair.sso_unit, pair.sso_period),
                told,
                source.dated or words.day(pair.as_of),
                pair.note or "",
                Link("sso.tax", source.url or ""),
            ]
        ],
        label="Price without and with single sign-on",
        row_header=False,
    )


def _pair_price(amount, currency, unit, period) -> str:  # type: ignore[no-untyped-def]
    if amount is None:
        return "on request"
    shown = {"user": " per user", "flat": " flat", "other": ""}.get(unit or "", "")
    return words.money(amount, currency) + shown + (f" a {period}" if period else "")


def history(page: AppPage) -> None:
    """How a plan's price went over time, where more than one date is known."""
    points = tuple(
        _Point(
            plan.name,
            pd.Timestamp(price.as_of),
            float(sum(price.yearly) / 2),
            price.publisher,
            f"{price.currency} per {price.unit} and year",
        )
        for plan in page.app.plans
        for price in plan.prices
        if price.yearly is not None
    )
    dates: dict[str, set[pd.Timestamp]] = {}
    for one in points:
        dates.setdefault(one.plan, set()).add(one.as_of)
    points = tuple(one for one in points if len(dates[one.plan]) > 1)
    if points:
        st.markdown("**Price history** (middle of each range, a year)")
        alt = "Line chart of the plans' prices; the table above has the same figures"
        chart_of(_price_lines, points, "price-history", alt)


class _Point(NamedTuple):
    plan: str
    as_of: pd.Timestamp
    price: float
    source: str
    unit: str


def _price_lines(points: tuple[_Point, ...]) -> go.Figure:
    names = ["Plan", "As of", "Price a year", "Source", "Unit"]
    frame = pd.DataFrame(points).set_axis(names, axis="columns").sort_values("As of")
    figure = px.line(
        frame,
        x="As of",
        y="Price a year",
        color="Plan",
        line_dash="Plan",
        markers=True,
        hover_data=["Source"],
        facet_row="Unit",  # a price per seat and one per company share no axis
    )
    figure.update_yaxes(matches=None, rangemode="tozero")
    figure.for_each_annotation(lambda note: note.update(text=note.text.removeprefix("Unit=")))
    units = frame["Unit"].nunique()
    figure.update_layout(height=60 + 200 * units, margin={"t": 10, "b": 10, "l": 10, "r": 10})
    return figure


def leavers(page: AppPage, idps: Mapping[str, str]) -> None:
    """What becomes of a leaver's account and things, and what must be done by hand."""
    verdicts = [
        verdict
        for verdict in page.app.verdicts.values()
        if verdict.fact in (Fact.DEPROVISIONING, Fact.AFTER_REMOVAL)
    ]
    if verdicts:
        table(
            ["Where", "Field", Column("Value", wide=True), "Sources"],
            [
                [
                    idps[verdict.idp] if verdict.idp else "All IdPs",
                    words.FACT_NAMES[verdict.fact],
                    verdict_cell(page.app, verdict),
                    [
                        [source_link(claim), Text(says(claim), muted=True)]
                        for claim in verdict.claims
                    ],
                ]
                for verdict in verdicts
            ],
            label="What happens to a deprovisioned account",
        )
    found = [remark for remark in page.remarks if remark.kind is RemarkKind.LEAVER]
    if found:
        remarks(found, page.sources, "What to know when a person leaves")
    what_to_click(page)
    if not verdicts and not found:
        st.info(
            "No source says what happens to a leaver's account. Try it with a test account, and "
            "record what you see."
        )
    for benchmark in page.benchmarks:
        source = page.sources[benchmark.source_id]
        st.caption(
            f"Published benchmark for {words.md(benchmark.employees)} employees "
            f"({words.md(benchmark.basis)}): {words.md(_benchmark(benchmark))}. "
            "Not a measurement of this app. "
            f"{words.link(source.publisher, source.url)}"
            + (f", {words.md(source.interest)}" if source.interest else "")
            + "."
        )


def what_to_click(page: AppPage) -> None:
    """Where accounts are listed, removed and exported, as the vendor names it."""
    found = [
        (label, remark)
        for kind, label in CLICKS.items()
        for remark in page.remarks
        if remark.kind is kind
    ]
    if not found:
        return
    st.markdown("**What to click**")
    table(
        ["To", Column("Click", wide=True), "Source"],
        [
            [label, remark.text, source_cell(page.sources[remark.source_id])]
            for label, remark in found
        ],
        label="What to click",
    )


CLICKS = {
    RemarkKind.MEMBER_LIST: "See who has an account",
    RemarkKind.REMOVAL: "Remove one, there",
    RemarkKind.EXPORT: "Export the list",
}


def _benchmark(benchmark) -> str:  # type: ignore[no-untyped-def]
    parts = {
        "orphaned accounts": benchmark.orphaned_accounts,
        "unused licences": benchmark.unused_licences,
        "IT hours a year": benchmark.it_hours,
        "USD of unused licences a year": benchmark.unused_licence_cost,
        "USD of labour a year": benchmark.it_labour_cost,
        "USD of compliance work a year": benchmark.compliance_cost,
    }
    return ", ".join(f"{value:,} {name}" for name, value in parts.items() if value is not None)


def limitations(page: AppPage) -> None:
    """What does not work, and what people say."""
    community = {s.id for s in page.sources.values() if s.authority is Authority.COMMUNITY}
    found = [r for r in page.remarks if r.kind is RemarkKind.LIMITATION]
    if not found:
        st.info("No source names a limitation.")
    else:
        remarks(found, page.sources, "Limitations")
    said = [r for r in page.remarks if r.kind is RemarkKind.VOICE or r.source_id in community]
    if said:
        st.markdown("**What people say**")
        remarks(said, page.sources, "What people say")


def setup(page: AppPage, idps: Mapping[str, str]) -> None:
    """How the app is connected to each IdP."""
    if not page.setup_guides:
        st.info(
            "No source describes the set-up. The sources under All claims are the place to look."
        )
        return
    table(
        ["IdP", "How", Column("Where", wide=True), "Documentation", "Note", "Source"],
        [
            [
                idps[guide.idp_id],
                guide.how,
                guide.place or "",
                Link("open", guide.docs) if guide.docs else "",
                guide.note or "",
                source_cell(page.sources[guide.source_id]),
            ]
            for guide in page.setup_guides
        ],
        label="Set-up by identity provider",
    )


def claims(page: AppPage, idps: Mapping[str, str]) -> None:
    """Every current claim with its source."""
    rows: list[Sequence[Content]] = [
        [
            words.FACT_NAMES[verdict.fact],
            idps[verdict.idp] if verdict.idp else "all",
            words.said(claim, page.app),
            [[source_link(claim)], [Text(claim.source, muted=True)]],
            _worth(claim),
            words.day(claim.as_of),
            claim.note or claim.evidence or "",
        ]
        for verdict in page.app.verdicts.values()
        for claim in verdict.claims
    ]
    if not rows:
        st.info("Only prices are known of this app.")
        return
    table(
        [
            "Field",
            "IdP",
            "Says",
            "Source",
            "Authority",
            Column("As of", tight=True),
            Column("Note", wide=True),
        ],
        rows,
        label="Every claim with its source",
    )


def _worth(claim) -> Content:  # type: ignore[no-untyped-def]
    lines: list[list[Piece]] = [[spelled(claim.authority)]]
    lines += [[Text(f"has an interest: {claim.interest}", muted=True)]] if claim.interest else []
    lines += [[Text("older copy", muted=True)]] if claim.older_copy else []
    return [*lines, [Text("recorded here", muted=True)]] if claim.origin == "local" else lines
