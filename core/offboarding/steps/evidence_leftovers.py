"""Evidence files of which no row says what they prove: counted, and swept after a while.

A file is on the disk before the transaction that names it ends. Until :func:`sweep` has looked, a
**mark** tells whose it is: a second name of the file, ``evidence/.new/<owner>-<SHA-256>-<random>``.
A mark whose transaction failed, or whose process died, is found there, with its size.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from filelock import FileLock
from sqlmodel import Session, col, select

from core.config import Settings, settings
from core.jobs.values import Job
from core.offboarding.models import Evidence, EvidenceKind
from core.storage.database import Database

KIND = "evidence.sweep"
EVERY = timedelta(minutes=5)
AGE = timedelta(minutes=10)
"""No transaction that attaches a file takes so long."""
FOLDER = "evidence"


def lock(config: Settings) -> FileLock:
    """Held while a file is put in its place, and while one is taken away."""
    return FileLock(_marks(config) / "lock", mode=0o600)


def new_mark(config: Settings, by: str, digest: str) -> Path:
    """Where the mark of a file is to lie; ``by``: the id of who brings it."""
    return _marks(config) / f"{_owner(by)}-{digest}-{secrets.token_hex(8)}"


def held(session: Session, config: Settings, by: str) -> int:
    """Bytes that this person has on the disk and no row names (yet)."""
    marks = [(one.name.split("-")[1], one) for one in _marks(config).glob(f"{_owner(by)}-*")]
    named = _named(session, {digest for digest, _ in marks})
    return sum(_size(one) for digest, one in marks if digest not in named)


def sweep(database: Database, _job: Job, now: datetime) -> None:
    """The job: forget old marks, and take away the files that nothing names."""
    config = settings()
    before = (now - AGE).timestamp()
    for draft in (config.data_dir / FOLDER).glob(".*.part"):  # of a process that died
        if draft.stat().st_mtime < before:
            draft.unlink(missing_ok=True)
    for mark in _marks(config).glob("*-*-*"):
        if mark.stat().st_mtime >= before:
            continue
        digest = mark.name.split("-")[1]
        with lock(config):
            mark.unlink(missing_ok=True)
            with database.read() as session:
                is_needed = digest in _named(session, {digest})
            if not is_needed and not any(_marks(config).glob(f"*-{digest}-*")):
                (config.data_dir / FOLDER / digest[:2] / digest).unlink(missing_ok=True)


def _named(session: Session, digests: set[str]) -> set[str]:
    query = select(Evidence.sha256).where(
        col(Evidence.kind) == EvidenceKind.FILE, col(Evidence.sha256).in_(digests)
    )
    return set(session.exec(query)) if digests else set()


def _owner(by: str) -> str:
    return sha256(by.encode()).hexdigest()[:16]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # swept at this moment
        return 0


def _marks(config: Settings) -> Path:
    folder = config.data_dir / FOLDER / ".new"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
