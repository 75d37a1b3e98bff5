"""The app that a connection, in either direction, is for."""

from sqlmodel import Session

from core import clock
from core.actor import Actor
from core.catalog import service as catalog
from core.catalog.values import App, Reading
from core.config import settings
from core.errors import NotFound


def find_app(session: Session, actor: Actor, name: str) -> App:
    """The app with this id, or the one that the catalogue takes the name for."""
    exact = session.get(App, name)
    if exact is not None:
        return exact
    reading = Reading(clock.now().date(), settings().stale_after_days)
    try:
        found = session.get(App, catalog.find_app(session, actor, reading, name).id)
    except NotFound as unknown:
        own = "An app that nobody else has is added as yours (--new-app, or the box on the page)."
        raise NotFound(unknown.message, field="app", hint=f"{unknown.hint} {own}") from None
    if found is None:
        raise NotFound(f"There is no app {name!r}.", field="app")
    return found
