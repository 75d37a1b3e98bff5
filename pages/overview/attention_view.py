"""What needs somebody now: who still has access, figures that lead to their lists, the rest."""

from collections.abc import Collection, Sequence
from datetime import datetime

import streamlit as st

from core.offboarding.service import zone_of
from core.overview.values import Attention, Person, Urgency
from pages.ui.case_words import KINDS
from pages.ui.dates import near
from pages.ui.table import Link, as_piece, escape


def draw(
    attentions: Sequence[Attention],
    now: datetime,
    *,
    sees_cases: bool,
    elsewhere: Collection[str] = (),
) -> None:
    """The alert, then a figure for each list of work, then a line for each other thing.

    ``elsewhere``: kinds without a figure that another part of the page tells already.
    """
    people = [one for one in attentions if one.people]
    figures = [
        one
        for one in attentions
        if not one.people and one.count is not None and one.urgency is not Urgency.LATER
    ]
    rest = [
        one
        for one in attentions
        if one not in people and one not in figures and one.key not in elsewhere
    ]
    parts = [*map(_alert, people, [now] * len(people))]
    if figures:
        parts.append(f"<ul class='of-tiles'>{''.join(_tile(one, now) for one in figures)}</ul>")
    if sees_cases and not people and not figures:
        calm = "<span aria-hidden='true'>●</span> Nothing needs you now."
        parts.append(f"<p class='of-calm'>{calm}</p>")
    if rest:
        lines = "".join(f"<li>{as_piece(Link(one.sentence, one.target.href))}</li>" for one in rest)
        parts.append(f"<ul class='of-rest' aria-label='Also to look at'>{lines}</ul>")
    if parts:
        st.html(
            f"<section class='of-now' aria-label='What needs you now'>{''.join(parts)}</section>"
        )


def _alert(one: Attention, now: datetime) -> str:
    named = ", ".join(_person(each, now) for each in one.people)
    more = (one.count or 0) - len(one.people)
    whole = len(one.parts) < 2
    said = f"{more:,} more"
    rest = as_piece(Link(said, one.target.href)) if whole else escape(said)
    and_more = f", {rest}" if more > 0 else ""
    head = one.sentence.removesuffix(".")
    head = as_piece(Link(head, one.target.href)) if whole else escape(head)
    mark = "<span aria-hidden='true'>▲</span>"
    lists = ", ".join(as_piece(Link(each.sentence, each.target.href)) for each in one.parts)
    parts = "" if whole else f" <span>({lists})</span>"
    return f"<p class='of-alert'>{mark} <strong>{head}</strong>{parts}: {named}{and_more}</p>"


def _person(each: Person, now: datetime) -> str:
    since = f"since {near(each.since, now, zone_of(each.zone))}"  # as the case says it
    if each.kind is not None and not each.is_leaver:
        since = f"{KINDS[each.kind]}, {since}"
    link = f"case?case={each.case}" if each.case else f"person?id={each.person}"
    return f"{as_piece(Link(each.name, link))} <span>({escape(since)})</span>"


def _tile(one: Attention, now: datetime) -> str:
    urgent = " class='of-urgent'" if one.urgency is Urgency.NOW else ""
    mark = "▲ " if one.urgency is Urgency.NOW else ""
    title = one.sentence
    if one.since:
        title += f" Since {near(one.since, now)}."
    return (
        f"<li{urgent}><a href='{escape(one.target.href)}' target='_self' title='{escape(title)}'>"
        f"<span>{mark}{escape(one.title)}</span><strong>{one.count:,}</strong></a></li>"
    )
