"""A file that is about to be handed out, and how it is made for whoever fetches it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase

from core.actor import Actor
from core.app.runtime import runtime
from core.audit import service as audit
from core.rights import Action, require

Content = bytes | str | BufferedIOBase | Iterator[bytes]


@dataclass(frozen=True)
class Made:
    """A file. ``content`` that is a file or comes in parts is streamed; the file is closed then."""

    name: str
    content: Content


Maker = Callable[[Actor], Made]
"""Makes the file for who fetches it. Asks whether they may, and records that they did; raises
:class:`OfframpError`."""


def noted(name: str, make: Callable[[], bytes | str], *, needs: Action, of: str) -> Maker:
    """A file of what a page has read and holds, such as a calculation that is not saved.

    ``needs`` is the right to what the page showed; ``of`` says what the file is taken from, as
    ``kind:id``, in the audit log.
    """

    def made(who: Actor) -> Made:
        require(who, needs)
        content = make()
        with runtime().database.write() as session:
            audit.note_export(session, who, of, name)
        return Made(name, content)

    return made
