"""Connections to a destination that :mod:`core.net.guard` has checked, and to nothing else.

No second look at the DNS, no proxies, no netrc, no redirects. Import it where a request is made:
requests takes a moment to import, which a start need not wait for.
"""

import os
import socket
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError
from urllib3.util.connection import create_connection

from core.net.guard import OWN_NETWORKS, Place, Refused, check

_OWN_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def session_for_operator(url: str) -> "WatchedSession":
    """For an address that whoever runs the server set, in the environment or a file.

    Own networks are allowed, a cloud's metadata service is not. Where the environment names a
    proxy, that connects: it was set by the same person. Raises as :func:`core.net.guard.check`.
    """
    if requests.utils.get_environ_proxies(url):
        return WatchedSession(WatchedAdapter())
    session = PinnedSession(check(url, allow_http=True, allowed=OWN_NETWORKS))
    # Certificates of a company's own, as requests itself finds them.
    session.verify = next(filter(None, map(os.environ.get, _OWN_CERTIFICATES)), True)
    return session


class WatchedSession(requests.Session):
    """Requests that can be ended from outside, whatever they wait for."""

    def __init__(self, adapter: "WatchedAdapter") -> None:
        super().__init__()
        self.watched = adapter
        self.adapters.clear()
        for scheme in ("https://", "http://"):
            self.mount(scheme, adapter)

    def begin(self) -> None:
        """Connections may be opened (again)."""
        self.watched.is_ended = False

    def abort(self) -> None:
        """End every connection now: whoever waits for an answer gets an error."""
        self.watched.abort()


class PinnedSession(WatchedSession):
    """Requests to one place. Whoever follows a redirect checks its target and opens another."""

    def __init__(self, place: Place) -> None:
        super().__init__(PinnedAdapter(place))
        self.trust_env = False
        self.adapters.clear()
        self.mount(f"{place.scheme}://", self.watched)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None is followed, nor even parsed: its target has not been checked."""


class WatchedAdapter(HTTPAdapter):
    """Keeps a handle of each connection, to end it while another thread waits for it."""

    def __init__(self) -> None:
        self.handles: list[socket.socket] = []
        self.is_ended = False
        super().__init__(pool_connections=1, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self._watch(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        self._watch(manager)
        return manager

    def connect(self, connection: Any, made_by: type[Any], /) -> socket.socket:
        """Open a connection's socket; ``made_by`` is urllib3's own class of it."""
        found: socket.socket = made_by._new_conn(connection)
        return found

    def abort(self) -> None:
        """End every connection now, and open none until it begins again."""
        self.is_ended = True
        for each in self.handles:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        while self.handles:
            self.handles.pop().close()

    def _watch(self, manager: Any) -> None:
        pools = manager.pool_classes_by_scheme
        manager.pool_classes_by_scheme = {
            scheme: pool if hasattr(pool, "watched_by") else _pool(pool, self)
            for scheme, pool in pools.items()
        }

    def _opened(self, connection: Any, made_by: type[Any]) -> socket.socket:
        found = self.connect(connection, made_by)
        while self.handles:  # one at a time: those before are closed by now
            self.handles.pop().close()
        self.handles.append(found.dup())
        if self.is_ended:  # while it connected
            found.close()
            raise ConnectTimeoutError(connection, "The time for an answer is over.")
        return found


class PinnedAdapter(WatchedAdapter):
    """Connects to one checked address, whatever the name resolves to by now."""

    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__()

    def proxy_manager_for(self, *_args: Any, **_kwargs: Any) -> Any:
        raise Refused("Proxies are not used.")

    def connect(self, connection: Any, _made_by: type[Any], /) -> socket.socket:
        address = self.place.address
        try:
            found = create_connection(
                (address, connection.port),
                connection.timeout,
                socket_options=connection.socket_options,
            )
        except TimeoutError as error:
            raise ConnectTimeoutError(
                connection, f"No connection in {connection.timeout} seconds."
            ) from error
        if ip_address(found.getpeername()[0].partition("%")[0]) != ip_address(address):
            found.close()
            raise ConnectionError("Connected to another address than the one that was checked.")
        return found


def _pool(pool: type[Any], adapter: WatchedAdapter) -> type[Any]:
    made_by: type[Any] = pool.ConnectionCls

    def connect(self: Any) -> socket.socket:
        return adapter._opened(self, made_by)

    watched = type(f"Watched{made_by.__name__}", (made_by,), {"_new_conn": connect})
    return type(
        f"Watched{pool.__name__}", (pool,), {"ConnectionCls": watched, "watched_by": adapter}
    )
