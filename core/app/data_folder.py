"""The data folder: private whatever the umask, and never given a new key beside sealed data."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import String, column, func, inspect, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from core import keys
from core.config import Settings, settings
from core.errors import SettingError
from core.storage.database import Database

log = logging.getLogger("offramp.data")

OURS_ALONE = 0o077
"""What others may do with our files: nothing."""
_SEALED = "sealed:%"
_NAMES = ("*.db", "*.db-wal", "*.db-shm", "*.db-journal", "*.db.lock", "*.jsonl", "evidence")
"""What Offramp keeps in its folder. Not the key file: one that others could read is refused."""


def keep_private(config: Settings) -> None:
    """Let nobody else read what this process writes, nor what was written before; said once."""
    os.umask(OURS_ALONE)
    found = [path for path in _kept(config) if _is_open(path)]
    for path in found:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OURS_ALONE)
    if found:
        more = f" and {len(found) - 1:,} more in it" if len(found) > 1 else ""
        log.warning("others could read %s%s; only its owner can now", found[0], more)


def _kept(config: Settings) -> Iterator[Path]:
    url = make_url(config.database)
    if url.get_backend_name() == "sqlite" and url.database:
        file = Path(url.database)
        if file.parent.is_dir():
            yield from (one for one in file.parent.iterdir() if one.name.startswith(file.name))
    folder = config.data_dir
    # A folder that several people share, such as /tmp, is not ours to close.
    if folder.is_dir() and not folder.stat().st_mode & stat.S_ISVTX:
        yield folder
    for path in (one for pattern in _NAMES for one in folder.glob(pattern)):
        yield path
        # Nobody gets at what lies in a closed folder: its many files need no look.
        if path.is_dir() and _is_open(path):
            yield from path.rglob("*")


def _is_open(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    is_ours = found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode)
    return is_ours and bool(found.st_mode & OURS_ALONE)


def refuse_without_key(database: Database) -> None:
    """Refuse to go on where there is no key, and data that was sealed with one.

    Raises :class:`SettingError`: a new key would open nothing, and the log would read as broken.
    """
    if keys.ring_if_any() is not None:
        return
    try:
        entries, secrets = _sealed(database)
    except OperationalError:
        return  # the database does not answer: whoever needs it says so
    if not entries and not secrets:
        return
    missing = settings().data_dir / keys.FILE_NAME
    raise SettingError(
        f"The key is missing: the database has {entries:,} sealed audit entries and {secrets:,} "
        f"encrypted secrets, but {missing} is not there and OFFRAMP_SECRET_KEY is not set.",
        hint=f"Put {keys.FILE_NAME} back from a backup, or set OFFRAMP_SECRET_KEY to what it was. "
        "A new key opens none of them. If it is lost for good, see docs/cli-identity.md.",
    )


def _sealed(database: Database) -> tuple[int, int]:
    """Sealed audit entries and encrypted secrets, in tables of whatever version."""
    entries = secrets = 0
    with database.engine.connect() as connection:
        here = inspect(connection)
        for name in here.get_table_names():
            columns = {one["name"]: one["type"] for one in here.get_columns(name)}
            if name == "audit_entry" and "mac" in columns:
                sealed = select(func.count()).select_from(table(name)).where(column("mac") != "")
                entries = connection.scalar(sealed) or 0
            elif not name.startswith("audit_"):
                for text in (one for one, kind in columns.items() if isinstance(kind, String)):
                    stored = column(text).like(_SEALED)
                    counted = select(func.count()).select_from(table(name)).where(stored)
                    secrets += connection.scalar(counted) or 0
    return entries, secrets


def _before_new_key() -> None:
    database = Database(settings().database)
    try:
        refuse_without_key(database)
    finally:
        database.close()


def guard_new_keys() -> None:
    """From now on no key is made beside data that another one sealed, whichever command asks."""
    if _before_new_key not in keys.before_new_key:
        keys.before_new_key.append(_before_new_key)
