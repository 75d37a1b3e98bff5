"""What one delivered file says, read and understood: the format, the columns, the rows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from core.accounts.kinds import Subject
from core.accounts.list_views import RowError


@dataclass(frozen=True)
class Guess:
    """A field whose column is not certain: somebody has to say which it is."""

    field: str
    columns: tuple[str, ...]
    """The likely ones, the best first; empty: none is."""
    why: str
    """As a sentence."""
    is_needed: bool
    """Whether the delivery cannot be taken without it."""


@dataclass(frozen=True)
class Delivery:
    """A file that was read. It can be taken when there are no ``errors`` and no needed guess."""

    subject: Subject
    format: str
    """Id: ``slack-members``, ``bamboohr``, ``table`` for one whose columns were guessed."""
    format_name: str
    """As a page says it: ``Slack members``."""
    apps: tuple[str, ...]
    """Catalogue ids of the apps that export this format; empty: any app may."""
    columns: tuple[str, ...]
    """The file's column heads, in their order; of JSON only the fields that say who somebody is and
    whether they are active: an object leaves out what it has no value for."""
    mapping: Mapping[str, str]
    """Field of the frame → the column that it is read from."""
    frame: pl.DataFrame
    """``frames.ACCOUNTS`` or ``frames.PEOPLE``."""
    sha256: str
    """Of the bytes."""
    data: bytes = field(repr=False)
    guesses: tuple[Guess, ...] = ()
    errors: tuple[RowError, ...] = ()
    notes: tuple[str, ...] = ()
    """What is to be known of it: what the format leaves out, what was passed over."""
    complete: bool | None = None
    """Whether the format itself says that it is whole or a part (a SCIM page of several);
    ``None``: it does not say."""
    taken_at: str | None = None
    """ISO moment, where the file itself says when it was made."""

    @property
    def needed(self) -> tuple[Guess, ...]:
        """What somebody has to say before it can be taken."""
        return tuple(guess for guess in self.guesses if guess.is_needed)
