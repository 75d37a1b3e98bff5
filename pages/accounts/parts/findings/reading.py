"""The findings that the link asks for, read once for the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import (
    FindingKind,
    FindingPage,
    FindingQuery,
    FindingState,
    KindCount,
    Subject,
    stale_lists,
)
from pages.accounts.parts import paging
from pages.accounts.parts.app_filter import APP
from pages.ui.page_context import authenticate, database

KIND, STATE, SEARCH = "kind", "state", "q"
SIZE = 50
STANDING = "standing"
"""In the link: findings that are open or in a case."""
ALL = "all"
"""In the link: findings in whatever state; without it those that are open."""


@dataclass(frozen=True)
class Found:
    """``page``: what is listed; ``by_kind`` counts all that need somebody, ``by_state`` and
    ``total`` all in whatever state. ``apps``: of which there is a list, id → name."""

    query: FindingQuery
    page: FindingPage
    by_kind: Mapping[FindingKind, KindCount]
    total: int
    apps: Mapping[str, str]
    by_state: Mapping[FindingState, int]
    stale: str | None
    """That lists are stale, as a sentence."""

    @property
    def has_lists(self) -> bool:
        """Whether there is anything to derive findings from."""
        return bool(self.apps)


def read(now: datetime) -> Found:
    """As the link says."""
    with database().read() as session:
        who = authenticate()
        feeds = [one for one in inventory.feeds(session, who, now) if one.last]
        apps = {
            one.app: one.app_name or one.app
            for one in feeds
            if one.app and one.subject is Subject.ACCOUNTS
        }
        query = _query(apps)
        begin = (paging.asked() - 1) * SIZE
        page = inventory.findings(session, who, query, now, start=begin, limit=SIZE)
        if page.total and not page.rows:
            last = paging.start(page.total, SIZE)
            page = inventory.findings(session, who, query, now, start=last, limit=SIZE)
        is_narrow = bool(query.app or query.search)
        every = FindingQuery()
        whole = inventory.findings(session, who, every, now, limit=0) if is_narrow else page
    states = whole.by_state
    stale = stale_lists(feeds, now)
    return Found(query, page, whole.by_kind, sum(states.values()), apps, states, stale)


def _query(apps: Mapping[str, str]) -> FindingQuery:
    asked = st.query_params
    kind, state, app = asked.get(KIND, ""), asked.get(STATE, str(FindingState.OPEN)), asked.get(APP)
    return FindingQuery(
        kind=FindingKind(kind) if kind in list(FindingKind) else None,
        app=app if app in apps else None,
        state=FindingState(state) if state in list(FindingState) else None,
        standing=state == STANDING,
        search=str(st.session_state.get(SEARCH) or asked.get(SEARCH, "")),
    )
