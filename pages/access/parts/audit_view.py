"""Parts of the audit page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st
from sqlmodel import Session
from streamlit.delta_generator import DeltaGenerator

from core.app.audit import sentences as audit_sentences
from core.app.audit.anchors import Anchoring, anchoring
from core.app.audit.integrity import verify_everything
from core.app.runtime import runtime
from core.audit import service as audit
from core.audit.service import Difference, EntryView, Query
from pages.access.parts.audit_words import AREAS, action_in_words
from pages.ui import words
from pages.ui.dates import moment
from pages.ui.exports import download
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Content, Folded, Link, Text, muted, table

VERIFIES = (
    "Walks every entry, compares with the checkpoints, and every case, step, piece of evidence, "
    "decision, account and connection with what the log says of it. The command does the same: "
    "`python -m core audit verify --state`"
)


def filters() -> Query:
    """What to look for; every filter is part of the link."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="audit-filters"):
        who = st.text_input(
            "Who", key="who", bind="query-params", placeholder="name or id", width=170
        )
        action = _area()
        what = st.text_input(
            "Object contains", key="object", bind="query-params", placeholder="slack", width=170
        )
        since = st.date_input("From", value=None, key="from", bind="query-params", width=140)
        until = st.date_input(
            "To, that day included", value=None, key="to", bind="query-params", width=150
        )
    return Query(
        actor=who.strip() or None,
        action=action or None,
        object=what.strip() or None,
        since=_start(since),
        until=_start(until + timedelta(days=1)) if isinstance(until, date) else None,
    )


def _area() -> str:
    """What it is about, by the code that the link has; one action alone is chosen by its link."""
    asked = st.query_params.get("action", "").strip()
    names = AREAS | ({asked: action_in_words(asked)} if asked else {})
    if st.session_state.get("audit-area", "") != asked:
        st.session_state["audit-area"] = asked or None

    def changed() -> None:
        if chosen := st.session_state["audit-area"]:
            st.query_params["action"] = chosen
        else:
            st.query_params.pop("action", None)

    chosen = st.selectbox(
        "About",
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        placeholder="everything",
        key="audit-area",
        on_change=changed,
        width=220,
    )
    return chosen or ""


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


def rows(entries: Sequence[EntryView], count: int) -> None:
    """The entries, newest first; who and what are links to all their other entries."""
    if not entries:
        muted("No entry matches. Remove a filter.")
        return
    with database().read() as session:
        now = datetime.now(UTC)
        named = audit_sentences.labels(session, authenticate(), entries, now)
    columns: list[Column | str] = [
        Column("No.", number=True),
        Column("When", tight=True),
        Column("What happened", wide=True),
        "From",
    ]
    table(columns, [_row(entry, named) for entry in entries], label="Audit entries")
    muted(words.count(count, "entry", "entries"))


def _row(entry: EntryView, named: Mapping[str, str]) -> list[Content]:
    """What happened as a sentence, and below it the ways to what is like it."""
    about = named.get(entry.object) or _short(entry.object)
    return [
        f"{entry.id:,}",
        _when(entry.at),
        [
            [Text(audit_sentences.sentence(entry, named))],
            [
                _narrowed("who", entry.actor_id, entry.actor_name),
                Text("·", muted=True),
                _narrowed("action", entry.action, action_in_words(entry.action)),
                Text("·", muted=True),
                _narrowed("object", entry.object, about),
                Folded("JSON", _json(entry)),
            ],
        ],
        Text(entry.address or "–", muted=True),
    ]


def _json(entry: EntryView) -> str:
    """The whole entry, as an export has it."""
    facts = asdict(entry) | {"at": str(entry.at)}
    return json.dumps(facts, ensure_ascii=False, indent=2, default=str)


def _when(at: datetime | str) -> Content:
    if isinstance(at, str):
        return Text(f"not a moment: {at}", mark=True)
    day, _, rest = moment(at, seconds=True).partition(" ")
    return [[Text(day)], [Text(rest, muted=True)]]


def _narrowed(filter_: str, code: str, said: str) -> Link:
    """A link to the entries that have the same, by its name; the code is its title."""
    return Link(said, f"audit?{urlencode({filter_: code})}", muted=True, help=code)


def _short(obj: str) -> str:
    """An object without a name: its kind, and the beginning of its id."""
    kind, colon, name = obj.partition(":")
    return f"{kind} {_cut(name, 20, keep=8)}" if colon else _cut(obj, 20, keep=8)


def _cut(text: str, longest: int, *, keep: int | None = None) -> str:
    return text if len(text) <= longest else f"{text[: keep or longest]}…"


def verification(room: DeltaGenerator) -> None:
    """Walk the chain and say where it breaks; else what the nightly comparison found last."""
    if not room.button("Verify the whole log", help=VERIFIES):
        standing()
        return
    with st.spinner("Walking the chain, comparing what is stored with it"):
        who, running = authenticate(), runtime()
        compared = verify_everything(running.database, who, running.settings)
        found = compared.chain
        with database().read() as session:
            anchored = _anchoring(session) if found.holds else None
    if anchored and anchored.breaks:
        found = replace(found, breaks=anchored.breaks)
    counted = words.count(found.count, "entry", "entries")
    checkpoints = words.count(found.checkpoints, "checkpoint")
    told = f"{counted}, {checkpoints}. Head: `{words.md(found.head)}`"
    if found.holds and anchored:
        uncovered = "" if anchored.is_anchored else "Nothing outside covers its newest entries. "
        (st.success if anchored.is_anchored else st.warning)(f"The chain holds. {uncovered}{told}")
        for sentence in anchored.sentences:
            st.caption(words.md(sentence))
    else:
        for caution in found.cautions:
            st.warning(words.md(caution))
    if not found.holds:
        st.error(f"The chain is broken. {told}")
        table(
            [Column("Entry", number=True), Column("What is wrong", wide=True)],
            [[str(b.entry), _sentence(b.reason)] for b in found.breaks],
            label="Breaks of the chain",
        )
    _differences(compared.differences)


def _differences(found: Sequence[Difference]) -> None:
    """What is stored otherwise than the log says."""
    if not found:
        st.success("Every audited row and evidence file is as the log left it.")
        return
    st.error(
        f"{len(found):,} rows or files are not what the log says: they were changed outside of "
        "Offramp. What is exported of them is refused, or marked."
    )
    table(
        [Column("Entry", number=True), Column("What differs", wide=True)],
        [[f"{each.entry:,}" if each.entry else "–", _sentence(str(each))] for each in found[:100]],
        label="What differs from the log",
    )
    if len(found) > 100:
        st.caption(f"And {len(found) - 100:,} more: `python -m core audit verify --state`")


def standing() -> None:
    """What the nightly comparison found last."""
    with database().read() as session:
        last = audit.last_state_check(session, authenticate())
    if last is None:
        muted("What is stored has not been compared with the log yet; it is every night.")
    elif last.holds:
        muted(
            f"Compared with what is stored {moment(last.at)}: "
            f"{words.count(last.entries, 'entry', 'entries')}, nothing differs."
        )
    else:
        st.error(
            f"{words.count(last.differences, 'difference')} between the log and what is stored, "
            f"found {moment(last.at)}. The first: {words.md('; '.join(last.told[:3]))}"
        )


def _anchoring(session: Session) -> Anchoring:
    settings = runtime().settings
    seconds = partial(moment, seconds=True)
    return anchoring(session, settings, now=datetime.now(UTC), spoken=seconds)


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


def export(query: Query, count: int, withheld: int) -> None:
    """Export the whole log, or what matches the filters."""
    with st.popover("Export", type="primary", width="content"):
        st.caption(
            "The whole log with its hashes and seals, signed. The export is an entry, too. "
            "Anyone can check the file with the public key, without Offramp's database or secrets: "
            "`offramp verify --key KEY FILE`."
        )
        if withheld:
            st.info(
                f"{words.count(withheld, 'entry is', 'entries are')} withheld from you, here and "
                "in what you export. An exported log has their place and hash, so that its chain "
                "can be checked, and says how many they are."
            )
        download("Export JSONL", "/files/audit-log.jsonl")
        download("Export CSV", "/files/audit-log.csv")
        told = query.told()
        if told:
            one = words.count(count, "entry", "entries")
            st.caption(
                f"Only what the filters show: {one}. The file says so, and cannot be verified "
                "as a chain."
            )
            asked = urlencode(told)
            download("Export the selection as JSONL", f"/files/audit-selection.jsonl?{asked}")
            download("Export the selection as CSV", f"/files/audit-selection.csv?{asked}")
