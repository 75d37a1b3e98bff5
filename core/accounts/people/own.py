"""Who looks is somebody here too: nobody learns of their own leaving from the lists."""

from collections.abc import Collection, Iterable

import polars as pl
from sqlmodel import Session

from core.accounts.frames import MOMENT
from core.accounts.identifiers import form, ruled
from core.accounts.kinds import Employment, IdentifierKind
from core.accounts.people.tables import identifiers, stored_people
from core.accounts.settings import settings_here
from core.actor import Actor
from core.errors import Forbidden
from core.identity import service as identity
from core.names import name_key
from core.storage.database import once

_OF_LEAVING = ("end_at", "end_told_at", "unlisted_at", "kept_at", "left_at")


def own_people(session: Session, actor: Actor) -> frozenset[int]:
    """The people of lists that the actor is, or may be.

    By any address or user name of the accounts that they sign in with; by full name where nobody
    has one of those, as cases do it: who might be meant does not look.
    """
    return once(session, ("own people", actor), lambda: _own_people(session, actor))


def without_own_leaving(session: Session, actor: Actor, people: pl.DataFrame) -> pl.DataFrame:
    """People (``people.tables.STORED``, ``left_at``): of the actor's own nothing of an end."""
    own = own_people(session, actor)
    if not own:
        return people
    is_own = pl.col("person").is_in(sorted(own))
    hidden = [
        pl.when(~is_own).then(pl.col(name)).otherwise(pl.lit(None, MOMENT)).alias(name)
        for name in _OF_LEAVING
        if name in people.columns
    ]
    is_left = pl.col("employment") == str(Employment.LEFT)
    employment = pl.when(is_own & is_left).then(pl.lit(str(Employment.UNKNOWN)))
    return people.with_columns(*hidden, employment=employment.otherwise("employment"))


def refuse_own(session: Session, actor: Actor, person: int) -> None:
    """Raises :class:`Forbidden` for what somebody else is to do, whether they leave or not."""
    if person in own_people(session, actor):
        raise Forbidden(
            "This is you. What is known of a person, others see and change.", field="person"
        )


def _own_people(session: Session, actor: Actor) -> frozenset[int]:
    names = identity.names_of_person(session, actor)
    rule = settings_here(session).rules
    handles = {form(each, rule) for each in names.handles} - {""}
    known = identifiers(session).filter(pl.col("identifier_kind") != str(IdentifierKind.NUMBER))
    found = known.filter(ruled(known["form"], rule).is_in(list(handles)))
    if len(found):
        return frozenset(found["person"].to_list())
    called = {name_key(each) for each in (*names.names, actor.name)} - {""}
    return frozenset(
        person
        for person, name, email in _may_be_called(session, called)
        if name_key(name) in called
        and not any(
            each.is_certain and each.id not in names.accounts
            for each in identity.accounts_of(session, email or "", name)
        )
    )


def _may_be_called(session: Session, keys: Collection[str]) -> Iterable[tuple[int, str, str]]:
    """People with one of these names among them: fewer to compare one by one."""
    words = [max(key.split(), key=len) for key in keys]
    name = pl.col("name").str.to_lowercase()
    is_ascii = name.str.len_bytes() == name.str.len_chars()
    found = stored_people(session).filter(name.str.contains_any(words) | ~is_ascii)
    return found.select("person", "name", "email").iter_rows()
