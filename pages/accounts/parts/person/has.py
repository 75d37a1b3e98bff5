"""Who a person is, and what they have in which app."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import streamlit as st

from core.accounts.values import AccountRow, Known, KnownInApp, MatchKind
from pages.accounts.parts import inventory_words, links
from pages.accounts.parts.importing.app_field import APP
from pages.accounts.parts.importing.drawer import DO, IMPORT
from pages.accounts.parts.person.reading import Whole
from pages.ui import words
from pages.ui.apps.maybe_accounts import not_confirmed
from pages.ui.dates import moment, weekday
from pages.ui.table import (
    Badge,
    Column,
    Content,
    Link,
    OnPhone,
    Piece,
    Text,
    Tone,
    line,
    muted,
    work_table,
)


def facts(one: Whole, now: datetime) -> None:
    """In two lines: where they stand, and who they are."""
    row = one.view.row
    pieces: list[Piece] = [inventory_words.employment(row, now)]
    pieces += [each for each in (row.email, one.view.title, row.department) if each]
    pieces.append(inventory_words.PERSON_KINDS[row.kind])
    if row.manager:
        manager = f"Manager: {row.manager}"
        number = one.view.manager_id
        pieces.append(Link(manager, links.person(number)) if number else manager)
    line(pieces)
    said: list[Piece] = [
        Text(f"From {row.feed_name}" if row.feed_name else "Entered by hand", muted=True)
    ]
    if one.view.employee_number:
        said.append(Text(f"Employee number {one.view.employee_number}", muted=True))
    if row.start_at:
        said.append(Text(f"Started {inventory_words.day(row.start_at, now)}", muted=True))
    if row.end_at:
        said.append(Text(f"Access ends {weekday(row.end_at, now)}", muted=True))
    if one.view.unlisted_at:
        said.append(_unlisted(one, one.view.unlisted_at, now))
    line(said)


def _unlisted(one: Whole, at: datetime, now: datetime) -> Piece:
    told = f"no longer listed since {inventory_words.day(at, now)}"
    kept = one.view.kept_at
    if kept is not None and kept >= at:
        return Text(f"{told}; someone here said that they still work here", muted=True)
    return Badge(f"◷ {told[0].upper()}{told[1:]}", Tone.WARN)


def draw(one: Whole, now: datetime) -> None:
    """What they have and had as a table; the other apps in a line each."""
    has = [each for each in one.known.values() if each.known is Known.HAS]
    st.subheader(words.md(_headline(has, one)), anchor=False)
    if one.maybe:
        line(not_confirmed(one.maybe))
    listed = sorted(
        (each for each in one.known.values() if each.accounts),
        key=lambda each: (each.known is not Known.HAS, _name(one, each.app).casefold()),
    )
    if listed:
        work_table(
            [
                Column("App", clip=True),
                Column("Known", tight=True, phone=OnPhone.BESIDE),
                Column("Account", clip=True),
                Column("Status", tight=True),
                Column("Administrator", tight=True, phone=OnPhone.LEFT_OUT),
                Column("Since", tight=True, phone=OnPhone.LEFT_OUT),
                Column("How sure", tight=True, phone=OnPhone.LEFT_OUT),
                Column("From", clip=True, phone=OnPhone.LEFT_OUT),
            ],
            [row for each in listed for row in _rows(one, each, now)],
            label="What they have",
        )
    _others(one)


def _headline(has: Sequence[KnownInApp], one: Whole) -> str:
    if not one.known:
        return "What they have is not known: no app's list has been imported"
    if not has:
        return "No account in any app of which there is a list"
    admins = sum(each.is_admin is True for each in has)
    told = f"Has accounts in {words.count(len(has), 'app')}"
    return f"{told}, administrator of {admins:,}" if admins else told


def _rows(one: Whole, of: KnownInApp, now: datetime) -> Iterator[list[Content]]:
    for account in of.accounts:
        yield [
            Link(_name(one, of.app), links.account(of.app, account.key)),
            _known(of, account),
            account.account,
            inventory_words.status(account.status),
            inventory_words.yes_or_no(account.admin),
            inventory_words.since(account.first_seen, now),
            _sure(one, account),
            _from(account, now),
        ]


def _known(of: KnownInApp, account: AccountRow) -> Content:
    if not account.gone:
        return inventory_words.known(of.known)
    return Badge("○ No longer listed", Tone.OK, "The newest complete list lacks it.")


def _sure(one: Whole, account: AccountRow) -> Content:
    said = one.said.get((account.app, account.key))
    if account.match is MatchKind.CONFIRMED and said:
        return Text("Confirmed", help=f"By {said.by}, {moment(said.at)}")
    if account.match is None:
        return Text("By its name", help="The account has a name that this person is known by.")
    return inventory_words.match(account.match)


def _from(account: AccountRow, now: datetime) -> Content:
    told = f"{account.feed_name}, {inventory_words.day(account.as_of, now)}"
    link = links.to("feeds", feed=str(account.feed))
    return Link(told, link, help=f"As of {moment(account.as_of)}")


def _others(one: Whole) -> None:
    """Apps in which they were never seen, and those of which nothing is known."""
    bare = [each for each in one.known.values() if not each.accounts]
    maybe = {each.app for each in one.maybe}
    never = sorted(
        _name(one, each.app) for each in bare if each.known is Known.NEVER and each.app not in maybe
    )
    old = [each.app for each in bare if each.known is Known.NO_DATA]
    if never:
        muted(f"– Never seen in a complete list of {', '.join(never)}.")
    if old:
        told = ", ".join(sorted(_name(one, app) for app in old))
        muted(f"◷ The list is too old to say: {told}.")
    if one.unlisted:
        muted("? No data, because no list was imported:")
        pieces: list[Piece] = [
            Link(_name(one, app), links.to("feeds", **{DO: IMPORT, APP: app}))
            for app in one.unlisted[:20]
        ]
        if len(one.unlisted) > 20:
            pieces.append(f"and {len(one.unlisted) - 20:,} more")
        line(pieces)


def _name(one: Whole, app: str) -> str:
    return one.app_names.get(app, app)
