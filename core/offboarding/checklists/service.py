"""Checklists in force: the bundled ones, under what administrators edited here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func
from sqlalchemy import select as sql_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.catalog.values import App
from core.errors import Conflict, NotFound
from core.files.data_files import BadFiles, Problem
from core.offboarding.checklists.checklist import Checklists
from core.offboarding.checklists.edits import Edit, assembled
from core.offboarding.checklists.files import bundled, bundled_text
from core.offboarding.checklists.reader import digest_of
from core.offboarding.models import CaseKind, ChecklistEdit
from core.rights import Action, require
from core.stack.values import Way
from core.storage.prepared_statements import Prepared
from core.storage.quota import Quota


@dataclass(frozen=True)
class ChecklistVersion:
    """One edit of a checklist. ``text``: ``None`` where the bundled one was put in force again."""

    number: int
    text: str | None
    digest: str | None
    note: str | None
    at: datetime
    by: str


@dataclass(frozen=True)
class Overview:
    """The checklists in force, with what keeps an edited one from being used.

    An edit can stop fitting when a new release changes what it refers to; the bundled one stands
    in here, so that the page can be opened and the edit mended.
    """

    checklists: Checklists
    problems: tuple[Problem, ...]
    edited: frozenset[str]
    """Ids of checklists that are not as they were delivered."""


def checklists(session: Session, actor: Actor) -> Checklists:
    """The checklists that cases are made from.

    Raises :class:`BadFiles` when an edited one does not fit any more: opening a case must not
    silently leave out what the organisation added.
    """
    found = checklist_overview(session, actor)
    if found.problems:
        raise BadFiles(list(found.problems))
    return found.checklists


def checklist_overview(session: Session, actor: Actor) -> Overview:
    """The checklists in force, and what is wrong with edited ones."""
    require(actor, Action.CHECKLIST_READ)
    edits = _in_force(session.connection())
    whole, problems = assembled(edits)
    return Overview(whole, problems, frozenset(edit.id for edit in edits))


_EDIT = ChecklistEdit.__table__.c  # type: ignore[attr-defined]
_NEWEST_TEXT = Prepared(
    sql_select(_EDIT.text)
    .where(_EDIT.checklist == bindparam("checklist"))
    .order_by(_EDIT.number.desc())
    .limit(1)
)


def controls_of_idp_removal(connection: Connection) -> tuple[str, ...]:
    """The controls that an IdP's removal through the bridge serves, by the checklist in force.

    Asked in each of an IdP's removals, hundreds a second: one statement, unless it was edited.
    """
    delivered = bundled().of_way(Way.BRIDGE)
    is_edited = _NEWEST_TEXT.scalar(connection, {"checklist": delivered.id}) is not None
    in_force = assembled(_in_force(connection))[0].of_way(Way.BRIDGE) if is_edited else delivered
    removals = (s for s in in_force.steps if s.removes_access and CaseKind.IDP_REMOVAL in s.kinds)
    found = next(removals, None)
    return found.controls if found else ()


def checklist_versions(session: Session, actor: Actor, id: str) -> list[ChecklistVersion]:
    """What was edited, newest first; empty for a checklist that is as it was delivered."""
    require(actor, Action.CHECKLIST_READ)
    rows = session.exec(
        select(ChecklistEdit)
        .where(ChecklistEdit.checklist == id)
        .order_by(col(ChecklistEdit.number).desc())
    )
    return [
        ChecklistVersion(row.number, row.text, row.digest, row.note, row.at, row.by) for row in rows
    ]


def checklist_texts(session: Session, actor: Actor, id: str) -> tuple[str, str | None]:
    """The YAML in force, and the bundled one (``None`` for a checklist of our own)."""
    require(actor, Action.CHECKLIST_READ)
    original = bundled_text(id)
    text = {edit.id: edit.text for edit in _in_force(session.connection())}.get(id, original)
    if text is None:
        raise NotFound(f"There is no checklist {id!r}.")
    return text, original


def save_checklist(
    session: Session,
    actor: Actor,
    id: str,
    text: str | None,
    seen_version: int,
    *,
    note: str | None = None,
) -> int:
    """Put an edited checklist (or with ``None`` the bundled one) in force; its version's number.

    ``seen_version``: the newest number that the editor saw, 0 for none. Running cases keep the
    steps that they were opened with.
    """
    require(actor, Action.CHECKLIST_EDIT)
    before = _newest(session, id)
    number = before.number if before else 0
    if number != seen_version:
        who = f"{before.by} saved version {number}" if before else "It was never edited"
        raise Conflict(
            f"{who} meanwhile; nothing was overwritten.", hint="Open it again and compare."
        )
    if text is None and before is None:
        raise NotFound(f"{id!r} was never edited.", hint="There is nothing to undo.")
    # Line ends of a browser's form and of a file are the same text.
    text = None if text is None else text.replace("\r\n", "\n").rstrip() + "\n"
    _check(session, id, text)
    digest = None if text is None else digest_of(text)
    VERSIONS.hold(number + 1)
    edit = ChecklistEdit(
        checklist=id,
        number=number + 1,
        text=text,
        digest=digest,
        note=(note or "").strip() or None,
        at=clock.now(),
        by=actor.name,
        by_id=actor.id,
    )
    session.add(edit)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "Someone else saved it at the same moment; nothing was overwritten.",
            hint="Open it again and compare.",
        ) from error
    audit.record(
        session,
        actor,
        Action.CHECKLIST_EDIT,
        f"checklist:{id}",
        before={"version": number, "digest": before.digest if before else None},
        after={"version": edit.number, "digest": digest, "note": edit.note},
        at=edit.at,
    )
    return edit.number


VERSIONS = Quota(1_000, "versions of a checklist", "Copy it to a new one.")


def _check(session: Session, id: str, text: str | None) -> None:
    """Raise :class:`BadFiles` unless all checklists would fit together with this one."""
    others = [edit for edit in _in_force(session.connection()) if edit.id != id]
    mine = [] if text is None else [Edit(id, text, session.get(App, id) is not None)]
    # Another edit that is broken already must not keep this one from being mended.
    known = set(assembled(tuple(others))[1])
    if new := [one for one in assembled((*others, *mine))[1] if one not in known]:
        raise BadFiles(new)


def _newest(session: Session, id: str) -> ChecklistEdit | None:
    return session.exec(
        select(ChecklistEdit)
        .where(ChecklistEdit.checklist == id)
        .order_by(col(ChecklistEdit.number).desc())
        .limit(1)
    ).one_or_none()


def _in_force(connection: Connection) -> tuple[Edit, ...]:
    newest = (
        select(ChecklistEdit.checklist, func.max(ChecklistEdit.number).label("number"))
        .group_by(col(ChecklistEdit.checklist))
        .subquery()
    )
    rows = connection.execute(
        select(ChecklistEdit.checklist, ChecklistEdit.text, App.id)
        .join(
            newest,
            (newest.c.checklist == ChecklistEdit.checklist)
            & (newest.c.number == ChecklistEdit.number),
        )
        .outerjoin(App, col(App.id) == ChecklistEdit.checklist)
        .where(col(ChecklistEdit.text).is_not(None))
        .order_by(col(ChecklistEdit.checklist))
    )
    return tuple(Edit(id, text or "", app is not None) for id, text, app in rows)
