"""Who removes a leaver from our apps, how many seats have no certain removal, and what renews."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from core.overview.values import Exposure, Renewal, Trend
from core.stack.service import removes
from pages.ui import words
from pages.ui.dates import day_in_words
from pages.ui.table import Link, Piece, as_piece, line, muted


def draw(found: Exposure) -> None:
    """The answer as a sentence, one bar with its words, seats, the largest apps, the trend."""
    apps = words.count(found.now.apps, "app")
    st.subheader(words.md(f"Who removes a leaver ({apps})"), anchor=False)
    if not found.is_judged:
        line(
            [
                "Not known: nobody has said which identity provider you use.",
                Link("Say so", "start"),
            ]
        )
    _bar(found)
    pieces: list[Piece] = [_seats(found)]
    if found.now.unseated:
        unseated = words.count(found.now.unseated, "app")
        pieces.append(Link(f"{unseated} without a seat count", found.unseated.href))
    line(pieces)
    if found.largest:
        named = [
            f"{as_piece(Link(one.entry.name, f'app?app={one.entry.app}'))} ({one.exposed_seats:,})"
            for one in found.largest
        ]
        st.html(f"<div class='of-line'>Largest: {', '.join(named)}</div>")
    muted(_trend(found.trend, found.now.day))


def _bar(found: Exposure) -> None:
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
    st.html(
        f"<div class='of-share' aria-hidden='true'>{parts}</div>"
        f"<ul class='of-shares' aria-label='Apps by who removes a leaver'>{names}</ul>"
    )


def _seats(found: Exposure) -> Piece:
    if not found.now.uncertain:
        return "Every app removes leavers automatically."
    if found.now.unseated == found.now.uncertain:
        apps = words.count(found.now.uncertain, "app")
        return Link(f"{apps} without certain removal", found.uncertain.href)
    return Link(f"{found.now.seats:,} seats without certain removal", found.uncertain.href)


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
        return "As many now."
    return f"{abs(change):,} {'more' if change > 0 else 'fewer'} now."


def renewals(found: Sequence[Renewal], today: date) -> None:
    """Contracts that renew soon, the next first."""
    if not found:
        return
    st.subheader("Coming up", anchor=False)
    line(
        Link(f"{one.name} renews {day_in_words(one.on, today)}", f"app?app={one.app}")
        for one in found[:4]
    )
    if len(found) > 4:
        line([Link(f"All {len(found):,} renewals", "stack?show=renews-soon")])
