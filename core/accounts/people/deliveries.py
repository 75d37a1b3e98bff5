"""Deliveries of people: what each roster makes of who works here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import polars as pl
from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, select

from core.accounts.editions import PEOPLE, changed, hold_people, person_ids
from core.accounts.feeds import contents
from core.accounts.feeds.fences import too_much_is_lost
from core.accounts.feeds.rows import snapshot_view
from core.accounts.feeds.taking.how import How, Taken
from core.accounts.feeds.taking.refusing import check, refuse
from core.accounts.feeds.taking.take import remember, take
from core.accounts.formats.delivery import Delivery
from core.accounts.formats.reader import read
from core.accounts.kinds import Employment, PersonKind, Subject
from core.accounts.list_changes import ListChanges
from core.accounts.list_views import ImportResult
from core.accounts.models import Feed, Snapshot
from core.accounts.people.changes import of_people
from core.accounts.people.leaving import left_at
from core.accounts.people.roster import FIELDS, Days, Roster, rank, read_roster
from core.accounts.people.tables import identifiers, stored_people
from core.accounts.settings import Settings, settings_here
from core.accounts.told import concluded
from core.actor import SYSTEM, Actor
from core.errors import Invalid, NotFound
from core.rights import Action, require
from core.stack import service as stack

_PERSON = SQLModel.metadata.tables["person"]
_IDENTIFIER = SQLModel.metadata.tables["person_identifier"]
MANY_AT_ONCE = 3
"""So few people may be given an end at once however small the company is."""


def import_people(session: Session, actor: Actor, delivery: Delivery, how: How) -> ImportResult:
    """Take a list of people. Raises and tells as :func:`feeds.accounts.take_accounts`."""
    require(actor, Action.INVENTORY_DELIVER)
    name = how.feed or _default_feed(delivery)
    check(delivery, name)
    seen: dict[str, Roster] = {}

    def hold(taken: Taken) -> tuple[str, ...]:
        if not how.trial:
            hold_people(session)
        says = said_fields(delivery.mapping)
        seen["roster"] = _roster(session, taken.feed, taken.row, delivery.frame, says)
        if errors := seen["roster"].errors:
            refuse(delivery, name, errors)
        return _why_held(session, seen["roster"], taken)

    def conclude(taken: Taken) -> None:
        roster = seen["roster"]
        _count(taken.row, roster, session)
        if not taken.is_trial:
            _apply(session, taken.feed, taken.row, roster, taken.now)

    result = take(
        session, actor, delivery, how, app=None, name=name, hold=hold, conclude=conclude,
        count=lambda taken: _count(taken.row, seen["roster"], session),
    )  # fmt: skip
    if "roster" not in seen:
        return result
    roster = seen["roster"]
    told = replace(result, notes=(*result.notes, *roster.notes))
    if not how.trial:
        return told
    return replace(told, changes=of_people(roster, stored_people(session)))


def held_people(session: Session, snapshot: Snapshot, feed: Feed) -> ListChanges:
    """What a list of people that is held would change."""
    frame = contents.rows(session, snapshot, Subject.PEOPLE)
    roster = _roster(session, feed, snapshot, frame, _says(session, snapshot, feed))
    return of_people(roster, stored_people(session))


def settle_people(session: Session, snapshot: Snapshot, feed: Feed, now: datetime) -> None:
    """Conclude a list of people that was held."""
    hold_people(session)
    frame = contents.rows(session, snapshot, Subject.PEOPLE)
    roster = _roster(session, feed, snapshot, frame, _says(session, snapshot, feed))
    _count(snapshot, roster, session)
    _apply(session, feed, snapshot, roster, now)


def said_fields(mapping: Mapping[str, str]) -> frozenset[str]:
    """Of a first and a last day, what a list has a column for: an empty cell there says *none*."""
    ends = {"end", "end_otherwise"}
    return frozenset({"end"} if ends & mapping.keys() else ()) | ({"start"} & mapping.keys())


def _says(session: Session, row: Snapshot, feed: Feed) -> frozenset[str]:
    """The same of a list that was held: its columns are read again from its bytes."""
    try:
        again = read(
            contents.delivered(session, row), row.file or "list.csv", Subject.PEOPLE,
            mapping=feed.mapping or {},
        )  # fmt: skip
    except (Invalid, NotFound):
        return frozenset()
    return said_fields(again.mapping)


def _roster(
    session: Session, feed: Feed, row: Snapshot, frame: pl.DataFrame, says: frozenset[str]
) -> Roster:
    settings = settings_here(session)
    query = select(Feed.id, Feed.format).where(Feed.subject == Subject.PEOPLE)
    ranks = {each or 0: rank(known) for each, known in session.exec(query)}
    return read_roster(
        frame,
        stored_people(session),
        identifiers(session),
        feed=feed.id or 0,
        ranks=ranks,
        own_rank=rank(row.format),
        complete=row.complete,
        days=_days(session, settings),
        says=says,
    )


def _days(session: Session, settings: Settings) -> Days:
    hour, minute = map(int, settings.leaves_at.split(":"))
    return Days(stack.organisation(session, SYSTEM).time_zone, time(hour, minute))


def _count(row: Snapshot, roster: Roster, session: Session) -> None:
    row.new, row.changed, row.gone = len(roster.new), len(roster.changed), len(roster.unlisted)
    stays = stored_people(session).filter(
        pl.col("feed") == row.feed_id, pl.col("unlisted_at").is_null()
    )
    row.listed = len(stays) - len(roster.unlisted) + len(roster.new) + len(roster.relisted)


def _why_held(session: Session, roster: Roster, taken: Taken) -> tuple[str, ...]:
    """Of those who are here by any list, how many it would have leave, or not leave, at once."""
    percent = settings_here(session).lost_percent
    people = stored_people(session).with_columns(left_at(taken.now))
    of_list = roster.of.drop_nulls()["person"].implode()
    own = (pl.col("feed") == taken.row.feed_id) & pl.col("unlisted_at").is_null()
    here = people.filter(pl.col("left_at").is_null(), own | pl.col("person").is_in(of_list))
    missing = here.filter(pl.col("person").is_in(roster.unlisted))
    moved = roster.changed.filter(
        pl.col("end_moved"), pl.col("person").is_in(here["person"].implode())
    )
    left = pl.col("employment") == str(Employment.LEFT)
    ends = pl.col("end_at").is_not_null()
    told = (
        (moved.filter(left), "people have left by this list, all at once."),
        (moved.filter(~left & ends), "people get another last day at once."),
        (moved.filter(~left & ~ends), "people lose their last day at once."),
    )
    found = [too_much_is_lost("people", len(here), len(missing), percent)]
    for some, what in told:
        if len(some) > max(MANY_AT_ONCE, len(here) * percent // 100):
            found.append(f"{len(some):,} of {len(here):,} {what}")
    return tuple(sentence for sentence in found if sentence)


def _apply(session: Session, feed: Feed, row: Snapshot, roster: Roster, now: datetime) -> None:
    remember(session, feed, row)
    taken = row.taken_at
    ids = person_ids(session, len(roster.new)) if len(roster.new) else range(0)
    new = roster.new.with_columns(person=pl.Series("person", list(ids), dtype=pl.Int64))
    connection = session.connection()
    if len(new):
        added = {
            "feed_id": feed.id, "first_seen_at": taken, "end_told_at": None, "unlisted_at": None,
            "kept_at": None, "version": 1,
        }  # fmt: skip
        connection.execute(insert(_PERSON), [{**each, **added} for each in _values(new)])
    if len(roster.changed):
        _update(session, feed, roster.changed, taken)
    unlisted = update(_PERSON).where(_PERSON.c.id == bindparam("person"))
    if roster.unlisted:
        told = [{"person": each} for each in roster.unlisted]
        connection.execute(unlisted.values(unlisted_at=taken), told)
    if roster.relisted:
        told = [{"person": each} for each in roster.relisted]
        connection.execute(unlisted.values(unlisted_at=None), told)
    _store_names(session, feed, roster, new)
    session.expire_all()
    changed(session, PEOPLE)
    session.add(row)
    session.flush()
    concluded(session, snapshot_view(row, feed), now)


def _values(frame: pl.DataFrame) -> list[dict[str, Any]]:
    names = frame.select("person", "record", *FIELDS).rename({"person": "id"})
    rows = names.with_columns(
        name=pl.coalesce("name", "email", "employee_number", pl.lit("(no name)")),
        email=pl.col("email").str.strip_chars().str.to_lowercase(),
    )
    return [_typed(each) for each in rows.to_dicts()]


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    row["kind"] = PersonKind(row["kind"])
    row["employment"] = Employment(row["employment"])
    return row


def _update(session: Session, feed: Feed, frame: pl.DataFrame, taken: datetime) -> None:
    statement = (
        update(_PERSON)
        .where(_PERSON.c.id == bindparam("of"))
        .values(
            {name: bindparam(f"to_{name}") for name in FIELDS} | {"version": _PERSON.c.version + 1}
        )
    )
    values = _values(frame)
    told = [{"of": each["id"], **{f"to_{name}": each[name] for name in FIELDS}} for each in values]
    session.connection().execute(statement, told)
    leads = frame.filter(pl.col("leads"))
    if len(leads):
        whose = update(_PERSON).where(_PERSON.c.id == bindparam("of"))
        rows = leads.select(of="person", to_record="record").to_dicts()
        session.connection().execute(
            whose.values(feed_id=feed.id, record=bindparam("to_record")), rows
        )
    moved = frame.filter(pl.col("end_moved"))["person"].to_list()
    if moved:
        ended = update(_PERSON).where(_PERSON.c.id == bindparam("of")).values(end_told_at=taken)
        session.connection().execute(ended, [{"of": each} for each in moved])


def _store_names(session: Session, feed: Feed, roster: Roster, new: pl.DataFrame) -> None:
    whose = pl.concat([roster.of.drop_nulls(), new.select("record", "person")]).unique(
        "record", keep="last"
    )
    names = roster.names.join(whose, on="record", how="inner").select("form", "kind", "person")
    known = identifiers(session).select("form", pl.col("identifier_kind").alias("kind"), "person")
    fresh = names.unique().join(known, on=["form", "kind", "person"], how="anti")
    if not len(fresh):
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(_IDENTIFIER).on_conflict_do_nothing()
    rows = fresh.rename({"person": "person_id"}).with_columns(feed_id=pl.lit(feed.id)).to_dicts()
    session.connection().execute(statement, rows)


def _default_feed(delivery: Delivery) -> str:
    return delivery.format_name if delivery.format != "table" else "People"
