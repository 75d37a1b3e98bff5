"""People forgotten: on request, and by themselves after the retention period.

GDPR Art. 17(1)(a) and Art. 5(1)(e). What stays: cases (proof of an obligation, Art. 17(3)(b) and
(e)), and entries of the audit log, which name people and accounts by digests. docs/privacy.md.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

import polars as pl
from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from core.accounts.editions import DECISIONS, PEOPLE, changed, hold_people
from core.accounts.feeds import contents
from core.accounts.feeds.rows import came_again
from core.accounts.finding_ids import finding_ids
from core.accounts.identifiers import Rules, form
from core.accounts.kinds import AccountStatus, FindingKind
from core.accounts.matching.inventory import everywhere
from core.accounts.models import (
    AccountDecision,
    FeedTrouble,
    FindingAcceptance,
    Person,
    PersonIdentifier,
    Snapshot,
    Standing,
    SuggestionRefusal,
)
from core.accounts.people.own import refuse_own
from core.accounts.people.tables import identifiers, persons, stored_people
from core.accounts.privacy.old_lists import drop_contents, lists_with, old_lists
from core.accounts.settings import settings_here
from core.accounts.told import removals
from core.actor import SYSTEM, Actor
from core.audit import service as audit
from core.errors import Conflict, NotFound
from core.jobs.values import Job
from core.rights import Action, require
from core.step_up import require_fresh
from core.storage.database import Database

log = logging.getLogger("offramp.accounts")


def erase_person(session: Session, actor: Actor, person_id: int, reason: str) -> None:
    """Forget a person, their names and the accounts that they had.

    Raises :class:`Conflict` while they have an account in use, or a case is at work on them: first
    the access ends, then its trace. What a list still says of them is said again by the next one.
    """
    require(actor, Action.INVENTORY_ERASE)
    require_fresh(actor)
    hold_people(session)
    if session.get(Person, person_id) is None:
        raise NotFound("There is no such person.", field="person")
    refuse_own(session, actor, person_id)
    used = _in_use(session).filter(pl.col("person") == person_id)
    if len(used):
        apps = ", ".join(sorted(set(used["app"].to_list())))
        raise Conflict(f"They have an account in use: {apps}.", hint="Remove it first.")
    if person_id in _at_work(session):
        raise Conflict("A case is at work on them.", hint="Finish or cancel it first.")
    _forget(session, [person_id])
    audit.record(
        session, actor, "person.erase", f"person:{person_id}", after={"reason": reason.strip()}
    )


def keep_no_longer(database: Database, _job: Job, now: datetime) -> None:
    """The job: forget who left, and what was delivered, longer ago than the setting says."""
    with database.write() as session:
        people, lists = forget_old(session, now)
    if people or lists:
        log.info("forgot %d people and the rows of %d lists", people, lists)


def forget_old(session: Session, now: datetime) -> tuple[int, int]:
    """Forget what is older than the retention period; how many people and lists."""
    hold_people(session)
    since = now - timedelta(days=settings_here(session).retention_days)
    lists = _drop_old(session, since)
    left = persons(session, now).filter(pl.col("left_at") < since)["person"].to_list()
    used = set(_in_use(session)["person"].drop_nulls().to_list()) | _at_work(session)
    gone = [each for each in left if each not in used]
    if gone:
        _forget(session, gone)
        audit.record(session, SYSTEM, "people.retention", "people", after={"people": len(gone)})
    return len(gone), lists


def _in_use(session: Session) -> pl.DataFrame:
    return everywhere(session).filter(
        ~pl.col("gone"),
        pl.col("status") != str(AccountStatus.DEACTIVATED),
        pl.col("person").is_not_null(),
    )


def _at_work(session: Session) -> set[int]:
    """People whose access a case is still to remove."""
    open_names = removals(session).filter(~pl.col("done")).select("form").unique()
    return set(identifiers(session).join(open_names, on="form", how="semi")["person"].to_list())


def _forget(session: Session, people: Collection[int]) -> None:
    """Delete the people, what was said of them, and the accounts that are no longer in use."""
    wanted = list(people)
    theirs = everywhere(session).filter(pl.col("person").is_in(wanted))
    _forget_in_lists(session, wanted, theirs)
    _forget_said(session, wanted)
    _forget_acceptances(session, theirs)
    _forget_accounts(session, theirs)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for row in session.exec(
            select(AccountDecision).where(col(AccountDecision.person_id).in_(some))
        ):
            session.delete(row)
        for refusal in session.exec(
            select(SuggestionRefusal).where(col(SuggestionRefusal.person_id).in_(some))
        ):
            session.delete(refusal)
        session.flush()
        session.exec(delete(PersonIdentifier).where(col(PersonIdentifier.person_id).in_(some)))
        session.exec(delete(Person).where(col(Person.id).in_(some)))
    changed(session, PEOPLE)
    changed(session, DECISIONS)


def _forget_accounts(session: Session, theirs: pl.DataFrame) -> None:
    """Take these rows out of the lists as they stand."""
    for (feed,), rows in theirs.group_by("feed"):
        number = int(str(feed))
        standing = contents.standing(session, number)
        stands = session.get(Standing, number)
        if standing is None or stands is None:
            continue
        left = standing.join(rows.select("key"), on="key", how="anti")
        contents.store_standing(session, number, stands.snapshot_id, left)


def _drop_old(session: Session, since: datetime) -> int:
    """Forget the rows and bytes of old lists; each feed's newest stay, and the rows that say when
    it was delivered, with its digest and root."""
    query = select(Snapshot.id).where(Snapshot.received_at < since)
    old = {each for each in session.exec(query) if each is not None}
    dropped = drop_contents(session, sorted(old & set(old_lists(session))))
    if dropped:
        audit.record(session, SYSTEM, "snapshots.retention", "snapshots", after={"lists": dropped})
    return dropped


def _forget_said(session: Session, people: Collection[int]) -> None:
    """Who has them as their manager, what a failed delivery quoted, and why findings of their
    accounts were accepted. A list that still says it says it again."""
    known = identifiers(session).filter(pl.col("person").is_in(list(people)))
    names = stored_people(session).filter(pl.col("person").is_in(list(people)))["name"]
    called = {*known["form"].to_list(), *(name.casefold() for name in names)}
    managed = stored_people(session).filter(pl.col("manager").is_not_null())
    theirs = [
        person
        for person, manager in managed.select("person", "manager").iter_rows()
        if {form(manager, Rules()), " ".join(manager.split()).casefold()} & called
    ]
    for start in range(0, len(theirs), 500):
        some = col(Person.id).in_(theirs[start : start + 500])
        session.exec(update(Person).where(some).values(manager=None))
    long = [each for each in called if len(each) > 2]
    for trouble in session.exec(select(FeedTrouble)):
        if not any(each in trouble.what.casefold() for each in long):
            continue
        if came_again(trouble):
            session.delete(trouble)
        else:
            trouble.what = "The last delivery failed. Why is no longer kept."
            session.add(trouble)


def _forget_acceptances(session: Session, theirs: pl.DataFrame) -> None:
    """Findings of these accounts are accepted no longer: the reasons name people."""
    kinds = pl.DataFrame({"kind": [str(kind) for kind in FindingKind]})
    of_accounts = theirs.select("app", "key").unique().join(kinds, how="cross")
    if not len(of_accounts):
        return
    ids = of_accounts.select(id=finding_ids(of_accounts))["id"].to_list()
    for start in range(0, len(ids), 500):
        some = col(FindingAcceptance.finding).in_(ids[start : start + 500])
        for row in session.exec(select(FindingAcceptance).where(some)).all():
            session.delete(row)
            session.flush()
            audit.record(session, SYSTEM, "finding.reopen", f"finding:{row.finding}")


def _forget_in_lists(session: Session, people: Collection[int], theirs: pl.DataFrame) -> None:
    """The bytes and rows of every old list that has them."""
    known = identifiers(session).filter(pl.col("person").is_in(list(people)))
    names = set(known["form"].to_list())
    keys = set(theirs["key"].to_list())
    drop_contents(session, lists_with(session, old_lists(session), names, keys))
