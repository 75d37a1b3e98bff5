"""The cases of one person."""

from datetime import datetime

import streamlit as st

from pages.accounts.parts.person.reading import Whole
from pages.ui import case_words
from pages.ui.table import Column, Link, OnPhone, work_table


def draw(one: Whole, now: datetime) -> None:
    """Cases with their address, if there are any."""
    if not one.cases:
        return
    st.subheader("Cases", anchor=False)
    work_table(
        [
            "Case",
            "Kind",
            Column("Access ends", tight=True),
            Column("Steps", number=True, phone=OnPhone.LEFT_OUT),
            Column("State", phone=OnPhone.BESIDE),
        ],
        [
            [
                Link(each.number, f"case?case={each.id}"),
                case_words.KINDS[each.kind],
                case_words.on_clock(each.effective, each.zone, now),
                f"{each.finished} of {each.total}",
                case_words.case_badge(each.status),
            ]
            for each in one.cases
        ],
        label="Cases",
    )
