"""Accounts of frames as values that people are shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from core.accounts.kinds import AccountKind, AccountStatus, MatchKind, SnapshotState
from core.accounts.matching.owners import people_of_owners
from core.accounts.models import Feed, Snapshot
from core.accounts.people.tables import stored_people
from core.accounts.views import AccountRow
from core.catalog.values import App


def account_rows(session: Session, frame: pl.DataFrame) -> list[AccountRow]:
    """The rows of ``matching.inventory.MATCHED``, in their order."""
    if not len(frame):
        return []
    feeds = dict(session.exec(select(Feed.id, Feed.name)).all())
    apps = frame["app"].unique().to_list()
    names = dict(session.exec(select(App.id, App.name).where(col(App.id).in_(apps))).all())
    owners = people_of_owners(session, frame["owner"].drop_nulls().unique().to_list())
    people = {*frame["person"].drop_nulls().to_list(), *owners.values()}
    who = people_of(session, people)
    lacking = _lacking(session, frame)
    return [_row(each, feeds, names, who, owners, lacking) for each in frame.iter_rows(named=True)]


def _lacking(session: Session, frame: pl.DataFrame) -> Mapping[tuple[int, datetime], int]:
    """Feed and moment → the list of that moment, of lists that first lack an account."""
    gone = frame.filter("gone").select("feed", "gone_at").unique().drop_nulls()
    if not len(gone):
        return {}
    found = session.exec(
        select(Snapshot.feed_id, Snapshot.taken_at, Snapshot.id)
        .where(
            col(Snapshot.feed_id).in_(gone["feed"].unique().to_list()),
            col(Snapshot.taken_at).in_(gone["gone_at"].unique().to_list()),
            Snapshot.state == SnapshotState.CONCLUDED,
            col(Snapshot.complete),
        )
        .order_by(col(Snapshot.id).desc())
    )
    return {(feed, at): number for feed, at, number in found if number is not None}


def people_of(session: Session, ids: Iterable[int]) -> Mapping[int, tuple[str, str | None]]:
    """Person → their name and main address."""
    wanted = list(ids)
    if not wanted:
        return {}
    found = stored_people(session).filter(pl.col("person").is_in(wanted))
    return {
        person: (name, email)
        for person, name, email in found.select("person", "name", "email").iter_rows()
    }


def _row(
    row: dict[str, Any],
    feeds: Mapping[int | None, str],
    apps: Mapping[str, str],
    who: Mapping[int, tuple[str, str | None]],
    owners: Mapping[str, int],
    lacking: Mapping[tuple[int, datetime], int],
) -> AccountRow:
    name, email = who.get(row["person"], (None, None))
    owner = owners.get(row["owner"])
    moment: dict[str, datetime | None] = {
        key: row[key] for key in ("last_active", "created", "expires", "gone_at")
    }
    return AccountRow(
        app=row["app"],
        app_name=apps.get(row["app"], row["app"]),
        key=row["key"],
        external_id=row["external_id"],
        user_name=row["user_name"],
        email=row["email"],
        name=row["name"],
        status=AccountStatus(row["status"]),
        admin=row["admin"],
        second_factor=row["second_factor"],
        kind=AccountKind(row["kind"]),
        roles=row["roles"],
        licences=row["licences"],
        billed=row["billed"],
        never_active=row["never_active"],
        person=row["person"] if name is not None else None,
        person_name=name,
        person_email=email,
        match=MatchKind(row["match"]) if row["match"] and name is not None else None,
        owner=row["owner"],
        owner_person=owner,
        owner_name=who[owner][0] if owner is not None and owner in who else None,
        feed=row["feed"],
        feed_name=feeds.get(row["feed"], "?"),
        snapshot=row["last_snapshot"],
        as_of=row["last_seen"],
        first_seen=row["first_seen"],
        status_since=row["status_since"],
        gone=row["gone"],
        last_active=moment["last_active"],
        created=moment["created"],
        expires=moment["expires"],
        gone_at=moment["gone_at"],
        gone_snapshot=lacking.get((row["feed"], row["gone_at"])) if row["gone"] else None,
    )
