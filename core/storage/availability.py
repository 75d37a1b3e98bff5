"""Whether an error says that the database cannot be used at the moment."""

from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import Unavailable

SQLITE_REASONS = {
    "SQLITE_BUSY": "it is busy with another change",
    "SQLITE_LOCKED": "it is busy with another change",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_IOERR": "the disk cannot be read or written",
    "SQLITE_READONLY": "its file cannot be written",
    "SQLITE_CANTOPEN": "its file cannot be opened",
    "SQLITE_NOTADB": "its file is damaged",
    "SQLITE_CORRUPT": "its file is damaged",
}
"""By SQLite's names of results (sqlite.org/rescode.html); extended ones begin with these."""

POSTGRES_REASONS = {
    "08": "there is no connection to it",
    "28": "it does not let Offramp in",
    "3D": "it is not there",
    "25006": "it is read-only",
    "40": "it is busy with another change",
    "53": "it lacks disk space, memory or connections",
    "55P03": "it is busy with another change",
    "57": "it is being stopped or started",
    "58": "its disk cannot be read or written",
}
"""By the beginning of SQLSTATE (PostgreSQL, Appendix A)."""


def unavailable(error: BaseException) -> Unavailable | None:
    """The error in words if the database is locked, full or away; else ``None``: it is a bug."""
    if isinstance(error, PoolTimeout):
        return _told("all connections to it are in use")
    if isinstance(error, PendingRollbackError):  # of a connection that broke inside a transaction
        return _told("there is no connection to it")
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorname", None)
    if code:
        return next((_told(r) for name, r in SQLITE_REASONS.items() if code.startswith(name)), None)
    state = getattr(error.orig, "sqlstate", None) or ""
    for begin, reason in POSTGRES_REASONS.items():
        if state.startswith(begin):
            return _told(reason)
    # A connection that breaks or is not made has no state.
    if error.connection_invalidated or (isinstance(error, OperationalError) and not state):
        return _told("there is no connection to it")
    return None


def _told(reason: str) -> Unavailable:
    return Unavailable(
        f"The database cannot be used at the moment: {reason}.",
        hint="Nothing was changed. Try again in a minute, else tell an administrator.",
    )
