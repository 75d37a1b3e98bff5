"""How many of a thing may be kept: generous for people, an end for a script that runs wild.

ASVS 5.0, 2.3.2. Checked in the transaction that makes one more; two at the same moment may pass
the bound by one, which harms nobody.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, SQLModel

from core.errors import Invalid


class TooMany(Invalid):
    """There are as many as may be."""


@dataclass(frozen=True)
class Quota:
    """So many of a thing. ``what`` in the plural; ``remedy``: what makes room, as a sentence."""

    most: int
    what: str
    remedy: str

    def leave_room(
        self,
        session: Session,
        kept: type[SQLModel],
        *of: ColumnElement[bool] | Any,
        more: int = 1,
    ) -> None:
        """Raise :class:`TooMany` when there is no room for ``more`` among these rows."""
        counted = select(func.count()).select_from(kept).where(*of)
        self.hold((session.scalar(counted) or 0) + more)

    def hold(self, number: int) -> None:
        """Raise :class:`TooMany` for more than may be."""
        if number > self.most:
            self.refuse()

    def refuse(self) -> None:
        """Say that there are as many as may be."""
        raise TooMany(f"There can be at most {self.most:,} {self.what}.", hint=self.remedy)
