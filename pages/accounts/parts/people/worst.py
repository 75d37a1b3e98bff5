"""The people whose leaving would be worst: who holds what nobody else does."""

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import WorstLeaver
from pages.accounts.parts import links
from pages.ui import words
from pages.ui.page_context import authenticate, database, reading
from pages.ui.table import Column, Content, Link, OnPhone, muted, work_table

SHOW = "worst"
"""In the link, in place of a list of people."""
MOST = 20


def is_asked() -> bool:
    """Whether the link asks for them."""
    return st.query_params.get("show") == SHOW


def draw() -> None:
    """The worst first."""
    with database().read() as session:
        found = offboarding.worst_leavers(session, authenticate(), reading(), MOST)
    muted(
        "Whose leaving would lock apps, leave accounts without anyone who answers for them, or "
        "leave access open longest. Make someone else an administrator or owner before it happens."
    )
    muted(
        "In this order: the only administrator of most apps first, then who answers for most, then "
        "most hours of access: how long it may stay in each of their apps, added up."
    )
    if not found:
        muted("No one who works here has an account in a list that was imported.")
        return
    work_table(
        [
            Column("Name", clip=True),
            Column("If they left", wide=True),
            Column("Hours of access", number=True, phone=OnPhone.BESIDE),
        ],
        [_row(each) for each in found],
        label="Whose leaving would be worst",
    )


def _row(of: WorstLeaver) -> list[Content]:
    return [
        Link(of.name, links.to("person", id=str(of.person), view="left")),
        in_words(of),
        f"{of.hours:,}",
    ]


def in_words(of: WorstLeaver) -> str:
    """What would follow, in the words of the person's own page and in the order of the ranking."""
    said = []
    if of.only_administrator_of:
        said.append(f"{words.count(of.only_administrator_of, 'app')} without an administrator")
    if of.answers_for:
        said.append(
            f"{words.count(of.answers_for, 'account or app', 'accounts or apps')} without an owner"
        )
    if of.stays:
        said.append(f"access to {of.stays:,} of {words.count(of.apps, 'app')} stays until removed")
    elif of.apps:
        said.append(f"access to {words.count(of.apps, 'app')} ends automatically")
    told = " · ".join(said)
    return f"{told[:1].upper()}{told[1:]}"
