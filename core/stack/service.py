"""The stack's door: who we are, and the apps that we use."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection, bindparam
from sqlalchemy import select as sql_select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from core import clock
from core.actor import Actor
from core.audit import service as audit
from core.catalog import service as catalog
from core.catalog.service import our_plan
from core.catalog.values import App, AppEntry, Idp, OurPlan
from core.errors import Conflict, Invalid, NotFound
from core.identity import service as identity
from core.rights import Action, require
from core.stack.amounts import (
    SAID_FOR,
    carried,
    filled_in,
    is_as_said,
    left_out,
    left_out_by_import,
)
from core.stack.coverage import cover, elsewhere, exposure, impact, shifts, worst_first
from core.stack.entries import (
    Imported,
    OrganisationView,
    StackEdit,
    StackEntry,
    StackFields,
)
from core.stack.lists.app_list import AppList, said_currency
from core.stack.lists.importing import plan_import
from core.stack.lists.reviewed_list import ReviewedList, reviewed
from core.stack.models import Organisation, StackApp
from core.stack.prices import Spend, is_alike, price_here, said_price, upgrade_gap
from core.stack.route import (
    is_disputed,
    route_of,
    sign_on_on,
    sign_on_verdict,
    standing_of,
)
from core.stack.route_words import (
    REMOVAL_WORDS,
    removal_in_short,
    route_in_short,
    route_label,
    route_lacks,
)
from core.stack.seat_price import NoSeatPrice, SeatPrice, seat_price
from core.stack.selection import part_of, remover, removes
from core.storage.prepared_statements import Prepared
from core.time_zones import known_zones

__all__ = [
    "MAX_DECIMALS",
    "MAX_SEATS",
    "MAX_TEXT",
    "REMOVAL_WORDS",
    "AppList",
    "add",
    "add_list",
    "add_several",
    "app_ids",
    "cover",
    "elsewhere",
    "entries",
    "entry",
    "exposure",
    "impact",
    "import_entries",
    "is_alike",
    "is_disputed",
    "left_out",
    "left_out_by_import",
    "organisation",
    "owner_and_zone",
    "part_of",
    "plan_import",
    "price_here",
    "quote_of",
    "removal_in_short",
    "remove",
    "remover",
    "removes",
    "reviewed",
    "route_in_short",
    "route_label",
    "route_lacks",
    "route_of",
    "said_currency",
    "said_price",
    "save",
    "seat_prices",
    "set_organisation",
    "shifts",
    "sign_on_on",
    "sign_on_verdict",
    "spend_of",
    "standing_of",
    "take_back",
    "upgrade_gap",
    "worst_first",
]


MAX_TEXT = 2_000
MAX_SEATS = 10_000_000
MAX_DECIMALS = 4

_NO_ZONE = Organisation().time_zone
_OWNER_AND_ZONE = Prepared(
    sql_select(
        sql_select(col(StackApp.owner))
        .where(col(StackApp.app_id) == bindparam("app"))
        .scalar_subquery(),
        sql_select(col(Organisation.time_zone)).where(col(Organisation.id) == 1).scalar_subquery(),
    )
)


def organisation(session: Session, actor: Actor) -> OrganisationView:
    """This organisation, with defaults until somebody has said more."""
    require(actor, Action.STACK_READ)
    return _organisation(session.get(Organisation, 1) or Organisation())


def owner_and_zone(connection: Connection, actor: Actor, app: str) -> tuple[str | None, str]:
    """Who answers for an app, and the organisation's time zone; in one short statement."""
    require(actor, Action.STACK_READ)
    owner, zone = _OWNER_AND_ZONE.first(connection, {"app": app}) or (None, None)
    return owner or None, zone or _NO_ZONE


def set_organisation(session: Session, actor: Actor, new: OrganisationView) -> OrganisationView:
    """Store who we are; raises :class:`Conflict` when ``new.version`` is no longer current.

    What was said of the provisioning of an IdP that goes is forgotten; it is asked again.
    """
    require(actor, Action.STACK_EDIT)
    known = set(session.exec(select(Idp.id)))
    for idp in new.idps:
        if idp not in known:
            raise NotFound(f"There is no IdP {idp!r}.", field="idps")
    if new.time_zone not in known_zones():
        raise Invalid(
            f"{new.time_zone!r} is not a time zone.", field="time_zone", hint="Write Europe/Berlin."
        )
    new = replace(
        new,
        name=new.name.strip(),
        idps=tuple(dict.fromkeys(new.idps)),
        currency=_currency(new.currency),
    )
    row = _held_organisation(session)
    if replace(_organisation(row), version=new.version) == new:
        return _organisation(row)  # a second click on Save is no conflict with the first
    if row.version != new.version:
        now = f"{row.name or 'no name'}, {', '.join(row.idps) or 'no IdP'}, {row.currency}"
        raise Conflict(
            f"The organisation's settings were changed after you opened them, to: {now}, "
            f"{row.time_zone}.",
            hint="Your change was not saved. Reload, then make it again.",
        )
    before = row.model_dump(exclude={"id", "version"})
    row.name, row.currency, row.time_zone = new.name, new.currency, new.time_zone
    gone = set(row.idps) - set(new.idps)
    row.idps = list(new.idps)
    row.version = new.version + 1
    session.flush()
    after = row.model_dump(exclude={"id", "version"})
    audit.record(session, actor, "stack.organisation", "organisation:1", before=before, after=after)
    _forget_switches(session, actor, gone)
    return _organisation(row)


def _forget_switches(session: Session, actor: Actor, gone: Collection[str]) -> None:
    """Nobody knows any more whether provisioning is switched on in IdPs that we gave up."""
    said = select(StackApp).where(col(StackApp.provisioning_idp).in_(gone)).with_for_update()
    for row in session.exec(said).all() if gone else ():
        fields = replace(_fields(row), provisioning_on=None, provisioning_idp=None)
        _saved(session, actor, StackEdit(row.app_id, row.version, fields))


def _organisation(row: Organisation) -> OrganisationView:
    return OrganisationView(row.name, tuple(row.idps), row.currency, row.time_zone, row.version)


def _held_organisation(session: Session) -> Organisation:
    """The one row, made when it is missing; nobody else changes it until we are done."""
    if session.get(Organisation, 1) is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(Organisation())
    return session.get_one(Organisation, 1, with_for_update=True, populate_existing=True)


def _held(session: Session, app: str) -> StackApp | None:
    """An app's row as it is now; nobody else changes it until this transaction ends.

    SQLite's write transactions come one after the other anyway; PostgreSQL locks the row.
    """
    return session.get(StackApp, app, with_for_update=True, populate_existing=True)


def entries(session: Session, actor: Actor) -> list[StackEntry]:
    """The apps that we use, by name."""
    require(actor, Action.STACK_READ)
    rows = session.exec(
        select(StackApp, App.name).join(App, col(App.id) == StackApp.app_id).order_by(col(App.name))
    )
    return [_entry(row, name) for row, name in rows]


def entry(session: Session, actor: Actor, app: str) -> StackEntry | None:
    """One app of the stack, or ``None`` when we do not use it."""
    require(actor, Action.STACK_READ)
    row = session.get(StackApp, app)
    named = session.get(App, app)
    return _entry(row, named.name) if row and named else None


def add(session: Session, actor: Actor, app: str, fields: StackFields | None = None) -> StackEntry:
    """Put an app into the stack; one that is there already stays as it is."""
    require(actor, Action.STACK_EDIT)
    named = session.get(App, app)
    if named is None:
        raise NotFound(f"There is no app {app!r} in the catalogue.", field="app")
    row = session.get(StackApp, app)
    if row is None:
        row = StackApp(app_id=app, updated_at=clock.now(), updated_by=actor.name)
        _check_owner(session, None, fields)
        _set(row, _named(session, actor, app, fields or StackFields()))
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            return _entry(session.get_one(StackApp, app), named.name)
        audit.record(session, actor, "stack.add", f"stack:{app}", after=_plain(row))
    return _entry(row, named.name)


def remove(session: Session, actor: Actor, app: str, version: int) -> None:
    """Take an app out of the stack; what was said about it stays in the audit log.

    Raises :class:`Conflict` when the app was changed after this version of it was seen.
    """
    require(actor, Action.STACK_EDIT)
    row = _held_as_seen(session, app, version)
    audit.record(session, actor, "stack.remove", f"stack:{app}", before=_plain(row))
    session.delete(row)
    session.flush()


def _held_as_seen(session: Session, app: str, version: int) -> StackApp:
    row = _held_here(session, app)
    _check_seen(session, row, version)
    return row


def _held_here(session: Session, app: str) -> StackApp:
    row = _held(session, app)
    if row is None:
        raise Conflict(f"{app} was taken out of the stack meanwhile.")
    return row


def _check_seen(session: Session, row: StackApp, version: int) -> None:
    if row.version != version:
        name = session.get_one(App, row.app_id).name
        raise Conflict(
            f"{name} was changed by {row.updated_by} at {{at}}, after you opened it.",
            hint="Nothing was saved. See what it is now, then make your change again.",
            at=row.updated_at,
        )


def save(session: Session, actor: Actor, edits: Sequence[StackEdit]) -> list[StackEntry]:
    """Store edits, all or none; what was said for another plan or currency is left out.

    Raises :class:`Conflict` that names who changed what when an edit was made on an older version.
    """
    require(actor, Action.STACK_EDIT)
    return [_saved(session, actor, edit) for edit in edits]


def _saved(session: Session, actor: Actor, edit: StackEdit) -> StackEntry:
    row = _held_here(session, edit.app)
    old, new = (_named(session, actor, edit.app, one) for one in (_fields(row), edit.fields))
    is_current = row.version == edit.version
    # A second click on Save is no conflict with the first.
    if not is_as_said(old, new, () if is_current else SAID_FOR - edit.anew):
        _check_seen(session, row, edit.version)
        before = _plain(row)
        _check_owner(session, row.owner, edit.fields)
        _set(row, carried(old, new, edit.anew))
        row.version += 1
        row.updated_at, row.updated_by = clock.now(), actor.name
        session.add(row)
        session.flush()
        audit.record(
            session, actor, "stack.edit", f"stack:{edit.app}", before=before, after=_plain(row)
        )
    return _entry(row, session.get_one(App, edit.app).name)


def import_entries(
    session: Session, actor: Actor, rows: Mapping[str, StackFields]
) -> tuple[int, int]:
    """Add apps, and fill in what the file says about known ones; (added, updated).

    An empty cell of the file never erases what is known, but for what was paid for another plan.
    """
    require(actor, Action.STACK_EDIT)
    found = _imported(session, actor, rows)
    return len(found.added), len(found.changed)


def _imported(session: Session, actor: Actor, rows: Mapping[str, StackFields]) -> Imported:
    added: list[StackEntry] = []
    changed: list[tuple[StackEntry, StackEntry]] = []
    for app, fields in rows.items():
        row = _held(session, app)
        if row is None:
            added.append(add(session, actor, app, fields))
            continue
        before = _entry(row, app)
        edit = filled_in(before, _named(session, actor, app, fields))
        if edit.fields != _fields(row):
            changed += [(before, after) for after in save(session, actor, [edit])]
    return Imported(tuple(added), tuple(changed))


def add_list(session: Session, actor: Actor, listed: ReviewedList) -> Imported:
    """Add what a person was shown of a list. Names that nobody knows become apps of our own; those
    of which nobody said what they mean are left out."""
    require(actor, Action.STACK_EDIT)
    ours = {catalog.add_app(session, actor, row.name): row.fields for row in listed.new}
    return replace(_imported(session, actor, {**listed.known, **ours}), own=tuple(ours))


def add_several(session: Session, actor: Actor, apps: Sequence[str]) -> Imported:
    """Put apps into the stack, nothing said of them; those that are there stay as they are."""
    require(actor, Action.STACK_EDIT)
    return _imported(session, actor, {app: StackFields() for app in apps})


def take_back(session: Session, actor: Actor, found: Imported) -> None:
    """Make the stack as it was before a list was added; what stood there before stands there again.

    All or none: raises :class:`Conflict` where somebody changed one of its apps since.
    """
    require(actor, Action.STACK_EDIT)
    for one in found.added:
        remove(session, actor, one.app, one.version)
    for app in found.own:
        catalog.forget_app(session, actor, app)
    for before, after in found.changed:
        save(session, actor, [StackEdit(before.app, after.version, before.fields, SAID_FOR)])
    if found.currency_before is not None:
        now = organisation(session, actor)
        set_organisation(session, actor, replace(now, currency=found.currency_before))


def _named(session: Session, actor: Actor, app: str, fields: StackFields) -> StackFields:
    """The fields with the plan's name as one of the vendor's, where it is."""
    plan, quoted = (
        catalog.kept_plan(session, actor, app, name) for name in (fields.plan, fields.quote_plan)
    )
    return replace(fields, plan=plan, quote_plan=quoted)


def spend_of(app: AppEntry, entry: StackEntry | None) -> Spend | None:
    """What we pay for an app, bound to the plan that we are on."""
    if entry is None or entry.fields.annual_spend is None:
        return None
    fields = entry.fields
    plan = our_plan(app, fields.plan)
    return Spend(entry.fields.annual_spend, fields.currency, plan.key, fields.seats)


def seat_prices(
    session: Session, actor: Actor, apps: Mapping[str, AppEntry]
) -> dict[str, SeatPrice | NoSeatPrice]:
    """App of the stack → what a seat costs us, or why that is not known. ``apps``: the
    catalogue's; of one that it has no more, nobody knows how the plan is billed."""
    return {
        one.app: seat_price(
            our_plan(apps[one.app], one.fields.plan) if one.app in apps else OurPlan(), one.fields
        )
        for one in entries(session, actor)
    }


def quote_of(app: AppEntry, entry: StackEntry | None) -> Spend | None:
    """What the vendor quoted us for a plan."""
    if entry is None or entry.fields.quote is None or entry.fields.quote_plan is None:
        return None
    fields = entry.fields
    plan = our_plan(app, fields.quote_plan)
    return Spend(entry.fields.quote, fields.currency, plan.key, fields.seats, is_quote=True)


def _set(row: StackApp, fields: StackFields) -> None:
    if fields.seats is not None and not 0 <= fields.seats <= MAX_SEATS:
        raise Invalid(
            f"{fields.seats} seats is not possible.", field="seats", hint="From 0 to 10,000,000."
        )
    for name, told in (("annual_spend", "spend"), ("quote", "quote")):
        _check_amount(getattr(fields, name), told, name)
    if (fields.quote is None) is not (fields.quote_plan is None):
        raise Invalid("A quote is an amount for a plan: say both.", field="quote")
    if (fields.provisioning_on is None) is not (fields.provisioning_idp is None):
        raise Invalid(
            "Provisioning is switched on in an identity provider: say both.", field="provisioning"
        )
    spend = fields.annual_spend
    for name in ("plan", "owner", "notes", "quote_plan"):
        if len(getattr(fields, name) or "") > MAX_TEXT:
            raise Invalid(f"{name} is longer than {MAX_TEXT} characters.", field=name)
        if "\0" in (getattr(fields, name) or ""):
            raise Invalid(f"{name} has a character that cannot be kept.", field=name)
    row.plan, row.seats = fields.plan or None, fields.seats
    row.annual_spend = None if spend is None else _short(spend)
    row.currency = _currency(fields.currency)
    row.owner, row.renewal, row.notes = fields.owner or None, fields.renewal, fields.notes or None
    row.quote_plan = fields.quote_plan or None
    row.quote = None if fields.quote is None else _short(fields.quote)
    row.provisioning_on, row.provisioning_idp = fields.provisioning_on, fields.provisioning_idp


def _check_owner(session: Session, before: str | None, fields: StackFields | None) -> None:
    """An owner gets the steps of leavers: an account that may not work them is refused."""
    if fields and fields.owner and fields.owner != before:
        identity.owners(session).check(fields.owner)


def _check_amount(amount: Decimal | None, told: str, field: str) -> None:
    if amount is None:
        return
    if not (amount.is_finite() and 0 <= amount <= Decimal(10**12)):
        raise Invalid(f"A yearly {told} of {amount} is not possible.", field=field)
    if amount != round(amount, MAX_DECIMALS):
        raise Invalid(
            f"A yearly {told} of {amount} has more than {MAX_DECIMALS} decimals.", field=field
        )


def _short(amount: Decimal) -> Decimal:
    """Without the zeros behind the last decimal that is kept."""
    return min(amount, round(amount, MAX_DECIMALS), key=lambda one: len(str(one)))


def _currency(code: str) -> str:
    code = code.strip().upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise Invalid(
            f"{code!r} is not a currency.", field="currency", hint="Write an ISO 4217 code: USD."
        )
    return code


def _fields(row: StackApp) -> StackFields:
    return StackFields(
        plan=row.plan,
        seats=row.seats,
        annual_spend=row.annual_spend,
        currency=row.currency,
        owner=row.owner,
        renewal=row.renewal,
        notes=row.notes,
        quote_plan=row.quote_plan,
        quote=row.quote,
        provisioning_on=row.provisioning_on,
        provisioning_idp=row.provisioning_idp,
    )


def _entry(row: StackApp, name: str) -> StackEntry:
    return StackEntry(row.app_id, name, _fields(row), row.version, row.updated_at, row.updated_by)


def _plain(row: StackApp) -> dict[str, object]:
    values = row.model_dump(exclude={"app_id", "updated_at", "updated_by", "version"})
    return {k: str(v) if not isinstance(v, int | None) else v for k, v in values.items()}


def app_ids(found: Iterable[StackEntry]) -> frozenset[str]:
    """The ids of these entries, as the matrix's filter wants them."""
    return frozenset(one.app for one in found)
