"""Threads of our own for what asks the database.

Streamlit's files of the frontend are read in Starlette's forty threads. When the database lets
everybody wait, those who wait are in these, and the files, the health check and the page that says
so are answered meanwhile.
"""

from collections.abc import Callable, Sequence
from functools import partial
from inspect import iscoroutinefunction
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

AT_ONCE = 30
"""As many as there are connections to the database (core/storage/database.py)."""

P = ParamSpec("P")
T = TypeVar("T")
_limiter: RunVar[CapacityLimiter] = RunVar("offramp-database-threads")


async def in_thread(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """Do what may wait for the database, off the event loop; its turn comes in order."""
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
    return await to_thread.run_sync(partial(work, *given, **named), limiter=limiter)


def apart(routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """The same routes; those whose handlers are plain functions run in these threads."""
    return [_apart(each) if isinstance(each, Route) else each for each in routes]


def _apart(route: Route) -> Route:
    handler: Callable[[Request], Response] = route.endpoint
    if iscoroutinefunction(handler) or not callable(handler) or isinstance(handler, type):
        return route

    async def endpoint(request: Request) -> Response:
        return await in_thread(handler, request)

    return Route(route.path, endpoint, methods=list(route.methods or ()), name=route.name)
