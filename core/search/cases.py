"""Cases, by the person who leaves, their address or the case's number."""

from collections.abc import Iterable
from functools import lru_cache

from sqlmodel import Session

from core.actor import Actor
from core.offboarding import service as offboarding
from core.offboarding.values import CaseName
from core.search.matching import Match, Names
from core.search.values import Kind, Result


def find(session: Session, actor: Actor, typed: str) -> list[Match[str]]:
    """The cases that are meant, of those that the actor sees whole; the newest first."""
    return _names(tuple(offboarding.case_people(session, actor))).find(typed)


# By what was read, so that it is never older than that, and nobody finds what another may see.
@lru_cache(maxsize=4)
def _names(people: tuple[tuple[int, str, str], ...]) -> Names[str]:
    return Names(
        {
            str(case): (person, email, offboarding.case_number(case), str(case))
            for case, person, email in people
        }
    )


def results(session: Session, actor: Actor, keys: Iterable[str]) -> dict[str, Result]:
    """Those of these cases that the actor sees whole."""
    named = offboarding.case_names(session, actor, [int(key) for key in keys if _is_number(key)])
    return {str(one.id): _result(one) for one in named}


def _result(one: CaseName) -> Result:
    moment = one.effective.astimezone(offboarding.zone_of(one.zone))
    context = f"{one.number} · {one.status} · access ends {moment.day} {moment:%b %Y} · {one.email}"
    return Result(Kind.CASE, str(one.id), one.person, context, f"case?case={one.id}")


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 10
