"""The demo's data folder: marked as one, and never any other."""

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.config import Settings
from core.errors import SettingError

MARK = "made-up-company.json"
"""The file in a data folder that says: nothing in here is real."""
REAL = ("public_url", "oidc_file", "trusted_proxies", "database_url", "audit_forward_url")
"""Settings that only an installation for people has."""


@dataclass(frozen=True)
class Mark:
    """What the mark says. ``accounts``: role → the user name that the demo shows it to."""

    company: str
    made_on: str
    accounts: dict[str, str]
    is_complete: bool = False

    @property
    def day(self) -> date:
        """The day that all dates of the company are counted from."""
        return date.fromisoformat(self.made_on)


def check_settings(settings: Settings) -> None:
    """Raise :class:`SettingError` unless these settings are for a demo: on this machine alone, and
    without anything that belongs to a real installation."""
    if not settings.is_loopback:
        raise SettingError(
            f"The demo signs everybody in, so it listens on this machine alone, not on "
            f"{settings.host}.",
            hint="Leave --host and OFFRAMP_HOST out, or use 127.0.0.1.",
        )
    for name in REAL:
        if getattr(settings, name):
            raise SettingError(
                f"OFFRAMP_{name.upper()} is set: it belongs to a real installation, and the demo "
                "signs everybody in.",
                hint=f"Start the demo without OFFRAMP_{name.upper()}.",
            )
    if settings.serve_only != "all":
        raise SettingError("The demo is served whole.", hint="Leave --only out.")


def mark_of(folder: Path) -> Mark | None:
    """The mark of a folder; ``None``: it is no demo's."""
    try:
        found = json.loads((folder / MARK).read_text(encoding="utf-8"))
        return Mark(**found)
    except (OSError, ValueError, TypeError):
        return None


@cache
def known_mark(folder: Path) -> Mark | None:
    """The same, looked at once: while a server runs on it, a folder stays what it is."""
    return mark_of(folder)


def write_mark(folder: Path, mark: Mark) -> None:
    """Say that nothing in this folder is real."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MARK).write_text(json.dumps(asdict(mark), indent=1) + "\n", encoding="utf-8")


def check_folder(folder: Path) -> None:
    """Raise :class:`SettingError` for a folder in which somebody's data lies."""
    if mark_of(folder) is None and folder.exists() and any(folder.iterdir()):
        raise SettingError(
            f"{folder} is not empty and is no demo's: the demo never touches it.",
            hint="Set OFFRAMP_DATA_DIR to a folder that is empty or not there, or leave it out.",
        )


def empty(folder: Path) -> None:
    """Take everything out of a demo's folder. Raises :class:`SettingError` for any other."""
    check_folder(folder)
    if folder.exists():
        shutil.rmtree(folder)
