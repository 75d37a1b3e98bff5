"""Of many people asked about at once, whose accounts an app's lists show in use."""

from collections.abc import Collection, Mapping
from datetime import datetime

import polars as pl
from sqlmodel import Session

from core.accounts.findings.named import one_persons, rows_of
from core.accounts.frames import MOMENT
from core.accounts.identifiers import Rules, forms
from core.accounts.kinds import Employment
from core.accounts.matching.inventory import accounts_of
from core.accounts.matching.seen import OFF
from core.accounts.people.tables import identifiers, persons
from core.accounts.settings import settings_here
from core.accounts.views import ListedAs


def here_again(
    session: Session,
    ended: Mapping[int, tuple[datetime, Collection[str]]],
    now: datetime,
) -> frozenset[int]:
    """Of access that ended at a moment under some names, whose person works here again since.

    Their list has them start, or takes their end back, after that moment: what they have now is
    given anew.
    """
    asked = pl.DataFrame(
        [(number, at, name) for number, (at, names) in ended.items() for name in names],
        schema={"asked": pl.Int64, "at": MOMENT, "form": pl.String},
        orient="row",
    )
    rule = settings_here(session).rules
    asked = asked.with_columns(form=forms(pl.col("form"), rule))
    known = identifiers(session).select("form", "identifier_kind", "person")
    whose = one_persons(asked["form"], known, rule)
    here = persons(session, now).filter(
        pl.col("left_at").is_null(), pl.col("employment") != str(Employment.LEFT)
    )
    found = asked.join(whose, on="form").join(here, on="person")
    taken_back = pl.col("end_at").is_null() & (pl.col("end_told_at") > pl.col("at"))
    is_back = (pl.col("start_at") > pl.col("at")).fill_null(value=False)
    rows = found.filter(is_back | taken_back.fill_null(value=False))
    return frozenset(rows["asked"].to_list())


def shown_in_use(
    session: Session,
    app: str,
    names: Mapping[int, Collection[str]],
    listed: Mapping[int, Collection[ListedAs]] | None = None,
) -> frozenset[int]:
    """Those of whom the app lists something in use under one of their names, or as their person's.

    A first answer for many: it may name too many, and never too few; ``seen_since`` tells of each.
    ``listed``: accounts of the app that were theirs once.
    """
    whole = accounts_of(session, app)
    if whole is None or not names:
        return frozenset()
    in_use = whole.filter(~pl.col("gone"), ~pl.col("status").is_in(OFF)).with_row_index("row")
    once = [(number, one) for number, theirs in (listed or {}).items() for one in theirs]
    called = [(number, name) for number, theirs in names.items() for name in theirs]
    called += [(number, name) for number, one in once for name in one.names]
    asked = pl.DataFrame(
        [(number, app, name) for number, name in called],
        schema={"asked": pl.Int64, "app": pl.String, "form": pl.String},
        orient="row",
    ).with_columns(form=forms(pl.col("form"), Rules()))
    known = identifiers(session).select("form", "identifier_kind", "person")
    found = rows_of(asked, in_use, known, settings_here(session).rules)
    ids = pl.DataFrame(
        [(number, one.feed, one.external_id) for number, one in once if one.external_id],
        schema={"asked": pl.Int64, "feed": pl.Int64, "external_id": pl.String},
        orient="row",
    )
    same = ids.join(in_use.select("feed", "external_id"), on=["feed", "external_id"], how="semi")
    return frozenset({*found["asked"].to_list(), *same["asked"].to_list()})
