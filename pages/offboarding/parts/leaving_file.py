"""Many leavers from a table: what was understood, what is wrong where, then all or none."""

from datetime import UTC, datetime

import streamlit as st

from core.catalog.values import Snapshot
from core.errors import OfframpError
from core.offboarding import service as offboarding
from core.offboarding.service import read_leavers
from core.offboarding.values import CaseFile, Opening
from pages.ui import addresses, case_words, words
from pages.ui.errors import show
from pages.ui.inputs.table_field import table_field
from pages.ui.notices import say
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import Column, table

LOOKED_THROUGH = 200
"""So many leavers are looked through for what is missing: a table of thousands takes a while."""

EXAMPLE = (
    "Person, Email, Kind, Effective, Zone, Manager\n"
    "Ada Example, ada@example.com, voluntary, 2026-12-01 17:00, Europe/Berlin, Sam Sample"
)


def draw(whole: Snapshot, zone: str) -> None:
    """Paste or upload, see, open. ``zone``: that of a moment that names none."""
    st.caption(
        words.md(
            "Columns are matched by name: person, email, kind, effective and zone; manager, hand "
            "over to, apps, note and restricted if you have them. A moment without a zone counts "
            f"on the clock of {zone}. All cases are opened, or none."
        )
    )
    try:
        given = table_field("leavers", EXAMPLE)
        if given is None:
            return
        with database().read() as session:
            known = offboarding.open_emails(session, authenticate())
        names = {app.id: app.name for app in whole}
        found = read_leavers(given, names, whole.aliases, known, zone)
    except OfframpError as error:
        show(error)
        return
    _understood(found)
    if found.problems or not found.openings:
        return
    _missing(found)
    label = f"Open {words.count(len(found.openings), 'case')}"
    if st.button(label, type="primary", key="open-many"):
        _open(found)


def _understood(found: CaseFile) -> None:
    now = datetime.now(UTC)
    if found.problems:
        st.error(
            "Correct these, then all can be opened:\n\n"
            + "\n".join(f"- {words.md(one)}" for one in found.problems[:100])
        )
    if found.known:
        st.warning(
            "Left out, because they already have an open case:\n\n"
            + "\n".join(f"- {words.md(one)}" for one in found.known[:100])
        )
    if found.openings:
        table(
            [
                "Person",
                "E-mail address",
                "Kind",
                Column("Access ends", tight=True),
                "Apps",
                "Restricted",
            ],
            [
                [
                    one.person,
                    one.email,
                    case_words.KINDS[one.kind],
                    case_words.on_clock(one.effective, one.zone, now),
                    "our whole stack" if one.apps is None else ", ".join(one.apps),
                    "yes" if _is_restricted(one) else "no",
                ]
                for one in found.openings[:200]
            ],
            label="People of the table",
        )


def _is_restricted(one: Opening) -> bool:
    default = offboarding.restricted_by_default(one.kind)
    return default if one.restricted is None else one.restricted


def _missing(found: CaseFile) -> None:
    """Who will not see their steps, and what else is better said now."""
    with database().read() as session:
        lines = offboarding.opening_warnings(
            session, authenticate(), reading(), found.openings[:LOOKED_THROUGH]
        )
    if lines:
        st.warning(
            "Better known before you open them:\n\n"
            + "\n".join(f"- {words.md(line)}" for line in lines[:100])
        )


def _open(found: CaseFile) -> None:
    total = len(found.openings)
    bar = st.progress(0.0, f"0 of {total}")

    def told(done: int) -> None:
        if done == total or done % 10 == 0:
            bar.progress(done / total, f"{done} of {total}")

    try:
        with database().write() as session:
            offboarding.open_cases(
                session, authenticate(), reading(), found.openings, progress=told
            )
    except OfframpError as error:
        bar.empty()
        show(error)
    else:
        say(f"{words.count(total, 'case')} opened.")
        st.switch_page(addresses.CASE)
