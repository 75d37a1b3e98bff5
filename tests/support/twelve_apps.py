"""The list of twelve apps as an organisation's stack, with Okta as its identity provider."""

from dataclasses import replace

from core.actor import LOCAL_OPERATOR
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.config import ROOT
from core.files.tables import read_table
from core.stack import service as stack
from core.stack.amounts import AMOUNTS
from core.stack.values import StackEdit
from core.storage.database import Database
from tests.support.clock import TODAY

LIST = ROOT / "tests" / "data" / "stack-12.csv"


def twelve_apps(database: Database, idps: tuple[str, ...] = ("okta",)) -> Database:
    """Import the list, as the command line does; home-grown apps are left out."""
    with database.write() as session:
        whole = catalog.catalog(session, LOCAL_OPERATOR, Reading(TODAY))
        names = {app.id: app.name for app in whole}
        table = read_table(LIST.read_bytes(), LIST.name)
        ours = stack.entries(session, LOCAL_OPERATOR)
        plan = stack.plan_import(
            table, names, whole.aliases, currency="USD", apps=whole.apps, before=ours
        )
        rows = {row.app: row.fields for row in plan.matched if row.app}
        stack.import_entries(session, LOCAL_OPERATOR, rows)
        now = stack.organisation(session, LOCAL_OPERATOR)
        new = replace(now, name="Acme", idps=idps)
        stack.set_organisation(session, LOCAL_OPERATOR, new)
    return database


def change(database: Database, app: str, **fields: object) -> None:
    """Change what the stack says of an app; what it costs was said for that."""
    with database.write() as session:
        entry = stack.entry(session, LOCAL_OPERATOR, app)
        assert entry is not None
        new = replace(entry.fields, **fields)  # type: ignore[arg-type]
        stack.save(session, LOCAL_OPERATOR, [StackEdit(app, entry.version, new, AMOUNTS)])
