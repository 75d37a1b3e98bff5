"""Who answers for an account that is nobody's: a group, a person, or an address."""

from collections.abc import Collection, Mapping, Sequence

import polars as pl
from sqlmodel import Session

from core.accounts.identifiers import form, is_address, ruled
from core.accounts.people.tables import identifiers, stored_people
from core.accounts.settings import settings_here
from core.errors import Invalid
from core.identity import service as identity
from core.names import checked


def owner_named(session: Session, text: str) -> str | None:
    """What an owner is kept as: a group's name, a person's main address, or the address as given,
    so that everybody who asks later finds the same. ``None``: nothing was said.

    Raises :class:`Invalid` for a name that is no group's and no one person's.
    """
    said = checked(text, field="owner", what="The owner")
    if not said:
        return None
    groups = {each.name.casefold(): each.name for each in identity.owners(session).groups.values()}
    if said.casefold() in groups:
        return groups[said.casefold()]
    found = _people(session, said)
    if len(found) == 1:
        return _address(session, found[0]) or said
    if len(found) > 1:
        raise Invalid(
            f"{len(found)} people here are called “{said}”.",
            field="owner",
            hint="Give the address of one of them.",
        )
    if is_address(said.lower()):
        return said
    known = f" Groups: {', '.join(sorted(groups.values()))}." if groups else ""
    raise Invalid(
        f"“{said}” is no person's name, no group and no address.",
        field="owner",
        hint=f"Choose a person or a group, or give an address.{known}",
    )


def people_of_owners(session: Session, owners: Collection[str]) -> Mapping[str, int]:
    """Owner → the one person it means; groups and addresses of nobody here are left out."""
    if not owners:
        return {}
    rule = settings_here(session).rules
    known = dict(one_persons(session).iter_rows())
    found = {owner: known.get(form(owner, rule)) for owner in owners}
    return {owner: person for owner, person in found.items() if person is not None}


def one_persons(session: Session) -> pl.DataFrame:
    """``form`` and ``person``, of each form that one person alone has."""
    known = identifiers(session)
    rule = settings_here(session).rules
    return (
        known.select("person", form=ruled(known["form"], rule))
        .group_by("form")
        .agg(pl.col("person").min(), last=pl.col("person").max())
        .filter(pl.col("person") == pl.col("last"))
        .select("form", "person")
    )


def _people(session: Session, said: str) -> Sequence[int]:
    """By an address, a user name, a number; else by the whole name."""
    rule = settings_here(session).rules
    known = identifiers(session)
    held = known.filter(ruled(known["form"], rule) == form(said, rule))["person"].unique()
    if len(held):
        return held.to_list()
    same = stored_people(session).filter(pl.col("name").str.to_lowercase() == said.lower())
    return same["person"].to_list()


def _address(session: Session, person: int) -> str | None:
    """What a person is found by, wherever it is asked: their main address, else a name of theirs
    that nobody else has."""
    row = stored_people(session).filter(pl.col("person") == person).row(0, named=True)
    if row["email"]:
        return str(row["email"])
    own = one_persons(session).filter(pl.col("person") == person)["form"].sort().to_list()
    return str(own[0]) if own else None
