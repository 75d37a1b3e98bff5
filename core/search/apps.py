"""Apps of the catalogue, and which of them are ours."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlmodel import Session

from core.actor import Actor
from core.catalog import service as catalog
from core.catalog.values import AppEntry, Memo, Reading, Snapshot
from core.rights import Action, may
from core.search.matching import Match, Names
from core.search.values import Kind, Result
from core.stack import service as stack
from core.stack.values import StackEntry

_NAMES: Memo[Snapshot, Names[str]] = Memo(1)


def find(session: Session, actor: Actor, reading: Reading, typed: str) -> list[Match[str]]:
    """The apps that are meant."""
    whole = catalog.catalog(session, actor, reading)
    return _NAMES.get(whole, "names", lambda: _names(whole)).find(typed)


def ours(session: Session, actor: Actor) -> Collection[str]:
    """The apps of our stack, as far as the actor may know."""
    return _ours(session, actor)


def _names(whole: Snapshot) -> Names[str]:
    spellings: dict[str, list[str]] = defaultdict(list)
    for app in whole:
        spellings[app.id].append(app.name)
    for alias, app_id in whole.aliases.items():
        if app_id in spellings:
            spellings[app_id].append(alias)
    return Names(spellings)


def results(
    session: Session, actor: Actor, reading: Reading, keys: Iterable[str]
) -> dict[str, Result]:
    """The apps of these ids that there still are."""
    whole = catalog.catalog(session, actor, reading)
    ours = _ours(session, actor)
    found = (whole.apps.get(key) for key in keys)
    return {
        app.id: Result(
            Kind.APP, app.id, app.name, _context(app, ours.get(app.id)), f"app?app={app.id}"
        )
        for app in found
        if app is not None and not app.withdrawn
    }


def _ours(session: Session, actor: Actor) -> dict[str, StackEntry]:
    if not may(actor, Action.STACK_READ):
        return {}
    return {entry.app: entry for entry in stack.entries(session, actor)}


def _context(app: AppEntry, ours: StackEntry | None) -> str:
    if ours is None:
        return app.category or "Catalogue"
    plan, owner = ours.fields.plan, ours.fields.owner
    said = [
        "Our stack",
        catalog.plan_name(app, plan) if plan else "",
        f"owner {owner}" if owner else "",
    ]
    return " · ".join(filter(None, said))
