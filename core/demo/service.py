"""The demo's door: a made-up company on a data folder of its own, on this machine alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from core import clock
from core.actor import Role
from core.app.runtime import Runtime
from core.config import IS_CHECKOUT, ROOT, Settings
from core.demo import folder, seeding
from core.demo.folder import check_settings, known_mark, mark_of
from core.demo.story import Story, shipped
from core.errors import NotFound, SettingError
from core.identity import service as identity
from core.identity.values import Lifetimes, Place
from core.storage.database import Database

__all__ = [
    "check_served",
    "check_settings",
    "default_folder",
    "enter",
    "is_to_be_made",
    "known_mark",
    "make",
    "mark_of",
    "reset",
]

METHOD = "demo"
"""How somebody signed in who did not have to, as the audit log says it."""


def default_folder() -> Path:
    """Where the demo lies unless somebody says otherwise: beside an installation's data."""
    return ROOT / "var" / "demo" if IS_CHECKOUT else Path.home() / ".local/share/offramp-demo"


def check_served(settings: Settings) -> None:
    """Raise :class:`SettingError` where a demo is to be served that is none, or not on this machine
    alone; any other installation passes."""
    if not settings.demo:
        return
    check_settings(settings)
    if mark_of(settings.data_dir) is None:
        raise SettingError(
            f"OFFRAMP_DEMO is set, and {settings.data_dir} holds no made-up company.",
            hint="Start the demo with: offramp serve --demo",
        )


def reset(settings: Settings) -> None:
    """Throw the demo away. Raises :class:`SettingError` for a folder that is no demo's."""
    folder.empty(settings.data_dir)


def is_to_be_made(settings: Settings) -> bool:
    """Whether there is no company yet, or one that was never finished (which is thrown away).

    Raises :class:`SettingError` for a folder in which somebody's own data lies.
    """
    folder.check_folder(settings.data_dir)
    mark = mark_of(settings.data_dir)
    if mark is not None and not mark.is_complete:
        reset(settings)
    return mark is None or not mark.is_complete


def make(
    settings: Settings,
    prepare: Callable[[], Runtime],
    now: datetime | None = None,
    story: Story | None = None,
) -> None:
    """Make the company, all its dates counted from ``now``. ``prepare`` opens the database."""
    now, story = now or datetime.now(UTC), story or shipped()
    mark = _mark(story, now)
    folder.write_mark(settings.data_dir, mark)
    with clock.at(seeding.founded(story, now)):
        ready = prepare()
    seeding.make(ready.database, settings, story, now)
    done = folder.Mark(mark.company, mark.made_on, mark.accounts, is_complete=True)
    folder.write_mark(settings.data_dir, done)


def _mark(story: Story, now: datetime) -> folder.Mark:
    company = story.company
    accounts: dict[str, str] = {}
    for person in company.people:
        accounts.setdefault(str(person.role), person.username)
    day = now.astimezone(ZoneInfo(company.time_zone)).date()
    return folder.Mark(company.name, day.isoformat(), accounts)


def enter(database: Database, data_dir: Path, role: Role, place: Place, life: Lifetimes) -> str:
    """Sign in without a password, as whom the demo shows this role to; the session's id.

    Raises :class:`NotFound` where the folder is no demo's, or nobody has the role.
    """
    mark = known_mark(data_dir)
    if mark is None or role not in mark.accounts:
        raise NotFound("This is no demo.", hint="Sign in.")
    now = datetime.now(UTC)
    with database.write() as session:
        return identity.admit_by_name(session, mark.accounts[role], METHOD, place, life, now)
