"""Parts of the audit page."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from core.audit import service as audit
from core.audit.models import AuditEntry
from core.audit.service import Query
from core.runtime import runtime
from pages.components.moments import moment
from pages.components.runtime import actor, database
from pages.components.table import Column, Text, table

EXPORT = (
    '<form method="post" action="/audit/log.jsonl" target="_self" class="offramp-inline">'
    '<button type="submit" class="offramp-button">Export JSONL</button></form> '
    '<form method="post" action="/audit/log.csv" target="_self" class="offramp-inline">'
    '<button type="submit" class="offramp-button">Export CSV</button></form>'
)


def filters() -> Query:
    """What to look for; every filter is part of the link."""
    first, second, third = st.columns(3)
    who = first.text_input("Who", key="who", bind="query-params", placeholder="name or id")
    action = second.text_input(
        "Action begins with", key="action", bind="query-params", placeholder="identity."
    )
    what = third.text_input(
        "Object contains", key="object", bind="query-params", placeholder="stack:"
    )
    since = first.date_input("From", value=None, key="from", bind="query-params")
    until = second.date_input("To, that day included", value=None, key="to", bind="query-params")
    return Query(
        actor=who.strip() or None,
        action=action.strip() or None,
        object=what.strip() or None,
        since=_start(since),
        until=_start(until + timedelta(days=1)) if isinstance(until, date) else None,
    )


def _start(day: object) -> datetime | None:
    if not isinstance(day, date):
        return None
    zone = ZoneInfo(st.context.timezone) if st.context.timezone else UTC
    return datetime.combine(day, time(), zone)


def page_offset(count: int, per_page: int) -> int:
    """The first entry of the page that is shown; pages are part of the link."""
    pages = max(1, -(-count // per_page))
    if pages == 1:
        return 0
    return (int(st.pagination(pages, key="page", bind="query-params")) - 1) * per_page


def rows(entries: Sequence[AuditEntry], count: int) -> None:
    """The entries, newest first."""
    st.caption(f"{count:,} entries" if count != 1 else "1 entry")
    if not entries:
        st.info("No entry matches. Take a filter away.")
        return
    columns = [
        Column("No.", number=True),
        Column("When", tight=True),
        "Who",
        "Action",
        "Object",
        Column("Before and after", wide=True),
        "From",
    ]
    table(
        columns,
        [
            [
                str(entry.id),
                moment(entry.at, seconds=True),
                [[Text(entry.actor_name)], [Text(entry.actor_id[:8], muted=True)]],
                entry.action,
                entry.object,
                _change(entry),
                entry.address or "",
            ]
            for entry in entries
        ],
        label="Audit entries",
    )


def _change(entry: AuditEntry) -> list[list[Text]]:
    lines = []
    if entry.before is not None:
        lines.append([Text("was " + _short(entry.before), muted=True)])
    if entry.after is not None:
        lines.append([Text(_short(entry.after))])
    return lines or [[Text("")]]


def _short(value: object) -> str:
    text = (
        json.dumps(value, ensure_ascii=False)
        if not isinstance(value, dict)
        else ", ".join(f"{k}: {v if v is not None else 'none'}" for k, v in value.items())
    )
    return text if len(text) <= 300 else f"{text[:300]} … (whole in the export)"


def verification() -> None:
    """Walk the chain and say where it breaks."""
    st.subheader("Does the chain hold?")
    path = runtime().settings.checkpoints
    if not st.button("Verify the whole log"):
        st.caption(
            "Walks every entry and compares with the checkpoints. The command does the same: "
            "`python -m core audit verify`"
        )
        return
    with st.spinner("Walking the chain"), database().read() as session:
        found = audit.verify(session, actor(), path)
    told = f"{found.count:,} entries, {found.checkpoints:,} checkpoints. Head: `{found.head}`"
    if found.holds:
        st.success(f"The chain holds. {told}")
        return
    st.error(f"The chain is broken. {told}")
    table(
        [Column("Entry", number=True), Column("What is wrong", wide=True)],
        [[str(b.entry), b.reason] for b in found.breaks],
        label="Breaks of the chain",
    )


def export() -> None:
    """Take the whole log out."""
    st.subheader("Export")
    st.caption(
        "The whole log with its hashes and seals. Taking it out is an entry, too. "
        "Check a file away from the database with `python -m core audit verify --file`."
    )
    st.html(EXPORT)
