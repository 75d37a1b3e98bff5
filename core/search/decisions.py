"""Decisions, by their title, app or number."""

from collections.abc import Iterable

from sqlmodel import Session

from core.actor import Actor
from core.advice import service as advice
from core.search.matching import Match, Names
from core.search.values import Kind, Result


def find(session: Session, actor: Actor, typed: str) -> list[Match[str]]:
    """The decisions that are meant, the newest first."""
    spellings = {
        str(one.id): (one.title, one.app_name, one.app, one.number, str(one.id))
        for one in advice.decision_names(session, actor)
    }
    return Names(spellings).find(typed)


def results(session: Session, actor: Actor, keys: Iterable[str]) -> dict[str, Result]:
    """The decisions with these numbers."""
    wanted = {*keys}
    return {
        str(one.id): Result(
            Kind.DECISION,
            str(one.id),
            one.title,
            f"{one.number} · {one.status} · {one.decided_at:%Y-%m-%d}",
            f"decisions?decision={one.id}",
        )
        for one in advice.decision_names(session, actor)
        if str(one.id) in wanted
    }
