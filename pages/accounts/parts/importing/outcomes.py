"""What a list did to cases and what it shows that should not be, in the message that it was
imported: each case and each kind of finding a link."""

from collections.abc import Sequence

from core.accounts import service as inventory
from core.accounts.values import FINDING_WORDS, FindingQuery
from core.offboarding.values import ListOutcome, Outcome
from pages.accounts.parts import links
from pages.ui import words
from pages.ui.notices import AtRisk
from pages.ui.page_context import authenticate, database

NAMED = 5
_SAID = {
    Outcome.PROVEN: "It proves the removal of",
    Outcome.FINISHED: "No longer usable, so the removal is finished:",
    Outcome.REOPENED: "▲ In use although removed, so the removal is open again:",
    Outcome.JOINED: "▲ Leavers who still have an account, now part of their case:",
}


BAD = (Outcome.REOPENED, Outcome.JOINED)
"""Somebody who left still has an account, or has it again: what needs someone first."""
GOOD = (Outcome.FINISHED, Outcome.PROVEN)


def told(sentence: str, found: Sequence[ListOutcome]) -> words.Markdown | AtRisk:
    """The sentence with the good that follows from the list; the bad apart."""
    good, bad = said(found, GOOD), said(found, BAD)
    done = words.md(sentence)
    if good:
        done = words.Markdown(f"{words.md(sentence)} {words.md(good)}")
    return AtRisk(bad, done) if bad else done


def said(found: Sequence[ListOutcome], kinds: Sequence[Outcome]) -> words.Markdown:
    """What a list did, a sentence for each of the kinds that there is; empty without any."""
    parts = []
    for outcome in kinds:
        of = [one for one in found if one.outcome is outcome]
        if of:
            parts += [words.md(_SAID[outcome]), _named(of)]
    return words.Markdown(" ".join(parts))


def with_findings(sentence: str, app: str) -> words.Markdown:
    """The sentence, and how many findings of each kind are open in the app now."""
    with database().read() as session:
        found = inventory.findings(session, authenticate(), FindingQuery(app=app), limit=0)
    told = [
        words.link(FINDING_WORDS[kind].counted(number), links.to("findings", app=app, kind=kind))
        for kind, number in found.in_no_case
    ]
    if not told:
        return words.md(sentence)
    return words.Markdown(f"{words.md(sentence)} Open findings there: {', '.join(told)}.")


def _named(of: Sequence[ListOutcome]) -> words.Markdown:
    names = [
        f"{words.md(one.person)} ({words.link(one.number, f'case?case={one.case}')})"
        for one in of[:NAMED]
    ]
    more = f" and {len(of) - NAMED:,} more" if len(of) > NAMED else ""
    return words.Markdown(", ".join(names) + more + ".")
