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
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError
from urllib3.util.connection import create_connection

from core.net.guard import OWN_NETWORKS, Place, Refused, check

_OWN_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def session_for_operator(url: str) -> requests.Session:
    """For an address that whoever runs the server set, in the environment or a file.

    Own networks are allowed, a cloud's metadata service is not. Where the environment names a
    proxy, that connects: it was set by the same person. Raises as :func:`core.net.guard.check`.
    """
    if requests.utils.get_environ_proxies(url):
        return requests.Session()
    session = PinnedSession(check(url, allow_http=True, allowed=OWN_NETWORKS))
    # Certificates of a company's own, as requests itself finds them.
    session.verify = next(filter(None, map(os.environ.get, _OWN_CERTIFICATES)), True)
    return session


class PinnedSession(requests.Session):
    """Requests to one place. Whoever follows a redirect checks its target and opens another."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.trust_env = False
        self.pinned = PinnedAdapter(place)
        self.adapters.clear()
        self.mount(f"{place.scheme}://", self.pinned)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None is followed, nor even parsed: its target has not been checked."""

    def abort(self) -> None:
        """End every connection now: whoever waits for an answer gets an error."""
        self.pinned.abort()


class PinnedAdapter(HTTPAdapter):
    """Connects to one checked address, whatever the name resolves to by now."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.watched: list[socket.socket] = []
        """A second handle of each connection, to end it while another thread waits for it."""
        super().__init__(pool_connections=1, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self),
        }

    def abort(self) -> None:
        """End every connection now: whoever waits for an answer gets an error."""
        for each in self.watched:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        while self.watched:
            self.watched.pop().close()

    def proxy_manager_for(self, *_args: Any, **_kwargs: Any) -> Any:
        raise Refused("Proxies are not used.")


def _pool(pool: type[Any], connection: type[Any], adapter: PinnedAdapter) -> type[Any]:
    address = adapter.place.address

    def connect(self: Any) -> socket.socket:
        try:
            found = create_connection(
                (address, self.port), self.timeout, socket_options=self.socket_options
            )
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"No connection in {self.timeout} seconds.") from error
        if ip_address(found.getpeername()[0].partition("%")[0]) != ip_address(address):
            found.close()
            raise ConnectionError("Connected to another address than the one that was checked.")
        while adapter.watched:  # one at a time: those before are closed by now
            adapter.watched.pop().close()
        adapter.watched.append(found.dup())
        return found

    pinned = type(f"Pinned{connection.__name__}", (connection,), {"_new_conn": connect})
    return type(f"Pinned{pool.__name__}", (pool,), {"ConnectionCls": pinned})
