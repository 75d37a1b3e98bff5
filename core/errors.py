"""The one family of errors that Offramp raises on purpose.

Each carries a sentence for the person who can do something about it. Pages show it with one
helper, the command line prints it with one helper; anything else that escapes is a bug.
"""

from collections.abc import Callable
from datetime import UTC, datetime


class OfframpError(Exception):
    """Something the person can put right.

    ``message`` says what is wrong, ``field`` names the input it is about (or ``None``), ``hint``
    says what to do about it. ``at`` is the moment that stands as ``{at}`` in the message: a page
    says it in the viewer's zone.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        hint: str | None = None,
        at: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.hint = hint
        self.at = at

    def sentence(self, shown: Callable[[datetime], str] | None = None) -> str:
        """Message and hint; ``shown`` writes the moment, which is in UTC without it."""
        said = self.message
        if self.at is not None:
            said = said.replace("{at}", shown(self.at) if shown else _in_utc(self.at))
        return f"{said} {self.hint}" if self.hint else said

    def __str__(self) -> str:
        return self.sentence()


def _in_utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def ended(text: str) -> str:
    """The text with one full stop at its end, for joining it with others.

    What it was made of may be a sentence already, or what a person wrote.
    """
    said = text.rstrip()
    return said if not said or said[-1] in ".!?…" else f"{said}."


class SettingError(OfframpError):
    """A setting from the environment has a value that cannot be used."""


class NotFound(OfframpError):
    """The thing that was asked for does not exist (any more)."""


class Invalid(OfframpError):
    """An input breaks a rule."""


class Forbidden(OfframpError):
    """The actor's role does not include the action."""


class ConfirmationNeeded(OfframpError):
    """The session's last proof of who it is is too old for this (``core/step_up.py``)."""


class Conflict(OfframpError):
    """The row was changed by somebody else since it was read; nothing was overwritten."""


class Unavailable(OfframpError):
    """Something outside this process does not answer."""
