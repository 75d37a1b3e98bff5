"""Which accounts are listed: every filter is a part of the link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.accounts import service as inventory
from core.accounts.values import (
    MATCHED_TO_NOBODY,
    OWNED,
    AccountKind,
    AccountPage,
    AccountQuery,
    AccountStatus,
    FeedView,
    MatchKind,
    Subject,
)
from pages.accounts.parts import app_filter, inventory_words, paging
from pages.accounts.parts.app_filter import APP
from pages.ui import words
from pages.ui.page_context import authenticate, database
from pages.ui.view_choice import view_choice

WHOSE, STATUS, KIND, SEARCH, ADMIN = "whose", "status", "kind", "q", "admin"
ANY_STATUS, ANY_KIND = "Any status", "Any kind"
WHOSE_NAMES: Mapping[str, str] = {
    MatchKind.EXACT: "Exact",
    MatchKind.CONFIRMED: "Confirmed",
    OWNED: "With an owner",
    MATCHED_TO_NOBODY: "No one's",
}
FEW = 50
"""So many of no one's accounts are on a page: each can be selected."""


@dataclass(frozen=True)
class Found:
    """What is listed, and the apps of which there is a list: id → name, with its feeds."""

    query: AccountQuery
    page: AccountPage
    apps: Mapping[str, str]
    feeds: Sequence[FeedView]

    @property
    def is_empty(self) -> bool:
        """Whether no app's list is known."""
        return not self.apps

    @property
    def is_nobodys(self) -> bool:
        """Whether those are asked for that belong to no one we know."""
        return self.query.match == MATCHED_TO_NOBODY


def read() -> Found:
    """The accounts that the link asks for, read once."""
    with database().read() as session:
        who = authenticate()
        feeds = [one for one in inventory.feeds(session, who) if one.subject is Subject.ACCOUNTS]
        apps = {one.app: one.app_name or one.app for one in feeds if one.app and one.last}
        query = _query(apps)
        unmatched = query.match == MATCHED_TO_NOBODY
        size = FEW if unmatched else paging.SIZE

        def read(start: int) -> AccountPage:
            return inventory.accounts(
                session, who, query, start=start, limit=size, suggest=unmatched
            )

        page = read((paging.asked() - 1) * size)
        if page.total and not page.rows:
            page = read(paging.start(page.total, size))
    return Found(query, page, dict(sorted(apps.items(), key=lambda one: one[1].casefold())), feeds)


def _query(apps: Mapping[str, str]) -> AccountQuery:
    statuses = {label: status for status, label in inventory_words.STATUSES.items()}
    kinds = {label: kind for kind, label in inventory_words.ACCOUNT_KINDS.items()}
    app, whose = st.query_params.get(APP, ""), st.query_params.get(WHOSE, "")
    status: AccountStatus | None = statuses.get(_said(STATUS))
    kind: AccountKind | None = kinds.get(_said(KIND))
    return AccountQuery(
        app=app if app in apps else None,
        status=status,
        kind=kind,
        match=whose if whose in WHOSE_NAMES else None,
        admin=True if st.query_params.get(ADMIN) == "yes" else None,
        search=_said(SEARCH),
    )


def _said(name: str) -> str:
    """What a field says that is drawn further down: its own word, else the link's."""
    return str(st.session_state.get(name) or st.query_params.get(name, ""))


def draw(found: Found) -> None:
    """The fields, above the list."""
    with st.container(horizontal=True, vertical_alignment="center"):
        app_filter.choose(found.apps, found.query.app, "accounts-app")
        st.text_input(
            "Search accounts",
            key=SEARCH,
            type="search",
            bind="query-params",
            placeholder="Name, address, id",
            label_visibility="collapsed",
            width=200,
        )
        st.selectbox(
            "Status",
            [ANY_STATUS, *inventory_words.STATUSES.values()],
            key=STATUS,
            bind="query-params",
            label_visibility="collapsed",
            width=170,
        )
        st.selectbox(
            "Kind",
            [ANY_KIND, *inventory_words.ACCOUNT_KINDS.values()],
            key=KIND,
            bind="query-params",
            label_visibility="collapsed",
            width=130,
        )
        _admin(found)
    counts = found.page.by_match
    all_of_them = sum(counts.values())
    views = {"": f"All {all_of_them:,}"}
    views |= {key: f"{name} {counts.get(key, 0):,}" for key, name in WHOSE_NAMES.items()}
    if not counts.get(OWNED) and found.query.match != OWNED:
        del views[OWNED]
    view_choice(views, "", key=WHOSE)


def _admin(found: Found) -> None:
    key = "accounts-admin"
    st.session_state[key] = found.query.admin is True

    def changed() -> None:
        if st.session_state[key]:
            st.query_params[ADMIN] = "yes"
        else:
            st.query_params.pop(ADMIN, None)

    label = f"Administrators {found.page.admins:,}"
    st.checkbox(words.md(label), key=key, on_change=changed, width="content")
