"""A list of accounts taken, and whose they are: what a person sees of an import."""

from dataclasses import replace
from datetime import datetime

import polars as pl
from sqlmodel import Session

from core import clock
from core.accounts.feeds.accounts import take_accounts
from core.accounts.feeds.taking.how import How
from core.accounts.formats.delivery import Delivery
from core.accounts.frames import STANDING
from core.accounts.identifiers import Rules, forms
from core.accounts.kinds import NOBODYS
from core.accounts.list_views import ImportResult
from core.accounts.matching.exact import matches
from core.accounts.matching.inventory import decisions
from core.accounts.matching.suggesting import suggestions_for
from core.accounts.people.tables import identifiers, persons
from core.accounts.settings import settings_here
from core.actor import Actor
from core.rights import Action, require


def import_accounts(
    session: Session, actor: Actor, app: str, delivery: Delivery, how: How
) -> ImportResult:
    """Take a list of an app's accounts, and say how many of them are whose.

    Raises :class:`Refused` with every line that is wrong; :class:`Invalid` for another app's
    export, other columns than last time, or a moment that cannot be. Nothing is stored then.
    """
    require(actor, Action.INVENTORY_DELIVER)
    result = take_accounts(session, actor, app, delivery, how, _leavers(session, clock.now()))
    rows = _standing(delivery.frame, app)
    whose = matches(
        rows, identifiers(session), decisions(session, [app]), settings_here(session).rules
    )
    merged = rows.drop("kind").hstack(whose.drop("app", "key"))
    nobodys = merged.filter(pl.col("person").is_null(), ~pl.col("kind").is_in(NOBODYS))
    near = suggestions_for(session, nobodys, merged.with_columns(gone=pl.lit(value=False)))
    is_owned = pl.col("kind").is_in(NOBODYS) & pl.col("owner").is_not_null()
    matched = len(whose.filter(pl.col("match").is_not_null() | is_owned))
    suggested = near.select("key").n_unique() if len(near) else 0
    rest = len(whose) - matched - suggested
    return replace(result, matched=matched, suggested=suggested, unmatched=rest)


def _leavers(session: Session, now: datetime) -> pl.Series:
    """Names of people who left."""
    left = persons(session, now).filter(pl.col("left_at") <= now)
    return identifiers(session).join(left.select("person"), on="person", how="semi")["form"]


def _standing(rows: pl.DataFrame, app: str) -> pl.DataFrame:
    """The rows as if they stood already, as far as matching looks at it."""
    plain = Rules()
    missing = [
        pl.lit(None, kind).alias(name)
        for name, kind in STANDING.items()
        if name not in rows.columns
    ]
    return rows.with_columns(missing).with_columns(
        app=pl.lit(app),
        email_form=forms(pl.col("email"), plain),
        user_form=forms(pl.col("user_name"), plain),
    )
