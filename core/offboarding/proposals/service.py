"""Proposals from lists of people: shown, accepted one by one or many at once, dismissed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
from sqlmodel import Session, col, select

from core import clock
from core.accounts import service as accounts
from core.accounts.values import FindingKind, FindingQuery, FindingState, PersonKind
from core.actor import SYSTEM, Actor
from core.audit import service as audit
from core.catalog.values import Reading
from core.config import settings
from core.errors import Invalid, NotFound
from core.jobs.values import Job
from core.offboarding.cases.opening import open_case
from core.offboarding.cases.service import CaseEdit, cancel_case, edit_case
from core.offboarding.models import Case, CaseKind, CaseStatus, Identifier
from core.offboarding.proposals.derive import (
    KnownCase,
    Leaver,
    Proposal,
    ProposalKind,
    kind_of_leaving,
    proposals,
)
from core.offboarding.proposals.models import ProposalDismissal
from core.offboarding.views import Opening
from core.offboarding.visibility import visible
from core.rights import Action, require
from core.stack import service as stack
from core.storage.database import Database

LEAVING = (CaseKind.VOLUNTARY, CaseKind.INVOLUNTARY, CaseKind.CONTRACT_END)
KIND = "proposals.accept"
LATELY = timedelta(days=30)
MOST = 100_000
AT_ONCE = 500
"""So many proposals are accepted in one go."""


@dataclass(frozen=True)
class Accepted:
    """What became of a proposal: the case that it opened, moved or withdrew."""

    proposal: str
    kind: ProposalKind
    case: int
    person: str


def roster_proposals(session: Session, actor: Actor, now: datetime | None = None) -> list[Proposal]:
    """What lists of people propose now, the next end first."""
    require(actor, Action.CASE_OPEN)
    moment = now or clock.now()
    in_use = _in_use(session, moment)
    leavers = accounts.leavers(session, actor, moment - LATELY, in_use)
    zone = stack.organisation(session, actor).time_zone
    own = accounts.own_people(session, actor)
    people = [each for each in _leavers(leavers, zone, in_use) if each.person not in own]
    dismissed = set(session.exec(select(ProposalDismissal.proposal)))
    return proposals(people, _cases(session, actor, people), dismissed, moment)


def accept_proposals(
    session: Session,
    actor: Actor,
    reading: Reading,
    ids: Sequence[str],
    *,
    kind: CaseKind | None = None,
) -> list[Accepted]:
    """Do what these proposals say, all or none. ``kind``: of the cases that are opened; else by
    the kind of the person."""
    require(actor, Action.CASE_OPEN)
    if len(ids) > AT_ONCE:
        raise Invalid(f"At most {AT_ONCE} proposals at once.", field="proposals")
    known = {each.id: each for each in roster_proposals(session, actor)}
    done = []
    for each in ids:
        if each not in known:
            raise NotFound(
                f"There is no proposal {each}.",
                field="proposal",
                hint="The list or the case changed meanwhile: look again.",
            )
        done.append(_accept(session, actor, reading, known[each], kind))
    return done


def dismiss_proposals(session: Session, actor: Actor, ids: Sequence[str], reason: str) -> None:
    """Not these: until the list says something else of the person."""
    require(actor, Action.CASE_OPEN)
    known = {each.id: each for each in roster_proposals(session, actor)}
    for each in ids:
        if each not in known:
            raise NotFound(f"There is no proposal {each}.", field="proposal")
        found = known[each]
        if session.get(ProposalDismissal, each) is None:
            session.add(
                ProposalDismissal(
                    proposal=each, reason=reason.strip(), at=clock.now(), by=actor.name,
                    by_id=actor.id,
                )
            )  # fmt: skip
        session.flush()
        after = {"kind": str(found.kind), "reason": reason.strip()}
        audit.record(
            session, actor, "proposal.dismiss", f"person:{found.leaver.person}", after=after
        )


def accept_by_itself(database: Database, _job: Job, now: datetime) -> None:
    """The job: do what lists propose of people whose kind the settings name."""
    with database.read() as session:
        kinds = set(accounts.account_settings(session, SYSTEM).opens_at_once)
        found = roster_proposals(session, SYSTEM, now) if kinds else []
    for each in found:
        if each.leaver.kind in kinds:
            with database.write() as session:
                # Asked again: somebody may have done it meanwhile.
                standing = {one.id for one in roster_proposals(session, SYSTEM, now)}
                if each.id in standing:
                    reading = Reading(now.date(), settings().stale_after_days)
                    accept_proposals(session, SYSTEM, reading, [each.id])


def _accept(
    session: Session, actor: Actor, reading: Reading, proposal: Proposal, kind: CaseKind | None
) -> Accepted:
    leaver, case = proposal.leaver, proposal.case
    reason = proposal.why.format(
        at=_in_utc(proposal.moment), was=_in_utc(case.effective if case else None)
    )
    if proposal.kind is ProposalKind.OPEN:
        if not leaver.email:
            raise Invalid(
                f"{leaver.name} has no address: nothing can be looked for.",
                field="email",
                hint="Add one on the person's page, or in the list.",
            )
        opening = Opening(
            person=leaver.name,
            email=leaver.email,
            kind=kind or kind_of_leaving(leaver.kind),
            effective=proposal.moment or clock.now(),
            zone=leaver.zone,
            manager=leaver.manager,
            note=reason,
        )
        opened = open_case(session, actor, reading, opening, source="roster")
        return Accepted(proposal.id, proposal.kind, opened.id, leaver.name)
    assert case is not None
    if proposal.kind is ProposalKind.WITHDRAW:
        cancel_case(session, actor, case.id, case.version, reason)
        return Accepted(proposal.id, proposal.kind, case.id, leaver.name)
    row = session.get_one(Case, case.id)
    edit = CaseEdit(
        case.version, proposal.moment or case.effective, row.manager, row.hand_over_to, row.note,
        reason,
    )  # fmt: skip
    edit_case(session, actor, case.id, edit)
    return Accepted(proposal.id, proposal.kind, case.id, leaver.name)


def _in_use(session: Session, now: datetime) -> Mapping[int, int]:
    """Person who left → their accounts that are still in use, whenever they left; what somebody
    accepted is left out."""
    query = FindingQuery(kind=FindingKind.ORPHANED)
    found = accounts.findings(session, SYSTEM, query, now, limit=MOST).rows
    return Counter(
        row.person
        for row in found
        if row.person is not None and row.state is not FindingState.ACCEPTED
    )


def _leavers(frame: pl.DataFrame, zone: str, in_use: Mapping[int, int]) -> list[Leaver]:
    found = []
    for row in frame.iter_rows(named=True):
        unlisted = row["end_at"] is None and not row["is_left"] and row["unlisted_at"] is not None
        end = row["end_at"] or (row["left_at"] if row["is_left"] or unlisted else None)
        told = row["unlisted_at"] if unlisted else row["end_told_at"] or row["first_seen_at"]
        found.append(
            Leaver(
                person=row["person"],
                name=row["name"],
                email=row["email"],
                kind=PersonKind(row["kind"]),
                manager=row["manager_email"] or row["manager"],
                zone=row["zone"] or zone,
                feed=row["feed_name"],
                end=end,
                told=told,
                is_news=unlisted or row["end_told_at"] is not None,
                unlisted=unlisted,
                in_use=in_use.get(row["person"], 0),
            )
        )
    return found


def _cases(
    session: Session, actor: Actor, people: Sequence[Leaver]
) -> Mapping[int, Sequence[KnownCase]]:
    """Person → their cases of leaving, the newest first."""
    names = accounts.names_of_people(session, [each.person for each in people])
    by_name: dict[str, set[int]] = {}
    for person, name in names:
        by_name.setdefault(name, set()).add(person)
    query = (
        select(Case, Identifier.value)
        .join(Identifier, col(Identifier.case_id) == col(Case.id))
        .where(col(Case.kind).in_(LEAVING), visible(session, actor))
        .order_by(col(Case.id).desc())
    )
    found: dict[int, dict[int, KnownCase]] = {}
    for case, name in session.exec(query):
        for person in by_name.get(name, ()):
            found.setdefault(person, {})[case.id or 0] = _known(case)
    return {person: list(cases.values()) for person, cases in found.items()}


def _known(case: Case) -> KnownCase:
    return KnownCase(
        case.id or 0, CaseStatus(case.status), case.kind, case.effective_at, case.time_zone,
        case.opened_at, case.version,
    )  # fmt: skip


def _in_utc(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "no day"


def kinds_of(found: Collection[Proposal]) -> Mapping[ProposalKind, int]:
    """How many of each kind."""
    return {kind: sum(each.kind is kind for each in found) for kind in ProposalKind}
