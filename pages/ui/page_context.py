"""What every page needs first: who looks, and the database."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import streamlit as st

from core.actor import Actor
from core.app.runtime import runtime
from core.catalog.values import Reading
from core.errors import OfframpError
from core.identity import service as identity
from core.identity.values import Live
from core.secrets.service import recognisable
from core.storage.database import Database
from core.web.cookies import session_token
from core.web.session_lifetimes import lifetimes


@cache
def _later() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="last-seen")


def later(work: Callable[..., None], *given: object) -> None:
    """Do a small write soon, one after the other: the caller may hold SQLite's only write lock."""
    _later().submit(work, *given)


def _touch(live: Live, now: datetime) -> None:
    with runtime().database.write() as session:
        identity.touch_session(session, live, now)


class SignedOut(OfframpError):
    """The session has ended: in this browser, in another, or by an administrator."""


def _found(token: str | None, now: datetime) -> Live:
    running = runtime()
    live = None
    if token is not None:
        with running.database.read() as session:
            live = identity.find_session(session, token, lifetimes(running.settings), now)
    if live is None:
        raise SignedOut("You are signed out.", hint="Sign in again to go on.")
    return live


def _own_token() -> str | None:
    return session_token(st.context.cookies, runtime().settings)


def own_session() -> str | None:
    """Which of the account's sessions is this browser's (:class:`SessionView`'s digest)."""
    token = _own_token() if identify is by_cookie else None
    return recognisable(token) if token else None


def by_cookie() -> Actor:
    """The account of the session whose id is in the browser's cookie, looked up now."""
    if not st.context.headers:
        st.stop()  # the tab was closed while its page was drawn: nobody is there to be told
    now = datetime.now(UTC)
    live = _found(_own_token(), now)
    if live.is_due:
        later(_touch, live, now)
    address = st.context.ip_address or live.actor.address
    return replace(live.actor, address=address, request_id=uuid.uuid4().hex[:16])


identify: Callable[[], Actor] = by_cookie
"""How a page finds out who looks. Tests without a browser put somebody here."""


def authenticate() -> Actor:
    """Who is looking at this page. Looked up at every call, so that an ended session is out at
    its next action, be it a rerun, a fragment or a callback. Raises :class:`SignedOut`."""
    return identify()


def database() -> Database:
    """This process's database."""
    return runtime().database


def today() -> date:
    """The day at the viewer's place."""
    offset = st.context.timezone
    if offset:
        from zoneinfo import ZoneInfo

        return datetime.now(ZoneInfo(offset)).date()
    return datetime.now(UTC).date()


def reading() -> Reading:
    """How verdicts are to be drawn for this viewer."""
    return Reading(today(), runtime().settings.stale_after_days)


def end_of_today() -> datetime:
    """The midnight that ends the viewer's day."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(st.context.timezone) if st.context.timezone else UTC
    tomorrow = datetime.now(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
