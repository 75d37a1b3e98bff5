"""The search room's door: find by a few letters, and what one looked at lately."""

from collections.abc import Sequence

from sqlmodel import Session

from core.actor import Actor
from core.catalog.values import Reading
from core.rights import Action, may, require
from core.search.matching import Match, Names
from core.search.recent import open_now, recent
from core.search.sources import SOURCES, Asking
from core.search.values import Kind, Place, Result

__all__ = ["open_now", "recent", "search"]

MOST = 8
"""Results of each kind."""


def search(
    session: Session,
    actor: Actor,
    reading: Reading,
    typed: str,
    places: Sequence[Place] = (),
    most: int = MOST,
) -> list[Result]:
    """What the typed words may mean, the kind with the best match first, at most ``most`` of each.

    Only what the actor may see; of ``places`` the face gives those that are offered to them.
    """
    require(actor, Action.CATALOG_READ)
    found: list[tuple[Match[str], Kind, list[Result]]] = []
    asking = Asking(session, actor, reading)
    for kind, source in SOURCES.items():
        if not may(actor, source.needs):
            continue
        if matches := source.find(asking, typed, most):
            by_key = source.results(asking, [match.key for match in matches])
            found.append((matches[0], kind, [by_key[m.key] for m in matches if m.key in by_key]))
    by_path = {place.path: place for place in places}
    if matches := Names({path: (one.title, path) for path, one in by_path.items()}).find(
        typed, most
    ):
        found.append((matches[0], Kind.PAGE, [_page(by_path[match.key]) for match in matches]))
    order = list(Kind)
    found.sort(key=lambda one: (-one[0].tier, order.index(one[1])))
    return [result for _best, _kind, results in found for result in results]


def _page(place: Place) -> Result:
    return Result(Kind.PAGE, place.path, place.title, place.answers, place.path)
