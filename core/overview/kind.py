"""What a kind of attention is: where its list is, and how it is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.overview.desk import Desk
from core.overview.values import Part, Person, Target, Urgency
from core.rights import Action


@dataclass(frozen=True)
class Found:
    """What there is of a kind. ``title``, ``urgency`` and ``target``: in place of the
    kind's own."""

    count: int | None
    sentence: str
    title: str | None = None
    since: datetime | None = None
    people: tuple[Person, ...] = ()
    urgency: Urgency | None = None
    parts: tuple[Part, ...] = ()
    target: Target | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of thing that needs somebody. ``needs``: the right to see its list; ``find`` gives
    nothing where there is none."""

    key: str
    title: str
    urgency: Urgency
    needs: Action
    target: Target
    find: Callable[[Desk], Found | None]


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 step``, ``1,200 steps``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def if_any(count: Callable[[Desk], int], one: str, many: str) -> Callable[[Desk], Found | None]:
    """``one`` and ``many``: the sentences, ``{}`` where the number stands."""

    def find(desk: Desk) -> Found | None:
        number = count(desk)
        said = one if number == 1 else many.format(f"{number:,}")
        return Found(number, said) if number else None

    return find
