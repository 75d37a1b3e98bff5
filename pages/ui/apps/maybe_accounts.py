"""Accounts of no one that may be a person's: said wherever something is said of their accounts."""

from collections.abc import Sequence
from urllib.parse import urlencode

from core.accounts.values import AccountRow
from pages.ui import words
from pages.ui.table import Badge, Link, Piece, Tone

FEW = 5
"""So many of them are named."""


def not_confirmed(maybe: Sequence[AccountRow]) -> list[Piece]:
    """In a line: nothing follows until somebody says whose each is."""
    told: list[Piece] = [
        Badge(
            f"? Maybe: {words.count(len(maybe), 'account')} not confirmed",
            Tone.WARN,
            "Alike, and no one's yet. Say whose it is: nothing follows until then.",
        )
    ]
    told += [
        Link(f"{each.account}, {each.app_name}", _link(each), help=_why(each))
        for each in maybe[:FEW]
    ]
    if len(maybe) > FEW:
        told.append(f"and {len(maybe) - FEW:,} more")
    return told


def may_be_called(of: AccountRow) -> Piece:
    """One of them where its app is said already."""
    return Link(f"? Maybe {of.account}, not confirmed", _link(of), help=_why(of))


def may_be(of: AccountRow) -> list[Piece]:
    """Whose an account may be, in a line."""
    near = of.suggestion
    if near is None:
        return []
    who = Link(near.person_name, f"person?id={near.person}", help=near.person_email)
    return [Badge("? Maybe, not confirmed", Tone.WARN, _why(of)), who]


def _link(of: AccountRow) -> str:
    return f"accounts?{urlencode({'app': of.app, 'account': f'{of.app}/{of.key}'})}"


def _why(of: AccountRow) -> str | None:
    near = of.suggestion
    return f"{near.score} %: {near.reason}" if near else None
