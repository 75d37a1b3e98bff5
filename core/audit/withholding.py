"""What a reader of the log may not read: entries about what other rooms keep from them.

The log knows no rooms: whoever puts them together says which entries these are, for which reader.
A page leaves them out; an exported log keeps their place, hash and seal, so that the chain can be
walked, and nothing of what they say, not even when.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, and_, func, or_, select, type_coerce
from sqlmodel import Session, col

from core.actor import Actor
from core.audit.chain import Facts, Sealed, Withheld
from core.audit.models import AuditEntry
from core.audit.stored.state import Difference

_ENTRY = AuditEntry.__table__  # type: ignore[attr-defined]
COMPARISON = "audit:state"
"""What an entry is about that says how the log and what is stored differ, a sentence each."""
WITHHELD = "a difference that is withheld from who reads this"


@dataclass(frozen=True)
class Hidden:
    """Which entries are kept from somebody."""

    objects: frozenset[str] = frozenset()
    """Entries about these."""
    named: frozenset[str] = frozenset()
    """And those whose ``before`` or ``after`` has one of these as a value."""

    def __bool__(self) -> bool:
        return bool(self.objects or self.named)

    def hides(self, facts: Facts) -> bool:
        """Whether this is such an entry."""
        if facts.object in self.objects:
            return True
        if facts.object == COMPARISON and any(p in (facts.after or "") for p in self._told()):
            return True
        said = f"{facts.before or ''} {facts.after or ''}".casefold()
        return any(f'"{name.casefold()}"' in said for name in self.named)

    def condition(self) -> ColumnElement[bool]:
        """The same of a row of the log."""
        texts = [
            func.coalesce(type_coerce(_ENTRY.c[name], Text), "") for name in ("before", "after")
        ]
        named = [
            text.icontains(f'"{name}"', autoescape=True)
            for name in sorted(self.named)
            for text in texts
        ]
        compared = [
            and_(col(AuditEntry.object) == COMPARISON, texts[1].contains(told, autoescape=True))
            for told in self._told()
        ]
        return or_(col(AuditEntry.object).in_(sorted(self.objects)), *named, *compared)

    def _told(self) -> list[str]:
        """How a sentence about a difference names one of the objects, within JSON."""
        rows = [(each, each.replace(":", " ", 1)) for each in sorted(self.objects)]
        forms = [
            (f" of {each}: ", f'"{row}: ', f'"{row} of ') for each, row in rows if "/" not in row
        ]
        return [form for three in forms for form in three]

    def is_told_in(self, sentence: str) -> bool:
        """Whether a sentence about a difference is about one of the objects."""
        return any(form in f'"{sentence}' for form in self._told())


def for_reader(hidden: Hidden, differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The differences; of those about what is hidden, only that there is one."""
    return tuple(
        Difference("", "", WITHHELD) if hidden.is_told_in(str(each)) else each
        for each in differences
    )


Ask = Callable[[Session, Actor], Hidden]
_asked: list[Ask] = []


def keep_from_readers(ask: Ask) -> None:
    """Have this asked, too, whenever somebody reads the log."""
    if ask not in _asked:
        _asked.append(ask)


def hidden_from(session: Session, actor: Actor) -> Hidden:
    """What is kept from this reader."""
    found = [ask(session, actor) for ask in _asked]
    return Hidden(
        frozenset().union(*(one.objects for one in found)),
        frozenset().union(*(one.named for one in found)),
    )


def count_hidden(session: Session, hidden: Hidden) -> int:
    """How many entries of the whole log they are: a number by filter would tell which."""
    if not hidden:
        return 0
    query = select(func.count()).select_from(_ENTRY).where(hidden.condition())
    return int(session.execute(query).scalar_one())


def in_words(count: int) -> str:
    """What is said to the reader: how many, never which or of what."""
    one = "1 entry of the log is" if count == 1 else f"{count:,} entries of the log are"
    return f"{one} withheld from who exported it."


def without_content(entries: Iterable[Sealed], hidden: Hidden) -> Iterator[Sealed]:
    """The entries, of the hidden ones no more than what the chain needs."""
    for entry in entries:
        yield Withheld.of(entry) if hidden and hidden.hides(entry.facts) else entry
