"""Feeds as a table: of what, how, when last and next, and how each is, in words."""

from datetime import datetime

import streamlit as st

from core.accounts.values import FeedView, Subject
from core.rights import Action, may
from pages.accounts.parts import inventory_words, links
from pages.accounts.parts.feeds.drawer import FEED
from pages.accounts.parts.feeds.reading import ATTENTION, SHOW, Found
from pages.accounts.parts.importing.app_field import APP
from pages.accounts.parts.importing.drawer import DO, IMPORT
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.page_context import authenticate
from pages.ui.table import Column, Content, Link, OnPhone, Piece, Text, line, muted, work_table
from pages.ui.view_choice import view_choice

MISSING = 20


def draw(found: Found, now: datetime) -> None:
    """A row a feed, then our apps without one."""
    views = {"": f"All {len(found.feeds):,}", ATTENTION: f"To look at {len(found.troubled):,}"}
    chosen = view_choice(views, "", key=SHOW) if found.troubled or asked() else ""
    feeds = found.troubled if chosen == ATTENTION else found.feeds
    if not feeds:
        muted("Every list is up to date.")
        return
    work_table(
        [
            Column("Of", clip=True),
            Column("Feed", clip=True, phone=OnPhone.LEFT_OUT),
            Column("Health", tight=True, phone=OnPhone.BESIDE),
            Column("As of", tight=True),
            Column("Next", tight=True, phone=OnPhone.LEFT_OUT),
            Column("Listed", number=True),
            Column("How", clip=True, phone=OnPhone.LEFT_OUT),
        ],
        [_row(each, now) for each in feeds],
        label="Feeds",
    )
    muted(words.count(len(feeds), "feed"))
    if not chosen:
        _missing(found)


def asked() -> bool:
    """Whether the link asks for those alone that someone has to look at."""
    return st.query_params.get(SHOW) == ATTENTION


def _row(of: FeedView, now: datetime) -> list[Content]:
    about = of.app_name or of.app or "People"
    if of.subject is Subject.PEOPLE:
        about = "People"
    return [
        Link(about, links.to("feeds", **{FEED: str(of.id)})),
        of.name,
        inventory_words.health(of.health),
        _last(of, now),
        _next(of, now),
        f"{of.standing:,}" if of.last else Text("–", muted=True, help="No list yet."),
        f"{inventory_words.FEED_KINDS[of.kind]}, {inventory_words.every(of.every_hours).lower()}",
    ]


def _last(of: FeedView, now: datetime) -> Content:
    if of.last is None:
        return Text("Never", muted=True)
    told = inventory_words.day(of.last.taken_at, now)
    extent = "" if of.last.complete else " (a part)"
    return Text(f"{told}{extent}", help=moment(of.last.taken_at))


def _next(of: FeedView, now: datetime) -> Content:
    if of.next_due is None:
        return Text("–", muted=True, help="It has no schedule.")
    return inventory_words.since(of.next_due, now)


def _missing(found: Found) -> None:
    """Our apps of which nothing is known yet; each leads to the import."""
    if not found.missing:
        return
    st.subheader(
        words.md(f"{words.count(len(found.missing), 'app')} of ours without a list"), anchor=False
    )
    imports = may(authenticate(), Action.INVENTORY_DELIVER)
    pieces: list[Piece] = [
        Link(name, links.to("feeds", **{DO: IMPORT, APP: app})) if imports else name
        for app, name in list(found.missing.items())[:MISSING]
    ]
    if len(found.missing) > MISSING:
        pieces.append(f"and {len(found.missing) - MISSING:,} more")
    line(pieces)
