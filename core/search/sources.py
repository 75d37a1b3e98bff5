"""Each kind of thing that can be found: who may look for it, and in which room it is."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session

from core.actor import Actor
from core.catalog.values import Reading
from core.rights import Action
from core.search import apps, cases, decisions, people, scenarios
from core.search.matching import Match
from core.search.values import Kind, Result


@dataclass(frozen=True)
class Asking:
    """Who looks, where, and how verdicts are drawn for them."""

    session: Session
    actor: Actor
    reading: Reading


@dataclass(frozen=True)
class Source:
    """Where one kind of thing is found by its name, and by its key."""

    needs: Action
    find: Callable[[Asking, str], list[Match[str]]]
    results: Callable[[Asking, Iterable[str]], dict[str, Result]]
    ours: Callable[[Asking], Collection[str]] | None = None
    """The keys of those that are our own, where not all of the kind are."""


SOURCES: dict[Kind, Source] = {
    Kind.APP: Source(
        Action.CATALOG_READ,
        lambda a, typed: apps.find(a.session, a.actor, a.reading, typed),
        lambda a, keys: apps.results(a.session, a.actor, a.reading, keys),
        lambda a: apps.ours(a.session, a.actor),
    ),
    Kind.CASE: Source(
        Action.CASE_READ,
        lambda a, typed: cases.find(a.session, a.actor, typed),
        lambda a, keys: cases.results(a.session, a.actor, keys),
    ),
    Kind.PERSON: Source(
        Action.INVENTORY_READ,
        lambda a, typed: people.find(a.session, a.actor, typed),
        lambda a, keys: people.results(a.session, a.actor, keys),
    ),
    Kind.DECISION: Source(
        Action.ADVICE_READ,
        lambda a, typed: decisions.find(a.session, a.actor, typed),
        lambda a, keys: decisions.results(a.session, a.actor, keys),
    ),
    Kind.SCENARIO: Source(
        Action.COST_READ,
        lambda a, typed: scenarios.find(a.session, a.actor, typed),
        lambda a, keys: scenarios.results(a.session, a.actor, keys),
    ),
}
