"""What lists of people propose: to open a case, move its moment or withdraw it; a tick each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from core.offboarding import service as offboarding
from core.offboarding.values import AcceptedProposal, Proposal, ProposalKind
from core.rights import Action, may
from pages.accounts.parts import links, picking
from pages.accounts.parts.picking import Row
from pages.navigation import drawer as side
from pages.ui import case_words, words
from pages.ui.notices import Done, attempt
from pages.ui.page_context import authenticate, database
from pages.ui.page_context import reading as verdicts_here
from pages.ui.table import Link, Text, as_piece, escape, muted

SCOPE = "proposals"
NAMED = 5
COVERS = (
    "Covers everyone whose last day is ahead or at most two weeks past, what a list changed, and "
    "everyone who left earlier and still has an account in use."
)
_KINDS: Mapping[ProposalKind, str] = {
    ProposalKind.OPEN: "A new case",
    ProposalKind.CHANGE: "Another end of access",
    ProposalKind.WITHDRAW: "To withdraw the case",
}
"""What is proposed, as a fact: a button is only what accepts it."""
_DEEDS: Mapping[ProposalKind, tuple[str, str]] = {
    ProposalKind.OPEN: ("Open {}", "opened"),
    ProposalKind.CHANGE: ("Move the end of {}", "moved"),
    ProposalKind.WITHDRAW: ("Withdraw {}", "withdrawn"),
}


def read(now: datetime) -> Sequence[Proposal]:
    """What is proposed now, to those who open cases."""
    if not may(authenticate(), Action.CASE_OPEN):
        return ()
    with database().read() as session:
        return offboarding.roster_proposals(session, authenticate(), now)


@st.fragment
def draw(found: Sequence[Proposal], now: datetime) -> None:
    """Each with what the list says; accepted or dismissed, one or many."""
    if not found:
        muted("Nothing is proposed: cases are as the lists say.")
        muted(COVERS)
        return
    muted(COVERS)
    muted("Lists are wrong now and then: nothing happens until someone selects and accepts it.")
    picking.draw(
        SCOPE,
        [Row(each.id, _called(each), _line(each, now)) for each in found],
        head=(
            "<div class='of-pick of-pick-proposal of-pick-head' aria-hidden='true'>"
            "<span>Person</span><span>Proposed</span><span>Why</span><span>From</span></div>"
        ),
        can_pick=True,
    )
    chosen = [each for each in found if each.id in picking.picked(SCOPE)]
    picking.bar(SCOPE, [each.id for each in chosen], lambda _: _bar(chosen))


def _called(of: Proposal) -> str:
    return f"{of.leaver.name}, {_KINDS[of.kind]}"


def _line(of: Proposal, now: datetime) -> str:
    person = Link(of.leaver.name, links.person(of.leaver.person))
    return (
        "<div class='of-pick of-pick-proposal'>"
        f"<span class='of-title'>{as_piece(person)}</span>"
        f"<span>{escape(_KINDS[of.kind])}</span>"
        f"<span>{escape(_why(of, now))}</span>"
        f"<span>{as_piece(Text(of.leaver.feed or 'entered by hand', muted=True))}</span></div>"
    )


def _why(of: Proposal, now: datetime) -> str:
    """Its sentence, the moments on the person's clock."""
    at = case_words.on_clock(of.moment, of.leaver.zone, now) if of.moment else ""
    was = case_words.on_clock(of.case.effective, of.case.zone, now) if of.case else ""
    return of.why.replace("{at}", at).replace("{was}", was)


def _bar(chosen: Sequence[Proposal]) -> None:
    ids = [each.id for each in chosen]
    if st.button(words.md(_label(chosen)), type="primary", key="proposals-accept"):
        attempt(
            lambda session: offboarding.accept_proposals(
                session, authenticate(), verdicts_here(), ids
            ),
            _done,
            then=lambda _: picking.clear(SCOPE),
        )
    if st.button("Dismiss…", key="proposals-dismiss"):
        side.drawer(f"Dismiss {words.count(len(ids), 'proposal')}", lambda: _dismiss(ids))


def _label(chosen: Sequence[Proposal]) -> str:
    """What accepting these does; of several kinds, only how many."""
    kinds = {each.kind for each in chosen}
    if len(kinds) > 1:
        return f"Accept {len(chosen):,}"
    return _DEEDS[kinds.pop()][0].format(words.count(len(chosen), "case"))


def _done(accepted: Sequence[AcceptedProposal]) -> Done:
    """How many, and the way to each case as what comes next."""
    counted = Counter(each.kind for each in accepted)
    told = [
        f"{words.count(counted[kind], 'case')} {verb}"
        for kind, (_, verb) in _DEEDS.items()
        if counted[kind]
    ]
    cases = {each.case: each.person for each in accepted}
    lead = "Work on " if len(cases) == 1 and not counted[ProposalKind.WITHDRAW] else ""
    named = [
        Link(f"{lead}{offboarding.case_number(case)}, {person}", f"case?case={case}")
        for case, person in list(cases.items())[:NAMED]
    ]
    more = f" {len(cases) - NAMED:,} more are in Cases." if len(cases) > NAMED else ""
    return Done(f"{', '.join(told)}.{more}", named)


def _dismiss(ids: Sequence[str]) -> None:
    st.caption("They are proposed again only when the list says something else of the person.")
    with st.form("dismiss-proposals", border=False):
        reason = st.text_input("Reason", key="dismiss-reason")
        pressed = st.form_submit_button("Dismiss", type="primary")
    if pressed:
        attempt(
            lambda session: offboarding.dismiss_proposals(session, authenticate(), ids, reason),
            f"{words.count(len(ids), 'proposal')} dismissed.",
            then=lambda _: picking.clear(SCOPE),
        )
