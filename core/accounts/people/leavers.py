"""People whose end lists say, moved or withdrew: what proposals are made of."""

from collections.abc import Collection
from datetime import datetime

import polars as pl
from sqlmodel import Session, select

from core import clock
from core.accounts.identifiers import Rules, forms
from core.accounts.kinds import Employment, IdentifierKind
from core.accounts.models import Feed
from core.accounts.people.leaving import left_at
from core.accounts.people.tables import identifiers, stored_people
from core.actor import Actor
from core.rights import Action, require


def leavers(
    session: Session, actor: Actor, since: datetime, also: Collection[int] = ()
) -> pl.DataFrame:
    """Everybody whose end is later than ``since``, or was said, moved, withdrawn or implied after
    they were known, and the people ``also``: ``people.tables.STORED`` with ``left_at``,
    ``is_left``, ``feed_name`` and ``manager_email`` (the address of the one person that the
    manager's number or name is)."""
    require(actor, Action.INVENTORY_READ)
    now = clock.now()
    whole = stored_people(session).with_columns(
        left_at(now), is_left=pl.col("employment") == str(Employment.LEFT)
    )
    is_kept = (pl.col("kept_at") >= pl.col("unlisted_at")).fill_null(value=False)
    found = whole.filter(
        (pl.col("end_at") > since).fill_null(value=False)
        | pl.col("end_told_at").is_not_null()
        | (pl.col("unlisted_at").is_not_null() & ~is_kept)
        | pl.col("person").is_in(list(also))
    ).with_columns(unlisted_at=pl.when(~is_kept).then("unlisted_at"))
    names = session.exec(select(Feed.id, Feed.name)).all()
    feeds = pl.DataFrame(names, schema={"feed": pl.Int64, "feed_name": pl.String}, orient="row")
    return (
        found.join(feeds, on="feed", how="left")
        .join(_managers(session, whole, found), on="manager", how="left")
        .sort("person")
    )


def names_of_people(session: Session, people: Collection[int]) -> list[tuple[int, str]]:
    """Person and name, for each address and user name of theirs."""
    found = identifiers(session).filter(
        pl.col("person").is_in(list(people)),
        pl.col("identifier_kind") != str(IdentifierKind.NUMBER),
    )
    return list(found.select("person", "form").iter_rows())


def _managers(session: Session, whole: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """``manager`` as lists give it, and the address of the one person whom it names."""
    wanted = found.select("manager").drop_nulls().unique()
    wanted = wanted.with_columns(form=forms(pl.col("manager"), Rules()))
    called = identifiers(session).select("form", "person")
    by_name = whole.select(form=pl.col("name").str.to_lowercase(), person="person")
    held = (
        pl.concat([called, by_name])
        .unique()
        .group_by("form")
        .agg(pl.col("person").min(), many=pl.len())
        .filter(pl.col("many") == 1)
    )
    emails = whole.select("person", manager_email="email")
    return (
        wanted.join(held, on="form")
        .join(emails, on="person")
        .select("manager", "manager_email")
        .drop_nulls()
    )
