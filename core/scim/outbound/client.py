"""A small tolerant SCIM client on requests: one place where outbound requests are made.

Tolerant in what it reads (any JSON type, any status that means the same), strict in where it goes
(:mod:`core.net.guard`), how much it reads, and how long it waits.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from core.errors import Unavailable
from core.net import guard
from core.scim.models import AuthKind
from core.scim.outbound import redaction

if TYPE_CHECKING:
    from requests import Response

    from core.net.pinned import PinnedSession

MAX_BYTES = 2 * 1024 * 1024
CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 15.0, 30.0
MAX_REDIRECTS = 3
_SLOW = "The app answers too slowly."


class Temporary(Unavailable):
    """Try again later: no answer, 429 or 5xx."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds that the app asked us to wait."""


class Hopeless(Unavailable):
    """Trying again changes nothing: refused credentials, not SCIM at all."""


@dataclass(frozen=True)
class Target:
    """A connection as the client needs it, with its secret in the clear; never stored or shown."""

    base_url: str
    auth: AuthKind
    secret: str = field(repr=False)
    user_name: str | None = None
    token_url: str | None = None
    scope: str | None = None
    allow_http: bool = False
    allowed_networks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trace:
    """One request and its answer, with secrets cut out."""

    at: datetime
    purpose: str
    method: str
    url: str
    sent: str | None
    status: int | None
    received: str | None
    problem: str | None
    milliseconds: int


@dataclass(frozen=True)
class Reply:
    """An answer: status, the JSON object in it if there is one, and whether it was JSON."""

    status: int
    body: dict[str, Any] | None
    headers: dict[str, str]
    text: str


class Client:
    """Speaks to one target; every exchange is handed to ``trace``."""

    def __init__(
        self,
        target: Target,
        trace: Callable[[Trace], None] = lambda _: None,
        *,
        resolver: guard.Resolver = guard.system_resolver,
        total_seconds: float = TOTAL_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.target = target
        self.trace = trace
        self.resolver = resolver
        self.total_seconds = total_seconds
        self.read_seconds = read_seconds
        self._sessions: dict[str, PinnedSession] = {}
        self._token: str | None = None

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        for session in self._sessions.values():
            session.close()

    def get(self, purpose: str, path: str, **query: str) -> Reply:
        """Read."""
        return self.send(purpose, "GET", path, query=query)

    def send(
        self,
        purpose: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        query: dict[str, str] | None = None,
        *,
        if_match: str | None = None,
    ) -> Reply:
        """One request. Raises :class:`Temporary`, :class:`Hopeless` or :class:`guard.Refused`."""
        url = self.target.base_url.rstrip("/") + "/" + path.lstrip("/")
        headers = {"Accept": "application/scim+json, application/json", "User-Agent": "Offramp"}
        headers["Authorization"] = self._authorization()
        data = None
        if body is not None:
            headers["Content-Type"] = "application/scim+json"
            data = json.dumps(body)
        if if_match:
            headers["If-Match"] = if_match
        reply = self._exchange(purpose, method, url, headers, data, query or {})
        if reply.status in (401, 403):
            raise Hopeless(f"The app refused the credentials ({reply.status}).")
        if reply.status == 429 or (reply.status >= 500 and reply.status != 501):
            wait = retry_after(reply.headers.get("retry-after"), datetime.now(UTC))
            raise Temporary(f"The app answered {reply.status}.", retry_after=wait)
        return reply

    def raw(
        self, purpose: str, method: str, path: str, body: str | None, query: dict[str, str]
    ) -> Reply:
        """One request whose answer is not judged, for checks of the protocol itself."""
        url = self.target.base_url.rstrip("/") + "/" + path.lstrip("/")
        headers = {"Accept": "application/scim+json", "Authorization": self._authorization()}
        if body is not None:
            headers["Content-Type"] = "application/scim+json"
        return self._exchange(purpose, method, url, headers, body, query)

    def _authorization(self) -> str:
        target = self.target
        if target.auth is AuthKind.BASIC:
            return _basic(target.user_name or "", target.secret)
        if target.auth is AuthKind.OAUTH:
            self._token = self._token or self._buy_token()
            return f"Bearer {self._token}"
        return f"Bearer {target.secret}"

    def _buy_token(self) -> str:
        """An access token for the client credentials (RFC 6749 §4.4)."""
        target = self.target
        form = {"grant_type": "client_credentials"} | (
            {"scope": target.scope} if target.scope else {}
        )
        headers = {
            "Accept": "application/json",
            "Authorization": _basic(target.user_name or "", target.secret),
        }
        url = target.token_url or ""
        reply = self._exchange("sign in", "POST", url, headers, form, {}, secret=True)
        if reply.status == 429 or reply.status >= 500:
            raise Temporary(f"The token endpoint answered {reply.status}.")
        token = (reply.body or {}).get("access_token")
        if reply.status != 200 or not isinstance(token, str):
            raise Hopeless(f"The token endpoint gave no token ({reply.status}).")
        return token

    # -- the wire ----------------------------------------------------------

    def _exchange(
        self,
        purpose: str,
        method: str,
        url: str,
        headers: dict[str, str],
        data: Any,
        query: dict[str, str],
        *,
        secret: bool = False,
    ) -> Reply:
        import requests  # only what talks to an app waits for it

        started, at = time.monotonic(), datetime.now(UTC)
        reply, problem = None, None
        try:
            reply = self._follow(method, url, headers, data, query)
        except (guard.Refused, Temporary, Hopeless) as error:
            problem = error.message
            raise
        except (requests.Timeout, TimeoutError) as error:
            problem = "The app did not answer in time."
            raise Temporary(problem) from error
        except requests.exceptions.SSLError as error:
            problem = "The app's certificate cannot be trusted."
            raise Hopeless(problem) from error
        except (requests.RequestException, OSError) as error:
            problem = f"The connection failed ({type(error).__name__})."
            raise Temporary(problem) from error
        except ValueError as error:  # a Location that is no URL, for one
            problem = "The app's answer cannot be read."
            raise Hopeless(problem) from error
        finally:
            shown = None if data is None else ("(hidden)" if secret else self._cut(str(data)))
            text = None if reply is None else ("(hidden)" if secret else self._cut(reply.text))
            spent = round((time.monotonic() - started) * 1000)
            where = url + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")
            status = reply.status if reply else None
            self.trace(
                Trace(at, purpose, method, self._cut(where), shown, status, text, problem, spent)
            )
        return reply

    def _follow(
        self, method: str, url: str, headers: dict[str, str], data: Any, query: dict[str, str]
    ) -> Reply:
        """Send; follow redirects that stay at the same origin, and no others."""
        until = time.monotonic() + self.total_seconds
        for _ in range(MAX_REDIRECTS + 1):
            session = self._session(url)
            with _ended(session, until - time.monotonic()):
                answer = session.request(
                    method,
                    url,
                    headers=headers,
                    data=data,
                    params=query,
                    timeout=(CONNECT_SECONDS, self.read_seconds),
                    allow_redirects=False,
                    stream=True,
                )
                with answer:
                    text = _read(answer)
            if answer.status_code not in (301, 302, 303, 307, 308):
                found = {name.lower(): value for name, value in answer.headers.items()}
                return Reply(answer.status_code, _object(text), found, text)
            target = urljoin(url, answer.headers.get("Location", ""))
            if _origin(target) != _origin(url):
                raise Hopeless("The app redirects to another host, which is not followed.")
            url, query = target, {}
        raise Hopeless("The app redirects in a circle.")

    def _session(self, url: str) -> "PinnedSession":
        from core.net.pinned import PinnedSession

        origin = _origin(url)
        if origin not in self._sessions:
            place = guard.check(
                url,
                allow_http=self.target.allow_http,
                allowed=self.target.allowed_networks,
                resolver=self.resolver,
            )
            self._sessions[origin] = PinnedSession(place)
        return self._sessions[origin]

    def _cut(self, text: str) -> str:
        secrets = [secret for secret in (self.target.secret, self._token) if secret]
        return redaction.cut(text, secrets, self.target.user_name)


@contextmanager
def _ended(session: "PinnedSession", seconds: float) -> Iterator[None]:
    from core.net.limited import TooSlow, ended_after

    try:
        with ended_after(session, seconds):
            yield
    except TooSlow as error:
        raise Temporary(_SLOW) from error


def _read(answer: "Response") -> str:
    from core.net.limited import read_limited

    found, is_whole = read_limited(answer, MAX_BYTES)
    if not is_whole:
        raise Hopeless(f"The answer is larger than {MAX_BYTES // 1024 // 1024} MiB.")
    return found.decode("utf-8", errors="replace")


def _basic(user_name: str, password: str) -> str:
    """The header of basic authentication (RFC 7617), spelled as requests spells it."""
    from requests.auth import _basic_auth_str

    return _basic_auth_str(user_name, password)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks to wait (RFC 9110 §10.2.3), a day at most."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (aware - now).total_seconds()
    return min(max(seconds, 0.0), 86_400.0) if seconds == seconds else None
