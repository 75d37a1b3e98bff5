"""What is asked of accounts for a page: how many people have, and who said whose one is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlmodel import Session, col, select

from core.accounts.kinds import IN_USE
from core.accounts.matching.inventory import everywhere
from core.accounts.models import AccountDecision
from core.actor import Actor
from core.rights import Action, require


@dataclass(frozen=True)
class Said:
    """Who said whose an account is, or what it is for, and when."""

    by: str
    at: datetime


def said_of(session: Session, actor: Actor, app: str, keys: Collection[str]) -> Mapping[str, Said]:
    """Account key → who said something of it last, for those of which somebody did."""
    require(actor, Action.INVENTORY_READ)
    query = select(AccountDecision).where(
        AccountDecision.app_id == app, col(AccountDecision.key).in_(list(keys))
    )
    return {each.key: Said(each.by, each.at) for each in session.exec(query)}


def accounts_in_use(
    session: Session, actor: Actor, people: Collection[int]
) -> Mapping[int, int] | None:
    """Person → how many accounts in use they have; ``None`` while no app's list is known."""
    require(actor, Action.INVENTORY_READ)
    whole = everywhere(session)
    if not len(whole):
        return None
    theirs = whole.filter(
        pl.col("person").is_in(list(people)), ~pl.col("gone"), pl.col("status").is_in(IN_USE)
    )
    counted = dict(theirs["person"].value_counts().iter_rows())
    return {each: counted.get(each, 0) for each in people}
