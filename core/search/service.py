"""The search room's door: find by a few letters, and what one looked at lately."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from core.actor import Actor
from core.catalog.values import Reading
from core.rights import Action, may, require
from core.search.matching import Match, Names
from core.search.recent import KEPT, open_now, order_of, recent
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
    """What the typed words may mean, at most ``most`` of each kind.

    Of those that fit in the same way come first what was looked at lately, then what is our own:
    people who leave, decisions, pages and the apps of our stack before the catalogue's others. The
    kind with the best comes first. Only what the actor may see; of ``places`` the face gives those
    that are offered to them.
    """
    require(actor, Action.CATALOG_READ)
    found: list[tuple[_Rank, int, list[Result]]] = []
    asking = Asking(session, actor, reading)
    lately = order_of(session, actor)
    for number, (kind, source) in enumerate(SOURCES.items()):
        if not may(actor, source.needs) or not (matches := source.find(asking, typed)):
            continue
        rank = _Ranking(kind, lately, source.ours(asking) if source.ours else None).of
        best = sorted(matches, key=rank)[:most]
        by_key = source.results(asking, [match.key for match in best])
        found.append((rank(best[0]), number, [by_key[m.key] for m in best if m.key in by_key]))
    if pages := _pages(typed, places)[:most]:
        rank = _Ranking(Kind.PAGE, {}, None).of
        found.append((rank(pages[0][0]), len(SOURCES), [page for _match, page in pages]))
    found.sort(key=lambda one: one[:2])
    return [result for _best, _kind, results in found for result in results]


_Rank = tuple[int, int, bool]


@dataclass(frozen=True)
class _Ranking:
    """What comes first of one kind, and which kind: the smaller rank."""

    kind: Kind
    lately: Mapping[tuple[Kind, str], int]
    ours: Collection[str] | None
    """None: all of the kind are."""

    def of(self, match: Match[str]) -> _Rank:
        """How it fits, when it was looked at, whether it is somebody else's."""
        is_of_others = self.ours is not None and match.key not in self.ours
        return -match.tier, self.lately.get((self.kind, match.key), KEPT), is_of_others


def _pages(typed: str, places: Sequence[Place]) -> list[tuple[Match[str], Result]]:
    by_path = {place.path: place for place in places}
    names = Names({path: (one.title, path) for path, one in by_path.items()})
    return [(match, _page(by_path[match.key])) for match in names.find(typed)]


def _page(place: Place) -> Result:
    return Result(Kind.PAGE, place.path, place.title, place.answers, place.path)
