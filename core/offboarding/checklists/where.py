"""What to click in an app, as the words of a step say it. Pure.

The catalogue has it from the vendor's pages (``about: member-list`` and ``removal``); where no
source says it, a step has general words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MEMBER_LIST = "member_list"
REMOVAL = "removal"
PLACEHOLDERS = (MEMBER_LIST, REMOVAL)


@dataclass(frozen=True)
class Click:
    """What to click, with title and address of the page that says so."""

    text: str
    source: tuple[str, str]


@dataclass(frozen=True)
class Where:
    """Where an app lists who has an account, and what to click there to remove one."""

    member_list: Click | None = None
    removal: Click | None = None

    def words(self, app: str) -> Mapping[str, str]:
        """What ``{member_list}`` and ``{removal}`` are in a step. ``app``: the app's name."""
        listed = f"{self.member_list.text} in {app}" if self.member_list else None
        return {
            MEMBER_LIST: listed or f"the user administration of {app}",
            REMOVAL: f" ({self.removal.text})" if self.removal else "",
        }

    def sources(self, text: str) -> Sequence[tuple[str, str]]:
        """Title and address of what a text with these placeholders rests on."""
        said = {MEMBER_LIST: self.member_list, REMOVAL: self.removal}
        return [one.source for name, one in said.items() if one and "{" + name + "}" in text]


NOWHERE = Where()
"""No source says it."""
