"""What a list did to cases, and what it proposes: told after it was taken, as pages tell it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from core.accounts.values import ImportResult
from core.cli.acting import actor
from core.offboarding import service as offboarding
from core.offboarding.values import ListOutcome, Outcome, Proposal
from core.rights import Action, may

MOST = 20
"""So many are printed; JSON has all."""
_SAID = {
    Outcome.PROVEN: "the list proves the removal from {app}",
    Outcome.FINISHED: "no usable account in {app} now, so the removal is finished",
    Outcome.REOPENED: "! in use in {app} although removed: the removal is open again",
    Outcome.JOINED: "! still has an account in {app}: it is part of the case now",
}


class Proposed:
    """What lists of people propose, each told once. Made before they are taken."""

    def __init__(self, session: Session) -> None:
        self._told = {each.id for each in _proposals(session)}

    def by(self, session: Session, result: ImportResult) -> list[dict[str, Any]]:
        """What this list brought. Asked after its transaction: it takes seconds of a large one."""
        if result.app or not (result.new or result.changed or result.gone) or result.held:
            return []
        return self.by_feed(session, result.feed)

    def by_feed(self, session: Session, feed: str) -> list[dict[str, Any]]:
        """What is proposed by this feed, and was not before."""
        found = [each for each in _proposals(session) if each.leaver.feed == feed]
        new = [each for each in found if each.id not in self._told]
        self._told |= {each.id for each in new}
        return [_proposal_json(each) for each in new]


def outcomes(session: Session) -> list[dict[str, Any]]:
    """What the lists of this transaction did to cases, as far as the one who acts may see them."""
    if not may(actor(), Action.CASE_READ):
        return []
    return [_outcome_json(each) for each in offboarding.outcomes_of_lists(session, actor())]


def show(cases: Sequence[dict[str, Any]]) -> None:
    """A line each, what needs someone first."""
    for each in sorted(cases, key=_urgent)[:MOST]:
        print(f"{each['number'] or 'proposed':<10} {each['person']}: {each['said']}")
    if len(cases) > MOST:
        print(f"… and {len(cases) - MOST:,} more")
    if any(each["proposal"] for each in cases):
        print("To accept or dismiss: people proposals")


def _urgent(each: dict[str, Any]) -> int:
    order = ("reopened", "joined", "proposed", "finished", "proven")
    return order.index(each["outcome"])


def _proposals(session: Session) -> Sequence[Proposal]:
    return offboarding.roster_proposals(session, actor()) if may(actor(), Action.CASE_OPEN) else []


def said(proposal: Proposal) -> str:
    """Why it is proposed, with its moments."""
    at = f"{proposal.moment:%Y-%m-%d %H:%M} UTC" if proposal.moment else ""
    was = f"{proposal.case.effective:%Y-%m-%d %H:%M} UTC" if proposal.case else ""
    return proposal.why.format(at=at, was=was)


def _outcome_json(each: ListOutcome) -> dict[str, Any]:
    return {
        "outcome": str(each.outcome),
        "case": each.case,
        "number": each.number,
        "person": each.person,
        "app": each.app,
        "proposal": None,
        "said": _SAID[each.outcome].format(app=each.app_name),
    }


def _proposal_json(each: Proposal) -> dict[str, Any]:
    return {
        "outcome": "proposed",
        "case": each.case.id if each.case else None,
        "number": None,
        "person": each.leaver.name,
        "app": None,
        "proposal": each.id,
        "said": said(each),
    }
