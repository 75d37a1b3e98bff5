"""Accounts of no one we know: whose each may be, confirmed one by one or many at once."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from core.accounts import service as inventory
from core.accounts.values import NOBODYS, AccountRow, Belongs, Suggestion
from core.rights import Action, may
from pages.accounts.parts import inventory_words, links, paging, picking
from pages.accounts.parts.accounts import drawer, owning
from pages.accounts.parts.accounts.drawer import ACCOUNT
from pages.accounts.parts.accounts.filters import FEW, Found
from pages.accounts.parts.picking import Row
from pages.navigation import drawer as side
from pages.ui import words
from pages.ui.notices import attempt
from pages.ui.page_context import authenticate
from pages.ui.table import Link, Text, as_piece, escape, muted

SCOPE = "nobodys"
CERTAIN = 90
"""From this score on all suggestions of the page are selected with one click."""
_HEAD = (
    "<div class='of-pick of-pick-nobodys of-pick-head' aria-hidden='true'>"
    "<span>Account</span><span>App</span><span>Status</span><span>Whose it may be</span></div>"
)


def draw(found: Found) -> None:
    """A page of them, those that may be of people who left first, then the likeliest."""
    if not found.page.rows:
        muted("Every account that matches belongs to someone.")
        return
    _list(found.page.rows)
    paging.draw(found.page.total, FEW)
    muted(words.count(found.page.total, "account"))


@st.fragment
def _list(rows: Sequence[AccountRow]) -> None:
    """Alone, so that a tick draws nothing else again."""
    decides = may(authenticate(), Action.INVENTORY_DECIDE)
    certain = [_id(row) for row in rows if _is_certain(row)]
    left = [row for row in rows if _id(row) in set(certain) and _left(row)]
    if decides and certain:
        label = f"Select the {words.count(len(certain), 'suggestion')} of {CERTAIN} % and more"
        st.button(
            f"{label}, {len(left):,} of people who left" if left else label,
            key="nobodys-certain",
            on_click=picking.pick_only,
            args=(SCOPE, certain),
        )
    picking.draw(
        SCOPE if decides else f"{SCOPE}-bare",
        [Row(_id(row), f"{row.account}, {row.app_name}", _line(row)) for row in rows],
        head=_HEAD if decides else _HEAD.replace("of-pick-head", "of-pick-head of-bare"),
        can_pick=decides,
    )
    if decides:
        chosen = [row for row in rows if _id(row) in picking.picked(SCOPE)]
        picking.bar(SCOPE, [_id(row) for row in chosen], lambda _: _bar(chosen))


def _bar(chosen: Sequence[AccountRow]) -> None:
    known = [row for row in chosen if row.suggestion]
    sure = _together(known)
    label = f"Confirm {words.count(len(sure), 'suggestion')}"
    if sure and st.button(label, type="primary", key="nobodys-confirm"):
        said = [_said(row) for row in sure]
        drawer.confirm(said, sure, then=lambda: picking.clear(SCOPE))
    if left := len(known) - len(sure):
        fit = "fits" if left == 1 else "fit"
        muted(f"{words.count(left, 'account')} {fit} two people: confirm one at a time.")
    if known and st.button("Not theirs", key="nobodys-refuse"):
        _refuse([_said(row) for row in known])
    of_one_app = len({row.app for row in chosen}) == 1
    if of_one_app and st.button("Service, shared or bot…", key="nobodys-owner"):
        keys = [row.key for row in chosen]
        side.drawer(
            words.count(len(chosen), "account"),
            lambda: owning.form(chosen[0].app, keys, then=lambda: picking.clear(SCOPE)),
        )


def _together(known: Sequence[AccountRow]) -> Sequence[AccountRow]:
    """Those that are confirmed together: one that fits two people about equally only alone."""
    if len(known) == 1:
        return known
    return [row for row in known if row.suggestion and row.suggestion.rival is None]


def _said(of: AccountRow) -> Belongs:
    assert of.suggestion
    return Belongs(of.app, of.key, of.suggestion.person)


def _refuse(said: Sequence[Belongs]) -> None:
    def refuse(session: Session) -> None:
        for each in said:
            inventory.refuse_suggestion(
                session, authenticate(), each.app, each.key, each.person or 0
            )

    attempt(
        refuse,
        f"{words.count(len(said), 'suggestion')} will not be made again.",
        then=lambda _: picking.clear(SCOPE),
    )


def _id(of: AccountRow) -> str:
    return links.named(of.app, of.key)


def _line(of: AccountRow) -> str:
    """The account, what it is, and whose it may be."""
    link = Link(of.account, links.here(**{ACCOUNT: _id(of)}))
    name = f" {as_piece(Text(of.name, muted=True))}" if of.name and of.name != of.account else ""
    status = inventory_words.status(of.status)
    told = as_piece(status) if isinstance(status, str | Text) else ""
    return (
        "<div class='of-pick of-pick-nobodys'>"
        f"<span class='of-title' title='{escape(of.account)}'>{as_piece(link)}{name}</span>"
        f"<span>{escape(of.app_name)}</span><span>{told}</span>"
        f"<span>{_maybe(of, of.suggestion)}</span></div>"
    )


def _left(of: AccountRow) -> bool:
    """Whether it may be of somebody who left: confirmed, it is an orphaned account."""
    return of.suggestion is not None and of.suggestion.left_at is not None


def _is_certain(of: AccountRow) -> bool:
    near = of.suggestion
    return near is not None and near.score >= CERTAIN and near.rival is None


def _maybe(of: AccountRow, found: Suggestion | None) -> str:
    if of.kind in NOBODYS:
        kind = inventory_words.ACCOUNT_KINDS[of.kind]
        return as_piece(Text(f"{kind} account without an owner", muted=True))
    if found is None:
        return as_piece(Text("No suggestion", muted=True))
    who = Link(found.person_name, links.person(found.person), help=found.person_email)
    badge = inventory_words.likelihood(found.score)
    gone = as_piece(inventory_words.left(found.left_at)) if found.left_at else ""
    why = as_piece(Text(found.reason, muted=True))
    return f"{picking.second(who)} {gone} {as_piece(badge)} {why}"
