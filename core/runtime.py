"""What a process needs to answer: settings and an opened, migrated, loaded database."""

from dataclasses import dataclass
from functools import cache

from core.actor import SYSTEM
from core.catalog import service as catalog
from core.config import Settings, settings
from core.storage.database import Database
from core.storage.migrate import start_lock, upgrade


@dataclass(frozen=True)
class Runtime:
    """One process's settings and database."""

    settings: Settings
    database: Database


def prepare(config: Settings) -> Runtime:
    """Open the database, migrate it and load the bundled catalogue if its files changed.

    Safe when several processes start at once: one does the work, the others wait.
    """
    database = Database(config.database)
    with start_lock(database):
        upgrade(database)
        with database.write() as session:
            catalog.load_bundle(session, SYSTEM, config.catalog_dir)
    return Runtime(config, database)


@cache
def runtime() -> Runtime:
    """This process's runtime, prepared on first use."""
    return prepare(settings())
