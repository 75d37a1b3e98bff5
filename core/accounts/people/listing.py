"""People: found, listed, looked at one by one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from core.accounts.identifiers import form, ruled
from core.accounts.kinds import Employment, IdentifierKind, PersonKind
from core.accounts.models import Feed, Person, PersonIdentifier
from core.accounts.people.leaving import left_at
from core.accounts.people.own import without_own_leaving
from core.accounts.people.tables import identifiers, stored_people
from core.accounts.settings import settings_here
from core.accounts.views import IdentifierView, PersonRow, PersonView
from core.actor import Actor
from core.errors import NotFound
from core.rights import Action, require


@dataclass(frozen=True)
class PeopleQuery:
    """Which people. ``standing``: ``here``, ``leaving`` (their end is set) or ``left``."""

    search: str = ""
    standing: str = ""
    kind: PersonKind | None = None
    department: str | None = None


@dataclass(frozen=True)
class PeoplePage:
    """Some people, and how many stand where."""

    rows: tuple[PersonRow, ...]
    total: int
    here: int
    leaving: int
    left: int
    departments: tuple[str, ...] = ()
    """Of all people, by name."""


def people(
    session: Session,
    actor: Actor,
    query: PeopleQuery,
    now: datetime,
    *,
    start: int = 0,
    limit: int = 100,
) -> PeoplePage:
    """People by name. Of their own leaving nobody is told."""
    require(actor, Action.INVENTORY_READ)
    whole = stored_people(session).with_columns(left_at(now))
    whole = without_own_leaving(session, actor, whole)
    about = whole.filter(_about(query))
    is_left = pl.col("left_at") <= now
    leaves = pl.col("left_at").is_null() & (pl.col("end_at") > now)
    here = ~is_left.fill_null(value=False)
    counts = about.select(
        here=here.sum(), leaving=leaves.fill_null(value=False).sum(), left=(~here).sum()
    ).row(0)
    chosen = {"here": here, "leaving": leaves, "left": ~here}.get(query.standing)
    found = about if chosen is None else about.filter(chosen.fill_null(value=False))
    shown = found.sort(pl.col("name").str.to_lowercase(), "person").slice(start, limit)
    feeds = dict(session.exec(select(Feed.id, Feed.name)).all())
    rows = tuple(_row(each, feeds) for each in shown.iter_rows(named=True))
    departments = tuple(sorted(whole["department"].drop_nulls().unique().to_list()))
    stands = [int(each) for each in counts]
    return PeoplePage(rows, len(found), stands[0], stands[1], stands[2], departments)


def person(session: Session, actor: Actor, person_id: int, now: datetime) -> PersonView:
    """One person; raises :class:`NotFound`."""
    require(actor, Action.INVENTORY_READ)
    row = session.get(Person, person_id)
    if row is None:
        raise NotFound("There is no such person.", field="person")
    feeds = dict(session.exec(select(Feed.id, Feed.name)).all())
    names = session.exec(
        select(PersonIdentifier)
        .where(PersonIdentifier.person_id == person_id)
        .order_by(col(PersonIdentifier.kind), col(PersonIdentifier.form))
    )
    whole = stored_people(session).filter(pl.col("person") == person_id).with_columns(left_at(now))
    shown = without_own_leaving(session, actor, whole).row(0, named=True)
    return PersonView(
        _row(shown, feeds),
        row.given_name,
        row.family_name,
        row.employee_number,
        row.title,
        tuple(IdentifierView(each.form, each.kind, feeds.get(each.feed_id)) for each in names),
        _manager(session, row.manager),
        row.first_seen_at,
        shown["unlisted_at"],
        shown["kept_at"],
        row.version,
    )


def person_names(session: Session, actor: Actor) -> tuple[tuple[int, str, str], ...]:
    """Id, name and main address (empty: not known) of everybody, for whoever looks for one."""
    require(actor, Action.INVENTORY_READ)
    whole = stored_people(session).select("person", "name", pl.col("email").fill_null(""))
    return tuple(whole.iter_rows())


def find_person(session: Session, actor: Actor, name: str) -> int:
    """The id of the one person with this address, user name or employee number.

    Raises :class:`NotFound`, also where there are several.
    """
    require(actor, Action.INVENTORY_READ)
    found = _named(session, name)
    if len(found) == 1:
        return found[0]
    what = "Nobody here" if not found else f"{len(found)} people here"
    verb = "has" if len(found) < 2 else "have"
    raise NotFound(f"{what} {verb} the address, user name or number {name!r}.", field="person")


def names_of_person(session: Session, person_id: int) -> list[str]:
    """Addresses and user names that a person is known by. For rooms that ask of one of theirs."""
    query = select(PersonIdentifier.form).where(
        PersonIdentifier.person_id == person_id, PersonIdentifier.kind != IdentifierKind.NUMBER
    )
    return list(session.exec(query))


def _named(session: Session, name: str) -> list[int]:
    rule = settings_here(session).rules
    known = identifiers(session)
    held = known.filter(ruled(known["form"], rule) == form(name, rule))
    return sorted(set(held["person"].to_list()))


def _manager(session: Session, manager: str | None) -> int | None:
    if not manager:
        return None
    found = _named(session, manager)
    if not found:
        text = " ".join(manager.split()).casefold()
        same = stored_people(session).filter(pl.col("name").str.to_lowercase() == text)
        found = same["person"].to_list()
    return found[0] if len(found) == 1 else None


def _about(query: PeopleQuery) -> pl.Expr:
    found = pl.lit(value=True)
    if text := query.search.strip().lower():
        found &= pl.any_horizontal(
            pl.col("name", "email", "employee_number", "department")
            .str.to_lowercase()
            .str.contains(text, literal=True)
        ).fill_null(value=False)
    if query.kind is not None:
        found &= pl.col("kind") == str(query.kind)
    if query.department is not None:
        found &= pl.col("department") == query.department
    return found


def _row(row: dict[str, Any], feeds: dict[int | None, str]) -> PersonRow:
    return PersonRow(
        id=row["person"],
        name=row["name"],
        email=row["email"],
        department=row["department"],
        manager=row["manager"],
        kind=PersonKind(row["kind"]),
        employment=Employment(row["employment"]),
        start_at=row["start_at"],
        end_at=row["end_at"],
        zone=row["zone"],
        left_at=row["left_at"],
        feed_name=feeds.get(row["feed"]),
    )
