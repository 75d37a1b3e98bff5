"""What there is to do first: a sentence, and a way to each kind with its number."""

import streamlit as st

from core.accounts.values import FINDING_WORDS, WORST_FIRST, FindingKind, FindingState
from core.rights import Action, may
from pages.accounts.parts import links
from pages.accounts.parts.findings.reading import KIND, STANDING, STATE, Found
from pages.accounts.parts.importing.drawer import DO, IMPORT
from pages.navigation import lead_on
from pages.navigation.lead_on import Onward
from pages.ui import addresses, words
from pages.ui.page_context import authenticate
from pages.ui.table import Badge, Link, Piece, Text, Tone, escape, line, plain


def draw(found: Found) -> None:
    """The first thing to do in words, then every kind that there is."""
    kinds = [kind for kind in WORST_FIRST if found.by_kind.get(kind)]
    if not kinds:
        _none_open(found)
        return
    chosen = found.query.kind
    about = chosen if chosen in kinds else kinds[0]
    said = FINDING_WORDS[about]
    number = found.by_kind[about].said(about)
    lead = "" if chosen else "First: "
    st.html(
        f"<p><strong>{escape(f'{lead}{number}.')}</strong> {escape(said.meaning)} "
        f"{escape(said.to_do)}</p>"
    )
    total = sum(one.number - one.in_case for one in found.by_kind.values())
    tiles = [_tile("All open", total, _link(None), chosen is None)]
    tiles += [
        _tile(
            FINDING_WORDS[kind].title,
            found.by_kind[kind].number,
            _link(kind, standing=found.by_kind[kind].in_case > 0),
            kind is chosen,
        )
        for kind in kinds
    ]
    st.html(f"<ul class='of-kinds' aria-label='Open findings by kind'>{''.join(tiles)}</ul>")


def _none_open(found: Found) -> None:
    """Where all the others are, with the way there: in a case is not yet removed."""
    working, accepted = (
        found.by_state.get(each, 0) for each in (FindingState.WORKING, FindingState.ACCEPTED)
    )
    pieces: list[Piece] = [Text("No finding is open.", strong=True)]
    if working:
        said = f"{words.count(working, 'finding')} in a case"
        pieces.append(Link(said, links.here(**{STATE: str(FindingState.WORKING), "page": ""})))
    if accepted:
        said = f"{words.count(accepted, 'finding')} accepted"
        pieces.append(Link(said, links.here(**{STATE: str(FindingState.ACCEPTED), "page": ""})))
    line(pieces)
    if working:
        plain("What is in a case is still there, as far as lists show.")


def stale(found: Found) -> None:
    """That lists are too old to tell of now, with the way to newer ones."""
    if found.stale:
        told = Badge(f"◷ {found.stale}", Tone.WARN, "What changed since then is not known.")
        line([told, Link("Feeds", "feeds")])


def _link(kind: FindingKind | None, *, standing: bool = False) -> str:
    """To the list that has as many as the tile says."""
    state = STANDING if standing else ""
    return links.here(**{KIND: str(kind or ""), STATE: state, "page": ""})


def _tile(name: str, number: int, href: str, is_here: bool) -> str:
    here = " aria-current='true'" if is_here else ""
    return (
        f"<li><a href='{escape(href)}' target='_self'{here}><span>{escape(name)}</span> "
        f"<strong>{number:,}</strong></a></li>"
    )


def nothing_to_say() -> None:
    """While no list is known."""
    if not may(authenticate(), Action.INVENTORY_DELIVER):
        st.markdown("No app's list has been imported yet: there is nothing to find.")
        return
    lead_on.empty(
        "Findings follow from lists. Import the members of one app, and the people who work here: "
        "accounts of people who left show at once.",
        Onward("Import an app's list", addresses.FEEDS, {DO: IMPORT}),
        Onward("Import people", addresses.PEOPLE, {DO: IMPORT}),
    )


def all_is_well() -> None:
    """Lists, and nothing wrong with them."""
    plain("● No findings in the lists that were imported.")
