"""Everybody whose access should have ended and has not: the cases' people, and those who left and
still have an account that no case removes. Each counts once."""

from collections.abc import Collection

from core.accounts import service as accounts
from core.accounts.values import FINDING_WORDS, FindingKind
from core.offboarding.values import CaseRow, CaseUrgency
from core.overview.desk import Desk
from core.overview.kind import Found, counted
from core.overview.values import Part, Person, Target

NAMED = 3
"""So many people are named on home; the lists have all."""
_CASES = Target("case", {"status": str(CaseUrgency.ACCESS_LEFT)})
_ORPHANED = Target("findings", {"kind": str(FindingKind.ORPHANED)})


def access_left(desk: Desk) -> Found | None:
    """How many people there are, who they are, and the lists that have them."""
    total, cases = desk.access_left
    if not total and not desk.orphans:
        return None
    emails = {case.email.casefold() for case in cases}
    of_cases = len(emails) + total - len(cases)
    theirs = _numbers(desk, emails)
    alone = [one for one in desk.orphans if one.person not in theirs]
    people = [*map(person_of, cases)]
    people += [Person(one.name, None, one.since, desk.zone, person=one.person) for one in alone]
    people.sort(key=lambda one: one.since)
    number = of_cases + len(alone)
    have = "person still has" if number == 1 else "people still have"
    said = f"{number:,} {have} access that should have ended."
    parts = _parts(desk, total)
    return Found(number, said, people=tuple(people[:NAMED]), parts=parts, target=parts[0].target)


def person_of(case: CaseRow) -> Person:
    """A case's person."""
    return Person(case.person, case.id, case.effective, case.zone, case.kind)


def _numbers(desk: Desk, emails: Collection[str]) -> frozenset[int]:
    """The cases' people among those whom lists name."""
    if not desk.orphans:
        return frozenset()
    found = accounts.people_called(desk.session, desk.actor, emails)
    return frozenset(found.values())


def _parts(desk: Desk, cases: int) -> tuple[Part, ...]:
    found = []
    if cases:
        found.append(Part(counted(cases, "case"), cases, _CASES))
    if left := sum(one.accounts for one in desk.orphans):
        said = f"{FINDING_WORDS[FindingKind.ORPHANED].counted(left)} without a case"
        found.append(Part(said, left, _ORPHANED))
    return tuple(found)
