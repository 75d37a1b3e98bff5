"""Parts of the app page: what is contested, and the quick facts."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.catalog.service import (
    begins_by_price_list,
    by_idp,
    plan_name,
    price_conflict,
    spelled,
    what_to_do,
    why_it_wins,
)
from core.catalog.values import (
    UNKNOWN,
    AppEntry,
    ClaimView,
    Fact,
    Provisioning,
    Standing,
    Verdict,
)
from pages.ui import words
from pages.ui.table import Column, Content, Lines, Link, Piece, Text, muted, table

QUICK_FACTS = (
    *(Fact.PROVISIONING, Fact.SCIM_PLAN, Fact.SSO_FIRST, Fact.SSO, Fact.SSO_PLAN, Fact.PROTOCOLS),
    *(Fact.SCIM_VERSION, Fact.OPERATIONS, Fact.ATTRIBUTES, Fact.DOCUMENTATION),
    *(Fact.DEPROVISIONING, Fact.AFTER_REMOVAL, Fact.SCIM_BASE_URL, Fact.SSO_COST),
    *(Fact.UNUSED_SEAT_COST, Fact.PLAN_NAMES),
)
CONTESTED = "contested"
"""Where on the page the disagreements stand."""
_ALWAYS_SHOWN = frozenset(QUICK_FACTS[:10])


def contested(app: AppEntry, idps: Mapping[str, str]) -> None:
    """Every disagreement with both sides, why one value stands, and what to do."""
    verdicts = [verdict for verdict in app.verdicts.values() if verdict.is_contested]
    plans = [plan for plan in app.plans if plan.is_contested]
    if not verdicts and not plans:
        return
    number = len(verdicts) + len(plans)
    st.header(f"⚠ {words.count(number, 'point')} on which the sources disagree", anchor=CONTESTED)
    rows: list[Sequence[Content]] = []
    for verdict in sorted(
        verdicts, key=lambda v: (v.idp is not None, list(idps).index(v.idp or "") if v.idp else 0)
    ):
        against = verdict.against
        is_plan = verdict.fact in words.PLAN_FACTS
        name = plan_name(app, verdict.value) if is_plan else ""
        where = idps[verdict.idp] if verdict.idp else "All IdPs"
        rows.append(
            [
                [[words.FACT_NAMES[verdict.fact]], [Text(where, muted=True)]],
                _side(app, verdict.in_favour),
                _side(app, against),
                [[why_it_wins(verdict, name)], [Text(what_to_do(verdict), strong=True)]],
            ]
        )
    for plan in plans:
        best = plan.best
        others = [price for price in plan.prices if price is not best]
        rows.append(
            [
                [["Price"], [Text(plan.name, muted=True)]],
                [_price_line(price) for price in plan.prices if price is best],
                [_price_line(price) for price in others],
                [[price_conflict(plan)]],
            ]
        )
    table(
        [
            Column("Point"),
            Column("This stands", wide=True),
            Column("Against it", wide=True),
            "Why, and what to do",
        ],
        rows,
        label="Points on which the sources disagree",
    )


def _side(app: AppEntry, claims: Sequence[ClaimView]) -> Content:
    lines: list[list[Piece]] = []
    for claim in claims:
        lines.append([Text(words.said(claim, app), strong=True), source_link(claim)])
        lines.append([Text(credentials(claim), muted=True)])
        for told in (claim.note, claim.evidence):
            if told:
                lines.append([Text(told, muted=True)])
    return lines


def source_link(claim: ClaimView) -> Piece:
    """The source of a claim, one click away."""
    return Link(claim.publisher, claim.url) if claim.url else Text(claim.publisher)


def credentials(claim: ClaimView) -> str:
    """What a claim's source is worth: its kind, date, age and interest."""
    parts = [spelled(claim.authority), words.day(claim.as_of)]
    parts += ["older copy"] if claim.older_copy else []
    parts += [f"has an interest: {claim.interest}"] if claim.interest else []
    return ", ".join(parts)


def _price_line(price) -> list[Piece]:  # type: ignore[no-untyped-def]
    per = f" a {price.period}" if price.period else ""
    shown = words.price_range(price.low, price.high, price.currency)
    who: Piece = Link(price.publisher, price.url) if price.url else price.publisher
    note = Text(f"{spelled(price.authority)}, {words.day(price.as_of)}", muted=True)
    return [Text(shown + (per if price.is_published else ""), strong=True), who, note]


def verdict_cell(app: AppEntry, verdict: Verdict, elsewhere: str = "") -> Lines:
    """A verdict's value and standing; ``elsewhere`` stands in for a value that is not known."""
    if elsewhere:
        return [[Text(capitalised(elsewhere))]]
    strong = verdict.value in (Provisioning.SCIM, "yes")
    lines: list[list[Piece]] = [
        [Text(words.value(verdict, app), strong=strong, muted=verdict.value == "unknown")]
    ]
    if verdict.claims and verdict.value != "unknown":
        lines.append(
            [
                Text(
                    _standing(verdict),
                    mark=verdict.is_contested,
                    muted=not verdict.is_contested,
                )
            ]
        )
    return lines


def _standing(verdict: Verdict) -> str:
    """How firmly it stands; of one source also whose: others may speak of the row's other facts."""
    told = words.standing(verdict)
    if verdict.standing is Standing.SINGLE_SOURCE and verdict.winner:
        return f"{told}: {verdict.winner.publisher}"
    return told


def capitalised(text: str) -> str:
    """With a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def quick_facts(app: AppEntry, idps: Mapping[str, str]) -> None:
    """App-wide fields, each with its standing and sources."""
    st.header("Quick facts", anchor="quick-facts")
    shown = [
        (app.verdict(fact), stands_elsewhere(app, fact, idps))
        for fact in QUICK_FACTS
        if app.verdict(fact).claims or (fact in _ALWAYS_SHOWN and app.depth == "described")
    ]
    if not shown:
        muted("No source says anything of the app as a whole.")
        return
    known = [(v, there) for v, there in shown if there or v.value != UNKNOWN or v.is_contested]
    if known:
        table(
            ["Field", Column("Value", wide=True), "Standing", "Sources"],
            [_fact_row(app, verdict, there) for verdict, there in known],
            label="Quick facts",
        )
    unknown = [words.FACT_NAMES[one[0].fact] for one in shown if one not in known]
    if unknown:
        muted(f"{len(unknown)} not known: {', '.join(unknown)}.")


def stands_elsewhere(app: AppEntry, fact: Fact, idps: Mapping[str, str]) -> str:
    """What stands under identity providers or in price lists where no source speaks of the app."""
    if plan := begins_by_price_list(app, fact):
        return f"{plan.name}, by its price list (no source names the lowest plan)"
    return by_idp(app.verdicts.values(), fact, idps)


def _fact_row(app: AppEntry, verdict: Verdict, elsewhere: str) -> Sequence[Content]:
    name = words.FACT_NAMES[verdict.fact]
    if elsewhere:
        priced = begins_by_price_list(app, verdict.fact) is not None
        there = Text("see plans and prices" if priced else "see identity providers", muted=True)
        return [name, capitalised(elsewhere), there, _sources(verdict)]
    return [
        name,
        _fact_value(app, verdict),
        Text(words.standing(verdict), mark=verdict.is_contested, muted=not verdict.is_contested),
        _sources(verdict),
    ]


def _fact_value(app: AppEntry, verdict: Verdict) -> Piece:
    """A value as text; documentation as a link."""
    if verdict.fact is Fact.DOCUMENTATION and verdict.value.startswith("http"):
        return Link(verdict.value, verdict.value)
    return Text(words.value(verdict, app), muted=verdict.value == "unknown")


def _sources(verdict: Verdict) -> Content:
    """Who says the value; below, who speaks against it or another value, and who is silent."""
    lines = [_once(verdict.in_favour)] if verdict.in_favour else []
    if verdict.against:
        lines.append([Text("against:", muted=True), *_once(verdict.against)])
    silent = [claim for claim in verdict.claims if claim.value == UNKNOWN and not claim.disputes]
    if silent:
        lines.append([Text("silent:", muted=True), *_once(silent)])
    return lines


def _once(claims: Sequence[ClaimView]) -> list[Piece]:
    """Each publisher's newest page once."""
    first: dict[str, Piece] = {}
    for claim in claims:
        first.setdefault(claim.publisher, source_link(claim))
    return list(first.values())
