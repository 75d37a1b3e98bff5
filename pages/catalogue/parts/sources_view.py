"""Parts of the sources page."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.app.runtime import runtime
from core.catalog import service as catalog
from core.catalog.service import check_links, spelled
from core.catalog.values import Authority, LinkResult, Outcome, Snapshot, SourceUse
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.errors import shown
from pages.ui.notices import say
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import Badge, Column, Content, Link, Piece, Text, Tone, muted, table

ROWS_PER_PAGE = 50
OUTCOME_WORDS = {
    Outcome.OK: "answers",
    Outcome.MOVED: "answers elsewhere",
    Outcome.GONE: "gone",
    Outcome.REFUSED: "refuses robots",
    Outcome.UNREACHABLE: "no answer",
    Outcome.BLOCKED: "not fetched: not public",
}


OURS = "used by our stack"
INTEREST = "has an interest"


def filters(uses: Sequence[SourceUse], ours: frozenset[str]) -> list[SourceUse]:
    """The sources that pass the filters, bound to the link; those of our stack (``ours``: its
    apps) until something else is asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        text = st.text_input(
            "Search",
            key="q",
            type="search",
            bind="query-params",
            placeholder="Title or publisher",
            label_visibility="collapsed",
            width=220,
        )
        kind = st.selectbox(
            "Authority",
            [authority.value for authority in Authority],
            format_func=spelled,
            index=None,
            placeholder="Any authority",
            key="kind",
            bind="query-params",
            label_visibility="collapsed",
            width=170,
        )
        only = st.pills(
            "Only",
            [*([OURS] if ours else []), INTEREST, "older than a year", "link trouble"],
            selection_mode="multi",
            default=[OURS] if ours else [],
            label_visibility="collapsed",
            key="only",
            bind="query-params",
        )
    found = list(uses)
    if text:
        wanted = text.casefold()
        found = [
            use
            for use in found
            if wanted in f"{use.source.title} {use.source.publisher} {use.source.id}".casefold()
        ]
    if kind:
        found = [use for use in found if use.source.authority.value == kind]
    if OURS in only:
        found = [use for use in found if _app_of(use) in ours]
    if INTEREST in only:
        found = [use for use in found if use.source.interest]
    if "older than a year" in only:
        limit = reading().today - timedelta(days=reading().stale_after_days)
        found = [use for use in found if use.as_of is not None and use.as_of < limit]
    if "link trouble" in only:
        fine = (None, Outcome.OK)
        found = [use for use in found if use.check and use.check.outcome not in fine]
    return found


def summary(found: Sequence[SourceUse]) -> None:
    """How many sources, and how much rests on them."""
    claims = sum(use.claims for use in found)
    prices = sum(use.prices for use in found)
    st.markdown(
        f"**{words.count(len(found), 'source')}** · {words.count(claims, 'claim')} · "
        f"{words.count(prices, 'price')}"
    )


def check(found: Sequence[SourceUse], room: DeltaGenerator) -> None:
    """Fetch the links that are shown, some at a time, and keep what they did. ``room``: where the
    button stands."""
    links = [(use.source.id, use.source.url) for use in found if use.source.url]
    if not links or not room.button(
        f"Check {words.count(len(links), 'link')}",
        icon=":material/link:",
        help="Fetches each page's headers. Nothing is sent to private or loopback addresses.",
    ):
        return
    config = runtime().settings
    done: list[LinkResult] = []
    bar = st.progress(0.0, f"0 of {len(links)} links")
    with shown():
        for result in check_links(
            links, timeout=config.link_timeout_seconds, concurrency=config.link_concurrency
        ):
            done.append(result)
            bar.progress(len(done) / len(links), f"{len(done)} of {len(links)} links")
            if len(done) % 50 == 0 or len(done) == len(links):
                # In batches, so that leaving the page loses little.
                with database().write() as session:
                    catalog.record_checks(session, authenticate(), done[-50:])
        bar.empty()
        trouble = sum(result.outcome not in (Outcome.OK, Outcome.MOVED) for result in done)
        say(f"{words.count(len(done), 'link')} checked, {trouble} with trouble.")
        st.rerun()


def rows(found: Sequence[SourceUse], whole: Snapshot) -> None:
    """One page of the sources."""
    if not found:
        muted("No source passes these filters. Remove one of them.")
        return
    pages = max(1, -(-len(found) // ROWS_PER_PAGE))
    slot = st.empty()
    number = 1
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            number = min(st.pagination(pages, key="page", bind="query-params"), pages)
    shown = found[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    is_checked = any(use.check for use in found)
    with slot.container():
        table(
            [
                Column("Source", wide=True),
                "Publisher",
                "Authority",
                Column("As of", tight=True),
                "Based on it",
                *(["Link"] if is_checked else []),
            ],
            [_row(use, whole)[: 6 if is_checked else 5] for use in shown],
            label="Sources",
        )


def _app_of(use: SourceUse) -> str:
    """The app that a source speaks of, as its id says."""
    parts = use.source.id.split("/")
    return parts[-1] if parts[0] == "own" else parts[0]


def _row(use: SourceUse, whole: Snapshot) -> Sequence[Content]:
    source = use.source
    title: list[list[Piece]] = [[Link(source.title, source.url) if source.url else source.title]]
    app = _app_of(use)
    if app in whole.apps:
        title.append([Link(whole.apps[app].name, f"app?app={app}", muted=True)])
    if source.quality:
        title.append([Badge("Not the vendor's word", Tone.WARN, help=source.quality)])
    who: list[list[Piece]] = [[source.publisher]]
    who += [[Text(f"has an interest: {source.interest}", muted=True)]] if source.interest else []
    authority: list[list[Piece]] = [[spelled(source.authority)]]
    authority += [[Text("older copy", muted=True)]] if source.older_copy else []
    parts = [words.count(use.claims, "claim")] if use.claims else []
    parts += [words.count(use.prices, "price")] if use.prices else []
    parts += [words.count(use.remarks, "remark")] if use.remarks else []
    return [
        title,
        who,
        authority,
        [[words.day(use.as_of)], [Text(_age(use), muted=True)]],
        [[part] for part in parts] or Text("set-up or benchmark", muted=True),
        _checked(use),
    ]


def _age(use: SourceUse) -> str:
    if use.as_of is None:
        return ""
    days = (reading().today - use.as_of).days
    return words.count(days, "day") if days < 60 else f"{days // 30:,} months"


def _checked(use: SourceUse) -> Content:
    if use.check is None:
        return Text("not checked", muted=True)
    told = OUTCOME_WORDS[Outcome(use.check.outcome)]
    fine = use.check.outcome in (Outcome.OK, Outcome.MOVED)
    when = moment(use.check.checked_at)
    return [[Text(told, mark=not fine)], [Text(f"{use.check.detail or ''} · {when}", muted=True)]]
