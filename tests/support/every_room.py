"""One app of the shared catalogue as each room gets it, on values without a database."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from core.actor import SYSTEM
from core.advice.situation.known_answers import here_of, known_of
from core.advice.situation.questions import fill_in
from core.advice.situation.situation import Situation
from core.catalog import service as catalog
from core.catalog.values import AppEntry, Reading, Snapshot
from core.cost.inputs.facts import AppFacts
from core.stack.entries import OrganisationView, StackEntry, StackFields
from core.stack.service import quote_of, spend_of
from core.storage.database import Database
from tests.support.clock import TODAY

IDPS = ("okta", "entra-id", "google-workspace", "onelogin", "jumpcloud", "cloudflare")
SEATS = 40
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def catalogue_of(loaded_file: Path) -> Snapshot:
    """The shared catalogue out of a database's file."""
    database = Database(f"sqlite:///{loaded_file}")
    with database.read() as session:
        found = catalog.catalog(session, SYSTEM, Reading(TODAY))
    database.close()
    assert len(found.apps) > 1_900
    assert set(IDPS) <= set(found.idps)
    return found


def entry_of(app: AppEntry, plan: str | None, spend: Decimal | None = None) -> StackEntry:
    fields = StackFields(plan=plan, seats=SEATS, annual_spend=spend, owner="mo@example.com")
    return StackEntry(app.id, app.name, fields, 1, NOW, "somebody")


def situation_of(
    whole: Snapshot, app: AppEntry, idps: tuple[str, ...], entry: StackEntry
) -> Situation:
    """The wizard's situation, filled in as nobody answers anything."""
    organisation = OrganisationView("Example", idps, "USD", "UTC", 1)
    given = fill_in({}, known_of(organisation, entry))
    return Situation.of(app, whole.idps, given.answers, here_of(whole, app, entry))


def facts_of(app: AppEntry, entry: StackEntry) -> AppFacts:
    """What the calculator knows of an app of the stack."""
    fields = entry.fields
    return AppFacts(
        name=app.name,
        app=app,
        in_stack=True,
        stack_plan=fields.plan,
        stack_seats=fields.seats,
        spend=spend_of(app, entry),
        quote=quote_of(app, entry),
    )
