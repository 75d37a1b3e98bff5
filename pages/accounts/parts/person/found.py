"""What should not be, of one person's accounts."""

from datetime import datetime

import streamlit as st

from pages.accounts.parts import inventory_words, links
from pages.accounts.parts.person.reading import Whole
from pages.ui import words
from pages.ui.table import Column, Link, OnPhone, work_table


def draw(one: Whole, now: datetime) -> None:
    """Their findings, if there are any."""
    page = one.findings
    if not page.rows:
        return
    st.subheader(words.md(words.count(page.total, "finding")), anchor=False)
    work_table(
        [
            Column("Finding", tight=True),
            "App",
            Column("Account", clip=True),
            Column("Since", tight=True, phone=OnPhone.LEFT_OUT),
            Column("State", tight=True, phone=OnPhone.BESIDE),
        ],
        [
            [
                Link(inventory_words.finding(each.kind), links.to("findings", finding=each.id)),
                each.app_name,
                each.account,
                inventory_words.finding_since(each, now),
                inventory_words.finding_state(each, now),
            ]
            for each in page.rows
        ],
        label="Findings",
    )
