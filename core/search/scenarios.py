"""Saved cost scenarios, by their name, app or owner."""

from collections.abc import Iterable

from sqlmodel import Session

from core.actor import Actor
from core.cost import service as cost
from core.search.matching import Match, Names
from core.search.values import Kind, Result


def find(session: Session, actor: Actor, typed: str) -> list[Match[str]]:
    """The scenarios that are meant, the last changed first."""
    spellings = {
        one.id: (one.name, one.app_id or "", one.owner)
        for one in cost.scenario_names(session, actor)
    }
    return Names(spellings).find(typed)


def results(session: Session, actor: Actor, keys: Iterable[str]) -> dict[str, Result]:
    """Those of these scenarios that there still are."""
    wanted = {*keys}
    return {
        one.id: Result(
            Kind.SCENARIO,
            one.id,
            one.name,
            f"Cost scenario · {one.owner} · {one.updated_at:%Y-%m-%d}",
            f"calculator?scenario={one.id}",
        )
        for one in cost.scenario_names(session, actor)
        if one.id in wanted
    }
