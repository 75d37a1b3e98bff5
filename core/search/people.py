"""People, by their name or address."""

from collections.abc import Iterable
from functools import lru_cache

from sqlmodel import Session

from core import clock
from core.accounts import service as accounts
from core.accounts.values import PersonRow
from core.actor import Actor
from core.errors import NotFound
from core.search.matching import Match, Names
from core.search.values import Kind, Result


def find(session: Session, actor: Actor, typed: str) -> list[Match[str]]:
    """The people who are meant."""
    return _names(accounts.person_names(session, actor)).find(typed)


# By what was read, so that it is never older than that.
@lru_cache(maxsize=2)
def _names(people: tuple[tuple[int, str, str], ...]) -> Names[str]:
    return Names({str(person): (name, email) for person, name, email in people})


def results(session: Session, actor: Actor, keys: Iterable[str]) -> dict[str, Result]:
    """Those of these people that there still are."""
    found = {}
    for key in keys:
        if not (key.isascii() and key.isdecimal() and len(key) < 16):
            continue
        try:
            row = accounts.person(session, actor, int(key), clock.now()).row
        except NotFound:
            continue
        found[key] = Result(Kind.PERSON, key, row.name, _context(row), f"person?id={key}")
    return found


def _context(row: PersonRow) -> str:
    left = f"left {row.left_at.day} {row.left_at:%b %Y}" if row.left_at else ""
    said = ["Person", row.department or "", left, row.email or ""]
    return " · ".join(filter(None, said))
