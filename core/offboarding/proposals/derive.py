"""What lists of people propose: cases to open, to move, to withdraw. Pure.

HR errs, and a list may be filtered: nothing happens until a person accepts it, unless a setting
says otherwise for that kind of people.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from zoneinfo import ZoneInfo

from core.accounts.values import PersonKind
from core.offboarding.models import CaseKind, CaseStatus

NEWS = timedelta(days=14)
"""Somebody whose end was known already when the list was first read is a leaver to work on only if
it was not longer ago, or if they still have accounts in use."""
ALIKE = timedelta(days=60)
"""A case that ended access about then is the one of this end."""


class ProposalKind(StrEnum):
    OPEN = "open"
    CHANGE = "change"
    """The list gives another last day than the open case."""
    WITHDRAW = "withdraw"
    """The list no longer says that they leave."""


@dataclass(frozen=True)
class Leaver:
    """What lists say of one person, as far as it matters here."""

    person: int
    name: str
    email: str | None
    kind: PersonKind
    manager: str | None
    zone: str
    feed: str | None
    end: datetime | None
    """Their last moment; of one who left or is no longer listed, since when."""
    told: datetime
    """When it was said."""
    is_news: bool
    """It was said after they were known already."""
    unlisted: bool
    """A complete list no longer has them, and that is all it says."""
    in_use: int = 0
    """Accounts of theirs that are in use although they left, as far as lists show."""


@dataclass(frozen=True)
class KnownCase:
    """A case of somebody's leaving."""

    id: int
    status: CaseStatus
    kind: CaseKind
    effective: datetime
    zone: str
    opened: datetime
    version: int


@dataclass(frozen=True)
class Proposal:
    """One thing to accept or to dismiss."""

    id: str
    kind: ProposalKind
    leaver: Leaver
    case: KnownCase | None
    moment: datetime | None
    """When access is to end; ``None``: it is not."""
    why: str
    """As a sentence; ``{at}`` and ``{was}`` stand for the moments, which a page writes in words."""


def proposals(
    leavers: Iterable[Leaver],
    cases: Mapping[int, Sequence[KnownCase]],
    dismissed: Collection[str],
    now: datetime,
) -> list[Proposal]:
    """What is proposed of these people, the next end first. ``cases``: person → theirs."""
    found = (_of(leaver, cases.get(leaver.person, ()), now) for leaver in leavers)
    wanted = [each for each in found if each is not None and each.id not in dismissed]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(wanted, key=lambda each: (each.moment or far, each.leaver.name.casefold()))


def kind_of_leaving(kind: PersonKind) -> CaseKind:
    """The kind of case with which such a person leaves, where nobody says otherwise."""
    return CaseKind.CONTRACT_END if kind is PersonKind.CONTRACTOR else CaseKind.VOLUNTARY


def _of(leaver: Leaver, cases: Sequence[KnownCase], now: datetime) -> Proposal | None:
    opened = next((case for case in cases if case.status is CaseStatus.OPEN), None)
    if leaver.end is None:
        if opened is None or not leaver.is_news or leaver.told <= opened.opened:
            return None
        why = f"{leaver.feed or 'The list'} no longer gives a last day; the case says {{was}}."
        return _proposal(ProposalKind.WITHDRAW, leaver, opened, None, why)
    if opened is not None:
        if leaver.unlisted or _same_day(opened, leaver.end) or leaver.told <= opened.opened:
            return None
        why = f"{leaver.feed or 'The list'} says {{at}}; the case says {{was}}."
        return _proposal(ProposalKind.CHANGE, leaver, opened, leaver.end, why)
    if any(abs(case.effective - leaver.end) <= ALIKE for case in cases if _ended(case)):
        return None
    if not leaver.is_news and not leaver.in_use and leaver.end < now - NEWS:
        return None
    said = "no longer lists them, since {at}" if leaver.unlisted else "gives {at} as their last day"
    why = f"{leaver.feed or 'The list'} {said}."
    if leaver.in_use:
        why += f" {leaver.in_use} account{'' if leaver.in_use == 1 else 's'} still in use."
    return _proposal(ProposalKind.OPEN, leaver, None, leaver.end, why)


def _ended(case: KnownCase) -> bool:
    return case.status is CaseStatus.CLOSED


def _same_day(case: KnownCase, end: datetime) -> bool:
    """Lists give days; the hour is decided here."""
    zone = ZoneInfo(case.zone) if not case.zone.startswith("UTC") else end.tzinfo
    return case.effective.astimezone(zone).date() == end.astimezone(zone).date()


def _proposal(
    kind: ProposalKind,
    leaver: Leaver,
    case: KnownCase | None,
    moment: datetime | None,
    why: str,
) -> Proposal:
    what = f"{leaver.person}|{kind}|{moment.isoformat() if moment else leaver.told.isoformat()}"
    number = blake2b(what.encode(), digest_size=8).hexdigest()
    return Proposal(number, kind, leaver, case, moment, why)
