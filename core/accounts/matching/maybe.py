"""Accounts of nobody that may be somebody's: suggested, and confirmed by no one.

The suggestions of an app are kept in memory while what its accounts rest on stands.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from threading import Lock

import polars as pl
from sqlmodel import Session

from core.accounts.frames import SUGGESTIONS, empty
from core.accounts.identifiers import ruled
from core.accounts.kinds import NOBODYS, AccountStatus
from core.accounts.matching.account_rows import account_rows
from core.accounts.matching.alike.sub_addresses import named_but_for_plus
from core.accounts.matching.inventory import Mark, everywhere, marks
from core.accounts.matching.suggesting import named, suggestions_of
from core.accounts.people.tables import identifiers
from core.accounts.settings import settings_here
from core.accounts.views import AccountRow
from core.actor import Actor
from core.rights import Action, require

_kept: dict[str, tuple[Mark, pl.DataFrame]] = {}
_lock = Lock()


def may_be_theirs(session: Session, actor: Actor, people: Collection[int]) -> list[AccountRow]:
    """Accounts in use that belong to nobody, each with the suggestion that names one of these
    people, the likeliest first. They are what a confirmation would add to what is known."""
    require(actor, Action.INVENTORY_READ)
    found = suggested(session, people).sort("score", descending=True, maintain_order=True)
    near = named(session, found)
    rows = [
        replace(row, suggestion=near[row.app, row.key][0])
        for row in account_rows(session, _accounts(session, found))
    ]
    return sorted(rows, key=lambda one: -one.suggestion.score if one.suggestion else 0)


def called(
    session: Session, people: Collection[int], forms: Collection[str], apps: Collection[str]
) -> Mapping[str, list[str]]:
    """App → what those of them are called that may be of one of these people, or of who has one of
    these names (in normal form); apps without any are left out."""
    rows = _maybe(session, people, forms, apps)
    names: dict[str, list[str]] = {}
    known = rows.select("app", pl.coalesce("user_name", "email", "external_id", "key").alias("by"))
    for app, name in known.sort("app", "by").iter_rows():
        names.setdefault(app, []).append(name)
    return names


def any_may_be(session: Session, people: Collection[int], forms: Collection[str], app: str) -> bool:
    """Whether an account of the app in use may be theirs, as :func:`called` has it."""
    return not _maybe(session, people, forms, [app]).is_empty()


def _maybe(
    session: Session, people: Collection[int], forms: Collection[str], apps: Collection[str]
) -> pl.DataFrame:
    """The accounts that are suggested to be of these people; and, as nobody is suggested who is no
    one's record here, those that have one of the other names but for what follows the plus."""
    rows = _accounts(session, suggested(session, people, apps))
    held = identifiers(session).filter(pl.col("person").is_in(list(people)))["form"]
    rule = settings_here(session).rules
    others = pl.Series(sorted(set(forms) - set(ruled(held, rule))), dtype=pl.String)
    if not others.str.contains("@", literal=True).any():
        return rows
    whole = everywhere(session, list(apps)).filter(
        pl.col("person").is_null(),
        ~pl.col("gone"),
        pl.col("status") != str(AccountStatus.DEACTIVATED),
        ~pl.col("kind").is_in(NOBODYS),
    )
    by = [named_but_for_plus(whole[name], others, rule) for name in ("email_form", "user_form")]
    return pl.concat([rows, whole.filter(by[0] | by[1])]).unique(["app", "key"])


def suggested(
    session: Session, people: Collection[int], apps: Collection[str] | None = None
) -> pl.DataFrame:
    """``frames.SUGGESTIONS`` that name one of these people, of accounts in use, of these apps or of
    all: nobody has said yet that they are not theirs."""
    if not people:
        return empty(SUGGESTIONS)
    of_them = pl.col("person").is_in(list(people))
    return pl.concat(
        [empty(SUGGESTIONS), *(each.filter(of_them) for each in _all(session, apps).values())]
    )


def _all(session: Session, apps: Collection[str] | None) -> Mapping[str, pl.DataFrame]:
    """App → the suggestions for its accounts in use. Those that are not kept are looked for in one
    pass: most of its time goes to the names of people, which are the same for every app."""
    wanted = marks(session, apps)
    with _lock:
        kept = {app: _kept[app][1] for app, mark in wanted.items() if _is_kept(app, mark)}
    missing = [app for app in wanted if app not in kept]
    if not missing:
        return kept
    whole = everywhere(session, missing)
    in_use = whole.filter(pl.col("status") != str(AccountStatus.DEACTIVATED))
    found = suggestions_of(session, in_use, whole)
    parts = found.partition_by("app", as_dict=True, maintain_order=True)
    new = {app: parts.get((app,), empty(SUGGESTIONS)) for app in missing}
    with _lock:
        _kept.update({app: (wanted[app], frame) for app, frame in new.items()})
    return {**kept, **new}


def _is_kept(app: str, mark: Mark) -> bool:
    return app in _kept and _kept[app][0] == mark


def _accounts(session: Session, found: pl.DataFrame) -> pl.DataFrame:
    """The accounts that suggestions are for."""
    whole = everywhere(session, found["app"].unique().to_list())
    keys = found.select("app", "key").unique()
    return whole.join(keys, on=["app", "key"], how="semi", maintain_order="left")
