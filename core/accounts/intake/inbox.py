"""The watched folder: a sub-folder for each feed, whose files are taken and moved.

A sub-folder is called as a feed, as an app of the catalogue, or *people*.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from core import clock
from core.accounts.feeds.registry import find_feed, remembered_mapping
from core.accounts.feeds.taking.how import How
from core.accounts.feeds.taking.refusing import Refused
from core.accounts.formats.reader import read_as_before
from core.accounts.intake.taking import Hears, Synced, failed, silent, taken
from core.accounts.kinds import FeedKind, Subject
from core.accounts.models import Feed
from core.actor import Actor
from core.catalog import service as catalog
from core.catalog.values import Reading
from core.config import settings
from core.errors import Invalid, NotFound, OfframpError
from core.storage.database import Database

DONE, BROKEN = "done", "broken"
"""Sub-folders of a feed's folder: what was taken, and what could not be, its reason beside it."""
MAX_BYTES = 60_000_000
WRITTEN = timedelta(seconds=10)
"""A file that was written to so lately may not be whole yet."""
_PEOPLE = "people"


@dataclass(frozen=True)
class _Target:
    """Whose lists a folder has."""

    name: str | None
    """Of the feed; ``None``: the one that importing would choose."""
    app: str | None
    subject: Subject
    feed: Feed | None = None


def folders_of(inbox: Path | None, name: str | None = None) -> Sequence[Path]:
    """The feeds' folders, or the one that is called so; links are nobody's."""
    if inbox is None or not inbox.is_dir():
        return []
    with os.scandir(inbox) as entries:
        found = [
            Path(each.path)
            for each in entries
            if each.is_dir(follow_symlinks=False) and not each.name.startswith(".")
        ]
    wanted = name.strip().casefold() if name else None
    return sorted(each for each in found if wanted in (None, each.name.casefold()))


def take_folder(
    database: Database,
    actor: Actor,
    folder: Path,
    *,
    waits: timedelta = timedelta(0),
    hears: Hears = silent,
) -> list[Synced]:
    """Take every file of a folder, the oldest first. ``waits``: how long a file must lie there."""
    try:
        files = _waiting(folder, waits)
    except OSError as problem:
        what = f"{folder.name} cannot be read: {problem.strerror}."
        return [failed(database, folder.name, None, None, what)]
    return [_take(database, actor, folder, file, hears) for file in files]


def _target(session: Session, actor: Actor, folder: str) -> _Target:
    feed = find_feed(session, folder)
    if feed is not None:
        return _Target(feed.name, feed.app_id, feed.subject, feed)
    if folder.casefold() == _PEOPLE:
        return _Target(None, None, Subject.PEOPLE)
    reading = Reading(clock.now().date(), settings().stale_after_days)
    try:
        app = catalog.find_app(session, actor, reading, folder)
    except NotFound:
        raise NotFound(
            f"No feed and no app is called {folder!r}.",
            hint="Rename the folder, or set up a feed of that name.",
        ) from None
    return _Target(None, app.id, Subject.ACCOUNTS)


def _take(database: Database, actor: Actor, folder: Path, file: Path, hears: Hears) -> Synced:
    target = None
    try:
        with database.read() as session:
            target = _target(session, actor, folder.name)
            mapping = remembered_mapping(session, actor, target.subject, target.app, target.name)
        written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        if file.stat().st_size > MAX_BYTES:
            raise Invalid(f"{file.name} is larger than {MAX_BYTES // 10**6} MB.", hint="Split it.")
        delivery = read_as_before(file.read_bytes(), file.name, target.subject, mapping)
        how = How(target.name, None, min(written, clock.now()), file.name, FeedKind.INBOX)
        done = taken(database, actor, target.app, delivery, how, hears)
    except OfframpError as problem:
        told = problem.result.errors if isinstance(problem, Refused) else ()
        lines = [str(problem), *(f"line {each.line}: {each.message}" for each in told)]
        _aside(file, BROKEN, "\n".join(dict.fromkeys(lines)))
        app, feed = (target.app, target.feed) if target else (None, None)
        return failed(database, folder.name, app, feed, f"{file.name}: {problem}")
    _aside(file, DONE)
    return done


def _waiting(folder: Path, waits: timedelta) -> Sequence[Path]:
    now, found = clock.now(), []
    with os.scandir(folder) as entries:
        for entry in entries:
            # Neither folders nor links: a link may lead to a file that is nobody's to read.
            if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
                continue
            written = datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, UTC)
            if not waits or written <= now - waits:
                found.append((written, Path(entry.path)))
    return [path for _written, path in sorted(found)]


def _aside(file: Path, folder: str, reason: str | None = None) -> None:
    """Move a file out of the way, under a name that none has there; its reason beside it.

    Taken first, moved after: killed in between, it is read again, and is the same delivery.
    """
    into = file.parent / folder
    while into.is_symlink():  # leads out of the folder: nothing goes there
        into = into.with_name(f"{into.name}_")
    into.mkdir(exist_ok=True, mode=0o700)
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    name = f"{stamp}-{file.name}"
    number = 1
    while (into / name).exists():
        name, number = f"{stamp}-{number}-{file.name}", number + 1
    file.replace(into / name)
    if reason:
        (into / f"{name}.reason.txt").write_text(reason + "\n", encoding="utf-8")
