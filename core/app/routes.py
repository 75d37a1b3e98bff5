"""The rooms' own HTTP endpoints, for the composition root."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from core.app.runtime import runtime
from core.config import Settings
from core.scim.bridge.protocol import routes as bridge
from core.storage.database import Database


def prepared() -> tuple[Settings, Database]:
    """What routes need, once the lifespan has prepared it."""
    ready = runtime()
    return ready.settings, ready.database


def scim_routes() -> Sequence[BaseRoute]:
    """The bridge, as identity providers see it."""
    return bridge.routes(prepared)
