"""Accounts as a table: a line each, whose it is and how sure that is."""

from datetime import datetime

from core.accounts.values import NOBODYS, AccountRow
from pages.accounts.parts import inventory_words, links, paging
from pages.accounts.parts.accounts.drawer import ACCOUNT
from pages.accounts.parts.accounts.filters import Found
from pages.ui import words
from pages.ui.table import Column, Content, Link, OnPhone, Text, line, muted, work_table


def draw(found: Found, now: datetime) -> None:
    """The table, and how old what it says is."""
    page = found.page
    if not page.rows:
        muted("No account matches. Remove a filter.")
        return
    work_table(
        [
            Column("Account", clip=True),
            Column("App", clip=True, phone=OnPhone.BESIDE),
            # A second link of a row would lie over the first one on a phone.
            Column("Belongs to", clip=True, phone=OnPhone.LEFT_OUT),
            Column("How sure", tight=True, phone=OnPhone.LEFT_OUT),
            Column("Status", tight=True),
            Column("Administrator", tight=True, phone=OnPhone.LEFT_OUT),
            Column("Kind", tight=True, phone=OnPhone.LEFT_OUT),
            Column("Last active", tight=True, phone=OnPhone.LEFT_OUT),
        ],
        [_row(each, now) for each in page.rows],
        label="Accounts",
    )
    paging.draw(page.total)
    _foot(found, now)


def _row(of: AccountRow, now: datetime) -> list[Content]:
    return [
        Link(of.account, links.here(**{ACCOUNT: links.named(of.app, of.key)})),
        of.app_name,
        _whose(of),
        inventory_words.match(of.match),
        inventory_words.status(of.status),
        inventory_words.yes_or_no(of.admin),
        inventory_words.ACCOUNT_KINDS[of.kind],
        last_active(of, now),
    ]


def _whose(of: AccountRow) -> Content:
    if of.person is not None:
        return Link(of.person_name or "?", links.person(of.person))
    if of.kind in NOBODYS:
        return inventory_words.owner(of)
    return Text("No one's", muted=True, help="It belongs to no one we know.")


def last_active(of: AccountRow, now: datetime) -> Content:
    """When it was used last; *never* where its list says so."""
    if of.last_active is not None:
        return inventory_words.since(of.last_active, now)
    return "Never" if of.never_active else inventory_words.NOT_KNOWN


def _foot(found: Found, now: datetime) -> None:
    counted = words.count(found.page.total, "account")
    of_app = [one for one in found.feeds if one.app == found.query.app and one.last]
    if not found.query.app or not of_app:
        muted(counted)
        return
    told = [
        Link(
            f"{one.name}, as of {inventory_words.day(one.last.taken_at, now)}",
            links.to("feeds", feed=str(one.id)),
        )
        for one in of_app
        if one.last
    ]
    line([Text(counted, muted=True), *told])
