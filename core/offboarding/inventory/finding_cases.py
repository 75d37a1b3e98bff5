"""Findings become work: a case of the person, or the case that they have already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core import clock
from core.accounts import service as accounts
from core.accounts.values import FINDING_WORDS, FindingRow, PersonKind
from core.actor import Actor
from core.catalog.values import Reading
from core.errors import Conflict, Invalid
from core.names import clean
from core.offboarding.cases.opening import add_app, open_case, preview_case
from core.offboarding.cases.plan import CasePlan
from core.offboarding.inventory.open_cases import leaving_is_closed, open_case_of
from core.offboarding.models import CaseKind
from core.offboarding.views import Opening, case_number
from core.offboarding.visibility import cases_seen
from core.rights import Action, require
from core.stack import service as stack

AT_ONCE = 500


@dataclass(frozen=True)
class FindingCase:
    """What became of a finding: the case that it is in, and whether that is new."""

    finding: str
    case: int
    number: str
    opened: bool
    """``False``: its removal joined an open case of theirs, or was in it already."""


@dataclass(frozen=True)
class FindingPlan:
    """What would become of one person's findings: a part of their open case (``case``), or a new
    one (``opening`` and ``plan``)."""

    findings: tuple[str, ...]
    name: str
    case: int | None = None
    number: str | None = None
    opening: Opening | None = None
    plan: CasePlan | None = None


def findings_to_cases(
    session: Session,
    actor: Actor,
    reading: Reading,
    ids: Sequence[str],
    *,
    kind: CaseKind | None = None,
) -> list[FindingCase]:
    """Have the accounts of these findings removed: all or none.

    Somebody's findings go into one case: the one that is open, else a new one. Of who left it is of
    their leaving, from the moment they left; of who works here, and of whose leaving a case was
    closed already, only these accounts are in it. An account of nobody has a case of its own, if it
    has an address. ``kind``: how those leave who left; else by the kind of the person.
    """
    require(actor, Action.CASE_OPEN)
    now = clock.now()
    done: list[FindingCase] = []
    for email, found in _by_person(session, actor, ids).items():
        done += _one(session, actor, reading, email, found, kind, now)
    order = {each: at for at, each in enumerate(ids)}
    return sorted(done, key=lambda each: order[each.finding])


def preview_finding_cases(
    session: Session,
    actor: Actor,
    reading: Reading,
    ids: Sequence[str],
    *,
    kind: CaseKind | None = None,
) -> list[FindingPlan]:
    """What :func:`findings_to_cases` would do, by person. Nothing is stored."""
    require(actor, Action.CASE_OPEN)
    now = clock.now()
    plans = []
    for email, found in _by_person(session, actor, ids).items():
        case = open_case_of(session, _names(session, email, found), seen_by=actor)
        numbers = tuple(each.id for each in found)
        name = found[0].person_name or found[0].account
        if case is not None:
            plans.append(FindingPlan(numbers, name, case.id, case_number(case.id or 0)))
            continue
        opening = _opening(session, actor, email, found, kind, now)
        plan = preview_case(session, actor, reading, opening)
        plans.append(FindingPlan(numbers, name, opening=opening, plan=plan))
    return plans


def _by_person(
    session: Session, actor: Actor, ids: Sequence[str]
) -> Mapping[str, Sequence[FindingRow]]:
    if len(ids) > AT_ONCE:
        raise Invalid(f"At most {AT_ONCE} findings at once.", field="findings")
    groups: dict[str, list[FindingRow]] = {}
    for each in accounts.findings_by_id(session, actor, list(dict.fromkeys(ids))):
        groups.setdefault(_email(each), []).append(each)
    return groups


def _email(finding: FindingRow) -> str:
    found = finding.person_email or (finding.account if "@" in finding.account else None)
    if not found:
        raise Invalid(
            f"{finding.account} of {finding.app_name} is nobody's and has no address.",
            field="findings",
            hint="Say whose it is first, or who answers for it.",
        )
    return found.casefold()


def _one(
    session: Session,
    actor: Actor,
    reading: Reading,
    email: str,
    found: Sequence[FindingRow],
    kind: CaseKind | None,
    now: datetime,
) -> list[FindingCase]:
    case = open_case_of(session, _names(session, email, found))
    if case is not None and not cases_seen(session, actor, [case.id or 0]):
        # As when somebody opens one by hand: nobody opens a second, and no number is told.
        raise Conflict(
            f"{email} is in a case already that you do not see.",
            field="findings",
            hint="Ask an administrator: whose case it is sees this finding too.",
        )
    if case is not None:
        for app in _apps(found):
            add_app(session, actor, case, app, now, f"a finding ({_why(found)})")
        return [_told(each, case.id or 0, opened=False) for each in found]
    opening = _opening(session, actor, email, found, kind, now)
    opened = open_case(session, actor, reading, opening, source="finding")
    return [_told(each, opened.id, opened=True) for each in found]


def _names(session: Session, email: str, found: Sequence[FindingRow]) -> list[str]:
    """Everything that the person is known by: their case may bear another address."""
    person = found[0].person
    if person is None:
        return [email]
    return [email, *(name for _, name in accounts.names_of_people(session, [person]))]


def _apps(found: Sequence[FindingRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.app for each in found))


def _why(found: Sequence[FindingRow]) -> str:
    return "; ".join(
        f"{FINDING_WORDS[each.kind].title}: {each.account} of {each.app_name}" for each in found
    )


def _opening(
    session: Session,
    actor: Actor,
    email: str,
    found: Sequence[FindingRow],
    kind: CaseKind | None,
    now: datetime,
) -> Opening:
    apps, why = _apps(found), _why(found)
    zone = stack.organisation(session, actor).time_zone
    first = found[0]
    if first.person is None:
        return Opening(
            person=clean(first.account)[:200], email=email, kind=CaseKind.MOVE, effective=now,
            zone=zone, note=why, apps=apps,
        )  # fmt: skip
    person = accounts.person(session, actor, first.person, now).row
    # Whose leaving was worked to its end loses what was found since; nobody asks Legal again.
    names = _names(session, email, found)
    is_late_find = leaving_is_closed(session, names, person.start_at)
    usual = CaseKind.CONTRACT_END if person.kind is PersonKind.CONTRACTOR else CaseKind.VOLUNTARY
    has_left = person.left_at is not None and person.left_at <= now
    return Opening(
        person=person.name,
        email=email,
        kind=(kind or usual) if has_left else CaseKind.MOVE,
        effective=person.left_at if has_left and person.left_at else now,
        zone=person.zone or zone,
        manager=person.manager,
        note=why,
        # Who left loses everything; of who works here only what was found.
        apps=None if has_left and not is_late_find else apps,
        is_late_find=has_left and is_late_find,
    )


def _told(finding: FindingRow, case: int, *, opened: bool) -> FindingCase:
    return FindingCase(finding.id, case, case_number(case), opened)
