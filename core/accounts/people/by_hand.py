"""People as somebody here enters them: for companies without a roster, and what rosters lack."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from core import clock
from core.accounts import told
from core.accounts.editions import PEOPLE, changed, hold_people, person_ids
from core.accounts.identifiers import form, is_address
from core.accounts.kinds import Employment, IdentifierKind, PersonKind
from core.accounts.models import Person, PersonIdentifier
from core.accounts.people.own import refuse_own
from core.accounts.settings import settings_here
from core.actor import Actor
from core.audit import service as audit
from core.errors import Conflict, Invalid, NotFound
from core.names import checked
from core.rights import Action, require
from core.storage.quota import Quota
from core.time_zones import known_zones

BY_HAND = Quota(20_000, "people entered by hand", "Import a list of people.")
NAMES = Quota(50, "names of one person", "Remove one that is no longer used.")


@dataclass(frozen=True)
class PersonInput:
    """What is entered for a person."""

    name: str
    email: str
    manager: str | None = None
    department: str | None = None
    title: str | None = None
    kind: PersonKind = PersonKind.EMPLOYEE
    start_at: datetime | None = None
    end_at: datetime | None = None
    zone: str | None = None


def add_person(session: Session, actor: Actor, wanted: PersonInput) -> int:
    """Enter somebody; their id. Raises :class:`Conflict` when their address is somebody's."""
    require(actor, Action.INVENTORY_DECIDE)
    hold_people(session)
    BY_HAND.leave_room(session, Person, col(Person.feed_id).is_(None))
    name, email = _checked(session, wanted)
    _refuse_taken(session, email, None)
    new = person_ids(session, 1)[0]
    session.add(
        Person(
            id=new,
            employment=Employment.ACTIVE,
            first_seen_at=clock.now(),
            **_fields(wanted, name, email),
        )
    )
    session.flush()
    session.add(PersonIdentifier(form=email, kind=IdentifierKind.ADDRESS, person_id=new))
    changed(session, PEOPLE)
    audit.record(session, actor, "person.add", f"person:{new}", after=_told(wanted))
    return new


def edit_person(
    session: Session, actor: Actor, person_id: int, version: int, wanted: PersonInput
) -> None:
    """Change somebody who was entered by hand; a roster's people are changed there."""
    require(actor, Action.INVENTORY_DECIDE)
    hold_people(session)
    refuse_own(session, actor, person_id)
    row = _held(session, person_id, version)
    if row.feed_id is not None:
        raise Invalid(
            "This person comes from a list, which says it again next time.",
            field="person",
            hint="Change it there; names that they are known by can be added here.",
        )
    name, email = _checked(session, wanted)
    _refuse_taken(session, email, person_id)
    before = {"email_sha256": _digest(row.email or ""), "end": _iso(row.end_at)}
    if row.end_at != wanted.end_at:
        row.end_told_at = clock.now()
    for field, value in _fields(wanted, name, email).items():
        setattr(row, field, value)
    row.version += 1
    session.add(row)
    if session.get(PersonIdentifier, (email, IdentifierKind.ADDRESS, person_id)) is None:
        session.add(PersonIdentifier(form=email, kind=IdentifierKind.ADDRESS, person_id=person_id))
    session.flush()
    changed(session, PEOPLE)
    audit.record(
        session, actor, "person.edit", f"person:{person_id}", before=before, after=_told(wanted)
    )
    told.matched_everywhere(session, clock.now())


def add_name(session: Session, actor: Actor, person_id: int, name: str) -> None:
    """One more address, user name or number that a person is known by."""
    require(actor, Action.INVENTORY_DECIDE)
    hold_people(session)
    if session.get(Person, person_id) is None:
        raise NotFound("There is no such person.", field="person")
    text = form(checked(name, field="name", what="The name"), settings_here(session).rules)
    if not text:
        raise Invalid("A name: an address or a user name.", field="name")
    kind = IdentifierKind.ADDRESS if is_address(text) else IdentifierKind.USER_NAME
    NAMES.leave_room(session, PersonIdentifier, col(PersonIdentifier.person_id) == person_id)
    if kind is IdentifierKind.ADDRESS:
        _refuse_taken(session, text, person_id)
    if session.get(PersonIdentifier, (text, kind, person_id)) is not None:
        return
    session.add(PersonIdentifier(form=text, kind=kind, person_id=person_id))
    session.flush()
    changed(session, PEOPLE)
    audit.record(
        session, actor, "person.name-add", f"person:{person_id}", after={"sha256": _digest(text)}
    )
    told.matched_everywhere(session, clock.now())


def remove_name(
    session: Session, actor: Actor, person_id: int, name: str, kind: IdentifierKind
) -> None:
    """A name is no longer this person's: an address that somebody else has now."""
    require(actor, Action.INVENTORY_DECIDE)
    hold_people(session)
    found = session.get(PersonIdentifier, (name, kind, person_id))
    if found is None:
        raise NotFound(f"They are not known by {name!r}.", field="name")
    session.delete(found)
    session.flush()
    changed(session, PEOPLE)
    audit.record(
        session,
        actor,
        "person.name-remove",
        f"person:{person_id}",
        before={"sha256": _digest(name)},
    )


def keep_person(session: Session, actor: Actor, person_id: int, reason: str) -> None:
    """They still work here, although a complete list no longer has them."""
    require(actor, Action.INVENTORY_DECIDE)
    hold_people(session)
    row = session.get(Person, person_id)
    if row is None:
        raise NotFound("There is no such person.", field="person")
    refuse_own(session, actor, person_id)
    if not reason.strip():
        raise Invalid("Why do they still work here?", field="reason")
    row.kept_at = clock.now()
    row.version += 1
    session.add(row)
    session.flush()
    changed(session, PEOPLE)
    after = {"reason": reason.strip(), "unlisted": _iso(row.unlisted_at)}
    audit.record(session, actor, "person.keep", f"person:{person_id}", after=after)


def _held(session: Session, person_id: int, version: int) -> Person:
    row = session.exec(select(Person).where(Person.id == person_id).with_for_update()).first()
    if row is None:
        raise NotFound("There is no such person.", field="person")
    if row.version != version:
        raise Conflict("The person was changed meanwhile.", hint="Nothing was saved. Look again.")
    return row


def _checked(session: Session, wanted: PersonInput) -> tuple[str, str]:
    name = checked(wanted.name, field="name", what="The name")
    email = form(wanted.email, settings_here(session).rules)
    if not name or len(name) > 200:
        raise Invalid("A person has a name of up to 200 characters.", field="name")
    if not is_address(email) or len(email) > 320:
        raise Invalid(f"{wanted.email!r} is not an e-mail address.", field="email")
    if wanted.zone and wanted.zone not in known_zones():
        raise Invalid(f"{wanted.zone!r} is not a time zone.", field="zone")
    if wanted.start_at and wanted.end_at and wanted.end_at < wanted.start_at:
        raise Invalid("The end is before the start.", field="end_at")
    for field in ("manager", "department", "title"):
        checked(getattr(wanted, field) or "", field=field)
    return name, email


def _refuse_taken(session: Session, email: str, person_id: int | None) -> None:
    query = select(Person.name).join(
        PersonIdentifier, col(PersonIdentifier.person_id) == col(Person.id)
    )
    query = query.where(
        PersonIdentifier.form == email,
        PersonIdentifier.kind == IdentifierKind.ADDRESS,
        col(Person.id) != (person_id or 0),
    )
    if other := session.exec(query).first():
        raise Conflict(f"{email} is known as {other}'s.", field="email")


def _fields(wanted: PersonInput, name: str, email: str) -> dict[str, Any]:
    return {
        "name": name,
        "email": email,
        "manager": (wanted.manager or "").strip() or None,
        "department": (wanted.department or "").strip() or None,
        "title": (wanted.title or "").strip() or None,
        "kind": wanted.kind,
        "start_at": wanted.start_at,
        "end_at": wanted.end_at,
        "zone": wanted.zone,
    }


def _told(wanted: PersonInput) -> dict[str, object]:
    """For the audit log, which outlives what is known of a person: no name of theirs."""
    return {
        "email_sha256": _digest(wanted.email),
        "kind": str(wanted.kind),
        "start": _iso(wanted.start_at),
        "end": _iso(wanted.end_at),
        "zone": wanted.zone,
    }


def _digest(text: str) -> str:
    return sha256(text.strip().casefold().encode()).hexdigest()


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
