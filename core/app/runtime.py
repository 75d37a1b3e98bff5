"""What a process needs to answer: settings and an opened, migrated, loaded database."""

from dataclasses import dataclass
from threading import RLock

from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from core.actor import SYSTEM
from core.app.data_folder import guard_new_keys, keep_private, refuse_without_key
from core.app.wiring import connect
from core.audit import service as audit
from core.catalog import service as catalog
from core.config import Settings, settings
from core.errors import Unavailable
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
    try:
        keep_private(config)
        database = Database(config.database)
        with start_lock(database):
            refuse_without_key(database)
            upgrade(database)
            with database.write() as session:
                catalog.load_bundle(session, SYSTEM, config.catalog_dir)
                audit.follow_keys(session)
    except OSError as error:
        raise Unavailable(
            f"The data folder {config.data_dir} cannot be used: {error.strerror}.",
            hint="Set OFFRAMP_DATA_DIR to a folder that can be written to.",
        ) from error
    except OperationalError as error:
        raise Unavailable(
            f"The database {make_url(config.database)} does not answer: {_first_line(error)}.",
            hint="Check OFFRAMP_DATABASE_URL, and that the database runs.",
        ) from error
    return Runtime(config, database)


def _first_line(error: OperationalError) -> str:
    return str(error.orig).strip().partition("\n")[0].rstrip(".")


_making = RLock()
_made: Runtime | None = None


def runtime() -> Runtime:
    """This process's runtime, prepared on first use: once, however many threads ask at once."""
    global _made
    if (ready := _made) is not None:
        return ready
    with _making:
        if _made is None:
            connect()
            _made = prepare(settings())
        return _made


def forget_runtime() -> None:
    """Read the settings and prepare anew at the next use. One that a thread is still preparing is
    forgotten too: it would otherwise take the place of the next."""
    global _made
    with _making:
        settings.cache_clear()
        _made = None


# Whoever imports this means to work with the data: from here on no command makes a wrong key.
guard_new_keys()
