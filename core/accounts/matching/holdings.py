"""What everybody who works here holds: accounts in use, and those that they answer for."""

from collections.abc import Collection, Mapping
from datetime import datetime

import polars as pl
from sqlmodel import Session

from core.accounts.frames import Schema
from core.accounts.identifiers import forms
from core.accounts.kinds import NOBODYS
from core.accounts.matching.inventory import everywhere
from core.accounts.matching.owners import one_persons, people_of_owners
from core.accounts.matching.seen import OFF
from core.accounts.people.tables import persons
from core.accounts.settings import settings_here
from core.actor import Actor
from core.rights import Action, require

HELD: Schema = {"person": pl.Int64, "app": pl.String, "admin": pl.Boolean}
"""One row a person and app in which they have an account in use; ``admin`` null: not known."""
ANSWERED_FOR: Schema = {"person": pl.Int64, "app": pl.String, "account": pl.String}
"""One row a service, shared or bot account in use that a person owns."""


def held(session: Session, actor: Actor, now: datetime) -> pl.DataFrame:
    """Who has an account in use where (:data:`HELD`), of those who have not left."""
    require(actor, Action.INVENTORY_READ)
    theirs = _in_use(session).join(_here(session, now), on="person", how="semi")
    admin = pl.when(pl.col("admin").any()).then(True).when(pl.col("admin").is_null().any())
    return theirs.group_by("person", "app").agg(admin=admin.then(None).otherwise(False))


def answered_for(session: Session, actor: Actor, now: datetime) -> pl.DataFrame:
    """Which accounts of nobody who answers for (:data:`ANSWERED_FOR`)."""
    require(actor, Action.INVENTORY_READ)
    rule = settings_here(session).rules
    owned = (
        _in_use(session)
        .filter(
            pl.col("kind").is_in([str(kind) for kind in NOBODYS]), pl.col("owner").is_not_null()
        )
        .select(
            "app",
            account=pl.coalesce("user_name", "email", "external_id", "key"),
            form=forms(pl.col("owner"), rule),
        )
    )
    found = owned.join(one_persons(session), on="form")
    return found.join(_here(session, now), on="person", how="semi").select(list(ANSWERED_FOR))


def people_called(session: Session, actor: Actor, names: Collection[str]) -> Mapping[str, int]:
    """Of addresses and user names, those that just one person has: name → person."""
    require(actor, Action.INVENTORY_READ)
    return people_of_owners(session, names)


def _in_use(session: Session) -> pl.DataFrame:
    return everywhere(session).filter(~pl.col("gone"), ~pl.col("status").is_in(OFF))


def _here(session: Session, now: datetime) -> pl.DataFrame:
    people = persons(session, now)
    return people.filter(~(pl.col("left_at") <= now).fill_null(value=False)).select("person")
