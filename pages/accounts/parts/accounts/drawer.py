"""One account at the side: what its app says of it, whose it is, who said so, and to say it."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st
from sqlmodel import Session

from core.accounts import service as inventory
from core.accounts.values import NOBODYS, AccountQuery, AccountRow, Belongs, Said
from core.offboarding import service as offboarding
from core.offboarding.values import OfLeaver
from core.rights import Action, may
from pages.accounts.parts import inventory_words, links, person_field
from pages.accounts.parts.accounts import owning
from pages.navigation import drawer
from pages.ui import undo, words
from pages.ui.dates import moment, weekday
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate, database
from pages.ui.table import Column, Content, Link, Piece, Text, line, muted, table

ACCOUNT = "account"
"""In the link: the app and the key of the account whose drawer is open."""


def open_asked(now: datetime) -> None:
    """The account that the link names."""
    app, slash, key = drawer.asked(ACCOUNT).partition("/")
    if not slash:
        return
    with database().read() as session:
        who = authenticate()
        # By its key alone: a search would find it by its names only.
        query = AccountQuery(app=app, key=key, gone=True)
        rows = inventory.accounts(session, who, query, limit=1, suggest=True).rows
        said = inventory.said_of(session, who, app, [key]).get(key)
    if not rows:
        st.warning(words.md(f"There is no account “{key}” in {app}."))
        return
    drawer.drawer(rows[0].account, lambda: _draw(rows[0], said, now), ACCOUNT)


def _draw(of: AccountRow, said: Said | None, now: datetime) -> None:
    _whose(of, said, now)
    if may(authenticate(), Action.INVENTORY_DECIDE):
        _say(of)
    _facts(of, now)


def _whose(of: AccountRow, said: Said | None, now: datetime) -> None:
    pieces: list[Piece] = [Text(of.app_name, strong=True)]
    if of.person is not None:
        pieces.append(Link(of.person_name or "?", links.person(of.person)))
    elif of.kind in NOBODYS:
        pieces.append(inventory_words.owner(of))
    else:
        pieces.append("No one's: it belongs to no one we know")
    line(pieces)
    if said:
        muted(f"Said by {said.by}, {weekday(said.at, now)}. It outlives every later list.")
    elif of.match:
        muted(inventory_words.MATCH_MEANINGS[of.match])


def _say(of: AccountRow) -> None:
    """Whose it is, or that it is no one's; what was said can be changed and taken back."""
    ways = ["A person's", "Service, shared or bot"]
    begin = ways[1] if of.kind in NOBODYS else ways[0]
    with st.expander("Say whose it is", expanded=of.person is None and not of.owner):
        way = st.segmented_control(
            "It is", ways, default=begin, required=True, key=f"whose-{of.key}"
        )
        if way == ways[1]:
            owning.form(of.app, [of.key], of)
            return
        _suggested(of)
        person = person_field.draw(f"account-{of.key}")
        if st.button("It is theirs", disabled=person is None, key="account-confirm"):
            confirm([Belongs(of.app, of.key, person)], [of])
    if of.match == "confirmed" and st.button("Not theirs", key="account-not-theirs"):
        confirm([Belongs(of.app, of.key, None)], [of])


def _suggested(of: AccountRow) -> None:
    """Whose it may be, to be confirmed or refused at once."""
    found = of.suggestion
    if found is None:
        return
    pieces: list[Piece] = [
        Link(found.person_name, links.person(found.person), help=found.person_email)
    ]
    if found.left_at:
        pieces.append(inventory_words.left(found.left_at))
    if found.rival and found.rival_name:
        pieces += ["or", Link(found.rival_name, links.person(found.rival), help=found.rival_email)]
    line([*pieces, inventory_words.likelihood(found.score)])
    muted(found.reason)
    with st.container(horizontal=True):
        if st.button("Confirm", type="primary", key="suggestion-confirm"):
            confirm([Belongs(of.app, of.key, found.person)], [of])
        if st.button("Not theirs", key="suggestion-refuse"):
            attempt(
                lambda session: inventory.refuse_suggestion(
                    session, authenticate(), of.app, of.key, found.person
                ),
                "It will not be suggested again.",
                then=lambda _: drawer.close(ACCOUNT),
            )


def confirm(
    said: Sequence[Belongs],
    before: Sequence[AccountRow],
    *,
    then: Callable[[], object] = lambda: None,
) -> None:
    """Say whose accounts are, and offer to take it back."""
    was = {(row.app, row.key): row.person if row.match == "confirmed" else None for row in before}
    back = [Belongs(each.app, each.key, was.get((each.app, each.key))) for each in said]
    number = words.count(len(said), "account")
    what = "confirmed" if said[0].person is not None else "no longer confirmed"

    def work(session: Session) -> Sequence[OfLeaver]:
        who = authenticate()
        inventory.confirm(session, who, said)
        return offboarding.of_leavers(session, who, said)

    def done(found: Sequence[OfLeaver]) -> None:
        drawer.close(ACCOUNT)
        then()
        undo.offer(
            f"{number} {what}.{_doubled(said)}{of_leavers(found)}",
            lambda session: inventory.confirm(session, authenticate(), back),
            f"{number}: as before.",
        )

    attempt(work, then=done)


def _doubled(said: Sequence[Belongs]) -> str:
    """Who has more than one account in an app with these: what Findings shows next."""
    with database().read() as session:
        found = inventory.doubled(session, authenticate(), said)
    who = {one.person for one in found}
    if len(found) == 1:
        one = found[0]
        return f" {one.person_name} now has more than one account in {one.app_name}: see Findings."
    if len(who) == 1:
        return f" {found[0].person_name} now has more than one account in {len(found)} apps."
    if found:
        return f" {len(who):,} people now have more than one account in one app: see Findings."
    return ""


def of_leavers(found: Sequence[OfLeaver]) -> str:
    """What follows where they are of people who left: their case, or a finding."""
    cases = sorted({one.number for one in found if one.number})
    who = {one.name for one in found if one.number}
    told = []
    if len(cases) == 1:
        told.append(f"{who.pop()} leaves or left: the removal is part of {cases[0]}.")
    elif cases:
        told.append(f"The removals are part of {words.count(len(cases), 'open case')}.")
    left = sorted({one.name for one in found if not one.number})
    if len(left) == 1:
        told.append(f"{left[0]} left: see Findings.")
    elif left:
        told.append(f"{words.count(len(left), 'person', 'people')} of them left: see Findings.")
    return "".join(f" {one}" for one in told)


def _facts(of: AccountRow, now: datetime) -> None:
    """What its app says of it."""
    facts: list[tuple[str, Content]] = [
        ("Status", inventory_words.status(of.status)),
        ("Administrator", inventory_words.yes_or_no(of.admin)),
        ("Second factor", inventory_words.yes_or_no(of.second_factor)),
        ("Kind", inventory_words.ACCOUNT_KINDS[of.kind]),
        ("Name", of.name or inventory_words.NOT_KNOWN),
        ("User name", of.user_name or inventory_words.NOT_KNOWN),
        ("E-mail", of.email or inventory_words.NOT_KNOWN),
        ("Id in the app", of.external_id or inventory_words.NOT_KNOWN),
        ("Roles", of.roles or inventory_words.NOT_KNOWN),
        ("Licences", of.licences or inventory_words.NOT_KNOWN),
        ("Last active", _active(of, now)),
        ("Created", _day(of.created, now)),
        ("First seen", inventory_words.since(of.first_seen, now)),
        ("This status since", inventory_words.since(of.status_since, now)),
    ]
    if of.gone:
        facts.insert(0, ("No longer listed since", _gone(of, now)))
    table(
        [Column("Field"), Column("What its list says", wide=True)],
        [[name, value] for name, value in facts],
        label="What the app says",
        cards=False,
    )
    told = f"{of.feed_name}, as of {weekday(of.as_of, now)}"
    line(["From", Link(told, links.to("feeds", feed=str(of.feed)))])


def _gone(of: AccountRow, now: datetime) -> Content:
    """The day of the first complete list that lacks it, which leads to that list."""
    if of.gone_at is None or of.gone_snapshot is None:
        return _day(of.gone_at, now)
    href = links.to("feeds", snapshot=str(of.gone_snapshot))
    return Link(inventory_words.day(of.gone_at, now), href, help=moment(of.gone_at))


def _active(of: AccountRow, now: datetime) -> Content:
    if of.last_active is not None:
        return inventory_words.since(of.last_active, now)
    return "Never" if of.never_active else inventory_words.NOT_KNOWN


def _day(at: datetime | None, now: datetime) -> Content:
    return inventory_words.NOT_KNOWN if at is None else inventory_words.since(at, now)
