"""What is known of the leaver's accounts, when the case was opened and now: why an app has no
steps, and what lists say of the removals since."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from core.accounts.values import AccountRow
from core.offboarding import service as offboarding
from core.offboarding.values import AccountKnown, CaseView, KnownSince
from pages.ui import case_words, words
from pages.ui.apps.maybe_accounts import may_be_called
from pages.ui.table import Column, Content, Text, table


def draw(case: CaseView, known: Sequence[KnownSince], maybe: Sequence[AccountRow]) -> None:
    """Folded; its line says how many apps have no steps, and what lists say anew. ``maybe``:
    accounts of no one that may be theirs."""
    if not known:
        return
    there = {step.app for step in case.steps}
    without = [one for one in case.accounts if one.app not in there]
    label = f"{words.count(len(without), 'app')} without steps" if without else "Accounts"
    since = sum(one.has_newer_list for one in known)
    news = f"; newer lists of {words.count(since, 'app')}" if since else ""
    with st.expander(words.md(f"{label}: what is known of {case.person}'s accounts{news}")):
        _since(known, maybe, case.zone)


def _since(known: Sequence[KnownSince], maybe: Sequence[AccountRow], zone: str) -> None:
    """When the case was opened, and now."""
    order = list(offboarding.ACCOUNT_GROUPS)
    table(
        ["App", "Now", "When the case was opened", Column("Based on", wide=True)],
        [
            [
                one.app_name,
                _now(one, [row for row in maybe if row.app == one.app]),
                _before(one),
                _based_on(one.told, zone) if one.told else "",
            ]
            for one in sorted(known, key=lambda one: order.index(one.known))
        ],
        label="What is known of their accounts",
    )


def _now(one: KnownSince, maybe: Sequence[AccountRow]) -> Content:
    told = one.told
    said = offboarding.account_in_words(told) if told else offboarding.ACCOUNT_GROUPS[one.known]
    return [[said], *([may_be_called(row)] for row in maybe)] if maybe else said


def _before(one: KnownSince) -> Content:
    if one.before is None:
        return Text("Not asked about", muted=True)
    if not one.is_news:
        return Text("The same", muted=True)
    return offboarding.account_in_words(one.before)


def table_of(known: Sequence[AccountKnown], zone: str) -> None:
    """Each app with what is known and what that is based on, in the order of what is known."""
    order = list(offboarding.ACCOUNT_GROUPS)
    found = sorted(known, key=lambda one: order.index(one.known))
    table(
        ["App", "Account", Column("Based on", wide=True)],
        [[one.app_name, offboarding.account_in_words(one), _based_on(one, zone)] for one in found],
        label="What is known of their accounts",
    )


def _based_on(one: AccountKnown, zone: str) -> Content:
    now = datetime.now(UTC)
    if one.answer is not None and one.answered_at:
        said = "has an account" if one.answer else "has none"
        when = case_words.on_clock(one.answered_at, zone, now)
        return f"{one.answered_by} looked, {when}: {said}"
    if one.as_of is not None:
        why = f": {one.why}" if one.why else ""
        return f"List “{one.feed}” of {case_words.on_clock(one.as_of, zone, now)}{why}"
    if one.step is not None:
        return Text("Someone is asked to look", muted=True)
    if one.known == "no-data":
        return Text("No current list", muted=True)
    return "Named at opening, or known from a connection"
