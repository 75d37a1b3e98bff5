"""Who removes a leaver from our apps, how many seats have no automatic removal, and what renews."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.overview.values import Exposure, Renewal, Trend
from core.stack.service import removal_in_short, removes
from pages.ui import words
from pages.ui.dates import day_in_words
from pages.ui.table import Link, as_piece, escape, line


def draw(found: Exposure) -> None:
    """The answer as a sentence, one bar with its words, seats, the largest apps, the trend."""
    st.subheader("Who removes a leaver", anchor=False)
    parts = [f"<p>{escape(_answer(found))}</p>", _bar(found), _seats(found), _largest(found)]
    if not found.is_judged:
        parts[0] += as_piece(Link("Say which", "start"))
    trend = escape(_trend(found.trend, found.now.day))
    st.html(f"<div class='of-exposure'>{''.join(parts)}<p class='of-muted'>{trend}</p></div>")


def _answer(found: Exposure) -> str:
    if not found.is_judged:
        return "Not known: no identity provider is chosen yet. "
    return f"{removal_in_short(found.now.apps, found.now.automatic, found.confirmable)}."


def _bar(found: Exposure) -> str:
    parts = "".join(
        f"<span class='of-{share.remover}' style='flex-grow:{share.apps}'></span>"
        for share in found.shares
    )
    names = "".join(
        f"<li><span class='of-key of-{share.remover}' aria-hidden='true'></span>"
        f"{as_piece(Link(removes(share.remover, share.idp), share.target.href))} "
        f"<strong>{share.apps:,}</strong></li>"
        for share in found.shares
    )
    return (
        f"<div class='of-share' aria-hidden='true'>{parts}</div>"
        f"<ul class='of-shares' aria-label='Apps by who removes a leaver'>{names}</ul>"
    )


def _largest(found: Exposure) -> str:
    named = ", ".join(
        f"{as_piece(Link(one.entry.name, f'app?app={one.entry.app}'))} ({one.exposed_seats:,})"
        for one in found.largest
    )
    return f"<p>Largest: {named}</p>" if named else ""


def _seats(found: Exposure) -> str:
    """What is known of seats, and for how many apps nothing is."""
    now = found.now
    if not now.uncertain:
        return "<p>Every app removes leavers automatically.</p>"
    known = f"{now.seats:,} seats without automatic removal"
    if now.unseated == now.uncertain:
        known = f"{words.count(now.uncertain, 'app')} without automatic removal"
    said = [as_piece(Link(known, found.uncertain.href))]
    if now.unseated:
        apps = words.count(now.unseated, "app")
        said.append(as_piece(Link(f"{apps} without a seat count", found.unseated.href)))
    return f"<p>{' · '.join(said)}</p>"


def _trend(trend: Trend | None, today: date) -> str:
    """Both days' figures: a difference alone would hide that apps came and went."""
    if trend is None:
        return "Measured daily from today on: the trend begins tomorrow."
    then = trend.then
    said = f"On {day_in_words(then.day, today)}: {then.seats:,} seats, in "
    said += f"{then.uncertain:,} of {words.count(then.apps, 'app')}"
    if then.unseated:
        said += f"; {then.unseated:,} without a seat count"
    return f"{said}. {_change(trend)}"


def _change(trend: Trend) -> str:
    change = trend.now.seats - trend.then.seats
    if not change:
        return "The same now."
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'} now."


def renewals(found: Sequence[Renewal], today: date) -> None:
    """Contracts that renew soon, the next first."""
    if not found:
        return
    st.subheader("Coming up", anchor=False)
    line(
        Link(f"{one.name} renews {day_in_words(one.on, today)}", f"stack?app={one.app}")
        for one in found[:4]
    )
    if len(found) > 4:
        line([Link(f"All {len(found):,} renewals", "stack?show=renews-soon")])
