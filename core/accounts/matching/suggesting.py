"""Suggestions for the accounts of an app, or of all, that are nobody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl
from sqlmodel import Session, col, select

from core import clock
from core.accounts.frames import REFUSED, SUGGESTIONS, empty
from core.accounts.kinds import NOBODYS, AccountStatus
from core.accounts.matching.account_rows import account_rows, people_of
from core.accounts.matching.alike.suggestions import suggestions
from core.accounts.matching.inventory import everywhere
from core.accounts.models import SuggestionRefusal
from core.accounts.people.tables import identifiers, persons
from core.accounts.settings import settings_here
from core.accounts.views import AccountRow, Suggestion
from core.actor import Actor
from core.rights import Action, require

_KEY = {"app": pl.String, "key": pl.String}


@dataclass(frozen=True)
class Unmatched:
    """An account that is nobody's, and whose it may be, the likeliest first."""

    account: AccountRow
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class UnmatchedPage:
    """Some of them: first those that may be of somebody who left, and of both the likeliest."""

    rows: tuple[Unmatched, ...]
    total: int
    suggested: int


def unmatched(
    session: Session, actor: Actor, app: str | None = None, *, start: int = 0, limit: int = 100
) -> UnmatchedPage:
    """Accounts in use that belong to nobody who is known, with suggestions."""
    require(actor, Action.INVENTORY_READ)
    whole = everywhere(session, [app] if app else None)
    nobodys = whole.filter(
        ~pl.col("gone"),
        pl.col("status") != str(AccountStatus.DEACTIVATED),
        pl.col("person").is_null(),
        ~pl.col("kind").is_in(NOBODYS),
    )
    found = suggestions_for(session, nobodys, whole)
    ordered = likeliest_first(session, nobodys.sort("app", "key"), found)
    shown = ordered.slice(start, limit)
    near = named(session, found.join(shown.select("app", "key"), on=["app", "key"]))
    rows = account_rows(session, shown)
    return UnmatchedPage(
        tuple(
            Unmatched(
                row,
                tuple(sorted(near.get((row.app, row.key), ()), key=lambda one: -one.score)),
            )
            for row in rows
        ),
        len(nobodys),
        found.select("app", "key").n_unique(),
    )


def suggestions_for(session: Session, nobodys: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """``frames.SUGGESTIONS`` of accounts; ``whole``: all accounts of their apps, matched."""
    if nobodys.is_empty():
        return empty(SUGGESTIONS)
    rows = session.exec(
        select(
            col(SuggestionRefusal.app_id),
            col(SuggestionRefusal.key),
            col(SuggestionRefusal.person_id),
        )
    ).all()
    refused = pl.DataFrame(rows, schema=REFUSED, orient="row")
    having = whole.filter(~pl.col("gone")).select("app", "person").drop_nulls().unique()
    return suggestions(
        nobodys, persons(session, clock.now()), identifiers(session), refused, having,
        settings_here(session).rules,
    )  # fmt: skip


def likeliest_first(session: Session, nobodys: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The accounts: first those whose likeliest suggestion is somebody who left, of these and of
    the rest the likeliest, and then as they were."""
    gone = persons(session, clock.now()).select(
        "person", has_left=(pl.col("left_at") <= clock.now()).fill_null(value=False)
    )
    best = (
        found.join(gone, on="person", how="left")
        .sort("score", "has_left", descending=True)
        .group_by("app", "key", maintain_order=True)
        .agg(best=pl.col("score").first(), has_left=pl.col("has_left").first())
    )
    joined = nobodys.join(best, on=["app", "key"], how="left", maintain_order="left")
    ordered = joined.sort("has_left", "best", descending=True, nulls_last=True, maintain_order=True)
    return ordered.drop("best", "has_left")


def named(session: Session, found: pl.DataFrame) -> Mapping[tuple[str, str], Sequence[Suggestion]]:
    """App and key → its suggestions (``frames.SUGGESTIONS``), in their order."""
    who = people_of(session, {*found["person"], *found["rival"].drop_nulls()})
    moment = clock.now()
    left = {
        person: at
        for person, at in persons(session, moment).select("person", "left_at").iter_rows()
        if person in who and at is not None and at <= moment
    }
    near: dict[tuple[str, str], list[Suggestion]] = {}
    for row in found.iter_rows(named=True):
        person = row["person"]
        name, email = who.get(person, ("?", None))
        other, others = who.get(row["rival"], (None, None))
        each = Suggestion(
            person, name, email, int(row["score"]), row["reason"], left.get(person),
            row["rival"] if other else None, other, others,
        )  # fmt: skip
        near.setdefault((row["app"], row["key"]), []).append(each)
    return near


def suggestions_of(session: Session, accounts: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """``frames.SUGGESTIONS`` of those of the accounts that stand, are a person's and nobody's."""
    of_nobody = pl.col("person").is_null() & ~pl.col("gone") & ~pl.col("kind").is_in(NOBODYS)
    return suggestions_for(session, accounts.filter(of_nobody), whole)


def with_suggestions(
    session: Session, rows: list[AccountRow], suggested: pl.DataFrame
) -> list[AccountRow]:
    """The rows, each with the likeliest of the suggestions where there is one."""
    keys = pl.DataFrame([(row.app, row.key) for row in rows], schema=_KEY, orient="row")
    found = suggested.join(keys, on=["app", "key"], how="semi", maintain_order="left")
    near = named(session, found)
    return [
        replace(row, suggestion=near[row.app, row.key][0]) if (row.app, row.key) in near else row
        for row in rows
    ]
