"""Apps as rows of the catalogue."""

from sqlmodel import Session

import core.app.schema  # noqa: F401 - defines every table that apps refer to
from core.catalog.models import App, Origin


def add_app(session: Session, app: str = "some-app", name: str = "Some App") -> str:
    """An app of our own, unless it is there."""
    if session.get(App, app) is None:
        session.add(App(id=app, name=name, origin=Origin.LOCAL))
        session.flush()
    return app
